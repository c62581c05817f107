"""What one part of OFAC's advanced XML keeps for a later part, on disk and not in memory.

A party needs the locations and documents that stand before it, a relationship the parties. They
wait in a private SQLite file, which has no name and goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, msgpack

from hullmark.loaders.scratch import scratch

_TABLES = """
CREATE TABLE location (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
CREATE TABLE document (identity TEXT, id TEXT, body BLOB, taken INT DEFAULT 0);
CREATE INDEX document_identity ON document (identity);
CREATE TABLE profile (id TEXT PRIMARY KEY, ref TEXT, listed INT DEFAULT 0) WITHOUT ROWID;
CREATE TABLE seen (sort TEXT, key TEXT, PRIMARY KEY (sort, key)) WITHOUT ROWID;
"""


class Location(Struct, array_like=True):
    """A place: the lines of an address, its countries, and words of no particular part."""

    lines: list[str]
    countries: list[str]
    words: str

    @property
    def text(self) -> str:
        """The place on one line."""
        return self.words or ", ".join([*self.lines, *self.countries[:1]])


class Document(Struct, array_like=True):
    """A document or registration: its number under its type, by whom and when, and whether real."""

    label: str
    number: str
    country: str = ""
    issued: str = ""
    expires: str = ""
    authority: str = ""
    issued_in: str = ""
    validity: str = ""


class Shelf:
    """Locations, documents and parties by the keys under which later parts ask for them."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con
        self._location = msgpack.Decoder(Location)
        self._document = msgpack.Decoder(Document)

    def first(self, sort: str, key: str) -> bool:
        """Whether this key of its sort comes for the first time."""
        added = self._con.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (sort, key))
        return added.rowcount == 1

    def put_location(self, key: str, location: Location) -> None:
        """Keep a location by its id."""
        body = msgpack.encode(location)
        self._con.execute("INSERT OR IGNORE INTO location VALUES (?, ?)", (key, body))

    def location(self, key: str) -> Location | None:
        """The location of that id."""
        found = self._con.execute("SELECT body FROM location WHERE id = ?", (key,)).fetchone()
        return None if found is None else self._location.decode(found[0])

    def put_document(self, identity: str, key: str, document: Document) -> None:
        """Keep a document by its id for the identity that it belongs to."""
        self._con.execute(
            "INSERT INTO document (identity, id, body) VALUES (?, ?, ?)",
            (identity, key, msgpack.encode(document)),
        )

    def documents(self, identity: str) -> list[Document]:
        """The documents of an identity in file order; they count as taken."""
        rows = self._con.execute(
            "SELECT body FROM document WHERE identity = ? ORDER BY rowid", (identity,)
        ).fetchall()
        if rows:
            self._con.execute("UPDATE document SET taken = 1 WHERE identity = ?", (identity,))
        return [self._document.decode(body) for (body,) in rows]

    def untaken(self) -> Iterator[tuple[str, str]]:
        """Id and identity of the documents that no party took."""
        yield from self._con.execute(
            "SELECT id, identity FROM document WHERE NOT taken ORDER BY rowid"
        )

    def put_profile(self, profile: str, ref: str) -> None:
        """Keep which party a profile belongs to."""
        self._con.execute("INSERT OR IGNORE INTO profile (id, ref) VALUES (?, ?)", (profile, ref))

    def party(self, profile: str) -> str:
        """The ``FixedRef`` of the party of a profile, ``""`` when the file has no such profile."""
        row = self._con.execute("SELECT ref FROM profile WHERE id = ?", (profile,)).fetchone()
        return row[0] if row else ""

    def listed(self, profile: str) -> None:
        """Note that a profile has a place on a list."""
        self._con.execute("UPDATE profile SET listed = 1 WHERE id = ?", (profile,))

    def unlisted(self) -> Iterator[str]:
        """The parties without any place on a list."""
        for (ref,) in self._con.execute("SELECT ref FROM profile WHERE NOT listed ORDER BY id"):
            yield ref


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """An empty shelf for one reading of the file; ``FileProblem`` when the disk has no room."""
    with scratch(path, _TABLES) as con:
        yield Shelf(con)
