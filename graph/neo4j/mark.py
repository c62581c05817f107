"""The mark that a whole push leaves on the server, by which the next one sees that all is there.

It is taken away before anything is written and set again at the very end, so that a push that was
stopped leaves none. With it stands how many nodes of ours there were: where some are missing, or
too many, somebody else was at work, and the push compares everything.
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
    """Which graph a whole push left on the server, and of how many nodes and relationships.

    ``whole`` is false where the server has not as many nodes of ours now as it had then.
    """

    graph: str
    rows: int
    whole: bool

    def of(self, graph: str, *, prune: bool) -> bool:
        """Whether it says that this graph is there.

        To a push that does not prune also where one that did not prune was; to one that does, not.
        """
        return self.whole and (self.graph == graph or (not prune and self.graph == graph + _KEPT))


def standing(session: Session) -> Mark | None:
    """The mark that is on the server."""
    rows = session.run(_READ).data()
    return Mark(**rows[0]) if len(rows) == 1 else None


def clear(session: Session) -> None:
    """Take the mark away."""
    session.execute_write(lambda tx: tx.run(_CLEAR).consume())


def leave(session: Session, graph: str, rows: int, *, prune: bool) -> None:
    """Set the mark of a graph that is now whole on the server."""
    values = {"graph": graph if prune else graph + _KEPT, "rows": rows}
    session.execute_write(lambda tx: (tx.run(_CLEAR).consume(), tx.run(_SET, values).consume()))
