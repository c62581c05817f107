"""What a workspace holds, as a table for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.queries.output import Rows, grid, heading, indented

if TYPE_CHECKING:
    from rich.console import Console

MOST = 15  # lines of a section; rows have all
COLUMNS = ("section", "what", "count", "note")


def paint_stats(console: Console, rows: Rows) -> None:
    """The figures by section, the largest first."""
    from rich.text import Text

    for section, some in groupby(rows, key=lambda row: row["section"]):
        found = list(some)
        heading(console, section.capitalize())
        table = grid(36, 9, None)
        for row in found[:MOST]:
            figure = Text(f"{int(row['count']):,}", justify="right")
            table.add_row(Text(row["what"]), figure, Text(row["note"], style="dim"))
        if len(found) > MOST:
            table.add_row(Text(f"{len(found) - MOST} more: -f csv, jsonl or json", style="dim"))
        console.print(indented(table))
    if not rows:
        console.print(Text("The workspace is empty; load a list with: hullmark load FILE"))
