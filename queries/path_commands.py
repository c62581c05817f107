"""The command that says how two things are connected."""

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
    short_help="Show how two things are connected, the best ways first.",
    epilog="Example: hullmark path Angara Kaalbye · "
    "hullmark path Maria 'Azia Shipping Holdings' -k 1 -v",
)
def path(
    context: typer.Context,
    start: Annotated[str, typer.Argument(metavar="NAME", help="A number, a name or an id.")],
    end: Annotated[str, typer.Argument(metavar="OTHER", help="Another.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="How many ways to show.")] = 3,
    max_hops: Annotated[int, typer.Option(min=1, max=12, help="Go no further than this.")] = 6,
    via: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only ways by this; repeatable.")
    ] = None,
    avoid: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="No way by this; repeatable.")
    ] = None,
    roles: Roles = "",
    consistent: Annotated[
        bool,
        typer.Option(
            "--consistent/--no-consistent",
            help="Refuse ways whose dates cannot overlap, or show them marked, last.",
        ),
    ] = True,
    all_paths: Annotated[bool, typer.Option("--all", help="All ways, up to 200.")] = False,
    why: Annotated[
        bool, typer.Option("-v", "--why", help="Show what each way costs, and why.")
    ] = False,
    format: As = None,
    out: Out = None,
) -> None:
    """Show how two things are connected, hop by hop, in words. Exit code 4 when they are not.

    The ways that explain best come first: short ones, ownership before association, what several
    publishers say, nothing through hubs. What each part costs stands in docs/paths.md.
    """
    from hullmark.queries import path_table, paths

    with opened_graph(context, known_by=day_of(known_by)) as reader:

        def named(question: str) -> str:
            return meant(reader, question, format=format, out=out)

        answer = paths.path(
            reader,
            named(start),
            named(end),
            as_of=day_of(as_of),
            roles=roles_of(roles),
            max_hops=max_hops,
            k=k,
            via=[named(one) for one in via or ()],
            avoid=[named(one) for one in avoid or ()],
            consistent=consistent,
            all_paths=all_paths,
        )
    say(answer.notes)
    emit(
        "path",
        answer,
        path_table.path_rows(answer),
        lambda console: path_table.paint_path(console, answer, why=why),
        format=format,
        out=out,
    )
    if not answer.paths:
        raise typer.Exit(EXIT_NOT_FOUND)
