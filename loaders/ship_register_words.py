"""The words of ship registers: what says "not known", when something began, look-alike letters."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.errors import BadValue
from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period
from hullmark.graph.spans import LONGEST
from hullmark.graph.text import country_code

NOT_KNOWN = "not known"
_NOTHING = frozenset({"", "-", "–", "--", ".", "N/A", "N.A.", "NONE", "NULL"})
_UNKNOWN = frozenset(
    {
        "UNKNOWN",
        "NOT KNOWN",
        "UNKNOWN OWNER",
        "OWNER UNKNOWN",
        "OWNER NOT KNOWN",
        "UNDISCLOSED",
        "UNDISCLOSED INTEREST",
        "UNDISCLOSED INTERESTS",
        "NOT DISCLOSED",
        "NOT REPORTED",
        "TO BE ADVISED",
        "TBA",
    }
)
# "REPORTED SOLD UNDISCLOSED INTEREST", "RPTD SOLD CHINA": what is told instead of a buyer's name.
_SOLD = re.compile(r"(?:REPORTED|RPTD\.?|REPTD\.?) SOLD\b.*")
_QUALIFIED = re.compile(r"(since|from|as from|as of|during|in|on|at|before|after)\s+(.+)", re.I)
_TURNED = re.compile(r"([^()]+) \(([^()]+)\)")
_FALSE = re.compile(r"(.+?) \(?false\)?(?: flag)?", re.I)
_STATES = {"current": CURRENT, "former": FORMER, "not said": UNDATED}


def blank(value: str) -> bool:
    """Whether a cell says nothing: empty, a dash, N/A."""
    return value.strip().upper() in _NOTHING


def not_known(value: str, more: frozenset[str] = frozenset()) -> bool:
    """Whether words in place of a name say that it is not known, such as ``UNKNOWN``."""
    words = " ".join(value.upper().split()).strip(" .()")
    return words in _UNKNOWN or words in more or _SOLD.fullmatch(words) is not None


def country(stated: str) -> tuple[str, str]:
    """The ISO code of a country as registers write it, and the words to keep where it has none.

    "Palau (Republic of)" is turned round; "Guyana False" claims a flag that Guyana denies, so that
    it is no flag of Guyana.
    """
    if code := country_code(stated):
        return code, stated
    if match := _TURNED.fullmatch(stated):
        return country_code(f"{match[2]} {match[1]}"), stated
    if match := _FALSE.fullmatch(stated):
        return "", f"{match[1]} (false flag)"
    return "", stated


def stated_period(text: str, means: str, state: str, *, day_first: bool, until: str = "") -> Period:
    """When a statement held, by the date beside it and what such dates mean in this register.

    ``began``: "since", "during", "before" and bare dates all say when it began; ``BadValue``.
    """
    tense = _STATES[state]
    text, until = " ".join(text.split()), " ".join(until.split())
    if not text and not until:
        return tense
    if means == "as written" and text and not until:
        return dates.parse_period(text, day_first=day_first)
    if until:
        end = dates.parse_span(until, day_first=day_first)
        if not text:
            return Period(end_min=end[0], end_max=end[1], text=f"until {until}")
        began = _began(text, day_first)
        if began.start_min and began.start_max:
            start = (began.start_min, began.start_max)
            return dates.between(start, end, text=f"{text} – {until}")
        return replace(began, end_min=end[0], end_max=end[1], text=f"{text} – {until}")
    if means == "ended":
        end = dates.parse_span(text, day_first=day_first)
        return Period(end_min=end[0], end_max=end[1], text=f"until {text}")
    if means == "held":
        return dates.during(dates.parse_span(text, day_first=day_first), text=text)
    return replace(_began(text, day_first), tense=tense.tense)


def _began(text: str, day_first: bool) -> Period:
    match = _QUALIFIED.fullmatch(text)
    word = match[1].lower() if match else ""
    first, last = dates.parse_span(match[2] if match else text, day_first=day_first)
    if word == "before":
        return Period(start_max=first - timedelta(days=1), text=text)
    if word == "after":
        return Period(start_min=last + timedelta(days=1), text=text)
    words = text if match else f"since {text}"
    return Period(start_min=first, start_max=last, end_min=first, text=words)


def safe_period(
    text: str, means: str, state: str, *, day_first: bool, until: str = ""
) -> tuple[Period, str]:
    """The period, or only the register's own words for it with the reason why they are no date."""
    try:
        return stated_period(text, means, state, day_first=day_first, until=until), ""
    except (BadValue, OverflowError) as bad:
        words = " – ".join(part for part in (text, until) if part)[:LONGEST]
        tense = _STATES[state].tense if not until and means == "began" else ""
        return Period(tense=tense, text=" ".join(words.split())), str(bad)


def odd_letters(text: str) -> str:
    """What is odd about a name that should be in Latin letters, in words; empty when nothing is.

    Letters that only look Latin are told by their names, for nobody sees them.
    """
    odd = [c for c in dict.fromkeys(text) if c.isalpha() and not _latin(c)]
    if not odd:
        return ""
    shown = ", ".join(f"{c!r} is {unicodedata.name(c, f'U+{ord(c):04X}')}" for c in odd[:5])
    if any(c.isalpha() and _latin(c) for c in text):
        return f"a name in Latin letters has others among them ({shown}); it was kept as written"
    return f"expected a name in Latin letters ({shown}); it was kept as written"


def _latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "MODIFIER"))
