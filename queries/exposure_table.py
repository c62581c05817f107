"""Who listed stands behind a thing, as flat rows for programs and way by way for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph import shares
from hullmark.graph.answer import Answer, Behind, EntityLink
from hullmark.queries.fleet_table import listed_since
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
from hullmark.queries.words import called, hedged, sentence, when

if TYPE_CHECKING:
    from rich.console import Console

SAYS = {
    "itself": "Listed itself",
    "direct": "Direct owners",
    "50 %": "Through ownership of 50 % and more, as `blocked` reckons",
    "ownership": "Through ownership below that, or without a figure",
    "control": "Through control",
    "unproven": "Through what is not proven: owns or controls, holds an interest",
    "management": "Through management and operation",
    "people": "Through posts: directors, officers, employees",
    "identity": "Through a predecessor or successor",
    "association": "Through association, in the lists' own words",
}


def exposure_rows(answer: Answer) -> Rows:
    """A row for everybody listed, nearest way first."""
    return [
        {
            "way": one.way,
            "who": called(answer.entities.get(one.entity), one.entity),
            "who_id": one.entity,
            "listed": listed_since(answer, one.entity),
            "hops": str(len(answer.paths[one.path].hops)) if one.path >= 0 else "0",
            "path": path_words(answer, one),
            "when": "; ".join(filter(None, (when(link) for link in _firsts(answer, one)))),
            "shares_percent": "; ".join(
                filter(
                    None,
                    (shares.say_held(link.share, link.as_stated) for link in _firsts(answer, one)),
                )
            ),
            "sources": sources_text(link.evidence for link in _firsts(answer, one)),
        }
        for one in answer.behind
    ]


def _firsts(answer: Answer, one: Behind) -> list[EntityLink]:
    """The strongest link of each hop."""
    return [hop.links[0] for hop in answer.paths[one.path].hops] if one.path >= 0 else []


def path_words(answer: Answer, one: Behind) -> str:
    """The path in words, from the listed down to the thing asked about."""
    said = []
    for link in reversed(_firsts(answer, one)):
        details = ", ".join(filter(None, (when(link), hedged(link))))
        words = sentence(link, link.subject, answer.entities).rstrip(",")
        said.append(f"{words} ({details})" if details else words)
    return "; ".join(said)


def paint_exposure(console: Console, answer: Answer) -> None:
    """The listed by the way they stand behind, each with who lists it and by which path."""
    from rich.text import Text

    notes = numbered(link.evidence for one in answer.behind for link in _firsts(answer, one))
    key = answer.subjects[0]
    title = Text(f"Listed behind {called(answer.entities[key], key)}", style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for way, some in groupby(answer.behind, key=lambda one: one.way):
        heading(console, SAYS[way])
        table = grid(24, None, None)
        for one in some:
            words = Text(path_words(answer, one))
            marks = cited((link.evidence for link in _firsts(answer, one)), notes)
            table.add_row(
                Text(called(answer.entities.get(one.entity), one.entity)),
                Text(listed_since(answer, one.entity)),
                words.append(f" {marks}", style="dim"),
            )
        console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)
