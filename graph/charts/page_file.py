"""A chart as one HTML file that asks nothing of a network: the drawing, its data and its tools."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from hullmark.graph.answer import Answer
from hullmark.graph.charts.digest import digest
from hullmark.graph.charts.fit import PLAIN, Wish
from hullmark.graph.charts.ownership import drawn_svg
from hullmark.graph.charts.page_data import page_data
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes
from hullmark.graph.text import visible

PARTS = Path(__file__).parent / "page"
Rows = Sequence[Mapping[str, str]]
_ESCAPES = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


class Draw(Protocol):
    """What draws an answer to a file."""

    def __call__(self, answer: Answer, path: Path, /, *, title: str | None = None) -> Path: ...


def draw_page(
    answer: Answer, path: Path, rows: Rows, *, title: str | None = None, wish: Wish = PLAIN
) -> Path:
    """Writes the ownership chart of an answer as a page; ``rows`` are those of its table.

    The same answer gives the same bytes. Errors as ``ownership.draw`` has them.
    """
    svg, shown, notes = drawn_svg(answer, path, title=title, wish=wish)
    heading = title or answer.question
    return write(path, page(svg, page_data(shown, notes, wish.look, heading), rows).encode())


def write_picture_page(
    answer: Answer, path: Path, rows: Rows, draw: Draw, *, title: str | None = None
) -> Path:
    """Writes another drawing (lives, voyages) as a page: to zoom, with its table and sources."""
    with TemporaryDirectory() as folder:
        svg = draw(answer, Path(folder) / "picture.svg", title=title).read_bytes()
    bare = Answer(
        answer.question, answer.as_of, answer.known_by,
        snapshots=answer.snapshots, unknown=answer.unknown,
    )  # fmt: skip
    data = page_data(bare, Footnotes((), {}), None, title or answer.question)
    data["digest"] = digest(answer)
    return write(path, page(svg, data, rows).encode())


def is_page(path: Path) -> bool:
    """Whether a file name asks for a page."""
    return path.suffix.lower() in (".html", ".htm")


def page(svg: bytes, data: Mapping[str, Any], rows: Rows) -> str:
    """The text of the file."""
    script, style = ((PARTS / name).read_text(encoding="utf-8") for name in ("page.js", "page.css"))
    whole = {**data, "rows": [dict(row) for row in rows]}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode().translate(_ESCAPES)
    hashed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hashed}'"
    drawing = svg.decode("utf-8").partition("?>")[2].strip()
    frame = (PARTS / "page.html").read_text(encoding="utf-8")
    for name, value in (
        ("POLICY", policy),
        ("TITLE", escape(visible(str(data["title"])))),
        ("STYLE", style),
        ("DATA", text),
        ("SCRIPT", script),
        ("DRAWING", drawing),
    ):
        before, mark, after = frame.partition(f"<!--{name}-->")
        assert mark, name
        frame = before + value + after
    return frame
