"""A period on a time axis: what is known to hold, and the fading ends where it only may."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from hullmark.graph.charts.lettering import GREY
from hullmark.graph.charts.sheet import Sheet
from hullmark.graph.model import Period

FADES = (0.5, 0.4, 0.31, 0.23, 0.16, 0.1, 0.05)
OPEN = 26.0  # points: how far an end of which nothing is known fades out
LEAST = 2.6  # points: a single day can still be seen


class Axis(Struct, frozen=True):
    """Days on paper: from the first to the last, between two places across."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """The place of a day, at the nearer edge when it lies outside."""
        day = min(max(day, self.first), self.last)
        return self.left + (day - self.first).days * self.scale

    @property
    def scale(self) -> float:
        """Points a day."""
        return (self.right - self.left) / max((self.last - self.first).days, 1)


def core(period: Period) -> tuple[date, date] | None:
    """The days on which it surely held; ``None`` when there is no such day."""
    first, last = period.start_max, period.end_min
    if first is None and last is not None and last == period.end_max:
        first = last  # it lasted until that day, so it held on it
    if last is None and first is not None and first == period.start_min:
        last = first
    return (first, last) if first and last and first <= last else None


def somewhen(period: Period) -> tuple[date | None, date | None]:
    """The days within which it held at some time or may have, where no day is sure."""
    if period.start_max and period.end_min:
        return period.end_min, period.start_max
    return period.start_min, period.end_max


def draw_bar(
    sheet: Sheet,
    axis: Axis,
    period: Period,
    top: float,
    height: float,
    colour: str,
    *,
    hatched: bool = False,
    name: str = "",
) -> None:
    """The bar of a period; nothing where no day of it is known."""
    sure = core(period)
    if sure is None:
        _draw_somewhen(sheet, axis, period, top, height, colour, name)
        return
    left, right = axis.at(sure[0]), axis.at(sure[1] + timedelta(1))
    if right - left < LEAST:
        middle = (left + right) / 2
        left, right = middle - LEAST / 2, middle + LEAST / 2
    before = axis.at(period.start_min) if period.start_min else left - OPEN
    after = axis.at(period.end_max + timedelta(1)) if period.end_max else right + OPEN
    _fade(sheet, max(before, axis.left), left, top, height, colour, towards_left=True, name=name)
    _fade(sheet, right, min(after, axis.right), top, height, colour, towards_left=False, name=name)
    if hatched:
        sheet.box(
            left, top, right - left, height, fill="white", name=f"{name}-sure" if name else ""
        )
        sheet.box(left, top, right - left, height, edge=colour, line=0.8, hatch="//////")
    else:
        label = f"{name}-sure" if name else ""
        sheet.box(left, top, right - left, height, fill=colour, name=label)


def _fade(
    sheet: Sheet,
    left: float,
    right: float,
    top: float,
    height: float,
    colour: str,
    *,
    towards_left: bool,
    name: str,
) -> None:
    if right - left < 0.5:
        return
    step = (right - left) / len(FADES)
    for at, alpha in enumerate(FADES):
        x = right - (at + 1) * step if towards_left else left + at * step
        end = "before" if towards_left else "after"
        label = f"{name}-{end}" if name and at == 0 else ""
        sheet.box(x, top, step, height, fill=colour, alpha=alpha, name=label)


def _draw_somewhen(
    sheet: Sheet, axis: Axis, period: Period, top: float, height: float, colour: str, name: str
) -> None:
    """A thin frame of dashes over the days within which it was true on some day."""
    first, last = somewhen(period)
    if first is None and last is None:
        return
    left = axis.at(first) if first else axis.left
    right = axis.at(last + timedelta(1)) if last else axis.right
    if last is None:
        right = min(axis.right, left + 4 * OPEN)
    label = f"{name}-somewhen" if name else ""
    sheet.box(
        left,
        top + height * 0.2,
        max(right - left, LEAST),
        height * 0.6,
        edge=colour,
        dashed=True,
        name=label,
    )


def draw_point(sheet: Sheet, x: float, y: float, size: float, colour: str, name: str = "") -> None:
    """A lozenge: something that happened on one day."""
    half = size / 2
    sheet.area([(x - half, y), (x, y - half), (x + half, y), (x, y + half)], fill=colour, name=name)


def draw_axis(sheet: Sheet, axis: Axis, top: float, bottom: float, *, words: bool) -> None:
    """The years or months as thin lines, with their names above the first line."""
    for day, text, strong in ticks(axis):
        x = axis.at(day)
        colour = "#b5b5b5" if strong else "#e2e2e2"
        sheet.line([(x, top), (x, bottom)], colour=colour, line=0.6 if strong else 0.4)
        if words and text:
            sheet.text(x + 2, top - 9.5, text, size=6.8, colour=GREY)


def ticks(axis: Axis) -> list[tuple[date, str, bool]]:
    """The days to mark, their words, and whether they begin a year (or a month on a short axis)."""
    years = max((axis.last - axis.first).days / 365.25, 0.02)
    if years > 4:
        step = max(1, round(years / 10))
        return [
            (date(year, 1, 1), str(year) if year % step == 0 else "", year % step == 0)
            for year in range(axis.first.year + 1, axis.last.year + 1)
        ]
    months = 3 if years > 1.2 else 1
    found = []
    for index in range(axis.first.year * 12 + axis.first.month, axis.last.year * 12 + 12):
        day = date(index // 12, index % 12 + 1, 1)
        if day > axis.last:
            break
        if (day.month - 1) % months:
            continue
        words = f"{day.year}" if day.month == 1 and months == 3 else f"{day:%Y-%m}"
        if months == 3 and day.month != 1:
            words = f"{day:%b}"
        found.append((day, words, day.month == 1 or months == 1))
    return found
