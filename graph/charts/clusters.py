"""Frames around boxes that belong together: those of one ship alone, or those of one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.charts.strokes import Stroke
from hullmark.graph.schema import family, role

BY = ("ship", "group")


class Cluster(Struct, frozen=True):
    """A frame: its words, and the ids of what stands in it."""

    title: str
    ids: frozenset[str]


def clusters(answer: Answer, drawn: Sequence[Stroke], by: str) -> tuple[Cluster, ...]:
    """The frames of a chart, none of which overlap: by ``ship``, by ``group``, or none for ``""``.

    A group is what lines of ownership or control join, whatever ships they hold; that they are one
    group by law is not said.
    """
    if by == "ship":
        return _by_ship(answer, drawn)
    return _by_group(answer, drawn) if by == "group" else ()


def _by_ship(answer: Answer, drawn: Sequence[Stroke]) -> tuple[Cluster, ...]:
    above: dict[str, set[str]] = defaultdict(set)
    for stroke in drawn:
        above[stroke.lower].add(stroke.upper)
    ships = [i for i in sorted(answer.entities) if family(answer.entities[i].kind) == "vessel"]
    reached: dict[str, set[str]] = defaultdict(set)
    for ship in ships:
        ring, seen = [ship], {ship}
        while ring:
            ring = sorted({up for one in ring for up in above[one]} - seen)
            seen.update(ring)
        for one in seen:
            reached[one].add(ship)
    found = []
    for ship in ships:
        own = frozenset(one for one, below in reached.items() if below == {ship})
        if len(own) > 1 and len(ships) > 1:
            found.append(
                Cluster(f"{answer.entities[ship].caption}, and what stands above it alone", own)
            )
    return tuple(found)


def _by_group(answer: Answer, drawn: Sequence[Stroke]) -> tuple[Cluster, ...]:
    beside: dict[str, set[str]] = defaultdict(set)
    for one in drawn:
        ends = {one.upper, one.lower}
        bodies = all(family(answer.entities[end].kind) != "vessel" for end in ends)
        if bodies and not one.former and role(one.role).class_ in ("ownership", "control"):
            beside[one.upper].add(one.lower)
            beside[one.lower].add(one.upper)
    found, done = [], set[str]()
    for start in sorted(beside):
        ring, seen = [start], {start}
        while ring:
            ring = sorted({other for one in ring for other in beside[one]} - seen)
            seen.update(ring)
        if start not in done and len(seen) > 1:
            found.append(Cluster("joined by ownership or control", frozenset(seen)))
        done |= seen
    return tuple(found)
