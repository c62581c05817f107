"""The rows of the lists and of their snapshots: one for each day of a list as a file has it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

from msgspec import Struct

from hullmark.graph.model import Edition


class File(Struct, frozen=True):
    """The facts of a file that it does not say itself; ``dated_by``: where the day is from.

    ``url`` and ``retrieved`` are those of fetching, where the file was fetched.
    """

    name: str
    sha256: str
    bytes: int
    published: date
    dated_by: str
    extract: bool = False
    url: str = ""
    retrieved: datetime | None = None


def stream(con: sqlite3.Connection, edition: Edition) -> int:
    """The number of a list, made when it is new."""
    con.execute(
        "INSERT OR IGNORE INTO stream (source, list) VALUES (?, ?)", (edition.source, edition.list)
    )
    (number,) = con.execute(
        "SELECT id FROM stream WHERE source = ? AND list = ?", (edition.source, edition.list)
    ).fetchone()
    return int(number)


def is_there(con: sqlite3.Connection, stream: int, edition: Edition, file: File) -> bool:
    """Whether the file's snapshot was loaded, or the complete list that it quotes.

    One file may hold several days of a list, if it dates them itself.
    """
    day = edition.published.isoformat() if edition.published else None
    found = con.execute(
        "SELECT 1 FROM snapshot WHERE stream = ?1 AND (sha256 = ?2 AND published ="
        " ifnull(?3, published) OR sha256 = ?4 AND NOT extract)",
        (stream, file.sha256, day, edition.original),
    )
    return found.fetchone() is not None


def others(con: sqlite3.Connection, stream: int) -> list[tuple[str, bool]]:
    """The stamps of a list's snapshots in time, each with whether it is an extract."""
    rows = con.execute(
        "SELECT stamp, extract FROM snapshot WHERE stream = ? ORDER BY stamp", (stream,)
    )
    return [(stamp, bool(extract)) for stamp, extract in rows]


def add(
    con: sqlite3.Connection,
    stream: int,
    edition: Edition,
    file: File,
    *,
    stamp: str,
    partial: bool,
    follows: str,
) -> int:
    """Enter a snapshot; its number."""
    cursor = con.execute(
        "INSERT INTO snapshot (stream, stamp, published, dated_by, title, file, sha256, bytes,"
        " extract, url, counts, loaded_at, retrieved, follows)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?, ?)",
        (
            stream,
            stamp,
            file.published.isoformat(),
            file.dated_by,
            edition.title or f"{edition.source} {edition.list}",
            file.name,
            file.sha256,
            file.bytes,
            partial,
            file.url or edition.url,
            datetime.now(UTC).isoformat(timespec="seconds"),
            file.retrieved.isoformat() if file.retrieved else "",
            follows,
        ),
    )
    return int(cursor.lastrowid or 0)
