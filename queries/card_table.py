"""A card as flat rows for programs and as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.answer import Answer
from hullmark.graph.schema import schema
from hullmark.queries.card import Row, card
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

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def lookup_rows(answer: Answer) -> Rows:
    """The card, a row a line."""
    return [
        {
            "entity": answer.subjects[0],
            "section": row.section,
            "label": row.label,
            "value": row.value,
            "when": row.when,
            "note": row.note,
            "sources": sources_text(row.evidence),
        }
        for row in card(answer)
    ]


def paint_lookup(console: Console, answer: Answer) -> None:
    """The card for people: sections, lines, footnotes."""
    from rich.text import Text

    entity = answer.entities[answer.subjects[0]]
    rows = card(answer)
    notes = numbered(evidence for row in rows for evidence in row.evidence)
    title = Text(entity.caption, style="bold")
    title.append(f"  {schema().kinds[entity.kind].word} · {entity.id}", style="dim")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    section, table = "", grid(19, None, 27)
    for row in rows:
        if row.section != section:
            if section:
                console.print(indented(table))
            heading(console, row.section)
            section, table = row.section, grid(19, None, 27)
        label, value, words = _card_cells(row)
        if words:
            words.append(" ")
        words.append(cited(row.evidence, notes), style="dim")
        table.add_row(label, value, words)
    if section:
        console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)


def _card_cells(row: Row) -> tuple[Text, Text, Text]:
    from rich.text import Text

    value = Text(row.value)
    if row.note:
        bad = row.note.isupper()
        value.append(f" · {row.note}", style="bold red" if bad else "dim")
    return Text(row.label, style="cyan"), value, Text(row.when)
