"""What can be fetched and what was: as flat rows for programs, as tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hullmark.loaders.fetch_address import masked

if TYPE_CHECKING:
    from rich.console import Console

    from hullmark.loaders.fetch import Outcome
    from hullmark.loaders.fetch_publishers import Publisher

Rows = Sequence[Mapping[str, str]]


def publisher_rows(known: Sequence[Publisher]) -> Rows:
    """A row a file that can be fetched; ``about`` in bytes, ``""`` where nobody has told it."""
    return [
        {
            "source": one.name,
            "title": one.title,
            "loader": one.loader,
            "url": one.url if one.open else masked(one.url),
            "file": one.file,
            "licence": one.licence,
            "about": "" if one.about is None else str(one.about),
            "default": "yes" if one.default else "no",
        }
        for one in known
    ]


def paint_publishers(console: Console, known: Sequence[Publisher]) -> None:
    """What can be fetched, by name, with its size and licence."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("", box=box.SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("source", no_wrap=True)
    table.add_column("what")
    table.add_column("about", justify="right", no_wrap=True)
    table.add_column("licence")
    for one in known:
        size = f"{one.about / 1e6:,.0f} MB" if one.about is not None else ""
        cells = ("*" if one.default else "", one.name, one.title, size, one.licence)
        table.add_row(*map(Text, cells))
    console.print(table)
    console.print("* fetched when no source is named")


def outcome_rows(outcomes: Sequence[Outcome]) -> Rows:
    """A row a file: what became of it, where it is, and what is known of it."""
    return [_outcome_row(one) for one in outcomes]


def _outcome_row(one: Outcome) -> dict[str, str]:
    told = one.fetched
    return {
        "source": one.publisher.name,
        "status": one.status,
        "file": str(one.path or ""),
        "bytes": str(told.bytes) if told else "",
        "sha256": told.sha256 if told else "",
        "url": told.url if told else "",
        "last_modified": told.last_modified if told else "",
        "fetched_at": told.fetched_at.isoformat() if told else "",
        "error": str(one.error or ""),
    }


def paint_outcomes(console: Console, rows: Rows) -> None:
    """What became of each file, and how to load those that are there; what failed is on stderr."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("source", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("bytes", justify="right", no_wrap=True)
    table.add_column("fetched", no_wrap=True)
    for row in rows:
        size = f"{int(row['bytes']):,}" if row["bytes"] else ""
        cells = (row["source"], row["status"], row["file"], size, row["fetched_at"][:10])
        table.add_row(*map(Text, cells))
    console.print(table)
