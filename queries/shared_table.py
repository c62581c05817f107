"""What several things share, as flat rows for programs and thing by thing for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.graph.answer import Answer
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
from hullmark.queries.words import called

if TYPE_CHECKING:
    from rich.console import Console

SAYS = {
    "behind both": "The same behind them",
    "name": "The same name",
    "address": "The same address",
}


def shared_rows(answer: Answer) -> Rows:
    """A row a shared thing and bearer of it."""
    return [
        {
            "what": one.what,
            "value": one.value,
            "value_id": one.entity,
            "listed": listed_since(answer, one.entity) if one.entity else "",
            "of": called(answer.entities.get(bearing.subject), bearing.subject),
            "of_id": bearing.subject,
            "how": bearing.how,
            "sources": sources_text(bearing.evidence),
        }
        for one in answer.shared
        for bearing in one.by
    ]


def paint_shared(console: Console, answer: Answer) -> None:
    """Each shared thing, and below it how each comes by it."""
    from rich.text import Text

    notes = numbered(where for one in answer.shared for by in one.by for where in by.evidence)
    names = ", ".join(called(answer.entities.get(key), key) for key in answer.subjects)
    title = Text(f"Shared by {names}", style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for what, some in groupby(answer.shared, key=lambda one: one.what):
        heading(console, SAYS[what])
        table = grid(30, None)
        for one in some:
            value = Text(one.value, style="cyan")
            if one.entity and (listed := listed_since(answer, one.entity)):
                value.append(f" · listed: {listed}", style="bold")
            for at, bearing in enumerate(one.by):
                words = Text(bearing.how).append(f" {cited(bearing.evidence, notes)}", style="dim")
                table.add_row(value if at == 0 else Text(), words)
        console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)
