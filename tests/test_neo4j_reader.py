"""Reading from a server: how often it is asked, and that it can't be held up for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph.answer import EntityLink
from hullmark.graph.model import Item, Link, Name, Record
from hullmark.graph.neo4j import reader as module
from hullmark.graph.neo4j.connect import ServerError, connected
from hullmark.graph.neo4j.reader import Neo4jReader
from hullmark.graph.neo4j.server import Access
from hullmark.queries.lookup import lookup
from hullmark.queries.owners import owners
from hullmark.queries.paths import path
from hullmark.tests.neo4j_graphs import odd_workspace, push, target

HOPS = 6


class Counting(Neo4jReader):
    """Counts the steps of a search, and the round trips of each."""

    def __init__(self, *of: Any) -> None:
        super().__init__(*of)
        self.steps: list[int] = []

    def expand(self, *what: Any, **how: Any) -> tuple[EntityLink, ...]:
        before = self.round_trips
        found = super().expand(*what, **how)
        self.steps.append(self.round_trips - before)
        return found


def _chain() -> Iterator[Item]:
    """Seven companies, each the parent of the next, and twenty side branches at each."""
    for at in range(HOPS + 1):
        yield Record(id=f"c:{at}", kind="Company", names=(Name(f"LINK {at} OF THE CHAIN"),))
        for side in range(20):
            yield Record(id=f"c:{at}/{side}", kind="Company", names=(Name(f"SIDE {at} {side}"),))
            yield Link(
                id=f"s{at}/{side}", subject=f"c:{at}", role="parent", object=f"c:{at}/{side}"
            )
        if at:
            yield Link(id=f"l{at}", subject=f"c:{at - 1}", role="parent", object=f"c:{at}")


def test_a_step_is_a_round_trip_and_six_hops_take_a_dozen_at_most(
    empty_neo4j: Access, tmp_path: Path
) -> None:
    odd_workspace(tmp_path / "chain.db", _chain())
    push(empty_neo4j, tmp_path / "chain.db")
    with connected(target(empty_neo4j)) as driver:
        graph = Counting(driver, target(empty_neo4j))
        answer = path(graph, "c:0", f"c:{HOPS}")
        assert [len(found.hops) for found in answer.paths] == [HOPS]
        # Three steps from each end, at once, and the links of the path with their evidence.
        assert graph.steps == [1] * (HOPS // 2 + 1)
        # These, and counting; two questions, evidence, things, snapshots.
        assert graph.round_trips - 5 <= 12
        graph = Counting(driver, target(empty_neo4j))
        assert len(owners(graph, [f"c:{HOPS}"]).links) == HOPS
        assert graph.steps == [1] * (HOPS + 1)
        graph = Counting(driver, target(empty_neo4j))
        assert len(lookup(graph, "c:3").links) == 22
        assert graph.steps == [1]
        assert graph.round_trips <= 6


def test_a_query_that_takes_too_long_is_stopped_and_says_so(
    empty_neo4j: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.5)
    with connected(target(empty_neo4j)) as driver:
        graph = Neo4jReader(driver, target(empty_neo4j))
        with pytest.raises(ServerError, match="took too long and was stopped"):
            graph._rows("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a*b)")
