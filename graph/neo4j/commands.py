"""The command that publishes the graph into Neo4j."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_workspace, progress, settings

if TYPE_CHECKING:
    from hullmark.graph.neo4j.push import Pushed

app = typer.Typer()


@app.command(
    short_help="Publish the graph into Neo4j.",
    epilog="Example: hullmark push neo4j://localhost · hullmark push bolt://host --dry-run",
)
def push(
    context: typer.Context,
    uri: Annotated[
        str, typer.Argument(metavar="URI", help="The server: neo4j://host, bolt+s://host:7687.")
    ],
    database: Annotated[
        str, typer.Option(metavar="NAME", help="Which of its databases, if not the default.")
    ] = "",
    user: Annotated[str, typer.Option(metavar="NAME", help="If not NEO4J_USER or neo4j.")] = "",
    no_prune: Annotated[
        bool, typer.Option("--no-prune", help="Keep what the workspace no longer has.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Entities a transaction.")] = 500,
) -> None:
    """Publish the graph into Neo4j: only what is new or changed; what is gone is removed.

    The password comes from NEO4J_PASSWORD, a file named by NEO4J_PASSWORD_FILE, or a prompt.
    """
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.neo4j.connect import is_uri, target
    from hullmark.graph.neo4j.push import push_workspace

    if is_uri(settings(context).db):
        raise BadValue("--db names a server; expected the workspace file that is to be pushed.")
    where = target(uri, user=user, database=database)
    with (
        opened_workspace(context, create=False) as workspace,
        progress(f"Pushing to {where.uri}", settings(context).quiet) as step,
    ):
        pushed = push_workspace(
            WorkspaceReader(workspace),
            where,
            prune=not no_prune,
            dry_run=dry_run,
            batch=batch,
            progress=step,
        )
    if not settings(context).quiet:
        print(told(pushed, where.uri), file=sys.stderr)


def told(pushed: Pushed, uri: str) -> str:
    """What a push did, in one sentence."""
    would = "would be " if pushed.dry_run else ""
    return (
        f"{uri}: {pushed.created:,} {would}created, {pushed.updated:,} {would}updated, "
        f"{pushed.removed:,} {would}removed, {pushed.unchanged:,} unchanged."
    )
