"""The things a question may mean, with what tells them apart, as rows and as a numbered table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hullmark.graph.answer import Hit
from hullmark.graph.reader import GraphReader
from hullmark.queries.choose import apart
from hullmark.queries.output import Rows, grid

if TYPE_CHECKING:
    from rich.console import Console


def candidate_rows(reader: GraphReader, hits: Sequence[Hit]) -> Rows:
    """Candidates for a question with what tells them apart."""
    entities = reader.entities(hit.entity for hit in hits)
    return [
        {
            "entity": hit.entity,
            "caption": hit.caption,
            "matched": f"{hit.matched} ({hit.matched_as})" if hit.matched_as else hit.matched,
            "apart": apart(entities[hit.entity]) if hit.entity in entities else "",
        }
        for hit in hits
    ]


def paint_candidates(console: Console, rows: Rows) -> None:
    """Candidates as a numbered table."""
    from rich.text import Text

    table = grid(4, None, None, 18)
    for at, row in enumerate(rows, start=1):
        table.add_row(
            Text(f" {at}."),
            Text(row["caption"], style="bold").append(f"\n{row['matched']}", style="dim"),
            Text(row["apart"]),
            Text(row["entity"], style="dim"),
        )
    console.print(table)
