"""Paths as flat rows for programs and as numbered sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph import shares
from hullmark.graph.answer import Answer
from hullmark.queries.output import (
    Rows,
    cited,
    day_line,
    grid,
    numbered,
    paint_sources,
    paint_unknown,
    sources_text,
)
from hullmark.queries.words import hedged, sentence, when

if TYPE_CHECKING:
    from rich.console import Console


def path_rows(answer: Answer) -> Rows:
    """Every link of every path, a row a link."""
    return [
        {
            "path": str(number),
            "hop": str(step),
            "sentence": sentence(link, hop.start, answer.entities),
            "from": hop.start,
            "role": link.role,
            "direction": "forward" if link.subject == hop.start else "reverse",
            "to": hop.end,
            "when": when(link),
            "share": shares.say(link.share),
            "confidence": link.confidence,
            "as_stated": link.as_stated,
            "sources": sources_text([link.evidence]),
        }
        for number, found in enumerate(answer.paths, start=1)
        for step, hop in enumerate(found.hops, start=1)
        for link in hop.links
    ]


def paint_path(console: Console, answer: Answer) -> None:
    """Each path as numbered hops in words; further links between the same two stand below a hop."""
    from rich.padding import Padding
    from rich.text import Text

    notes = numbered(link.evidence for link in answer.links)
    one, other = (answer.entities[key] for key in answer.subjects)
    title = Text(f"{one.caption} – {other.caption}", style="bold")
    count = len(answer.paths[0].hops) if answer.paths else 0
    if count:
        title.append(f"  {count} hop{'s' if count > 1 else ''}", style="dim")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for number, found in enumerate(answer.paths, start=1):
        console.print()
        if len(answer.paths) > 1:
            console.print(Text(f"Path {number}", style="bold"))
        for step, hop in enumerate(found.hops, start=1):
            for at, link in enumerate(hop.links):
                words = Text("also: " if at else "")
                words.append(sentence(link, hop.start, answer.entities))
                details = [part for part in (when(link), hedged(link)) if part]
                if details:
                    words.append(" — " + ", ".join(details), style="cyan")
                words.append(f" {cited([link.evidence], notes)}", style="dim")
                table = grid(4, None)
                table.add_row(Text("" if at else f" {step}."), words)
                console.print(Padding(table, 0))
    paint_unknown(console, answer)
    paint_sources(console, notes)
