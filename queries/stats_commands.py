"""The command that counts what a graph holds."""

from __future__ import annotations

import typer

from hullmark.graph.settings import opened_graph, opened_workspace, progress, say, settings
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, KnownBy, Out, day_of

app = typer.Typer()


@app.command(
    short_help="Count what the graph holds.",
    epilog="Example: hullmark stats · hullmark stats --known-by 2023-08-01",
)
def stats(
    context: typer.Context, known_by: KnownBy = "", format: As = None, out: Out = None
) -> None:
    """Count ships, companies and persons, statements by list, links, listings, numbers, decisions.

    What is no longer stated by the newest snapshots is not counted. Of a server's graph, and as
    known by an earlier day, decisions and problems are not counted.
    """
    from hullmark.graph.stats import counts
    from hullmark.queries.stats_table import COLUMNS, paint_stats

    day = day_of(known_by)
    if "://" in settings(context).db or day:
        from hullmark.queries.stats import stats as walked

        with (
            opened_graph(context, known_by=day) as graph,
            progress("Counting", settings(context).quiet) as step,
        ):
            found = walked(graph, step)
        say(["Decisions and problems are not counted: only the workspace of today keeps them."])
    else:
        with opened_workspace(context, create=False) as workspace:
            found = counts(workspace)
    rows = [{name: str(getattr(one, name)) for name in COLUMNS} for one in found]
    emit("stats", found, rows, lambda console: paint_stats(console, rows), format=format, out=out)
