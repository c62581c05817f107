"""The commands about who stands behind ships and which ships stand behind whom."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import (
    As,
    AsOf,
    KnownBy,
    Name,
    Out,
    day_of,
    meant,
    roles_of,
)

app = typer.Typer()


@app.command(
    short_help="Show the ships that somebody owns or runs.",
    epilog="Example: hullmark fleet 'M Leasing' · hullmark fleet Sovfracht --indirect",
)
def fleet(
    context: typer.Context,
    name: Name,
    indirect: Annotated[
        bool, typer.Option("--indirect", help="Also those held through companies.")
    ] = False,
    listed: Annotated[bool, typer.Option("--listed", help="Only ships on a list.")] = False,
    role: Annotated[
        str, typer.Option(metavar="ROLES", help="Only these roles or classes, as for --roles.")
    ] = "",
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Show every ship that a company or person owns, operates or manages, and who lists it."""
    from hullmark.queries import fleet as queries
    from hullmark.queries import fleet_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        answer = queries.fleet(
            reader,
            meant(reader, name, strict=True, format=format, out=out),
            as_of=day_of(as_of),
            roles=roles_of(role),
            indirect=indirect,
            listed=listed,
        )
    say(answer.notes)
    emit(
        "fleet",
        answer,
        fleet_table.fleet_rows(answer),
        lambda console: fleet_table.paint_fleet(console, answer),
        format=format,
        out=out,
    )


@app.command(
    short_help="Show who listed stands behind a thing.",
    epilog="Example: hullmark exposure Angara · hullmark exposure 'Lady R' --as-of 2022-06-01",
)
def exposure(
    context: typer.Context,
    name: Name,
    levels: Annotated[int, typer.Option(min=1, max=12, help="How many hops to go.")] = 6,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Show everyone listed behind a ship or company: by which path, and how strong it is."""
    from hullmark.queries import exposure as queries
    from hullmark.queries import exposure_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        wanted = meant(reader, name, strict=True, format=format, out=out)
        answer = queries.exposure(reader, wanted, as_of=day_of(as_of), levels=levels)
    say(answer.notes)
    emit(
        "exposure",
        answer,
        exposure_table.exposure_rows(answer),
        lambda console: exposure_table.paint_exposure(console, answer),
        format=format,
        out=out,
    )


@app.command(
    short_help="Show what several ships or companies share.",
    epilog="Example: hullmark shared Angara Ascalon · hullmark shared 9179842 8517839 --levels 2",
)
def shared(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Numbers, names or ids.")],
    levels: Annotated[int, typer.Option(min=1, max=6, help="How many hops to go.")] = 3,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Show what two or more ships share: who owns, runs or directs them, names, addresses."""
    from hullmark.queries import shared as queries
    from hullmark.queries import shared_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        wanted = [meant(reader, name, format=format, out=out) for name in names]
        answer = queries.shared(reader, wanted, as_of=day_of(as_of), levels=levels)
    say(answer.notes)
    emit(
        "shared",
        answer,
        shared_table.shared_rows(answer),
        lambda console: shared_table.paint_shared(console, answer),
        format=format,
        out=out,
    )
