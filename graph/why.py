"""Why two things are one entity or two: the joins, the decisions, and what was compared."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from hullmark.graph import comparing, decisions
from hullmark.graph.decisions import Row
from hullmark.graph.identifiers import HARD, title
from hullmark.graph.judge import VERSION, judge
from hullmark.graph.judge_reasons import Reason

MOST_PAIRS = 400  # of records of two entities that are judged to find the likeliest


class Step(Struct, frozen=True):
    """One join between two records: by a number, a person's decision or the judge's."""

    left: str
    right: str
    by: str


class Compared(Struct, frozen=True):
    """What the judge says of two records now, with its reasons, the heaviest first."""

    left: str
    right: str
    score: float
    verdict: str
    reasons: tuple[Reason, ...]
    version: str = VERSION


class Why(Struct, frozen=True):
    """All that bears on the question whether two things are one.

    ``captions`` are of the entities they are in now; ``steps`` lead from one to the other inside
    one entity; ``ledger`` has every row about them, superseded too; ``refused`` the joins refused.
    """

    entities: tuple[str, str]
    captions: tuple[str, str]
    one: bool
    steps: tuple[Step, ...] = ()
    ledger: tuple[Row, ...] = ()
    refused: tuple[str, ...] = ()
    compared: Compared | None = None
    beside: int = 0


def why(con: sqlite3.Connection, left: Collection[str], right: Collection[str]) -> Why:
    """Why the records of two sets, by their keys, are one entity or are not.

    Of the pairs across them the likeliest is shown with its evidence; ``beside`` counts the others.
    """
    ends = [_entity(con, keys) for keys in (left, right)]
    one = ends[0][0] == ends[1][0]
    compared, beside = _likeliest(con, sorted(left), sorted(right))
    return Why(
        (ends[0][0], ends[1][0]),
        (ends[0][1], ends[1][1]),
        one,
        steps=_steps(con, ends[0][0], set(left), set(right)) if one else (),
        ledger=tuple(_ledger(con, left, right)),
        refused=tuple(_refused(con, left, right)),
        compared=compared,
        beside=beside,
    )


def _entity(con: sqlite3.Connection, keys: Collection[str]) -> tuple[str, str]:
    row = con.execute(
        "SELECT e.key, e.caption FROM record r JOIN entity e ON e.id = r.entity WHERE r.key = ?",
        (min(keys),),
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else (min(keys), "")


def _likeliest(
    con: sqlite3.Connection, left: Sequence[str], right: Sequence[str]
) -> tuple[Compared | None, int]:
    import numpy as np

    forms = {key: comparing.decoded(body) for key, body in _bodies(con, {*left, *right}).items()}
    pairs = [
        (one, other)
        for one in left
        for other in right
        if one != other and one in forms and other in forms
    ][:MOST_PAIRS]
    if not pairs:
        return None, 0
    found = judge([forms[one] for one, _ in pairs], [forms[other] for _, other in pairs])
    place = int(np.argmax(found.scores))
    return (
        Compared(
            *pairs[place],
            round(float(found.scores[place]), 4),
            str(found.verdicts[place]),
            tuple(found.reasons(place)),
        ),
        len(pairs) - 1,
    )


def _bodies(con: sqlite3.Connection, keys: Collection[str]) -> dict[str, bytes]:
    """The comparable forms as they are now, made here where the resolver has not yet run."""
    numbers = dict(
        con.execute(
            "SELECT r.id, r.key FROM json_each(?) j JOIN record r ON r.key = j.value",
            (msgspec.json.encode(sorted(keys)).decode(),),
        ).fetchall()
    )
    return {numbers[record]: body for record, body in comparing.made(con, sorted(numbers)).items()}


def _ledger(con: sqlite3.Connection, left: Collection[str], right: Collection[str]) -> list[Row]:
    found = {
        row.id: row
        for one in left
        for other in right
        if one != other
        for row in decisions.about(con, one, other)
    }
    return [found[number] for number in sorted(found)]


def _refused(con: sqlite3.Connection, left: Collection[str], right: Collection[str]) -> list[str]:
    rows = con.execute(
        "SELECT c.left, c.right, c.reason FROM json_each(?) j JOIN conflict c"
        " ON j.value IN (c.left, c.right) ORDER BY c.left, c.right",
        (msgspec.json.encode(sorted({*left, *right})).decode(),),
    )
    sides = (set(left), set(right))
    return list(
        dict.fromkeys(
            f"{one} and {other}: {reason}"
            for one, other, reason in rows
            if any(one in a and other in b for a, b in (sides, sides[::-1]))
        )
    )


def _steps(
    con: sqlite3.Connection, entity: str, start: set[str], goal: set[str]
) -> tuple[Step, ...]:
    """The fewest joins from one record to the other within their entity."""
    joins = _joins(con, entity)
    came: dict[str, Step | None] = dict.fromkeys(sorted(start))
    waiting = deque(sorted(start))
    while waiting:
        here = waiting.popleft()
        if here in goal and came[here] is not None:
            break
        for step in joins.get(here, ()):
            if step.right not in came:
                came[step.right] = step
                waiting.append(step.right)
    else:
        return ()
    steps = []
    while (last := came[here]) is not None:
        steps.append(last)
        here = last.left
    return tuple(reversed(steps))


def _joins(con: sqlite3.Connection, entity: str) -> Mapping[str, list[Step]]:
    """Every join between records of an entity, from both its ends, the firmest first."""
    marks = ", ".join("?" * len(HARD))
    steps: dict[str, list[Step]] = {}
    by_number = con.execute(
        "WITH mine AS (SELECT DISTINCT r.key AS key, i.scheme AS scheme, i.value AS value"
        " FROM entity e JOIN record r ON r.entity = e.id"
        " JOIN statement s ON s.record = r.id AND s.latest = 1"
        " JOIN identifier i ON i.statement = s.id AND i.valid IS NOT 0"
        f" WHERE e.key = ? AND i.scheme IN ({marks}))"
        " SELECT a.key, b.key, a.scheme, a.value FROM mine a JOIN mine b"
        " ON b.scheme = a.scheme AND b.value = a.value AND b.key <> a.key ORDER BY a.key, b.key",
        (entity, *HARD),
    )
    for left, right, scheme, value in by_number:
        steps.setdefault(left, []).append(Step(left, right, f"{title(scheme)} {value}"))
    decided = con.execute(
        "SELECT d.left, d.right FROM entity e JOIN record l ON l.entity = e.id"
        " JOIN decision d ON d.left = l.key JOIN record r ON r.key = d.right AND r.entity = e.id"
        f" WHERE e.key = ? AND d.verdict = 'same' AND {decisions.NEWEST}"
        " ORDER BY d.by_person DESC, d.score DESC, d.left, d.right",
        (entity,),
    ).fetchall()
    for left, right in decided:
        row = decisions.counting(con, left, right)
        if row is None or row.verdict != "same":
            continue
        score = "" if row.score is None else f", score {row.score:.3f}"
        by = f"{row.author} decided same{score}"
        steps.setdefault(left, []).append(Step(left, right, by))
        steps.setdefault(right, []).append(Step(right, left, by))
    return steps
