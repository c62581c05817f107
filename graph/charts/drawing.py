"""The boxes, words and lines of an ownership chart as a graph that Graphviz lays out."""

from __future__ import annotations

from typing import Any

from hullmark.graph.answer import Answer
from hullmark.graph.charts.boxes import box
from hullmark.graph.charts.clusters import Cluster, clusters
from hullmark.graph.charts.fit import Wish
from hullmark.graph.charts.lettering import FONT, lettered, row, table, wrapped
from hullmark.graph.charts.levels import Shelf, extra_levels, stacked
from hullmark.graph.charts.strokes import Stroke, bundles
from hullmark.graph.charts.style import Style, default
from hullmark.graph.footnotes import Footnotes
from hullmark.graph.schema import family
from hullmark.graph.text import visible


def drawing(
    answer: Answer,
    drawn: tuple[Stroke, ...],
    notes: Footnotes,
    title: str | None,
    wish: Wish,
    hung: tuple[Shelf, ...],
    rows: int,
) -> tuple[Any, dict[str, str]]:
    """The ``pygraphviz.AGraph`` without what stands below, and the words for its nodes' names."""
    import pygraphviz

    look = wish.look or default()
    font = FONT if look.font == default().font else f"{look.font},{FONT}"
    graph = pygraphviz.AGraph(name="chart", directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="TB", newrank="true", splines="true", nodesep="0.22", ranksep="0.36",
        pad="0", margin="0", fontname=font, bgcolor=look.colours.background, labelloc="b",
        labeljust="l", outputorder="edgesfirst",
    )  # fmt: skip
    graph.node_attr.update(shape="plain", fontname=font, fontcolor=look.colours.ink)
    graph.edge_attr.update(fontname=font, arrowsize="0.8", penwidth=f"{look.widths.line:g}")
    ids, asked = ordered(answer), frozenset(answer.subjects)
    keys = {one: f"n{place}" for place, one in enumerate(ids, start=1)}
    heading = visible(title or answer.question)
    titles = {"chart": heading, "cluster_page": heading}
    page = graph.subgraph(name="cluster_page", **_page(title, look)) if title else graph
    inside: dict[str, Any] = {}
    for place, cluster in enumerate(clusters(answer, drawn, wish.clusters)):
        frame = page.subgraph(name=f"cluster_{place}", **_frame(cluster, look))
        titles[f"cluster_{place}"] = visible(cluster.title)
        inside |= dict.fromkeys(cluster.ids, frame)
    for one in ids:
        entity = answer.entities[one]
        label = box(
            entity, answer.as_of, notes, asked=one in asked, lang=wish.lang, look=look
        )  # fmt: skip
        inside.get(one, page).add_node(
            keys[one], label=f"<{label}>", comment=one.replace("\\", "\\\\")
        )
        titles[keys[one]] = visible(f"{entity.caption} ({one})")
    bundled = bundles(drawn)
    levels = extra_levels(hung, rows)
    for place, group in enumerate(bundled, start=1):
        name = f"r{place}"
        start, end = (titles[keys[one]] for one in (group[0].subject, group[0].object))
        titles[name] = f"{start}: {', '.join(stroke.noun for stroke in group)}: {end}"
        extra = levels.get(group[0].upper, 0), levels.get(group[0].lower, 0)
        ends = inside.get(group[0].upper), inside.get(group[0].lower)
        where = ends[0] if ends[0] is not None and ends[0] is ends[1] else page
        _connect(where, name, keys[group[0].upper], keys[group[0].lower], group, look, extra)
    middle = {
        end: f"r{at}"
        for at, group in enumerate(bundled, 1)
        if not group[0].level  # its words stand on the line, which has no node
        for end in (group[0].upper, group[0].lower)
    }
    for upper, lower, above in stacked(hung, rows):
        ends = middle.get(upper, keys[upper]), middle.get(lower, keys[lower])
        ends = (ends[0], keys[lower]) if above else (keys[upper], ends[1])
        graph.add_edge(*ends, key=f"s{keys[upper]}", style="invis", weight="20")
    vessels = [keys[i] for i in ids if family(answer.entities[i].kind) == "vessel"]
    if not any(one in levels for one in ids if keys[one] in vessels):
        graph.add_subgraph(vessels, name="ships", rank="sink")
    return graph, titles


def landed(graph: Any, answer: Answer, notes: Footnotes, wish: Wish) -> None:
    """Gives each box places along its top where the lines from above end; needs a layout."""
    asked = frozenset(answer.subjects)
    for key, one in ((f"n{at}", one) for at, one in enumerate(ordered(answer), start=1)):
        landings, leavings = _land(graph, key), _leave(graph, key)
        label = box(
            answer.entities[one], answer.as_of, notes, asked=one in asked,
            landings=landings, leavings=leavings, lang=wish.lang, look=wish.look,
        )  # fmt: skip
        graph.get_node(key).attr["label"] = f"<{label}>"


def ordered(answer: Answer) -> list[str]:
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


def _frame(cluster: Cluster, look: Style) -> dict[str, str]:
    colour = look.colours.cluster
    words = lettered(cluster.title, size=look.sizes.facts, colour=look.colours.quiet)
    return {
        "label": f"<{words}>",
        "labelloc": "t",
        "labeljust": "l",
        "color": colour,
        "peripheries": "1",
        "style": "dashed,rounded",
        "margin": "10",
    }


def _connect(
    graph: Any,
    name: str,
    upper: str,
    lower: str,
    group: tuple[Stroke, ...],
    look: Style,
    extra: tuple[int, int],
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
            upper, lower, key=name, label=label, weight="0",
            dir="none" if first.symmetric else "forward", **drawn,
        )  # fmt: skip
        return
    graph.add_node(name, label=label)
    up = first.upper == first.object
    graph.add_edge(
        upper,
        name,
        key=name,
        headport="n",
        dir="back" if up else "none",
        minlen=str(1 + 2 * extra[1]),
        weight="0" if extra[1] else "2",
        **drawn,
    )
    graph.add_edge(
        name, lower, key=name, tailport="s", dir="none" if up else "forward",
        minlen=str(1 + 2 * extra[0]), weight="0" if extra[0] else "1", **drawn,
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


def _leave(graph: Any, key: str) -> int:
    """Spreads the lines that go down over the foot of a box; returns how many, 0 for one alone."""
    below = [edge for edge in graph.out_edges(key, keys=True) if edge[1].startswith("r")]
    if len(below) < 2:
        return 0
    places = {edge[1]: float(graph.get_node(edge[1]).attr["pos"].split(",")[0]) for edge in below}
    for place, (_, end, name) in enumerate(sorted(below, key=lambda e: (places[e[1]], e[1]))):
        graph.get_edge(key, end, name).attr["tailport"] = f"foot{place}:s"
    return len(below)


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
