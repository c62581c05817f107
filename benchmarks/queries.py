"""What the questions cost: median, 95th percentile and peak memory, beside networkx on one graph.

``python benchmarks/queries.py --db FILE`` asks a workspace that was loaded before about things
drawn from it (the same each time); ``--things N --links M`` makes a network with hubs first.
networkx holds the same links as an undirected graph; its answer has no roles, dates or sources.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from generated import generate_network

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import HullmarkError
from hullmark.graph.workspace import Workspace
from hullmark.queries.exposure import exposure
from hullmark.queries.fleet import fleet
from hullmark.queries.lookup import lookup
from hullmark.queries.owners import owners
from hullmark.queries.paths import path

Ask = Callable[[str, str], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--db", type=Path, help="a workspace loaded before")
    parser.add_argument("--things", type=int, default=250_000)
    parser.add_argument("--links", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = asked.db or Path(folder) / "network.db"
        if asked.db is None:
            generate_network(db, asked.things, asked.links)
        with Workspace.open(db, create=False) as workspace:
            report(workspace, asked.runs)


def report(workspace: Workspace, runs: int) -> None:
    reader, random = WorkspaceReader(workspace), Random(1)
    ends: list[tuple[str, str]] = workspace.connection.execute(
        "SELECT s.key, o.key FROM link l JOIN record rs ON rs.id = l.subject"
        " JOIN entity s ON s.id = rs.entity JOIN record ro ON ro.id = l.object"
        " JOIN entity o ON o.id = ro.entity ORDER BY l.statement"
    ).fetchall()
    linked = sorted({end for pair in ends for end in pair})
    print(f"{len(linked):,} linked things, {len(ends):,} links; {runs} questions a line.\n")
    print("| question | median ms | p95 ms | slowest ms |")
    print("| --- | ---: | ---: | ---: |")
    pairs = [(random.choice(linked), random.choice(linked)) for _ in range(runs)]
    asks: dict[str, Ask] = {
        "lookup": lambda one, _: lookup(reader, one),
        "owners": lambda one, _: owners(reader, [one]),
        "fleet": lambda one, _: fleet(reader, one),
        "fleet --indirect": lambda one, _: fleet(reader, one, indirect=True),
        "exposure": lambda one, _: exposure(reader, one),
        "path, 6 hops, k = 5": lambda one, other: path(reader, one, other, k=5, max_hops=6),
    }
    for name, ask in asks.items():
        print(line(name, ask, pairs), flush=True)
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    graph = beside(ends)
    loaded = time.perf_counter() - start
    import networkx as nx

    def shortest(one: str, other: str) -> object:
        try:
            return nx.shortest_path(graph, one, other)
        except nx.NetworkXNoPath:
            return None

    print(line("networkx: one shortest path, once loaded", shortest, pairs), flush=True)
    both = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\nnetworkx took {loaded:.1f} s to build its graph from the ends alone. Peak memory: ours "
        f"{ours:,.0f} MB, with networkx's graph {both:,.0f} MB."
    )


def beside(ends: list[tuple[str, str]]) -> Any:
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_edges_from(ends)
    return graph


def line(name: str, ask: Ask, pairs: list[tuple[str, str]]) -> str:
    """Each question once, after one that is not counted."""
    times = []
    for at, (one, other) in enumerate([pairs[0], *pairs]):
        start = time.perf_counter()
        try:
            ask(one, other)
        except HullmarkError as refused:
            if "same thing" not in str(refused):
                sys.exit(f"{name} {one} {other}: {refused}")
        if at:
            times.append(1000 * (time.perf_counter() - start))
    times.sort()
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    return f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {times[-1]:.1f} |"


if __name__ == "__main__":
    main()
