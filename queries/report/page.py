"""A report as one HTML file that asks nothing of a network; a PDF is printed from the same page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

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

STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / "
  counter(pages); font-size: 8pt; color: #555; } }
body { font: 10pt/1.45 "DejaVu Sans", "Noto Sans", "Liberation Sans", sans-serif; color: #1a1a1a;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.9em; line-height: 1.2; margin: 0 0 .2em; }
h2 { font-size: 1.3em; margin: 1.6em 0 .4em; border-bottom: 1px solid #bbb; break-after: avoid; }
h3 { font-size: 1.05em; margin: 1.1em 0 .3em; break-after: avoid; }
p { margin: .4em 0; } .lines { color: #555; margin: 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: .85em; }
caption { text-align: left; }
th { text-align: left; border-bottom: 1.5px solid #555; padding: .25em .5em .25em 0; }
td { vertical-align: top; border-bottom: 1px solid #ddd; padding: .25em .5em .25em 0;
  overflow-wrap: anywhere; }
tr { break-inside: avoid; }
li { overflow-wrap: anywhere; }
sup { color: #555; font-size: .8em; line-height: 0; }
figure { margin: .8em 0; break-inside: avoid; }
figure img { max-width: 100%; max-height: 235mm; border: 1px solid #ddd; }
figcaption { color: #555; font-size: .9em; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 9pt; } }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(document: Document) -> str:
    """The whole file."""
    lines = "".join(f'<p class="lines">{_safe(line)}</p>\n' for line in document.lines)
    body = "".join(part for block in document.blocks for part in _parts(block))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{_safe(document.title)}</h1>\n{lines}{body}</body>\n</html>\n"
    )


def _safe(words: str) -> str:
    return escape(visible(words))


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield f"<h{level + 1}>{_safe(words)}</h{level + 1}>\n"
        case Paragraph(cell):
            yield f"<p>{_cell(cell)}</p>\n"
        case Bullets(items):
            yield "<ul>\n"
            yield from (f"<li>{_cell(item)}</li>\n" for item in items)
            yield "</ul>\n"
        case Table(heads, rows, widths):
            yield "<table>\n<colgroup>"
            yield from (f'<col style="width:{width}%">' for width in widths)
            yield "</colgroup>\n<thead><tr>"
            yield from (f'<th scope="col">{_safe(head)}</th>' for head in heads)
            yield "</tr></thead>\n<tbody>\n"
            for row in rows:
                yield f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>\n"
            yield "</tbody>\n</table>\n"
        case Picture(_, caption, svg):
            data = b64encode(svg).decode()
            yield f'<figure><img alt="{_safe(caption)}" src="data:image/svg+xml;base64,{data}">'
            yield f"<figcaption>{_safe(caption)}</figcaption></figure>\n"


def _cell(cell: Cell) -> str:
    words = f"<bdi>{_safe(cell.text)}</bdi>" if cell.text else ""
    if cell.strong and words:
        words = f"<strong>{words}</strong>"
    return f"{words}<sup>{_safe(cell.marks)}</sup>" if cell.marks else words
