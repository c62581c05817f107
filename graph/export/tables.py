"""Tables: a folder of CSV files, or a workbook, of nodes, links, listings and sources."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hullmark.graph.cells import safe_cell
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.export.graph import (
    LINK_COLUMNS,
    LISTING_COLUMNS,
    NODE_COLUMNS,
    SOURCE_COLUMNS,
    Cells,
    Graph,
    link_row,
    listing_rows,
    node_row,
    plain,
    source_row,
)
from hullmark.graph.files import write, write_parts

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS, LONGEST = 1_048_575, 32_767  # of a sheet, of a cell: Excel's own limits
CUT = " … (cut: a cell holds no more)"


def _sheets(graph: Graph) -> dict[str, tuple[tuple[str, ...], Callable[[], Iterator[Cells]]]]:
    """Each table's name, columns and rows."""
    return {
        "nodes": (NODE_COLUMNS, lambda: (node_row(e, graph.as_of) for e in graph.entities())),
        "edges": (LINK_COLUMNS, lambda: (link_row(link) for link in graph.links())),
        "listings": (
            LISTING_COLUMNS,
            lambda: (row for e in graph.entities() for row in listing_rows(e)),
        ),
        "sources": (SOURCE_COLUMNS, lambda: (source_row(one) for one in graph.snapshots)),
    }


def csv_folder(graph: Graph, folder: Path) -> None:
    """``nodes.csv``, ``edges.csv``, ``listings.csv`` and ``sources.csv``, all of them or none.

    An earlier export is replaced; ``BadValue`` for a folder that holds anything else.
    """
    sheets = _sheets(graph)
    names = {f"{name}.csv" for name in sheets}
    if folder.exists() and not folder.is_dir():
        raise BadValue(f"{folder}: expected a folder for CSV files, found a file; name another.")
    if folder.is_dir() and (other := {one.name for one in folder.iterdir()} - names):
        raise BadValue(
            f"{folder}: expected no folder, an empty one or an earlier export to replace; found "
            f"{min(other)!r} in it; name another folder."
        )
    made = folder.absolute().with_name(f".{folder.absolute().name}.part")
    try:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        for name, (columns, rows) in sheets.items():
            write_parts(made / f"{name}.csv", _csv(columns, rows()))
        aside = folder.absolute().with_name(f".{folder.absolute().name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        if folder.is_dir():
            folder.rename(aside)  # a crash between the two leaves both, under these names
        made.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as refused:
        raise FileProblem(
            f"{folder}: can't be written ({refused.strerror}); name a place that is yours."
        ) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _csv(columns: tuple[str, ...], rows: Iterator[Cells]) -> Iterator[bytes]:
    yield (",".join(columns) + "\n").encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(safe_cell(row[name]) for name in columns)
        yield line.getvalue().encode("utf-8", "backslashreplace")


def workbook(graph: Graph, path: Path) -> None:
    """A workbook whose cells are all text, so that none is a formula, number or date of Excel's.

    ``BadValue`` without openpyxl, and for more rows than a sheet holds.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise BadValue(
            f"{path}: a workbook needs the package openpyxl: pip install 'hullmark[xlsx]'."
        ) from None
    book = Workbook(write_only=True)
    for name, (columns, rows) in _sheets(graph).items():
        _fill(book, "links" if name == "edges" else name, columns, rows())
    stream = io.BytesIO()
    book.save(stream)
    write(path, stream.getvalue())


def sheet(name: str, columns: tuple[str, ...], rows: Iterator[Cells]) -> bytes:
    """The bytes of a workbook of one sheet whose cells are all text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _fill(book, name, columns, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(book: Workbook, name: str, columns: tuple[str, ...], rows: Iterator[Cells]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise BadValue(
                f"The sheet {name!r} would have more than {MOST_ROWS:,} rows, which no workbook "
                "holds; export a part with --around, or a folder of CSV files."
            )
        cells = []
        for column in columns:
            text = plain(row[column])
            if len(text) > LONGEST:
                text = text[: LONGEST - len(CUT)] + CUT
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"  # else text that begins with = is a formula
            cells.append(cell)
        sheet.append(cells)
