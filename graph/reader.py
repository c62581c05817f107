"""The face that queries see: a graph of entities and links, whatever store stands behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, Protocol

from hullmark.graph.answer import Comparison, Entity, EntityLink, Hit, Snapshot, Tie
from hullmark.graph.schema import schema

Direction = Literal["up", "down", "both"]


def ends(
    roles: Collection[str] | None, direction: Direction
) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    """For each end of a link the roles in which one looks from there in a direction.

    An entity at one end looks up when the other end is the one that stands above.
    """
    wanted = schema().roles if roles is None else {name: schema().roles[name] for name in roles}

    def kept(end: str) -> list[str]:
        return [
            name
            for name, role in wanted.items()
            if direction == "both" or role.up == "none" or (role.up != end) == (direction == "up")
        ]

    return ("subject", kept("subject")), ("object", kept("object"))


class GraphReader(Protocol):
    """A read-only graph as it was known by a day (``known_by``; ``None``: as it is known now)."""

    known_by: date | None

    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots that were loaded and known by the day, by source, list and date."""
        ...

    def find(self, question: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Entities that a number, a key or a name may mean, best first, each once.

        ``Hit.how`` is one of ``HOW``: a name is looked for by spelling, then without legal form,
        then by its words, and only when all that finds nothing by similarity.
        """
        ...

    def entities(self, ids: Iterable[str]) -> dict[str, Entity]:
        """Entities by id, with records, listings and events; ids nothing bears are left out."""
        ...

    def expand(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str] | None = None,
        direction: Direction = "both",
        as_of: date | None = None,
    ) -> tuple[EntityLink, ...]:
        """Links at any of these entities, one step away, in a fixed order.

        ``up`` keeps links whose other end stands above in an ownership chart, ``down`` below.
        With ``as_of`` links that surely did not hold on that day are left out, and ``holds`` says
        yes or possibly.
        """
        ...

    def ties(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str],
        direction: Direction,
        as_of: date | None = None,
    ) -> tuple[Tie, ...]:
        """The links that ``expand`` finds, without their evidence and several times as fast."""
        ...

    def near(
        self, ids: Collection[str], *, roles: Collection[str], direction: Direction
    ) -> dict[str, str]:
        """Kinds by id of what may be one step away: by any statement, also one no longer made.

        For finding out what to ask ``ties`` about, which says what holds.
        """
        ...

    def degrees(
        self, most: Mapping[str, int], *, roles: Collection[str], direction: Direction = "both"
    ) -> dict[str, int]:
        """How many links each entity has now in these roles, each counted up to so many."""
        ...

    def listed(self) -> Iterator[str]:
        """The ids of all entities that a listing is about, in order."""
        ...

    def keys(self, after: str = "", limit: int = 1000) -> list[str]:
        """Entity ids in order, from the one after ``after``, for walking the whole graph."""
        ...

    def outlines(self, ids: Iterable[str]) -> dict[str, Entity]:
        """Entities by id with their listings alone, for work on many."""
        ...


class History(Protocol):
    """Lists as they stood at two times; only a workspace keeps what no longer stands."""

    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots that were loaded, by source, list and date."""
        ...

    def compared(self, earlier: date | Snapshot, later: date | Snapshot) -> tuple[Comparison, ...]:
        """Each list with snapshots by the later time, and what it then said differently.

        A day means the last snapshots published by its end; two snapshots must be of one list.
        """
        ...


# How a hit matched, surest first; the position is the tier.
HOW = ("key", "number", "name", "name without legal form", "words of a name", "similar name")
