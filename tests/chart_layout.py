"""Reads an ownership chart back from its SVG as boxes and lines of text, to find what collides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree
from msgspec import Struct

from hullmark.graph.charts.sheet import measured

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 1.5  # points of the drawing: rounding, and letters that Pango hints


class Area(Struct, frozen=True):
    """A rectangle in the drawing's points, downwards, with what it is."""

    name: str
    left: float
    top: float
    right: float
    low: float

    def overlaps(self, other: Area) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.low, other.low) - max(self.top, other.top)
        return across > SLACK and down > SLACK

    def holds(self, other: Area) -> bool:
        return (
            other.left > self.left - SLACK
            and other.right < self.right + SLACK
            and other.top > self.top - SLACK
            and other.low < self.low + SLACK
        )


def mistakes(path: Path) -> list[str]:
    """What overlaps, leaves its box or leaves the page, in words; empty for a sound chart."""
    root = etree.fromstring(path.read_bytes())
    (whole,) = root.findall(f"{SVG}g")
    found, boxes, loose = [], [], [_line(one) for one in whole.findall(f"{SVG}text")]
    for group in whole.iter(f"{SVG}g"):
        shapes = [_outline(one) for one in group if one.tag in (f"{SVG}polygon", f"{SVG}path")]
        lines = [_line(one) for one in group.findall(f"{SVG}text")]
        if group.get("class") == "node":
            box = max(shapes, key=lambda one: (one.right - one.left) * (one.low - one.top))
            boxes.append(box)
            found += [f"{line.name!r} leaves its box" for line in lines if not box.holds(line)]
            loose += lines
        elif group.get("class") in ("edge", "cluster"):
            loose += lines
    for kind, areas in (("box", boxes), ("text", [one for one in loose if one.name.strip()])):
        ordered = sorted(areas, key=lambda one: one.top)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.top > one.low:
                    break
                if one.overlaps(other):
                    found.append(f"{kind} {one.name!r} overlaps {other.name!r}")
    scale, left, up = _transform(whole.get("transform", ""))
    width, height = (float(one) for one in root.get("viewBox", "").split()[2:])
    page = Area("page", -left, -up, width / scale - left, height / scale - up)
    found += [f"{one.name!r} leaves the page" for one in (*boxes, *loose) if not page.holds(one)]
    return found


def _transform(text: str) -> tuple[float, float, float]:
    scale = float(re.findall(r"scale\(([-\d.]+)", text)[0])
    left, up = re.findall(r"translate\(([-\d.]+)[ ,]([-\d.]+)", text)[0]
    return scale, float(left), float(up)


def _outline(shape: Any) -> Area:
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", shape.get("points") or shape.get("d"))]
    across, down = numbers[::2], numbers[1::2]
    return Area("box", min(across), min(down), max(across), max(down))


def _line(text: Any) -> Area:
    words, size = (text.text or "").rstrip("\N{NO-BREAK SPACE} "), float(text.get("font-size"))
    width = measured(words, size, text.get("font-weight") == "bold")
    x, y = float(text.get("x")), float(text.get("y"))
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor")]
    return Area(words, left, y - size * 0.76, left + width, y + size * 0.2)
