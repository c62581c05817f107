"""Excel workbooks (``.xlsx``) as rows of text, by openpyxl in its read-only mode, with limits.

Formulas are not evaluated, and the values that Excel left beside them are not taken: a cell with a
formula is a fault that says so. Macros, links and pictures are never looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hullmark.graph.errors import FileProblem
from hullmark.loaders.base import MAX_RATIO, RATIO_FLOOR

MAX_UNPACKED = 1 << 30  # a full sheet of a million rows has 300 to 700 MB
MAX_SHARED = 256 << 20  # the one part that openpyxl holds in memory
MAX_PARTS = 2_000
MAX_ROWS = 1 << 20  # as many as Excel has
_NOUGHTS = re.compile("0+")  # the number format that shows 860230 as 0860230
_FORMULA = "holds a formula; formulas are not evaluated, put its value in its place"


@contextmanager
def sheet_rows(
    path: Path, sheet: str = ""
) -> Iterator[Iterator[tuple[str, list[str], str, dict[int, str]]]]:
    """The rows of one sheet (the first without a name): place, cells, what is wrong, faults."""
    from openpyxl import load_workbook

    _check_parts(path)
    try:
        book = load_workbook(path, read_only=True, keep_links=False)
    except Exception as bad:  # openpyxl lets through whatever its parsers raise
        raise _damaged(path, bad) from None
    try:
        names = [one.title for one in book.worksheets]
        if (sheet and sheet not in names) or not names:
            shown = ", ".join(repr(name) for name in names) or "none"
            raise FileProblem(
                f"{path}: has no sheet {sheet!r}; there is: {shown}; correct 'sheet' in the "
                "mapping."
            )
        yield _rows(book[sheet or names[0]], path)
    finally:
        book.close()


def _damaged(path: Path, bad: Exception) -> FileProblem:
    why = " ".join(str(bad).split())[:200] or type(bad).__name__
    return FileProblem(
        f"{path}: is a workbook that can't be read ({why}); open it in a spreadsheet program and "
        "save it again, as .xlsx or CSV."
    )


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        limit = min(MAX_UNPACKED, max(RATIO_FLOOR, path.stat().st_size * MAX_RATIO))
        shared = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
        if total > limit or shared > MAX_SHARED or len(parts) > MAX_PARTS:
            raise FileProblem(
                f"{path}: is a workbook of {len(parts):,} parts that unpacks to {total:,} bytes, "
                f"more than the {limit:,} that are read; save the sheet as CSV and load that."
            )
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            try:
                with archive.open(part) as stream:
                    start = stream.read(4096).replace(b"\x00", b"").lower()
            except Exception as bad:
                raise _damaged(path, bad) from None
            if b"<!doctype" in start or b"<!entity" in start:
                raise FileProblem(
                    f"{path}: {part.filename} has a DOCTYPE, whose entities can grow without end; "
                    "no workbook has one, and it was not read."
                )


def _rows(sheet: Any, path: Path) -> Iterator[tuple[str, list[str], str, dict[int, str]]]:
    # The size that a sheet states of itself may be wrong, and a million rows too large.
    sheet.reset_dimensions()
    found = iter(sheet.iter_rows())
    for number in range(1, MAX_ROWS + 1):
        try:
            cells = next(found)
        except StopIteration:
            return
        except Exception as bad:
            raise _damaged(path, bad) from None
        row, faults = list[str](), dict[int, str]()
        for at, cell in enumerate(cells):
            text, fault = _text(cell)
            row.append(text)
            if fault:
                faults[at] = fault
        yield f"sheet {sheet.title!r}, row {number}", row, "", faults


def _text(cell: Any) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", _FORMULA
    if cell.data_type == "e":
        return "", f"holds the error {value}"
    match value:
        case bool():
            return "yes" if value else "no", ""
        case int() | float() if float(value).is_integer() and abs(value) < 1e15:
            form = str(cell.number_format)
            width = len(form) if _NOUGHTS.fullmatch(form) else 0
            return str(int(value)).zfill(width), ""
        case datetime():
            plain = value.time() == time()
            return (value.date().isoformat() if plain else value.isoformat(" ")), ""
        case date():
            return value.isoformat(), ""
        case _:
            return str(value), ""
