"""Bringing an older workspace up to date: what each version of its tables lacks, added once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hullmark.graph.errors import WorkspaceError

# From a version to the next; nothing that is stored is changed or lost.
UPGRADES = {
    1: (
        "ALTER TABLE snapshot ADD COLUMN retrieved TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE snapshot ADD COLUMN follows TEXT NOT NULL DEFAULT ''",
    ),
    2: (
        "ALTER TABLE decision ADD COLUMN version TEXT NOT NULL DEFAULT ''",
        "DROP INDEX decision_left",
        "CREATE INDEX decision_pair ON decision (left, right, author)",
        "CREATE TABLE comparable (record INTEGER PRIMARY KEY, made_from TEXT NOT NULL,"
        " version TEXT NOT NULL, judged TEXT NOT NULL, body BLOB NOT NULL, keys BLOB NOT NULL)",
        "CREATE INDEX comparable_judged ON comparable (judged)",
    ),
    3: (
        "CREATE TABLE watch (entity TEXT PRIMARY KEY, name TEXT NOT NULL, records TEXT NOT NULL,"
        " looked_at TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID",
    ),
    4: (
        "CREATE TABLE newer (id INTEGER PRIMARY KEY,"
        " stream INTEGER NOT NULL REFERENCES stream (id), stamp TEXT NOT NULL,"
        " published TEXT NOT NULL, dated_by TEXT NOT NULL, title TEXT NOT NULL,"
        " file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,"
        " extract INTEGER NOT NULL, url TEXT NOT NULL, counts TEXT NOT NULL,"
        " loaded_at TEXT NOT NULL, retrieved TEXT NOT NULL DEFAULT '',"
        " follows TEXT NOT NULL DEFAULT '', UNIQUE (stream, sha256, published),"
        " UNIQUE (stream, stamp))",
        "INSERT INTO newer SELECT id, stream, stamp, published, dated_by, title, file, sha256,"
        " bytes, extract, url, counts, loaded_at, retrieved, follows FROM snapshot",
        "DROP TABLE snapshot",
        "ALTER TABLE newer RENAME TO snapshot",
    ),
    5: ("ALTER TABLE watch ADD COLUMN levels INTEGER NOT NULL DEFAULT 3",),
    6: (
        "ALTER TABLE link ADD COLUMN stands INTEGER NOT NULL DEFAULT 0",
        "UPDATE link SET stands = 1 WHERE EXISTS (SELECT 1 FROM statement s"
        " WHERE s.id = link.statement AND s.latest = 1 AND s.until IS NULL)",
        "DROP INDEX link_subject",
        "DROP INDEX link_object",
        "CREATE INDEX link_subject ON link (subject, stands, role)",
        "CREATE INDEX link_object ON link (object, stands, role)",
        "CREATE TRIGGER link_stands AFTER UPDATE OF until, latest ON statement"
        " WHEN new.sort = 'L' AND (new.until IS NOT old.until OR new.latest <> old.latest) BEGIN"
        " UPDATE link SET stands = new.latest = 1 AND new.until IS NULL"
        " WHERE statement = new.id; END",
    ),
}


def upgrade(con: sqlite3.Connection, path: Path, newest: int) -> None:
    """Bring an open workspace to the newest version, all or nothing; ``WorkspaceError`` if not."""
    try:
        con.execute("BEGIN IMMEDIATE")
        # Another process may have done it while this one waited.
        (version,) = con.execute("PRAGMA user_version").fetchone()
        for older in range(version, newest):
            for line in UPGRADES[older]:
                con.execute(line)
        con.execute(f"PRAGMA user_version = {newest}")
        con.execute("COMMIT")
    except sqlite3.OperationalError as refused:
        if con.in_transaction:
            con.execute("ROLLBACK")
        raise WorkspaceError(
            f"{path}: was made by an older hullmark and must be brought up to date once, which "
            f"could not be done ({refused}); let it be written, or load the lists into a new one."
        ) from None
