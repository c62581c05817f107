"""Reading the links between two things: from both ends at once, the cheaper side first, bounded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct, field

from hullmark.graph.answer import Tie
from hullmark.graph.reader import GraphReader
from hullmark.queries.path_search import Pair
from hullmark.queries.path_weights import MOST_LINKS

MAX_LINKS = 40_000  # that one question reads


class Net(Struct):
    """The links read so far. ``cut`` has what was not looked through, with how many links each."""

    ends: tuple[str, str]
    ties: dict[Pair, dict[tuple[str, str], Tie]] = field(default_factory=dict)
    near: dict[str, set[str]] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    fronts: list[set[str]] = field(default_factory=list)
    reached: list[set[str]] = field(default_factory=list)
    depth: int = 0
    read: int = 0
    cut: dict[str, int] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether there is a way at all in what was read."""
        return bool(self.reached[0] & self.reached[1])


class Scope(Struct, frozen=True):
    """Where a search may go: over which roles, on which day, and around whom."""

    roles: Collection[str]
    as_of: date | None = None
    avoid: frozenset[str] = frozenset()


def begin(one: str, other: str) -> Net:
    """A net that has read nothing yet."""
    return Net((one, other), fronts=[{one}, {other}], reached=[{one}, {other}])


def grow(reader: GraphReader, net: Net, scope: Scope) -> bool:
    """Read one more step on the side where it costs less; ``False`` when there is nothing left.

    After ``depth`` steps every way of so many hops is in the net, unless something was ``cut``.
    """
    open_sides = [at for at in (0, 1) if net.fronts[at]]
    if not open_sides or any(not net.fronts[at] and not net.cut.keys() & net.reached[at]
                             for at in (0, 1)):  # fmt: skip
        # All that one end is tied to was read: every way is in the net.
        return False
    if net.depth == 0:
        count(reader, net, net.ends, scope)
    side = min(open_sides, key=lambda at: (_cost(net, at), at))
    front = sorted(net.fronts[side])
    if any(node not in net.links for node in front):
        # Both sides in one round trip: the other will be asked about next.
        count(reader, net, net.fronts[0] | net.fronts[1], scope)
    kept = _affordable(net, front)
    found: set[str] = set()
    ties = reader.ties(kept, roles=scope.roles, direction="both", as_of=scope.as_of) if kept else ()
    for tie in ties:
        one, other = tie.subject, tie.object
        if one == other or one in scope.avoid or other in scope.avoid:
            continue
        pair = (one, other) if one < other else (other, one)
        net.ties.setdefault(pair, {})[tie.id, tie.source] = tie
        net.near.setdefault(one, set()).add(other)
        net.near.setdefault(other, set()).add(one)
        found.add(one)
        found.add(other)
    net.read += len(ties)
    net.depth += 1
    net.fronts[side] = found - net.reached[side]
    net.reached[side] |= found
    return True


def count(reader: GraphReader, net: Net, ids: Collection[str], scope: Scope) -> None:
    """Count the links of things, where that was not done yet."""
    new = sorted({one for one in ids if one not in net.links})
    if new:
        net.links |= reader.degrees(new, roles=scope.roles, most=MOST_LINKS)


def between(net: Net, max_hops: int) -> set[str]:
    """The things that lie on some way of at most so many hops, among the links read."""
    there, back = (_distances(net, end, max_hops) for end in net.ends)
    return {node for node, far in there.items() if far + back.get(node, max_hops + 1) <= max_hops}


def _distances(net: Net, start: str, most: int) -> dict[str, int]:
    far = {start: 0}
    front = [start]
    for step in range(1, most + 1):
        after = []
        for node in front:
            for other in net.near.get(node, ()):
                if other not in far:
                    far[other] = step
                    after.append(other)
        front = after
    return far


def _cost(net: Net, side: int) -> int:
    """About how many links the next step on a side reads."""
    return sum(net.links.get(node, 4) for node in net.fronts[side])


def _affordable(net: Net, front: Sequence[str]) -> list[str]:
    """Those of a front that the bound still allows, the ones with fewest links first."""
    kept = []
    left = MAX_LINKS - net.read
    for node in sorted(front, key=lambda one: (net.links[one], one)):
        left -= net.links[node]
        if left < 0 or net.links[node] >= MOST_LINKS:
            net.cut[node] = net.links[node]
        else:
            kept.append(node)
    return kept
