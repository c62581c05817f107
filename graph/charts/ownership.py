"""The ownership chart: who owns and who manages ships, above them, with dates and sources.

Drawn by Graphviz's ``dot`` from an ``Answer`` alone. The words of a role stand in the line itself,
as a small node without a frame, so that it is never in doubt which line they belong to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hullmark.graph.answer import Answer
from hullmark.graph.charts import paper
from hullmark.graph.charts.boxes import badges, box, evidence_shown
from hullmark.graph.charts.footer import footer
from hullmark.graph.charts.lettering import FONT, INK, lettered, row, table, wrapped
from hullmark.graph.charts.strokes import Stroke, bundles, strokes
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes, footnotes
from hullmark.graph.schema import family
from hullmark.graph.text import visible

NARROWEST = 760.0  # points: the footer needs about the width of an A4 page on its side


def draw(answer: Answer, path: Path, *, title: str | None = None) -> Path:
    """Draws who owns and manages the ships of an answer to an ``.svg``, ``.png`` or ``.pdf`` file.

    The same answer gives the same bytes. Raises ``BadValue`` for another suffix or an answer
    without entities, ``FileProblem`` when the file can't be written; no part of a file is left.
    """
    ending = paper.suffix(path)
    if not answer.entities:
        raise BadValue(
            f"{path}: there is nothing to draw, as the answer to {answer.question!r} holds no ship "
            "and no company; ask about another name, or without --as-of."
        )
    graph, titles = diagram(answer, title=title)
    return write(path, paper.printed(graph, ending, titles))


def diagram(answer: Answer, *, title: str | None = None) -> tuple[Any, dict[str, str]]:
    """The chart as a ``pygraphviz.AGraph`` before layout, and the words for its nodes' names."""
    import pygraphviz

    shown = [badge for one in answer.entities.values() for badge in badges(one, answer.as_of)]
    notes = _numbered(answer)
    drawn = strokes(answer, notes)
    graph = pygraphviz.AGraph(name="chart", directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="TB", newrank="true", splines="true", nodesep="0.22", ranksep="0.42",
        pad="0.25", margin="0", fontname=FONT, bgcolor="white", labelloc="b", labeljust="l",
        outputorder="edgesfirst",
    )  # fmt: skip
    graph.node_attr.update(shape="plain", fontname=FONT, fontcolor=INK)
    graph.edge_attr.update(fontname=FONT, arrowsize="0.8", penwidth="1.4")
    ids, asked = _order(answer), frozenset(answer.subjects)
    keys = {one: f"n{place}" for place, one in enumerate(ids, start=1)}
    heading = visible(title or answer.question)
    titles = {"chart": heading, "cluster_page": heading}
    page = graph.subgraph(name="cluster_page", **_page(title)) if title else graph
    for one in ids:
        entity = answer.entities[one]
        label = box(entity, answer.as_of, notes, asked=one in asked)
        page.add_node(keys[one], label=f"<{label}>")
        titles[keys[one]] = visible(f"{entity.caption} ({one})")
    for place, group in enumerate(bundles(drawn), start=1):
        name = f"r{place}"
        start, end = (titles[keys[one]] for one in (group[0].subject, group[0].object))
        titles[name] = f"{start}: {', '.join(stroke.noun for stroke in group)}: {end}"
        _connect(page, name, keys[group[0].upper], keys[group[0].lower], group)
    vessels = [keys[i] for i in ids if family(answer.entities[i].kind) == "vessel"]
    graph.add_subgraph(vessels, name="ships", rank="sink")
    width = max(paper.laid_out(graph), NARROWEST)
    for key, one in zip(keys.values(), ids, strict=True):
        count = _land(graph, key)
        label = box(answer.entities[one], answer.as_of, notes, asked=one in asked, landings=count)
        graph.get_node(key).attr["label"] = f"<{label}>"
    graph.graph_attr["label"] = f"<{footer(answer, drawn, shown, notes, width=width)}>"
    return graph, titles


def _numbered(answer: Answer) -> Footnotes:
    boxed = (e for one in answer.entities.values() for e in evidence_shown(one, answer.as_of))
    lined = (
        link.evidence
        for link in answer.links
        if link.subject in answer.entities and link.object in answer.entities
    )
    return footnotes([*boxed, *lined])


def _order(answer: Answer) -> list[str]:
    """The ones asked about first, in the order asked; the others by caption."""
    asked = [one for one in dict.fromkeys(answer.subjects) if one in answer.entities]
    others = sorted(
        set(answer.entities) - set(asked), key=lambda i: (answer.entities[i].caption, i)
    )
    return asked + others


def _page(title: str | None) -> dict[str, str]:
    rows = [row(lettered(line, size=15, bold=True)) for line in wrapped(title or "", 80, lines=3)]
    rows.append(row("&#160;"))
    return {
        "label": f"<{table(rows)}>",
        "labelloc": "t",
        "labeljust": "l",
        "peripheries": "0",
        "margin": "8",
    }


def _connect(graph: Any, name: str, upper: str, lower: str, group: tuple[Stroke, ...]) -> None:
    """One line, with its words in the middle of it; they stand beside it where no end is above."""
    first = group[0]
    look = {
        "color": f"{first.colour}:{first.colour}" if first.double else first.colour,
        "style": first.style,
        "penwidth": "2" if first.style == "dotted" else "1.4",
    }
    label = f"<{_words(group)}>"
    if first.level:
        graph.add_edge(
            upper, lower, key=name, label=label, constraint="false",
            dir="none" if first.symmetric else "forward", **look,
        )  # fmt: skip
        return
    graph.add_node(name, label=label)
    up = first.upper == first.object
    graph.add_edge(
        upper, name, key=name, headport="n", dir="back" if up else "none", weight="2", **look
    )
    graph.add_edge(
        name, lower, key=name, tailport="s", dir="none" if up else "forward",
        **look,
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


def _words(group: tuple[Stroke, ...]) -> str:
    """The roles of a line, each with its details, which are said once where they are the same."""
    rows = []
    for place, one in enumerate(group):
        rows.append(row(lettered(one.noun, size=9.5, colour=one.colour, bold=True)))
        if place + 1 < len(group) and group[place + 1].rows == one.rows:
            continue
        for text in one.rows:
            rows += [row(lettered(line, size=9)) for line in wrapped(text, 25)]
    return table(rows, 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="white"')
