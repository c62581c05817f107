"""Why a pair was judged as it was: the evidence in words, with the two values and its weight."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hullmark.graph.comparable import Comparable
from hullmark.graph.judge_rules import BIRTHS_APART
from hullmark.graph.resolve import families_apart, numbers_apart

LEAST = 0.05  # log-odds; lighter evidence is left out of the reasons


class Reason(Struct, frozen=True, omit_defaults=True):
    """One piece of evidence: its name, the values compared, its log-odds; a rule has none."""

    evidence: str
    left: str
    right: str
    weight: float = 0.0
    rule: bool = False


def reasons(
    left: Comparable, right: Comparable, weights: Mapping[str, float], names: tuple[str, ...]
) -> list[Reason]:
    """The reasons of one pair, rules first, then the heaviest evidence."""
    found = [Reason(rule, "", "", rule=True) for rule in rules(left, right)]
    weighed = sorted(weights.items(), key=lambda one: -abs(one[1]))
    for evidence, weight in weighed:
        if abs(weight) >= LEAST:
            ours, theirs = _values(evidence, left, right, names)
            found.append(Reason(evidence, ours, theirs, round(weight, 2)))
    return found


def rules(left: Comparable, right: Comparable) -> list[str]:
    """The rules that keep two things apart, in words."""
    found = [
        families_apart(left.family, right.family),
        numbers_apart(_by_scheme(left), _by_scheme(right)),
    ]
    if left.family == right.family == "person" and left.dates and right.dates:
        apart = all(
            one.first == one.last
            and other.first == other.last
            and abs(one.first - other.first) > BIRTHS_APART
            for one in left.dates
            for other in right.dates
        )
        if apart:
            found.append(
                f"born more than a year apart: {_say(d.text for d in left.dates)}"
                f" and {_say(d.text for d in right.dates)}"
            )
    return [rule for rule in found if rule]


def _by_scheme(one: Comparable) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for scheme, value in one.numbers:
        found.setdefault(scheme, set()).add(value)
    return found


def _say(values: object) -> str:
    return ", ".join(list(values)[:4])  # type: ignore[call-overload]


_FIELDS = {
    "hard id": "numbers",
    "id": "numbers",
    "personal number": "numbers",
    "date": "dates",
    "year": "dates",
    "country": "countries",
    "nationality": "nationalities",
    "address": "addresses",
    "birth place": "birth_places",
    "contact": "contacts",
    "gender": "gender",
    "flag": "flags",
    "tonnage": "tonnages",
    "ship type": "ship_types",
}


def _values(
    evidence: str, left: Comparable, right: Comparable, names: tuple[str, ...]
) -> tuple[str, str]:
    """The two values that a piece of evidence compared, as their sources write them."""
    from hullmark.graph.fact_evidence import FACTS

    if evidence not in FACTS:
        return names[0], names[1]
    field = next(one for start, one in _FIELDS.items() if evidence.startswith(start))
    if field == "numbers":
        return tuple(_numbers(one, other) for one, other in ((left, right), (right, left)))  # type: ignore[return-value]
    if field == "gender":
        return left.gender, right.gender
    if field == "dates":
        return _say(one.text for one in left.dates), _say(one.text for one in right.dates)
    return tuple(_say(str(value) for value in getattr(one, field)) for one in (left, right))  # type: ignore[return-value]


def _numbers(one: Comparable, other: Comparable) -> str:
    shared = {value for _, value in other.numbers}
    these = [f"{scheme} {value}" for scheme, value in one.numbers if value in shared]
    schemes = {scheme for scheme, _ in other.numbers}
    return _say(these or [f"{s} {v}" for s, v in one.numbers if s in schemes])
