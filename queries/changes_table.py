"""What changed, as flat rows for programs and list by list for people."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph.answer import Snapshot
from hullmark.queries.changes import Change, Changes, ListChanges
from hullmark.queries.output import Rows, grid, heading, indented

if TYPE_CHECKING:
    from rich.console import Console

# What a reader looks for first.
KINDS = ("added", "first seen", "taken off", "renamed", "re-flagged", "re-linked", "listing",
         "event", "changed")  # fmt: skip
SAYS = {
    "added": "Added",
    "first seen": "First seen here (the earlier file was a part of the list)",
    "taken off": "No longer on the list",
    "renamed": "Renamed",
    "re-flagged": "Flag changed",
    "re-linked": "Links",
    "listing": "Listings",
    "event": "Events",
    "changed": "Other changes",
}
COUNTED = {"re-linked": "links", "listing": "listings", "event": "events", "changed": "other"}
LONGEST = 300  # characters of one side in a table; rows for programs have all


def changes_rows(answer: Changes) -> Rows:
    """A row a change, with the snapshots on both sides."""
    return [
        {
            "source": part.comparison.source,
            "list": part.comparison.list,
            "change": change.kind,
            "name": change.name,
            "record": change.record,
            "what": change.what,
            "before": change.before,
            "after": change.after,
            "from_file": _file(part.comparison.earlier),
            "to_file": _file(part.comparison.later),
        }
        for part in answer.lists
        for change in _ordered(part)
    ]


def _file(one: Snapshot | None) -> str:
    return f"{one.file} of {one.published}" if one else ""


def _ordered(part: ListChanges) -> list[Change]:
    return sorted(part.changes, key=lambda one: (KINDS.index(one.kind), one.what, one.name))


def paint_changes(console: Console, answer: Changes) -> None:
    """Each list: its two snapshots, how many changes of each kind, and the changes."""
    from rich.text import Text

    for part in answer.lists:
        one = part.comparison
        title = f"{one.later.title}, {_day(one.earlier)} → {_day(one.later)}"
        heading(console, title)
        counts = Counter(change.kind for change in part.changes)
        words = ", ".join(
            f"{counts[kind]:,} {COUNTED.get(kind, kind)}" for kind in KINDS if counts[kind]
        )
        console.print(f"  {words or 'nothing changed'}")
        for kind, some in groupby(_ordered(part), key=lambda change: change.kind):
            heading(console, f"  {SAYS[kind]}")
            table = grid(None, 18, None)
            for change in some:
                table.add_row(
                    Text(change.what if kind == "re-linked" else change.name),
                    Text(change.record if kind == "re-linked" else change.what, style="cyan"),
                    Text(_turn(change) or change.record, style="" if _turn(change) else "dim"),
                )
            console.print(indented(table))
    if answer.unknown:
        heading(console, "Not known, or not compared")
        table = grid(None)
        for words in answer.unknown:
            table.add_row(Text(words))
        console.print(indented(table))


def _day(one: Snapshot | None) -> str:
    return str(one.published) if one else "?"


def _turn(change: Change) -> str:
    """What it was and what it is now: `A → B`, `+ B`, `- A`."""
    before, after = (
        text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
        for text in (change.before, change.after)
    )
    if change.kind == "re-linked" and "stated" in (before, after):
        return after
    if before and after:
        return f"{before} → {after}"
    return f"+ {after}" if after else f"- {before}" if before else ""
