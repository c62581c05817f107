"""Reading the links between two things: from both ends, what may be on a cheap way first, bounded.

The search knows what any way costs at least that it has not read in full (``Outlook.least``), so it
ends when the ways found cost less: most hubs are never looked through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from msgspec import Struct, field

from hullmark.graph.answer import Tie
from hullmark.graph.reader import GraphReader
from hullmark.queries.path_search import NEVER, Pair, cheapest, fewest
from hullmark.queries.path_weights import MOST_LINKS, Choice, choices, hub_cost, links_at, weights

MAX_LINKS = 40_000  # that one question reads
FEW_LINKS = 400  # that are read on both sides in one round trip
DUST = 1e-9  # of binary fractions


class Net(Struct):
    """The links read so far.

    ``near``: what leads where, and what that hop costs at least; ``looked``: things all whose links
    were read; ``cut``: those with too many to read. ``links``: how many a thing has at least, as
    far as it was counted; ``counted``: those that were counted to the end; ``dear``: what passing
    the hubs among them costs.
    """

    ends: tuple[str, str]
    hops: dict[Pair, tuple[Choice, ...]] = field(default_factory=dict)
    near: dict[str, dict[str, float]] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    dear: dict[str, float] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    read: int = 0
    cut: dict[str, int] = field(default_factory=dict)

    def through(self, node: str) -> float:
        """What a way through a thing costs at least for its links."""
        return self.dear.get(node, 0.0)


class Scope(Struct, frozen=True):
    """Where a search may go: over which roles, on which day, how far, and around whom."""

    roles: Collection[str]
    as_of: date | None = None
    max_hops: int = 6
    avoid: frozenset[str] = frozenset()


class Side(Struct, frozen=True):
    """What it costs at least to come to each thing from one end, by links read, and in how many
    hops; and of the things not looked through yet, what a way costs at least that goes on there."""

    costs: Mapping[str, float]
    hops: Mapping[str, int]
    open: Mapping[str, float]


class Outlook(Struct, frozen=True):
    """How the search stands. ``met``: the cheapest way that was read; ``least``: the least that one
    can cost which was not; both ``NEVER`` where there is none."""

    sides: tuple[Side, Side]
    met: float
    least: float


def outlook(net: Net, scope: Scope) -> Outlook:
    """What the links read so far say of ways that are in them, and of those that are not."""
    far = [_costs(net, end, scope.max_hops) for end in net.ends]
    exits = [_exits(net, costs, hops) for costs, hops in far]
    one, other = (
        Side(costs, hops, _open(net, own, hops, exits[1 - at], far[1 - at][1], scope.max_hops))
        for at, ((costs, hops), own) in enumerate(zip(far, exits, strict=True))
    )
    least = min(one.open.values(), default=NEVER)
    return Outlook((one, other), one.costs.get(net.ends[1], NEVER), least)


def grow(reader: GraphReader, net: Net, scope: Scope, ahead: Outlook, ceiling: float) -> None:
    """Look through the things that the cheapest unread ways would go on from, on the side where
    that reads less, or on both where it is little; what goes above the ceiling is left."""
    level = min(ahead.least + weights().hop, ceiling) + DUST
    fronts, costs = _fronts(ahead, level)
    # Up to where they would be hubs too dear for this level; both sides in one round trip.
    most = {one: links_at(net.through(one) + level - cost) for one, cost in costs.items()}
    if not most.keys() <= net.counted:
        if count(reader, net, most, scope):
            ahead = outlook(net, scope)
        fronts, _ = _fronts(ahead, level)
    fronts = [[one for one in front if one in net.counted] for front in fronts]
    read = [sum(net.links[one] for one in front) for front in fronts]
    at = min((at for at in (0, 1) if fronts[at]), key=read.__getitem__, default=0)
    front = {*fronts[0], *fronts[1]} if sum(read) <= FEW_LINKS else fronts[at]
    _read(reader, net, scope, _affordable(net, front))


def _fronts(ahead: Outlook, level: float) -> tuple[list[list[str]], dict[str, float]]:
    """The open things of each side on ways up to this cost, and that cost of each."""
    fronts = [[one for one, cost in side.open.items() if cost <= level] for side in ahead.sides]
    costs: dict[str, float] = {}
    for side, front in zip(ahead.sides, fronts, strict=True):
        for one in front:
            costs[one] = min(side.open[one], costs.get(one, NEVER))
    return fronts, costs


def _read(reader: GraphReader, net: Net, scope: Scope, nodes: Collection[str]) -> None:
    if not nodes:
        return
    ties = reader.ties(sorted(nodes), roles=scope.roles, direction="both", as_of=scope.as_of)
    fresh: dict[Pair, dict[tuple[str, str], Tie]] = {}
    for tie in ties:
        one, other = tie.subject, tie.object
        if one == other or one in scope.avoid or other in scope.avoid:
            continue
        pair = (one, other) if one < other else (other, one)
        if pair not in net.hops:
            fresh.setdefault(pair, {})[tie.id, tie.source] = tie
    for pair, said in fresh.items():
        net.hops[pair] = found = choices(list(said.values()))
        for one, other in (pair, pair[::-1]):
            net.near.setdefault(one, {})[other] = found[0].cost
    net.read += len(ties)
    net.looked.update(nodes)


def count(reader: GraphReader, net: Net, most: Mapping[str, int], scope: Scope) -> bool:
    """Count the links of things, each up to so many, where that was not done yet.

    Whether there are hubs among them, so that some way costs more than was known.
    """
    new = {one: most[one] for one in sorted(most) if one not in net.counted}
    costs: dict[str, float] = {}
    if new:
        found = reader.degrees(new, roles=scope.roles)
        net.links |= found
        costs = {one: hub_cost(many) for one, many in found.items() if one not in net.ends}
        net.dear |= {one: cost for one, cost in costs.items() if cost}
        net.counted |= {one for one, many in found.items() if many < new[one] or many == MOST_LINKS}
    return any(costs.values())


def count_all(reader: GraphReader, net: Net, ids: Iterable[str], scope: Scope) -> None:
    """Count the links of things to the end."""
    count(reader, net, dict.fromkeys(ids, MOST_LINKS), scope)


def between(net: Net, ahead: Outlook, max_hops: int, ceiling: float) -> set[str]:
    """The things that lie on some way of so many hops and of no higher cost, of the links read."""
    one, other = ahead.sides
    return {
        node
        for node, far in one.hops.items()
        if far + other.hops.get(node, max_hops + 1) <= max_hops
        and one.costs[node] + net.through(node) + other.costs[node] <= ceiling + DUST
    }


def _costs(net: Net, start: str, most: int) -> tuple[dict[str, float], dict[str, int]]:
    """From one end the least cost, and the least number of hops, to each thing in the net."""
    return cheapest(start, net.near, net.dear), fewest(start, net.near, most)


def _exits(net: Net, costs: Mapping[str, float], hops: Mapping[str, int]) -> dict[str, float]:
    """The things from which links lead on that were not read, with what it costs to pass them."""
    dear = net.dear
    return {node: costs[node] + dear.get(node, 0.0) for node in hops if node not in net.looked}


def _open(
    net: Net,
    own: Mapping[str, float],
    hops: Mapping[str, int],
    others: Mapping[str, float],
    their_hops: Mapping[str, int],
    max_hops: int,
) -> dict[str, float]:
    """What a way costs at least that goes on at each exit by a link not read, and must come in at
    one of the other side's exits; a thing that was cut may be come to, and not gone on from."""
    within = [NEVER] * (max_hops + 1)
    for node, cost in others.items():
        within[their_hops[node]] = min(within[their_hops[node]], cost)
    for at in range(1, max_hops + 1):
        within[at] = min(within[at], within[at - 1])
    hop, cut = weights().hop, net.cut
    within.append(NEVER)  # at -1: no hop is left
    return {
        node: cost + hop + least
        for node, cost in own.items()
        if (least := within[max_hops - 1 - hops[node]]) < NEVER and node not in cut
    }


def _affordable(net: Net, front: Iterable[str]) -> list[str]:
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
