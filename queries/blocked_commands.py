"""The command that says whether ownership blocks a thing, and by which sums."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, AsOf, KnownBy, Out, day_of, meant

app = typer.Typer()


@app.command(
    short_help="Say whether ownership blocks a thing, with its sums.",
    epilog="Example: hullmark blocked 'M Leasing' · hullmark blocked --all --regime OFAC",
)
def blocked(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A number, a name or an id.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="All in which the blocked are known to hold something.")
    ] = False,
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
    from hullmark.queries.blocked_all import blocked_all

    if everything == bool(name):
        raise BadValue("Expected a name or --all, and not both.")
    if everything and (jointly or others_clear):
        raise BadValue("--jointly and --others-clear are for one NAME, not for --all.")
    with opened_graph(context, known_by=day_of(known_by)) as reader:
        if everything:
            answer = blocked_all(reader, as_of=day_of(as_of), regimes=regime)
        else:
            answer = queries.blocked(
                reader,
                meant(reader, name, strict=True, format=format, out=out),
                as_of=day_of(as_of),
                regimes=regime,
                others_clear=others_clear,
                jointly=[meant(reader, one, format=format, out=out) for one in jointly or ()],
            )
    say(answer.notes)
    paint = blocked_table.paint_all if everything else blocked_table.paint_blocked
    emit(
        "blocked",
        answer,
        blocked_table.blocked_rows(answer),
        lambda console: paint(console, answer),
        format=format,
        out=out,
    )
