"""What a cell of a table for spreadsheets may hold: the one place where formulas are made text."""

from __future__ import annotations

_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins with these


def safe_cell(value: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula, with plain line ends within."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")  # the writer leaves a \r unquoted
    return f"'{plain}" if value.startswith(_RISKY) else plain
