"""The command that writes the graph as files for Neo4j's bulk importer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hullmark.graph.settings import opened_workspace, settings

app = typer.Typer()


@app.command(
    short_help="Write the graph for Neo4j's bulk import.",
    epilog="Example: hullmark export --neo4j-admin neo4j-import",
)
def export(
    context: typer.Context,
    neo4j_admin: Annotated[
        Path, typer.Option("--neo4j-admin", metavar="DIR", help="Where to write the files.")
    ],
    database: Annotated[
        str, typer.Option(metavar="NAME", help="The database that the printed line makes.")
    ] = "neo4j",
) -> None:
    """Write the whole graph for neo4j-admin's bulk import, and print the line that imports it.

    The import makes the database anew, with nothing else in it, while the server is stopped.
    """
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.neo4j.admin_csv import SCHEMA, export_admin

    with opened_workspace(context, create=False) as workspace:
        made = export_admin(WorkspaceReader(workspace), neo4j_admin, database=database)
    print(made.command())
    if not settings(context).quiet:
        print(
            f"Wrote {made.nodes:,} nodes and {made.relationships:,} relationships. Stop the "
            f"server, run the line above (it replaces the database {database!r}), start it, and "
            f"make the indexes: hullmark push, or cypher-shell -f {SCHEMA}.",
            file=sys.stderr,
        )
