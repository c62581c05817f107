"""The command for people who keep labelled pairs of their own: judge them, measure the judge."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from hullmark.graph.cells import safe_cell
from hullmark.graph.settings import progress, settings
from hullmark.queries.output import (
    SCHEMA_VERSION,
    Format,
    grid,
    heading,
    indented,
    new_console,
)
from hullmark.queries.shared_commands import As, Out

if TYPE_CHECKING:
    from rich.console import Console

    from hullmark.graph.judge_measures import Measures
    from hullmark.graph.judged_pairs import JudgedPair, Stated

app = typer.Typer()
EXIT_PARTLY = 5
TOLD = 20  # bad lines named one by one; the others are counted
WORST = 10
COLUMNS = ("left", "right", "score", "verdict", "judgement", "reasons")


@app.command(
    short_help="Judge pairs of FollowTheMoney entities.",
    epilog="Example: hullmark judge pairs.jsonl · hullmark judge pairs.jsonl -f csv -o judged.csv",
)
def judge(
    context: typer.Context,
    pairs: Annotated[
        Path, typer.Argument(metavar="PAIRS", help='JSON lines: {"left": …, "right": …}.')
    ],
    format: As = None,
    out: Out = None,
) -> None:
    """Judge pairs of FollowTheMoney entities: score, verdict, reasons; exit code 5: not all lines.

    With a "judgement" (positive, negative) on the lines, the table measures the judge by them.
    """
    from hullmark.graph.files import write
    from hullmark.graph.judged_pairs import judged

    format = format or _by_suffix(out)
    bad: list[str] = []
    text: list[str] = []
    say = text.append if out is not None else sys.stdout.write
    with progress(f"Judging {pairs.name}", settings(context).quiet or out is None) as step:
        rows = _counted(judged(_stated(pairs, bad)), step)
        if format in (Format.jsonl, Format.csv):
            for line in _lines(rows, format):
                say(line)
        else:
            say(_whole(rows, format, pairs, plain=out is not None))
    sys.stdout.flush()
    if out is not None:
        write(out, "".join(text).encode())
    for words in bad[:TOLD]:
        print(f"hullmark: {words}", file=sys.stderr)
    if bad:
        print(f"hullmark: {len(bad):,} lines of {pairs} were not judged.", file=sys.stderr)
        raise typer.Exit(EXIT_PARTLY)


def _stated(path: Path, bad: list[str]) -> Iterator[Stated]:
    from hullmark.graph.model import Problem
    from hullmark.loaders.labelled_pairs import read

    said = {True: "positive", False: "negative", None: ""}
    for item in read(path):
        if isinstance(item, Problem):
            bad.append(f"{path}, {item.place}: {item.message}")
        else:
            yield item.left, item.right, item.ids, said[item.judgement]


def _counted(rows: Iterator[JudgedPair], step: object) -> Iterator[JudgedPair]:
    for number, row in enumerate(rows, 1):
        if callable(step) and not number % 1000:
            step(number)
        yield row


def _by_suffix(out: Path | None) -> Format:
    suffixes = {".json": Format.json, ".jsonl": Format.jsonl, ".csv": Format.csv}
    return suffixes.get(out.suffix.lower(), Format.table) if out else Format.table


def _lines(rows: Iterator[JudgedPair], format: Format) -> Iterator[str]:
    from hullmark.graph.judged_pairs import say_reason

    if format is Format.csv:
        yield ",".join(COLUMNS) + "\n"
    for row in rows:
        if format is Format.jsonl:
            yield msgspec.json.encode(row).decode() + "\n"
            continue
        stream = io.StringIO()
        cells = (
            row.left,
            row.right,
            f"{row.score:.4f}",
            row.verdict,
            row.judgement,
            "; ".join(map(say_reason, row.reasons)),
        )
        csv.writer(stream, lineterminator="\n").writerow(map(safe_cell, cells))
        yield stream.getvalue()


def _whole(rows: Iterator[JudgedPair], format: Format, path: Path, *, plain: bool) -> str:
    """The table or the JSON; both need all pairs, of which only the judged ones' reasons stay."""
    from hullmark.graph.judge import LIKELY, VERSION
    from hullmark.graph.judge_measures import measure

    found = list(rows)
    told = [row for row in found if row.judgement]
    truth = [row.judgement == "positive" for row in told]
    measures = (
        measure([row.score for row in told], truth, [row.verdict for row in told], LIKELY)
        if told
        else None
    )
    if format is Format.json:
        answer = {"judge": VERSION, "measures": measures, "pairs": found}
        whole = {"schema_version": SCHEMA_VERSION, "query": f"judge {path}", "answer": answer}
        return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
    console = new_console(plain=plain)
    console.file = stream = io.StringIO()
    if measures is None:
        _paint_pairs(console, found)
    else:
        _paint_measures(console, measures)
        _paint_mistakes(console, told)
    return "".join(line.rstrip() + "\n" for line in stream.getvalue().splitlines())


def _paint_pairs(console: Console, rows: list[JudgedPair], reasons: int = 3) -> None:
    from rich.text import Text

    from hullmark.graph.judged_pairs import say_reason

    for row in rows:
        console.print(Text(f"{row.score:.3f}  {row.verdict:9}  {row.left}  {row.right}"))
        table = grid(None)
        for reason in row.reasons[:reasons]:
            table.add_row(Text(say_reason(reason), style="dim"))
        console.print(indented(table))


def _paint_measures(console: Console, found: Measures) -> None:
    from rich.text import Text

    def share(value: float | None, spread: tuple[float, float] | None = None) -> str:
        words = "-" if value is None else f"{value:.4f}"
        return f"{words}  ({spread[0]:.3f} to {spread[1]:.3f})" if spread else words

    table = grid(38, None)
    for name, value in (
        ("pairs with a judgement", f"{found.pairs:,}, {found.positive:,} of them positive"),
        (f"precision at score {found.threshold} or more", share(found.precision)),
        ("recall", share(found.recall)),
        ("F1", share(found.f1, found.f1_interval)),
        ("AUC", share(found.auc)),
        ("recall at precision .99", share(found.recall_sure, found.recall_sure_interval)),
        ("verdict same", f"{found.same:,}"),
        ("  its precision", share(found.same_precision, found.same_precision_interval)),
        ("  its recall", share(found.same_recall)),
        ("verdict different, though positive", f"{found.different_missed:,}"),
    ):
        table.add_row(Text(name), Text(value))
    console.print(table)


def _paint_mistakes(console: Console, told: list[JudgedPair]) -> None:
    wrong = {
        "Negative, yet scored highest": sorted(
            (row for row in told if row.judgement == "negative" and row.score >= 0.5),
            key=lambda row: -row.score,
        ),
        "Positive, yet scored lowest": sorted(
            (row for row in told if row.judgement == "positive" and row.score < 0.5),
            key=lambda row: row.score,
        ),
    }
    for words, rows in wrong.items():
        if rows:
            heading(console, f"{words} ({len(rows):,})")
            _paint_pairs(console, rows[:WORST])
