"""Downwards from the listed for as long as ownership may reach: what of the graph that touches.

Only this is read, so the work of ``blocked --all`` grows with what is found, not with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TypeVar

from msgspec import Struct, field

from hullmark.graph.answer import Entity, Tie
from hullmark.graph.listings import places
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.queries import cascade
from hullmark.queries.cascade import Network
from hullmark.queries.holdings import holding_roles, network
from hullmark.queries.regimes import Regime, Rule, Standing, standing
from hullmark.queries.stakes import owning_roles

BATCH = 2_000
PROPERTY = ("vessel", "aircraft")
T = TypeVar("T")
Standings = dict[str, dict[str, Standing]]  # by regime, then by entity


class Reach(Struct):
    """What was read on the way down from the listed: who was followed, and what that touches."""

    kinds: dict[str, str] = {}  # of what stands below somebody who was followed
    things: dict[str, Entity] = {}
    network: Network = field(default_factory=Network)
    controls: list[Tie] = []
    owned: dict[str, list[Tie]] = {}  # ships and aircraft, with the ties of those followed


def standings_in(
    reader: GraphReader, wanted: Mapping[str, Regime], reach: Reach, as_of: date | None
) -> Standings:
    """How each listed thing stands under each regime; those that block nobody are left out."""
    found: Standings = {name: {} for name in wanted}
    for some in batches(reader.listed()):
        for key, entity in reader.outlines(some).items():
            those = places(entity.listings, as_of)
            for name, regime in wanted.items():
                one = standing(regime, those)
                if one.listed != "no":
                    found[name][key] = one
                    reach.things[key] = entity
    return found


def follow(reader: GraphReader, reach: Reach, standings: Standings, as_of: date | None) -> None:
    """Read downwards from the listed for as long as a stake may reach half, or somebody controls.

    Holders of all regimes are taken together here, which finds at least what any regime finds.
    """
    loosest = Rule(date.min, "50", False, True, "counts", ())
    group = {
        one for found in standings.values() for one, how in found.items() if how.carries != "no"
    }
    frontier = sorted(group)
    while frontier:
        near = dict[str, str]()
        for some in batches(frontier):
            near |= reader.near(some, roles=holding_roles(), direction="down")
        fresh = sorted(near.keys() - reach.kinds.keys())
        reach.kinds |= near
        bodies = [one for one in fresh if family(near[one]) == "body"]
        for some in batches(bodies):
            _read_holders(
                reach, reader.ties(some, roles=holding_roles(), direction="up", as_of=as_of)
            )
        touched = (one for one in near if family(near[one]) == "body" and one not in group)
        frontier = sorted(one for one in touched if _may_reach(reach.network, one, group, loosest))
        group.update(frontier)
    owned = sorted(one for one, kind in reach.kinds.items() if family(kind) in PROPERTY)
    for some in batches(owned):
        for tie in reader.ties(some, roles=owning_roles(), direction="up", as_of=as_of):
            if _holds(tie) and tie.subject in group:
                reach.owned.setdefault(tie.object, []).append(tie)


def _read_holders(reach: Reach, read: Iterable[Tie]) -> None:
    """Put what is said of some bodies' holders into the network."""
    roles = schema().roles
    ties = {(tie.id, tie.subject): tie for tie in read if _holds(tie)}.values()
    reach.controls += (tie for tie in ties if roles[tie.role].class_ == "control")
    _extend(reach.network, network(ties, _ANY))


_ANY = Regime("", (), ())


def network_under(reach: Reach, regime: Regime, rule: Rule) -> Network:
    """The network under one regime: its stakes are those of all, its view of control its own."""
    read = reach.network
    made = Network(stakes=read.stakes, unproven=read.unproven, by_way=read.by_way)
    if rule.control == "counts":
        own = network(reach.controls, regime)
        made.sure_control, made.possible_control = own.sure_control, own.possible_control
    return made


def _holds(tie: Tie) -> bool:
    return tie.holds != "no" and not tie.over


def _extend(whole: Network, more: Network) -> None:
    whole.stakes |= more.stakes
    whole.sure_control |= more.sure_control
    whole.possible_control |= more.possible_control
    whole.unproven |= more.unproven


def _may_reach(held: Network, one: str, group: set[str], rule: Rule) -> bool:
    if cascade.meets(held.sure_control, one, group):
        return True
    if cascade.meets(held.possible_control, one, group):
        return True
    return cascade.may_meet(cascade.most(held, one, group), rule)


def outlines(
    reader: GraphReader, wanted: Iterable[str], known: dict[str, Entity]
) -> dict[str, Entity]:
    """The outlines of some things, reading only those that are not known yet."""
    asked = list(wanted)
    for some in batches(one for one in asked if one not in known):
        known.update(reader.outlines(some))
    return {one: known[one] for one in asked if one in known}


def batches(many: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most so many."""
    left = iter(many)
    while some := list(islice(left, size)):
        yield some
