"""Periods: read them, ask whether they hold on a date, say them in words.

A period is four bounds: start no earlier / no later than, end no earlier / no later than.
``as_of`` answers yes, possibly or no, and never fills a gap with a guess. The partial dates that
the bounds come from are read in ``spans``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from msgspec.structs import replace

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Certainty, Period
from hullmark.graph.spans import (
    EARLIEST,
    LONGEST,
    Span,
    no_date,
    parse_day,
    parse_span,
    say_span,
)

__all__ = [
    "CIRCA_YEARS",
    "Span",
    "as_of",
    "between",
    "during",
    "overlap",
    "parse_day",
    "parse_period",
    "parse_span",
    "say",
    "since",
    "within",
    "witnessed",
]

CIRCA_YEARS = 2  # "circa 1962" in OFAC's lists; two years either side, a convention and no claim

_QUALIFIER = re.compile(
    r"(since|from|until|till|to|at|on|in|during|before|after|ca\.?|circa) (.+)", re.IGNORECASE
)
_RANGE = re.compile(r"(.+?)(?: to | until | till | ?(?:–|—|\.\.) ?| - )(.+)", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


def parse_period(text: str, *, day_first: bool = True) -> Period:
    """The period that words such as ``since 2021-08``, ``2015 to 2021``, ``before 2023`` state.

    A bare date means *during* it: it was true at some time in that span; ``before`` and ``after``
    it mean over by then and not yet begun. The text stays in the period. Raises ``BadValue``.
    """
    raw = " ".join(text.split())
    if len(raw) > LONGEST:
        raise no_date(text)
    if match := _YEARS.fullmatch(raw):
        return between(parse_span(match[1]), parse_span(match[2]), text=raw)
    if match := _QUALIFIER.fullmatch(raw):
        word, rest = match[1].lower().rstrip("."), match[2]
        if word in ("from", "since") and (found := _RANGE.fullmatch(rest)):
            return _stretch(found, raw, day_first)
        return _qualified(word, parse_span(rest, day_first=day_first), raw)
    try:
        return during(parse_span(raw, day_first=day_first), text=raw)
    except BadValue:
        found = _RANGE.fullmatch(raw)
        if found is None:
            raise
    return _stretch(found, raw, day_first)


def _stretch(found: re.Match[str], text: str, day_first: bool) -> Period:
    start = parse_span(found[1], day_first=day_first)
    return between(start, parse_span(found[2], day_first=day_first), text=text)


def _qualified(word: str, span: Span, text: str) -> Period:
    match word:
        case "since" | "from":
            return since(span, text=text)
        case "until" | "till" | "to":
            return Period(end_min=span[0], end_max=span[1], text=text)
        case "before":
            return Period(end_max=span[0] - timedelta(days=1), text=text)
        case "after":
            if span[1] == date.max:
                raise no_date(text)
            return Period(start_min=span[1] + timedelta(days=1), text=text)
        case "ca" | "circa":
            return during((_years(span[0], -CIRCA_YEARS), _years(span[1], CIRCA_YEARS)), text=text)
        case _:
            return during(span, text=text)


def _years(day: date, years: int) -> date:
    year = min(max(day.year + years, EARLIEST), MAXYEAR)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def since(span: Span, *, text: str = "", tense: str = "") -> Period:
    """Began within ``span``, the end unknown; ``tense="current"`` if the source says it lasts."""
    return Period(
        start_min=span[0],
        start_max=span[1],
        end_min=span[0],
        tense="current" if tense == "current" else "",
        text=text,
    )


def during(span: Span, *, text: str = "") -> Period:
    """True at some time within ``span``; on a single day, true on that day."""
    return Period(start_max=span[1], end_min=span[0], text=text)


def within(span: Span, *, text: str = "") -> Period:
    """Something that happened on a day of ``span`` and not outside it: an event."""
    return Period(span[0], span[1], span[0], span[1], text=text)


def between(start: Span, end: Span, *, text: str = "") -> Period:
    """Began within ``start`` and ended within ``end``; ``BadValue`` when it ends before that."""
    if end[1] < start[0]:
        raise BadValue(
            f"{text or f'{say_span(*start)} to {say_span(*end)}'!r} ends before it begins: "
            "put the earlier date first."
        )
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
    was over before the first. ``absent_on``, a complete snapshot without it, bounds an undated
    start; it is for listings only, as a list's silence about an owner proves nothing. Where a
    snapshot's date and a stated bound contradict each other, the stated bound stays.
    """
    if period.tense == "current":
        seen = [day for day in (first_seen, last_seen) if day and as_of(period, day) != "no"]
        start_min, start_max = period.start_min, _least(period.start_max, *seen)
        if period.start_max is None and absent_on and start_max and absent_on < start_max:
            start_min = _most(start_min, absent_on + timedelta(days=1))
        end_min = _most(period.end_min, *seen)
        return replace(period, start_min=start_min, start_max=start_max, end_min=end_min)
    if period.tense == "former" and first_seen is not None:
        before = first_seen - timedelta(days=1)  # over when it was said, so not on that day
        no_earlier = _most(period.start_min, period.end_min)
        if no_earlier is None or no_earlier <= before:
            return replace(period, end_max=_least(period.end_max, before))
    return period


def overlap(one: Period, other: Period) -> Certainty:
    """Whether two periods share a day: ``yes``, ``possibly`` or ``no``."""
    for left, right in ((one, other), (other, one)):
        if left.end_max and right.start_min and left.end_max < right.start_min:
            return "no"
    begun, lasting = (one.start_max, other.start_max), (one.end_min, other.end_min)
    if None in begun or None in lasting:
        return "possibly"
    start, end = _most(*begun), _least(*lasting)
    return "yes" if start and end and start <= end else "possibly"


def _least(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _most(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def say(period: Period) -> str:
    """The period in words for a table: ``since 2021-08-12``, ``2015 – 2021``, ``by 2023-10-16``.

    The source's own words where it has any; empty when nothing at all is known. Days on which
    snapshots saw a ``current`` statement read ``seen … – …``: they are not its beginning and end.
    """
    if period.text:
        return period.text
    start_min, start_max = period.start_min, period.start_max
    end_min, end_max = period.end_min, period.end_max
    if start_min and start_max:
        start = say_span(start_min, start_max)
        began = f"began {start}" if start.startswith("between") else f"since {start}"
        if not end_max:
            return began
        if (start_min, start_max) == (end_min, end_max):
            return start
        end = say_span(end_min, end_max)
        if "between" in start + end or not end_min:
            return f"{began}, ended {end if end_min else f'by {end_max}'}"
        return f"{start} – {end}"
    if end_max:
        end = say_span(end_min, end_max)
        if not end_min:
            return f"until {end_max} or before"
        return f"ended {end}" if end.startswith("between") else f"until {end}"
    if start_min:
        return f"since {start_min} or after"
    if start_max and end_min:
        return _say_known(start_max, end_min, "seen" if period.tense == "current" else "")
    if start_max:
        return f"by {start_max}"
    return f"on {end_min} or after" if end_min else ""


def _say_known(begun: date, lasting: date, how: str) -> str:
    if begun > lasting:
        span = say_span(lasting, begun)
        return span if span.startswith("between") else f"within {span}"
    if begun == lasting:
        return f"{how or 'on'} {begun}"
    return f"{how or 'at least'} {begun} – {lasting}"
