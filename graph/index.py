"""The indexes beside the statements: names, identifiers, link ends, the records touched."""

from __future__ import annotations

import sqlite3

from hullmark.graph.model import Event, Link, Listing, Record, Statement
from hullmark.graph.text import loose_key, name_key

BATCH = 2_000  # rows of a table that are written at once
_INSERTS = {
    "statement": (
        "INSERT INTO statement (id, stream, sort, key, record, hash, first, since, until, latest,"
        " snapshot, place, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, 1, ?, ?, ?)"
    ),
    "record": "INSERT INTO record (id, key) VALUES (?, ?)",
    "touched": "INSERT OR IGNORE INTO touched VALUES (?)",
    "name": (
        "INSERT INTO name (id, statement, record, type, text, key, loose)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "name_words": "INSERT INTO name_words (rowid, words) VALUES (?, ?)",
    "identifier": (
        "INSERT OR IGNORE INTO identifier (statement, record, scheme, value, valid)"
        " VALUES (?, ?, ?, ?, ?)"
    ),
    "link": (
        "INSERT INTO link (statement, subject, object, role, stands)"
        " SELECT id, ?2, ?3, ?4, latest = 1 AND until IS NULL FROM statement WHERE id = ?1"
    ),
    "about": "INSERT OR IGNORE INTO about (record, statement) VALUES (?, ?)",
}
_NUMBERED = ("record", "name", "statement")


class Index:
    """Writes the index rows of new statement versions within a load's transaction.

    Rows are held back and written many at a time; ``flush`` writes what is held. The records that a
    load touches are kept in ``temp.touched``: their entities are derived anew.
    """

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con = con
        con.execute("DROP TABLE IF EXISTS temp.touched")
        con.execute("CREATE TEMP TABLE touched (record INTEGER PRIMARY KEY)")
        self._known: dict[str, int] = {}
        self._held: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INSERTS}
        self._last_record, self._last_name, self._last = map(self._newest, _NUMBERED)
        self._knows_all = not self._last_record

    def _newest(self, table: str) -> int:
        """The greatest number of a table's rows, 0 for none."""
        return int(self.con.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0])

    def flush(self) -> None:
        """Write the rows that are held back."""
        for table, rows in self._held.items():
            if rows:
                self.con.executemany(_INSERTS[table], rows)
                rows.clear()

    def _hold(self, table: str, *row: object) -> None:
        rows = self._held[table]
        rows.append(row)
        if len(rows) >= BATCH:
            self.flush()

    def record(self, key: str) -> int:
        """The number of a source's key, made when it is new; the record is marked as touched."""
        number = self._known.get(key)
        if number is None:
            row = None
            if not self._knows_all:
                row = self.con.execute("SELECT id FROM record WHERE key = ?", (key,)).fetchone()
            if row is None:
                self._last_record = number = self._last_record + 1
                self._hold("record", number, key)
            else:
                number = int(row[0])
            self._hold("touched", number)
            if len(self._known) >= 200_000:
                self.flush()
                self._known.clear()
                self._knows_all = False
            self._known[key] = number
        return number

    def statement(self, *columns: object) -> int:
        """Hold the row of a statement back too, and say its number.

        Only for a list's first snapshot, in which no later statement asks what versions there are.
        """
        self._last += 1
        self._hold("statement", self._last, *columns)
        return self._last

    def add(self, statement: int, item: Statement) -> None:
        """Index one new statement version."""
        match item:
            case Record():
                self._add_record(statement, item)
            case Link():
                ends = self.record(item.subject), self.record(item.object)
                self._hold("link", statement, *ends, item.role)
            case Listing():
                self._hold("about", self.record(item.record), statement)
            case Event():
                for subject in item.subjects:
                    self._hold("about", self.record(subject), statement)

    def _add_record(self, statement: int, item: Record) -> None:
        number = self.record(item.id)
        for name in item.names:
            self._name(statement, number, name.type, name.text, name_key(name.text),
                       loose_key(name.text))  # fmt: skip
        for one in item.identifiers:
            self._hold("identifier", statement, number, one.scheme, one.value, one.valid)

    def _name(self, statement: int, *columns: object) -> None:
        self._last_name += 1
        self._hold("name", self._last_name, statement, *columns)
        self._hold("name_words", self._last_name, columns[-1])

    def copy(self, version: int, new: int) -> None:
        """Give a version that goes on later the index rows of the one it repeats."""
        self.flush()
        con = self.con
        con.execute(
            "UPDATE statement SET record = (SELECT record FROM statement WHERE id = ?)"
            " WHERE id = ?",
            (version, new),
        )
        names = con.execute(
            "SELECT record, type, text, key, loose FROM name WHERE statement = ?", (version,)
        ).fetchall()
        for columns in names:
            self._name(new, *columns)
        for table, columns in (
            ("identifier", "record, scheme, value, valid"),
            ("link", "subject, object, role, stands"),
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
