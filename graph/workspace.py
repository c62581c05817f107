"""The workspace: one SQLite file that keeps every snapshot of every source.

Opening takes milliseconds; several processes may read while one writes; a snapshot is stored in one
transaction, so a crash in the middle of a load leaves the last finished one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from hullmark.graph.answer import Snapshot
from hullmark.graph.errors import WorkspaceError
from hullmark.graph.model import Problem
from hullmark.graph.upgrades import upgrade

SCHEMA_VERSION = 7
APPLICATION_ID = 0x48554C4C  # "HULL"
TABLES = Path(__file__).parent / "tables.sql"
BUSY_SECONDS = 10.0
MAPPED = 1 << 30  # bytes of the file that are read as memory
DEFAULT = "hullmark.db"


class Workspace:
    """An open workspace; use it in a ``with`` statement.

    ``connection`` is for the modules of ``graph`` that store and read; nobody else needs it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self.connection = path, connection

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        write: bool | None = None,
        option: str = "--db",
    ) -> Workspace:
        """Open the workspace at a path, or make it; ``WorkspaceError`` when that can't be done.

        With ``create=False`` a missing file is an error, and nothing can be written but with
        ``write=True``. A file of an older version is brought up to date. ``option`` is what named
        the file, for the sentences.
        """
        path = Path(path)
        if not create and not path.exists():
            raise WorkspaceError(
                f"{path}: there is no workspace here; make one with: hullmark --db {path} load FILE"
            )
        if path.is_dir():
            raise WorkspaceError(f"{path}: is a folder; expected a workspace file.")
        try:
            connection = _connect(path)
        except sqlite3.OperationalError as refused:
            raise WorkspaceError(
                f"{path}: the workspace can't be opened ({refused}); name a file in a folder that "
                f"is there and yours with {option}."
            ) from None
        try:
            _prepare(connection, path, create, create if write is None else write, option)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file; a workspace that was closed can't be used again."""
        self.connection.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def unmapped(self) -> Iterator[None]:
        """Read through SQLite's own small cache: the memory of a walk is then flat in the file."""
        self.connection.execute("PRAGMA mmap_size = 0")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA mmap_size = {MAPPED}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: commits at the end, rolls back on any exception or interruption."""
        con = self.connection
        try:
            con.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as busy:
            raise WorkspaceError(
                f"{self.path}: another process is writing to it ({busy}); try again later."
            ) from None
        try:
            yield con
            con.execute("COMMIT")
        except BaseException as stopped:
            if con.in_transaction:
                con.execute("ROLLBACK")
            if isinstance(stopped, sqlite3.Error):
                raise WorkspaceError(
                    f"{self.path}: the change could not be stored ({stopped}); "
                    "nothing of it was kept."
                ) from stopped
            raise

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every snapshot that was loaded, by source, list and date."""
        rows = self.connection.execute(
            "SELECT n.id, source, list, title, published, dated_by, file, sha256, bytes, extract,"
            " url, counts, retrieved, follows,"
            " (SELECT count(*) FROM problem p WHERE p.snapshot = n.id)"
            " FROM snapshot n JOIN stream t ON t.id = n.stream"
            " ORDER BY source, list, stamp"
        )
        return tuple(
            Snapshot(
                id=row[0],
                source=row[1],
                list=row[2],
                title=row[3],
                published=date.fromisoformat(row[4]),
                dated_by=row[5],
                file=row[6],
                sha256=row[7],
                bytes=row[8],
                extract=bool(row[9]),
                url=row[10],
                counts=json.loads(row[11]),
                retrieved=datetime.fromisoformat(row[12]) if row[12] else None,
                follows=date.fromisoformat(row[13][:10]) if row[13] else None,
                problems=row[14],
            )
            for row in rows
        )

    def problems(self, source: str = "") -> Iterator[tuple[Snapshot | None, Problem]]:
        """What could not be taken as it stood, with its snapshot, and joins that were refused."""
        snapshots = {one.id: one for one in self.snapshots()}
        rows = self.connection.execute(
            "SELECT snapshot, code, message, record, value, place FROM problem ORDER BY id"
        )
        for number, *fields in rows:
            if not source or snapshots[number].source == source:
                yield snapshots[number], Problem(*fields)
        if not source:
            for left, right, reason in self.connection.execute(
                "SELECT left, right, reason FROM conflict ORDER BY left, right"
            ):
                yield (
                    None,
                    Problem("conflict", f"{left} and {right}: {reason}", record=left, value=right),
                )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512)


def _prepare(con: sqlite3.Connection, path: Path, create: bool, write: bool, option: str) -> None:
    try:
        con.execute(f"PRAGMA mmap_size = {MAPPED}")
        (version,) = con.execute("PRAGMA user_version").fetchone()
        (application,) = con.execute("PRAGMA application_id").fetchone()
        (tables,) = con.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as broken:
        raise WorkspaceError(
            f"{path}: is not a hullmark workspace ({broken}); name another file with {option}."
        ) from None
    if tables == 0 and create:
        _make(con)
    elif application != APPLICATION_ID:
        raise WorkspaceError(
            f"{path}: is not a hullmark workspace; name another file with {option}."
        )
    elif version > SCHEMA_VERSION:
        raise WorkspaceError(
            f"{path}: was made by a newer hullmark (workspace version {version}, this program "
            f"knows {SCHEMA_VERSION}); update the program."
        )
    elif version < SCHEMA_VERSION:
        upgrade(con, path, SCHEMA_VERSION)
    if not write:
        con.execute("PRAGMA query_only = ON")


def _make(con: sqlite3.Connection) -> None:
    """Journal mode first: it can't change within a transaction; then all tables or none."""
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("PRAGMA synchronous = NORMAL")
    script = TABLES.read_text(encoding="utf-8")
    con.executescript(
        f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION_ID};"
        f" PRAGMA user_version = {SCHEMA_VERSION}; {script} COMMIT;"
    )
