"""The dates of OFAC's advanced XML: days in three elements, and periods by their four bounds.

A date that is known to the year is a period that starts on 1 January and ends on 31 December.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from msgspec import Struct

from hullmark.graph import dates
from hullmark.graph.model import UNDATED, Period
from hullmark.graph.spans import EARLIEST, Span, say_span
from hullmark.loaders.ofac_advanced_reading import Reading, said_true, text


class When(Struct, frozen=True):
    """A ``DatePeriod``: when it starts and ends, each a span of days, and whether it says circa."""

    start: Span | None
    end: Span | None
    circa: bool

    @property
    def words(self) -> str:
        """The period as one date in ISO form: ``1962``, ``circa 1951``, ``1962 to 1964``."""
        if self.start is None or self.end is None:
            only = self.start or self.end
            return self._circa(say_span(*only)) if only else ""
        first, last = self.start[0], self.end[1]
        whole = say_span(first, last)
        if first.year == last.year and "between" not in whole:
            return self._circa(whole)
        return self._circa(" to ".join(_ends(first, last)))

    @property
    def period(self) -> Period:
        """The period by its bounds; one that is only about so keeps its words."""
        if self.circa:
            return Period(text=self.words)
        if self.start is None:
            return UNDATED if self.end is None else Period(end_min=self.end[0], end_max=self.end[1])
        if self.end is None:
            return dates.since(self.start)
        return dates.between(self.start, self.end)

    def _circa(self, words: str) -> str:
        return f"circa {words}" if self.circa else words


def _ends(first: date, last: date) -> tuple[str, str]:
    """Both ends as exactly as they are meant: whole years, whole months, or days."""
    if last.day == monthrange(last.year, last.month)[1] and first.day == 1:
        if (first.month, last.month) == (1, 12):
            return str(first.year), str(last.year)
        return f"{first:%Y-%m}", f"{last:%Y-%m}"
    return str(first), str(last)


def read_day(reading: Reading, element: Any) -> date | None:
    """The day in ``Year``, ``Month`` and ``Day``; a problem when it is none."""
    stated = {name: text(part) for name, part in reading.parts(element)}
    try:
        year, month, day = (int(stated.get(name, "")) for name in ("Year", "Month", "Day"))
        if year < EARLIEST:
            raise ValueError(year)
        return date(year, month, day)
    except (ValueError, OverflowError):
        reading.problem(
            "bad-date",
            "expected a date in Year, Month and Day; it was left out",
            "-".join(stated.values()),
        )
        return None


def read_when(reading: Reading, element: Any) -> When | None:
    """A ``DatePeriod``, ``None`` when it states no date; what is no date is a problem."""
    bounds: dict[str, Span | None] = {}
    circa = False
    for name, part in reading.parts(element):
        if name == "Comment":
            reading.unread(part)
            continue
        days = [day for _, point in reading.parts(part) if (day := read_day(reading, point))]
        bounds[name] = (min(days), max(days)) if days else None
        circa = circa or said_true(part, "Approximate")
    start, end = bounds.get("Start"), bounds.get("End")
    if start is None and end is None:
        return None
    if start is not None and end is not None and end[1] < start[0]:
        reading.problem(
            "bad-date",
            "expected a period that ends after it starts; it was left out",
            f"{say_span(*start)} to {say_span(*end)}",
        )
        return None
    return When(start, end, circa)


def read_period(reading: Reading, element: Any) -> Period:
    """The bounds of a ``DatePeriod`` on something that holds for a time."""
    when = read_when(reading, element)
    return UNDATED if when is None else when.period
