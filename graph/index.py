"""The indexes beside the statements: names, identifiers, link ends, the records touched."""

from __future__ import annotations

import sqlite3

from hullmark.graph.model import Event, Link, Listing, Record, Statement
from hullmark.graph.text import loose_key, name_key


class Index:
    """Writes the index rows of new statement versions within a load's transaction.

    The records that a load touches are kept in ``temp.touched``: their entities are derived anew.
    """

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con = con
        con.execute("DROP TABLE IF EXISTS temp.touched")
        con.execute("CREATE TEMP TABLE touched (record INTEGER PRIMARY KEY)")
        self._known: dict[str, int] = {}

    def record(self, key: str) -> int:
        """The number of a source's key, made when it is new; the record is marked as touched."""
        number = self._known.get(key)
        if number is None:
            row = self.con.execute("SELECT id FROM record WHERE key = ?", (key,)).fetchone()
            if row is None:
                cursor = self.con.execute("INSERT INTO record (key) VALUES (?)", (key,))
                number = int(cursor.lastrowid or 0)
            else:
                number = int(row[0])
            self.con.execute("INSERT OR IGNORE INTO touched VALUES (?)", (number,))
            if len(self._known) >= 200_000:
                self._known.clear()
            self._known[key] = number
        return number

    def add(self, statement: int, item: Statement) -> None:
        """Index one new statement version."""
        match item:
            case Record():
                self._add_record(statement, item)
            case Link():
                self.con.execute(
                    "INSERT INTO link (statement, subject, object, role) VALUES (?, ?, ?, ?)",
                    (statement, self.record(item.subject), self.record(item.object), item.role),
                )
            case Listing():
                self._about(statement, item.record)
            case Event():
                for subject in item.subjects:
                    self._about(statement, subject)

    def _about(self, statement: int, key: str) -> None:
        self.con.execute(
            "INSERT OR IGNORE INTO about (record, statement) VALUES (?, ?)",
            (self.record(key), statement),
        )

    def _add_record(self, statement: int, item: Record) -> None:
        number = self.record(item.id)
        for name in item.names:
            loose = loose_key(name.text)
            cursor = self.con.execute(
                "INSERT INTO name (statement, record, type, text, key, loose)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (statement, number, name.type, name.text, name_key(name.text), loose),
            )
            self.con.execute(
                "INSERT INTO name_words (rowid, words) VALUES (?, ?)", (cursor.lastrowid, loose)
            )
        self.con.executemany(
            "INSERT OR IGNORE INTO identifier (statement, record, scheme, value, valid)"
            " VALUES (?, ?, ?, ?, ?)",
            [(statement, number, one.scheme, one.value, one.valid) for one in item.identifiers],
        )

    def copy(self, version: int, new: int) -> None:
        """Give a version that goes on later the index rows of the one it repeats."""
        con = self.con
        con.execute(
            "UPDATE statement SET record = (SELECT record FROM statement WHERE id = ?)"
            " WHERE id = ?",
            (version, new),
        )
        names = con.execute(
            "SELECT record, type, text, key, loose FROM name WHERE statement = ?", (version,)
        ).fetchall()
        for record, kind, text, key, loose in names:
            cursor = con.execute(
                "INSERT INTO name (statement, record, type, text, key, loose)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (new, record, kind, text, key, loose),
            )
            con.execute(
                "INSERT INTO name_words (rowid, words) VALUES (?, ?)", (cursor.lastrowid, loose)
            )
        for table, columns in (
            ("identifier", "record, scheme, value, valid"),
            ("link", "subject, object, role"),
            ("about", "record"),
        ):
            con.execute(
                f"INSERT OR IGNORE INTO {table} (statement, {columns})"
                f" SELECT ?, {columns} FROM {table} WHERE statement = ?",
                (new, version),
            )

    def touch(self, statement: int) -> None:
        """Mark the record of a statement version that ended."""
        self.con.execute(
            "INSERT OR IGNORE INTO touched SELECT record FROM statement"
            " WHERE id = ? AND record IS NOT NULL",
            (statement,),
        )
