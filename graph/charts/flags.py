"""A flag as a ribbon of its fields of colour under its name, where it is no more than that."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "flags.yaml"
HEIGHT = 6  # points
COLOURS = {
    "w": "#ffffff", "r": "#c8102e", "b": "#1d3f94", "g": "#0a7d3c",
    "y": "#fcd116", "k": "#000000", "o": "#f77f00", "l": "#5bb8f0",
}  # fmt: skip


@cache
def flags() -> dict[str, str]:
    """The fields of each flag by lower-case country code: rows with ``/`` between them."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {str(code): str(fields) for code, fields in found.items()}


def ribbon(country: str) -> str:
    """The flag of a country code as a flat table for a Graphviz label; ``""`` where none is."""
    fields = flags().get(country.lower(), "")
    if not fields:
        return ""
    rows = fields.split("/")
    high = max(HEIGHT // len(rows), 2)
    drawn = "".join(
        "<TR>"
        + "".join(f'<TD HEIGHT="{high}" BGCOLOR="{COLOURS[field]}"></TD>' for field in row)
        + "</TR>"
        for row in rows
    )
    frame = 'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="#8a8a8a"'
    return f"<TABLE {frame}>{drawn}</TABLE>"
