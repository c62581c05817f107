"""Partial dates and periods: read them, ask whether they hold on a date, say them in words.

A partial date (``2021``, ``2021-08``, ``2021-08-12``) is the span of days it may mean. A period is
four bounds: start no earlier / no later than, end no earlier / no later than. ``as_of`` answers
yes, possibly or no, and never fills a gap with a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from msgspec.structs import replace

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Certainty, Period

Span = tuple[date, date]

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
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_SLASH = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])(\d{4})$")
_WORDS = re.compile(r"(?:(\d{1,2})[\s-]+)?([A-Za-z]{3,9})\.?[\s-]+(\d{4})$")
_QUALIFIER = re.compile(
    r"(since|from|until|till|to|at|on|in|during|before|after|ca\.?|circa)\s+(.+)$", re.IGNORECASE
)
_RANGE = re.compile(r"(.+?)(?:\s+to\s+|\s*(?:–|—|\.\.)\s*|\s+-\s+)(.+)$", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})-(\d{4})$")
EARLIEST, LATEST = date(1000, 1, 1), date(9999, 12, 31)
CIRCA_YEARS = 2  # "circa 1962" in OFAC's lists; two years either side, a convention and no claim


def parse_span(text: str, *, day_first: bool = True) -> Span:
    """The first and last day a partial date may mean; ``BadValue`` when it is no date.

    Reads ISO, ``12/08/2021`` (day first unless told otherwise), ``12 Aug 2021``, ``Aug 2021``.
    """
    raw = text.strip()
    year = month = day = None
    if match := _ISO.match(raw):
        year, month, day = match.groups()
    elif match := _SLASH.match(raw):
        first, second, year = match.groups()
        day, month = (first, second) if day_first or first is None else (second, first)
    elif match := _WORDS.match(raw):
        day, word, year = match.groups()
        month = _MONTHS.get(word.lower())
        if month is None:
            raise _no_date(text)
    if year is None:
        raise _no_date(text)
    try:
        return _span(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        raise _no_date(text) from None


def _span(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _no_date(text: str) -> BadValue:
    return BadValue(
        f"{text!r} is not a date: expected a year, a month or a day such as 2021, 2021-08, "
        "2021-08-12 or 12 Aug 2021."
    )


def parse_day(text: str, *, day_first: bool = True) -> date:
    """One exact day; ``BadValue`` when the text is a month, a year or no date."""
    first, last = parse_span(text, day_first=day_first)
    if first != last:
        raise BadValue(f"{text!r} is not one day: expected a date such as 2021-08-12.")
    return first


def parse_period(text: str, *, day_first: bool = True) -> Period:
    """The period that words such as ``since 2021-08``, ``2015 to 2021``, ``before 2023`` state.

    A bare date means *during* it: it was true at some time in that span. Raises ``BadValue``.
    """
    raw = text.strip()
    if match := _YEARS.match(raw):
        return between(_year(match[1]), _year(match[2]), text=raw)
    if match := _QUALIFIER.match(raw):
        word, rest = match[1].lower().rstrip("."), match[2]
        if word == "from" and (found := _RANGE.match(rest)):
            return between(
                parse_span(found[1], day_first=day_first),
                parse_span(found[2], day_first=day_first),
                text=raw,
            )
        span = parse_span(rest, day_first=day_first)
        return _qualified(word, span, raw)
    try:
        span = parse_span(raw, day_first=day_first)
    except BadValue:
        match = _RANGE.match(raw)
        if match is None:
            raise
        return between(
            parse_span(match[1], day_first=day_first),
            parse_span(match[2], day_first=day_first),
            text=raw,
        )
    return during(span, text=raw)


def _year(text: str) -> Span:
    return parse_span(text)


def _qualified(word: str, span: Span, text: str) -> Period:
    if word in ("since", "from"):
        return since(span, text=text)
    if word in ("until", "till", "to"):
        return Period(end_min=span[0], end_max=span[1], text=text)
    if word == "before":
        return Period(end_max=_shift(span[0], -1), text=text)
    if word == "after":
        return Period(start_min=_shift(span[1], 1), text=text)
    if word in ("ca", "circa"):
        wide = _years(span[0], -CIRCA_YEARS), _years(span[1], CIRCA_YEARS)
        return during(wide, text=text)
    return during(span, text=text)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _years(day: date, years: int) -> date:
    year = min(max(day.year + years, EARLIEST.year), LATEST.year)
    return (
        day.replace(year=year, day=min(day.day, 28)) if day.month == 2 else day.replace(year=year)
    )


def since(span: Span, *, text: str = "", tense: str = "") -> Period:
    """Began within ``span``, the end unknown; ``tense="current"`` when the source says it goes on."""
    return Period(
        start_min=span[0],
        start_max=span[1],
        end_min=span[0],
        tense="current" if tense == "current" else "",
        text=text,
    )


def during(span: Span, *, text: str = "") -> Period:
    """True at some time within ``span``; on a single day, true on that day."""
    if span[0] == span[1]:
        return Period(start_max=span[0], end_min=span[0], text=text)
    return Period(start_max=span[1], end_min=span[0], text=text)


def within(span: Span, *, text: str = "") -> Period:
    """Something that happened on a day of ``span`` and not outside it: an event."""
    return Period(span[0], span[1], span[0], span[1], text=text)


def between(start: Span, end: Span, *, text: str = "") -> Period:
    """Began within ``start`` and ended within ``end``; ``BadValue`` when it ends before it begins."""
    if end[1] < start[0]:
        raise BadValue(f"{text!r} ends before it begins: put the earlier date first.")
    return Period(
        start_min=start[0],
        start_max=min(start[1], end[1]),
        end_min=max(end[0], start[0]),
        end_max=end[1],
        text=text,
    )


def as_of(period: Period, day: date | None) -> Certainty:
    """Whether the period holds on a day: ``yes``, ``possibly`` or ``no``; ``yes`` without a day.

    >>> as_of(Period(start_min=date(2021, 8, 1), start_max=date(2021, 8, 31)), date(2021, 7, 31))
    'no'
    """
    if day is None:
        return "yes"
    if period.start_min is not None and day < period.start_min:
        return "no"
    if period.end_max is not None and day > period.end_max:
        return "no"
    begun = period.start_max is not None and period.start_max <= day
    lasts = period.end_min is not None and day <= period.end_min
    return "yes" if begun and lasts else "possibly"


def witnessed(
    period: Period, first_seen: date | None, last_seen: date | None, absent_on: date | None = None
) -> Period:
    """The period with the bounds that the snapshots themselves prove.

    A ``current`` statement was true when the first and the last snapshot said it; a ``former`` one
    was over by the first. ``absent_on``, a complete snapshot without it, bounds an undated start.
    """
    if period.tense == "current":
        start_max = _least(period.start_max, first_seen)
        end_min = _most(period.end_min, last_seen)
        if period.end_max is not None and end_min is not None:
            end_min = min(end_min, period.end_max)
        start_min = period.start_min
        if period.start_max is None and absent_on is not None:
            start_min = _most(start_min, _shift(absent_on, 1))
        return replace(period, start_min=start_min, start_max=start_max, end_min=end_min)
    if period.tense == "former":
        return replace(period, end_max=_least(period.end_max, first_seen))
    return period


def overlap(one: Period, other: Period) -> Certainty:
    """Whether two periods share a day: ``yes``, ``possibly`` or ``no``."""
    for left, right in ((one, other), (other, one)):
        if left.end_max and right.start_min and left.end_max < right.start_min:
            return "no"
    bounds = (one.start_max, one.end_min, other.start_max, other.end_min)
    if None not in bounds:
        start = max(d for d in (one.start_max, other.start_max) if d)
        end = min(d for d in (one.end_min, other.end_min) if d)
        if start <= end:
            return "yes"
    return "possibly"


def _least(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known else None


def _most(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if known else None


def say(period: Period) -> str:
    """The period in words for a table: ``since 2021-08-12``, ``2015 – 2021``, ``by 2023-10-16``.

    Empty when nothing at all is known. Bounds that a snapshot proved read "seen … – …".
    """
    if period.text:
        return period.text
    start = _say_span(period.start_min, period.start_max)
    end = _say_span(period.end_min, period.end_max)
    if period.start_min and period.start_max and period.end_min and period.end_max:
        if period.start_min == period.end_min and period.start_max == period.end_max:
            return start
        return f"{start} – {end}"
    if period.start_min and period.start_max:
        return f"since {start}"
    if period.end_max:
        return f"until {end}" if period.end_min else f"until {period.end_max} or before"
    if period.start_min:
        return f"since {period.start_min} or after"
    if period.start_max and period.end_min:
        if period.start_max == period.end_min:
            return f"on {period.start_max}"
        if period.start_max < period.end_min:
            return f"{period.start_max} – {period.end_min}"
        return f"within {_say_span(period.end_min, period.start_max)}"
    if period.start_max:
        return f"by {period.start_max}"
    return f"on {period.end_min} or after" if period.end_min else ""


def _say_span(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return str(first or last or "")
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = first.year, last.year
        return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
    if first.replace(day=1) == last.replace(day=1):
        return f"{first:%Y-%m}"
    return f"{first} – {last}"
