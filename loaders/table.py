"""Tables as people export them, CSV or an Excel workbook: a header, then rows with their places.

Cells are text: a number of a workbook as it reads, a day as ISO, a formula as a fault. A row that
does not fit the header is a fault too, for its cells may stand under wrong columns.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from msgspec import Struct

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.loaders.base import is_workbook, opened
from hullmark.loaders.table_workbook import sheet_rows

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 1 << 20  # bytes; the longest row of a register that we know of has 4,000
MOST_COLUMNS = 1_000
MOST_LINES_OF_A_ROW = 100  # a quote that is never closed must not swallow the file


class TableRow(Struct, frozen=True):
    """One row: where it stands, its cells by column, or what is wrong with it.

    ``faults`` are columns whose cell could not be taken, and why.
    """

    place: str
    cells: dict[str, str]
    wrong: str = ""
    faults: tuple[tuple[str, str], ...] = ()


class Layout(Struct, frozen=True):
    """How a table is written down: which line is the header, which sheet, sign and encoding."""

    header: int = 1
    sheet: str = ""
    delimiter: str = ""
    encoding: str = "utf-8"


def columns(path: Path, layout: Layout, expected: Sequence[str]) -> tuple[str, ...]:
    """The names in the header, white space folded; ``FileProblem`` when there is no such line."""
    with _opened(path, layout, expected) as (names, _):
        return names


def rows(path: Path, layout: Layout, expected: Sequence[str]) -> Iterator[TableRow]:
    """The rows under the header, blank ones left out; ``expected`` columns tell the delimiter."""
    with _opened(path, layout, expected) as (names, lines):
        for place, cells, wrong, faults in lines:
            if not wrong and len(cells) > len(names) and any(cells[len(names) :]):
                wrong = f"{len(cells)} cells under {len(names)} columns"
            named = dict(zip(names, cells, strict=False))
            if wrong or any(cell.strip() for cell in cells) or faults:
                yield TableRow(
                    place, named, wrong, tuple((names[at], why) for at, why in faults.items())
                )


Line = tuple[str, list[str], str, dict[int, str]]


@contextmanager
def _opened(
    path: Path, layout: Layout, expected: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Iterator[Line]]]:
    if is_workbook(path):
        with sheet_rows(path, layout.sheet) as found:
            yield _headed(found, path, layout)
        return
    with opened(path) as stream:
        yield _headed(_csv_lines(stream, path, layout, expected), path, layout)


def _headed(
    lines: Iterator[Line], path: Path, layout: Layout
) -> tuple[tuple[str, ...], Iterator[Line]]:
    for at, (place, cells, wrong, _) in enumerate(lines, start=1):
        if at < layout.header:
            continue
        while cells and not cells[-1].strip():
            cells.pop()
        names = tuple(" ".join(cell.split()) for cell in cells)
        if wrong or not names or len(names) > MOST_COLUMNS:
            found = wrong or (f"{len(names):,} columns" if names else "a blank line")
            raise FileProblem(
                f"{path}: {place}: expected the names of the columns, found {found}; check "
                "'header' in the mapping, or the file."
            )
        repeated = sorted({name for name in names if name and names.count(name) > 1})
        if repeated:
            raise FileProblem(
                f"{path}: {place}: the column {repeated[0]!r} stands twice; give each column a "
                "name of its own."
            )
        return names, lines
    raise FileProblem(
        f"{path}: has no line {layout.header}, where the names of the columns should stand."
    )


def _csv_lines(
    stream: IO[bytes], path: Path, layout: Layout, expected: Sequence[str]
) -> Iterator[Line]:
    text = _Text(stream, path, layout.encoding)
    delimiter = layout.delimiter or _delimiter(text, expected)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    before, width = 0, 0
    while True:
        wrong, cells = "", list[str]()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as bad:
            if "end of data" in str(bad):
                raise FileProblem(
                    f"{path}: line {before + 1}: a quote is opened and never closed; the file is "
                    "damaged or cut off, export it again."
                ) from None
            wrong = f"a line that is no CSV ({bad})"
        place, before = f"line {before + 1}", reader.line_num
        if "\x00" in "".join(cells):
            raise FileProblem(f"{path}: {place}: holds a NUL character, which no CSV file does.")
        width = width or len(cells)
        if cells and len(cells) < width and not wrong:
            wrong = f"{len(cells)} cells under {width} columns"
        yield place, cells, wrong, {}


class _Text:
    """The lines of a file as text; the first may be put back, for its delimiter was looked up."""

    def __init__(self, stream: IO[bytes], path: Path, encoding: str) -> None:
        start = stream.read(LONGEST_LINE)
        for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16")):
            if start.startswith(mark):
                encoding = name
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._stream, self._path, self._encoding = stream, path, encoding
        self._rest, self._line, self._done = self._decoded(start), 0, False

    def _decoded(self, data: bytes) -> str:
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeError:
            raise FileProblem(
                f"{self._path}: is not {self._encoding.upper()} text; say in the mapping how it is "
                "written, such as 'encoding: windows-1251', or save it as UTF-8."
            ) from None

    def head(self) -> str:
        """The text up to the end of the first block, for looking only."""
        return self._rest

    def __iter__(self) -> Iterator[str]:
        at = 0
        while True:
            if end := self._rest.find("\n", at) + 1:
                line = self._rest[at:end]
                at = end
                yield line
                continue
            self._rest, at = self._rest[at:], 0  # once a block, not once a line
            if self._done:
                if self._rest:
                    yield self._rest
                return
            if len(self._rest) > LONGEST_LINE:
                raise FileProblem(
                    f"{self._path}: holds a line of more than {LONGEST_LINE:,} characters; "
                    "expected a table with a row a line."
                )
            data = self._stream.read(LONGEST_LINE)
            self._done = not data
            self._rest += self._decoded(data)


def _delimiter(text: _Text, expected: Sequence[str]) -> str:
    """The sign between cells under which most of the expected columns stand in the first lines."""
    head = text.head().splitlines()[:20]
    wanted = set(expected)

    def found(sign: str) -> int:
        cells = {" ".join(cell.strip(' "').split()) for line in head for cell in line.split(sign)}
        return len(cells & wanted)

    return max(DELIMITERS, key=found)


def missing(path: Path, needed: Sequence[str], there: Sequence[str]) -> SourceChanged | None:
    """The refusal of a table that lacks needed columns, naming what it has; ``None`` if it fits."""
    lacking = [name for name in needed if name not in there]
    if not lacking:
        return None
    shown = ", ".join(repr(name[:40]) for name in there[:12]) + (", …" if there[12:] else "")
    return SourceChanged(
        f"{path}: expected the column {lacking[0]!r}, which the mapping needs"
        f"{f', and {len(lacking) - 1} more' if lacking[1:] else ''}; found {shown}; correct the "
        "mapping, or add the column to its 'may_lack'."
    )
