"""The walk over a whole graph: batches of entities, each entity with its bundles of rows."""

from __future__ import annotations

from collections.abc import Iterator

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.neo4j.rows import Earlier, entity_rows, link_rows
from hullmark.graph.neo4j.shapes import Row
from hullmark.graph.neo4j.writes import Bundle


def key_batches(reader: WorkspaceReader, batch: int) -> Iterator[list[str]]:
    """The ids of all entities in order, some at a time."""
    after = ""
    while keys := reader.keys(after, batch):
        yield keys
        after = keys[-1]


def node_bundles(reader: WorkspaceReader, keys: list[str]) -> list[Bundle]:
    """Of each entity: its node, its names, numbers, listings and events, and what ties them."""
    entities, earlier = reader.entities(keys), reader.earlier(keys)
    bundles = []
    for key in keys:
        names, numbers = earlier.get(key, ((), ()))
        before = Earlier(tuple(sorted(names)), tuple(sorted(numbers)))
        bundles.append(Bundle.of(key, entity_rows(entities[key], before)))
    return bundles


def role_bundles(reader: WorkspaceReader, keys: list[str]) -> list[Bundle]:
    """Of each entity: the roles that it bears."""
    links = reader.outgoing(keys)
    named = [link.object for link in links if link.then_named]
    ships = reader.entities(named) if named else {}
    rows: dict[str, list[Row]] = {key: [] for key in keys}
    for link in links:
        rows[link.subject] += link_rows(link, ships.get(link.object))
    return [Bundle.of(key, some) for key, some in rows.items()]
