"""Statements versioned by content along a stream of snapshots that may arrive in any order.

A version holds from the snapshot that first says it (``since``) to the first that no longer does
(``until``). A complete snapshot speaks of every key: what it lacks has ended. An extract speaks
only of what it holds. The result is the same in any order of loading; tests/test_versions.py
compares it with replaying all snapshots in order.
"""

from __future__ import annotations

import hashlib
import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from hullmark.graph.index import Index
from hullmark.graph.model import Event, Link, Listing, Record, Statement

SORTS: dict[type, str] = {Record: "R", Link: "L", Listing: "S", Event: "E"}
Outcome = Literal["new", "changed", "unchanged", "repeated", "contradicted"]
_encode = msgspec.json.Encoder(order="deterministic").encode
_COLUMNS = "id, hash, since, until"


class _Version(NamedTuple):
    id: int
    hash: bytes
    since: str
    until: str | None

    def holds(self, stamp: str) -> bool:
        return self.since <= stamp and (self.until is None or self.until > stamp)


class Versions:
    """Files the statements of one snapshot, at its stamp, among those of the stream's others.

    ``others`` are the stamps of the stream's other snapshots, each with whether it is an extract.
    """

    def __init__(
        self,
        con: sqlite3.Connection,
        stream: int,
        snapshot: int,
        stamp: str,
        extract: bool,
        others: Sequence[tuple[str, bool]],
    ) -> None:
        self.con, self.stream, self.snapshot, self.stamp = con, stream, snapshot, stamp
        self.extract, self.alone = extract, not others
        complete = [other for other, partial in others if not partial]
        at = bisect_right(complete, stamp)
        self.next_complete = complete[at] if at < len(complete) else None
        self.index = Index(con)
        con.execute("DROP TABLE IF EXISTS temp.seen")
        con.execute(
            "CREATE TEMP TABLE seen (sort TEXT, key TEXT, hash BLOB, PRIMARY KEY (sort, key))"
            " WITHOUT ROWID"
        )

    def put(self, item: Statement) -> Outcome:
        """File one statement; ``contradicted`` when the file has its key twice and differently."""
        sort = SORTS[type(item)]
        body = _encode(replace(item, place=""))
        digest = hashlib.blake2b(body, digest_size=16).digest()
        fresh = self.con.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (sort, item.id, digest)
        ).rowcount
        if not fresh:
            (first,) = self.con.execute(
                "SELECT hash FROM seen WHERE sort = ? AND key = ?", (sort, item.id)
            ).fetchone()
            return "repeated" if first == digest else "contradicted"
        if self.extract:
            self.con.execute(
                "INSERT INTO mention (snapshot, sort, key) VALUES (?, ?, ?)",
                (self.snapshot, sort, item.id),
            )
        if self.alone:
            self._insert(sort, item, digest, body, None)
            return "new"
        return self._among(sort, item, digest, body)

    def holds(self, item: Statement) -> bool:
        """Whether the snapshots before this one leave this key standing at its stamp."""
        versions = self._versions(SORTS[type(item)], item.id)
        return any(one.holds(self.stamp) for one in versions)

    def end(self, item: Statement) -> bool:
        """End a key that this snapshot, a delta, says is gone; whether it was there."""
        sort = SORTS[type(item)]
        self.con.execute(
            "INSERT OR IGNORE INTO mention (snapshot, sort, key) VALUES (?, ?, ?)",
            (self.snapshot, sort, item.id),
        )
        version = next((v for v in self._versions(sort, item.id) if v.holds(self.stamp)), None)
        if version is not None:
            self._end(sort, item.id, version)
        return version is not None

    def _among(self, sort: str, item: Statement, digest: bytes, body: bytes) -> Outcome:
        versions = self._versions(sort, item.id)
        active = next((one for one in versions if one.holds(self.stamp)), None)
        if active is not None and active.hash == digest:
            return "unchanged"
        speaks = self._speaks_next(sort, item.id)
        later = next((one for one in versions if one.since > self.stamp), None)
        joins = later is not None and later.hash == digest and later.since == speaks
        if active is not None:
            if speaks is not None and active.holds(speaks):
                self._copy(active, speaks)
            self._close(active)
        if joins and later is not None:
            self.con.execute(
                "UPDATE statement SET since = ?, snapshot = ?, place = ? WHERE id = ?",
                (self.stamp, self.snapshot, item.place, later.id),
            )
        else:
            # Nothing speaks between this stamp and the next that does: it lasts till then.
            self._insert(sort, item, digest, body, speaks)
        self._chain(sort, item.id)
        return "unchanged" if joins else "changed" if active is not None else "new"

    def _versions(self, sort: str, key: str) -> list[_Version]:
        rows = self.con.execute(
            f"SELECT {_COLUMNS} FROM statement"
            " WHERE stream = ? AND sort = ? AND key = ? ORDER BY since",
            (self.stream, sort, key),
        )
        return [_Version(*row) for row in rows]

    def _speaks_next(self, sort: str, key: str) -> str | None:
        """The next snapshot that says something of a key: a complete one, or an extract with it."""
        (mentioned,) = self.con.execute(
            "SELECT min(n.stamp) FROM mention m JOIN snapshot n ON n.id = m.snapshot"
            " WHERE m.sort = ? AND m.key = ? AND n.stream = ? AND n.stamp > ?",
            (sort, key, self.stream, self.stamp),
        ).fetchone()
        return min((one for one in (mentioned, self.next_complete) if one), default=None)

    def _insert(
        self, sort: str, item: Statement, digest: bytes, body: bytes, until: str | None
    ) -> None:
        record = self.index.record(item.id) if sort == "R" else None
        head = (self.stream, sort, item.id, record, digest, self.stamp, self.stamp)
        rest = (self.snapshot, item.place, body)
        if self.alone:
            self.index.add(self.index.statement(*head, *rest), item)
            return
        cursor = self.con.execute(
            "INSERT INTO statement (stream, sort, key, record, hash, first, since, until, latest,"
            " snapshot, place, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
            (*head, until, *rest),
        )
        self.index.add(int(cursor.lastrowid or 0), item)

    def _copy(self, version: _Version, since: str) -> None:
        """The version goes on at ``since``, after this snapshot said otherwise in between."""
        cursor = self.con.execute(
            "INSERT INTO statement (stream, sort, key, hash, first, since, until, latest, snapshot,"
            " place, body) SELECT stream, sort, key, hash, ?, ?, until, latest, snapshot, place,"
            " body FROM statement WHERE id = ?",
            (since, since, version.id),
        )
        self.index.copy(version.id, int(cursor.lastrowid or 0))

    def _close(self, version: _Version) -> None:
        self.con.execute("UPDATE statement SET until = ? WHERE id = ?", (self.stamp, version.id))
        self.index.touch(version.id)

    def _chain(self, sort: str, key: str) -> None:
        """Say anew where each unbroken run of versions began, and which version is the newest."""
        versions = self._versions(sort, key)
        first, ended = "", ""
        for version in versions:
            first = first if version.since == ended else version.since
            ended = version.until or ""
            self.con.execute(
                "UPDATE statement SET first = ?, latest = ? WHERE id = ?",
                (first, version is versions[-1], version.id),
            )

    def flush(self) -> None:
        """Write what is held back, before anybody else reads it."""
        self.index.flush()

    def end_absent(self) -> int:
        """End what this complete snapshot no longer says; how many records that were."""
        rows = self.con.execute(
            "SELECT s.sort, s.key, s.id, s.hash, s.since, s.until FROM statement s"
            " LEFT JOIN seen e ON e.sort = s.sort AND e.key = s.key"
            " WHERE s.stream = ? AND s.since < ? AND (s.until IS NULL OR s.until > ?)"
            " AND e.key IS NULL",
            (self.stream, self.stamp, self.stamp),
        ).fetchall()
        for sort, key, *fields in rows:
            self._end(sort, key, _Version(*fields))
        return sum(sort == "R" for sort, *_ in rows)

    def _end(self, sort: str, key: str, version: _Version) -> None:
        again = self._speaks_next(sort, key)
        if again is not None and version.holds(again):
            self._copy(version, again)
        self._close(version)
        self._chain(sort, key)
