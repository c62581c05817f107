"""Which of the rows that entities share were written; in a temporary file, not in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b
from typing import Self

from hullmark.graph.neo4j.shapes import Node, Row


class Seen:
    """A set of rows that takes as much memory for ten million as for ten."""

    def __enter__(self) -> Self:
        self._con = sqlite3.connect("", isolation_level=None)
        self._con.execute("PRAGMA journal_mode = OFF")
        self._con.execute("CREATE TABLE seen (row BLOB PRIMARY KEY) WITHOUT ROWID")
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def __contains__(self, row: Row) -> bool:
        found = self._con.execute("SELECT 1 FROM seen WHERE row = ?", (_digest(row),))
        return found.fetchone() is not None

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in, also such as are there."""
        for row in rows:
            self.first(row)

    def first(self, row: Row) -> bool:
        """Take a row in; whether it was not there."""
        added = self._con.execute("INSERT OR IGNORE INTO seen VALUES (?)", (_digest(row),))
        return added.rowcount == 1


def _digest(row: Row) -> bytes:
    """What a row is told from the others by."""
    place = (row.id, "") if isinstance(row, Node) else (row.start, row.id)
    return blake2b("\x1f".join(place).encode(), digest_size=16).digest()
