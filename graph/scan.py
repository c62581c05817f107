"""Reading many links and listings of a workspace at once, as little of each as arithmetic needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.answer import Evidence, Tie
from hullmark.graph.dates import witnessed
from hullmark.graph.evidence import FOREVER, Stream
from hullmark.graph.model import UNDATED, Period, Share
from hullmark.graph.schema import schema
from hullmark.graph.ties import ended

# The newest version of a statement that the stamp knows of, with what its evidence needs.
VERSION = (
    "s.stream, s.key, s.first, s.until, s.snapshot, s.place,"
    " (SELECT max(n.stamp) FROM mention m JOIN snapshot n ON n.id = m.snapshot"
    "  WHERE m.sort = s.sort AND m.key = s.key AND n.stream = s.stream AND n.stamp <= :known"
    "  AND (s.until IS NULL OR n.stamp < s.until))"
)
NEWEST = (
    "s.since <= :known AND (s.latest = 1 OR NOT EXISTS (SELECT 1 FROM statement o"
    " WHERE o.stream = s.stream AND o.sort = s.sort AND o.key = s.key"
    " AND o.since > s.since AND o.since <= :known))"
)


class Said(Struct, frozen=True, gc=False):
    """What of a link's body a tie needs."""

    id: str
    role: str
    period: Period = UNDATED
    share: Share | None = None
    as_stated: str = ""
    confidence: str = ""


_decode = msgspec.json.Decoder(Said).decode
Where = Callable[[tuple[Any, ...]], Evidence]


def listed(con: sqlite3.Connection, known: str) -> Iterator[str]:
    """The ids of the entities that a listing is about, in order."""
    rows = con.execute(
        "SELECT DISTINCT e.key FROM statement s JOIN about a ON a.statement = s.id"
        " JOIN record r ON r.id = a.record JOIN entity e ON e.id = r.entity"
        f" WHERE s.sort = 'S' AND {NEWEST} ORDER BY e.key",
        {"known": known},
    )
    return (key for (key,) in rows)


def ties(
    con: sqlite3.Connection,
    end: str,
    ids: Collection[str],
    roles: Iterable[str],
    streams: dict[int, Stream],
    known: str,
) -> Iterator[tuple[int, Tie, Period]]:
    """Links still stated whose ``end`` is one of the entities: row, tie, and its own period.

    ``over`` is said of those that are former; one with an end in time needs its evidence
    (``judged``).
    """
    far = "object" if end == "subject" else "subject"
    names = {number: f"{one.source} {one.list}" for number, one in streams.items()}
    for number, stream, first, near, other, body in con.execute(
        "SELECT s.id, s.stream, s.first, j.value, ef.key, s.body"
        " FROM json_each(:ids) j JOIN entity e ON e.key = j.value"
        f" JOIN record r ON r.entity = e.id JOIN link l ON l.{end} = r.id"
        f" JOIN statement s ON s.id = l.statement JOIN record rf ON rf.id = l.{far}"
        " JOIN entity ef ON ef.id = rf.entity"
        f" WHERE l.role IN (SELECT value FROM json_each(:roles)) AND {NEWEST}"
        " AND (s.until IS NULL OR s.until > :known)",
        {"ids": json.dumps(list(ids)), "roles": json.dumps(list(roles)), "known": known},
    ):
        said = _decode(body)
        period = said.period
        if period.tense == "former":
            period = witnessed(period, date.fromisoformat(first[:10]), None)
        made = Tie(
            said.id,
            near if end == "subject" else other,
            said.role,
            other if end == "subject" else near,
            names[stream],
            "yes",
            said.period.tense == "former",
            said.share,
            said.as_stated,
            said.confidence,
            period.start_min,
            period.end_max,
        )
        yield number, made, said.period


def near(
    con: sqlite3.Connection, end: str, ids: Collection[str], roles: Iterable[str]
) -> dict[str, str]:
    """Kinds by id of what links lead to that have one of these entities at ``end``."""
    far = "object" if end == "subject" else "subject"
    rows = con.execute(
        "SELECT DISTINCT ef.key, ef.kind FROM json_each(:ids) j JOIN entity e ON e.key = j.value"
        f" JOIN record r ON r.entity = e.id JOIN link l ON l.{end} = r.id"
        f" JOIN record rf ON rf.id = l.{far} JOIN entity ef ON ef.id = rf.entity"
        " WHERE l.role IN (SELECT value FROM json_each(:roles))",
        {"ids": json.dumps(list(ids)), "roles": json.dumps(list(roles))},
    )
    return dict(rows)


def degrees(
    con: sqlite3.Connection,
    most: Mapping[str, int],
    ends: Iterable[tuple[str, Collection[str]]],
    known: str,
) -> dict[str, int]:
    """How many links each of these entities has, with it at an end in the roles of that end.

    Each is counted up to so many.
    """
    # What stands now is in the index; as of a day the statements have to be asked.
    now = "l.stands = 1"
    then = (
        "EXISTS (SELECT 1 FROM statement s WHERE s.id = l.statement"
        f" AND {NEWEST} AND (s.until IS NULL OR s.until > :known))"
    )
    values: dict[str, object] = {"known": known}
    counts = []
    for end, roles in ends:
        some = ""
        if schema().roles.keys() - set(roles):
            some = f" AND l.role IN (SELECT value FROM json_each(:{end}))"
            values[end] = json.dumps(sorted(roles))
        counts.append(
            "(SELECT count(*) FROM (SELECT 1 FROM entity e JOIN record r ON r.entity = e.id"
            f" JOIN link l ON l.{end} = r.id WHERE e.key = j.value"
            f" AND {now if known == FOREVER else then}{some} LIMIT :most))"
        )
    found: dict[str, int] = {}
    for limit in sorted(set(most.values())):
        ids = json.dumps([one for one, up_to in most.items() if up_to == limit])
        rows = con.execute(
            f"SELECT j.value, {' + '.join(counts)} FROM json_each(:ids) j",
            values | {"ids": ids, "most": limit},
        )
        found |= {key: min(count, limit) for key, count in rows}
    return found


def judged(
    con: sqlite3.Connection,
    found: dict[int, tuple[Tie, Period]],
    where: Where,
    known: str,
) -> dict[int, Tie]:
    """Ties with an end in time, with whether it had come when they were last said."""
    rows = con.execute(
        f"SELECT s.id, {VERSION} FROM json_each(:ids) j JOIN statement s ON s.id = j.value",
        {"ids": json.dumps(list(found)), "known": known},
    )
    return {
        number: replace(found[number][0], over=ended(found[number][1], where(tuple(row))))
        for number, *row in rows
    }
