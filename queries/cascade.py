"""The least fixed point: whom ownership reaches from the listed, surely and possibly.

Not a product of percentages along a path: a body that is reached counts with its whole stake, one
that is not reached counts with nothing (OFAC FAQ 401). All figures are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from hullmark.graph.model import Share
from hullmark.graph.shares import Exact
from hullmark.queries.regimes import Rule
from hullmark.queries.stakes import Stake, as_share

ANYONE = ""  # the holder that no source names: it may hold what no source accounts for
WHOLE: Exact = 100
NOTHING: Exact = 0


class End(Struct, frozen=True, order=True, gc=False):
    """One end of a sum in per cent; an open end excludes its value."""

    value: Exact
    open: bool = False


class Way(Struct, frozen=True, gc=False):
    """The stakes in one body that are stated in one way, and what does not hang on who counts.

    ``excess``: by how much the least of them sum to over 100 per cent. ``left``: the most that they
    leave to others, and whether exactly that much is possible.
    """

    stakes: tuple[Stake, ...]
    excess: Exact
    left: tuple[Exact, bool]


def ways(held: Iterable[Stake]) -> tuple[Way, ...]:
    """The stakes in one body by the way in which they are stated."""
    grouped: dict[str, list[Stake]] = {}
    for stake in held:
        grouped.setdefault(stake.way, []).append(stake)
    return tuple(_way(stakes) for stakes in grouped.values())


def _way(stakes: Sequence[Stake]) -> Way:
    low = sum(stake.low for stake in stakes)
    exact = not any(stake.low_open for stake in stakes)
    return Way(tuple(stakes), max(low - WHOLE, NOTHING), (max(WHOLE - low, NOTHING), exact))


class Network(Struct):
    """Who holds what in whom: stakes by the body they are in, and the bodies by holder.

    ``sure_control`` and ``possible_control`` are the holders that control a body, where control
    counts; ``unproven`` those of whom a source says "owns or controls" or the like: never a stake,
    but perhaps part of what no source accounts for. ``cut``: bodies whose holders were not looked
    up, so that nothing is known of them.
    """

    stakes: dict[str, list[Stake]] = {}
    sure_control: dict[str, set[str]] = {}
    possible_control: dict[str, set[str]] = {}
    unproven: dict[str, set[str]] = {}
    cut: frozenset[str] = frozenset()
    by_way: dict[str, tuple[Way, ...]] = {}
    touched: dict[str, set[str]] | None = None

    def ways(self, target: str) -> tuple[Way, ...]:
        """The stakes in a body by way; put together once."""
        if (found := self.by_way.get(target)) is None:
            found = self.by_way[target] = ways(self.stakes.get(target, ()))
        return found

    def below(self) -> dict[str, set[str]]:
        """For each holder the bodies that its status may touch; reckoned once."""
        if self.touched is not None:
            return self.touched
        found = self.touched = {}
        for target, held in self.stakes.items():
            for stake in held:
                found.setdefault(stake.holder, set()).add(target)
        for several in (self.sure_control, self.possible_control, self.unproven):
            for target, holders in several.items():
                for holder in holders:
                    found.setdefault(holder, set()).add(target)
        return found


def lower(held: Iterable[Way], group: Collection[str]) -> End:
    """The least that the holders in the group have together, in the way that gives most.

    Where all stakes of one way sum to over 100 per cent, the excess may be wrong in any of them,
    so it is taken off.
    """
    best: tuple[Exact, bool] = NOTHING, False
    for way in held:
        value, is_open = -way.excess, False
        for stake in way.stakes:
            if stake.holder in group:
                value += stake.low
                is_open = is_open or stake.low_open
        value = min(max(value, NOTHING), WHOLE)
        best = max(best, (value, is_open and not way.excess and value < WHOLE))
    return End(*best)


def upper(held: Iterable[Way], group: Collection[str], *, rest: bool) -> End:
    """The most that the holders in the group may have together; ``rest``: with all that the stakes
    of the others leave."""
    named: tuple[Exact, bool] = NOTHING, True
    room = all_ = WHOLE, True
    for way in held:
        total, closed, others, exact = NOTHING, True, NOTHING, True
        for stake in way.stakes:
            if stake.holder in group:
                total += stake.high
                closed = closed and not stake.high_open
            else:
                others += stake.low
                exact = exact and not stake.low_open
        here = max(WHOLE - others + way.excess, NOTHING), exact
        named = max(named, min((total, closed), here, all_))
        room = min(room, here)
    return _end(max(named, room) if rest else named)


def _end(top: tuple[Exact, bool]) -> End:
    return End(top[0], not top[1])


def unaccounted(held: Iterable[Way]) -> End:
    """The most that holders may have whom no source names."""
    return _end(min((way.left for way in held), default=(WHOLE, True)))


def overstated(held: Iterable[Way]) -> Exact:
    """By how much the least of the stakes of one way exceed 100 per cent."""
    return max((way.excess for way in held), default=NOTHING)


def surely_meets(sum_: End, rule: Rule) -> bool:
    """Whether a lower sum proves that the threshold is reached."""
    if sum_.value == rule.per_cent:
        return sum_.open or not rule.more_than
    return sum_.value > rule.per_cent


def may_meet(sum_: End, rule: Rule) -> bool:
    """Whether an upper sum leaves it possible that the threshold is reached."""
    if sum_.value == rule.per_cent:
        return not sum_.open and not rule.more_than
    return sum_.value > rule.per_cent


def interval(low: End, high: End) -> Share:
    """A sum from its two ends."""
    if (low.value, low.open) >= (high.value, not high.open):
        high = End(low.value)
        low = End(low.value)
    return as_share(low.value, high.value, low.open, high.open)


def surely(network: Network, seeds: Iterable[str], rule: Rule) -> dict[str, int]:
    """Those whom ownership surely reaches from the seeds, with the round in which it does."""

    def reached(target: str, group: Collection[str]) -> bool:
        if rule.control == "counts" and meets(network.sure_control, target, group):
            return True
        return surely_meets(lower(network.ways(target), group), rule)

    return _rounds(network.below(), dict.fromkeys(seeds, 0), reached, ())


def possibly(
    network: Network, seeds: Iterable[str], rule: Rule, bodies: Iterable[str]
) -> dict[str, int]:
    """Those whom ownership may reach from the seeds, with the round in which it does.

    With ``ANYONE`` among the seeds what no source accounts for may be held by the blocked too.
    """

    def reached(target: str, group: Collection[str]) -> bool:
        if rule.control == "counts" and (
            meets(network.sure_control, target, group)
            or meets(network.possible_control, target, group)
        ):
            return True
        return may_meet(most(network, target, group), rule)

    start = dict.fromkeys(seeds, 0)
    first = [*bodies] if ANYONE in start else sorted(network.cut)
    return _rounds(network.below(), start, reached, first)


def meets(holders: Mapping[str, set[str]], target: str, group: Collection[str]) -> bool:
    """Whether one of a body's holders is in the group."""
    return any(holder in group for holder in holders.get(target, ()))


def most(network: Network, target: str, group: Collection[str]) -> End:
    """The most that a group may have in a body, what nobody accounts for included where it may."""
    rest = ANYONE in group or target in network.cut
    rest = rest or meets(network.unproven, target, group)
    return upper(network.ways(target), group, rest=rest)


def _rounds(
    below: Mapping[str, set[str]],
    found: dict[str, int],
    reached: Callable[[str, Collection[str]], bool],
    first: Iterable[str],
) -> dict[str, int]:
    """Add whoever is reached, round by round, until a round adds nobody: the least fixed point."""
    looked_at, turn = set(first), 1
    looked_at |= {target for one in found for target in below.get(one, ())}
    while new := [one for one in looked_at if one not in found and reached(one, found)]:
        found.update(dict.fromkeys(new, turn))
        looked_at = {target for one in new for target in below.get(one, ())}
        turn += 1
    return found
