"""What publishing into Neo4j and reading from it cost, on a server that is started for it.

Run it with nothing else going on: ``python benchmarks/neo4j_push.py --data ../shared/data``; the
graph of two million nodes and five million relationships is made with ``--full``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from first_load import HULLMARK, LIST, ROOT, cost, machine
from generated import generate
from neo4j import GraphDatabase, Session

from hullmark.cli import demo_files
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.neo4j.admin_csv import graph_rows
from hullmark.graph.neo4j.connect import Target
from hullmark.graph.neo4j.distribution import obtain
from hullmark.graph.neo4j.home import import_full, set_first_password
from hullmark.graph.neo4j.reader import opened
from hullmark.graph.neo4j.server import Server, running
from hullmark.graph.neo4j.shapes import Node, Row
from hullmark.graph.reader import GraphReader
from hullmark.graph.workspace import Workspace
from hullmark.queries.lookup import lookup
from hullmark.queries.owners import owners
from hullmark.queries.paths import path

FULL = 2_000_000, 5_000_000
DAY = date(2023, 10, 16)
QUERIES: dict[str, Callable[[GraphReader], object]] = {
    "lookup 9179842": lambda graph: lookup(graph, "9179842"),
    "lookup 9179842 --as-of 2023-10-16": lambda graph: lookup(graph, "Angara", as_of=DAY),
    "find 'marine trans'": lambda graph: graph.find("marine trans"),
    "owners Angara Maria": lambda graph: owners(graph, ["Angara", "Maria"]),
    "path Angara Kaalbye": lambda graph: path(graph, "Angara", "Kaalbye"),
}


class Line(NamedTuple):
    """One line of the table."""

    measured: str
    rows: int = 0
    seconds: float = 0.0
    peak: int = 0
    time: str = ""
    target: str = ""


def size(server: Server) -> tuple[int, int]:
    """Nodes and relationships in a server."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        (row,) = driver.execute_query("RETURN COUNT { () } AS n, COUNT { ()-->() } AS r").records
    return row["n"], row["r"]


def pushes(
    server: Server, db: Path, what: str, target: str, *, warm: bool = True
) -> tuple[list[Line], float]:
    """A push into an empty server, again, and when emptied, as processes; the first's time."""
    command = (*HULLMARK, "-q", "--db", db, "push", server.uri)
    first, again = cost(*command), cost(*command)
    nodes, ties = size(server)
    name = f"push of {what}: {nodes:,} nodes, {ties:,} relationships"
    lines = [
        Line(name, nodes + ties, first.seconds, first.peak, target=target),
        Line(f"push of {what} again, nothing changed", nodes + ties, *again,
             target="a tenth of the first"),
    ]  # fmt: skip
    if warm:
        emptied(server)
        name = f"push of {what} into the same server, emptied: Java is warm"
        lines.append(Line(name, nodes + ties, *cost(*command)))
    return lines, first.seconds


def emptied(server: Server) -> None:
    """Take everything out of a server, its indexes too, some thousands of nodes at a time."""
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
        for name in session.run("SHOW CONSTRAINTS YIELD name").value("name"):
            session.run("DROP CONSTRAINT $name", name=name).consume()
        for name in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'").value():
            session.run("DROP INDEX $name", name=name).consume()


def bare(server: Server, db: Path, what: str) -> list[Line]:
    """The most that one session can do: rows made beforehand, one fixed text for each label."""
    nodes: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    ties: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    with Workspace.open(db, create=False) as workspace:
        for row in chain.from_iterable(graph_rows(WorkspaceReader(workspace))):
            p = {**row.properties, "id": row.id}
            if isinstance(row, Node):
                nodes.setdefault(row.labels, {})[row.id] = {"p": p}
            else:
                ends = {"start": row.start, "end": row.end}
                ties.setdefault(row.type, {})[row.start, row.id] = {**ends, "p": p}
    texts = {
        f"CREATE (n:Bare:{':'.join(k)}) SET n = row.p": [*v.values()] for k, v in nodes.items()
    }
    tied = {
        "MATCH (a:Bare {id: row.start}) MATCH (b:Bare {id: row.end})"
        f" CREATE (a)-[r:{type_}]->(b) SET r = row.p": [*rows.values()]
        for type_, rows in ties.items()
    }
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        session.run("CREATE CONSTRAINT FOR (n:Bare) REQUIRE n.id IS UNIQUE").consume()
        lines = []
        for part, jobs in (("nodes", texts), ("relationships", tied)):
            count = sum(map(len, jobs.values()))
            seconds = timed(partial(_written, session, jobs))
            lines.append(
                Line(f"the bare driver, rows of {what} ready made: {part}", count, seconds)
            )
    return lines


def _written(session: Session, jobs: dict[str, list[dict[str, Any]]]) -> None:
    for text, rows in jobs.items():
        for at in range(0, len(rows), 2000):
            some = rows[at : at + 2000]
            session.execute_write(
                lambda tx, t, r: tx.run(t, rows=r).consume(), f"UNWIND $rows AS row {text}", some
            )


def asked(server: Server, db: Path, runs: int) -> list[Line]:
    """The main queries on both stores, in turn."""
    lines = []
    where = Target(server.uri, server.user, server.password)
    with Workspace.open(db, create=False) as workspace, opened(where) as reader:
        start, end = far_apart(WorkspaceReader(workspace))
        far = {f"path {start} {end}, 6 hops": lambda graph: path(graph, start, end)}
        for name, query in {**QUERIES, **far}.items():
            for store, graph in (("workspace", WorkspaceReader(workspace)), ("Neo4j", reader)):
                query(graph)  # not counted: the plan is made and the pages are read
                times = sorted(timed(partial(query, graph)) for _ in range(runs))
                p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
                words = f"{1000 * statistics.median(times):.1f} ms, p95 {1000 * p95:.1f} ms"
                goal = "150 ms at the median" if store == "Neo4j" else ""
                lines.append(Line(f"`{name}`, {store}", time=words, target=goal))
    return lines


def far_apart(graph: WorkspaceReader, hops: int = 6) -> tuple[str, str]:
    """Two things whose shortest path has so many hops, the first such by their ids."""
    ends: dict[str, set[str]] = {}
    after = ""
    while keys := graph.keys(after):
        after = keys[-1]
        for link in graph.expand(keys):
            ends.setdefault(link.subject, set()).add(link.object)
            ends.setdefault(link.object, set()).add(link.subject)
    for start in sorted(ends):
        seen, front = {start}, {start}
        for _ in range(hops):
            front = {end for one in front for end in ends[one]} - seen
            seen |= front
        if front:
            return start, min(front)
    sys.exit(f"no two things in the lists are {hops} hops apart.")


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def naive(server: Server, db: Path, limit: int) -> Line:
    """The first rows of a graph written as a beginner would: a transaction for each."""
    kinds: tuple[list[Row], list[Row]] = [], []
    with Workspace.open(db, create=False) as workspace:
        for rows in graph_rows(WorkspaceReader(workspace)):
            for row in rows:
                kinds[not isinstance(row, Node)].append(row)
            if sum(map(len, kinds)) >= limit:
                break
    rows = list(islice([*kinds[0], *kinds[1]], limit))
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        session.run("CREATE CONSTRAINT FOR (n:Naive) REQUIRE n.id IS UNIQUE").consume()
        began = time.perf_counter()
        for row in rows:
            if isinstance(row, Node):
                query = "MERGE (n:Naive {id: $id}) SET n += $p"
                values = {"id": row.id}
            else:
                query = (
                    "MATCH (a:Naive {id: $start}) MATCH (b:Naive {id: $end})"
                    " MERGE (a)-[r:TIE {id: $id}]->(b) SET r += $p"
                )
                values = {"id": row.id, "start": row.start, "end": row.end}
            session.execute_write(lambda tx, q, v: tx.run(q, v).consume(), query,
                                  {**values, "p": row.properties})  # fmt: skip
        seconds = time.perf_counter() - began
    return Line(f"a transaction a row, the first {len(rows):,} rows", len(rows), seconds)


def bulk(version: str | None, db: Path, scratch: Path, what: str) -> list[Line]:
    """The export for the bulk importer, and the importer itself."""
    distribution, home = obtain(version), scratch / "home"
    set_first_password(distribution, home, "benchmark")
    program = f"""
import json
from pathlib import Path
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.neo4j.admin_csv import export_admin
from hullmark.graph.workspace import Workspace
with Workspace.open(Path({str(db)!r}), create=False) as workspace:
    made = export_admin(WorkspaceReader(workspace), Path({str(scratch / "files")!r}))
    found = [made.nodes + made.relationships, *made.arguments[4:]]
    Path({str(scratch / "made.json")!r}).write_text(json.dumps(found))
"""
    export = cost(sys.executable, "-c", program)
    rows, *options = json.loads((scratch / "made.json").read_text())
    options = [one for one in options if one != "--overwrite-destination"]
    folder = scratch / "files"
    seconds = timed(partial(import_full, distribution, home, *options, folder=folder))
    return [
        Line(f"export of {what} for neo4j-admin", rows, *export),
        Line(f"neo4j-admin's import of {what}", rows, seconds),
    ]


def table(lines: list[Line]) -> str:
    """The lines as Markdown."""
    text = [
        "| measured | rows | s | rows a second | peak MB of ours | target |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in lines:
        rows = f"{one.rows:,}" if one.rows else ""
        seconds = one.time or f"{one.seconds:.1f}"
        rate = f"{one.rows / one.seconds:,.0f}" if one.rows else ""
        peak = f"{one.peak / 1e6:.0f}" if one.peak else ""
        text.append(f"| {one.measured} | {rows} | {seconds} | {rate} | {peak} | {one.target} |")
    return "\n".join(text)


def main() -> None:
    """Measure the real lists, then a generated graph; print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--version", help="of Neo4j; 5.26 LTS if not given")
    parser.add_argument("--heap", default="1g", help="the server's (default 1g)")
    parser.add_argument("--runs", type=int, default=40, help="of each query (default 40)")
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--relationships", type=int, default=50_000)
    parser.add_argument("--full", action="store_true", help=f"the same as {FULL}")
    parser.add_argument("--made", type=Path, help="a generated workspace that was made before")
    parser.add_argument("--naive", type=int, default=2_000, help="rows of the naive loader")
    options = parser.parse_args()
    nodes, ties = FULL if options.full else (options.nodes, options.relationships)
    if not (options.data / LIST).is_file():
        sys.exit(f"{options.data / LIST}: no such file; say where the lists are with --data.")
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        real, made = scratch / "real.db", scratch / "made.db"
        cost(*HULLMARK, "--db", real, "load", options.data / LIST)
        for file in demo_files():
            extract = ["--extract"] if "extract" in file.name else []
            cost(*HULLMARK, "--db", real, "load", *extract, file)
        with running(options.version, heap=options.heap) as server:
            os.environ["NEO4J_PASSWORD"] = server.password
            lines += pushes(server, real, "the real lists", "20,000 relationships a second")[0]
            lines += asked(server, real, options.runs)
            version = server.version
        if options.made is None:
            generate(made, nodes, ties)
        else:
            made = options.made
        what = "the generated graph"
        with running(options.version, heap=options.heap) as server:
            os.environ["NEO4J_PASSWORD"] = server.password
            goal = "memory as for the real lists"
            pushed, _ = pushes(server, made, what, goal, warm=not options.full)
            lines += pushed
            lines.append(naive(server, made, options.naive))
        lines += bulk(options.version, made, scratch, what)
        # Last, as its rows are in memory, which would count as that of a process started later.
        with running(options.version, heap=options.heap) as server:
            lines += bare(server, real, "the real lists")
    print(f"{machine()}; Neo4j {version}, heap {options.heap}; {options.runs} runs a query.\n")
    print(table(lines))


if __name__ == "__main__":
    main()
