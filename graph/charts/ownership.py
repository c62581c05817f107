"""The ownership chart: who owns and who manages ships, above them, with dates and sources.

Drawn by Graphviz's ``dot`` from an ``Answer`` alone. The words of a role stand in the line itself,
as a small node without a frame, so that it is never in doubt which line they belong to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from hullmark.graph.answer import Answer
from hullmark.graph.charts import paper
from hullmark.graph.charts.boxes import badges, evidence_shown
from hullmark.graph.charts.digest import digest
from hullmark.graph.charts.drawing import drawing, landed
from hullmark.graph.charts.fit import PLAIN, SMALLEST, Fit, Wish, best, formats
from hullmark.graph.charts.footer import footer, footer_columns, footer_height
from hullmark.graph.charts.letters import say_missing
from hullmark.graph.charts.levels import row_counts, shelves
from hullmark.graph.charts.strokes import strokes
from hullmark.graph.charts.style import default
from hullmark.graph.charts.trim import trimmed
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes, footnotes


def draw(answer: Answer, path: Path, *, title: str | None = None, wish: Wish = PLAIN) -> Path:
    """Draws who owns and manages the ships of an answer to an ``.svg``, ``.png`` or ``.pdf`` file.

    The picture is one sheet of paper. The same answer gives the same bytes. Raises ``BadValue``
    for another suffix or an answer without entities, ``FileProblem`` when the file can't be
    written; no part of a file is left.
    """
    ending = paper.suffix(path)
    graph, titles, fit = _checked(answer, path, title, wish)
    look = wish.look or default()
    size = min(look.sizes.details, look.sizes.notes) * fit.scale
    if size < SMALLEST:
        print(
            f"The smallest letters of the chart are {size:.1f} points high on "
            f"{fit.format.paper.upper()} {fit.format.orientation}; they come out larger with "
            f"{'' if fit.format.paper == 'a3' else '--paper a3, '}a smaller --max-nodes, a "
            "smaller --depth, fewer --roles, or --as-of.",
            file=sys.stderr,
        )
    if ending != ".svg" and (lost := say_missing(_lettering(graph))):
        print(lost, file=sys.stderr)
    return write(path, paper.printed(graph, ending, titles))


def drawn_svg(
    answer: Answer, path: Path, *, title: str | None = None, wish: Wish = PLAIN
) -> tuple[bytes, Answer, Footnotes]:
    """The drawing for a page, what of the answer it shows, and its footnotes.

    Boxes have the ids ``n1``, ``n2`` …, the words of lines ``r1`` …, their strokes ``r1-0`` ….
    """
    graph, titles, _ = _checked(answer, path, title, wish)
    for node in graph.nodes():
        node.attr["id"] = str(node)
    for at, (start, end, key) in enumerate(graph.edges(keys=True)):
        level = start.startswith("n") and end.startswith("n")
        graph.get_edge(start, end, key).attr["id"] = key if level else f"{key}-{at}"
    shown, _ = trimmed(answer, wish.most)
    return paper.printed(graph, ".svg", titles), shown, numbered(shown)


def _checked(
    answer: Answer, path: Path, title: str | None, wish: Wish
) -> tuple[Any, dict[str, str], Fit]:
    """The chart on its sheet, with what it leaves out said; ``BadValue`` for an empty answer."""
    if not answer.entities:
        raise BadValue(
            f"{path}: there is nothing to draw, as the answer to {answer.question!r} holds no ship "
            "and no company; ask about another name, or without --as-of."
        )
    graph, titles, fit = fitted(answer, title=title, wish=wish)
    for text in fit.left_out:
        print(f"Not shown: {text}", file=sys.stderr)
    return graph, titles, fit


def fitted(
    answer: Answer, *, title: str | None = None, wish: Wish = PLAIN
) -> tuple[Any, dict[str, str], Fit]:
    """The chart laid out on its sheet, the words for its nodes' names, and what was chosen."""
    look = wish.look or default()
    shown, left_out = trimmed(answer, wish.most)
    sheets = formats(look, wish.paper, wish.orientation)
    notes = numbered(shown)
    drawn = strokes(shown, notes, look)
    marks = [badge for one in shown.entities.values() for badge in badges(one, shown.as_of)]
    made, sizes = {}, []
    hung = shelves(shown, drawn)
    for rows in row_counts(hung, len(shown.entities)):
        made[rows] = drawing(shown, drawn, notes, title, wish, hung, rows)
        sizes.append((rows, *paper.laid_out(made[rows][0])))
    hashed, known = digest(shown), dict[int, list[list[str]]]()

    def below(width: float) -> list[list[str]]:
        if int(width) not in known:
            known[int(width)] = footer_columns(
                shown, drawn, marks, notes,
                width=width, look=look, left_out=left_out, digest=hashed,
            )  # fmt: skip
        return known[int(width)]

    fit = best(sheets, sizes, lambda width: footer_height(below(width), look))
    graph, titles = made[fit.rows]
    landed(graph, shown, notes, wish)
    graph.graph_attr["label"] = f"<{footer(below(fit.width), look)}>"
    scale = paper.placed(graph, fit.format, cut=wish.cut)
    return graph, titles, Fit(fit.format, fit.rows, fit.width, scale, left_out)


def _lettering(graph: Any) -> Iterator[str]:
    """The text of all labels."""
    labels = [graph.graph_attr["label"], *(node.attr["label"] for node in graph.nodes())]
    labels += [edge.attr["label"] or "" for edge in graph.edges()]
    for label in (*labels, *(sub.graph_attr["label"] or "" for sub in graph.subgraphs())):
        yield unescape(re.sub(r"<[^<>]*>", "", label))


def numbered(answer: Answer) -> Footnotes:
    """The footnotes of a chart: of its boxes and of the lines whose ends it has."""
    boxed = (e for one in answer.entities.values() for e in evidence_shown(one, answer.as_of))
    lined = (
        link.evidence
        for link in answer.links
        if link.subject in answer.entities and link.object in answer.entities
    )
    return footnotes([*boxed, *lined])
