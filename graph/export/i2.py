"""A table for the importer of i2 Analyst's Notebook: a row a link, with both of its ends.

The importer maps columns by their heads (docs/export.md says which to what). An entity without a
link has a row with an empty second half, so that none is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from hullmark.graph.answer import Entity, EntityLink
from hullmark.graph.cells import safe_cell
from hullmark.graph.export.graph import Cells, Graph, link_row, node_row, plain
from hullmark.graph.schema import schema

END = ("identity", "type", "label", "numbers", "country", "listed by")
LINK = (
    "link identity", "link type", "link label", "direction", "strength", "start date", "end date",
    "when", "source", "as stated",
)  # fmt: skip
COLUMNS = (*(f"{name} 1" for name in END), *LINK, *(f"{name} 2" for name in END))
# Icons that every Notebook has; other kinds of ours are organisations there.
TYPES = {"Vessel": "Ship", "Aircraft": "Aircraft", "Person": "Person"}
STRENGTHS = {"": "Confirmed", "stated": "Confirmed"}  # anything weaker is drawn dashed


def analysts_notebook(graph: Graph) -> Iterator[str]:
    """The lines of the file: links first, in order, then entities that no link touches."""
    ends = {entity.id: _end(entity, graph) for entity in graph.entities()}
    yield _line(COLUMNS)
    linked: set[str] = set()
    for link in graph.links():
        linked |= {link.subject, link.object}
        yield _row(ends[link.subject], _link(link), ends[link.object])
    for key, end in ends.items():
        if key not in linked:
            yield _row(end, dict.fromkeys(LINK, ""), dict.fromkeys(END, ""))


def _end(entity: Entity, graph: Graph) -> Cells:
    row = node_row(entity, graph.as_of)
    values = (
        row["id"], TYPES.get(entity.kind, "Organization"), row["label"], row["identifiers"],
        row["flag"] or row["country"], row["listed_by"],
    )  # fmt: skip
    return dict(zip(END, values, strict=True))


def _link(link: EntityLink) -> Cells:
    """A link's cells; a start or end stands as a date only where it is one single day."""
    row = link_row(link)
    unproven = schema().roles[link.role].class_ in ("unproven", "association")
    former = link.period.tense == "former" or bool(row["end_max"])
    words = [f"{link.role} (former)" if former else link.role, row["share"], row["when"]]
    values = (
        f"{link.id}@{link.evidence.source}",
        link.role,
        ", ".join(filter(None, words)),
        "->",
        "Unconfirmed" if unproven else STRENGTHS.get(link.confidence, "Tentative"),
        row["start_min"] if row["start_min"] == row["start_max"] else "",
        row["end_min"] if row["end_min"] == row["end_max"] else "",
        row["when"],
        " · ".join(filter(None, (row["list"], row["published"], row["record"], row["url"]))),
        row["as_stated"],
    )
    return dict(zip(LINK, values, strict=True))


def _row(one: Cells, link: Cells, other: Cells) -> str:
    return _line([*one.values(), *link.values(), *other.values()])


def _line(cells: list[str] | tuple[str, ...]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([safe_cell(plain(one)) for one in cells])
    return stream.getvalue()
