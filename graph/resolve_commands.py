"""The commands of the resolver: resolve, why."""

from __future__ import annotations

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.settings import opened_workspace, progress, settings
from hullmark.queries.output import Format, emit

if TYPE_CHECKING:
    import sqlite3

    from rich.console import Console

    from hullmark.graph.resolution import Resolved
    from hullmark.graph.why import Why

app = typer.Typer()
As = Annotated[Format | None, typer.Option("-f", "--format", help="How to write the answer.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to a file instead.")
]
Row = dict[str, str]


class EngineName(StrEnum):
    """Where pairs are judged."""

    local = "local"
    pool = "pool"
    spark = "spark"


@app.command(
    short_help="Join records that are one thing, by names and facts.",
    epilog="Example: hullmark resolve · hullmark resolve --engine pool",
)
def resolve(
    context: typer.Context,
    engine: Annotated[
        EngineName, typer.Option(help="Judge in this process, in one for each core, or on Spark.")
    ] = EngineName.local,
    format: As = None,
    out: Out = None,
) -> None:
    """Judge records that are new or changed against those like them, and join what is the same.

    Numbers joined records when they were loaded; every decision by names is kept in the ledger.
    """
    from hullmark.graph import engines
    from hullmark.graph.resolution import resolve as run

    quiet = settings(context).quiet
    with opened_workspace(context, create=False, write=True) as workspace:
        with progress("Judging pairs", quiet) as step:
            if engine is EngineName.spark:
                from hullmark.graph.spark import spark_engine

                with spark_engine() as cluster:
                    done = run(workspace, engine=cluster, propose=cluster.propose, progress=step)
            else:
                chosen = engines.pool if engine is EngineName.pool else engines.local
                done = run(workspace, engine=chosen, progress=step)
        rows = by_sources(workspace.connection)
        if not quiet:
            for line in told(workspace.connection, done):
                print(line, file=sys.stderr)
    emit("resolve", rows, rows, lambda console: _paint(console, rows), format=format, out=out)


def told(con: sqlite3.Connection, done: Resolved) -> list[str]:
    """What a run did, in sentences."""
    from hullmark.graph.blocks import NAME, WORD
    from hullmark.graph.comparing import shared

    if not done.fresh:
        lines = [f"{done.records:,} records: nothing is new or changed; nothing was judged."]
    else:
        rows = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(done.entered.items()))
        lines = [
            f"{done.fresh:,} of {done.records:,} records were new or changed; {done.pairs:,} pairs "
            f"judged; entered in the ledger: {rows or 'nothing'}."
        ]
    for one in done.capped:
        if one.kind in (NAME, WORD):
            which = shared(con, one.record, one.key)
            lines.append(
                f"{one.blocks:,} {one.title}{'s' * (one.blocks != 1)} borne by too many records "
                f"to propose pairs, the most by {one.largest:,} ({which})."
            )
    lines.append(f"{done.records:,} records are {done.after:,} entities (before: {done.before:,}).")
    return lines


def by_sources(con: sqlite3.Connection) -> list[Row]:
    """What counts of the ledger, and refused joins, by the sources of the two records."""
    from hullmark.graph import decisions

    counts: Counter[tuple[str, str, str]] = Counter()
    for row in decisions.standing(con):
        counts[_sources(row.left, row.right, row.verdict)] += 1
    for left, right in con.execute("SELECT left, right FROM conflict"):
        counts[_sources(left, right, "conflict")] += 1
    pairs = sorted({(one, other) for one, other, _ in counts})
    return [
        {
            "sources": f"{one} – {other}" if other else one,
            **{
                column: str(counts[one, other, column])
                for column in ("same", "unsure", "different", "conflict")
            },
        }
        for one, other in pairs
    ]


def _sources(left: str, right: str, verdict: str) -> tuple[str, str, str]:
    one, other = sorted((left.partition(":")[0], right.partition(":")[0]))
    return one, other if other != one else "", verdict


def _paint(console: Console, rows: list[Row]) -> None:
    from rich.table import Table

    if not rows:
        console.print("The ledger has no decisions.")
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0]:
        table.add_column(column, justify="left" if column == "sources" else "right")
    for row in rows:
        table.add_row(*row.values())
    console.print(table)


@app.command(
    short_help="Say why two things are one entity or two.",
    epilog="Example: hullmark why Angara 'Ocean Energy' · hullmark why ofac:37059 uk:RUS1848",
)
def why(
    context: typer.Context,
    left: Annotated[str, typer.Argument(metavar="A", help="A record's key, a name or an id.")],
    right: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    format: As = None,
    out: Out = None,
) -> None:
    """Say why two things are one entity or two: joins, decisions, the values compared, weights."""
    from hullmark.graph.decide import records_of
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.why import why as asked
    from hullmark.queries.choose import choose
    from hullmark.queries.shared_commands import meant

    with opened_workspace(context, create=False) as workspace:
        sides = []
        for question in (left, right):
            row = workspace.connection.execute(
                "SELECT key FROM record WHERE key = ?", (question,)
            ).fetchone()
            if row:
                sides.append([row[0]])
                continue
            reader = WorkspaceReader(workspace)
            wanted = meant(reader, question, strict=True, format=format, out=out)
            sides.append(list(records_of(workspace, choose(reader, wanted).entity)))
        answer = asked(workspace.connection, *sides)
    rows = why_rows(answer)
    emit("why", answer, rows, lambda console: paint_why(console, answer), format=format, out=out)


def why_rows(answer: Why) -> list[Row]:
    """The answer as flat rows: what bears on it, of which records, with weight or score."""
    rows = [("join", step.left, step.right, step.by, "") for step in answer.steps]
    rows += [
        (
            "decision",
            row.left,
            row.right,
            f"{row.author} decided {row.verdict} on {row.made_at}"
            + (f": {row.reason}" if row.reason else ""),
            "" if row.score is None else f"{row.score:.4f}",
        )
        for row in answer.ledger
    ]
    rows += [("refused", "", "", reason, "") for reason in answer.refused]
    if (seen := answer.compared) is not None:
        rows.append(("judge", seen.left, seen.right, seen.verdict, f"{seen.score:.4f}"))
        rows += [
            (
                "rule" if one.rule else "evidence",
                one.left,
                one.right,
                one.evidence,
                "" if one.rule else f"{one.weight:+.2f}",
            )
            for one in seen.reasons
        ]
    names = ("what", "left", "right", "says", "weight")
    return [dict(zip(names, row, strict=True)) for row in rows]


def paint_why(console: Console, answer: Why) -> None:
    """The answer for people, in sections."""
    from rich.text import Text

    from hullmark.queries.output import grid, heading, indented

    names = [
        f"{caption} ({entity})" if caption else entity
        for caption, entity in zip(answer.captions, answer.entities, strict=True)
    ]
    if answer.one:
        console.print(Text(f"One entity: {names[0]}", style="bold"))
    else:
        console.print(Text(f"Two entities: {names[0]} and {names[1]}", style="bold"))
    if answer.steps:
        heading(console, "Joined by")
        table = grid(None, None)
        for step in answer.steps:
            table.add_row(Text(f"{step.left} – {step.right}"), Text(step.by))
        console.print(indented(table))
    if answer.ledger:
        heading(console, "Decisions (the newest of an author counts, a person's first)")
        table = grid(10, None)
        for row in answer.ledger:
            score = "" if row.score is None else f" (score {row.score:.3f}, judge {row.version})"
            words = f"{row.left} – {row.right}: {row.author}{score}, {row.made_at[:16]}"
            if row.by_person and row.reason:
                words += f": {row.reason}"
            table.add_row(Text(row.verdict, style=_COLOURS.get(row.verdict, "")), Text(words))
        console.print(indented(table))
    if answer.refused:
        heading(console, "Refused or reported")
        for reason in answer.refused:
            console.print(indented_text(reason))
    if (seen := answer.compared) is not None:
        beside = f", the likeliest of {answer.beside + 1:,} pairs" if answer.beside else ""
        heading(console, f"Compared: {seen.left} and {seen.right}{beside}")
        table = grid(22, None, None, 7)
        table.add_row(*(Text(word, style="dim") for word in ("evidence", "A", "B", "weight")))
        for one in seen.reasons:
            colour = "red" if one.rule or one.weight < 0 else "green"
            weight = "rule" if one.rule else f"{one.weight:+.2f}"
            table.add_row(
                Text(one.evidence), Text(one.left), Text(one.right), Text(weight, style=colour)
            )
        console.print(indented(table))
        verdict = Text("  score ")
        verdict.append(f"{seen.score:.4f}: ")
        verdict.append(seen.verdict, style=_COLOURS[seen.verdict])
        verdict.append(f" (judge {seen.version})", style="dim")
        console.print(verdict)


_COLOURS = {"same": "green", "different": "red", "unsure": "yellow", "withdrawn": "dim"}


def indented_text(words: str) -> object:
    """A line set in below its heading."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(words), (0, 0, 0, 2))
