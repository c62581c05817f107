"""A stake as an interval of per cent: read what registers write, add intervals, say them in words.

Exact arithmetic with fractions throughout: a third is ``100/3``, and 33.3 + 66.7 is 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from msgspec.structs import replace

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Share

Exact = int | Fraction  # whole figures may be int: much faster, and as exact
UNKNOWN = Share()
PART = Share(low="0", high="100", low_open=True, high_open=True)

LONGEST = 100  # characters; no stake in words is longer, and int() refuses 5,000 digits

_UNIT = r"\s*(?:%|per\s?cents?|pct\.?)?"
_VALUE = rf"(\d+(?:[.,]\d+)?){_UNIT}"
_OVER = r"more than|greater than|higher than|over|above|>"
_LEAST = r"at least|not less than|no less than|minimum|>=|≥"
_UNDER = r"less than|fewer than|lower than|under|below|<"
_MOST = r"at most|not more than|no more than|not greater than|up to|maximum|<=|≤"
_FRACTION = re.compile(r"(\d+)\s*[/⁄]\s*(\d+)", re.ASCII)
_RANGE = re.compile(
    rf"(?:between\s+|from\s+)?(?:(?P<over>{_OVER})|{_LEAST})?\s*{_VALUE}"
    rf"\s*(?:-|–|—|,?\s*\b(?:to|and|but)\b)\s*(?:(?P<under>{_UNDER})|{_MOST})?\s*{_VALUE}",
    re.ASCII,
)
_ONE_SIDED = re.compile(
    rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<over>{_OVER})|(?P<under>{_UNDER}))?\s*{_VALUE}"
    rf"\s*(?P<more>\+{_UNIT}|or more|and more|or over|and over)?",
    re.ASCII,
)
_UNKNOWN_WORDS = frozenset({"", "unknown", "?", "n/a", "not known", "undisclosed"})
_PART_WORDS = frozenset({"part", "partly", "part-owned", "a part", "some"})


def parse_share(text: str) -> Share:
    """The interval that ``50%``, ``25+``, ``1/3``, ``more than 25 % but not more than 50 %`` state.

    Unknown is the whole of [0, 100]; ``part`` is more than nothing and less than all. Raises
    ``BadValue`` for text that is no share and for stakes below 0 or above 100 per cent.
    """
    words = " ".join(text.lower().split())
    if words in _UNKNOWN_WORDS:
        return Share(text=text)
    if words in _PART_WORDS:
        return replace(PART, text=text)
    if len(words) <= LONGEST:
        if match := _FRACTION.fullmatch(words):
            return _fraction(int(match[1]), int(match[2]), text)
        if match := _RANGE.fullmatch(words):
            low_open, high_open = bool(match["over"]), bool(match["under"])
            low, high = _number(match[2]), _number(match[4])
            return share(low, high, low_open=low_open, high_open=high_open, text=text)
        if match := _ONE_SIDED.fullmatch(words):
            return _one_sided(match, text)
    raise _bad(text, "is not a share")


def _fraction(part: int, whole: int, text: str) -> Share:
    if whole == 0:
        raise _bad(text, "divides by nothing")
    if part + whole == 100:
        raise _bad(text, "may be a split between two holders or a fraction")
    value = Fraction(part, whole) * 100
    return share(value, value, text=text)


def _one_sided(match: re.Match[str], text: str) -> Share:
    value = _number(match[5])
    below, above = match["most"] or match["under"], match["least"] or match["over"]
    if match["more"]:
        if below or above:
            raise _bad(text, "says two things")
        above = match["more"]
    if below:
        return share(Fraction(0), value, high_open=bool(match["under"]), text=text)
    if above:
        return share(value, Fraction(100), low_open=bool(match["over"]), text=text)
    return share(value, value, text=text)


def share(
    low: Exact,
    high: Exact,
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
    if stake is None:
        return ""
    ends = (stake.low, stake.high, stake.low_open, stake.high_open)
    if ends == ("0", "100", False, False):
        return ""
    if ends == ("0", "100", True, True):
        return "part"
    if stake.low == stake.high:
        return f"{_short(stake.low)} %"
    left = f"{'>' if stake.low_open else ''}{_short(stake.low)}"
    right = f"{'<' if stake.high_open else ''}{_short(stake.high)}"
    return f"{left}–{right} %"


def say_held(stake: Share | None, as_stated: str) -> str:
    """A link's stake in words, with what it is of where its source speaks of votes alone.

    ``voting rights >50–<75 %``; without that word the figure could be taken for one of shares.
    """
    words = say(stake)
    letters = re.sub(r"[^a-z]", "", as_stated.casefold())
    votes_alone = "votingrights" in letters and not re.search("share|surplus|asset", letters)
    return f"voting rights {words}" if words and votes_alone else words


def figure(value: Exact) -> str:
    """A number of per cent for print: ``12.5``; a third as ``33.33``."""
    return _short(_text(value))


def _short(text: str) -> str:
    if "/" not in text:
        return text
    value = Fraction(text)
    return _text(round(value, 2) or round(value, 6)) if value > Fraction(1, 10**6) else text


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _text(value: Exact) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    millionths = Fraction(value) * 10**6
    if millionths.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(millionths.numerator, 10**6)
    return f"{whole}.{rest:06d}".rstrip("0")


def _bad(text: str, why: str) -> BadValue:
    return BadValue(
        f"{text.strip()[:LONGEST]!r} {why}: expected per cent such as 50%, 25+, 1/3, 25-50 or "
        "'more than 25 % but not more than 50 %'."
    )
