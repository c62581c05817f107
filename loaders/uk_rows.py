"""The UK's CSV lists as rows: a dated first line, a header, and below it the rows of entries."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Problem
from hullmark.loaders.base import opened
from hullmark.loaders.uk_claims import Claims

_LONGEST = 1 << 20  # bytes of a line; the longest real one has 9,000
_LARGEST = 512 << 20  # bytes; the largest real list has 16 million
_CUT = "unexpected end of data"


class Form(Struct, frozen=True):
    """What a list's rows are: columns, by their names in small letters, and where they belong.

    ``alone`` are columns with one value each, ``together`` those that make one branch, such as the
    lines of an address; both say where in the XML the same stands.
    """

    title: str
    dated: str  # what the first line begins with
    key: str
    alone: Mapping[str, str]
    together: tuple[tuple[str, Mapping[str, str]], ...]
    optional: frozenset[str]
    renamed: Mapping[str, str]
    again: str
    verbatim: frozenset[str] = frozenset()  # columns whose line breaks mean something
    claiming: tuple[str, ...] = ()  # columns in which two entries may claim one number

    def columns(self) -> set[str]:
        """All columns that are known."""
        return {*self.alone, *(name for _, leaves in self.together for name in leaves)}


class Sheet(Struct, frozen=True):
    """A file after its first reading: its header, how its bytes read, and the rows of each key."""

    path: Path
    form: Form
    encoding: str
    stamp: str
    columns: tuple[str, ...]
    rows: Mapping[str, int]
    shared: Set[str]  # numbers that several entries claim


class Lines:
    """The lines of a file as text; whether the last one read was whole, and the bytes so far."""

    def __init__(self, stream: IO[bytes], path: Path, encoding: str) -> None:
        self._stream, self._path, self._encoding = stream, path, encoding
        self.whole, self._bytes = True, 0

    def __iter__(self) -> Iterator[str]:
        errors = "strict" if self._encoding == "utf-8" else "replace"
        for number, raw in enumerate(iter(lambda: self._stream.readline(_LONGEST), b""), start=1):
            self.whole = raw.endswith(b"\n")
            self._bytes += len(raw)
            if self._bytes > _LARGEST or len(raw) >= _LONGEST:
                raise FileProblem(
                    f"{self._path}: line {number:,}: expected a list of rows, found more bytes "
                    "than any such list has; it was not read further."
                )
            yield raw.decode(self._encoding, errors).removeprefix("\ufeff")


def header(head: bytes) -> tuple[str, list[str]]:
    """The words of a dated first line, and the columns of the header below it.

    Of a file without a dated line the first row is the header.
    """
    rows: list[list[str]] = []
    with suppress(csv.Error):
        for row in csv.reader(head.decode("utf-8", "replace").lstrip("\ufeff").splitlines()):
            rows.append([cell for cell in row if cell.strip()] if not rows else row)
            if len(rows) == 2:
                break
    if len(rows) == 2 and len(rows[0]) <= 2:
        return " ".join(rows[0]), [_plain(name) for name in rows[1]]
    return "", [_plain(name) for name in rows[0]] if rows else []


def survey(path: Path, form: Form) -> Sheet:
    """The file's header and the number of rows under each key, from reading it once.

    Raises ``FileProblem`` for a file of another kind or one that breaks off, ``SourceChanged`` for
    columns that are not the list's.
    """
    try:
        return _survey(path, form, "utf-8")
    except UnicodeDecodeError:
        return _survey(path, form, "cp1252")


def edition(sheet: Sheet, source: str, listed: str, url: str) -> tuple[Edition, list[Problem]]:
    """The edition with the day of the first line, and what was odd in reading the file."""
    problems: list[Problem] = []
    published = None
    stated = sheet.stamp[len(sheet.form.dated) :].strip(" :")
    if stated:
        try:
            published = parse_day(stated)
        except BadValue as bad:
            problems.append(Problem("bad-date", f"{sheet.form.dated}: {bad}", place="line 1"))
    if sheet.encoding != "utf-8":
        message = "expected UTF-8, found other bytes; the file was read as Windows-1252"
        problems.append(Problem("encoding", message))
    return Edition(source, listed, published, title=sheet.form.title, url=url), problems


def _survey(path: Path, form: Form, encoding: str) -> Sheet:
    counted: dict[str, int] = {}
    claims = Claims()
    with opened(path) as stream:
        lines = Lines(stream, path, encoding)
        reader = csv.reader(iter(lines), strict=True)
        stamp, columns = columns_of(reader, path, form)
        sheet = Sheet(path, form, encoding, stamp, columns, counted, claims.shared)
        at, width = columns.index(form.key), len(columns)
        claiming = [columns.index(name) for name in form.claiming]
        for line, row, wrong in below(reader, width):
            # The key of a row that breaks off in its last column would be another key.
            if wrong == _CUT or (not lines.whole and (wrong or at == width - 1)):
                raise FileProblem(
                    f"{path}: line {line:,}: expected a row of {width} columns and a line end, "
                    f"found that the file breaks off; {form.again}."
                )
            if not wrong and (key := row[at].strip()):
                counted[key] = counted.get(key, 0) + 1
                for column in claiming:
                    claims.take(key, row[column])
    return sheet


def columns_of(reader: Iterator[list[str]], path: Path, form: Form) -> tuple[str, tuple[str, ...]]:
    """The dated first line and the columns; an unknown column stays, a missing one is refused."""
    stamp, row = "", _next(reader)
    filled = [cell.strip() for cell in row if cell.strip()]
    if filled and len(filled) <= 2 and " ".join(filled).lower().startswith(form.dated.lower()):
        stamp, row = " ".join(filled), _next(reader)
    plain = [_plain(name) or f"column {number}" for number, name in enumerate(row, start=1)]
    columns = tuple(form.renamed.get(name, name) for name in plain)
    missing = sorted(form.columns() - form.optional - set(columns))
    if form.key not in columns:
        found = repr(",".join(row)[:60]) if row else "none"
        raise FileProblem(
            f"{path}: line 1: expected the columns of {form.title}, found {found}; {form.again}."
        )
    if missing or len(set(columns)) != len(columns):
        found = f"none named {missing[0]!r}" if missing else "one of them twice"
        raise SourceChanged(
            f"{path}: the header: expected the columns of {form.title}, found {found}; "
            f"{form.again}, and if it is the same there, hullmark needs to learn the new columns."
        )
    return stamp, columns


def _next(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error:
        return []


def below(reader: Any, width: int) -> Iterator[tuple[int, list[str], str]]:
    """The rows: the line on which each begins, its cells, and what is wrong with it."""
    while True:
        line, row, wrong = reader.line_num + 1, [], ""
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            wrong = _CUT if _CUT in str(broken) else f"a damaged row ({broken})"
        if not wrong and len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            wrong = f"{len(row)} columns"
        yield line, row, wrong


def _plain(name: str) -> str:
    return " ".join(name.lower().split())
