"""What the commands that ask have in common: their options, the day, and the thing meant."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.asked import meant_before, noted_meant
from hullmark.graph.errors import Ambiguous, BadValue
from hullmark.graph.settings import day_option, say
from hullmark.queries.output import Format, Rows, emit, new_console

if TYPE_CHECKING:
    from hullmark.graph.reader import GraphReader

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
Name = Annotated[str, typer.Argument(metavar="NAME", help="A number, a name or an id.")]
EXIT_NOT_FOUND = 4


def day_of(text: str) -> date | None:
    """The day that an option names, said aloud when it is yet to come; ``None`` for none given."""
    found = day_option(text)
    if found is not None and found > date.today():
        say([f"{found} lies in the future: nothing is known of that day, much stays possible."])
    return found


def roles_of(text: str) -> frozenset[str] | None:
    """The roles that ``--roles`` names; ``None`` for an option not given."""
    from hullmark.graph.schema import roles_named

    return roles_named(text) if text else None


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
    question = meant_before(question) or question
    try:
        choose(reader, question, strict=strict)
    except Ambiguous as several:
        rows = candidates.candidate_rows(reader, several.candidates)
        if sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty():
            return noted_meant(question, _asked(str(several), rows))
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
