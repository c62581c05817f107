"""The land of the world as rings of points, from a file that comes with hullmark: no network."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from msgspec import Struct

FILE = Path(__file__).parent / "land" / "land.txt.gz"


class Ring(Struct, frozen=True):
    """One closed shore: its points as longitude and latitude in degrees, and the box around it."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@cache
def rings() -> tuple[Ring, ...]:
    """All rings, continents and islands alike, in the file's order."""
    found = []
    for line in gzip.decompress(FILE.read_bytes()).decode("ascii").splitlines():
        steps = [int(step) for step in line.split()]
        x = y = 0
        points = []
        for at in range(0, len(steps), 2):
            x, y = x + steps[at], y + steps[at + 1]
            points.append((x / 100, y / 100))
        across, up = [one[0] for one in points], [one[1] for one in points]
        found.append(Ring(tuple(points), min(across), min(up), max(across), max(up)))
    return tuple(found)
