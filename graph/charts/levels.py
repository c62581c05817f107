"""Boxes that would stand in one long row, spread over several, so that letters stay large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.charts.strokes import Stroke
from hullmark.graph.schema import family, role, schema

SHORT = 2  # boxes above one box that stay side by side
SHIPS = 4  # boxes below one box, as ships are, that do
MOST = 20  # rows
SLOW = 60  # boxes: from here on each layout takes long enough to try few of them
SLOWEST = 120  # from here on one alone, without moving ships that have several neighbours


class Shelf(Struct, frozen=True):
    """Boxes whose only neighbour is one and the same box, above or below it, in order."""

    boxes: tuple[str, ...]
    above: bool

    @property
    def long(self) -> bool:
        """Whether they are too many for one row."""
        return len(self.boxes) > (SHORT if self.above else SHIPS)


def extra_levels(shelves: Sequence[Shelf], rows: int) -> dict[str, int]:
    """How many rows further from its neighbour each box stands, where that is not none."""
    return {
        one: at % rows
        for shelf in shelves
        for at, one in enumerate(shelf.boxes if shelf.long else ())
        if at % rows
    }


def stacked(shelves: Sequence[Shelf], rows: int) -> list[tuple[str, str, bool]]:
    """The pairs of boxes of which the first is to stand straight above the second.

    And whether they hang above their neighbour: then the first one's words stand between the two.
    """
    found = []
    for shelf in shelves:
        for at, one in enumerate(shelf.boxes if shelf.long else ()):
            if at % rows:
                nearer = shelf.boxes[at - 1]
                found.append((one, nearer, True) if shelf.above else (nearer, one, False))
    return found


def row_counts(shelves: Sequence[Shelf], boxes: int) -> tuple[int, ...]:
    """The numbers of rows that are worth a try for a chart of so many boxes."""
    longest = max((len(shelf.boxes) for shelf in shelves if shelf.long), default=0)
    if not longest:
        return (1,)
    top = min(-(-longest // 2), MOST)
    if boxes <= SLOW:
        return tuple(range(1, min(top, 12) + 1))
    if boxes > SLOWEST:
        return (-(-top // 2),)
    return tuple(sorted({-(-top // 4), -(-top // 2), top}))


def shelves(answer: Answer, drawn: Sequence[Stroke]) -> tuple[Shelf, ...]:
    """The boxes that hang on one other box alone, together by that box and by their side of it."""
    beside: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Stroke] = {}
    for one in drawn:
        for end, other in ((one.upper, one.lower), (one.lower, one.upper)):
            beside[end].add(other)
            first.setdefault(end, one)
    found: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for box, others in beside.items():
        ship = family(answer.entities[box].kind) == "vessel"
        if others != {box} and len(others) == 1 and not first[box].level:
            above = first[box].upper == box
            if above or ship:
                found[min(others), above].append(box)
        elif ship and len(answer.entities) <= SLOWEST:
            found["", False].append(box)
    return tuple(
        Shelf(tuple(sorted(boxes, key=lambda one: _place(answer, one, first[one]))), above)
        for (_, above), boxes in sorted(found.items())
    )


def _place(answer: Answer, box: str, stroke: Stroke) -> tuple[int, str, str, str]:
    """Boxes of one role stand together, by name."""
    order = schema().classes[role(stroke.role).class_].order
    return order, stroke.role, answer.entities[box].caption, box
