"""Everything that leads up from some things, level by level, and an end to it when it is too much.

A level is read in parts, so that a level with thousands of things, or a few that have thousands of
links each, does not have to be read whole to find out that it is too much.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from msgspec import Struct

from hullmark.graph.answer import EntityLink
from hullmark.graph.reader import GraphReader

FIRST = 64  # things of a level that are looked above of at once; more where they lead to little
MOST_AT_ONCE = 4_096


class Climb(Struct, frozen=True):
    """The links found, each once, and all they reach; ``stopped`` says where it was too much.

    ``further`` tells whether something stands above the last level.
    """

    links: tuple[EntityLink, ...]
    reached: tuple[str, ...]
    stopped: str
    further: bool


def climb(
    reader: GraphReader,
    starts: Iterable[str],
    *,
    roles: Collection[str] | None = None,
    as_of: date | None = None,
    levels: int,
    most: int,
    kept: Callable[[EntityLink], bool] = lambda link: True,
) -> Climb:
    """The links above some things, at most so many levels up and little more than ``most`` links.

    A link that is not ``kept`` is left out and not followed.
    """
    found: dict[tuple[str, str], EntityLink] = {}
    reached = dict.fromkeys(starts)
    frontier = list(reached)
    for level in range(1, levels + 2):
        at, size, ends = 0, FIRST, dict[str, None]()
        while at < len(frontier):
            links = [
                link
                for link in reader.expand(
                    frontier[at : at + size], roles=roles, direction="up", as_of=as_of
                )
                if kept(link)
            ]
            if level > levels:
                if links:
                    return Climb(tuple(found.values()), tuple(reached), "", True)
                links = []
            found |= {(link.id, link.subject): link for link in links}
            ends |= dict.fromkeys(end for link in links for end in (link.subject, link.object))
            at += size
            if len(found) > most:
                done = min(at, len(frontier))
                return Climb(
                    tuple(found.values()),
                    tuple(reached | ends),
                    _stopped(len(found), level, done, len(frontier)),
                    False,
                )
            if len(links) * 4 < most - len(found):
                size = min(2 * size, MOST_AT_ONCE)
            else:
                size = max(FIRST // 8, size // 2)
        frontier = [end for end in ends if end not in reached]
        reached |= ends
        if not frontier:
            break
    return Climb(tuple(found.values()), tuple(reached), "", False)


def _stopped(links: int, level: int, done: int, there: int) -> str:
    where = f"at level {level}"
    if done < there:
        where += f", where {done:,} of {there:,} things were looked above of"
    return f"Stopped after {links:,} links, {where}"
