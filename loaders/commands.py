"""The command that takes data in: load."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import HullmarkError
from hullmark.graph.settings import (
    day_option,
    opened_workspace,
    progress,
    say,
    sentence,
    settings,
)

if TYPE_CHECKING:
    from hullmark.graph.intake import Stored

app = typer.Typer()
EXIT_PARTLY = 5


@app.command(
    short_help="Load files into the workspace.",
    epilog="Example: hullmark load sdn.xml my-case.yaml ·"
    " hullmark load --published 2022-05-08 sdn.csv",
)
def load(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Lists, registers and case files.")
    ],
    source: Annotated[
        str, typer.Option(metavar="LOADER", help="Read as this, instead of recognising it.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="Read a table of ships by this mapping file."),
    ] = None,
    published: Annotated[
        str, typer.Option(metavar="DATE", help="The day of a file that does not say it.")
    ] = "",
    extract: Annotated[
        bool, typer.Option("--extract", help="Part of a list: it adds, and delists nothing.")
    ] = False,
    accept_counts: Annotated[
        bool, typer.Option("--accept-counts", help="Take a list with unexpectedly few or many.")
    ] = False,
) -> None:
    """Load files into the workspace, each whole or not at all; exit code 5: only some could be."""
    from hullmark.graph.comparing import unjudged
    from hullmark.loaders.load import gathered, load_each, recognised

    day, failed, changed = day_option(published), 0, False
    if len(files) == 1:
        recognised(
            files[0], source, mapping
        )  # a slip in the name does not leave a new, empty workspace
    files = gathered(files, source, mapping)
    with opened_workspace(context, create=True) as workspace:
        for path in files:
            try:
                with progress(f"Loading {path.name}", settings(context).quiet) as step:
                    stored = load_each(
                        workspace,
                        path,
                        source=source,
                        mapping=mapping,
                        published=day,
                        extract=extract,
                        accept_counts=accept_counts,
                        progress=step,
                    )
            except HullmarkError as error:
                if settings(context).debug or len(files) == 1:
                    raise
                failed += 1
                print(f"hullmark: {sentence(error)}", file=sys.stderr)
            else:
                changed = changed or any(one.new or one.changed for one in stored)
                if not settings(context).quiet:
                    for one in stored:
                        print(told(one), file=sys.stderr)
        told_of = changed and not settings(context).quiet
        waiting = unjudged(workspace.connection) if told_of else 0
    if waiting:
        there = _counted(waiting, "records")
        say([f"{there} not yet compared with those of other lists; do it with: hullmark resolve"])
    if failed:
        raise typer.Exit(1 if failed == len(files) else EXIT_PARTLY)


def told(stored: Stored) -> str:
    """What a load did, in one sentence."""
    what = f"{stored.file}: {stored.title} of {stored.published}"
    if stored.dated_by in ("file name", "file time"):
        what += f" (day taken from the {stored.dated_by})"
    if stored.already:
        return f"{what} had been loaded before; nothing changed."
    counts = ", ".join(_counted(count, name) for name, count in stored.counts.items())
    changes = [
        f"{count:,} {name}"
        for name, count in (
            ("new", stored.new),
            ("changed", stored.changed),
            ("unchanged", stored.unchanged),
        )
        if count
    ]
    if stored.gone:
        changes.append(f"{_counted(stored.gone, 'records')} no longer in the list")
    scope = ", an extract" if stored.extract else ""
    if stored.follows is not None:
        scope = f", a delta on the list of {stored.follows}"
    words = f"{what}{scope}: {counts or 'no records'}"
    if changes:
        words += f"; statements: {', '.join(changes)}"
    if stored.problems:
        words += f"; {_counted(stored.problems, 'problems')}, see: hullmark problems"
    if stored.older:
        words += "; a newer one is loaded, so it was filed in its place in time"
    return words + "."


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name if count != 1 else name.removesuffix('s')}"
