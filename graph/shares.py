"""A stake as an interval of per cent: read what registers write, add intervals, say them in words.

Exact arithmetic with fractions throughout: a third is ``100/3``, and 33.3 + 66.7 is 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Share

UNKNOWN = Share()
PART = Share(low="0", high="100", low_open=True, high_open=True)

_NUMBER = r"(\d+(?:[.,]\d+)?)\s*(?:%|per\s?cent|percent)?"
_PATTERNS = (
    ("fraction", re.compile(r"(\d+)\s*/\s*(\d+)$")),
    (
        "more_to",
        re.compile(
            rf"(?:more|greater) than {_NUMBER}\s*(?:but|and) (?:not more|no more|at most) (?:than )?{_NUMBER}$"
        ),
    ),
    (
        "more_less",
        re.compile(rf"(?:more|greater) than {_NUMBER}\s*(?:but|and) less than {_NUMBER}$"),
    ),
    ("least_less", re.compile(rf"at least {_NUMBER}\s*(?:but|and) less than {_NUMBER}$")),
    ("range", re.compile(rf"(?:between\s+)?{_NUMBER}\s*(?:-|–|to|and)\s*{_NUMBER}$")),
    ("more", re.compile(rf"(?:(?:more|greater) than|over|>)\s*{_NUMBER}$")),
    ("or_more", re.compile(rf"{_NUMBER}\s*(?:\+|or more)$")),
    ("least", re.compile(rf"(?:at least|>=|≥|minimum)\s*{_NUMBER}$")),
    ("less", re.compile(rf"(?:(?:less|fewer) than|under|<)\s*{_NUMBER}$")),
    ("most", re.compile(rf"(?:at most|not more than|no more than|up to|<=|≤)\s*{_NUMBER}$")),
    ("exact", re.compile(rf"{_NUMBER}$")),
)
_UNKNOWN_WORDS = frozenset({"", "unknown", "?", "n/a", "not known", "undisclosed"})
_PART_WORDS = frozenset({"part", "partly", "part-owned", "a part", "some"})


def parse_share(text: str) -> Share:
    """The interval that ``50%``, ``25+``, ``1/3``, ``more than 25 % but not more than 50 %`` state.

    Unknown is the whole of [0, 100]; ``part`` is more than nothing and less than all. Raises
    ``BadValue`` for text that is no share and for stakes below 0 or above 100 per cent.
    """
    words = " ".join(text.strip().lower().split())
    if words in _UNKNOWN_WORDS:
        return Share(text=text)
    if words in _PART_WORDS:
        return Share("0", "100", True, True, text=text)
    for form, pattern in _PATTERNS:
        if match := pattern.match(words):
            return _made(form, match.groups(), text)
    raise _bad(text, "is not a share")


def _made(form: str, groups: tuple[str | None, ...], text: str) -> Share:
    numbers = [_number(group) for group in groups if group]
    hundred, nothing = Fraction(100), Fraction(0)
    if form == "fraction":
        if numbers[1] == 0:
            raise _bad(text, "divides by nothing")
        value = numbers[0] / numbers[1] * 100
        return share(value, value, text=text)
    low, high = numbers[0], numbers[-1]
    match form:
        case "more_to":
            return share(low, high, low_open=True, text=text)
        case "more_less":
            return share(low, high, low_open=True, high_open=True, text=text)
        case "least_less":
            return share(low, high, high_open=True, text=text)
        case "more":
            return share(low, hundred, low_open=True, text=text)
        case "or_more" | "least":
            return share(low, hundred, text=text)
        case "less":
            return share(nothing, high, high_open=True, text=text)
        case "most":
            return share(nothing, high, text=text)
        case _:
            return share(low, high, text=text)


def share(
    low: Fraction,
    high: Fraction,
    *,
    low_open: bool = False,
    high_open: bool = False,
    text: str = "",
) -> Share:
    """An interval from exact bounds; ``BadValue`` when it is empty or outside 0 to 100."""
    if not 0 <= low <= 100 or not 0 <= high <= 100:
        raise _bad(text or f"{low}–{high}", "lies outside 0 to 100 per cent")
    if low > high or (low == high and (low_open or high_open)):
        raise _bad(text or f"{low}–{high}", "is an empty range")
    return Share(_text(low), _text(high), low_open, high_open, text)


def low(stake: Share) -> Fraction:
    """The lower bound in per cent, exactly."""
    return Fraction(stake.low)


def high(stake: Share) -> Fraction:
    """The upper bound in per cent, exactly."""
    return Fraction(stake.high)


def total(stakes: Iterable[Share]) -> Share:
    """The sum of several different stakes, capped at 100; an end is open when any addend's is."""
    lows, highs, low_open, high_open = Fraction(0), Fraction(0), False, False
    for stake in stakes:
        lows, highs = lows + low(stake), highs + high(stake)
        low_open, high_open = low_open or stake.low_open, high_open or stake.high_open
    if highs > 100:
        highs, high_open = Fraction(100), False
    if lows > 100 or (lows == 100 and low_open):
        lows, low_open = Fraction(100), False
    return Share(_text(lows), _text(highs), low_open, high_open and highs != lows)


def say(stake: Share | None) -> str:
    """The stake in words for a table: ``50 %``, ``>25–50 %``, ``part``; empty when unknown."""
    if stake is None or (stake.low, stake.high, stake.low_open, stake.high_open) == (
        "0",
        "100",
        False,
        False,
    ):
        return ""
    if stake.low == stake.high:
        return f"{_short(stake.low)} %"
    if (stake.low, stake.high, stake.low_open, stake.high_open) == ("0", "100", True, True):
        return "part"
    left = f"{'>' if stake.low_open else ''}{_short(stake.low)}"
    right = f"{'<' if stake.high_open else ''}{_short(stake.high)}"
    return f"{left}–{right} %"


def _short(text: str) -> str:
    value = Fraction(text)
    return text if "/" not in text else f"{float(value):.2f}".rstrip("0").rstrip(".")


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _text(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    digits = value * 10**6
    return (
        str(float(value)) if digits.denominator == 1 else f"{value.numerator}/{value.denominator}"
    )


def _bad(text: str, why: str) -> BadValue:
    return BadValue(
        f"{text!r} {why}: expected per cent such as 50%, 25+, 1/3, 25-50 or "
        "'more than 25 % but not more than 50 %'."
    )
