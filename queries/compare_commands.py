"""The command that says where sources disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from hullmark.graph.settings import opened_graph, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, AsOf, KnownBy, Name, Out, day_of, meant

app = typer.Typer()


@app.command(
    short_help="Show where sources disagree about one thing.",
    epilog="Example: hullmark compare Angara · hullmark compare 8517839 --all",
)
def compare(
    context: typer.Context,
    name: Name,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also what sources agree on, or only spell differently.")
    ] = False,
    format: As = None,
    out: Out = None,
) -> None:
    """Show where sources disagree about one ship, company or person: both sides, with evidence.

    Names, numbers, dates, flags, roles and listing dates are compared. Spellings and legal forms
    are no disagreement, nor are two owners at different times.
    """
    from hullmark.queries import compare as queries
    from hullmark.queries import compare_table

    with opened_graph(context, known_by=day_of(known_by)) as reader:
        wanted = meant(reader, name, strict=True, format=format, out=out)
        answer = queries.compare(reader, wanted, as_of=day_of(as_of))
    say(answer.notes)
    emit(
        "compare",
        answer,
        compare_table.compare_rows(answer, everything=everything),
        lambda console: compare_table.paint_compare(console, answer, everything=everything),
        format=format,
        out=out,
    )
