"""A Cypher script, and JSON lines with everything that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from hullmark.graph.export.graph import Cells, Graph, link_row, node_row
from hullmark.graph.schema import schema

_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r"[\\'\x00-\x1f\x7f\ud800-\udfff\u2028\u2029]")
VERSION = 1


def cypher(graph: Graph) -> Iterator[str]:
    """Statements for ``cypher-shell``; to run them twice makes nothing twice."""
    yield (
        "CREATE CONSTRAINT hullmark_export_id IF NOT EXISTS"
        " FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n"
    )
    for entity in graph.entities():
        row = node_row(entity, graph.as_of)
        assert entity.kind in schema().kinds, "a label is never a value"
        yield (
            f"MERGE (n:Entity {{id: {literal(row['id'])}}})"
            f" SET n:{entity.kind}, n += {_map(row)};\n"
        )
    for link in graph.links():
        row = link_row(link)
        source, target = row.pop("source"), row.pop("target")
        yield (
            f"MATCH (a:Entity {{id: {literal(source)}}}), (b:Entity {{id: {literal(target)}}})"
            f" MERGE (a)-[r:{schema().roles[link.role].type} {{id: {literal(row['id'])},"
            f" list: {literal(row['list'])}}}]->(b)"
            f" SET r += {_map(row)};\n"
        )


def _map(row: Cells) -> str:
    return "{" + ", ".join(f"`{name}`: {literal(row[name])}" for name in row if row[name]) + "}"


def literal(value: str) -> str:
    """A value as Cypher's text: nothing in it ends the quotes, or is read before they are."""
    quoted = _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], "\ufffd"), value)
    # Neo4j reads \\uXXXX before it reads quotes: a backslash of a name never stands before a u.
    return "'" + quoted.replace("\\\\u", "\\\\' + 'u") + "'"


def json_lines(graph: Graph) -> Iterator[str]:
    """One object a line with its ``type``: export, snapshots, entities, links, decisions."""
    head = {"schema_version": VERSION, "as_of": graph.as_of, "known_by": graph.known_by}
    yield _line("export", head)
    for snapshot in graph.snapshots:
        yield _line("snapshot", snapshot)
    for entity in graph.entities():
        yield _line("entity", entity)
    for link in graph.links():
        yield _line("link", link)
    for row in graph.decisions():
        yield _line("decision", row)


def _line(type: str, thing: object) -> str:
    body = msgspec.json.encode(thing).decode()
    return f'{{"type":"{type}",{body[1:]}\n'
