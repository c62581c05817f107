"""The ownership chart: who owns and who manages ships, above them, with dates and sources.

Drawn by Graphviz's ``dot`` from an ``Answer`` alone. The words of a role stand in the line itself,
as a small node without a frame, so that it is never in doubt which line they belong to.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.charts import paper
from hullmark.graph.charts.boxes import badges, box, evidence_shown
from hullmark.graph.charts.digest import digest
from hullmark.graph.charts.fit import SMALLEST, Fit, best, formats
from hullmark.graph.charts.footer import footer, footer_columns, footer_height
from hullmark.graph.charts.lettering import FONT, lettered, row, table, wrapped
from hullmark.graph.charts.levels import extra_levels, most_rows, stacked
from hullmark.graph.charts.strokes import Stroke, bundles, strokes
from hullmark.graph.charts.style import Style, default
from hullmark.graph.charts.trim import trimmed
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes, footnotes
from hullmark.graph.schema import family
from hullmark.graph.text import visible


class Wish(Struct, frozen=True):
    """How a chart is to be drawn: ``""`` leaves it to the style, or to what fits best.

    ``lang`` is the language whose names go first, ``most`` the largest number of boxes: more take
    Graphviz minutes and come out too small to read on any paper.
    """

    look: Style | None = None
    paper: str = ""
    orientation: str = ""
    lang: str = ""
    most: int = 200


PLAIN = Wish()


def draw(answer: Answer, path: Path, *, title: str | None = None, wish: Wish = PLAIN) -> Path:
    """Draws who owns and manages the ships of an answer to an ``.svg``, ``.png`` or ``.pdf`` file.

    The picture is one sheet of paper. The same answer gives the same bytes. Raises ``BadValue``
    for another suffix or an answer without entities, ``FileProblem`` when the file can't be
    written; no part of a file is left.
    """
    ending = paper.suffix(path)
    if not answer.entities:
        raise BadValue(
            f"{path}: there is nothing to draw, as the answer to {answer.question!r} holds no ship "
            "and no company; ask about another name, or without --as-of."
        )
    graph, titles, fit = fitted(answer, title=title, wish=wish)
    look = wish.look or default()
    size = min(look.sizes.details, look.sizes.notes) * fit.scale
    if size < SMALLEST:
        print(
            f"{path}: the smallest letters are {size:.1f} points high on "
            f"{fit.format.paper.upper()} {fit.format.orientation}; they come out larger with "
            f"{'' if fit.format.paper == 'a3' else '--paper a3, '}a smaller --max-nodes, a "
            "smaller --depth, fewer --roles, or --as-of.",
            file=sys.stderr,
        )
    return write(path, paper.printed(graph, ending, titles))


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
    for rows in most_rows(shown, drawn):
        made[rows] = _graph(shown, drawn, notes, title, wish, rows)
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
    _landed(graph, shown, notes, wish)
    graph.graph_attr["label"] = f"<{footer(below(fit.width), look)}>"
    scale = paper.placed(graph, fit.format)
    return graph, titles, Fit(fit.format, fit.rows, fit.width, scale)


def numbered(answer: Answer) -> Footnotes:
    """The footnotes of a chart: of its boxes and of the lines whose ends it has."""
    boxed = (e for one in answer.entities.values() for e in evidence_shown(one, answer.as_of))
    lined = (
        link.evidence
        for link in answer.links
        if link.subject in answer.entities and link.object in answer.entities
    )
    return footnotes([*boxed, *lined])


def _graph(
    answer: Answer,
    drawn: tuple[Stroke, ...],
    notes: Footnotes,
    title: str | None,
    wish: Wish,
    rows: int,
) -> tuple[Any, dict[str, str]]:
    """The ``pygraphviz.AGraph`` without what stands below, and the words for its nodes' names."""
    import pygraphviz

    look = wish.look or default()
    font = FONT if look.font == default().font else f"{look.font},{FONT}"
    graph = pygraphviz.AGraph(name="chart", directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="TB", newrank="true", splines="true", nodesep="0.22", ranksep="0.42",
        pad="0", margin="0", fontname=font, bgcolor=look.colours.background, labelloc="b",
        labeljust="l", outputorder="edgesfirst",
    )  # fmt: skip
    graph.node_attr.update(shape="plain", fontname=font, fontcolor=look.colours.ink)
    graph.edge_attr.update(fontname=font, arrowsize="0.8", penwidth=f"{look.widths.line:g}")
    ids, asked = _order(answer), frozenset(answer.subjects)
    keys = {one: f"n{place}" for place, one in enumerate(ids, start=1)}
    heading = visible(title or answer.question)
    titles = {"chart": heading, "cluster_page": heading}
    page = graph.subgraph(name="cluster_page", **_page(title, look)) if title else graph
    for one in ids:
        entity = answer.entities[one]
        label = box(
            entity, answer.as_of, notes, asked=one in asked, lang=wish.lang, look=look
        )  # fmt: skip
        page.add_node(keys[one], label=f"<{label}>", comment=one.replace("\\", "\\\\"))
        titles[keys[one]] = visible(f"{entity.caption} ({one})")
    levels = extra_levels(answer, drawn, rows)
    for place, group in enumerate(bundles(drawn), start=1):
        name = f"r{place}"
        start, end = (titles[keys[one]] for one in (group[0].subject, group[0].object))
        titles[name] = f"{start}: {', '.join(stroke.noun for stroke in group)}: {end}"
        extra = levels.get(group[0].upper, 0) + levels.get(group[0].lower, 0)
        _connect(page, name, keys[group[0].upper], keys[group[0].lower], group, look, extra)
    words = {group[0].upper: f"r{at}" for at, group in enumerate(bundles(drawn), start=1)}
    for one, below in stacked(answer, drawn, rows):
        graph.add_edge(words[one], keys[below], key=f"s{keys[one]}", style="invis", weight="20")
    vessels = [keys[i] for i in ids if family(answer.entities[i].kind) == "vessel"]
    if not any(one in levels for one in ids if keys[one] in vessels):
        graph.add_subgraph(vessels, name="ships", rank="sink")
    return graph, titles


def _landed(graph: Any, answer: Answer, notes: Footnotes, wish: Wish) -> None:
    """Gives each box places along its top where the lines from above end; needs a layout."""
    asked = frozenset(answer.subjects)
    for key, one in ((f"n{at}", one) for at, one in enumerate(_order(answer), start=1)):
        count = _land(graph, key)
        label = box(
            answer.entities[one], answer.as_of, notes,
            asked=one in asked, landings=count, lang=wish.lang, look=wish.look,
        )  # fmt: skip
        graph.get_node(key).attr["label"] = f"<{label}>"


def _order(answer: Answer) -> list[str]:
    """The ones asked about first, in the order asked; the others by caption."""
    asked = [one for one in dict.fromkeys(answer.subjects) if one in answer.entities]
    others = sorted(
        set(answer.entities) - set(asked), key=lambda i: (answer.entities[i].caption, i)
    )
    return asked + others


def _page(title: str | None, look: Style) -> dict[str, str]:
    size, ink = look.sizes.title, look.colours.ink
    lines = wrapped(title or "", 80, lines=3)
    rows = [row(lettered(line, size=size, bold=True, colour=ink)) for line in lines]
    rows.append(row("&#160;"))
    return {
        "label": f"<{table(rows)}>",
        "labelloc": "t",
        "labeljust": "l",
        "peripheries": "0",
        "margin": "8",
    }


def _connect(
    graph: Any,
    name: str,
    upper: str,
    lower: str,
    group: tuple[Stroke, ...],
    look: Style,
    extra: int,
) -> None:
    """One line, with its words in the middle of it; they stand beside it where no end is above."""
    first = group[0]
    width = look.widths.former if first.former else look.widths.line
    drawn = {
        "color": f"{first.colour}:{first.colour}" if first.double else first.colour,
        "style": first.style,
        "penwidth": f"{width:g}",
    }
    label = f"<{_words(group, look)}>"
    if first.level:
        graph.add_edge(
            upper, lower, key=name, label=label, constraint="false",
            dir="none" if first.symmetric else "forward", **drawn,
        )  # fmt: skip
        return
    graph.add_node(name, label=label)
    up = first.upper == first.object
    graph.add_edge(
        upper, name, key=name, headport="n", dir="back" if up else "none", weight="2", **drawn
    )
    graph.add_edge(
        name, lower, key=name, tailport="s", dir="none" if up else "forward",
        minlen=str(1 + 2 * extra), weight="0" if extra else "1", **drawn,
    )  # fmt: skip


def _land(graph: Any, key: str) -> int:
    """Spreads the lines that come from above over the top of a box, from left to right.

    Returns how many there are, 0 for one alone. It needs the places of a first layout; left to
    itself, Graphviz lets several lines end on one point.
    """
    above = [edge for edge in graph.in_edges(key, keys=True) if edge[0].startswith("r")]
    if len(above) < 2:
        return 0
    places = {edge[0]: float(graph.get_node(edge[0]).attr["pos"].split(",")[0]) for edge in above}
    for place, (start, _, name) in enumerate(sorted(above, key=lambda e: (places[e[0]], e[0]))):
        graph.get_edge(start, key, name).attr["headport"] = f"top{place}"
    return len(above)


def _words(group: tuple[Stroke, ...], look: Style) -> str:
    """The roles of a line, each with its details, which are said once where they are the same."""
    sizes, ink, rows = look.sizes, look.colours.ink, []
    for place, one in enumerate(group):
        rows.append(row(lettered(one.noun, size=sizes.facts, colour=one.colour, bold=True)))
        if place + 1 < len(group) and group[place + 1].rows == one.rows:
            continue
        for text in one.rows:
            lines = wrapped(text, 25)
            rows += [row(lettered(line, size=sizes.details, colour=ink)) for line in lines]
    fill = f'BGCOLOR="{look.colours.background}"'
    return table(rows, f'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" {fill}')
