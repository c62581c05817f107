"""The mark that a whole push leaves on the server, by which the next one sees that all is there.

It is taken away before anything is written and set again at the very end, so that a push that was
stopped leaves none. With it stands how many nodes of ours there were: where some are missing, or
too many, the mark proves nothing.
"""

from __future__ import annotations

from msgspec import Struct
from neo4j import Session

from hullmark.graph.neo4j.shapes import OWNED

LABEL = "HullmarkPush"
_READ = f"""
MATCH (m:{LABEL}) WITH m.graph AS graph, m.nodes AS nodes, m.rows AS rows
RETURN graph, rows, nodes = COUNT {{ (:{OWNED}) }} AS whole
"""
_CLEAR = f"MATCH (m:{LABEL}) DELETE m"
_SET = f"CREATE (m:{LABEL} {{graph: $graph, rows: $rows, nodes: COUNT {{ (:{OWNED}) }}}})"
_KEPT = " with more kept"


class Mark(Struct, frozen=True):
    """Which graph a server has, and of how many nodes and relationships."""

    graph: str
    rows: int


def standing(session: Session, graph: str, *, prune: bool) -> Mark | None:
    """The mark of this graph, if it is there and still true.

    A push that does not prune finds enough where one that did not prune was; one that does, not.
    """
    rows = session.run(_READ).data()
    if len(rows) != 1 or not rows[0]["whole"]:
        return None
    said = str(rows[0]["graph"])
    if said == graph or (not prune and said == graph + _KEPT):
        return Mark(graph, int(rows[0]["rows"]))
    return None


def clear(session: Session) -> None:
    """Take the mark away."""
    session.execute_write(lambda tx: tx.run(_CLEAR).consume())


def leave(session: Session, graph: str, rows: int, *, prune: bool) -> None:
    """Set the mark of a graph that is now whole on the server."""
    values = {"graph": graph if prune else graph + _KEPT, "rows": rows}
    session.execute_write(lambda tx: (tx.run(_CLEAR).consume(), tx.run(_SET, values).consume()))
