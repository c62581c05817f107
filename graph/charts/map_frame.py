"""A map in a frame on a sheet: degrees to points, land, places, legs, and what fits in between."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

from msgspec import Struct

from hullmark.graph.charts.land_rings import rings
from hullmark.graph.charts.lettering import GREY
from hullmark.graph.charts.sheet import Point, Sheet

SEA, LAND, SHORE = "#eaf1f6", "#f4efe2", "#8f8f86"
LEAST_STEP = 0.45  # points
SMALLEST_RING = 1.2  # points across; a smaller island is not seen


class Frame(Struct, frozen=True):
    """A window on the world: its place on the sheet in points, and its middle in degrees.

    ``scale`` is points a degree of latitude; a degree of longitude is shorter by the latitude.
    """

    left: float
    top: float
    width: float
    height: float
    lon: float
    lat: float
    scale: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in points."""
        return self.left, self.top, self.width, self.height

    def at(self, lon: float, lat: float) -> Point:
        """Where a place lies on the sheet."""
        across = (lon - self.lon + 180) % 360 - 180
        squeeze = cos(radians(self.lat))
        return (
            self.left + self.width / 2 + across * self.scale * squeeze,
            self.top + self.height / 2 - (lat - self.lat) * self.scale,
        )

    def back(self, x: float, y: float) -> Point:
        """The longitude and latitude of a place on the sheet."""
        squeeze = cos(radians(self.lat))
        return (
            self.lon + (x - self.left - self.width / 2) / self.scale / squeeze,
            self.lat - (y - self.top - self.height / 2) / self.scale,
        )


def fitted(
    box: tuple[float, float, float, float], places: Sequence[Point], least: float, room: float
) -> Frame:
    """The frame that holds all places (longitude, latitude), at least so many degrees high."""
    left, top, width, height = box
    lons, lats = [one[0] for one in places], [one[1] for one in places]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = max(cos(radians(lat)), 0.15)
    across = max((max(lons) - min(lons)) * squeeze * room, 0.01)
    up = max((max(lats) - min(lats)) * room, least)
    return Frame(left, top, width, height, lon, lat, min(width / across, height / up))


def draw_land(sheet: Sheet, frame: Frame) -> None:
    """Sea, land and shore inside the frame."""
    left, top, width, height = frame.box
    sheet.box(left, top, width, height, fill=SEA)
    squeeze = cos(radians(frame.lat))
    half_across = width / 2 / (frame.scale * squeeze) + 0.5
    half_up = height / 2 / frame.scale + 0.5
    for number, ring in enumerate(rings()):
        if ring.north < frame.lat - half_up or ring.south > frame.lat + half_up:
            continue
        if ring.east < frame.lon - half_across or ring.west > frame.lon + half_across:
            continue
        size = max(ring.east - ring.west, ring.north - ring.south) * frame.scale
        if size < SMALLEST_RING:
            continue
        points = _near(_thinned([_plain(frame, *one) for one in ring.points]), frame)
        if len(points) > 2:
            sheet.area(
                points, fill=LAND, edge=SHORE, line=0.45, clip=frame.box, name=f"land-{number}"
            )


def _plain(frame: Frame, lon: float, lat: float) -> Point:
    """As ``Frame.at``, without going round the world: a ring must not tear at its back."""
    squeeze = cos(radians(frame.lat))
    return (
        frame.left + frame.width / 2 + (lon - frame.lon) * frame.scale * squeeze,
        frame.top + frame.height / 2 - (lat - frame.lat) * frame.scale,
    )


def _thinned(points: list[Point]) -> list[Point]:
    """Without points so near to the one before that no eye tells them apart."""
    found = points[:1]
    for one in points[1:]:
        if abs(one[0] - found[-1][0]) + abs(one[1] - found[-1][1]) > LEAST_STEP:
            found.append(one)
    return found


def on_land(lon: float, lat: float) -> bool:
    """Whether a place lies on land, as far as the coastline tells."""
    inside = False
    for ring in rings():
        if not (ring.west <= lon <= ring.east and ring.south <= lat <= ring.north):
            continue
        for (x1, y1), (x2, y2) in pairwise(ring.points):
            if (y1 > lat) is not (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside


def _near(points: list[Point], frame: Frame) -> list[Point]:
    """The polygon cut to a little more than the frame: what is far away needs no ink."""
    room = 20.0
    left, top = frame.left - room, frame.top - room
    right, bottom = frame.left + frame.width + room, frame.top + frame.height + room
    for axis, bound, keep_more in (
        (0, left, True), (0, right, False), (1, top, True), (1, bottom, False),
    ):  # fmt: skip
        points = _cut(points, axis, bound, keep_more)
    return points


def _cut(points: list[Point], axis: int, bound: float, keep_more: bool) -> list[Point]:
    """One side of a polygon, by Sutherland and Hodgman."""
    found: list[Point] = []
    for at, here in enumerate(points):
        before = points[at - 1]
        inside = (here[axis] >= bound) is keep_more
        if inside is not ((before[axis] >= bound) is keep_more):
            part = (bound - before[axis]) / (here[axis] - before[axis])
            crossing = [before[0] + part * (here[0] - before[0])]
            crossing.append(before[1] + part * (here[1] - before[1]))
            crossing[axis] = bound
            found.append((crossing[0], crossing[1]))
        if inside:
            found.append(here)
    return found


def bent(start: Point, end: Point, by: float, steps: int = 32) -> list[Point]:
    """A curve from one point to another that leaves the straight line by so much, to the left."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    out = (end[1] - start[1]) / length, -(end[0] - start[0]) / length
    middle = (
        (start[0] + end[0]) / 2 + out[0] * by * 2,
        (start[1] + end[1]) / 2 + out[1] * by * 2,
    )
    found = []
    for at in range(steps + 1):
        t = at / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        found.append(
            (
                a * start[0] + b * middle[0] + c * end[0],
                a * start[1] + b * middle[1] + c * end[1],
            )
        )
    return found


def draw_scale(sheet: Sheet, frame: Frame, colour: str = GREY) -> None:
    """A bar of a round number of kilometres in the frame's lower left corner."""
    kilometre = frame.scale / 111.2
    length = next(
        (n for n in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5) if n * kilometre < 110), 2
    )
    x, y = frame.left + 10, frame.top + frame.height - 10
    sheet.box(x - 3, y - 13, length * kilometre + 6, 16, fill="white", alpha=0.8)
    sheet.line([(x, y - 3), (x, y), (x + length * kilometre, y)], colour=colour, line=0.8)
    sheet.line(
        [(x + length * kilometre, y), (x + length * kilometre, y - 3)], colour=colour, line=0.8
    )
    sheet.text(x + 3, y - 11, f"{length:,} km", size=6.5, colour=colour)
