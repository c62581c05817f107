"""A sheet of paper in points, drawn by matplotlib: text that is measured, boxes, lines, bytes.

The origin is the upper left corner. matplotlib carries its own font, so that the same sheet is the
same bytes on every machine; PDFs have the font in them.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hullmark.graph.charts.lettering import FONT, INK
from hullmark.graph.charts.letters import apart, fonts_for, say_missing
from hullmark.graph.charts.paper import PNG_DPI
from hullmark.graph.text import visible

INCH = 72.0
_FAMILY = "DejaVu Sans"
Point = tuple[float, float]


class Sheet:
    """A page of a width and height in points; later things lie on top of earlier ones."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.words: list[tuple[float, float, float, str]] = []  # left, top, width, text
        self._figure = Figure(figsize=(width / INCH, height / INCH), dpi=INCH)
        self._order = 0

    def _add(self, artist: Any, name: str = "") -> None:
        artist.set_zorder(self._order)
        artist.set_figure(self._figure)
        if name:
            artist.set_gid(name)
        self._order += 1
        self._figure.add_artist(artist)

    def _at(self, x: float, y: float) -> Point:
        return x / self.width, 1 - y / self.height

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 7.5,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "left",
    ) -> float:
        """One line of text whose upper edge is at ``y``; returns the width that it takes."""
        from matplotlib.text import Text

        shown = visible(text)
        taken = measured(shown, size, bold)
        left = x - {"left": 0.0, "center": taken / 2, "right": taken}[anchor]
        self.words.append((left, y, taken, shown))
        across, up = self._at(left, y + size * 0.95)
        line = Text(
            across,
            up,
            shown,
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            fontfamily=list(_families(shown)),
            verticalalignment="baseline",
            parse_math=False,
        )
        self._add(line)
        return taken

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        edge: str = "none",
        line: float = 0.6,
        alpha: float = 1.0,
        hatch: str = "",
        dashed: bool = False,
        name: str = "",
    ) -> None:
        """A rectangle, filled, framed or hatched; ``name`` is its id in an SVG."""
        from matplotlib.patches import Rectangle

        across, up = self._at(x, y + height)
        patch = Rectangle(
            (across, up),
            width / self.width,
            height / self.height,
            facecolor=fill,
            edgecolor=edge,
            linewidth=line if edge != "none" else 0,
            linestyle=(0, (3, 2)) if dashed else "solid",
            alpha=alpha,
            hatch=hatch or None,
        )
        self._add(patch, name)

    def line(
        self,
        points: Sequence[Point],
        *,
        colour: str = INK,
        line: float = 0.6,
        dashes: Sequence[float] = (),
        alpha: float = 1.0,
        name: str = "",
        clip: tuple[float, float, float, float] | None = None,
    ) -> None:
        """A line through points; ``dashes`` are lengths on and off, in widths of the line."""
        from matplotlib.lines import Line2D

        places = [self._at(*point) for point in points]
        drawn = Line2D(
            [one[0] for one in places],
            [one[1] for one in places],
            color=colour,
            linewidth=line,
            linestyle=(0, tuple(dashes)) if dashes else "solid",
            alpha=alpha,
            solid_capstyle="round",
            dash_capstyle="butt",
        )
        self._add(drawn, name)
        self._clip(drawn, clip)

    def area(
        self,
        points: Sequence[Point],
        *,
        fill: str,
        edge: str = "none",
        line: float = 0.5,
        name: str = "",
        clip: tuple[float, float, float, float] | None = None,
    ) -> None:
        """A filled polygon."""
        from matplotlib.patches import Polygon

        patch = Polygon(
            [self._at(*point) for point in points],
            closed=True,
            facecolor=fill,
            edgecolor=edge,
            linewidth=line if edge != "none" else 0,
        )
        self._add(patch, name)
        self._clip(patch, clip)

    def _clip(self, artist: Any, clip: tuple[float, float, float, float] | None) -> None:
        if clip is None:
            return
        from matplotlib.patches import Rectangle

        x, y, width, height = clip
        frame = Rectangle(
            self._at(x, y + height),
            width / self.width,
            height / self.height,
            transform=self._figure.transFigure,
        )
        artist.set_clip_path(frame)

    def printed(self, ending: str, title: str) -> bytes:
        """The finished bytes for ``.svg``, ``.png`` or ``.pdf``: no dates, the same each time."""
        import matplotlib

        out = io.BytesIO()
        metadata: dict[str, Any] = {
            ".svg": {"Date": None, "Title": visible(title), "Creator": None},
            ".pdf": {"CreationDate": None, "Title": visible(title), "Producer": None},
            ".png": {"Software": None, "Title": visible(title)},
        }[ending]
        settings: Any = {
            "svg.hashsalt": "hullmark",
            "svg.fonttype": "none",
            "pdf.fonttype": 42,
            "hatch.linewidth": 0.5,
            "text.hinting": "no_hinting",  # else letters are wider on paper than measured
            "font.family": [_FAMILY],
        }
        if ending != ".svg" and (lost := say_missing(words for *_, words in self.words)):
            print(lost, file=sys.stderr)
        with warnings.catch_warnings(), matplotlib.rc_context(settings):
            warnings.simplefilter("ignore", UserWarning)  # a letter that the font has not
            self._figure.savefig(
                out, format=ending[1:], dpi=PNG_DPI if ending == ".png" else INCH, metadata=metadata
            )
        return _clean_svg(out.getvalue()) if ending == ".svg" else out.getvalue()


def _clean_svg(data: bytes) -> bytes:
    """The SVG as a picture with other machines' fonts, without the DOCTYPE, a link to elsewhere."""
    from lxml import etree

    parser = etree.XMLParser(
        remove_comments=True, no_network=True, resolve_entities=False, huge_tree=True
    )
    root = etree.fromstring(data, parser)
    for old in root.findall("{*}metadata"):
        root.remove(old)
    for text in root.iter("{*}text"):
        style = text.get("style", "")
        text.set(
            "style", style.replace("'DejaVu Sans'", FONT.replace("DejaVu Sans", "'DejaVu Sans'"))
        )
    root.set("role", "img")
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


@lru_cache(maxsize=16384)
def measured(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in points."""
    if not text:
        return 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the font has not
        found: float = _ruler().get_text_width_height_descent(
            text, _font(bold, _families(text)), False
        )[0]
    return found * size / 10.0


@lru_cache(maxsize=1)
def _ruler() -> Any:
    from matplotlib.textpath import TextToPath

    return TextToPath()


def _families(text: str) -> tuple[str, ...]:
    letters = apart(text)
    return (_FAMILY, *fonts_for(letters)[0]) if letters else (_FAMILY,)


@lru_cache(maxsize=64)
def _font(bold: bool, families: tuple[str, ...]) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(families), size=10, weight="bold" if bold else "normal")


def broken(
    text: str, width: float, size: float, *, bold: bool = False, lines: int = 0
) -> list[str]:
    """The text in lines of a width in points; cut with an ellipsis after ``lines`` lines."""
    found, line = list[str](), ""
    for word in visible(text).split(" "):
        whole = f"{line} {word}" if line else word
        if measured(whole, size, bold) <= width:
            line = whole
            continue
        if line:
            found.append(line)
        while measured(word, size, bold) > width and len(word) > 1:
            end = len(word)
            while end > 1 and measured(word[:end], size, bold) > width:
                end -= 1
            found.append(word[:end])
            word = word[end:]
        line = word
    found.append(line)
    if lines and len(found) > lines:
        last = found[lines - 1]
        while last and measured(last + "…", size, bold) > width:
            last = last[:-1]
        found = [*found[: lines - 1], last.rstrip() + "…"]
    return found
