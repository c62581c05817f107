"""What screening found, as flat rows for programs and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from hullmark.graph.answer import Entity
from hullmark.graph.listings import places
from hullmark.queries.listed_table import since
from hullmark.queries.output import grid, heading, indented

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = (
    "row", "ref", "asked", "outcome", "how", "score", "entity", "caption", "kind", "matched",
    "listed", "reasons", "notes",
)  # fmt: skip
MOST_LINES = 200  # of the table for people; files have all
TOLD = 3  # reasons in the table; files have all
WORDS = ("hit", "near miss", "nothing found", "not screened")


class AskedRow(Protocol):
    """A row of somebody's file, as it was read."""

    @property
    def place(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def records(self) -> tuple[object, ...]: ...


class FoundOne(Protocol):
    """One entity that a row may be."""

    @property
    def outcome(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def entity(self) -> str: ...
    @property
    def matched(self) -> str: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...


Screened = tuple[AskedRow, Sequence[FoundOne]]


def screen_rows(
    screened: Iterable[Screened], known: Mapping[str, Entity], as_of: date | None
) -> Iterator[dict[str, str]]:
    """A line for each entity that a row may be; a row for which none was found has one line."""
    for row, found in screened:
        head = {"row": row.place, "ref": row.ref, "asked": row.name, "notes": "; ".join(row.notes)}
        for one in found:
            entity = known.get(one.entity)
            yield (
                dict.fromkeys(COLUMNS, "")
                | head
                | {
                    "outcome": one.outcome,
                    "how": one.how,
                    "score": f"{one.score:.3f}",
                    "entity": one.entity,
                    "caption": entity.caption if entity else one.entity,
                    "kind": entity.kind if entity else "",
                    "matched": one.matched,
                    "listed": listed(entity, as_of),
                    "reasons": "; ".join(one.reasons),
                }
            )
        if not found:
            outcome = "nothing found" if row.records else "not screened"
            yield dict.fromkeys(COLUMNS, "") | head | {"outcome": outcome}


def listed(entity: Entity | None, as_of: date | None) -> str:
    """Who lists an entity since when; ``""`` where no list loaded here does on the day."""
    words = [
        f"{place.authority} {since(place)}"
        + (" (possibly then)" if place.holds == "possibly" else "")
        for place in places(entity.listings if entity else (), as_of)
        if place.holds != "no"
    ]
    return "; ".join(dict.fromkeys(words))


def outcome_of(found: Sequence[FoundOne], row: AskedRow) -> str:
    """The outcome of a row: that of the surest it may be."""
    if found:
        return found[0].outcome
    return "nothing found" if row.records else "not screened"


def say_counts(counts: Counter[str]) -> str:
    """``1,000 rows: 3 hit, 2 near miss, 995 nothing found``; the parts add up to the rows."""
    parts = ", ".join(f"{counts[word]:,} {word}" for word in WORDS if counts[word])
    total = sum(counts.values())
    return f"{total:,} row{'s' if total != 1 else ''}: {parts or 'none'}."


def paint_screened(console: Console, rows: Sequence[Mapping[str, str]], left: int) -> None:
    """The hits and near misses, a block each; ``left`` were not kept for the table."""
    from rich.text import Text

    for outcome, words in (("hit", "Hits"), ("near miss", "Near misses")):
        some = [row for row in rows if row["outcome"] == outcome]
        if not some:
            continue
        heading(console, f"{words} ({len(some):,})" if not left else words)
        table = grid(10, 24, None)
        for row in some:
            asked = Text(row["asked"])
            if row["ref"]:
                asked.append(f" · {row['ref']}", style="dim")
            if row["notes"]:
                asked.append(f" · {row['notes']}", style="yellow")
            what = Text(row["caption"], style="bold")
            what.append(f"  {row['entity']} · {row['kind']}", style="dim")
            if row["matched"] and row["matched"] != row["caption"]:
                what.append(f"\nas {row['matched']}")
            what.append(f"\nlisted by {row['listed']}" if row["listed"] else "\nin no list loaded")
            why = "; ".join(row["reasons"].split("; ")[:TOLD])
            what.append(f"\nby {row['how']}, score {row['score']}: {why}", style="dim")
            table.add_row(Text(row["row"], style="dim"), asked, what)
        console.print(indented(table))
    if left:
        console.print(Text(f"  {left:,} more lines; all with -o FILE.", style="dim"))
