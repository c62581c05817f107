"""One figure of what a graph holds, and in which script a name is written."""

from __future__ import annotations

import unicodedata

from msgspec import Struct


class Count(Struct, frozen=True):
    """One figure: of which section, what is counted, how many, and what there is to say of it."""

    section: str
    what: str
    count: int
    note: str = ""


def script(text: str) -> str:
    """The script of a name's first letter in words: ``Latin``, ``Cyrillic``; ``none`` for none."""
    if text.isascii() and any(char.isalpha() for char in text):
        return "Latin"
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "?").split()[0].capitalize() if letter else "none"
