"""What changed for watched things, as flat rows for programs and thing by thing for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.queries.output import Rows, grid, heading, indented
from hullmark.queries.watch import Change

if TYPE_CHECKING:
    from rich.console import Console

SIGNS = {"new": ("+", "green"), "gone": ("−", "red")}


def watch_rows(found: Sequence[Change]) -> Rows:
    """A row a statement that came or went."""
    return [
        {
            "entity": one.entity,
            "name": one.name,
            "change": one.change,
            "about": one.about,
            "what": one.words,
        }
        for one in found
    ]


def paint_watch(console: Console, found: Sequence[Change], since: str) -> None:
    """The changes by thing; nothing new is said too."""
    from rich.text import Text

    if not found:
        console.print(Text(f"Nothing changed {since}."))
    for (entity, name), some in groupby(found, key=lambda one: (one.entity, one.name)):
        heading(console, f"{name} ({entity})")
        table = grid(1, 24, None)
        for one in some:
            sign, style = SIGNS[one.change]
            table.add_row(Text(sign, style=style), Text(one.about, style="cyan"), Text(one.words))
        console.print(indented(table))
