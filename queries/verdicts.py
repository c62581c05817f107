"""Verdicts in words: why a rule blocks a thing, in which steps, and which facts would decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from hullmark.graph import shares
from hullmark.graph.answer import Entity, EntityLink
from hullmark.graph.listings import Place
from hullmark.graph.schema import family, schema
from hullmark.graph.steps import Counted, Step, Verdict
from hullmark.queries.holdings import counts
from hullmark.queries.listed_table import since
from hullmark.queries.missing import missing_facts
from hullmark.queries.reckoning import BLOCKED, NOT_BLOCKED, UNKNOWN, Reckoning, step
from hullmark.queries.stakes import SURE_WORDS
from hullmark.queries.words import called, sentence, when

Entities = Mapping[str, Entity]
MAX_MISSING = 12


def of_body(
    reckoning: Reckoning,
    one: str,
    entities: Entities,
    links: Sequence[EntityLink],
    as_of: date | None,
) -> Verdict:
    """The verdict on a body or a person."""
    steps = steps_to(reckoning, [one], entities)
    missing = tuple(dict.fromkeys(missing_facts(reckoning, steps, entities)))
    verdict = reckoning.verdict(one)
    return _verdict(
        reckoning,
        one,
        verdict,
        _why(reckoning, one, entities, steps),
        steps,
        missing if verdict == UNKNOWN else (),
        _beside(reckoning, one, entities, links, as_of),
    )


def of_property(
    reckoning: Reckoning,
    one: str,
    entities: Entities,
    links: Sequence[EntityLink],
    as_of: date | None,
) -> Verdict:
    """The verdict on a ship or aircraft: listed itself, or the property of somebody blocked."""
    roles = schema().roles
    at = [link for link in links if link.object == one and counts(link, as_of)]
    owning = [link for link in at if roles[link.role].class_ == "ownership"]
    standing = reckoning.standing(one)
    owners = list(dict.fromkeys(link.subject for link in owning))
    steps = steps_to(reckoning, owners, entities)
    sure = [ln for ln in owning if ln.holds == "yes" and ln.confidence in SURE_WORDS]
    blocking = [link for link in sure if reckoning.verdict(link.subject) == BLOCKED]
    open_ = [link for link in at if reckoning.verdict(link.subject) != NOT_BLOCKED]
    open_ = [link for link in open_ if roles[link.role].class_ in ("ownership", "unproven")]
    missing: list[str] = []
    names = ", ".join(dict.fromkeys(called(entities.get(ln.subject), ln.subject) for ln in open_))
    if standing.listed == "yes":
        verdict, why = BLOCKED, f"listed itself: {_listed(standing.places)}"
    elif blocking:
        verdict = BLOCKED
        why = "; ".join(_owned_by(reckoning, link, entities) for link in blocking)
    elif standing.listed == "possibly" or open_ or not owning:
        verdict = UNKNOWN
        why = f"possibly listed: {_listed(standing.places)}" if standing.places else ""
        why = why or (f"possibly property of {names}" if names else "")
        why = why or "no source loaded here says who owns it"
        missing = [] if owning else ["who owns it"]
        missing += [f"whether {_told(ln, entities)}" for ln in open_ if ln not in sure]
        missing += missing_facts(reckoning, steps, entities)
    else:
        verdict = NOT_BLOCKED
        who = ", ".join(called(entities.get(owner), owner) for owner in owners)
        why = f"property of {who}, not blocked on the lists and stakes loaded here"
    beside = _beside(reckoning, one, entities, links, as_of)
    facts = tuple(dict.fromkeys(missing))[:MAX_MISSING]
    return _verdict(reckoning, one, verdict, why, steps, facts, beside)


def _verdict(
    reckoning: Reckoning,
    one: str,
    verdict: str,
    why: str,
    steps: tuple[Step, ...],
    missing: tuple[str, ...],
    beside: tuple[str, ...],
) -> Verdict:
    return Verdict(
        regime=reckoning.name,
        entity=one,
        verdict=verdict,
        why=why,
        rule=rule_words(reckoning),
        sources=tuple(" ".join(filter(None, (s.title, s.url))) for s in reckoning.rule.sources),
        steps=steps,
        missing=missing[:MAX_MISSING],
        beside=beside,
    )


def rule_words(reckoning: Reckoning) -> str:
    """The rule in one line: what is needed, whether holders add up, what control is, since when."""
    rule = reckoning.rule
    added = "added together" if rule.together else "each listed holder alone with what it owns"
    control = {
        "ignored": "control does not count",
        "flag": "control is a flag that can be rebutted",
        "counts": "control counts as ownership does",
    }[rule.control]
    return f"{reckoning.regime.title}: {rule.words}, {added}; {control} (since {rule.since})"


def steps_to(reckoning: Reckoning, ends: Iterable[str], entities: Entities) -> tuple[Step, ...]:
    """The bodies whose sums lead to some ends, each after those it depends on, the ends last."""
    depth: dict[str, int] = {}
    turn = [one for one in ends if _worth_a_step(reckoning, one, entities)]
    while turn:
        for one in turn:
            depth[one] = len(depth)
        turn = sorted(
            {
                holder
                for one in turn
                for holder in _holders(reckoning, one)
                if holder not in depth and _matters(reckoning, holder, entities)
            }
        )
    last = len(depth) + 1
    order = sorted(
        depth,
        key=lambda one: (
            one in ends,
            reckoning.round(one) if reckoning.round(one) is not None else last,
            -depth[one],
        ),
    )
    numbers: dict[str, int] = {}
    for number, one in enumerate(order, start=1):
        numbers[one] = number
    return tuple(step(reckoning, one, numbers) for one in order)


def _holders(reckoning: Reckoning, one: str) -> Iterator[str]:
    for stake in reckoning.network.stakes.get(one, ()):
        yield stake.holder
    if reckoning.rule.control == "counts":
        yield from reckoning.network.sure_control.get(one, ())
        yield from reckoning.network.possible_control.get(one, ())


def _worth_a_step(reckoning: Reckoning, one: str, entities: Entities) -> bool:
    """A body asked about, unless it is listed and nobody is known to hold it."""
    if family(entities[one].kind) != "body":
        return False
    return reckoning.standing(one).listed != "yes" or one in reckoning.network.stakes


def _matters(reckoning: Reckoning, holder: str, entities: Entities) -> bool:
    """Whether a holder's own sum belongs in the trace: a body whose verdict needs showing."""
    if holder not in entities or family(entities[holder].kind) != "body":
        return False
    if reckoning.standing(holder).carries == "yes":
        return False
    return holder in reckoning.network.stakes or reckoning.verdict(holder) != NOT_BLOCKED


def _why(reckoning: Reckoning, one: str, entities: Entities, steps: Sequence[Step]) -> str:
    standing, verdict = reckoning.standing(one), reckoning.verdict(one)
    if standing.listed == "yes":
        return f"listed itself: {_listed(standing.places)}"
    if standing.listed == "possibly" and verdict != BLOCKED:
        return f"possibly listed: {_listed(standing.places)}"
    if not steps:
        return "not listed here, and a person is not owned"
    last = next(found for found in steps if found.entity == one)
    return why_body(reckoning, last, entities)


def why_body(reckoning: Reckoning, last: Step, entities: Entities) -> str:
    """Why a body that is not listed is blocked, is not, or can't be known to be: by its sum."""
    verdict = last.verdict
    surely = [found for found in last.counted if found.counts == "surely"]
    names = ", ".join(_with_share(found, entities) for found in surely)
    words = reckoning.rule.words
    if verdict == BLOCKED:
        control = [found for found in surely if found.way == "control"]
        if control and last.meets != "yes":
            who = ", ".join(called(entities.get(found.holder), found.holder) for found in control)
            return f"controlled by {who}, which is blocked"
        return f"owned {shares.say(last.sum)} by the blocked ({words} is needed): {names}"
    if not last.counted:
        stated = "no source loaded here states who holds it"
        return stated if verdict == UNKNOWN else f"not listed here, and {stated}"
    sum_ = shares.say(last.sum) or "0–100 %"
    if verdict == NOT_BLOCKED:
        return f"the blocked hold {sum_} of it on the stakes stated here; {words} is needed"
    return f"the blocked hold {sum_} of it by what is known; {words} is needed"


def _with_share(found: Counted, entities: Entities) -> str:
    stake = f" {shares.say(found.share)}" if found.share and shares.say(found.share) else ""
    return f"{called(entities.get(found.holder), found.holder)}{stake}"


def _owned_by(reckoning: Reckoning, link: EntityLink, entities: Entities) -> str:
    """Whose property a ship is by one link, since when, and why that owner is blocked."""
    owner = link.subject
    standing = reckoning.standing(owner)
    how = (
        f"listed: {_listed(standing.places)}"
        if standing.listed == "yes"
        else "owned by the blocked"
    )
    role = f"{schema().roles[link.role].noun} {when(link)}".strip()
    return f"property of {called(entities.get(owner), owner)} ({role}), {how}"


def _told(link: EntityLink, entities: Entities) -> str:
    """A link in words, with its time."""
    return f"{sentence(link, link.subject, entities).rstrip(',')} ({when(link) or 'undated'})"


def _listed(places: Iterable[Place]) -> str:
    return "; ".join(
        f"{place.list or place.authority}"
        f"{' (' + ', '.join(place.programmes) + ')' if place.programmes else ''} {since(place)}"
        for place in places
    )


def _beside(
    reckoning: Reckoning,
    one: str,
    entities: Entities,
    links: Sequence[EntityLink],
    as_of: date | None,
) -> tuple[str, ...]:
    """What does not change the verdict and should be read with it."""
    said = [
        f"on a list that does not block by itself: {_listed([place])}"
        for place in reckoning.standing(one).others
    ]
    roles = schema().roles
    for link in links:
        holder = reckoning.verdict(link.subject)
        if link.object != one or not _notable(reckoning, link.subject):
            continue
        words, class_ = f"{_told(link, entities)}: {holder}", roles[link.role].class_
        if not counts(link, as_of):
            said.append(f"ended, not counted: {words}")
        elif class_ == "unproven":
            said.append(f"not counted as a stake: {words}")
        elif class_ == "control" and reckoning.rule.control == "flag":
            said.append(f"control, which can be rebutted: {words}")
        elif class_ == "control" and reckoning.rule.control == "ignored":
            said.append(f"control, which does not count here: {words}")
    carried = reckoning.standing(one)
    if carried.listed != "no" and carried.carries == "no":
        said.append("listed under a programme that does not block what the listed own")
    return tuple(said)


def _notable(reckoning: Reckoning, holder: str) -> bool:
    """Whether more is known of a holder than that nobody knows its own holders."""
    return reckoning.verdict(holder) == BLOCKED or reckoning.standing(holder).listed != "no"
