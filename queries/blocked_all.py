"""``blocked --all``: every body and ship in which the blocked are known to hold something.

Only what is reached from the listed is read, so the work grows with what is found, not with the
graph. A body that no loaded source connects to a listed holder by a stake is not in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from hullmark.graph.answer import Answer, Entity, Step, Tie, Verdict
from hullmark.graph.listings import places
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.queries import cascade
from hullmark.queries.cascade import Network
from hullmark.queries.holdings import holding_roles, network
from hullmark.queries.reckoning import BLOCKED, NOT_BLOCKED, UNKNOWN, Reckoning, reckon, step
from hullmark.queries.regimes import Regime, Rule, Standing, regimes_named, standing
from hullmark.queries.stakes import SURE_WORDS, owning_roles
from hullmark.queries.verdicts import rule_words, why_body

BATCH = 2_000
T = TypeVar("T")
Standings = dict[str, dict[str, Standing]]  # by regime, then by entity


class Reach(Struct):
    """What was read on the way down from the listed: ties into what they touch, and outlines."""

    ties: dict[tuple[str, str], Tie] = {}
    things: dict[str, Entity] = {}
    network: Network = field(default_factory=Network)


def blocked_all(reader: GraphReader, *, as_of: date | None = None, regimes: str = "") -> Answer:
    """A verdict for each regime and each thing in which somebody blocked is known to hold a stake.

    Sums count the stakes that are stated; what no source accounts for leaves a verdict open and is
    never added. Entities are outlines: their listings, without records. No ``links``: ask
    ``blocked`` about one of them for its evidence.
    """
    wanted = regimes_named(regimes)
    rules = {name: rule for name, one in wanted.items() if (rule := one.rule(as_of)) is not None}
    reach = Reach()
    standings = _standings(reader, wanted, reach, as_of)
    _follow(reader, reach, standings, as_of)
    verdicts: list[Verdict] = []
    for name, rule in rules.items():
        found = reckon(
            name,
            wanted[name],
            rule,
            _network(reach, wanted[name], rule),
            standings[name],
            reach.things,
            others_clear=True,
        )
        verdicts += _bodies(reader, found, reach)
        verdicts += _property(found, reach)
    named = {end for one in verdicts for end in _mentioned(one)}
    return Answer(
        question="--all",
        as_of=as_of,
        known_by=reader.known_by,
        entities=_outlines(reader, sorted(named), reach.things),
        snapshots=reader.snapshots(),
        unknown=tuple(_unknown(wanted, rules, as_of)),
        verdicts=tuple(verdicts),
    )


def _standings(
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


def _follow(reader: GraphReader, reach: Reach, standings: Standings, as_of: date | None) -> None:
    """Read downwards from the listed for as long as a stake may reach half, or somebody controls.

    Holders of all regimes are taken together here, which finds at least what any regime finds.
    """
    loosest = Rule(date.min, "50", False, True, "counts", ())
    group = {
        one for found in standings.values() for one, how in found.items() if how.carries != "no"
    }
    frontier, loaded = sorted(group), set[str]()
    while frontier:
        below: dict[tuple[str, str], Tie] = {}
        for some in batches(frontier):
            ties = reader.ties(some, roles=holding_roles(), direction="down", as_of=as_of)
            below |= {(tie.id, tie.subject): tie for tie in ties if _holds(tie)}
        reach.ties |= below
        touched = sorted({tie.object for tie in below.values()})
        _outlines(reader, touched, reach.things)
        bodies = [one for one in touched if family(reach.things[one].kind) == "body"]
        fresh = [one for one in bodies if one not in loaded]
        loaded.update(fresh)
        for some in batches(fresh):
            ties = reader.ties(some, roles=holding_roles(), direction="up", as_of=as_of)
            kept = [tie for tie in ties if _holds(tie)]
            reach.ties |= {(tie.id, tie.subject): tie for tie in kept}
            _extend(reach.network, network(kept, _ANY))
        new = [one for one in bodies if one not in group]
        frontier = [one for one in new if _may_reach(reach.network, one, group, loosest)]
        group.update(frontier)


_ANY = Regime("", (), ())


def _network(reach: Reach, regime: Regime, rule: Rule) -> Network:
    """The network under one regime: its stakes are those of all, its view of control its own."""
    read = reach.network
    made = Network(stakes=read.stakes, unproven=read.unproven)
    if rule.control == "counts":
        controlled = read.sure_control.keys() | read.possible_control.keys()
        ties = [tie for tie in reach.ties.values() if tie.object in controlled]
        own = network(ties, regime)
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


def _bodies(reader: GraphReader, found: Reckoning, reach: Reach) -> Iterator[Verdict]:
    """A verdict on each body that is not listed and of which somebody blocked holds something."""
    read = found.network
    held = read.stakes.keys() | read.unproven.keys() | read.sure_control.keys()
    steps = [
        made
        for one in sorted(held | read.possible_control.keys())
        if found.standing(one).listed != "yes" and _touched(found, made := step(found, one, {}))
    ]
    # A person who is not listed is not blocked; of another body nothing more is known here.
    others = {one.holder for made in steps if made.verdict == NOT_BLOCKED for one in made.counted}
    _outlines(reader, sorted(others), reach.things)
    for made in steps:
        verdict = made.verdict
        if verdict == NOT_BLOCKED and _open(found, made, reach):
            verdict = UNKNOWN
        why = why_body(found, made, reach.things) if verdict == BLOCKED else ""
        yield _verdict(found, made.entity, verdict, why, (replace(made, verdict=verdict),))


def _touched(found: Reckoning, made: Step) -> bool:
    if made.verdict != NOT_BLOCKED or any(one.counts != "not" for one in made.counted):
        return True
    return any(
        found.verdict(one) != NOT_BLOCKED for one in found.network.unproven.get(made.entity, ())
    )


def _open(found: Reckoning, made: Step, reach: Reach) -> bool:
    """Whether holders of whom nothing is known, named or not, could add what is missing."""
    held = found.network.stakes.get(made.entity, [])
    group = {
        one.holder
        for one in made.counted
        if one.counts != "not"
        or (one.holder in reach.things and family(reach.things[one.holder].kind) == "body")
    }
    return cascade.may_meet(cascade.upper(held, group, rest=True), found.rule)


def _property(found: Reckoning, reach: Reach) -> Iterator[Verdict]:
    """A verdict on each ship or aircraft of which somebody blocked is a stated owner."""
    owning, said = owning_roles(), dict[str, list[Tie]]()
    for tie in reach.ties.values():
        if tie.role in owning and not _in(reach.things, tie, "body"):
            said.setdefault(tie.object, []).append(tie)
    for one in sorted(said):
        if family(reach.things[one].kind) == "person" or found.standing(one).listed == "yes":
            continue
        ties = sorted(said[one], key=lambda tie: (tie.subject, tie.id))
        verdicts = {tie.subject: found.verdict(tie.subject) for tie in ties}
        sure = [
            tie
            for tie in ties
            if verdicts[tie.subject] == BLOCKED
            and tie.holds == "yes"
            and tie.confidence in SURE_WORDS
        ]
        if sure:
            yield _verdict(found, one, BLOCKED, _owned(sure, reach), ())
        elif open_ := [tie for tie in ties if verdicts[tie.subject] != NOT_BLOCKED]:
            yield _verdict(found, one, UNKNOWN, f"possibly {_owned(open_, reach)}", ())


def _owned(ties: Sequence[Tie], reach: Reach) -> str:
    names = dict.fromkeys(
        f"{reach.things[tie.subject].caption if tie.subject in reach.things else tie.subject}"
        f" ({schema().roles[tie.role].noun})"
        for tie in ties
    )
    return f"property of {', '.join(names)}"


def _verdict(
    found: Reckoning, one: str, verdict: str, why: str, steps: tuple[Step, ...]
) -> Verdict:
    return Verdict(found.name, one, verdict, why, rule_words(found), (), steps)


def _mentioned(one: Verdict) -> Iterator[str]:
    yield one.entity
    for made in one.steps:
        for counted in made.counted:
            if counted.counts != "not":
                yield counted.holder


def _in(things: Mapping[str, Entity], tie: Tie, of: str) -> bool:
    return tie.object in things and family(things[tie.object].kind) == of


def _outlines(
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


def _unknown(
    wanted: Mapping[str, Regime], rules: Mapping[str, Rule], as_of: date | None
) -> Iterator[str]:
    for name in wanted.keys() - rules.keys():
        yield f"{name}: no rule of {as_of} is known here."
    yield (
        "Only what a stake, or control where it counts, connects to somebody listed is here; what "
        "is not here is not cleared. Sums count stated stakes; who holds the rest is not known."
    )
