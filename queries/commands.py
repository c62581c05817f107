"""The commands that ask: parse, call one function, print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hullmark.graph.errors import Ambiguous
from hullmark.graph.settings import day_option, opened_graph, say
from hullmark.queries.output import Format, emit

app = typer.Typer()

AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Ask about one day: 2023-08-01.")
]
KnownBy = Annotated[
    str, typer.Option("--known-by", metavar="DATE", help="Only snapshots published by that day.")
]
As = Annotated[Format | None, typer.Option("-f", "--format", help="How to write the answer.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to a file instead.")
]
Roles = Annotated[
    str,
    typer.Option(
        metavar="ROLES", help="Only these roles or classes: 'owner,DOC company', 'ownership'."
    ),
]
EXIT_NOT_FOUND = 4


def _day(text: str) -> date | None:
    return day_option(text)


def _roles(text: str) -> frozenset[str] | None:
    from hullmark.graph.schema import roles_named

    return roles_named(text) if text else None


@app.command(epilog="Example: hullmark lookup 9179842 · hullmark lookup Angara --as-of 2023-10-16")
def lookup(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A number, a name or an id.")],
    as_of: AsOf = "",
    known_by: KnownBy = "",
    format: As = None,
    out: Out = None,
) -> None:
    """Show the card of a ship, company or person: who it is, who owns, runs and lists it."""
    from hullmark.queries import candidates, card_table
    from hullmark.queries import lookup as queries

    with opened_graph(context, known_by=_day(known_by)) as reader:
        try:
            answer = queries.lookup(reader, name, as_of=_day(as_of))
        except Ambiguous as several:
            rows = candidates.candidate_rows(reader, several.candidates)
            picked = _asked(str(several), rows)
            if picked is None:
                emit(
                    "candidates",
                    rows,
                    rows,
                    lambda console: candidates.paint_candidates(console, rows),
                    format=format,
                    out=out,
                )
                raise
            answer = queries.lookup(reader, picked, as_of=_day(as_of))
        say(answer.notes)
        emit(
            "lookup",
            answer,
            card_table.lookup_rows(answer),
            lambda console: card_table.paint_lookup(console, answer),
            format=format,
            out=out,
        )


def _asked(question: str, rows: object) -> str | None:
    """On a terminal, ask which candidate is meant; elsewhere nobody is there to answer."""
    import sys

    from hullmark.queries.candidates import paint_candidates
    from hullmark.queries.output import Rows, new_console

    assert isinstance(rows, list)
    listed: Rows = rows
    if not (sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty()):
        return None
    console = new_console(stderr=True)
    typer.echo(question, err=True)
    paint_candidates(console, listed)
    number = typer.prompt("Which (0 for none)", type=int, default=0, err=True)
    return listed[number - 1]["entity"] if 0 < number <= len(listed) else None


@app.command(epilog="Example: hullmark path Angara Kaalbye · hullmark path 9179842 Sovfracht --all")
def path(
    context: typer.Context,
    start: Annotated[str, typer.Argument(help="A number, a name or an id.")],
    end: Annotated[str, typer.Argument(help="Another.")],
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

    with opened_graph(context, known_by=_day(known_by)) as reader:
        answer = paths.path(
            reader,
            start,
            end,
            as_of=_day(as_of),
            roles=_roles(roles),
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


@app.command(epilog="Example: hullmark owners 'Lady R' · hullmark owners Maria --roles ownership")
def owners(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="One or more numbers, names or ids.")],
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

    with opened_graph(context, known_by=_day(known_by)) as reader:
        answer = queries.owners(
            reader, names, as_of=_day(as_of), roles=_roles(roles), levels=levels
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
