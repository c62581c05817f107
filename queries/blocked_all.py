"""``blocked --all``: every body and ship in which the blocked are known to hold something.

Only what is reached from the listed is read, so the work grows with what is found, not with the
graph. A body that no loaded source connects to a listed holder by a stake is not in the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from hullmark.graph.answer import Answer, Tie
from hullmark.graph.collecting import uncollected
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.graph.steps import Step, Verdict
from hullmark.queries import cascade
from hullmark.queries.reached import Reach, follow, network_under, outlines, standings_in
from hullmark.queries.reckoning import BLOCKED, NOT_BLOCKED, UNKNOWN, Reckoning, reckon, step
from hullmark.queries.regimes import Regime, Rule, regimes_named
from hullmark.queries.stakes import SURE_WORDS
from hullmark.queries.verdicts import rule_words, why_body


def blocked_all(reader: GraphReader, *, as_of: date | None = None, regimes: str = "") -> Answer:
    """A verdict for each regime and each thing in which somebody blocked is known to hold a stake.

    Sums count the stakes that are stated; what no source accounts for leaves a verdict open and is
    never added. Entities are outlines: their listings, without records. No ``links``: ask
    ``blocked`` about one of them for its evidence.
    """
    wanted = regimes_named(regimes)
    with uncollected():
        return _whole(reader, wanted, as_of)


def _whole(reader: GraphReader, wanted: Mapping[str, Regime], as_of: date | None) -> Answer:
    rules = {name: rule for name, one in wanted.items() if (rule := one.rule(as_of)) is not None}
    reach = Reach()
    standings = standings_in(reader, wanted, reach, as_of)
    follow(reader, reach, standings, as_of)
    verdicts: list[Verdict] = []
    for name, rule in rules.items():
        found = reckon(
            name,
            wanted[name],
            rule,
            network_under(reach, wanted[name], rule),
            standings[name],
            reach.things,
            others_clear=True,
        )
        verdicts += _bodies(reader, found, reach)
        verdicts += _property(reader, found, reach)
    named = {end for one in verdicts for end in _mentioned(one)}
    return Answer(
        question="--all",
        as_of=as_of,
        known_by=reader.known_by,
        entities=outlines(reader, sorted(named), reach.things),
        snapshots=reader.snapshots(),
        unknown=tuple(_unknown(wanted, rules, as_of)),
        verdicts=tuple(verdicts),
    )


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
    shown = {one.holder for made in steps if made.verdict == BLOCKED for one in made.counted}
    outlines(reader, sorted(others | shown), reach.things)
    for made in steps:
        verdict = made.verdict
        if verdict == NOT_BLOCKED and _open(found, made, reach):
            verdict = UNKNOWN
        why = why_body(found, made, reach.things) if verdict == BLOCKED else ""
        if verdict != made.verdict:
            made = replace(made, verdict=verdict)
        yield _verdict(found, made.entity, verdict, why, (made,))


def _touched(found: Reckoning, made: Step) -> bool:
    if made.verdict != NOT_BLOCKED or any(one.counts != "not" for one in made.counted):
        return True
    return any(
        found.verdict(one) != NOT_BLOCKED for one in found.network.unproven.get(made.entity, ())
    )


def _open(found: Reckoning, made: Step, reach: Reach) -> bool:
    """Whether holders of whom nothing is known, named or not, could add what is missing."""
    group = {
        one.holder
        for one in made.counted
        if one.counts != "not"
        or (one.holder in reach.things and family(reach.things[one.holder].kind) == "body")
    }
    return cascade.may_meet(
        cascade.upper(found.network.ways(made.entity), group, rest=True), found.rule
    )


def _property(reader: GraphReader, found: Reckoning, reach: Reach) -> Iterator[Verdict]:
    """A verdict on each ship or aircraft of which somebody blocked is a stated owner."""
    owners = {tie.subject for ties in reach.owned.values() for tie in ties}
    outlines(reader, sorted(owners), reach.things)
    for one in sorted(reach.owned):
        if found.standing(one).listed == "yes":
            continue
        ties = sorted(reach.owned[one], key=lambda tie: (tie.subject, tie.id))
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


def _unknown(
    wanted: Mapping[str, Regime], rules: Mapping[str, Rule], as_of: date | None
) -> Iterator[str]:
    for name in wanted.keys() - rules.keys():
        yield f"{name}: no rule of {as_of} is known here."
    yield (
        "Only what a stake, or control where it counts, connects to somebody listed is here; what "
        "is not here is not cleared. Sums count stated stakes; who holds the rest is not known."
    )
