"""The command that writes the Browser kit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hullmark.graph.settings import settings

app = typer.Typer()


@app.command(
    "browser-kit",
    short_help="Write saved queries and a style for Neo4j Browser.",
    epilog="Example: hullmark browser-kit kit",
)
def browser_kit(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")],
) -> None:
    """Write saved queries, a style, a guide and a perspective for Neo4j's Browser and Bloom."""
    from hullmark.graph.neo4j.browser_kit import write_kit

    written = write_kit(folder)
    if not settings(context).quiet:
        print(f"Wrote {len(written)} files; begin with {written[0]}.", file=sys.stderr)
