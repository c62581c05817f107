"""The command that screens a file of ships and companies against the graph."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.asked import listening, noted_input, noted_rows
from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_graph, progress, settings
from hullmark.queries.output import Format, painted, suffix_format
from hullmark.queries.shared_commands import As, AsOf, KnownBy, day_of

if TYPE_CHECKING:
    from datetime import date

    from hullmark.graph.answer import Entity
    from hullmark.graph.reader import GraphReader
    from hullmark.graph.screening import Found
    from hullmark.loaders.screen_rows import Row

app = typer.Typer()
EXIT_FOUND, EXIT_PARTLY = 3, 5
TOGETHER = 2_000  # rows whose entities are read at once


@app.command(
    short_help="Screen a file of ships and companies.",
    epilog="Example: hullmark screen fleet.csv -o screened.xlsx · "
    "hullmark screen fleet.csv --listed --exit-code || true",
)
def screen(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .xlsx or .jsonl file.")],
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Which column has what: 'name=Counterparty'."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="What rows are that don't say: ship, company, person."),
    ] = "",
    listed: Annotated[bool, typer.Option("--listed", help="Only against what is listed.")] = False,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    least: Annotated[
        float, typer.Option(min=0.05, max=0.99, help="The least score of a near miss.")
    ] = 0.5,
    most: Annotated[int, typer.Option(min=1, max=50, help="Lines for one row at most.")] = 5,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0: one a core.")] = 0,
    encoding: Annotated[str, typer.Option(help="Of a CSV file.")] = "utf-8",
    sheet: Annotated[str, typer.Option(help="Of a workbook; the first if not given.")] = "",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 3 when anything was found.")
    ] = False,
    format: As = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="A .csv, .xlsx, .jsonl or .json file."),
    ] = None,
) -> None:
    """Screen ships and companies by name and number: hits, near misses, and why.

    A hit is a number that agrees, or a name of which the judge is sure. No hit is no clearance.
    Exit code 5: some rows could not be screened.
    """
    from hullmark.graph.screen_pool import pool_of
    from hullmark.graph.screen_workers import screen_all
    from hullmark.loaders import screen_rows

    day, chosen = day_of(as_of), _chosen(column or ())
    wanted = screen_rows.kind_named(kind)
    if out is not None and out.suffix.lower() != ".xlsx":
        suffix_format(out)
    counts: Counter[str] = Counter()
    with opened_graph(context, known_by=day_of(known_by)) as reader:
        rows = screen_rows.read(file, chosen, kind=wanted, encoding=encoding, sheet=sheet)
        first = next(rows, None)
        if first is None:
            raise BadValue(f"{file}: has no rows under its header; there is nothing to screen.")
        noted_input(file)
        pool = pool_of(reader, frozenset(reader.listed()) if listed else None)
        with progress(f"Screening {file.name}", settings(context).quiet or out is None) as step:
            found = screen_all(
                pool,
                _counted([first], rows, step),
                jobs=jobs or os.cpu_count() or 1,
                least=least,
                most=most,
            )
            _written(_lines(reader, found, day, counts), format, out)
    from hullmark.queries.screen_table import say_counts

    print(say_counts(counts), file=sys.stderr)
    if counts["not screened"]:
        raise typer.Exit(EXIT_PARTLY)
    if exit_code and (counts["hit"] or counts["near miss"]):
        raise typer.Exit(EXIT_FOUND)


def _chosen(columns: Iterable[str]) -> dict[str, str]:
    found = {}
    for one in columns:
        field, sign, column = one.partition("=")
        if not sign or not column:
            raise BadValue(f"--column {one}: expected FIELD=COLUMN, such as name=Counterparty.")
        found[field.strip().casefold()] = column.strip()
    return found


def _counted(first: list[Row], rest: Iterator[Row], step: object) -> Iterator[Row]:
    yield from first
    for number, row in enumerate(rest, 2):
        if callable(step) and not number % 1000:
            step(number)
        yield row


def _lines(
    reader: GraphReader,
    screened: Iterator[tuple[Row, tuple[Found, ...]]],
    day: date | None,
    counts: Counter[str],
) -> Iterator[dict[str, str]]:
    """The lines of the answer as they come, each entity's outline read once."""
    from itertools import islice

    from hullmark.queries.screen_table import outcome_of, screen_rows

    known: dict[str, Entity] = {}
    while some := list(islice(screened, TOGETHER)):
        ids = {one.entity for _, found in some for one in found} - known.keys()
        if len(known) > 100_000:
            known.clear()
            ids = {one.entity for _, found in some for one in found}
        known |= reader.outlines(sorted(ids))
        counts.update(outcome_of(found, row) for row, found in some)
        yield from screen_rows(some, known, day)


def _written(rows: Iterator[dict[str, str]], format: Format | None, out: Path | None) -> None:
    from hullmark.graph.files import write
    from hullmark.queries.screen_table import COLUMNS, MOST_LINES, paint_screened
    from hullmark.queries.streaming import stream

    now = listening()
    if now is not None and now.replay:
        for _ in noted_rows("screen", rows):
            pass
        return
    if out is not None and out.suffix.lower() == ".xlsx" and format is None:
        from hullmark.graph.export.tables import sheet

        write(out, sheet("screened", COLUMNS, (dict(row) for row in noted_rows("screen", rows))))
        return
    format = format or suffix_format(out)
    if format is not Format.table:
        stream("screen", rows, COLUMNS, format=format, out=out)
        return
    kept, left = list[Mapping[str, str]](), 0
    for row in noted_rows("screen", rows):
        if row["outcome"] in ("hit", "near miss"):
            if len(kept) < MOST_LINES:
                kept.append(row)
            else:
                left += 1
    text = painted(lambda console: paint_screened(console, kept, left), plain=out is not None)
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write(out, text.encode())
