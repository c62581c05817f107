"""The mark of a whole push: when it is believed, and when every entity is looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph.fingerprint import fingerprint
from hullmark.graph.model import Item, Name, Record
from hullmark.graph.neo4j.push import Pushed, _Push
from hullmark.graph.neo4j.server import Access, Server
from hullmark.graph.neo4j.writes import Bundle, Done
from hullmark.graph.workspace import Workspace
from hullmark.tests.neo4j_fixtures import empty, session_on
from hullmark.tests.neo4j_graphs import contents, odd_workspace, push


class Stopped(Exception):
    """The push was stopped by the test."""


def marks(server: Access) -> list[dict[str, Any]]:
    with session_on(server) as session:
        return session.run("MATCH (m:HullmarkPush) RETURN m.graph AS graph, m.rows AS rows").data()


def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts of the graph that pushes go through from now on."""
    seen: list[str] = []
    nodes = _Push.nodes

    def watched(self: _Push) -> None:
        seen.append("nodes")
        nodes(self)

    monkeypatch.setattr(_Push, "nodes", watched)
    return seen


def test_nothing_is_made_again_where_the_mark_stands(
    empty_neo4j: Access, demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert marks(empty_neo4j) == []
    first = push(empty_neo4j, demo_db)
    with Workspace.open(demo_db, create=False) as workspace:
        assert marks(empty_neo4j) == [{"graph": fingerprint(workspace), "rows": first.created}]
    seen = looked(monkeypatch)
    assert push(empty_neo4j, demo_db) == Pushed(unchanged=first.created)
    assert push(empty_neo4j, demo_db, dry_run=True) == Pushed(unchanged=first.created, dry_run=True)
    assert seen == []
    assert push(empty_neo4j, demo_db, compare_all=True) == Pushed(unchanged=first.created)
    assert seen == ["nodes"]
    db = tmp_path / "more.db"
    db.write_bytes(demo_db.read_bytes())
    odd_workspace(db)
    assert push(empty_neo4j, db).created > 0
    assert seen == ["nodes", "nodes"]
    assert push(empty_neo4j, db).counters == {}
    assert seen == ["nodes", "nodes"]


def test_a_missing_node_breaks_the_mark(empty_neo4j: Access, demo_db: Path) -> None:
    push(empty_neo4j, demo_db)
    clean = contents(empty_neo4j)
    with session_on(empty_neo4j) as session:
        session.run("MATCH (n:Vessel {caption: 'ANGARA'}) DETACH DELETE n").consume()
    assert push(empty_neo4j, demo_db).created > 1
    assert contents(empty_neo4j) == clean


def test_a_push_that_keeps_more_is_not_taken_for_one_that_prunes(
    empty_neo4j: Access, demo_db: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.db"
    odd_workspace(small)
    push(empty_neo4j, demo_db)
    push(empty_neo4j, small, prune=False)
    assert push(empty_neo4j, small, prune=False).counters == {}
    assert push(empty_neo4j, small).removed > 100
    ended = contents(empty_neo4j)
    empty(empty_neo4j)
    push(empty_neo4j, small)
    assert contents(empty_neo4j) == ended


def test_a_stopped_push_of_another_graph_leaves_no_mark(
    empty_neo4j: Access, demo_db: Path, tmp_path: Path
) -> None:
    push(empty_neo4j, demo_db)
    clean = contents(empty_neo4j)
    other = tmp_path / "other.db"
    odd_workspace(other)

    def stop(rows: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        push(empty_neo4j, other, progress=stop, batch=1)
    assert marks(empty_neo4j) == []
    assert contents(empty_neo4j) != clean
    push(empty_neo4j, demo_db)
    assert contents(empty_neo4j) == clean


def _long() -> Iterator[Item]:
    """Two hundred companies of very long names."""
    for number in range(200):
        yield Record(f"x:{number:04}", "Company", names=(Name(f"COMPANY {number} {'x' * 4000}"),))


def test_a_transaction_too_big_for_the_server_is_halved(
    neo4j_5: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server; this starts its own with little memory")
    empty(neo4j_5)
    db = tmp_path / "long.db"
    odd_workspace(db, _long())
    push(neo4j_5, db)
    clean = contents(neo4j_5)
    empty(neo4j_5)
    sizes: list[int] = []
    halving = _Push._halving

    def watched(self: _Push, what: Any, work: Any) -> list[Done]:
        if what and isinstance(what[0], Bundle):
            sizes.append(len(what))
        return halving(self, what, work)

    monkeypatch.setattr(_Push, "_halving", watched)
    neo4j_5.restart(more={"db.memory.transaction.max": "4m"})
    try:
        push(neo4j_5, db, batch=200)
        assert sizes[:2] == [200, 100]
        assert contents(neo4j_5) == clean
        assert push(neo4j_5, db).counters == {}
    finally:
        neo4j_5.restart()
