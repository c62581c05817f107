"""Constraints and indexes of the graph in Neo4j: fixed text, nothing of it from data."""

from __future__ import annotations

from typing import Any

from neo4j import Driver

from hullmark.graph.neo4j.connect import ServerError, Target
from hullmark.graph.neo4j.shapes import OWNED
from hullmark.graph.schema import schema

CONSTRAINTS = {"hullmark_id": (OWNED, "id"), "hullmark_entity_id": ("Entity", "id")}
INDEXES = {
    "hullmark_imo": ("Entity", "imo"),
    "hullmark_lei": ("Entity", "lei"),
    "hullmark_ogrn": ("Entity", "ogrn"),
    "hullmark_inn": ("Entity", "inn"),
    "hullmark_caption": ("Entity", "caption"),
    "hullmark_name_key": ("Name", "key"),
    "hullmark_name_loose": ("Name", "loose"),
    "hullmark_number": ("Identifier", "value"),
    "hullmark_owner": (OWNED, "entity"),
}
NAMES_INDEX = "hullmark_names"
KINDS = tuple(schema().kinds)
ROLE_TYPES = tuple(role.type for role in schema().roles.values())


def statements() -> list[str]:
    """The schema commands, each of which changes nothing where it was run before."""
    return [
        *(
            f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
            for name, (label, key) in CONSTRAINTS.items()
        ),
        *(
            f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{key})"
            for name, (label, key) in INDEXES.items()
        ),
        f"CREATE FULLTEXT INDEX {NAMES_INDEX} IF NOT EXISTS FOR (n:Name) ON EACH [n.loose]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
    ]


def prepare(driver: Driver, where: Target) -> None:
    """Make what is missing of the schema; ``ServerError`` names what is in its way."""
    with driver.session(database=where.database) as session:
        there = session.run(
            "SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint"
        ).data()
        _check(there, where)
        for statement in statements():
            session.run(statement).consume()
        session.run("CALL db.awaitIndexes(300)").consume()


def _check(there: list[dict[str, Any]], where: Target) -> None:
    ours = {**CONSTRAINTS, **INDEXES, NAMES_INDEX: ("Name", "loose")}
    for one in there:
        found = (one["labelsOrTypes"] or [""], one["properties"] or [""])
        name = one["name"]
        if name in ours and found != ([ours[name][0]], [ours[name][1]]):
            raise ServerError(
                f"{where.uri}: the index or constraint {name!r} there is on "
                f"{':'.join(found[0])}({', '.join(found[1])}), expected "
                f"{ours[name][0]}({ours[name][1]}); drop or rename it, or use another database."
            )
