"""The commands that ask: parse, call one function, print."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import (
    EXIT_NOT_FOUND,
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
    epilog="Example: hullmark lookup 9179842 · hullmark lookup Angara --as-of 2023-10-16",
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
    short_help="Show how two things are connected, hop by hop.",
    epilog="Example: hullmark path Angara Kaalbye · hullmark path Maria Oboronlogistics --all",
)
def path(
    context: typer.Context,
    start: Annotated[str, typer.Argument(metavar="NAME", help="A number, a name or an id.")],
    end: Annotated[str, typer.Argument(metavar="OTHER", help="Another.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    max_hops: Annotated[int, typer.Option(min=1, max=12, help="Go no further than this.")] = 6,
    roles: Roles = "",
    all_paths: Annotated[bool, typer.Option("--all", help="All paths, not only the best.")] = False,
    format: As = None,
    out: Out = None,
) -> None:
    """Show how two things are connected, hop by hop, in words. Exit code 4 when they are not."""
    from hullmark.queries import path_table, paths

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        answer = paths.path(
            reader,
            meant(reader, start, format=format, out=out),
            meant(reader, end, format=format, out=out),
            as_of=day_of(as_of),
            roles=roles_of(roles),
            max_hops=max_hops,
            all_paths=all_paths,
        )
    say(answer.notes)
    emit(
        "path",
        answer,
        path_table.path_rows(answer),
        lambda console: path_table.paint_path(console, answer),
        format=format,
        out=out,
    )
    if not answer.paths:
        raise typer.Exit(EXIT_NOT_FOUND)


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
