"""When two sources' words say the same: spellings, legal forms, dates, figures, countries."""

from __future__ import annotations

import re
from itertools import product
from typing import Literal

from hullmark.graph.dates import parse_period
from hullmark.graph.errors import BadValue
from hullmark.graph.name_words import loose
from hullmark.graph.text import country_code, loose_key, name_key

# same: the same words; spelling: one value written in two ways; other: two values.
Likeness = Literal["same", "spelling", "other"]
NEAR = 0.86  # two names of bodies or persons whose letters agree so far are two spellings
NEAR_SHIP = 0.92  # ships' names are short, and one letter may make another ship
_PREFIX = re.compile(r"^(m/?[vt]|m[. ]?[vt][. ]|ss|mv|mt)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
MOST_WORDS = 0.6  # and so are two that share so many of their words: translations of one name
TONNES = 0.01  # figures of tonnage that differ by less are one figure


def names(one: str, other: str, family: str) -> Likeness:
    """Whether two names are one: case, script, legal form, word order, transliteration folded.

    A name that has all words of the other and more is a fuller form, but not of a ship.
    """
    ship = family == "vessel"
    if ship:
        one, other = _PREFIX.sub("", one.strip()), _PREFIX.sub("", other.strip())
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return "same"
    # A ship's name has no legal form: what looks like one is part of it.
    keys = (
        ({name_key(one)}, {name_key(other)})
        if ship
        else tuple({name_key(name), loose_key(name)} for name in (one, other))
    )
    if any(_one_name(a, b, ship=ship) for a, b in product(*keys) if a and b):
        return "spelling"
    return "other"


def _one_name(one: str, other: str, *, ship: bool) -> bool:
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    words = [[loose(word) for word in key.split()] for key in (one, other)]
    if sorted(words[0]) == sorted(words[1]):
        return True
    # A number tells ships and firms of one name apart.
    figures = [[word for word in key.split() if _figure(word)] for key in (one, other)]
    if figures[0] != figures[1]:
        return False
    from rapidfuzz.distance import Indel

    if ship:
        return len(one) > 5 and Indel.normalized_similarity(one, other) >= NEAR_SHIP
    if set(words[0]) <= set(words[1]) or set(words[1]) <= set(words[0]):
        return True
    shared = len(set(words[0]) & set(words[1]))
    if shared >= 2 and shared >= MOST_WORDS * min(len(set(part)) for part in words):
        return True
    joined = (" ".join(sorted(part)) for part in words)
    return Indel.normalized_similarity(*joined) >= NEAR


def _figure(word: str) -> bool:
    return word.isdigit() or re.fullmatch(r"[ivx]+", word) is not None


def days(one: str, other: str) -> Likeness:
    """Whether two partial dates may be one day: 1965 and 3 March 1965 may."""
    if one == other:
        return "same"
    spans = [_span(text) for text in (one, other)]
    if None in spans:
        return "spelling"  # words that are no date contradict none
    (first, last), (start, end) = (span for span in spans if span is not None)
    return "spelling" if first <= end and start <= last else "other"


def _span(text: str) -> tuple[int, int] | None:
    try:
        period = parse_period(text)
    except BadValue:
        return None
    first, last = period.start_min or period.end_min, period.end_max or period.start_max
    return (first.toordinal(), last.toordinal()) if first and last and first <= last else None


def swapped(one: str, other: str) -> bool:
    """Whether two days are one with day and month in the other order: a slip of a pen."""
    found = [re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text) for text in (one, other)]
    left, right = (match and match.groups() for match in found)
    return bool(left and right and left != right and left == (right[0], right[2], right[1]))


def figures(one: str, other: str) -> Likeness:
    """Whether two tonnages are one figure, but for how they are rounded."""
    if one == other:
        return "same"
    found = [_NUMBER.match(text.strip()) for text in (one, other)]
    if None in found:
        return "spelling"
    low, high = sorted(int(re.sub(r"[.,]", "", match[0])) for match in found if match)
    return "spelling" if high - low <= TONNES * high else "other"


def countries(one: str, other: str) -> Likeness:
    """Whether two names or codes mean one country."""
    if one.casefold() == other.casefold():
        return "same"
    codes = [country_code(text) or text.casefold() for text in (one, other)]
    return "spelling" if codes[0] == codes[1] else "other"


def exact(one: str, other: str) -> Likeness:
    """Whether two numbers or words are the same."""
    return "same" if one.casefold() == other.casefold() else "other"
