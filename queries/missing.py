"""Which facts, if somebody found them out, would decide a verdict that can't be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hullmark.graph import shares
from hullmark.graph.answer import Entity
from hullmark.graph.steps import Counted, Step
from hullmark.queries import cascade
from hullmark.queries.reckoning import NOT_BLOCKED, UNKNOWN, Reckoning
from hullmark.queries.stakes import say
from hullmark.queries.words import called

Entities = Mapping[str, Entity]


def missing_facts(reckoning: Reckoning, steps: Sequence[Step], entities: Entities) -> Iterator[str]:
    """The facts that could change what is open, nearest to the end first."""
    for found in reversed(steps):
        if found.verdict != UNKNOWN:
            continue
        name = called(entities.get(found.entity), found.entity)
        low = shares.low(found.sum)
        needed = f"{'more than ' if reckoning.rule.more_than else ''}" + shares.figure(
            max(reckoning.rule.per_cent - low, low * 0)
        )
        if reckoning.standing(found.entity).listed == "possibly":
            yield f"whether {name} was listed on that day"
        for one in found.counted:
            if one.counts == "not":
                continue
            who = called(entities.get(one.holder), one.holder)
            if one.way == "control":
                if one.note:
                    yield f"whether {who} controls {name}"
            elif one.counts == "surely" and one.share and one.share.low != one.share.high:
                yield f"how much of {name} {who} holds ({_figures(one)}; {needed} % more would do)"
            elif reckoning.standing(one.holder).listed == "possibly":
                yield f"whether {who} was listed on that day"
        anyone = cascade.ANYONE in reckoning.group(found.entity).possibly
        if found.rest is not None and (anyone or found.entity in reckoning.network.cut):
            rest = shares.figure(shares.high(found.rest))
            other = f"the other {rest} % of {name} ({needed} % of it would do)"
            yield f"who holds {name if rest == '100' else other}"
        for holder in sorted(reckoning.network.unproven.get(found.entity, ())):
            if reckoning.verdict(holder) != NOT_BLOCKED:
                who = called(entities.get(holder), holder)
                yield f"whether {who} has a stake in {name}, and how much"


def _figures(one: Counted) -> str:
    assert one.share is not None
    return say(
        (shares.low(one.share), shares.high(one.share), one.share.low_open, one.share.high_open)
    )
