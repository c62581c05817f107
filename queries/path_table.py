"""Paths as flat rows for programs and as numbered sentences for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hullmark.graph import shares
from hullmark.graph.answer import Answer, Path
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
            "cost": _figure(found.cost),
            "dates": found.dates,
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


def paint_path(console: Console, answer: Answer, *, why: bool = False) -> None:
    """Each path as numbered hops in words; further links between the same two stand below a hop.

    ``why`` adds what the path costs, part by part.
    """
    from rich.padding import Padding
    from rich.text import Text

    notes = numbered(link.evidence for link in answer.links)
    one, other = (answer.entities[key] for key in answer.subjects)
    title = Text(f"{one.caption} – {other.caption}", style="bold")
    if len(answer.paths) == 1:
        title.append(f"  {_hops(answer.paths[0])}", style="dim")
    elif answer.paths:
        title.append(f"  {len(answer.paths)} ways, the best first", style="dim")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for number, found in enumerate(answer.paths, start=1):
        console.print()
        if len(answer.paths) > 1:
            head = Text(f"Way {number}", style="bold")
            console.print(head.append(f"  {_hops(found)}", style="dim"))
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
        remarks = [*_remarks(found, answer), *(_arithmetic(found) if why else ())]
        if remarks:
            below = grid(None)
            for words in remarks:
                below.add_row(Text(words, style="dim"))
            console.print(Padding(below, (0, 0, 0, 6)))
    paint_unknown(console, answer)
    paint_sources(console, notes)


def _hops(found: Path) -> str:
    count = len(found.hops)
    return f"{count} hop{'s' if count > 1 else ''}"


def _remarks(found: Path, answer: Answer) -> Iterator[str]:
    """What a reader must know of a way: its dates, and same-as that are doubtful."""
    if found.dates == "no":
        yield "The dates of these hops cannot overlap: this is no chain at any one time."
    elif found.dates == "possibly" and len(found.hops) > 1:
        yield "These hops possibly held at one time; their dates do not settle it."
    for key in (found.hops[0].start, *(hop.end for hop in found.hops)):
        entity = answer.entities[key]
        for doubt in entity.doubts:
            yield (
                f"Doubtful: {entity.caption} rests on {doubt.left} and {doubt.right} being one "
                f"(judged by hullmark, score {doubt.score:.3f}); see hullmark why "
                f"{doubt.left} {doubt.right}."
            )


def _arithmetic(found: Path) -> Iterator[str]:
    if found.cost is not None:
        yield f"Cost {_figure(found.cost)} (less is better evidence):"
        for part in found.parts:
            yield f"{part.cost:5.2f}  {part.what}"


def _figure(cost: float | None) -> str:
    return "" if cost is None else f"{cost:.2f}"
