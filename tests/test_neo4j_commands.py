"""Counting, screening and watching with ``--db`` a server: the same words as of the workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hullmark.graph.neo4j.server import Access
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_fixtures import session_on
from hullmark.tests.neo4j_graphs import push

ROWS = "name,imo,country\nANGARA,9179842,Russia\nКонсульт Совфрахт,,\nNobody Such Shipping,,\n"


def test_stats_screen_and_watch_of_a_server(
    hullmark: Run,
    empty_neo4j: Access,
    demo_db: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password)
    uri = empty_neo4j.uri
    push(empty_neo4j, demo_db)

    ours = hullmark("--db", demo_db, "stats", "-f", "csv").stdout.splitlines()
    done = hullmark("--db", uri, "stats", "-f", "csv")
    assert done.stdout.splitlines() == [
        line for line in ours if not line.startswith(("decisions,", "problems,"))
    ]
    assert done.stderr == (
        "Decisions and problems are not counted: only the workspace of today keeps them.\n"
    )

    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    here, there = (
        hullmark("--db", db, "screen", "rows.csv", "-f", "jsonl") for db in (demo_db, uri)
    )
    assert (there.stdout, there.stderr) == (here.stdout, here.stderr)
    first = json.loads(there.stdout.splitlines()[0])
    assert (first["outcome"], first["entity"]) == ("hit", "imo-vsl-9179842")

    assert hullmark("--db", uri, "watch").returncode == 4
    assert hullmark("--db", uri, "watch", "add", "Angara").returncode == 0
    assert (tmp_path / "hullmark-watch.db").exists()
    done = hullmark("--db", uri, "watch")
    assert (done.returncode, done.stdout[:21]) == (0, "Nothing changed since")
    with session_on(empty_neo4j) as session:
        session.run("MATCH (e {id: 'imo-vsl-9179842'})-[r:LINKED_TO]-() DELETE r").consume()
    done = hullmark("--db", uri, "watch", "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3 and {row["change"] for row in rows} == {"gone"}
    assert all("OFAC SDN list" in row["sources"] for row in rows)
