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
_EMPTY = f"RETURN NOT EXISTS {{ (:{OWNED}) }} AS empty"
KINDS = tuple(schema().kinds)
ROLE_TYPES = tuple(role.type for role in schema().roles.values())


def constraint_statements() -> list[str]:
    """The commands that make the constraints; each changes nothing where it was run before."""
    return [
        f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
        for name, (label, key) in CONSTRAINTS.items()
    ]


def index_statements() -> list[str]:
    """The commands that make the indexes; each changes nothing where it was run before."""
    return [
        *(
            f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{key})"
            for name, (label, key) in INDEXES.items()
        ),
        f"CREATE FULLTEXT INDEX {NAMES_INDEX} IF NOT EXISTS FOR (n:Name) ON EACH [n.loose]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
    ]


def prepare(driver: Driver, where: Target) -> bool:
    """Make the constraints that are missing, and the indexes unless the graph is yet to come.

    Whether the indexes still have to be made, once the graph is written: filling them at one go
    takes the server less than adding to nine of them with each node. ``ServerError`` names what is
    in the way.
    """
    with driver.session(database=where.database) as session:
        there = session.run(
            "SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint"
        ).data()
        _check(there, where)
        for statement in constraint_statements():
            session.run(statement).consume()
        first = session.run(_EMPTY).single(strict=True)["empty"]
    if not first:
        make_indexes(driver, where)
    return bool(first)


def make_indexes(driver: Driver, where: Target) -> None:
    """Make the indexes that are missing, and wait until they are filled."""
    with driver.session(database=where.database) as session:
        for statement in index_statements():
            session.run(statement).consume()
        session.run("CALL db.awaitIndexes(600)").consume()


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
