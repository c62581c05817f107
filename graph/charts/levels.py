"""Boxes that would stand in one long row, spread over several, so that letters stay large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hullmark.graph.answer import Answer
from hullmark.graph.charts.strokes import Stroke
from hullmark.graph.schema import family, role, schema

SHORT = 2  # boxes that stay side by side
SHIPS = 4  # ships that do
SLOW = 60  # boxes: from here on each layout takes long enough to try few of them


def extra_levels(answer: Answer, drawn: Sequence[Stroke], rows: int) -> dict[str, int]:
    """How many rows further from its neighbour each box stands, where that is not none.

    Moved are ships, and the boxes that have one neighbour alone and stand above it.
    """
    found: dict[str, int] = {}
    for group in _movable(answer, drawn):
        if len(group) > _short(answer, group):
            found |= {one: at % rows for at, one in enumerate(group) if at % rows}
    return found


def stacked(answer: Answer, drawn: Sequence[Stroke], rows: int) -> list[tuple[str, str]]:
    """The pairs of boxes of which the first is to stand straight above the second."""
    return [
        (one, group[at - 1])
        for group in _movable(answer, drawn)
        if len(group) > SHORT and family(answer.entities[group[0]].kind) != "vessel"
        for at, one in enumerate(group)
        if at % rows
    ]


def most_rows(answer: Answer, drawn: Sequence[Stroke]) -> tuple[int, ...]:
    """The numbers of rows that are worth a try."""
    groups = [g for g in _movable(answer, drawn) if len(g) > _short(answer, g)]
    if not groups:
        return (1,)
    top = min(-(-max(map(len, groups)) // 2), 12)
    if len(answer.entities) <= SLOW:
        return tuple(range(1, top + 1))
    return tuple(sorted({min(top, 3), min(top, 6), top}))


def _short(answer: Answer, group: Sequence[str]) -> int:
    return SHIPS if family(answer.entities[group[0]].kind) == "vessel" else SHORT


def _movable(answer: Answer, drawn: Sequence[Stroke]) -> list[list[str]]:
    """The ships, and for each box those that stand above it alone and beside nothing else."""
    beside: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    for one in drawn:
        beside[one.upper].add(one.lower)
        beside[one.lower].add(one.upper)
        if not one.level:
            above[one.lower].add(one.upper)
    ships = {i for i, one in answer.entities.items() if family(one.kind) == "vessel"}
    first = {one.upper: one for one in reversed(drawn)}
    leaves = [
        sorted(
            (one for one in uppers if len(beside[one]) == 1 and one not in ships),
            key=lambda i: (_class(first[i]), answer.entities[i].caption, i),
        )
        for _, uppers in sorted(above.items())
    ]
    lowest = sorted(ships, key=lambda i: (answer.entities[i].caption, i))
    return [group for group in (lowest, *leaves) if group]


def _class(one: Stroke) -> tuple[int, str]:
    return schema().classes[role(one.role).class_].order, one.role
