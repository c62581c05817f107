"""Under a map of voyages: every statement behind it as a table, and how to read the map."""

from __future__ import annotations

from collections.abc import Sequence

from hullmark.graph.charts.lettering import GREY, INK
from hullmark.graph.charts.sheet import Sheet, broken
from hullmark.graph.charts.sheet_footer import Sample
from hullmark.graph.charts.voyage_legs import Told, Voyages
from hullmark.graph.footnotes import Footnotes, marks

WIDTH, MARGIN = 842.0, 34.0  # an A4 page on its side
SIZE, LEADING = 7.2, 9.0
SHIP, MARK, KIND, WHEN = 74.0, 24.0, 58.0, 250.0
DASHES = (4.0, 2.2)


def cells(row: Told, notes: Footnotes) -> tuple[list[str], list[str]]:
    words = WIDTH - 2 * MARGIN - SHIP - MARK - KIND - WHEN - 12
    when = f"{row.when} {marks([row.evidence], notes)}"
    return broken(row.words, words, SIZE), broken(when, WHEN, SIZE)


def tall(cells: tuple[list[str], list[str]]) -> float:
    return max(map(len, cells)) * LEADING + 3


def draw_table(
    sheet: Sheet,
    table: Sequence[tuple[Told, tuple[list[str], list[str]]]],
    y: float,
    colours: dict[str, str],
    names: dict[str, str],
) -> float:
    """Every statement behind the picture, ship by ship; returns where it ends."""
    left = MARGIN + SHIP + MARK
    for x, text in (
        (MARGIN, "Ship"), (MARGIN + SHIP, "Map"), (left, "Kind"), (left + KIND, "What is said"),
        (WIDTH - MARGIN - WHEN, "When, and by whom"),
    ):  # fmt: skip
        sheet.text(x, y, text, size=SIZE, bold=True, colour=GREY)
    y += 13
    said: tuple[str, ...] = ()
    for row, columns in table:
        colour = colours[row.ships[0]] if len(row.ships) == 1 else INK
        if row.ships != said:
            sheet.line([(MARGIN, y - 2), (WIDTH - MARGIN, y - 2)], colour="#c8c8c8", line=0.5)
            called = ", ".join(names[ship] for ship in row.ships)
            for at, text in enumerate(_named(called, row, table)):
                sheet.text(MARGIN, y + at * LEADING, text, size=SIZE, bold=True, colour=colour)
            said = row.ships
        sheet.text(MARGIN + SHIP, y, row.mark, size=SIZE, bold=True, colour=colour)
        (kind,) = broken(row.kind, KIND - 4, SIZE, lines=1)
        sheet.text(left, y, kind, size=SIZE, colour=GREY)
        for x, lines in ((left + KIND, columns[0]), (WIDTH - MARGIN - WHEN, columns[1])):
            for at, text in enumerate(lines):
                sheet.text(x, y + at * LEADING, text, size=SIZE)
        y += tall(columns)
    return y


def _named(
    called: str, row: Told, table: Sequence[tuple[Told, tuple[list[str], list[str]]]]
) -> list[str]:
    """The ships' names in as many lines as their rows have room for."""
    room = sum(tall(cells) for other, cells in table if other.ships == row.ships)
    return broken(called, SHIP - 6, SIZE, bold=True, lines=max(int(room // LEADING), 1))


def legend(found: Voyages) -> list[Sample]:
    """How to read what is in the picture, and nothing else."""

    def stroke(dashes: tuple[float, ...], line: float) -> Sample:
        def drawn(sheet: Sheet, x: float, y: float) -> None:
            sheet.line([(x, y), (x + 26, y)], line=line, dashes=dashes)

        return "", drawn

    def square(fill: str) -> Sample:
        def drawn(sheet: Sheet, x: float, y: float) -> None:
            sheet.box(x + 10, y - 3, 6, 6, fill=fill, edge=INK, line=1.0)

        return "", drawn

    rows: list[Sample] = [("a place that a source names, with its coordinates", square("white")[1])]
    if any(one.depot for one in found.places):
        rows.append(("a depot: where the cargo went, as the source takes it", square(INK)[1]))
    if any(not leg.dark for leg in found.legs):
        rows.append(("a ship's way", stroke((), 2.0)[1]))
    if any(leg.dark for leg in found.legs):
        rows.append(("a ship's way with AIS off, as the source says", stroke(DASHES, 2.0)[1]))
    if found.legs:
        rows.append(
            (
                "the colour is the ship's; a line joins the places named and is no track",
                lambda sheet, x, y: None,
            )
        )
    if found.onward:
        rows.append(
            (
                "dots: onward by land, as the source takes it; no way is stated",
                stroke((1, 2), 1.3)[1],
            )
        )
    return rows
