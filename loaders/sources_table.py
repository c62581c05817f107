"""What is loaded: as flat rows for programs, and list by list for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph.answer import Snapshot

if TYPE_CHECKING:
    from rich.console import Console

Rows = Sequence[Mapping[str, str]]
CASES = "case"
DIGITS = 12  # of a SHA-256: enough to name a snapshot to ``changes``


def source_rows(snapshots: Sequence[Snapshot], today: date) -> Rows:
    """A row a snapshot; ``age`` in days since it was published, ``retrieved`` in UTC."""
    return [
        {
            "source": one.source,
            "list": one.list,
            "title": one.title,
            "published": str(one.published or ""),
            "age": "" if one.published is None else str((today - one.published).days),
            "dated_by": one.dated_by,
            "scope": scope(one),
            "follows": str(one.follows or ""),
            **{name: str(one.counts.get(name, 0)) for name in ("records", "links", "listings")},
            "counts": said_counts(one),
            "problems": str(one.problems),
            "file": one.file,
            "bytes": str(one.bytes),
            "sha256": one.sha256,
            "url": one.url,
            "retrieved": one.retrieved.isoformat() if one.retrieved else "",
        }
        for one in snapshots
    ]


def stale(snapshots: Sequence[Snapshot], today: date, days: int) -> tuple[Snapshot, ...]:
    """The newest snapshot of each list where that is more than so many days old, or undated.

    The newest whole one counts, or delta, where a list has any. Case files do not age.
    """
    newest: dict[tuple[str, str], Snapshot] = {}
    for one in sorted(snapshots, key=lambda one: scope(one) != "extract"):  # stable: by day
        if one.source != CASES:
            newest[one.source, one.list] = one
    return tuple(
        one
        for one in newest.values()
        if one.published is None or (today - one.published).days > days
    )


def scope(one: Snapshot) -> str:
    """Whether a snapshot is a complete list, an extract of one or a delta."""
    if one.follows is not None:
        return "delta"
    return "extract" if one.extract else "complete"


def said_counts(one: Snapshot) -> str:
    """What a snapshot holds, in words: ``14,966 records, 6,370 links``."""
    return ", ".join(
        f"{count:,} {name if count != 1 else name.removesuffix('s')}"
        for name, count in one.counts.items()
    )


def paint_sources(
    console: Console, snapshots: Sequence[Snapshot], today: date, can: Sequence[str]
) -> None:
    """Each list with its snapshots: day, age, scope, counts; below, file, mark and origin."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for (source, name), group in groupby(snapshots, key=lambda one: (one.source, one.list)):
        console.print(Text(f"{source} · {name}", style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=10)
        table.add_column(width=11, justify="right")
        table.add_column(ratio=1, overflow="fold")
        for one in group:
            age = "no date" if one.published is None else said_age((today - one.published).days)
            words = [f"{scope(one)}: {said_counts(one) or 'no records'}"]
            if one.follows is not None:
                words[0] = f"delta on {one.follows}: {said_counts(one) or 'removals alone'}"
            if one.problems:
                words.append(f"{one.problems:,} problem{'s' * (one.problems != 1)}")
            table.add_row(str(one.published or ""), age, Text("; ".join(words)))
            table.add_row("", "", Text(_origin(one), style="dim"))
        console.print(Padding(table, (0, 0, 1, 2)))
    if can:
        console.print(Text(f"Can be fetched: {', '.join(can)}."))
        console.print(Text("See: hullmark fetch --list"))


def said_age(days: int) -> str:
    """An age in words: ``today``, ``1 day``, ``931 days``; a day that is yet to come is said."""
    if days <= 0:
        return "today" if days == 0 else f"in {-days:,} days"
    return f"{days:,} day{'s' * (days != 1)}"


def _origin(one: Snapshot) -> str:
    words = f"{one.file}, SHA-256 {one.sha256[:DIGITS]}"
    if one.dated_by in ("file name", "file time", "option"):
        words += f", day by {one.dated_by}"
    if one.retrieved is not None:
        words += f", retrieved {one.retrieved.date()} from {one.url}"
    return words
