"""The map of voyages: ports, legs coloured by ship, AIS-off legs dashed, and where the cargo went.

Drawn from an ``Answer`` alone, on a coastline that comes with hullmark. A line joins the places
that a source names; it is no track, and nobody says that it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hullmark.graph.answer import Answer
from hullmark.graph.charts import paper
from hullmark.graph.charts.lettering import INK
from hullmark.graph.charts.map_frame import Frame, bent, draw_land, draw_scale, fitted, on_land
from hullmark.graph.charts.sheet import Point, Sheet, broken, measured
from hullmark.graph.charts.sheet_footer import (
    COLUMNS,
    GAP,
    draw_footer,
    footer_blocks,
    footer_height,
    in_columns,
)
from hullmark.graph.charts.voyage_legs import SHIP_COLOURS, Leg, Place, Voyages, voyages
from hullmark.graph.charts.voyage_table import (
    DASHES,
    LEADING,
    MARGIN,
    SIZE,
    WIDTH,
    cells,
    draw_table,
    legend,
    tall,
)
from hullmark.graph.errors import BadValue
from hullmark.graph.files import write
from hullmark.graph.footnotes import Footnotes, footnotes, marks

MAP = 372.0
LEAST_DEGREES = 1.6
INSET = (236.0, 118.0)
SPREAD = 24.0  # points between two legs of the same ports
CALLS = 178.0  # points: the width of what is said beside a place
NO_DATE = "no date"


def draw_voyages(answer: Answer, path: Path, *, title: str | None = None) -> Path:
    """Draws the voyages of the ships of an answer to an ``.svg``, ``.png`` or ``.pdf`` file.

    The same answer gives the same bytes. Raises ``BadValue`` for another suffix or when no source
    gives a place with its coordinates, ``FileProblem`` when the file can't be written.
    """
    ending = paper.suffix(path)
    sheet, heading = voyage_map(answer, title=title)
    return write(path, sheet.printed(ending, heading))


def voyage_map(answer: Answer, *, title: str | None = None) -> tuple[Sheet, str]:
    """The finished sheet and its heading."""
    found = voyages(answer)
    if not found.places:
        raise BadValue(
            f"There is nothing to draw: no loaded source says where {answer.question!r} called, "
            "with coordinates; write 'lat' and 'lon' to the events of a case file."
        )
    notes = footnotes(one.evidence for one in found.told)
    ships = [one for one in answer.subjects if one in answer.entities]
    colours = {one: SHIP_COLOURS[at % len(SHIP_COLOURS)] for at, one in enumerate(ships)}
    names = {one: answer.entities[one].caption for one in ships}
    heading = title or f"{', '.join(names.values())}: port calls and voyages"
    width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    columns = in_columns(footer_blocks(answer, notes, legend(found), (), width))
    head = broken(heading, WIDTH - 2 * MARGIN, 14, bold=True, lines=2)
    top = MARGIN + 20.0 * len(head) + 6
    table = [(row, cells(row, notes)) for row in found.told]
    rows = sum(tall(words) for _, words in table) + 18
    height = top + MAP + 14 + rows + 16 + footer_height(columns) + MARGIN
    sheet = Sheet(WIDTH, height)
    sheet.box(0, 0, WIDTH, height, fill="white")
    for at, text in enumerate(head):
        sheet.text(MARGIN, MARGIN + 20.0 * at, text, size=14, bold=True)
    _draw_map(sheet, found, (MARGIN, top, WIDTH - 2 * MARGIN, MAP), colours, names, notes)
    y = draw_table(sheet, table, top + MAP + 14, colours, names)
    sheet.line([(MARGIN, y + 6), (WIDTH - MARGIN, y + 6)], colour="#9a9a9a")
    draw_footer(sheet, columns, MARGIN, y + 16, width)
    return sheet, heading


def _draw_map(
    sheet: Sheet,
    found: Voyages,
    box: tuple[float, float, float, float],
    colours: dict[str, str],
    names: dict[str, str],
    notes: Footnotes,
) -> None:
    ports = [one for one in found.places if not one.depot] or list(found.places)
    frame = fitted(box, [(one.lon, one.lat) for one in ports], LEAST_DEGREES, 1.9)
    draw_land(sheet, frame)
    used = Counter[frozenset[str]]()
    for leg in found.legs:
        pair = frozenset((leg.start.name, leg.end.name))
        _draw_leg(sheet, frame, leg, used[pair], colours[leg.ship])
        used[pair] += 1
    for place in ports:
        calls = [
            (f"{names[row.ships[0]]}: {row.kind}, {row.when} {marks([row.evidence], notes)}",
             colours[row.ships[0]])
            for row in found.told
            if row.at == place.name and len(row.ships) == 1 and row.when.split(" (")[0] != NO_DATE
        ]  # fmt: skip
        _draw_place(sheet, frame, place, calls)
    _draw_keys(sheet, frame, found.legs, colours, names, notes)
    draw_scale(sheet, frame)
    if any(one.depot for one in found.places) and len(ports) < len(found.places):
        _draw_inset(sheet, frame, found)
    sheet.box(*box, edge="#6f6f6f", line=0.8)


def _draw_leg(sheet: Sheet, frame: Frame, leg: Leg, place: int, colour: str) -> None:
    """A bent line with an arrow at two thirds and its letter in the middle."""
    start, end = frame.at(leg.start.lon, leg.start.lat), frame.at(leg.end.lon, leg.end.lat)
    out = _seaward(frame, leg) * (10.0 + SPREAD * place)
    points = bent(start, end, out)
    name = f"leg-{leg.letter}"
    sheet.line(
        points,
        colour=colour,
        line=2.0,
        dashes=DASHES if leg.dark else (),
        clip=frame.box,
        name=name,
    )
    at = len(points) * (2 if place % 2 else 1) // 3
    _arrow(sheet, points[len(points) * 5 // 6], points[len(points) * 5 // 6 + 1], colour)
    _badge(sheet, points[at], leg.letter, colour)


def _seaward(frame: Frame, leg: Leg) -> int:
    """To which side a leg is bent: 1 left, -1 right, by where there is less land."""
    start, end = frame.at(leg.start.lon, leg.start.lat), frame.at(leg.end.lon, leg.end.lat)
    hits = {
        side: sum(on_land(*frame.back(*one)) for one in bent(start, end, side * 40.0, 12))
        for side in (1, -1)
    }
    if hits[1] == hits[-1]:
        return 1 if leg.start.name < leg.end.name else -1
    return min(hits, key=lambda side: hits[side])


def _arrow(sheet: Sheet, before: Point, after: Point, colour: str) -> None:
    across, up = after[0] - before[0], after[1] - before[1]
    length = (across * across + up * up) ** 0.5 or 1.0
    across, up = across / length, up / length
    x, y = after
    sheet.area(
        [
            (x + across * 5, y + up * 5),
            (x - across * 4 - up * 4, y - up * 4 + across * 4),
            (x - across * 4 + up * 4, y - up * 4 - across * 4),
        ],
        fill=colour,
    )


def _badge(sheet: Sheet, at: Point, letter: str, colour: str) -> None:
    x, y = at
    half = max(6.0, measured(letter, 7.5, True) / 2 + 2)
    sheet.box(x - half, y - 6, 2 * half, 12, fill="white", edge=colour, line=1.2)
    sheet.text(x, y - 4, letter, size=7.5, bold=True, colour=colour, anchor="center")


def _draw_place(sheet: Sheet, frame: Frame, place: Place, calls: Sequence[tuple[str, str]]) -> None:
    """A square, its name, and the dated calls there in their ships' colours, away from the sea."""
    x, y = frame.at(place.lon, place.lat)
    sheet.area(
        [(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)],
        fill="white",
        edge=INK,
        line=1.4,
        name=f"place-{place.name}",
    )
    lines = [(text, colour) for call, colour in calls for text in broken(call, CALLS, SIZE)]
    wide = max([measured(place.name, 10, True), *(measured(text, SIZE) for text, _ in lines)])
    right = x > frame.left + frame.width / 2
    if right and x + 9 + wide > frame.left + frame.width - 4:
        right = False
    elif not right and x - 9 - wide < frame.left + 4:
        right = True
    anchor, side = ("left", x + 9) if right else ("right", x - 9)
    top = max(y - 16 - len(lines) * LEADING, frame.top + 4) if right else y - 16
    sheet.text(side, top, place.name, size=10, bold=True, anchor=anchor)
    for at, (text, colour) in enumerate(lines):
        sheet.text(side, top + 13 + at * LEADING, text, size=SIZE, colour=colour, anchor=anchor)


def _draw_keys(
    sheet: Sheet,
    frame: Frame,
    legs: Sequence[Leg],
    colours: dict[str, str],
    names: dict[str, str],
    notes: Footnotes,
) -> None:
    """The legs in words in the frame's upper left corner: letter, ship, way, when, by whom."""
    if not legs:
        return
    rows = []
    for leg in legs:
        words = f"{names[leg.ship]}: {leg.start.name} to {leg.end.name}, {leg.when}"
        rows.append((leg, broken(f"{words} {marks(leg.evidence, notes)}", 206, SIZE)))
    height = sum(len(lines) * LEADING + 5 for _, lines in rows) + 8
    x, y = frame.left + 8, frame.top + 8
    sheet.box(x, y, 240, height, fill="white", edge="#9a9a9a", line=0.5, alpha=0.94)
    y += 6
    for leg, lines in rows:
        _badge(sheet, (x + 14, y + 4), leg.letter, colours[leg.ship])
        for at, text in enumerate(lines):
            sheet.text(x + 28, y + at * LEADING, text, size=SIZE)
        y += len(lines) * LEADING + 5


def _draw_inset(sheet: Sheet, frame: Frame, found: Voyages) -> None:
    """A small map of everything: the large one's frame, the depots, and the way onward."""
    width, height = INSET
    left = frame.left + frame.width - width - 8
    top = frame.top + frame.height - height - 8
    box = (left, top, width, height)
    small = fitted(box, [(one.lon, one.lat) for one in found.places], 12.0, 1.35)
    draw_land(sheet, small)
    corner, opposite = _corners(frame, small)
    sheet.box(
        corner[0], corner[1], max(opposite[0] - corner[0], 4), max(opposite[1] - corner[1], 4),
        edge="#b00020", line=1.0,
    )  # fmt: skip
    for start, end, _ in found.onward:
        points = bent(small.at(start.lon, start.lat), small.at(end.lon, end.lat), 14.0)
        sheet.line(points, line=1.3, dashes=(1, 2), clip=box, name=f"onward-{end.name}")
    for place in found.places:
        if not place.depot:
            continue
        x, y = small.at(place.lon, place.lat)
        sheet.box(x - 3, y - 3, 6, 6, fill=INK, name=f"place-{place.name}")
        wide = measured(place.name, 8, True)
        edge = min(max(x - wide / 2, left + 6), left + width - wide - 6)
        sheet.box(edge - 2, y + 5, wide + 4, 11, fill="white", alpha=0.85)
        sheet.text(edge, y + 6, place.name, size=8, bold=True)
    draw_scale(sheet, small)
    sheet.box(*box, edge="#6f6f6f", line=0.8)


def _corners(frame: Frame, small: Frame) -> tuple[Point, Point]:
    """The large frame's upper left and lower right corners on the small one."""
    from math import cos, radians

    across = frame.width / 2 / (frame.scale * cos(radians(frame.lat)))
    up = frame.height / 2 / frame.scale
    return (
        small.at(frame.lon - across, frame.lat + up),
        small.at(frame.lon + across, frame.lat - up),
    )
