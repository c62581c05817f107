"""What is exported from a server is what is exported from the workspace; the script runs there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph.export.graph import Graph, link_row, node_row
from hullmark.graph.export.script import cypher
from hullmark.graph.neo4j.server import Access
from hullmark.graph.schema import schema
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_fixtures import empty, session_on
from hullmark.tests.neo4j_graphs import both, odd_workspace, push


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    """The demo's workspace and the odd names."""
    path = tmp_path / "both.db"
    path.write_bytes(demo_db.read_bytes())
    odd_workspace(path)
    return path


@pytest.mark.parametrize("name", ["g.graphml", "g.jsonl", "g.gexf", "g.cypher", "csv"])
@pytest.mark.parametrize("asked", [(), ("--as-of", "2023-10-16", "--roles", "ownership")])
def test_a_server_and_its_workspace_export_the_same(
    hullmark: Run,
    neo4j_5: Access,
    db: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    asked: tuple[str, ...],
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_5.password)
    push(neo4j_5, db)
    found = []
    for at, store in enumerate((str(db), neo4j_5.uri)):
        out = tmp_path / str(at) / name
        out.parent.mkdir()
        done = hullmark("--db", store, "export", "-o", str(out), *asked)
        assert done.returncode == 0, done.stderr
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        found.append([(one.name, one.read_text(encoding="utf-8")) for one in files])
    assert _no_decisions(found[0]) == found[1]
    assert all(text for _, text in found[0])


def _no_decisions(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Files without the lines of the ledger, which a server does not have."""
    decision = '{"type":"decision",'
    return [
        (name, "".join(x for x in text.splitlines(keepends=True) if not x.startswith(decision)))
        if name.endswith(".jsonl")
        else (name, text)
        for name, text in files
    ]


def test_the_script_makes_on_a_server_what_the_rows_say(empty_neo4j: Access, db: Path) -> None:
    push(empty_neo4j, db)
    with both(empty_neo4j, db) as (workspace, _):
        keys = workspace.keys(limit=10_000)
        graph = Graph(
            lambda: workspace.entities(keys).values(),
            lambda: workspace.expand(keys),
            workspace.snapshots(),
        )
        statements = list(cypher(graph))
        nodes = {one.id: (one.kind, _kept(node_row(one, None))) for one in graph.entities()}
        ties = [
            (one.subject, schema().roles[one.role].type, one.object, _kept(link_row(one)))
            for one in graph.links()
        ]
    pushed = _counts(empty_neo4j)
    empty(empty_neo4j)
    for some in (statements, statements[::7]):  # the second time nothing is made twice
        with session_on(empty_neo4j) as session:
            for one in some:
                session.run(one.rstrip().removesuffix(";")).consume()
            there = session.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS p").data()
            tied = session.run(
                "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS t, b.id AS b, properties(r) AS p"
            ).data()
        assert {
            row["p"]["id"]: (next(x for x in row["labels"] if x != "Entity"), row["p"])
            for row in there
        } == nodes
        found = sorted(((r["a"], r["t"], r["b"], r["p"]) for r in tied), key=_order)
        assert found == sorted(ties, key=_order)
        assert _counts(empty_neo4j) == pushed


def _order(row: tuple[Any, ...]) -> str:
    return repr((*row[:3], sorted(row[3].items())))


def _kept(row: dict[str, str]) -> dict[str, str]:
    # A script holds no control characters but tabs and ends of lines.
    return {
        key: re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", one)
        for key, one in row.items()
        if one and key not in ("source", "target")
    }


def _counts(server: Access) -> list[tuple[Any, ...]]:
    """How many entities there are of each label, and roles of each type between them."""
    with session_on(server) as session:
        nodes = session.run(
            "MATCH (n:Entity) UNWIND labels(n) AS label WITH label WHERE label <> 'Hullmark' "
            "RETURN label, count(*) AS many ORDER BY label"
        ).values()
        ties = session.run(
            "MATCH (:Entity)-[r]->(:Entity) RETURN type(r) AS type, count(*) AS many ORDER BY type"
        ).values()
    return [tuple(row) for row in (*nodes, *ties)]
