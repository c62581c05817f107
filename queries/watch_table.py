"""What changed for watched things, as flat rows for programs and thing by thing for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph.watched import Watched
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
            "since": one.since,
            "sources": "; ".join(one.sources),
        }
        for one in found
    ]


def watched_rows(known: Sequence[Watched]) -> Rows:
    """A row a watched thing."""
    return [
        {
            "entity": one.entity,
            "name": one.name,
            "looked_at": one.looked_at,
            "levels": str(one.levels),
        }
        for one in known
    ]


def paint_watched(console: Console, known: Sequence[Watched]) -> None:
    """What is watched, and when it was last looked at."""
    from rich.text import Text

    table = grid(None, 24, 28)
    for one in known:
        look = f"{one.looked_at[:16].replace('T', ' ')} UTC, {one.levels} up"
        table.add_row(Text(one.name), Text(one.entity, style="cyan"), Text(look, style="dim"))
    console.print(table)
    if not known:
        console.print(Text("Nothing is watched; begin with: hullmark watch add NAME"))


def paint_watch(console: Console, found: Sequence[Change], since: str) -> None:
    """The changes by thing with numbered sources; that nothing changed is said too."""
    from rich.text import Text

    places = dict.fromkeys(place for one in found for place in one.sources)
    numbers = {place: number for number, place in enumerate(places, 1)}
    if not found:
        console.print(Text(f"Nothing changed {since}."))
    for (entity, name), some in groupby(found, key=lambda one: (one.entity, one.name)):
        heading(console, f"{name} ({entity})")
        table = grid(1, 24, None)
        for one in some:
            sign, style = SIGNS[one.change]
            marks = "".join(f"[{numbers[place]}]" for place in one.sources)
            words = Text(one.words)
            words.append(f" {marks}" if marks else "", style="dim")
            table.add_row(Text(sign, style=style), Text(one.about, style="cyan"), words)
        console.print(indented(table))
    if numbers:
        heading(console, "Sources (of what is gone: as they stood at the last look)")
        table = grid(6, None)
        for place, number in numbers.items():
            table.add_row(Text(f"[{number}]"), Text(place, style="dim"))
        console.print(indented(table))
