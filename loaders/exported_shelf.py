"""What waits on disk while an export is read: its statements, by the snapshot that they stand in.

An export has them by entity; a workspace files them snapshot by snapshot. They wait in a private
SQLite file, which has no name and goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from hullmark.graph.model import Event, Link, Listing, Problem, Record, Statement
from hullmark.loaders.scratch import scratch

_TABLES = """
CREATE TABLE waiting (
    day TEXT, source TEXT, list TEXT, sort INT, id TEXT, place TEXT, body BLOB,
    PRIMARY KEY (day, source, list, sort, id)
) WITHOUT ROWID;
CREATE TABLE problem (body BLOB);
CREATE TABLE ending (
    day TEXT, source TEXT, list TEXT, sort INT, id TEXT, body BLOB,
    PRIMARY KEY (day, source, list, sort, id)
) WITHOUT ROWID;
"""
_SORTS: tuple[type[Statement], ...] = (Record, Link, Listing, Event)
_DECODERS = [msgspec.json.Decoder(sort) for sort in _SORTS]


class Place(NamedTuple):
    """A snapshot: the day of a list."""

    day: date
    source: str
    list: str


class Shelf:
    """Statements by snapshot; ``put`` takes each once."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    def put(self, where: Place, item: Statement) -> None:
        """Keep a statement of a snapshot; the first of an id stays."""
        row = (
            where.day.isoformat(), where.source, where.list, _SORTS.index(type(item)), item.id,
            item.place, msgspec.json.encode(item),
        )  # fmt: skip
        self._con.execute("INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def end(self, where: Place, item: Statement) -> None:
        """Keep that a snapshot no longer says a statement."""
        row = (
            where.day.isoformat(), where.source, where.list, _SORTS.index(type(item)), item.id,
            msgspec.json.encode(item),
        )  # fmt: skip
        self._con.execute("INSERT OR IGNORE INTO ending VALUES (?, ?, ?, ?, ?, ?)", row)

    def report(self, problem: Problem) -> None:
        """Keep a problem until there is a snapshot to file it under."""
        self._con.execute("INSERT INTO problem VALUES (?)", (msgspec.json.encode(problem),))

    def problems(self) -> Iterator[Problem]:
        """The problems in file order."""
        for (body,) in self._con.execute("SELECT body FROM problem ORDER BY rowid"):
            yield msgspec.json.decode(body, type=Problem)

    def places(self) -> list[Place]:
        """The snapshots that something is kept of, the oldest first."""
        rows = self._con.execute(
            "SELECT day, source, list FROM waiting UNION SELECT day, source, list FROM ending"
            " ORDER BY 1, 2, 3"
        )
        return [Place(date.fromisoformat(day), *rest) for day, *rest in rows]

    def statements(self, where: Place) -> Iterator[Statement]:
        """What a snapshot says, records first."""
        yield from self._walk("waiting", where)

    def endings(self, where: Place) -> Iterator[Statement]:
        """What a snapshot no longer says."""
        yield from self._walk("ending", where)

    def _walk(self, table: str, where: Place) -> Iterator[Statement]:
        for sort, body in self._con.execute(
            f"SELECT sort, body FROM {table} WHERE day = ? AND source = ? AND list = ?"
            " ORDER BY sort, id",
            (where.day.isoformat(), where.source, where.list),
        ):
            yield _DECODERS[sort].decode(body)


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """A shelf for one reading of a file; ``FileProblem`` when the disk has no room for it."""
    with scratch(path, _TABLES) as con:
        yield Shelf(con)
