"""Single values as FollowTheMoney writes them: ids, dates, shares, and the property of a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache

from hullmark.graph import ftm
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Period, Share
from hullmark.graph.shares import parse_share
from hullmark.graph.spans import say_span

_UNSAFE = re.compile(r"[^0-9A-Za-z-]|-$")


def entity_id(key: str) -> str:
    """An id that FollowTheMoney takes (letters, digits, ``-``, ``.``); of two keys never the same.

    >>> entity_id("ofac:37059")
    'ofac.3az37059'
    """
    safe = _UNSAFE.sub(lambda found: f".{ord(found[0]):x}z", key)
    return safe if safe[:1].isalnum() else f"0.{safe}"


def days(first: date, last: date) -> list[str]:
    """A span as one date where it is a year, a month or a day, else its two ends."""
    said = say_span(first, last)
    return [said] if said.replace("-", "").isdecimal() else [str(first), str(last)]


def percentage(share: Share) -> str:
    """The share in words that our own reader takes for the same interval; ``""`` without such."""
    for words in (_bounds(share), share.text):
        try:
            read = parse_share(words)
        except BadValue:
            continue
        if (read.low, read.high, read.low_open, read.high_open) == (
            share.low, share.high, share.low_open, share.high_open,
        ):  # fmt: skip
            return words
    return ""


def _bounds(share: Share) -> str:
    low, high = share.low, share.high
    if low == high:
        part = Fraction(low) / 100
        return f"{part.numerator}/{part.denominator}" if "/" in low else low
    if not share.low_open and not share.high_open:
        return f"{low}-{high}"
    more = "more than" if share.low_open else "at least"
    less = "less than" if share.high_open else "not more than"
    return f"{more} {low} % but {less} {high} %"


def bounded(period: Period) -> bool:
    """Whether any day bounds the period."""
    return any((period.start_min, period.start_max, period.end_min, period.end_max))


@cache
def name_properties() -> dict[str, str]:
    """The property for each type of name."""
    return _first((kind, prop) for prop, kind in ftm.tables().names.items())


@cache
def number_properties(group: str) -> dict[str, str]:
    """The property for each scheme of the numbers of a family of things."""
    tables = ftm.tables().identifiers
    return _first(
        (scheme, prop) for part in (group, "any") for prop, scheme in tables.get(part, {}).items()
    )


@cache
def fact_properties(group: str) -> dict[tuple[str, str], str]:
    """The property for each fact of a family, by its tense."""
    found: dict[tuple[str, str], str] = {}
    for prop, rule in ftm.rules(group).items():
        if rule.reading in ("text", "country", "date"):
            found.setdefault((rule.word, rule.period.tense), prop)
    return found


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, prop in pairs:
        found.setdefault(word, prop)
    return found
