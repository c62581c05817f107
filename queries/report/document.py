"""What a report is made of, whatever file it becomes: headings, tables, pictures, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.answer import Evidence
from hullmark.graph.footnotes import (
    Footnotes,
    footnotes,
    marks,
    say_document,
    say_footnote,
    shared_url,
)


class Cell(Struct, frozen=True):
    """Words and what stands behind them; ``marks`` are the numbers of the sources, once known."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    strong: bool = False
    marks: str = ""


class Heading(Struct, frozen=True):
    """A heading; level 1 is a section, 2 a part of one."""

    text: str
    level: int = 1


class Paragraph(Struct, frozen=True):
    said: Cell


class Bullets(Struct, frozen=True):
    items: tuple[Cell, ...]


class Table(Struct, frozen=True):
    """Rows under column heads; ``widths`` are parts of the page's width and sum up to 100."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


class Picture(Struct, frozen=True):
    """A drawing, in the form that the report's format needs: SVG for pages, PNG for others."""

    name: str
    caption: str
    data: bytes


Block = Heading | Paragraph | Bullets | Table | Picture


class Document(Struct, frozen=True):
    """A whole report: its title, the lines under it, and its blocks in reading order."""

    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]


def text(words: str) -> Cell:
    """A cell without sources."""
    return Cell(words)


def with_sources(document: Document, heading: str, before: int) -> Document:
    """The document with every cell's sources numbered, and listed under a heading.

    The list is put before the block of that number, so that method and certificate follow it.
    """
    notes = footnotes(one for cell in _cells(document.blocks) for one in cell.evidence)
    blocks = [_marked(block, notes) for block in document.blocks]
    blocks[before:before] = [Heading(heading), *_listed(notes)]
    return replace(document, blocks=tuple(blocks))


def _cells(blocks: Iterable[Block]) -> Iterator[Cell]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.said
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table):
            for row in block.rows:
                yield from row


def _marked(block: Block, notes: Footnotes) -> Block:
    def numbered(cell: Cell) -> Cell:
        return replace(cell, marks=marks(cell.evidence, notes), evidence=())

    if isinstance(block, Paragraph):
        return Paragraph(numbered(block.said))
    if isinstance(block, Bullets):
        return Bullets(tuple(map(numbered, block.items)))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(map(numbered, row)) for row in block.rows))
    return block


def _listed(notes: Footnotes) -> Iterator[Block]:
    if not notes.documents:
        yield Paragraph(text("None: no statement above has a source loaded here."))
    for document, places in notes.documents:
        address = shared_url(places)
        title = say_document(document)
        yield Paragraph(Cell(f"{title} · {address}" if address else title, strong=True))
        yield Bullets(
            tuple(
                Cell(say_footnote(note, shared_url=address), marks=f"[{note.number}]")
                for note in places
            )
        )
