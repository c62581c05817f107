"""The addresses of the Offshore Leaks, on disk and not in memory, until their nodes are read.

They wait in a private SQLite file, which has no name and goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hullmark.graph.model import Fact
from hullmark.loaders.scratch import scratch

_TABLES = """
CREATE TABLE address (id TEXT PRIMARY KEY, words TEXT, country TEXT) WITHOUT ROWID;
CREATE TABLE at (node TEXT, address TEXT, prop TEXT);
CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Shelf:
    """Addresses by their node, and which nodes have which."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    def put(self, key: str, words: str, country: str) -> None:
        """Keep an address."""
        self._con.execute("INSERT OR IGNORE INTO address VALUES (?, ?, ?)", (key, words, country))

    def join(self, node: str, address: str, prop: str) -> None:
        """Keep that a node has an address, under which name."""
        self._con.execute("INSERT INTO at VALUES (?, ?, ?)", (node, address, prop))

    def index(self) -> None:
        """Make the addresses ready to be asked for."""
        self._con.execute("CREATE INDEX at_node ON at (node)")

    def of(self, node: str) -> list[Fact]:
        """The addresses of a node, as facts."""
        rows = self._con.execute(
            "SELECT at.prop, a.words FROM at JOIN address a ON a.id = at.address"
            " WHERE at.node = ? ORDER BY at.rowid",
            (node,),
        ).fetchall()
        return [Fact(prop, words) for prop, words in rows]

    def first(self, key: str) -> bool:
        """Whether this key comes for the first time."""
        return self._con.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def lost(self) -> Iterator[tuple[str, int]]:
        """Addresses that links name and no file has: the first of them, and how many."""
        yield from self._con.execute(
            "SELECT min(address), count(*) FROM at WHERE address NOT IN (SELECT id FROM address)"
        )


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """An empty shelf for one reading; ``FileProblem`` when the disk has no room."""
    with scratch(path, _TABLES) as con:
        yield Shelf(con)
