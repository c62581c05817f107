"""What stands under a picture on a sheet: sources, how to read it, state of the data, gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.charts.digest import digest
from hullmark.graph.charts.footer import in_order, say_snapshot
from hullmark.graph.charts.lettering import GREY, INK
from hullmark.graph.charts.sheet import Sheet, broken
from hullmark.graph.footnotes import Footnotes, say_document, say_footnote, shared_url

SIZE, LEADING, GAP = 6.8, 9.2, 18.0
COLUMNS = 3


class FooterLine(Struct, frozen=True):
    """One line: its text, how it looks, how far it stands in, and what is drawn before it."""

    text: str = ""
    colour: str = INK
    bold: bool = False
    indent: float = 0.0
    sample: Callable[[Sheet, float, float], None] | None = None


Block = list[FooterLine]
Sample = tuple[str, Callable[[Sheet, float, float], None]]
SAMPLE_WIDTH = 30.0


def footer_blocks(
    answer: Answer,
    notes: Footnotes,
    legend: Sequence[Sample],
    left_out: Sequence[str],
    width: float,
) -> list[Block]:
    """The footer's blocks, none of which is to be torn, for columns of a width in points."""
    key: Block = [FooterLine("How to read it", bold=True)]
    for words, sample in legend:
        first, *rest = broken(words, width - SAMPLE_WIDTH, SIZE)
        key.append(FooterLine(first, indent=SAMPLE_WIDTH, sample=sample))
        key += [FooterLine(line, indent=SAMPLE_WIDTH) for line in rest]
    state: Block = [FooterLine("State of the data", bold=True)]
    state += _wrapped(f"As of {answer.as_of}" if answer.as_of else "All dates", width)
    if answer.known_by:
        state += _wrapped(f"As known by {answer.known_by}", width)
    for snapshot in in_order(answer.snapshots):
        state += _wrapped(f"· {say_snapshot(snapshot)}", width, indent=6)
    state += _wrapped(f"The answer drawn here: SHA-256 {digest(answer)[:16]}", width)
    blocks = [*_sources(notes, width), key, state]
    for heading, texts in (("Not known", answer.unknown), ("Not shown", left_out)):
        if texts:
            block = [FooterLine(heading, bold=True)]
            for text in sorted(set(texts)):
                block += _wrapped(f"· {text}", width, indent=6)
            blocks.append(block)
    return blocks


def _wrapped(text: str, width: float, *, indent: float = 0.0, colour: str = INK) -> Block:
    first, *rest = broken(text, width - indent, SIZE)
    return [FooterLine(first, colour), *(FooterLine(line, colour, indent=indent) for line in rest)]


def _sources(notes: Footnotes, width: float) -> list[Block]:
    blocks: list[Block] = []
    head: Block = [FooterLine("Sources", bold=True)]
    for document, places in notes.documents:
        address = shared_url(places)
        head += _wrapped(say_document(document), width)
        if address:
            head += _wrapped(address, width, colour=GREY)
        for note in places:
            words = f"[{note.number}] {say_footnote(note, shared_url=address)}"
            head += _wrapped(words, width, indent=14)
            blocks.append(head)
            head = []
    return blocks or [[*head, FooterLine("none")]]


def in_columns(blocks: Sequence[Block], count: int = COLUMNS) -> list[list[Block]]:
    """The blocks in columns of about equal height, in order."""
    low = max((len(block) for block in blocks), default=1)
    total = _height(blocks)
    for height in range(max(low, total // count), total + 1):
        columns: list[list[Block]] = [[]]
        for block in blocks:
            if columns[-1] and _height(columns[-1]) + len(block) > height:
                columns.append([])
            columns[-1].append(block)
        if len(columns) <= count:
            return columns
    return [list(blocks)]


def _height(column: Sequence[Block]) -> int:
    """Lines of a column; a heading has a blank line before it."""
    return sum(len(block) for block in column) + sum(1 for block in column[1:] if block[0].bold)


def footer_height(columns: Sequence[Sequence[Block]]) -> float:
    """The height in points that the columns take."""
    return max(map(_height, columns), default=0) * LEADING


def draw_footer(
    sheet: Sheet, columns: Sequence[Sequence[Block]], x: float, y: float, width: float
) -> None:
    """The columns, each of a width in points, from an upper left corner."""
    for at, column in enumerate(columns):
        left, top = x + at * (width + GAP), y
        for number, block in enumerate(column):
            if number and block[0].bold:
                top += LEADING
            for line in block:
                if line.sample is not None:
                    line.sample(sheet, left, top + SIZE / 2)
                sheet.text(
                    left + line.indent,
                    top,
                    line.text,
                    size=SIZE,
                    colour=line.colour,
                    bold=line.bold,
                )
                top += LEADING
