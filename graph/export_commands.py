"""The command that writes the graph as files: for other programs, and for Neo4j's importer."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_graph, opened_workspace, say, settings
from hullmark.queries.shared_commands import AsOf, KnownBy, Roles, day_of, meant, roles_of

if TYPE_CHECKING:
    from datetime import date

    from hullmark.graph.answer import Entity, EntityLink
    from hullmark.graph.decisions import Row
    from hullmark.graph.export.graph import Graph
    from hullmark.graph.reader import GraphReader

app = typer.Typer()
BATCH = 500
MOST_AROUND = 100_000  # entities around one thing; for more the whole graph is written


@app.command(
    short_help="Write the graph for other programs.",
    epilog="Example: hullmark export -o graph.graphml · "
    "hullmark export --around ANGARA --depth 2 -o angara.jsonl",
)
def export(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="Where to: .graphml .gexf .ftm.json .bods.json .i2.csv .mmd .dot .cypher .xlsx"
            " .jsonl, or a folder.",
        ),
    ] = None,
    as_: Annotated[
        str, typer.Option("--as", metavar="FORMAT", help="The format, whatever the suffix.")
    ] = "",
    around: Annotated[
        str, typer.Option(metavar="NAME", help="Only what is linked to this thing.")
    ] = "",
    depth: Annotated[
        int, typer.Option(metavar="N", min=0, max=20, help="How many links away from it.")
    ] = 2,
    roles: Roles = "",
    as_of: AsOf = "",
    known_by: KnownBy = "",
    neo4j_admin: Annotated[
        Path | None,
        typer.Option("--neo4j-admin", metavar="DIR", help="Files for Neo4j's bulk import."),
    ] = None,
    database: Annotated[
        str, typer.Option(metavar="NAME", help="The database that the bulk import makes.")
    ] = "neo4j",
) -> None:
    """Write the whole graph, or what is around one thing, for other programs.

    The suffix says the format; a name without one is a folder of CSV files. With --neo4j-admin
    the whole graph is written for neo4j-admin, and the line is printed that imports it: the import
    makes the database anew, with nothing else in it, while the server is stopped.
    """
    from hullmark.graph.export.formats import format_of

    if (out is None) == (neo4j_admin is None):
        raise BadValue("Expected one of -o FILE and --neo4j-admin DIR, to say where to write.")
    if neo4j_admin is not None:
        if around or as_ or roles or as_of or known_by:
            raise BadValue("--neo4j-admin writes the whole graph; it takes no other option.")
        _for_admin(context, neo4j_admin, database)
        return
    assert out is not None
    format = format_of(out, as_)
    day, kept = day_of(as_of), roles_of(roles)
    with opened_graph(context, known_by=day_of(known_by)) as reader:
        graph = _around(reader, around, depth, kept, day) if around else whole(reader, kept, day)
        notes = format.write(graph, out)
    if not settings(context).quiet:
        say([*notes, f"Wrote {out}."])


def _for_admin(context: typer.Context, folder: Path, database: str) -> None:
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.neo4j.admin_csv import SCHEMA, export_admin

    with opened_workspace(context, create=False) as workspace:
        made = export_admin(WorkspaceReader(workspace), folder, database=database)
    print(made.command())
    if not settings(context).quiet:
        print(
            f"Wrote {made.nodes:,} nodes and {made.relationships:,} relationships. Stop the "
            f"server, run the line above (it replaces the database {database!r}), start it, and "
            f"make the indexes: hullmark push, or cypher-shell -f {SCHEMA}.",
            file=sys.stderr,
        )


def whole(
    reader: GraphReader, roles: frozenset[str] | None = None, day: date | None = None
) -> Graph:
    """Everything, walked in batches, so that no more than one of them is in memory."""
    from hullmark.graph.export.graph import Graph

    def keys() -> Iterator[list[str]]:
        after = ""
        while batch := reader.keys(after, BATCH):
            yield batch
            after = batch[-1]

    def entities() -> Iterator[Entity]:
        for batch in keys():
            found = reader.entities(batch)
            yield from (found[key] for key in batch)

    def links() -> Iterator[EntityLink]:
        for batch in keys():
            own = set(batch)
            for link in reader.expand(batch, roles=roles, as_of=day):
                if link.subject in own:
                    yield link

    return Graph(
        entities, links, reader.snapshots(), day, reader.known_by, lambda: _decided(reader, None)
    )


def _around(
    reader: GraphReader, name: str, depth: int, roles: frozenset[str] | None, day: date | None
) -> Graph:
    """What is at most so many links away from one thing, and every link between those things."""
    from hullmark.graph.export.graph import Graph
    from hullmark.queries.choose import choose

    choice = choose(reader, meant(reader, name))
    if choice.note:
        say([choice.note])
    found, edge = {choice.entity: None}, [choice.entity]
    links: dict[str, EntityLink] = {}
    for step in range(depth + 1):
        if not edge:
            break
        reached = [
            link
            for batch in _batches(edge)
            for link in reader.expand(batch, roles=roles, as_of=day)
        ]
        edge = []
        for link in reached:
            links[f"{link.id} {link.evidence.source} {link.evidence.list}"] = link
            for end in (link.subject, link.object):
                if step < depth and end not in found:
                    found[end] = None
                    edge.append(end)
        if len(found) > MOST_AROUND:
            raise BadValue(
                f"More than {MOST_AROUND:,} things are within {depth} links of {name!r}; ask for "
                "fewer with --depth or --roles, or export the whole graph."
            )

    def entities() -> Iterator[Entity]:
        for batch in _batches(found):
            known = reader.entities(batch)
            yield from (known[key] for key in batch)

    kept = [one for one in links.values() if one.subject in found and one.object in found]
    return Graph(
        entities,
        lambda: iter(kept),
        reader.snapshots(),
        day,
        reader.known_by,
        lambda: _decided(reader, found),
    )


def _decided(reader: GraphReader, kept: Collection[str] | None) -> Iterator[Row]:
    """What counts of the ledger: same and different, of the records of the entities kept.

    A server has no ledger.
    """
    from hullmark.graph.decisions import standing
    from hullmark.graph.embedded import WorkspaceReader

    if not isinstance(reader, WorkspaceReader):
        return
    con = reader.workspace.connection
    of = dict(con.execute("SELECT r.key, e.key FROM record r JOIN entity e ON e.id = r.entity"))
    for verdict in ("same", "different"):
        for row in standing(con, verdict):
            ends = {of.get(row.left), of.get(row.right)}
            if None not in ends and (kept is None or all(end in kept for end in ends)):
                yield row


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    walk = iter(ids)
    while batch := list(islice(walk, BATCH)):
        yield batch
