"""A report as a Word document, its pictures and tables as such."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from hullmark.graph.errors import HullmarkError
from hullmark.graph.text import visible
from hullmark.queries.report.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
)

PAGE_WIDTH = 17.4  # centimetres between the margins of an A4 page
PAGE_HEIGHT = 22.0  # that a picture may take
MARGIN = 1.8
_THEN = (1980, 1, 1, 0, 0, 0)  # the time of every part, so that the same report has the same bytes


def word(document: Document) -> bytes:
    """The bytes of a ``.docx``; ``HullmarkError`` when the package for it is not installed."""
    try:
        import docx
        from docx.shared import Cm, Pt
    except ModuleNotFoundError:
        raise HullmarkError(
            "A .docx needs the package python-docx; install it with: pip install 'hullmark[report]'"
        ) from None
    made: Any = docx.Document()
    (section,) = made.sections
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN)
    made.styles["Normal"].font.size = Pt(9.5)
    made.core_properties.title = visible(document.title)[:255]
    made.core_properties.author = "hullmark"
    made.add_heading(visible(document.title), 0)
    for line in document.lines:
        made.add_paragraph(visible(line))
    for block in document.blocks:
        _add(made, block)
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer.getvalue())


def _add(made: Any, block: Block) -> None:
    match block:
        case Heading(words, level):
            made.add_heading(visible(words), level)
        case Paragraph(cell):
            _say(made.add_paragraph(), cell)
        case Bullets(items):
            for item in items:
                _say(made.add_paragraph(style="List Bullet"), item)
        case Table():
            _tabulate(made, block)
        case Picture():
            _show(made, block)


def _say(paragraph: Any, cell: Cell) -> None:
    run = paragraph.add_run(visible(cell.text))
    run.bold = cell.strong or None
    if cell.marks:
        paragraph.add_run(f" {visible(cell.marks)}").font.superscript = True


def _tabulate(made: Any, block: Table) -> None:
    from docx.shared import Cm, Pt

    table = made.add_table(rows=1, cols=len(block.heads), style="Light Grid Accent 1")
    table.autofit = False
    widths = [Cm(PAGE_WIDTH * part / 100) for part in block.widths]
    rows = [tuple(Cell(head, strong=True) for head in block.heads), *block.rows]
    cells = list(table.rows[0].cells)
    for at, row in enumerate(rows):
        if at:
            cells = list(table.add_row().cells)
        for place, width, cell in zip(cells, widths, row, strict=True):
            place.width = width
            (paragraph,) = place.paragraphs
            _say(paragraph, cell)
            for run in paragraph.runs:
                run.font.size = Pt(8)
    made.add_paragraph()


def _show(made: Any, block: Picture) -> None:
    from docx.shared import Cm

    shape = made.add_picture(io.BytesIO(block.data), width=Cm(PAGE_WIDTH))
    if shape.height > Cm(PAGE_HEIGHT):
        shape.width = round(shape.width * Cm(PAGE_HEIGHT) / shape.height)
        shape.height = Cm(PAGE_HEIGHT)
    shape._inline.docPr.set("descr", visible(block.caption))
    made.add_paragraph(visible(block.caption), style="Caption")


def _undated(data: bytes) -> bytes:
    """The same package with every part of it dated alike."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _THEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return buffer.getvalue()
