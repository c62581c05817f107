"""A fleet as flat rows for programs and role by role for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph.answer import Answer, Hop, Path
from hullmark.graph.listings import places
from hullmark.graph.schema import schema
from hullmark.queries.listed_table import since
from hullmark.queries.output import (
    Rows,
    cited,
    day_line,
    grid,
    heading,
    indented,
    numbered,
    paint_sources,
    paint_unknown,
    sources_text,
)
from hullmark.queries.words import called, over, when

if TYPE_CHECKING:
    from rich.console import Console


def fleet_rows(answer: Answer) -> Rows:
    """A row a ship, role and way to it."""
    return [
        {
            "ship": called(answer.entities.get(hop.end), hop.end),
            "ship_id": hop.end,
            "role": hop.links[0].role,
            "former": "yes" if _former(hop) else "",
            "of": called(answer.entities.get(hop.start), hop.start),
            "through": through(answer, found),
            "when": _when(hop),
            "listed": listed_since(answer, hop.end),
            "sources": sources_text(ln.evidence for step in found.hops for ln in step.links),
        }
        for found in answer.paths
        for hop in [found.hops[-1]]
    ]


def through(answer: Answer, found: Path) -> str:
    """The companies between, with the role in which each is held; ``""`` for a straight tie."""
    between = ((hop.end, schema().roles[hop.links[0].role].noun) for hop in found.hops[:-1])
    return " → ".join(f"{called(answer.entities.get(key), key)} ({noun})" for key, noun in between)


def listed_since(answer: Answer, key: str) -> str:
    """Who lists a thing since when, on the answer's day: ``OFAC since 2022-05-08; …``."""
    entity = answer.entities.get(key)
    found = places(entity.listings, answer.as_of) if entity else ()
    words = [
        f"{place.authority} {since(place)}"
        + (" (possibly then)" if place.holds == "possibly" else "")
        for place in found
        if place.holds != "no"
    ]
    return "; ".join(dict.fromkeys(words))


def _former(hop: Hop) -> bool:
    return all(over(link.period) for link in hop.links)


def _when(hop: Hop) -> str:
    return "; ".join(dict.fromkeys(words for link in hop.links if (words := when(link))))


def paint_fleet(console: Console, answer: Answer) -> None:
    """The ships by role, straight ones first, with dates, the way there and who lists them."""
    from rich.text import Text

    notes = numbered(link.evidence for link in answer.links)
    key = answer.subjects[0]
    ships = len({found.hops[-1].end for found in answer.paths})
    title = Text(f"Ships of {called(answer.entities[key], key)}: {ships}", style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for (far, role), some in groupby(answer.paths, key=_section):
        heading(console, f"{role}{', through companies' if far else ''}")
        table = grid(None, 24, None)
        for found in some:
            hop = found.hops[-1]
            ship = Text(called(answer.entities.get(hop.end), hop.end))
            if way := through(answer, found):
                ship.append(f" through {way}", style="dim")
            words = Text("former, " if _former(hop) else "").append(_when(hop))
            words.append(f" {cited((ln.evidence for ln in hop.links), notes)}", style="dim")
            listed = listed_since(answer, hop.end)
            table.add_row(ship, words, Text(listed or "in no list loaded here"))
        console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)


def _section(found: Path) -> tuple[bool, str]:
    return len(found.hops) > 1, schema().roles[found.hops[-1].links[0].role].noun
