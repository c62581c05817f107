"""Which statement of each record counts, on disk and not in memory: the file has them in any order.

A newer statement of a record (0.4), or one that replaces others (0.2, 0.3), supersedes them. The
index waits in a private SQLite file, which has no name and goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from hullmark.loaders.scratch import scratch

_TABLES = """
CREATE TABLE statement (place TEXT, id TEXT, root TEXT, day TEXT, kind TEXT, withheld TEXT, n INT);
CREATE INDEX statement_root ON statement (root, day, n);
CREATE INDEX statement_place ON statement (place);
CREATE TABLE replaced (old TEXT PRIMARY KEY, new TEXT) WITHOUT ROWID;
CREATE TABLE party (root TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE told (root TEXT, prop TEXT, value TEXT, day TEXT);
CREATE INDEX told_root ON told (root);
"""
_CHAIN = 10_000  # statements that replace one another, one after the other


class Face(Struct, frozen=True):
    """What is known of a record by its newest statement."""

    kind: str
    withheld: str  # why somebody unknown or withheld has no name; "" for all others


class Shelf:
    """Statements by their record, in which the newest counts."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con, self._n, self._roots = con, 0, False

    def put(self, place: str, key: str, record: str, day: str, kind: str, withheld: str) -> None:
        """Note a statement: its id, its record (its own id in 0.2), its day and what it is of."""
        self._n += 1
        row = (place, key, record, day, kind, withheld, self._n)
        self._con.execute("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def replace(self, old: str, new: str) -> None:
        """Note that a statement replaces another one."""
        self._roots = True
        self._con.execute("INSERT OR IGNORE INTO replaced VALUES (?, ?)", (old, new))

    def refer(self, key: str) -> None:
        """Note that a statement or record is the interested party of a relationship."""
        self._con.execute("INSERT OR IGNORE INTO party VALUES (?)", (key,))

    def tell(self, key: str, prop: str, value: str, day: str) -> None:
        """Keep a fact for the record of a statement or of that id."""
        self._con.execute("INSERT INTO told VALUES (?, ?, ?, ?)", (key, prop, value, day))

    def settle(self) -> None:
        """Bring statements that replace one another under the id of the oldest."""
        if not self._roots:
            return
        self._con.execute("CREATE TABLE root (id TEXT PRIMARY KEY, root TEXT) WITHOUT ROWID")
        older: dict[str, str] = {}
        # Replacements are few beside the statements: a chain has the id it began with.
        for old, new in self._con.execute("SELECT old, new FROM replaced ORDER BY new, old"):
            older.setdefault(new, old)
        for new in older:
            root, seen = new, {new}
            while (old := older.get(root, "")) and old not in seen and len(seen) < _CHAIN:
                seen.add(old)
                root = old
            self._con.execute("INSERT OR IGNORE INTO root VALUES (?, ?)", (new, root))
        self._con.execute(
            "INSERT OR IGNORE INTO root SELECT old, coalesce("
            "(SELECT root FROM root WHERE id = new), old) FROM replaced"
        )
        for table, column in (("statement", "root"), ("party", "root"), ("told", "root")):
            self._con.execute(
                f"UPDATE OR IGNORE {table} SET {column} = (SELECT r.root FROM root r"
                f" WHERE r.id = {table}.{column}) WHERE {column} IN (SELECT id FROM root)"
            )

    def record(self, key: str) -> str:
        """The id of the record of a statement or record."""
        if not self._roots:
            return key
        row = self._con.execute("SELECT root FROM root WHERE id = ?", (key,)).fetchone()
        return str(row[0]) if row else key

    def counts(self, place: str) -> bool:
        """Whether the statement at that place is the newest of its record."""
        row = self._con.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM replaced r WHERE r.old = s.id) AND NOT EXISTS ("
            " SELECT 1 FROM statement o WHERE o.root = s.root AND (o.day, o.n) > (s.day, s.n)"
            " AND NOT EXISTS (SELECT 1 FROM replaced r WHERE r.old = o.id))"
            " FROM statement s WHERE s.place = ?",
            (place,),
        ).fetchone()
        return bool(row and row[0])

    def face(self, record: str) -> Face | None:
        """What a record is by its newest statement, ``None`` when the file has none of it."""
        row = self._con.execute(
            "SELECT kind, withheld FROM statement WHERE root = ? ORDER BY day DESC, n DESC LIMIT 1",
            (record,),
        ).fetchone()
        return Face(str(row[0]), str(row[1])) if row else None

    def is_party(self, record: str) -> bool:
        """Whether a record is the interested party of some relationship."""
        found = self._con.execute("SELECT 1 FROM party WHERE root = ?", (record,)).fetchone()
        return found is not None

    def told(self, record: str) -> list[tuple[str, str, str]]:
        """Property, value and day of the facts that relationships tell of their subject."""
        query = "SELECT prop, value, day FROM told WHERE root = ? ORDER BY rowid"
        return self._con.execute(query, (record,)).fetchall()


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """An empty shelf for one reading of the file; ``FileProblem`` when the disk has no room."""
    with scratch(path, _TABLES) as con:
        yield Shelf(con)
