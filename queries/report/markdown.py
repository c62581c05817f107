"""A report as Markdown, its pictures as files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

# What would become markup, a link or a tag; letters of any script stay as they are.
_ESCAPED = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LIST_MARK = re.compile(r"^([0-9]*)([-+.)])(?=\s)")


def markdown(document: Document, picture_file: str) -> str:
    """The text of the file; ``picture_file`` has ``{}`` for a picture's name."""
    parts = [f"# {escaped(document.title)}", "  \n".join(map(escaped, document.lines))]
    parts += ["\n".join(_lines(block, picture_file)) for block in document.blocks]
    return "\n\n".join(parts) + "\n"


def escaped(words: str) -> str:
    """Words that Markdown shows as they are, on one line."""
    line = _ESCAPED.sub(r"\\\1", visible(words))
    return _LIST_MARK.sub(r"\1\\\2", line)


def _lines(block: Block, picture_file: str) -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield f"{'#' * (level + 1)} {escaped(words)}"
        case Paragraph(cell):
            yield _cell(cell)
        case Bullets(items):
            yield from (f"- {_cell(item)}" for item in items)
        case Table(heads, rows, _):
            yield f"| {' | '.join(map(escaped, heads))} |"
            yield f"|{'---|' * len(heads)}"
            yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
        case Picture(name, caption):
            address = picture_file.format(name).replace(" ", "%20").replace(")", "%29")
            yield f"![{escaped(caption)}]({address})"


def _cell(cell: Cell) -> str:
    words = escaped(cell.text)
    if cell.strong and words:
        words = f"**{words}**"
    return f"{words} {escaped(cell.marks)}".strip()
