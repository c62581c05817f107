"""Text inside a Graphviz label: cleaned, escaped and broken into lines of a width that is known.

Names in the lists are hostile input: quotes, angle brackets, backslashes, control characters,
right-to-left script. Everything that reaches a label goes through ``escaped``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

from hullmark.graph.text import visible

# DejaVu first because it is on nearly every machine that draws; Verdana has the same widths, so an
# SVG that was measured here fits its boxes on machines that have only that.
FONT = "DejaVu Sans,Verdana,sans-serif"
INK, GREY = "#1a1a1a", "#5f5f5f"
ELLIPSIS = "…"


def escaped(text: str) -> str:
    r"""The text for an HTML-like label, where Graphviz would read ``\N`` as the node's own name."""
    return escape(visible(text), quote=True).replace("\\", "\\\\")


def width(text: str) -> int:
    """The columns a text takes: wide East Asian letters count two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrapped(text: str, columns: int, *, lines: int = 0) -> list[str]:
    """The cleaned text in lines of at most ``columns``; cut with an ellipsis after ``lines`` lines.

    Breaks at blanks, and inside a word only where the word alone is wider than a line; there after
    a slash or a hyphen, if it has one far enough along (addresses).
    """
    found: list[str] = []
    line = ""
    for word in visible(text).split(" "):
        whole = f"{line} {word}" if line else word
        if width(whole) <= columns:
            line = whole
            continue
        if line:
            found.append(line)
        *full, line = _pieces(word, columns)
        found.extend(full)
    found.append(line)
    if lines and len(found) > lines:
        last = found[lines - 1]
        while width(last) >= columns:
            last = last[:-1]
        found = [*found[: lines - 1], last + ELLIPSIS]
    return found


def _pieces(word: str, columns: int) -> list[str]:
    pieces = []
    while width(word) > columns:
        end, taken = 0, 0
        while end < len(word) and (end == 0 or taken + width(word[end]) <= columns):
            taken += width(word[end])
            end += 1
        joint = max(word.rfind(mark, 0, end) for mark in "/-_") + 1
        end = joint if joint > end // 2 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word] if word or not pieces else pieces


def lettered(text: str, *, size: float, colour: str = INK, bold: bool = False) -> str:
    """One run of text in a size (points) and colour, escaped; empty for blank text."""
    inner = escaped(text)
    if not inner:
        return ""  # Graphviz takes an empty FONT for a syntax error
    inner = f"<B>{inner}</B>" if bold else inner
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{inner}</FONT>'


def row(content: str, *, attributes: str = "") -> str:
    """One row of one cell around markup that is escaped already."""
    return f"<TR><TD{' ' if attributes else ''}{attributes}>{content}</TD></TR>"


def table(rows: Iterable[str], attributes: str = "") -> str:
    """A table without lines or gaps around finished rows; Graphviz needs at least one."""
    frame = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    return f"<TABLE {attributes or frame}>{''.join(rows) or row(' ')}</TABLE>"
