"""The command that downloads lists and registers from their publishers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hullmark.graph.settings import sentence, settings
from hullmark.queries.output import Format

app = typer.Typer()
EXIT_PARTLY = 5


@app.command(
    short_help="Download official lists and registers.",
    epilog="Example: hullmark fetch --list · hullmark fetch --list uk eu",
)
def fetch(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="What to fetch; left out: the sanctions lists."),
    ] = None,
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the files.")] = Path(
        "data"
    ),
    list_: Annotated[
        bool, typer.Option("--list", help="Show what can be fetched, and fetch nothing.")
    ] = False,
    publishers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Addresses of your own, as docs/fetch.md shows."),
    ] = None,
    format: Annotated[
        Format | None, typer.Option("-f", "--format", help="How to write what was fetched.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to a file instead.")
    ] = None,
) -> None:
    """Download official lists and registers, each only if it is newer than what is there.

    Exit code 5: some could not be fetched, 1: none could. The files that were there stay.
    """
    from datetime import UTC, datetime

    from hullmark.loaders import fetch_table
    from hullmark.loaders.fetch import fetch as fetch_files
    from hullmark.loaders.fetch_progress import progress as bars
    from hullmark.loaders.fetch_publishers import FILE, chosen
    from hullmark.loaders.fetch_publishers import publishers as read_publishers
    from hullmark.queries.output import emit

    known = read_publishers(publishers or FILE)
    wanted = chosen(known, names or ())
    if list_:
        shown = wanted if names else known
        rows = fetch_table.publisher_rows(shown)
        emit(
            "publishers",
            rows,
            rows,
            lambda console: fetch_table.paint_publishers(console, shown),
            format=format,
            out=out,
        )
        return
    outcomes = []
    with bars(settings(context).quiet) as step:
        today = datetime.now(UTC).date()
        for outcome in fetch_files(wanted, to, today=today, progress=step):
            outcomes.append(outcome)
            if outcome.error is not None:
                if settings(context).debug:
                    raise outcome.error
                print(f"hullmark: {sentence(outcome.error)}", file=sys.stderr)
    rows = fetch_table.outcome_rows(outcomes)
    emit(
        "fetch",
        rows,
        rows,
        lambda console: fetch_table.paint_outcomes(console, rows),
        format=format,
        out=out,
    )
    failed = sum(outcome.error is not None for outcome in outcomes)
    if failed:
        raise typer.Exit(1 if failed == len(outcomes) else EXIT_PARTLY)
