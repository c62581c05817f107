"""Rows on their way out one after the other, however many: lines, csv, jsonl or json."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from hullmark.graph.asked import listening, noted_rows
from hullmark.graph.cells import safe_cell
from hullmark.graph.files import write_parts
from hullmark.queries.output import SCHEMA_VERSION, Format, suffix_format

Rows = Iterable[Mapping[str, str]]


def stream(
    query: str,
    rows: Rows,
    columns: Sequence[str],
    *,
    format: Format | None = None,
    out: Path | None = None,
) -> None:
    """Write rows as they come: tab-separated lines for people, csv or jsonl for programs.

    Without a format the suffix of ``out`` decides. ``json`` is one document with the rows as its
    answer. A file is written whole or not at all.
    """
    format = format or suffix_format(out)
    now = listening()
    rows = noted_rows(query, rows)
    if now is not None and now.replay:
        for _ in rows:
            pass
        return
    parts = _parts(query, rows, columns, format)
    if out is not None:
        write_parts(out, (part.encode("utf-8", "backslashreplace") for part in parts))
        return
    for part in parts:
        sys.stdout.write(part)
    sys.stdout.flush()


def _parts(query: str, rows: Rows, columns: Sequence[str], format: Format) -> Iterator[str]:
    if format is Format.jsonl:
        yield from (msgspec.json.encode(row).decode() + "\n" for row in rows)
    elif format is Format.json:
        head = msgspec.json.encode({"schema_version": SCHEMA_VERSION, "query": query}).decode()
        yield f'{head[:-1]},"answer":['
        for at, row in enumerate(rows):
            yield ("," if at else "") + "\n" + msgspec.json.encode(row).decode()
        yield "\n]}\n"
    elif format is Format.csv:
        yield _csv(columns)
        yield from (_csv([safe_cell(row[name]) for name in columns]) for row in rows)
    else:
        for row in rows:
            yield "\t".join(" ".join(row[name].split()) for name in columns) + "\n"


def _csv(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
