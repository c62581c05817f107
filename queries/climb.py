"""Everything that leads up from some things, or down, level by level, and an end to it in time.

The links of a level are counted before they are read, and read in parts that fit what there is
still room for; what has too many by itself is named and left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from msgspec import Struct

from hullmark.graph.answer import Entity, EntityLink
from hullmark.graph.reader import Direction, GraphReader
from hullmark.graph.schema import schema

CROWD = 5_000  # links of one thing beyond which it is left, unless it was asked about itself
AT_ONCE = 500  # links that are read at once even where there is room for fewer


class Climb(Struct, frozen=True):
    """The links found, each once, and all they reach; ``stopped`` says where it was too much.

    ``further`` tells whether something stands beyond the last level, ``crowded`` which things have
    too many links to be looked beyond.
    """

    links: tuple[EntityLink, ...]
    reached: tuple[str, ...]
    stopped: str
    further: bool
    crowded: tuple[str, ...] = ()


def climb(
    reader: GraphReader,
    starts: Iterable[str],
    *,
    roles: Collection[str] | None = None,
    direction: Direction = "up",
    as_of: date | None = None,
    levels: int,
    most: int,
    kept: Callable[[EntityLink], bool] = lambda link: True,
    onward: Callable[[list[str]], list[str]] = lambda fresh: fresh,
) -> Climb:
    """The links above some things, or below, at most so many levels and little more than ``most``.

    A link that is not ``kept`` is left out and not followed; ``onward`` says beyond which of the
    things that a level came to the next one looks.
    """
    wanted = schema().roles.keys() if roles is None else roles
    found: dict[tuple[str, str], EntityLink] = {}
    reached = dict.fromkeys(starts)
    frontier, crowded = list(reached), list[str]()
    for level in range(1, levels + 2):
        counted = dict.fromkeys(frontier, 0)
        if level > 1:  # what was asked about is read whole
            most_of_each = dict.fromkeys(frontier, CROWD + 1)
            counted = reader.degrees(most_of_each, roles=wanted, direction=direction)
            crowded += [one for one in frontier if counted[one] > CROWD]
            frontier = [one for one in frontier if counted[one] <= CROWD]
        at, ends = 0, dict[str, None]()
        while at < len(frontier):
            some = _fitting(frontier, at, counted, max(most - len(found), AT_ONCE))
            links = [
                link
                for link in reader.expand(some, roles=roles, direction=direction, as_of=as_of)
                if kept(link)
            ]
            if level > levels:
                if links:
                    return Climb(tuple(found.values()), tuple(reached), "", True, tuple(crowded))
                links = []
            found |= {(link.id, link.subject): link for link in links}
            ends |= dict.fromkeys(end for link in links for end in (link.subject, link.object))
            at += len(some)
            if len(found) > most:
                return Climb(
                    tuple(found.values()),
                    tuple(reached | ends),
                    _stopped(len(found), level, at, len(frontier), direction),
                    False,
                    tuple(crowded),
                )
        frontier = onward([end for end in ends if end not in reached])
        reached |= ends
        if not frontier:
            break
    return Climb(tuple(found.values()), tuple(reached), "", False, tuple(crowded))


def _fitting(frontier: list[str], at: int, counted: Mapping[str, int], room: int) -> list[str]:
    """The next things of a level whose links there is room for, one at least."""
    end = at
    while end < len(frontier) and (end == at or counted[frontier[end]] <= room):
        room -= counted[frontier[end]]
        end += 1
    return frontier[at:end]


def said_crowded(crowded: Iterable[str], entities: Mapping[str, Entity]) -> list[str]:
    """A sentence on each thing that was left for its many links."""
    return [
        f"{entities[one].caption} ({one}) has more than {CROWD:,} links further on, which were not "
        "read; ask about it itself."
        for one in crowded
    ]


def _stopped(links: int, level: int, done: int, there: int, direction: Direction) -> str:
    where = f"at level {level}"
    if done < there:
        which = "below" if direction == "down" else "above"
        where += f", where {done:,} of {there:,} things were looked {which} of"
    return f"Stopped after {links:,} links, {where}"
