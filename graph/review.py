"""Reviewing what was left unsure: which pairs are open, and both records side by side."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import Literal

from msgspec import Struct

from hullmark.graph import comparing, decisions
from hullmark.graph.decisions import Row
from hullmark.graph.identifiers import title
from hullmark.graph.model import Record
from hullmark.graph.text import country_name, name_key

MOST = 4  # values of a line that are shown; the rest is counted
COUNTRIES = ("country", "nationality", "citizenship", "flag", "former flag")
SHOWN = (
    *COUNTRIES, "birth date", "birth place", "gender", "established", "built", "vessel type",
    "gross tonnage", "address", "position", "website",
)  # fmt: skip
# Where both sides say something else, it speaks against them; an address or a position does not.
TELLING = ("birth date", "gender", "established", "built", "gross tonnage", "vessel type")

Accord = Literal["agrees", "conflicts", ""]


class Line(Struct, frozen=True):
    """One line of the comparison: what both records say of one thing, and whether it agrees."""

    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    accord: Accord


def open_pairs(con: sqlite3.Connection, about: Collection[str] = ()) -> list[Row]:
    """The pairs that the judge left unsure and no person has decided, the likeliest first.

    ``about`` keeps those with a record of one of these entities, by their ids.
    """
    found = [row for row, _ in decisions.open_questions(con) if not row.by_person]
    if not about:
        return found
    marks = ", ".join("?" * len(about))
    query = "SELECT r.key FROM record r JOIN entity e ON e.id = r.entity WHERE e.key IN"
    records = {key for (key,) in con.execute(f"{query} ({marks})", tuple(about))}
    return [row for row in found if row.left in records or row.right in records]


def is_open(con: sqlite3.Connection, row: Row) -> bool:
    """Whether a pair is still open: other decisions may have joined the two by now."""
    counts = decisions.counting(con, row.left, row.right)
    if counts is None or counts.by_person or counts.verdict != "unsure":
        return False
    entities = con.execute(
        "SELECT count(DISTINCT entity) FROM record WHERE key IN (?, ?)", (row.left, row.right)
    ).fetchone()
    return bool(entities[0] == 2)


def side_by_side(left: Record, right: Record) -> Iterator[Line]:
    """What two records say, line by line: kind, names, numbers, facts."""
    yield _line("kind", (left.kind,), (right.kind,), conflicts=False)
    yield _line(
        "names",
        tuple(name.text for name in left.names),
        tuple(name.text for name in right.names),
        conflicts=False,
    )
    schemes = dict.fromkeys(one.scheme for record in (left, right) for one in record.identifiers)
    for scheme in schemes:
        numbers = [
            tuple(one.value for one in record.identifiers if one.scheme == scheme)
            for record in (left, right)
        ]
        yield _line(title(scheme), numbers[0], numbers[1], conflicts=True)
    for prop in SHOWN:
        values = [
            tuple(
                country_name(fact.value) if prop in COUNTRIES else fact.value
                for fact in record.facts
                if fact.prop == prop
            )
            for record in (left, right)
        ]
        if values[0] or values[1]:
            yield _line(prop, values[0], values[1], conflicts=prop in TELLING)


def _line(label: str, left: tuple[str, ...], right: tuple[str, ...], *, conflicts: bool) -> Line:
    """Agreeing where one value is on both sides; conflicting where both sides have others."""
    ours, theirs = (
        {name_key(value) or value.casefold() for value in side} for side in (left, right)
    )
    accord: Accord = ""
    if ours & theirs:
        accord = "agrees"
        # What both say stands first, so that it is seen.
        shared = ours & theirs
        left, right = (
            tuple(sorted(side, key=lambda one: (name_key(one) or one.casefold()) not in shared))
            for side in (left, right)
        )
    elif ours and theirs and conflicts:
        accord = "conflicts"
    return Line(label, tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right)), accord)


def records(con: sqlite3.Connection, row: Row) -> tuple[Record, Record]:
    """Both records of a pair as their lists state them now."""
    numbers = dict(
        con.execute(
            "SELECT key, id FROM record WHERE key IN (?, ?)", (row.left, row.right)
        ).fetchall()
    )
    found = comparing.wholes(con, [numbers[row.left], numbers[row.right]])
    return found[numbers[row.left]], found[numbers[row.right]]
