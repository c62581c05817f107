"""What the tests of push, bulk import and read side share: odd names, a server's whole graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_period as parse
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.intake import Stored, store
from hullmark.graph.model import (
    Edition,
    Event,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Record,
    Share,
)
from hullmark.graph.neo4j.connect import Target
from hullmark.graph.neo4j.push import Pushed, push_workspace
from hullmark.graph.neo4j.reader import Neo4jReader, opened
from hullmark.graph.neo4j.server import Access
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.tests.neo4j_fixtures import session_on

# What could break out of Cypher, of CSV, of an array or of an index, were it not a mere value.
ODD = (
    '"`) DETACH DELETE n //',
    "'}) DETACH DELETE n //",
    "Company`:Vessel {id: $id}",
    'say "ahoy"',
    '"',
    '""',
    '","',
    "back\\slash\\",
    "\\",
    "two\nlines\r\nand\ta tab",
    "a;b|c\x1ed",
    "{} {{braces}} $(row.type) $id ${id}",
    "🚢 ⚓ 👩🏽‍✈️",
    "МОРСКОЙ ТРАНЗИТ 海運 شركة",
    "%s %d \\u0041 \\n &amp; <b>",
    " spaces around ",
    "NULL",
    "x" * 10_000,
    "- + ! ( ) [ ] ^ ~ * ? : / AND OR NOT",
)


def odd_items(names: tuple[str, ...] = ODD) -> Iterator[Item]:
    """A company of each odd name, which owns a ship once called so; the name all over the row."""
    yield Record(id="odd:ship", kind="Vessel", names=(Name("SHIP"), *(Name(n) for n in names)))
    for at, name in enumerate(names):
        key = f"odd:{at}"
        yield Record(
            id=key,
            kind="Company",
            names=(Name(name), Name(f"{name} TOO", type="former")),
            identifiers=(Identifier("registration", name), Identifier("lei", name, valid=False)),
            facts=(Fact("flag", name), Fact("country", "ru"), Fact("built", "1998")),
            url=name,
            cite=name,
            place=name,
        )
        yield Listing(
            id=f"{key}/l", record=key, authority=name, list=name, programmes=(name, "BOTH"),
            reference=name, period=parse("since 2021-08"), measures=(name,), reason=name,
        )  # fmt: skip
        yield Link(
            id=f"{key}/owner", subject=key, role="owner", object="odd:ship",
            period=parse("2019-02-03 to 2021"), share=Share("25", "100/3", low_open=True),
            as_stated=name, confidence=name, then_named=name, cite=name,
        )  # fmt: skip
        yield Event(
            id=f"{key}/call", type="port call", subjects=(key, "odd:ship"), at=name,
            origin="BOTH", period=parse("2023-08-12"), lat=-0.25, lon=1e-05, description=name,
        )  # fmt: skip


def odd_workspace(path: Path, items: Iterator[Item] | None = None, day: int = 1) -> Stored:
    """File the items (the odd ones) as a snapshot of a list in the workspace at a path."""
    edition = Edition("odd", "ODD", title='List "Odd`', url="https://example.org/odd")
    file = File(f"{day}.xml", f"{day}" * 64, 10, date(2024, 1, day), "file")
    with Workspace.open(path) as workspace:
        return store(workspace, edition, file, items or odd_items(), accept_counts=True)


def target(server: Access) -> Target:
    """Where a server is, as push and reader take it."""
    return Target(server.uri, server.user, server.password)


def push(server: Access, db: Path, **options: Any) -> Pushed:
    """Push the workspace at a path into a server."""
    with Workspace.open(db, create=False) as workspace:
        return push_workspace(WorkspaceReader(workspace), target(server), **options)


@contextmanager
def both(server: Access, db: Path) -> Iterator[tuple[WorkspaceReader, Neo4jReader]]:
    """The graph of a workspace, and the same as a server tells it."""
    with Workspace.open(db, create=False) as workspace, opened(target(server)) as reader:
        yield WorkspaceReader(workspace), reader


Thing = tuple[Any, ...]


def contents(server: Access) -> tuple[list[Thing], list[Thing]]:
    """Everything in a server but the mark of a push, with all properties.

    Nodes by id, relationships by start and id.
    """
    with session_on(server) as session:
        nodes = session.run(
            "MATCH (n) WHERE NOT n:HullmarkPush RETURN labels(n) AS labels, properties(n) AS p"
        ).data()
        ties = session.run(
            "MATCH (a)-[r]->(b)"
            " RETURN a.id AS start, type(r) AS type, b.id AS end, properties(r) AS p"
        ).data()
    return (
        sorted(((row["p"].get("id", ""), sorted(row["labels"]), _plain(row["p"])) for row in nodes),
               key=lambda row: (row[0], repr(row))),
        sorted(((row["start"], row["p"].get("id", ""), row["type"], row["end"], _plain(row["p"]))
                for row in ties), key=repr),
    )  # fmt: skip


def _plain(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties with Neo4j's dates as Python's."""
    return {
        name: value.to_native() if hasattr(value, "to_native") else value
        for name, value in sorted(properties.items())
    }
