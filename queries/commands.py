"""The commands that ask: parse, call one function, print."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import (
    As,
    AsOf,
    KnownBy,
    Out,
    Roles,
    day_of,
    meant,
    roles_of,
)

app = typer.Typer()


@app.command(
    short_help="Show the card of a ship, company or person.",
    epilog="Example: hullmark lookup 9179842 · hullmark lookup Angara --certificate angara.json",
)
def lookup(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A number, a name or an id.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Show the card of a ship, company or person: who it is, who owns, runs and lists it."""
    from hullmark.queries import card_table
    from hullmark.queries import lookup as queries

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        wanted = meant(reader, name, strict=True, format=format, out=out)
        answer = queries.lookup(reader, wanted, as_of=day_of(as_of))
    say(answer.notes)
    emit(
        "lookup",
        answer,
        card_table.lookup_rows(answer),
        lambda console: card_table.paint_lookup(console, answer),
        format=format,
        out=out,
    )


@app.command(
    short_help="Show who owns, operates and manages a ship.",
    epilog="Example: hullmark owners 'Lady R' · hullmark owners Maria --roles ownership",
)
def owners(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Numbers, names or ids.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    roles: Roles = "",
    levels: Annotated[int, typer.Option(min=1, max=20, help="How far up to go.")] = 8,
    format: As = None,
    out: Out = None,
) -> None:
    """Show everyone above a ship or company: owners, operators, managers, and theirs."""
    from hullmark.queries import owner_table
    from hullmark.queries import owners as queries

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        wanted = [meant(reader, name, format=format, out=out) for name in names]
        answer = queries.owners(
            reader, wanted, as_of=day_of(as_of), roles=roles_of(roles), levels=levels
        )
    say(answer.notes)
    emit(
        "owners",
        answer,
        owner_table.owner_rows(answer),
        lambda console: owner_table.paint_owners(console, answer),
        format=format,
        out=out,
    )


@app.command(
    short_help="Show what changed on the lists between two days.",
    epilog="Example: hullmark changes --from 2022-05-06 --to 2022-05-08",
)
def changes(
    context: typer.Context,
    earlier: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="A day, or a snapshot by its SHA-256's start."),
    ],
    later: Annotated[str, typer.Option("--to", metavar="DATE", help="A later one.")],
    format: As = None,
    out: Out = None,
) -> None:
    """Show what lists added, took off, renamed, re-flagged or linked anew between two days."""
    from hullmark.graph.history import WorkspaceHistory
    from hullmark.graph.settings import opened_workspace
    from hullmark.queries import changes as queries
    from hullmark.queries import changes_table

    with opened_workspace(context, create=False) as workspace:
        answer = queries.changes(WorkspaceHistory(workspace), earlier, later)
    emit(
        "changes",
        answer,
        changes_table.changes_rows(answer),
        lambda console: changes_table.paint_changes(console, answer),
        format=format,
        out=out,
    )
