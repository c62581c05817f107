"""GraphML and GEXF, row by row: they open in Gephi and yEd; all values are text, none is nested."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from hullmark.graph.export.graph import (
    LINK_COLUMNS,
    NODE_COLUMNS,
    Cells,
    Graph,
    link_row,
    node_row,
    plain,
)

_ENDS = ("id", "source", "target")
_NODE = tuple(name for name in NODE_COLUMNS if name != "id")
_LINK = tuple(name for name in LINK_COLUMNS if name not in _ENDS)


def graphml(graph: Graph) -> Iterator[str]:
    """GraphML: a directed graph whose lines may be several between two nodes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for end, names in (("node", _NODE), ("edge", (*_LINK, "statement"))):
        for name in names:
            yield (f'<key id="{end}_{name}" for="{end}" attr.name="{name}" attr.type="string"/>\n')
    yield '<graph id="hullmark" edgedefault="directed">\n'
    for entity in graph.entities():
        row = node_row(entity, graph.as_of)
        yield f"<node id={_attribute(row['id'])}>{_data('node', _NODE, row)}</node>\n"
    for number, link in enumerate(graph.links()):
        row = link_row(link)
        ends = f"source={_attribute(row['source'])} target={_attribute(row['target'])}"
        data = _data("edge", _LINK, row) + _datum("edge_statement", row["id"])
        yield f'<edge id="e{number}" {ends}>{data}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(end: str, names: tuple[str, ...], row: Cells) -> str:
    return "".join(_datum(f"{end}_{name}", row[name]) for name in names if row[name])


def _datum(key: str, value: str) -> str:
    return f'<data key="{key}">{_text(value)}</data>'


def gexf(graph: Graph) -> Iterator[str]:
    """GEXF 1.3: a static graph; the days are texts, since Gephi's own know no doubt."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield '<graph mode="static" defaultedgetype="directed">\n'
    for end, names in (("node", _NODE), ("edge", (*_LINK, "statement"))):
        yield f'<attributes class="{end}">\n'
        for name in names:
            yield f'<attribute id="{name}" title="{name}" type="string"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for entity in graph.entities():
        row = node_row(entity, graph.as_of)
        yield (
            f"<node id={_attribute(row['id'])} label={_attribute(row['label'])}>"
            f"{_values(_NODE, row)}</node>\n"
        )
    yield "</nodes>\n<edges>\n"
    for number, link in enumerate(graph.links()):
        row = link_row(link)
        yield (
            f'<edge id="e{number}" source={_attribute(row["source"])}'
            f" target={_attribute(row['target'])} label={_attribute(row['role'])}>"
            f"{_values((*_LINK, 'statement'), {**row, 'statement': row['id']})}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(names: tuple[str, ...], row: Cells) -> str:
    found = (f'<attvalue for="{n}" value={_attribute(row[n])}/>' for n in names if row[n])
    return f"<attvalues>{''.join(found)}</attvalues>"


def _attribute(value: str) -> str:
    return quoteattr(plain(value))


def _text(value: str) -> str:
    return escape(plain(value), {"\r": "&#13;"})
