"""The k cheapest ways through links already read: exact, in a fixed order, and no store behind it.

Ways come best first by a bound (A* with the true cost to go); what the bound leaves out, dates that
must share a day and doubts about who is who, can only make a way dearer, so the search ends when no
way still to come can be cheaper than those found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise, permutations

from msgspec import Struct

from hullmark.queries.path_weights import Choice, Span, together, weights, within

MAX_TRIED = 5_000  # ways that are looked at, and
MAX_STEPS = 100_000  # beginnings of ways
REFUSED_SHOWN = 50  # ways refused for their dates that are counted one by one

NEVER = float("inf")
Pair = tuple[str, str]


class Graph(Struct):
    """What lies between two things: how each hop may be taken, by ordered pair; what nodes cost."""

    start: str
    end: str
    hops: Mapping[Pair, tuple[Choice, ...]]
    between: Mapping[str, float]
    max_hops: int
    via: tuple[str, ...] = ()
    consistent: bool = True


class Way(Struct, frozen=True):
    """A way: the things on it, the choice at each hop, its cost, whether the dates can overlap."""

    cost: float
    nodes: tuple[str, ...]
    choices: tuple[Choice, ...]
    fits: bool = True

    @property
    def order(self) -> tuple[float, int, tuple[str, ...]]:
        return round(self.cost, 6), len(self.nodes), self.nodes


class Best(Struct):
    """The best ways found; those refused for their dates; whether the search gave up early."""

    ways: list[Way]
    refused: set[tuple[str, ...]]
    cut: bool = False


def best(graph: Graph, k: int, doubts: Callable[[Sequence[str]], Mapping[str, int]]) -> Best:
    """The ``k`` cheapest ways without a thing twice, by cost, hops and names.

    ``doubts`` says, of many things at once, on how many doubtful same-as each rests.
    """
    found = Best([], set())
    waiting: list[Way] = []
    batch, tried = max(k, 4), 0
    for bound, nodes in _ways(graph, found):
        if len(found.ways) >= k and bound > found.ways[k - 1].cost + 1e-9:
            break
        tried += 1
        if tried > MAX_TRIED:
            found.cut = True
            break
        way = _dated(graph, nodes)
        if way is None:
            found.refused.add(nodes)
            continue
        waiting.append(way)
        if len(waiting) >= batch:
            _settle(found, waiting, k, doubts)
            batch *= 2
    _settle(found, waiting, k, doubts)
    return found


def _settle(
    found: Best, waiting: list[Way], k: int, doubts: Callable[[Sequence[str]], Mapping[str, int]]
) -> None:
    counted = doubts(sorted({node for way in waiting for node in way.nodes}))
    each = weights().doubt
    for way in waiting:
        extra = each * sum(counted.get(node, 0) for node in way.nodes)
        found.ways.append(Way(way.cost + extra, way.nodes, way.choices, way.fits))
    found.ways.sort(key=lambda way: way.order)
    del found.ways[k:]
    waiting.clear()


def _ways(graph: Graph, found: Best) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Ways in the order of what they cost at least, dates and doubts left aside."""
    near: dict[str, dict[str, float]] = {}
    for (one, other), choices in graph.hops.items():
        for here, there in ((one, other), (other, one)):
            near.setdefault(here, {})[there] = choices[0].cost
    through = {node: cost for node, cost in graph.between.items() if node != graph.end}
    goals = (*graph.via, graph.end)
    cost = {goal: cheapest(goal, near, through) for goal in goals}
    hops = {goal: fewest(goal, near) for goal in goals}

    def left(table: Mapping[str, Mapping[str, float]], node: str, via: frozenset[str]) -> float:
        if not via:
            return table[graph.end].get(node, NEVER)
        least = NEVER
        for order in permutations(sorted(via)):
            legs = pairwise((node, *order, graph.end))
            least = min(least, sum(table[b].get(a, NEVER) for a, b in legs))
        return least

    wanted = frozenset(graph.via)
    first = left(cost, graph.start, wanted)
    heap: list[tuple[float, int, tuple[str, ...], float]] = []
    if first < NEVER:
        heappush(heap, (round(first, 6), 1, (graph.start,), 0.0))
    steps = 0
    while heap:
        bound, length, nodes, spent = heappop(heap)
        if nodes[-1] == graph.end:
            yield bound, nodes
            continue
        steps += 1
        if steps > MAX_STEPS:
            found.cut = True
            return
        for node, step in near.get(nodes[-1], {}).items():
            if node in nodes or (node == graph.end and not wanted <= {*nodes, node}):
                continue
            missing = wanted.difference(nodes, (node,))
            if length + left(hops, node, missing) > graph.max_hops:
                continue
            longer = (*nodes, node)
            if (
                graph.consistent
                and len(found.refused) >= REFUSED_SHOWN
                and _dated(graph, longer) is None
            ):
                continue
            so_far = spent + step + through.get(node, 0.0)
            heappush(
                heap, (round(so_far + left(cost, node, missing), 6), length + 1, longer, so_far)
            )


def _choices(graph: Graph, one: str, other: str) -> tuple[Choice, ...]:
    return graph.hops[(one, other) if one < other else (other, one)]


def cheapest(
    start: str, near: Mapping[str, Mapping[str, float]], through: Mapping[str, float]
) -> dict[str, float]:
    """The least cost from one thing to each that can be come to: of hops, and of passing things."""
    done: dict[str, float] = {}
    known = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        cost, node = heappop(heap)
        if node in done:
            continue
        done[node] = cost
        cost += through.get(node, 0.0)
        for other, step in near.get(node, {}).items():
            if other in done:
                continue
            far = cost + step
            if len(near[other]) == 1:  # nothing else leads there
                done[other] = far
            elif far < known.get(other, NEVER):
                known[other] = far
                heappush(heap, (far, other))
    return done


def fewest(
    start: str, near: Mapping[str, Iterable[str]], most: int | None = None
) -> dict[str, int]:
    """The least number of hops from one thing to each, of those no further than ``most``."""
    found = {start: 0}
    front, turn = [start], 0
    while front and turn != most:
        turn += 1
        fresh = []
        for node in front:
            for other in near.get(node, ()):
                if other not in found:
                    found[other] = turn
                    fresh.append(other)
        front = fresh
    return found


def _dated(graph: Graph, nodes: tuple[str, ...]) -> Way | None:
    """The cheapest choice at each hop such that all may have held on one day."""
    through = sum(graph.between.get(node, 0.0) for node in nodes[1:] if node != graph.end)
    options = [_choices(graph, one, other) for one, other in pairwise(nodes)]
    states: dict[Span, tuple[float, tuple[Choice, ...]]] = {(None, None): (0, ())}
    for hop in options:
        after: dict[Span, tuple[float, tuple[Choice, ...]]] = {}
        for span, (spent, taken) in states.items():
            for choice in hop:
                own = (choice.since, choice.until)
                if not together(span, own):
                    continue
                both = within(span, own)
                reached = (spent + choice.cost, (*taken, choice))
                if both not in after or reached[0] < after[both][0]:
                    after[both] = reached
        states = dict(sorted(after.items(), key=lambda one: one[1][0])[:64])
        if not states:
            break
    if states:
        cost, taken = min(states.values(), key=lambda one: one[0])
        return Way(cost + through, nodes, taken)
    if graph.consistent:
        return None
    taken = tuple(hop[0] for hop in options)
    return Way(sum(one.cost for one in taken) + through + weights().apart, nodes, taken, fits=False)
