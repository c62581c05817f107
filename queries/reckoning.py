"""One regime reckoned over one network: who is listed, whom ownership reaches, and every sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from hullmark.graph.answer import Entity
from hullmark.graph.schema import family
from hullmark.graph.shares import figure
from hullmark.graph.steps import Counted, Step
from hullmark.queries import cascade
from hullmark.queries.cascade import ANYONE, Network
from hullmark.queries.regimes import UNLISTED, Regime, Rule, Standing
from hullmark.queries.stakes import Stake

Counts = Literal["surely", "possibly", "not"]
BLOCKED, NOT_BLOCKED, UNKNOWN = "blocked", "not blocked", "cannot be known"


class Group(Struct, frozen=True):
    """Holders whose stakes are added, and whom they surely and possibly reach, by round."""

    label: str
    surely: dict[str, int]
    possibly: dict[str, int]


class Reckoning(Struct, frozen=True):
    """A regime's rule on a day, who is listed under it, and the groups that were followed."""

    name: str
    regime: Regime
    rule: Rule
    network: Network
    standings: Mapping[str, Standing]
    groups: tuple[Group, ...]
    members: Mapping[str, Sequence[int]]  # the numbers of the groups that reach a thing
    known: dict[str, str] = {}  # verdicts given before

    def standing(self, one: str) -> Standing:
        return self.standings.get(one, UNLISTED)

    def verdict(self, one: str) -> str:
        """What the rule makes of a body or a person."""
        if (given := self.known.get(one)) is None:
            given = self.known[one] = self._verdict(one)
        return given

    def _verdict(self, one: str) -> str:
        listed, found = self.standing(one).listed, self._reaching(one)
        if listed == "yes" or any(one in group.surely for group in found):
            return BLOCKED
        if listed == "possibly" or any(one in group.possibly for group in found):
            return UNKNOWN
        return NOT_BLOCKED

    def round(self, one: str) -> int | None:
        """In which round ownership surely reached it; ``None`` where it did not."""
        rounds = [group.surely[one] for group in self._reaching(one) if one in group.surely]
        return min(rounds, default=None)

    def _reaching(self, one: str) -> list[Group]:
        return [self.groups[at] for at in self.members.get(one, ())]

    def group(self, one: str) -> Group:
        """The group whose sum says most about a body."""
        if len(self.groups) == 1:
            return self.groups[0]
        held = self.network.ways(one)
        control = self.network.sure_control.get(one, set())
        ends = {one, *control, *(stake.holder for way in held for stake in way.stakes)}
        places = {at for end in ends for at in self.members.get(end, ())}

        def weight(group: Group) -> tuple[object, ...]:
            return (
                one in group.surely,
                one in group.possibly,
                cascade.lower(held, group.surely),
                len(group.possibly),
                group.label,
            )

        return max((self.groups[at] for at in places or (0,)), key=weight)


def reckon(
    name: str,
    regime: Regime,
    rule: Rule,
    network: Network,
    standings: Mapping[str, Standing],
    entities: Mapping[str, Entity],
    *,
    others_clear: bool = False,
    jointly: Collection[str] = (),
) -> Reckoning:
    """Reckon a rule over a network.

    ``others_clear`` takes it that holders whom no source names are not blocked. ``jointly`` are
    listed holders that act together, where the rule takes each alone.
    """
    bodies = [one for one in entities if family(entities[one].kind) == "body"]
    sure = sorted(one for one, found in standings.items() if found.carries == "yes")
    maybe = sorted(one for one, found in standings.items() if found.carries != "no")
    anyone = () if others_clear else (ANYONE,)
    sides: list[tuple[str, list[str], list[str]]] = [("", sure, maybe)]
    if not rule.together:
        joined = [one for one in maybe if one in jointly]
        sides = [(one, [one] if one in sure else [], [one]) for one in maybe if one not in joined]
        if joined:
            label = ", ".join(joined)
            sides.append((label, [one for one in joined if one in sure], joined))
        sides = sides or [("", [], [])]
    groups = tuple(
        Group(
            label,
            cascade.surely(network, seeds, rule),
            cascade.possibly(network, (*maybe_seeds, *anyone), rule, bodies),
        )
        for label, seeds, maybe_seeds in sides
    )
    members: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        for one in group.surely.keys() | group.possibly.keys():
            members.setdefault(one, []).append(at)
    return Reckoning(name, regime, rule, network, standings, groups, members)


def step(reckoning: Reckoning, one: str, numbers: Mapping[str, int]) -> Step:
    """The sum over one body's holders; ``numbers`` are those of the steps before, by body."""
    group, network = reckoning.group(one), reckoning.network
    held = network.ways(one)
    low = cascade.lower(held, group.surely)
    high = cascade.most(network, one, group.possibly)
    meets = "yes" if cascade.surely_meets(low, reckoning.rule) else "no"
    if meets == "no" and cascade.may_meet(high, reckoning.rule):
        meets = "perhaps"
    rest = cascade.unaccounted(held)
    notes = []
    if excess := cascade.overstated(held):
        notes.append(f"the stakes add up to {figure(cascade.WHOLE + excess)} % at least")
    return Step(
        entity=one,
        verdict=reckoning.verdict(one),
        sum=cascade.interval(low, high),
        meets=meets,
        counted=(
            *[_stake(reckoning, group, stake, numbers) for stake in network.stakes.get(one, ())],
            *_controllers(reckoning, group, one, numbers),
        ),
        rest=cascade.interval(cascade.End(cascade.NOTHING), rest) if rest.value else None,
        together=group.label if not reckoning.rule.together else "",
        notes=tuple(notes),
    )


def _stake(reckoning: Reckoning, group: Group, stake: Stake, numbers: Mapping[str, int]) -> Counted:
    counts = _counts(group, stake.holder)
    notes = [stake.note] if stake.note else []
    if not stake.sure:
        notes.append("possibly held")
    return Counted(
        holder=stake.holder,
        way=stake.way,
        counts=counts,
        standing=said_of(reckoning, stake.holder, numbers),
        share=stake.share,
        links=stake.links,
        note="; ".join(notes),
    )


def _counts(group: Group, holder: str) -> Counts:
    if holder in group.surely:
        return "surely"
    return "possibly" if holder in group.possibly else "not"


def _controllers(
    reckoning: Reckoning, group: Group, one: str, numbers: Mapping[str, int]
) -> Sequence[Counted]:
    """Those who control the body, where the rule counts control."""
    if reckoning.rule.control != "counts":
        return []
    sure = reckoning.network.sure_control.get(one, set())
    maybe = reckoning.network.possible_control.get(one, set()) - sure
    return [
        Counted(
            holder=holder,
            way="control",
            counts="possibly" if counts == "surely" and holder in maybe else counts,
            standing=said_of(reckoning, holder, numbers),
            note="" if holder in sure else "what is stated does not prove control",
        )
        for holder in sorted(sure | maybe)
        for counts in [_counts(group, holder)]
    ]


def said_of(reckoning: Reckoning, holder: str, numbers: Mapping[str, int]) -> str:
    """What a holder is under the rule, in words; with the number of its step where it has one."""
    listed = reckoning.standing(holder).listed
    if listed == "yes":
        return "listed"
    found = reckoning.verdict(holder)
    where = f" (step {numbers[holder]})" if holder in numbers else ""
    if found == BLOCKED:
        return f"blocked by ownership{where}"
    if listed == "possibly":
        return f"possibly listed{where}"
    return f"{found}{where}"
