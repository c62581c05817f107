"""The ship-life chart: names, flags, owners, managers, listings and events on one time axis.

Drawn from an ``Answer`` alone. A bar is solid on the days of which the sources leave no doubt and
fades where they do; what was true at some time of a span is a frame of dashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from hullmark.graph import identifiers
from hullmark.graph.answer import Answer, Entity
from hullmark.graph.charts import paper
from hullmark.graph.charts.bars import Axis, core, draw_axis, draw_bar, draw_point, somewhen
from hullmark.graph.charts.lettering import GREY, INK
from hullmark.graph.charts.life_rows import AIS_LANE, EVENT, Row, life_rows
from hullmark.graph.charts.sheet import Sheet, broken
from hullmark.graph.charts.sheet_footer import (
    COLUMNS,
    GAP,
    Sample,
    draw_footer,
    footer_blocks,
    footer_height,
    in_columns,
)
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes, footnotes, marks
from hullmark.graph.model import Period
from hullmark.graph.schema import schema

WIDTH, MARGIN = 842.0, 34.0  # an A4 page on its side
LANE, LABEL, WHEN = 96.0, 168.0, 152.0
SIZE, LEADING, PADDING, BAR = 7.2, 9.0, 4.0, 7.0
SUBJECT = 26.0
UNPROVEN = schema().classes["unproven"].colour
WIDEST_TEXT = 3  # lines


class Line(Struct, frozen=True):
    """A row laid out: its words in lines, and its height in points."""

    row: Row
    label: tuple[str, ...]
    when: tuple[str, ...]
    height: float


def draw_timeline(answer: Answer, path: Path, *, title: str | None = None) -> Path:
    """Draws the life of the ships of an answer to an ``.svg``, ``.png`` or ``.pdf`` file.

    The same answer gives the same bytes. Raises ``BadValue`` for another suffix or when nothing is
    known to draw, ``FileProblem`` when the file can't be written; no part of a file is left.
    """
    ending = paper.suffix(path)
    sheet, heading = timeline(answer, title=title)
    return write(path, sheet.printed(ending, heading))


def timeline(answer: Answer, *, title: str | None = None) -> tuple[Sheet, str]:
    """The finished sheet and its heading."""
    ships = [one for one in answer.subjects if one in answer.entities]
    told = {ship: life_rows(answer, ship) for ship in ships}
    if not any(rows for rows, _ in told.values()):
        raise BadValue(
            f"There is nothing to draw: no loaded source says anything of {answer.question!r} that "
            "belongs on a time axis; ask about another ship, or without --as-of."
        )
    rows = [row for found, _ in told.values() for row in found]
    notes = footnotes(one for row in rows for one in row.evidence)
    axis = _axis(rows, answer.as_of)
    laid = {ship: _laid(told[ship][0], notes) for ship in ships}
    heading = title or f"{_captions(answer, ships)}: names, flags, companies, listings, voyages"
    width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    left_out = [text for _, texts in told.values() for text in texts]
    blocks = footer_blocks(answer, notes, _legend(rows, answer), left_out, width)
    columns = in_columns(blocks)
    top = MARGIN + 20.0 * len(_heading(heading)) + 14.0
    body = sum(SUBJECT + sum(line.height for line in laid[ship]) for ship in ships)
    height = top + body + 16 + footer_height(columns) + MARGIN
    sheet = Sheet(WIDTH, height)
    sheet.box(0, 0, WIDTH, height, fill="white")
    y = MARGIN
    for text in _heading(heading):
        sheet.text(MARGIN, y, text, size=14, bold=True)
        y += 20.0
    y = top
    for at, ship in enumerate(ships):
        y = _draw_ship(sheet, axis, answer.entities[ship], laid[ship], y, notes, answer.as_of, at)
    sheet.line([(MARGIN, y + 6), (WIDTH - MARGIN, y + 6)], colour="#9a9a9a")
    draw_footer(sheet, columns, MARGIN, y + 16, width)
    return sheet, heading


def _heading(text: str) -> list[str]:
    return broken(text, WIDTH - 2 * MARGIN, 14, bold=True, lines=2)


def _captions(answer: Answer, ships: Sequence[str]) -> str:
    return ", ".join(answer.entities[ship].caption for ship in ships)


def _axis(rows: Iterable[Row], as_of: date | None) -> Axis:
    """From the first to the last day that any row states, with some room."""
    days = [as_of] if as_of else []
    for row in rows:
        for period in row.periods:
            bounds = (period.start_min, period.start_max, period.end_min, period.end_max)
            days += [day for day in bounds if day is not None]
    left, right = MARGIN + LANE + LABEL + 8, WIDTH - MARGIN - WHEN - 8
    if not days:
        return Axis(date(2000, 1, 1), date(2001, 1, 1), left, right)
    room = timedelta(max(20, (max(days) - min(days)).days // 16))
    first = min(days) - room if min(days) > date(1001, 1, 1) else min(days)
    last = max(days) + room if max(days) < date(9998, 1, 1) else max(days)
    return Axis(first, last, left, right)


def _laid(rows: Sequence[Row], notes: Footnotes) -> list[Line]:
    found = []
    for row in rows:
        label = broken(row.label, LABEL - 8, SIZE, lines=WIDEST_TEXT)
        when = broken(
            " ".join(part for part in (row.when, marks(row.evidence, notes)) if part),
            WHEN,
            SIZE,
        )
        height = max(len(label), len(when)) * LEADING + PADDING
        found.append(Line(row, tuple(label), tuple(when), height))
    return found


def _draw_ship(
    sheet: Sheet,
    axis: Axis,
    entity: Entity,
    lines: Sequence[Line],
    y: float,
    notes: Footnotes,
    as_of: date | None,
    place: int,
) -> float:
    """One ship's heading and rows from a height on; returns where it ends."""
    (called,) = broken(_called(entity), WIDTH - 2 * MARGIN, 9.5, bold=True, lines=1)
    sheet.text(MARGIN, y + 2, called, size=9.5, bold=True)
    top = y + SUBJECT - 4
    bottom = y + SUBJECT + sum(line.height for line in lines)
    if not lines:
        sheet.text(MARGIN, top, "nothing dated is known", size=SIZE, colour=GREY)
        return bottom + LEADING
    draw_axis(sheet, axis, top, bottom, words=True)
    y += SUBJECT
    lane = ""
    for number, line in enumerate(lines):
        if line.row.lane != lane:
            sheet.line([(MARGIN, y - 1), (WIDTH - MARGIN, y - 1)], colour="#c8c8c8", line=0.5)
            sheet.text(MARGIN, y + 1, line.row.lane, size=SIZE, bold=True, colour=line.row.colour)
            lane = line.row.lane
        _draw_line(sheet, axis, line, y, f"s{place}-r{number}")
        y += line.height
    if as_of is not None:
        x = axis.at(as_of)
        sheet.line([(x, top), (x, bottom)], line=1.0, dashes=(4, 2), name=f"s{place}-as-of")
    return bottom + 8


def _draw_line(sheet: Sheet, axis: Axis, line: Line, y: float, name: str) -> None:
    row = line.row
    for at, text in enumerate(line.label):
        sheet.text(MARGIN + LANE, y + 1 + at * LEADING, text, size=SIZE)
    for at, text in enumerate(line.when):
        sheet.text(WIDTH - MARGIN - WHEN, y + 1 + at * LEADING, text, size=SIZE, colour=INK)
    step = BAR if len(row.periods) == 1 else min(BAR, (line.height - 2) / len(row.periods))
    for at, period in enumerate(row.periods):
        top = y + 1 + at * step
        sure = core(period)
        if row.point and sure is not None and sure[0] == sure[1]:
            draw_point(sheet, axis.at(sure[0]), top + BAR / 2, BAR + 1, row.colour, f"{name}-day")
        else:
            draw_bar(
                sheet, axis, period, top, step - (1 if len(row.periods) > 1 else 0), row.colour,
                hatched=row.hatched, name=f"{name}-{at}",
            )  # fmt: skip


def _called(entity: Entity) -> str:
    for one in entity.records:
        for number in one.record.identifiers:
            if number.scheme == identifiers.IMO_SHIP and number.valid:
                return f"{entity.caption} · IMO {number.value}"
    return entity.caption


def _legend(rows: Sequence[Row], answer: Answer) -> list[Sample]:
    """How to read what is in the picture, and nothing else."""
    found: list[Sample] = []
    periods = [(row, period) for row in rows for period in row.periods]
    bars = [(row, one) for row, one in periods if not _is_point(row, one)]
    span = Axis(date(2020, 1, 1), date(2020, 1, 29), 0, 28)

    def bar(period: Period, *, hatched: bool = False, colour: str = "#4d4d4d") -> Sample:
        def drawn(sheet: Sheet, x: float, y: float) -> None:
            axis = Axis(span.first, span.last, x, x + 26)
            draw_bar(sheet, axis, period, y - 3, 6, colour, hatched=hatched)

        return "", drawn

    def day(number: int) -> date:
        return date(2020, 1, number)

    sure = Period(day(1), day(1), day(28), day(28))
    if any(core(one) and not row.hatched for row, one in bars):
        found.append(("on these days, by its sources", bar(sure)[1]))
    for words, lanes in (
        ("hatched: the source does not say which, or how", False),
        ("AIS off", True),
    ):
        if any(core(one) and row.hatched and (row.lane == AIS_LANE) is lanes for row, one in bars):
            found.append((words, bar(sure, hatched=True, colour=EVENT if lanes else UNPROVEN)[1]))
    if any(
        core(one) and not (one.start_min == one.start_max and one.end_min == one.end_max)
        for _, one in bars
    ):
        fading = Period(day(1), day(12), day(16), day(28))
        found.append(("fading: may have begun earlier, or gone on for longer", bar(fading)[1]))
    if any(core(one) is None and somewhen(one) != (None, None) for _, one in bars):
        open_ = Period(end_min=day(2), start_max=day(27))
        found.append(
            ("frame of dashes: at some time within, the days are not known", bar(open_)[1])
        )
    if any(_is_point(row, one) for row, one in periods):
        found.append(
            ("on that day", lambda sheet, x, y: draw_point(sheet, x + 13, y, 8, "#2b2b2b"))
        )
    if any(somewhen(one) == (None, None) and core(one) is None for _, one in periods):
        found.append(("no bar: the source gives no date", lambda sheet, x, y: None))
    if answer.as_of:
        found.append(
            (
                f"the date asked about, {answer.as_of}",
                lambda sheet, x, y: sheet.line(
                    [(x + 13, y - 4), (x + 13, y + 4)], line=1.0, dashes=(2, 1)
                ),
            )
        )
    return found


def _is_point(row: Row, period: Period) -> bool:
    sure = core(period)
    return row.point and sure is not None and sure[0] == sure[1]
