"""A private SQLite file for one reading of a list: it has no name and goes when it is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hullmark.graph.errors import FileProblem

_CACHE = 16 << 10  # kB; more waits on disk


@contextmanager
def scratch(path: Path, tables: str) -> Iterator[sqlite3.Connection]:
    """The empty tables for one reading of the file; ``FileProblem`` when the disk has no room."""
    con = sqlite3.connect("", isolation_level=None)
    try:
        con.execute("PRAGMA journal_mode = OFF")
        con.execute("PRAGMA synchronous = OFF")
        con.execute("PRAGMA temp_store = FILE")
        con.execute(f"PRAGMA cache_size = -{_CACHE}")
        con.executescript(tables)
        con.execute("BEGIN")
        yield con
    except sqlite3.Error as refused:
        raise FileProblem(
            f"{path}: reading it needs a temporary file, which can't be written ({refused}); make "
            "room there or set TMPDIR to a folder that has some."
        ) from None
    finally:
        con.close()
