"""What waits on disk while FollowTheMoney entities are read: the file has them in any order.

A person's address, document or office may stand before or behind the person. They wait in a
private SQLite file, which has no name and goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import msgpack

from hullmark.graph.model import Fact, Identifier
from hullmark.loaders.scratch import scratch

_TABLES = """
CREATE TABLE words (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
CREATE TABLE other (id TEXT PRIMARY KEY, schema TEXT) WITHOUT ROWID;
CREATE TABLE added (holder TEXT, fact INT, body BLOB);
CREATE INDEX added_holder ON added (holder);
CREATE TABLE inner (id TEXT PRIMARY KEY, place TEXT, body BLOB) WITHOUT ROWID;
CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
Addition = Fact | Identifier


class Shelf:
    """Words, schemas and additions by the entity id under which they are asked for."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con
        self._fact, self._number = msgpack.Decoder(Fact), msgpack.Decoder(Identifier)
        self.has_words = self.has_added = self.has_inner = False

    def put_words(self, entity: str, text: str) -> None:
        """Keep the address or the office that an entity is."""
        self.has_words = True
        self._con.execute("INSERT OR IGNORE INTO words VALUES (?, ?)", (entity, text))

    def words(self, entity: str) -> str:
        """The address or office of that id, ``""`` when the file has none."""
        row = self._con.execute("SELECT text FROM words WHERE id = ?", (entity,)).fetchone()
        return str(row[0]) if row else ""

    def put_other(self, entity: str, schema: str) -> None:
        """Keep the schema of what is no party, or of a ship."""
        self._con.execute("INSERT OR IGNORE INTO other VALUES (?, ?)", (entity, schema))

    def schema(self, entity: str) -> str:
        """The schema kept of that id, ``""`` for one that was not kept."""
        row = self._con.execute("SELECT schema FROM other WHERE id = ?", (entity,)).fetchone()
        return str(row[0]) if row else ""

    def add(self, holder: str, addition: Addition) -> None:
        """Keep a fact or number for its holder."""
        self.has_added = True
        row = (holder, isinstance(addition, Fact), msgpack.encode(addition))
        self._con.execute("INSERT INTO added VALUES (?, ?, ?)", row)

    def added(self, holder: str) -> list[Addition]:
        """The facts and numbers kept for a holder, in file order."""
        if not self.has_added:
            return []
        rows = self._con.execute(
            "SELECT fact, body FROM added WHERE holder = ? ORDER BY rowid", (holder,)
        ).fetchall()
        return [(self._fact if fact else self._number).decode(body) for fact, body in rows]

    def put_inner(self, entity: str, place: str, body: dict[str, object]) -> None:
        """Keep a party that is written inside another entity, as it stands there first."""
        self.has_inner = True
        self._con.execute(
            "INSERT OR IGNORE INTO inner VALUES (?, ?, ?)", (entity, place, msgpack.encode(body))
        )

    def has_line(self, entity: str) -> None:
        """Note that a party has a line of its own, which says more than one inside another."""
        if self.has_inner:
            self._con.execute("DELETE FROM inner WHERE id = ?", (entity,))

    def inner(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Place and entity of the parties that have no line of their own."""
        rows = self._con.execute("SELECT place, body FROM inner ORDER BY id").fetchall()
        for place, body in rows:
            yield place, msgpack.decode(body)

    def first(self, key: str) -> bool:
        """Whether this key comes for the first time."""
        return self._con.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """An empty shelf for one reading of the file; ``FileProblem`` when the disk has no room."""
    with scratch(path, _TABLES) as con:
        yield Shelf(con)
