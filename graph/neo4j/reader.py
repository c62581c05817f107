"""The GraphReader over a Neo4j server that a graph was pushed to: each step one round trip."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
import neo4j
from msgspec.structs import replace
from neo4j import Driver, ManagedTransaction

from hullmark.graph.answer import Entity, EntityLink, Hit, Snapshot, Tie
from hullmark.graph.dates import as_of as holds_on
from hullmark.graph.errors import BadValue
from hullmark.graph.finder import Bearer, Face, find
from hullmark.graph.neo4j.connect import READ_SECONDS, ServerError, Target, connected, explained
from hullmark.graph.neo4j.shapes import OWNED
from hullmark.graph.neo4j.tables import NAMES_INDEX
from hullmark.graph.reader import Direction, ends
from hullmark.graph.ties import tie

_FACE = "e.id AS entity, e.kind AS kind, coalesce(e.fullCaption, e.caption) AS caption"
_SNAPSHOTS = f"MATCH (n:{OWNED}:Snapshot) RETURN n.body AS body"
_ENTITIES = (
    f"UNWIND $ids AS id MATCH (e:{OWNED}:Entity {{id: id}}) RETURN e.id AS id, e.body AS body"
)
_LISTED = f"MATCH (e:{OWNED}:Entity)-[:LISTED_AS]->() RETURN DISTINCT e.id AS id"
_WHEN = """
(($day IS NULL AND r.goneOn IS NULL) OR ($day IS NOT NULL
 AND (r.startMin IS NULL OR r.startMin <= $day) AND (r.endMax IS NULL OR r.endMax >= $day)))
"""
_EXPAND = f"""
UNWIND $ids AS id MATCH (:{OWNED}:Entity {{id: id}})-[r]->(:{OWNED}:Entity)
WHERE r.role IN $as_subject AND {_WHEN} RETURN r.id AS id, r.body AS body
UNION
UNWIND $ids AS id MATCH (:{OWNED}:Entity {{id: id}})<-[r]-(:{OWNED}:Entity)
WHERE r.role IN $as_object AND {_WHEN} RETURN r.id AS id, r.body AS body
"""
_NEAR = f"""
UNWIND $ids AS id MATCH (:{OWNED}:Entity {{id: id}})-[r]->(e:{OWNED}:Entity)
WHERE r.role IN $as_subject RETURN e.id AS id, e.kind AS kind
UNION
UNWIND $ids AS id MATCH (:{OWNED}:Entity {{id: id}})<-[r]-(e:{OWNED}:Entity)
WHERE r.role IN $as_object RETURN e.id AS id, e.kind AS kind
"""
_DEGREES = f"""
UNWIND $ids AS id MATCH (e:{OWNED}:Entity {{id: id}}) RETURN id,
 COUNT {{ (e)-[r]->(:{OWNED}:Entity) WHERE r.role IN $as_subject AND r.goneOn IS NULL }}
 + COUNT {{ (e)<-[r]-(:{OWNED}:Entity) WHERE r.role IN $as_object AND r.goneOn IS NULL }}
 AS links
"""
_KEYED = f"""
MATCH (e:{OWNED}:Entity {{id: $key}}) RETURN {_FACE}
UNION
MATCH (e:{OWNED}:Entity) WHERE $key CONTAINS ':' AND $key IN e.recordIds RETURN {_FACE}
"""
_NUMBERED = f"""
UNWIND $values AS value MATCH (i:{OWNED}:Identifier {{value: value}})<-[:IDENTIFIED_BY]-(e:Entity)
RETURN DISTINCT i.scheme AS scheme, i.value AS value, {_FACE}
ORDER BY scheme, value, entity
"""
_BEARERS = f"""
MATCH (n)<-[:SAILED_AS|KNOWN_AS]-(e:{OWNED}:Entity) UNWIND n.nameTypes AS type
RETURN DISTINCT type, n.caption AS text, n.loose AS loose, {_FACE}
ORDER BY loose, entity, type, text LIMIT $limit
"""
_KEYS = f"""
MATCH (n:{OWNED}:Entity) WHERE n.id > $after RETURN n.id AS id ORDER BY id LIMIT $limit
"""
_NAMED = {
    "key": f"MATCH (n:{OWNED}:Name {{key: $wanted}}) WITH n {_BEARERS}",
    "loose": f"MATCH (n:{OWNED}:Name {{loose: $wanted}}) WITH n {_BEARERS}",
}
_WORDED = f"""
CALL db.index.fulltext.queryNodes('{NAMES_INDEX}', $query) YIELD node AS n
WITH n WHERE n:{OWNED} {_BEARERS}
"""


class Neo4jReader:
    """The graph on a server, read-only, each query with a time limit."""

    known_by: date | None = None

    def __init__(self, driver: Driver, where: Target) -> None:
        self._driver, self._where = driver, where
        self.round_trips = 0

    def _rows(self, cypher: str, **values: Any) -> list[Any]:
        def work(tx: ManagedTransaction) -> list[Any]:
            return list(tx.run(cypher, values))

        self.round_trips += 1
        limited = neo4j.unit_of_work(timeout=READ_SECONDS)(work)
        with (
            explained(self._where),
            self._driver.session(
                database=self._where.database, default_access_mode=neo4j.READ_ACCESS
            ) as session,
        ):
            return session.execute_read(limited)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """See ``GraphReader.snapshots``."""
        rows = self._rows(_SNAPSHOTS)
        found = (msgspec.json.decode(row["body"], type=Snapshot) for row in rows)
        return tuple(sorted(found, key=_in_time))

    def find(self, question: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """See ``GraphReader.find``."""
        return find(self, question, limit=limit)

    def entities(self, ids: Iterable[str]) -> dict[str, Entity]:
        """See ``GraphReader.entities``."""
        wanted = list(dict.fromkeys(ids))
        bodies = {row["id"]: row["body"] for row in self._rows(_ENTITIES, ids=wanted)}
        decode = msgspec.json.Decoder(Entity).decode
        return {key: decode(bodies[key]) for key in wanted if key in bodies}

    def expand(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str] | None = None,
        direction: Direction = "both",
        as_of: date | None = None,
    ) -> tuple[EntityLink, ...]:
        """See ``GraphReader.expand``."""
        wanted = dict(ends(roles, direction))
        rows = self._rows(
            _EXPAND,
            ids=list(ids),
            as_subject=wanted["subject"],
            as_object=wanted["object"],
            day=as_of,
        )
        decode = msgspec.json.Decoder(EntityLink).decode
        links = (decode(row["body"]) for row in sorted(rows, key=lambda row: str(row["id"])))
        answered = (replace(link, holds=holds_on(link.period, as_of)) for link in links)
        return tuple(link for link in answered if link.holds != "no")

    def ties(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str],
        direction: Direction,
        as_of: date | None = None,
    ) -> tuple[Tie, ...]:
        """See ``GraphReader.ties``."""
        links = self.expand(ids, roles=roles, direction=direction, as_of=as_of)
        return tuple(tie(link, as_of) for link in links)

    def near(
        self, ids: Collection[str], *, roles: Collection[str], direction: Direction
    ) -> dict[str, str]:
        """See ``GraphReader.near``."""
        wanted = dict(ends(roles, direction))
        rows = self._rows(
            _NEAR, ids=list(ids), as_subject=wanted["subject"], as_object=wanted["object"]
        )
        return {row["id"]: row["kind"] for row in rows}

    def degrees(
        self, most: Mapping[str, int], *, roles: Collection[str], direction: Direction = "both"
    ) -> dict[str, int]:
        """See ``GraphReader.degrees``."""
        wanted = dict(ends(roles, direction))
        rows = self._rows(
            _DEGREES, ids=list(most), as_subject=wanted["subject"], as_object=wanted["object"]
        )
        found = {row["id"]: row["links"] for row in rows}
        return {key: min(found.get(key, 0), limit) for key, limit in most.items()}

    def listed(self) -> Iterator[str]:
        """See ``GraphReader.listed``."""
        return iter(sorted({row["id"] for row in self._rows(_LISTED)}))

    def keys(self, after: str = "", limit: int = 1000) -> list[str]:
        """See ``GraphReader.keys``."""
        return [row["id"] for row in self._rows(_KEYS, after=after, limit=limit)]

    def outlines(self, ids: Iterable[str]) -> dict[str, Entity]:
        """See ``GraphReader.outlines``."""
        found = self.entities(ids)
        return {key: replace(one, records=(), events=(), judged=()) for key, one in found.items()}

    def keyed(self, key: str) -> Iterator[Face]:
        """See ``Names.keyed``."""
        for row in self._rows(_KEYED, key=key):
            yield _face(row)

    def numbered(self, values: Sequence[str]) -> Iterator[tuple[str, str, Face]]:
        """See ``Names.numbered``."""
        for row in self._rows(_NUMBERED, values=list(values)):
            yield row["scheme"], row["value"], _face(row)

    def named(self, column: str, key: str, limit: int) -> Iterator[Bearer]:
        """See ``Names.named``."""
        return self._bearers(_NAMED[column], wanted=key, limit=limit)

    def worded(self, words: Sequence[str], limit: int) -> Iterator[Bearer]:
        """See ``Names.worded``."""
        safe = [re.sub(r'([+\-&|!(){}\[\]^"~*?:\\/])', r"\\\1", word) for word in words]
        query = " ".join(f"+{word}" for word in safe) + "*"
        return self._bearers(_WORDED, query=query, limit=limit)

    def _bearers(self, cypher: str, **values: Any) -> Iterator[Bearer]:
        for row in self._rows(cypher, **values):
            yield row["type"], row["text"], row["loose"], _face(row)


def _in_time(one: Snapshot) -> tuple[str, str, date, int]:
    # Of one day's files the workspace keeps the order in which they were loaded.
    return one.source, one.list, one.published or date.min, one.id


def _face(row: Any) -> Face:
    return row["entity"], row["kind"], row["caption"]


@contextmanager
def opened(where: Target, *, known_by: date | None = None) -> Iterator[Neo4jReader]:
    """The graph on a server; ``ServerError`` when hullmark never pushed one there."""
    if known_by is not None:
        raise BadValue(
            f"{where.uri}: a Neo4j server holds the graph as it is known now; ask the workspace "
            "(--db FILE) what was known by a day."
        )
    with connected(where) as driver:
        reader = Neo4jReader(driver, where)
        if not reader.snapshots():
            raise ServerError(
                f"{where.uri}: hullmark has not pushed a graph there; do it with: "
                f"hullmark push {where.uri}"
            )
        yield reader
