"""The command that tells a ship's life."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, AsOf, KnownBy, Out, day_of, meant

app = typer.Typer()


@app.command(
    short_help="Tell a ship's life as dated rows.",
    epilog="Example: hullmark timeline Angara ·"
    " hullmark timeline Angara 'Lady R' --as-of 2023-12-31",
)
def timeline(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Numbers, names or ids.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Tell a ship's life as dated rows: names, flags, owners, managers, listings and events.

    With --as-of the life is told up to that day. Changes close to each other or to a listing are
    pointed out.
    """
    from hullmark.queries import timeline as queries
    from hullmark.queries import timeline_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        things = [meant(reader, one, strict=True, format=format, out=out) for one in names]
        answer = queries.timeline(reader, things, as_of=day_of(as_of))
    say(answer.notes)
    emit(
        "timeline",
        answer,
        timeline_table.timeline_rows(answer),
        lambda console: timeline_table.paint_timeline(console, answer),
        format=format,
        out=out,
    )
