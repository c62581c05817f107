"""The workspace's names and numbers as the finder asks for them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from hullmark.graph.finder import Bearer, Face

# A name that only an older version of its record has is no longer what the source calls it.
_TYPE = "CASE WHEN s.latest THEN n.type ELSE 'earlier' END"
_BEARER = (
    " JOIN statement s ON s.id = n.statement AND s.since <= :known"
    " JOIN record r ON r.id = n.record JOIN entity e ON e.id = r.entity"
)


class WorkspaceNames:
    """Indexed reads of names and numbers that the stamp ``known`` knows of."""

    def __init__(self, con: sqlite3.Connection, known: str) -> None:
        self._con, self._known = con, known

    def keyed(self, key: str) -> Iterator[Face]:
        """See ``Names.keyed``."""
        yield from self._con.execute(
            "SELECT key, kind, caption FROM entity WHERE key = :key UNION"
            " SELECT e.key, e.kind, e.caption FROM record r JOIN entity e ON e.id = r.entity"
            " WHERE r.key = :key",
            {"key": key},
        )

    def numbered(self, values: Sequence[str]) -> Iterator[tuple[str, str, Face]]:
        """See ``Names.numbered``."""
        for scheme, value, *face in self._con.execute(
            "SELECT DISTINCT i.scheme, i.value, e.key, e.kind, e.caption FROM json_each(:values) j"
            " JOIN identifier i ON i.value = j.value"
            " JOIN statement s ON s.id = i.statement AND s.since <= :known"
            " JOIN record r ON r.id = i.record JOIN entity e ON e.id = r.entity"
            " ORDER BY i.scheme, i.value, e.key",
            {"values": json.dumps(list(values)), "known": self._known},
        ):
            yield scheme, value, (face[0], face[1], face[2])

    def named(self, column: str, key: str, limit: int) -> Iterator[Bearer]:
        """See ``Names.named``."""
        where = {"key": "n.key = :wanted", "loose": "n.loose = :wanted"}[column]
        return self._bearers(
            f"FROM name n {_BEARER} WHERE {where}", {"wanted": key, "limit": limit}
        )

    def worded(self, words: Sequence[str], limit: int) -> Iterator[Bearer]:
        """See ``Names.worded``."""
        match = " AND ".join(f'"{word}"' for word in words).replace('""', "") + "*"
        return self._bearers(
            "FROM (SELECT rowid AS id FROM name_words WHERE name_words MATCH :match) w"
            f" JOIN name n ON n.id = w.id {_BEARER}",
            {"match": match, "limit": limit},
        )

    def _bearers(self, tables: str, values: dict[str, str | int]) -> Iterator[Bearer]:
        for kind, text, loose, *face in self._con.execute(
            f"SELECT DISTINCT {_TYPE} AS type, n.text, n.loose, e.key, e.kind, e.caption {tables}"
            " ORDER BY n.loose, e.key, type, n.text LIMIT :limit",
            {**values, "known": self._known},
        ):
            yield kind, text, loose, (face[0], face[1], face[2])
