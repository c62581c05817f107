"""The commands that ask: parse, call one function, print."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import Ambiguous, BadValue
from hullmark.graph.settings import day_option, opened_graph, say
from hullmark.queries.output import Format, Rows, emit, new_console

if TYPE_CHECKING:
    from hullmark.graph.reader import GraphReader

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

    with opened_graph(context, known_by=_day(known_by)) as reader:
        wanted = meant(reader, name, strict=True, format=format, out=out)
        answer = queries.lookup(reader, wanted, as_of=_day(as_of))
    say(answer.notes)
    emit(
        "lookup",
        answer,
        card_table.lookup_rows(answer),
        lambda console: card_table.paint_lookup(console, answer),
        format=format,
        out=out,
    )


def meant(
    reader: GraphReader,
    question: str,
    *,
    strict: bool = False,
    format: Format | None = None,
    out: Path | None = None,
) -> str:
    """The question itself when it is plain; the id that a person at a terminal picks when not.

    With nobody there to ask, the candidates are written as the answer would have been, and
    ``Ambiguous`` goes on; ``NotFound`` goes on too. ``BadValue`` for an empty question.
    """
    from hullmark.queries import candidates
    from hullmark.queries.choose import choose

    if not question.strip():
        raise BadValue("The name is empty; expected a number, a name or an id.")
    question = question.encode("utf-8", "backslashreplace").decode()
    try:
        choose(reader, question, strict=strict)
    except Ambiguous as several:
        rows = candidates.candidate_rows(reader, several.candidates)
        if sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty():
            return _asked(str(several), rows)
        emit(
            "candidates",
            rows,
            rows,
            lambda console: candidates.paint_candidates(console, rows),
            format=format,
            out=out,
        )
        raise
    return question


def _asked(question: str, rows: Rows) -> str:
    """The id of the candidate that a person picks by its number; none ends the program."""
    from hullmark.queries.candidates import paint_candidates

    say([question])
    paint_candidates(new_console(stderr=True), rows)
    while True:
        print("Which (0 for none)? ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if answer.strip().isdecimal() and 0 < int(answer) <= len(rows):
            return rows[int(answer) - 1]["entity"]
        if not answer.strip().strip("0"):  # 0, a bare return or the end of the input
            raise typer.Exit(EXIT_NOT_FOUND)


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

    with opened_graph(context, known_by=_day(known_by)) as reader:
        answer = paths.path(
            reader,
            meant(reader, start, format=format, out=out),
            meant(reader, end, format=format, out=out),
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

    with opened_graph(context, known_by=_day(known_by)) as reader:
        wanted = [meant(reader, name, format=format, out=out) for name in names]
        answer = queries.owners(
            reader, wanted, as_of=_day(as_of), roles=_roles(roles), levels=levels
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
