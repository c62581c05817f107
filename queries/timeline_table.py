"""Lives as flat rows for programs and as dated tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.answer import Answer
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
from hullmark.queries.timeline import moments, reshuffles
from hullmark.queries.words import called

if TYPE_CHECKING:
    from rich.console import Console


def timeline_rows(answer: Answer) -> Rows:
    """A row a statement, in order of days; then a row a reshuffle, about ``close together``."""
    rows = []
    for subject in answer.subjects:
        found = moments(answer, subject)
        for one in found:
            rows.append(
                {
                    "entity": subject,
                    "when": one.when,
                    "about": one.about,
                    "value": one.value,
                    "note": one.note,
                    "also_said_of_that_time": "; ".join(one.beside),
                    "sources": sources_text(one.evidence),
                }
            )
        for words in reshuffles(found):
            names = ("when", "note", "also_said_of_that_time", "sources")
            empty = dict.fromkeys(names, "")
            rows.append({"entity": subject, **empty, "about": "close together", "value": words})
    return rows


def paint_timeline(console: Console, answer: Answer) -> None:
    """Each life as a table of when, what and who says so; then what lies close together."""
    from rich.text import Text

    lives = {subject: moments(answer, subject) for subject in answer.subjects}
    notes = numbered(source for life in lives.values() for one in life for source in one.evidence)
    for subject, life in lives.items():
        heading(console, called(answer.entities[subject], subject))
        if day_line(answer):
            console.print(Text(f"  {day_line(answer)}", style="dim"))
        table = grid(25, 16, None)
        for one in life:
            value = Text(one.value)
            if one.note:
                value.append(f" · {one.note}", style="dim")
            if one.beside:
                value.append(f" · also said of that time: {'; '.join(one.beside)}", style="red")
            value.append(f" {cited(one.evidence, notes)}", style="dim")
            undated = f"no date, said by {one.day}" if one.day else "no date"
            table.add_row(Text(one.when or undated), Text(one.about, style="cyan"), value)
        console.print(indented(table))
        if close := reshuffles(life):
            heading(console, "Close together")
            table = grid(None)
            for words in close:
                table.add_row(Text(words))
            console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)
