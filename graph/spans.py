"""Partial dates: the span of days that ``2021``, ``2021-08`` or ``12 Aug 2021`` may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from hullmark.graph.errors import BadValue

Span = tuple[date, date]

EARLIEST = 1000  # a year before that is a slip of the keys: 0021 for 2021
LONGEST = 100  # characters; no date in words is longer, and a refusal stays readable

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_SLASH = re.compile(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,2})[\s-]+)?([A-Za-z]{3,9})\.?[\s-]+(\d{4})", re.ASCII)


def parse_span(text: str, *, day_first: bool = True) -> Span:
    """The first and last day a partial date may mean; ``BadValue`` when it is no date.

    Reads ISO, ``12/08/2021`` (day first unless told otherwise), ``12 Aug 2021``, ``Aug 2021``.
    """
    raw = text.strip()
    if len(raw) > LONGEST:
        raise no_date(text)
    year = month = day = None
    if match := _ISO.fullmatch(raw):
        year, month, day = match.groups()
    elif match := _SLASH.fullmatch(raw):
        first, second, year = match.groups()
        day, month = (first, second) if day_first or first is None else (second, first)
    elif match := _WORDS.fullmatch(raw):
        day, word, year = match.groups()
        month = _MONTHS.get(word.lower())
        if month is None:
            raise no_date(text)
    if year is None or int(year) < EARLIEST:
        raise no_date(text)
    try:
        return _span(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        raise no_date(text) from None


def _span(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(month)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def no_date(text: str) -> BadValue:
    """The refusal of a text that is no date, quoting its beginning."""
    return BadValue(
        f"{text.strip()[:LONGEST]!r} is not a date: expected a year, a month or a day such as "
        "2021, 2021-08, 2021-08-12 or 12 Aug 2021."
    )


def parse_day(text: str, *, day_first: bool = True) -> date:
    """One exact day; ``BadValue`` when the text is a month, a year or no date."""
    first, last = parse_span(text, day_first=day_first)
    if first != last:
        raise BadValue(f"{text.strip()!r} is not one day: expected a date such as 2021-08-12.")
    return first


def say_span(first: date | None, last: date | None) -> str:
    """The span as shortly as it can be written: ``2021``, ``2021-08``, ``2021-08-12``.

    Whole years read ``1960–1964``, any other span ``between … and …``; of a span with one end
    unknown the other end is written alone, and nothing when both are.
    """
    if first is None or last is None:
        return str(first or last or "")
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.day == 1 and last == last.replace(
        year=first.year, month=first.month, day=monthrange(first.year, first.month)[1]
    ):
        return f"{first:%Y-%m}"
    return f"between {first} and {last}"
