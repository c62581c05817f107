"""The commands that tell what is loaded, how old it is, and what could not be taken."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import NotFound
from hullmark.graph.settings import opened_graph, opened_workspace
from hullmark.queries.output import Format

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer()
EXIT_OLDER = 3

As = Annotated[Format | None, typer.Option("-f", "--format", help="How to write the answer.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to a file instead.")
]


@app.command(
    short_help="List what is loaded, how old it is, and what can be fetched.",
    epilog="Example: hullmark sources · hullmark sources --older-than 100000",
)
def sources(
    context: typer.Context,
    older_than: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS", min=0, help="Only lists whose newest snapshot is older; exit code 3."
        ),
    ] = None,
    format: As = None,
    out: Out = None,
) -> None:
    """List the snapshots that are loaded: day, age, counts, problems, file and where it is from.

    With --older-than nothing is printed while all lists are young enough; else exit code 3.
    """
    from datetime import UTC, datetime

    from hullmark.loaders.fetch_publishers import publishers
    from hullmark.loaders.sources_table import paint_sources, source_rows, stale
    from hullmark.queries.output import emit

    today = datetime.now(UTC).date()
    with opened_graph(context) as graph:
        snapshots = graph.snapshots()
    can = [] if older_than is not None else [one.name for one in publishers()]
    if older_than is not None:
        snapshots = stale(snapshots, today, older_than)
    rows = source_rows(snapshots, today)
    ageless = [{name: cell for name, cell in row.items() if name != "age"} for row in rows]
    emit(
        "sources",
        {"today": today, "snapshots": rows, "can_be_fetched": can},
        rows,
        lambda console: paint_sources(console, snapshots, today, can),
        format=format,
        out=out,
        lasting=(ageless, ageless),
    )
    if older_than is not None and snapshots:
        raise typer.Exit(EXIT_OLDER)


@app.command(
    short_help="List what could not be taken as it stood.",
    epilog="Example: hullmark problems ofac · hullmark problems --count",
)
def problems(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="[SOURCE]", help="Only of this source: ofac, uk, case.")
    ] = "",
    count: Annotated[
        bool, typer.Option("--count", help="How many of each kind, with an example.")
    ] = False,
    format: As = None,
    out: Out = None,
) -> None:
    """List what could not be taken as it stood: a line each, tab-separated."""
    from hullmark.loaders.problems_table import (
        count_rows,
        paint_counts,
        problem_rows,
        write_problems,
    )
    from hullmark.queries.output import emit

    with opened_workspace(context, create=False) as workspace:
        known = sorted({one.source for one in workspace.snapshots()})
        if source and source not in known:
            there = ", ".join(known) or "none yet"
            raise NotFound(f"No source {source!r} is loaded here; there is: {there}.")
        found = problem_rows(workspace.problems(source))
        if not count and out is None and format in (None, Format.table):
            if not write_problems(found, sys.stdout):
                print("No problems.", file=sys.stderr)
            return
        rows = count_rows(found) if count else list(found)
    if not rows:
        print("No problems.", file=sys.stderr)

    def paint(console: Console) -> None:
        if count:
            paint_counts(console, rows)
        else:
            write_problems(rows, console.file)

    emit("problems", rows, rows, paint, format=format, out=out)
