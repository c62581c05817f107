"""What is compared of each record, made once and kept in the workspace beside its block keys.

A record whose statements have not changed is not made again, and not judged again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.blocks import BLOCKS_VERSION, block_key, block_keys, blocks
from hullmark.graph.comparable import COMPARABLE_VERSION, Comparable, comparable
from hullmark.graph.model import Record
from hullmark.graph.schema import schema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

FORM_VERSION = f"{COMPARABLE_VERSION}.{BLOCKS_VERSION}"
AT_ONCE = 2000  # records that are read and written at once

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Comparable).decode
_decode_record = msgspec.json.Decoder(Record).decode

# The statement versions that a record stands on now; a new version has a new id.
_MADE_FROM = (
    "SELECT s.record AS record, group_concat(s.id) AS ids FROM"
    " (SELECT record, id FROM statement WHERE record IS NOT NULL AND sort = 'R' AND latest = 1"
    "  ORDER BY record, id) s GROUP BY s.record"
)


class Kept(Struct, frozen=True):
    """All records that can be compared, by number: their block keys, and who is to be judged."""

    records: Numbers
    owners: Numbers
    keys: Numbers
    fresh: Numbers

    def __len__(self) -> int:
        return len(self.records)


def stale(con: sqlite3.Connection) -> list[int]:
    """The records that are new, or whose statements have changed since they were compared."""
    rows = con.execute(
        f"SELECT m.record FROM ({_MADE_FROM}) m LEFT JOIN comparable c ON c.record = m.record"
        " WHERE c.record IS NULL OR c.made_from <> m.ids OR c.version <> ? ORDER BY m.record",
        (FORM_VERSION,),
    )
    return [record for (record,) in rows]


def unjudged(con: sqlite3.Connection) -> int:
    """How many records no judge has compared yet, where several lists are loaded; else 0."""
    (lists,) = con.execute("SELECT count(*) FROM stream").fetchone()
    if lists < 2:
        return 0
    (count,) = con.execute(
        "SELECT count(*) FROM record r WHERE r.entity IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM comparable c WHERE c.record = r.id AND c.judged <> '')"
    ).fetchone()
    return int(count)


def refresh(con: sqlite3.Connection, records: Iterable[int]) -> None:
    """Make the comparable forms of some records anew, within a transaction.

    One that comes out as it was stays judged.
    """
    for record, made_from, whole, keyed in _wholes(con, records):
        body = _encode(comparable(whole))
        keys = b"".join(key.to_bytes(8, "little") for key in block_keys(whole, keyed))
        con.execute(
            "INSERT INTO comparable (record, made_from, version, judged, body, keys)"
            " VALUES (?1, ?2, ?3, '', ?4, ?5) ON CONFLICT (record) DO UPDATE SET"
            " judged = CASE WHEN body = ?4 AND keys = ?5 THEN judged ELSE '' END,"
            " made_from = ?2, version = ?3, body = ?4, keys = ?5",
            (record, made_from, FORM_VERSION, body, keys),
        )


def kept(con: sqlite3.Connection, judge_version: str) -> Kept:
    """Every comparable record; fresh are the positions of those that this judge has not judged."""
    import numpy as np

    records, counts, fresh = list[int](), list[int](), list[int]()
    blobs = list[bytes]()
    for record, keys, judged in con.execute(
        "SELECT record, keys, judged FROM comparable ORDER BY record"
    ):
        if judged != judge_version:
            fresh.append(len(records))
        records.append(record)
        counts.append(len(keys) // 8)
        blobs.append(keys)
    return Kept(
        np.array(records, np.int64),
        np.repeat(np.arange(len(records)), counts),
        np.frombuffer(b"".join(blobs), "<i8").astype(np.int64),
        np.array(fresh, np.int64),
    )


def bodies(con: sqlite3.Connection, records: Iterable[int]) -> dict[int, bytes]:
    """The encoded comparable forms of some records; those that have none are left out."""
    rows = con.execute(
        "SELECT c.record, c.body FROM json_each(?) j JOIN comparable c ON c.record = j.value",
        (msgspec.json.encode(sorted(set(records))).decode(),),
    )
    return dict(rows.fetchall())


def decoded(body: bytes) -> Comparable:
    """The comparable form from its encoding."""
    return _decode(body)


def _wholes(
    con: sqlite3.Connection, records: Iterable[int]
) -> Iterator[tuple[int, str, Record, list[tuple[str, str]]]]:
    """Each record with the ids of its statements, what all of them say, and its names' keys."""
    every = list(records)
    for at in range(0, len(every), AT_ONCE):
        some = every[at : at + AT_ONCE]
        asked = (msgspec.json.encode(some).decode(),)
        names: dict[int, list[tuple[str, str]]] = {}
        for record, key, loose in con.execute(
            "SELECT s.record, n.key, n.loose FROM json_each(?) j JOIN statement s"
            " ON s.record = j.value AND s.sort = 'R' AND s.latest = 1"
            " JOIN name n ON n.statement = s.id ORDER BY s.id, n.id",
            asked,
        ):
            names.setdefault(record, []).append((key, loose))
        found: dict[int, list[tuple[int, Record]]] = {}
        for record, number, body in con.execute(
            "SELECT s.record, s.id, s.body FROM json_each(?) j JOIN statement s"
            " ON s.record = j.value AND s.sort = 'R' AND s.latest = 1 ORDER BY s.record, s.id",
            asked,
        ):
            found.setdefault(record, []).append((number, _decode_record(body)))
        for record, versions in found.items():
            made_from = ",".join(str(number) for number, _ in versions)
            yield record, made_from, _whole([one for _, one in versions]), names.get(record, [])


def _whole(said: list[Record]) -> Record:
    """What several lists of one source say of a record, as one record of the most telling kind."""
    if len(said) == 1:
        return said[0]
    kinds = schema().kinds
    return replace(
        said[0],
        kind=max((one.kind for one in said), key=lambda kind: (kinds[kind].rank, kind)),
        names=tuple(dict.fromkeys(name for one in said for name in one.names)),
        identifiers=tuple(dict.fromkeys(number for one in said for number in one.identifiers)),
        facts=tuple(dict.fromkeys(fact for one in said for fact in one.facts)),
    )


def made(con: sqlite3.Connection, records: Iterable[int]) -> dict[int, bytes]:
    """The encoded comparable forms of some records as their statements are now; writes nothing."""
    return {record: _encode(comparable(whole)) for record, _, whole, _ in _wholes(con, records)}


def wholes(con: sqlite3.Connection, records: Iterable[int]) -> dict[int, Record]:
    """Some records as all lists of their source state them now."""
    return {record: whole for record, _, whole, _ in _wholes(con, records)}


def shared(con: sqlite3.Connection, record: int, key: int) -> str:
    """What the block of a record that has that key shares, in words."""
    for _, _, whole, keyed in _wholes(con, [record]):
        family = schema().kinds[whole.kind].family
        for kind, words in blocks(whole, keyed):
            if block_key(family, kind, words) == key:
                return words
    return ""
