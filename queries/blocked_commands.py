"""The command that says whether ownership blocks a thing, and by which sums."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, AsOf, KnownBy, Name, Out, day_of, meant

app = typer.Typer()


@app.command(
    short_help="Say whether ownership blocks a thing, with its sums.",
    epilog="Example: hullmark blocked 'M Leasing' · hullmark blocked Angara --regime OFAC,EU",
)
def blocked(
    context: typer.Context,
    name: Name,
    regime: Annotated[
        str, typer.Option(metavar="NAMES", help="Only these: OFAC, EU, UK. Else all.")
    ] = "",
    others_clear: Annotated[
        bool,
        typer.Option("--others-clear", help="Assume holders whom no source names not blocked."),
    ] = False,
    jointly: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A listed holder that acts with the others so named."),
    ] = None,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Say whether ownership blocks a thing under OFAC's, the EU's and the UK's rules, and why."""
    from hullmark.queries import blocked as queries
    from hullmark.queries import blocked_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        answer = queries.blocked(
            reader,
            meant(reader, name, strict=True, format=format, out=out),
            as_of=day_of(as_of),
            regimes=regime,
            others_clear=others_clear,
            jointly=[meant(reader, one, format=format, out=out) for one in jointly or ()],
        )
    say(answer.notes)
    emit(
        "blocked",
        answer,
        blocked_table.blocked_rows(answer),
        lambda console: blocked_table.paint_blocked(console, answer),
        format=format,
        out=out,
    )
