"""From a Graphviz graph to a file that is the same bytes each time: SVG, PNG or PDF.

Graphviz runs inside this process and talks on its standard error; what it says there is read, so
that a label it can't take is an error and not a picture with a hole.
"""

from __future__ import annotations

import os
import re
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import IO, Any

from hullmark.graph.charts.fit import Format
from hullmark.graph.errors import BadValue, HullmarkError

SUFFIXES = (".svg", ".png", ".pdf")
PNG_DPI = 200
_SVG = "http://www.w3.org/2000/svg"
_SLOW = "layout may take a long time"  # it is over when this is read
_DATE = re.compile(rb"\s*/CreationDate \(D:[^)]*\)")
_OFFSET = re.compile(rb"(?<=\n)(\d{10})(?= \d{5} n)|(?<=startxref\n)(\d+)")


def suffix(path: Path) -> str:
    """The format a file name asks for, ``.svg``, ``.png`` or ``.pdf``; ``BadValue`` for others."""
    found = path.suffix.lower()
    if found not in SUFFIXES:
        raise BadValue(
            f"{path}: can't tell what to draw from the ending {path.suffix!r}; expected one of "
            f"{', '.join(SUFFIXES)}, such as {path.stem or 'chart'}.svg."
        )
    return found


def printed(graph: Any, ending: str, titles: dict[str, str]) -> bytes:
    """The finished bytes of a laid-out ``AGraph``, without dates, scripts or outside references.

    ``titles`` gives the words for people of node names (``r…`` where the node is the words of a
    line); they become the SVG's ``<title>`` texts.
    Raises ``HullmarkError`` when Graphviz can't draw, or when letters would come out as boxes.
    """
    if ending != ".svg":
        _need_fonts()
    if ending == ".png":
        graph.graph_attr["dpi"] = str(PNG_DPI)
    data = _drawn(graph, ending[1:])
    if ending == ".svg":
        return _clean_svg(data, titles)
    return _sized_png(data) if ending == ".png" else _undated_pdf(data)


def laid_out(graph: Any) -> tuple[float, float]:
    """Places the nodes of a graph (``pos``, in points) and returns its width and its height."""
    left, low, right, high = _bounds(graph)
    return right - left, high - low


def placed(graph: Any, sheet: Format, *, cut: bool = False) -> float:
    """Lays the graph out and sets its view to the middle of a sheet; returns the scale.

    ``cut`` ends the sheet below the drawing.
    """
    left, low, right, high = _bounds(graph)
    scale = sheet.scale(right - left, high - low)
    height = min(ceil((high - low) * scale + 2 * sheet.margin), sheet.height)
    height = height if cut else sheet.height
    # The upper edge is at the margin; what is left of the sheet stays white below.
    across, down = (left + right) / 2, high + sheet.margin / scale - height / scale / 2
    graph.graph_attr["viewport"] = f"{sheet.width:g},{height:g},{scale:.5f},{across:.2f},{down:.2f}"
    return scale


def _bounds(graph: Any) -> tuple[float, float, float, float]:
    with _overheard():
        graph.layout(prog="dot")
    left, low, right, high = map(float, graph.graph_attr["bb"].split(","))
    return left, low, right, high


def _drawn(graph: Any, form: str) -> bytes:
    with _overheard() as talk:
        try:
            data = bytes(graph.draw(format=form, prog="dot"))
        except (ValueError, OSError) as refused:
            raise HullmarkError(
                f"Graphviz can't draw this chart ({refused}); ask for fewer ships or fewer hops."
            ) from None
    said = [line for line in talk() if not line.startswith("Fontconfig ") and _SLOW not in line]
    errors = [line for line in said if "rror" in line]
    if errors or not data:
        raise HullmarkError(
            f"Graphviz can't draw this chart ({'; '.join(errors) or 'it drew nothing'}); "
            "please report it with the command you ran."
        )
    for line in said:
        print(line, file=sys.stderr)
    return data


@contextmanager
def _overheard() -> Iterator[Any]:
    """Catches what C code writes to standard error; the yielded function gives its lines."""
    sys.stderr.flush()
    kept = os.dup(2)
    heard: IO[bytes]
    lines: list[str] = []
    with tempfile.TemporaryFile() as heard:
        os.dup2(heard.fileno(), 2)
        try:
            yield lambda: lines
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            heard.seek(0)
            lines += heard.read().decode("utf-8", "replace").splitlines()


def _need_fonts() -> None:
    """A machine without any font draws a box for each letter: a PDF of one letter tells."""
    import pygraphviz

    probe = pygraphviz.AGraph()
    probe.add_node("x")
    if b"/FontDescriptor" not in _drawn(probe, "pdf"):
        raise HullmarkError(
            "There is no font on this machine, so letters would come out as boxes; install one "
            "(on Debian and Ubuntu: fonts-dejavu-core) or draw to a file ending in .svg."
        )


def _clean_svg(data: bytes, titles: dict[str, str]) -> bytes:
    """The SVG with titles for people and without the DOCTYPE, which points to another server."""
    from lxml import etree

    parser = etree.XMLParser(
        remove_comments=True, no_network=True, resolve_entities=False, huge_tree=True
    )
    root = etree.fromstring(data, parser)
    for title in root.iter(f"{{{_SVG}}}title"):
        title.text = _title(title.text or "", titles)
    root.set("role", "img")
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _title(name: str, titles: dict[str, str]) -> str:
    """The words for a node, or for the two ends of a line, one of which may be its own words."""
    ends = [end.split(":")[0] for end in name.split("->")]
    words = [end for end in ends if len(ends) > 1 and end.startswith("r")] or ends
    return " – ".join(titles.get(end, end) for end in words)


def _undated_pdf(data: bytes) -> bytes:
    """The PDF without its creation date, whose length hangs on the time zone; offsets follow."""
    *_, found = _DATE.finditer(data)
    start, moved = found.start(), len(found[0])
    table = data.rindex(b"\nxref\n")

    def shifted(match: re.Match[bytes]) -> bytes:
        offset = int(match[0])
        return b"%0*d" % (len(match[0]), offset - moved if offset > start else offset)

    return data[:start] + data[found.end() : table] + _OFFSET.sub(shifted, data[table:])


def _sized_png(data: bytes) -> bytes:
    """The PNG with its resolution written in, so that it is placed at the size it was drawn for."""
    metre = round(PNG_DPI / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", metre, metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    after_header = 33  # signature 8, IHDR 12 + 13
    return data[:after_header] + chunk + data[after_header:]
