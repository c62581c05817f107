"""A drawing on a sheet of paper: which size, which way up, how large the letters come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from hullmark.graph.charts.style import Style

SHEETS = {"a4": (595.0, 842.0), "a3": (842.0, 1191.0)}  # points, upright
LARGEST = 1.2  # nothing is enlarged more than this: letters would look shouted
SMALLEST = 4.5  # points: the least size of letters that is read without a glass
ROW = 1.04


class Wish(Struct, frozen=True):
    """How a chart is to be drawn: ``""`` leaves it to the style, or to what fits best.

    ``lang`` is the language whose names go first, ``most`` the largest number of boxes: more take
    Graphviz minutes and come out too small to read on any paper; ``clusters`` says what has a
    frame around it; ``cut`` takes away the paper below what is drawn, for a picture inside a text.
    """

    look: Style | None = None
    paper: str = ""
    orientation: str = ""
    lang: str = ""
    most: int = 200
    clusters: str = ""
    cut: bool = False


PLAIN = Wish()


class Format(Struct, frozen=True):
    """A sheet of paper in points, with its name and the white at its edge."""

    paper: str
    orientation: str
    width: float
    height: float
    margin: float

    def scale(self, width: float, height: float) -> float:
        """How much a drawing in points is enlarged to fill the sheet inside its margin."""
        wide, high = self.width - 2 * self.margin, self.height - 2 * self.margin
        return min(wide / max(width, 1), high / max(height, 1), LARGEST)


def formats(look: Style, paper: str = "", orientation: str = "") -> tuple[Format, ...]:
    """The sheets to choose from: one, or both ways up where the orientation is ``auto``."""
    name, way = paper or look.paper, orientation or look.orientation
    short, long = SHEETS[name]
    both = {"landscape": (long, short), "portrait": (short, long)}
    ways = tuple(both) if way == "auto" else (way,)
    return tuple(Format(name, one, *both[one], look.margin) for one in ways)


class Fit(Struct, frozen=True):
    """The sheet, the layout and the width of the footer in which letters come out largest.

    ``left_out`` says what is not shown.
    """

    format: Format
    rows: int
    width: float
    scale: float
    left_out: tuple[str, ...] = ()


def best(
    sheets: Iterable[Format],
    drawings: Iterable[tuple[int, float, float]],
    footer: Callable[[float], float],
) -> Fit:
    """The choice with the largest letters; landscape and fewer rows where two are about equal.

    A row more must make them ``ROW`` larger: boxes further from their ships are harder to follow.

    ``drawings`` gives the rows, width and height of each layout in points, ``footer`` the height
    of what stands below for a width.
    """
    found: list[tuple[float, int, Fit]] = []
    sizes, papers = list(drawings), list(sheets)
    for rows, width, height in sizes:
        for way, sheet in enumerate(papers):
            for part in range(16):
                wide = max(width, sheet.width - 2 * sheet.margin) * (1 + part * 0.1)
                scale = sheet.scale(wide, height + footer(wide))
                order = way * 1000 + rows * 20 + part
                worth = scale / ROW ** (rows - 1)
                found.append((worth, order, Fit(sheet, rows, wide, scale)))
    top = max(worth for worth, _, _ in found)
    near = [one for one in found if one[0] >= top * 0.995]
    return min(near, key=lambda one: one[1])[2]
