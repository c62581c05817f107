"""An answer on its way out: table for people, json, jsonl or csv for programs; stdout or a file."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hullmark.graph.answer import Answer, Evidence
from hullmark.graph.asked import noted
from hullmark.graph.cells import safe_cell
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import (
    Footnotes,
    footnotes,
    marks,
    say_document,
    say_footnote,
    shared_url,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

SCHEMA_VERSION = 1
MIN_WIDTH, MAX_WIDTH = 60, 120


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


Rows = Sequence[Mapping[str, str]]
Paint = Callable[["Console"], None]
_SUFFIXES = {".json": Format.json, ".jsonl": Format.jsonl, ".csv": Format.csv, ".txt": Format.table}


def emit(
    query: str,
    answer: object,
    rows: Rows,
    paint: Paint,
    *,
    format: Format | None = None,
    out: Path | None = None,
    lasting: tuple[object, Rows] | None = None,
) -> None:
    """Write an answer: ``rows`` for jsonl and csv, the whole answer for json, ``paint`` for people.

    Without a format the suffix of ``out`` decides, else a table. A file is written whole or not at
    all; ``BadValue`` for a suffix that says nothing. ``lasting``: the answer and its rows without
    what another day changes (an age), for a certificate.
    """
    format = format or suffix_format(out)
    if noted(query, *(lasting or (answer, rows))):
        return
    text = _table(paint, out) if format is Format.table else _text(query, answer, rows, format)
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write(out, text.encode())


def suffix_format(out: Path | None) -> Format:
    """The format that a file's suffix says, a table for stdout; ``BadValue`` for another suffix."""
    if out is None:
        return Format.table
    if out.suffix.lower() not in _SUFFIXES:
        raise BadValue(
            f"{out}: the suffix does not say a format; expected one of "
            f"{', '.join(_SUFFIXES)}, or say it with -f."
        )
    return _SUFFIXES[out.suffix.lower()]


def _text(query: str, answer: object, rows: Rows, format: Format) -> str:
    if format is Format.json:
        whole = {"schema_version": SCHEMA_VERSION, "query": query, "answer": answer}
        return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
    if format is Format.jsonl:
        return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: safe_cell(value) for name, value in row.items()})
    return stream.getvalue()


def _table(paint: Paint, out: Path | None) -> str:
    return painted(paint, plain=out is not None)


def painted(paint: Paint, *, plain: bool = False) -> str:
    """What a painter prints, without blanks at the ends of lines."""
    console = new_console(plain=plain)
    # Rich would write to stdout itself, even of a capture, and end the program at a closed pipe.
    console.file = stream = io.StringIO()
    paint(console)
    lines = stream.getvalue().splitlines()
    return "".join(line.rstrip() + "\n" for line in lines)


def new_console(*, plain: bool = False, stderr: bool = False) -> Console:
    """A console as wide as the terminal, 80 columns elsewhere; colours only on a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    terminal = stream.isatty() and not plain
    width = None
    if not terminal:
        width = int(columns) if (columns := os.environ.get("COLUMNS", "")).isdigit() else 80
    console = Console(file=stream, force_terminal=terminal, width=width, highlight=False)
    console.width = max(MIN_WIDTH, min(console.width, MAX_WIDTH))
    return console


def grid(*widths: int | None) -> Table:
    """A borderless table: a number is a fixed width, ``None`` takes a share of what is left."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for width in widths:
        if width is None:
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(width=width, overflow="fold")
    return table


def indented(table: Table) -> Padding:
    """A table set in below its heading."""
    from rich.padding import Padding

    return Padding(table, (0, 0, 0, 2))


def heading(console: Console, words: str) -> None:
    """A section's heading."""
    from rich.text import Text

    console.print()
    console.print(Text(words, style="bold"))


def numbered(evidence: Iterable[Evidence]) -> Footnotes:
    """Footnotes for all the evidence a table will cite."""
    return footnotes(evidence)


def paint_sources(console: Console, notes: Footnotes) -> None:
    """The numbered sources, by document."""
    from rich.text import Text

    if not notes.documents:
        return
    heading(console, "Sources")
    for document, places in notes.documents:
        address = shared_url(places)
        title = say_document(document)
        console.print(Text(f"  {title}"))
        if address:
            console.print(Text(f"  {address}", style="dim"), soft_wrap=True)
        table = grid(6, None)
        for note in places:
            words = say_footnote(note, shared_url=address)
            table.add_row(Text(f"  [{note.number}]"), Text(words, style="dim"))
        console.print(indented(table))


def paint_unknown(console: Console, answer: Answer) -> None:
    """What was not known, and on which day the question was asked."""
    from rich.text import Text

    if answer.unknown:
        heading(console, "Not known, or not shown")
        table = grid(None)
        for words in answer.unknown:
            table.add_row(Text(words))
        console.print(indented(table))


def day_line(answer: Answer) -> str:
    """``as of 2023-08-01``, ``known by …``; ``""`` when neither was asked."""
    parts = []
    if answer.as_of:
        parts.append(f"as of {answer.as_of}")
    if answer.known_by:
        parts.append(f"as known by {answer.known_by}")
    return ", ".join(parts)


def cited(evidence: Iterable[Evidence], notes: Footnotes) -> str:
    """The footnote numbers of some evidence: ``[1][4]``."""
    return marks(evidence, notes)


def sources_text(evidence: Iterable[Evidence]) -> str:
    """The sources of a flat row in one cell."""
    return "; ".join(source_lines(evidence))


def source_lines(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Each distinct source in words: its document, its days and the place in it."""
    return tuple(
        f"{say_document(document)}: {say_footnote(note)}"
        for document, places in footnotes(evidence).documents
        for note in places
    )
