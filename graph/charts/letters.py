"""Which fonts of this machine have the letters of a picture, and which letters none of them has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

MOST_SAID = 12


def apart(text: str) -> frozenset[str]:
    """The letters of a text that a font of Latin, Greek and Cyrillic letters may not have."""
    return frozenset(
        c
        for c in text
        if ord(c) > 0x52F and c.isprintable() and unicodedata.category(c)[0] in "LNS"
    )


@lru_cache(maxsize=1024)
def fonts_for(letters: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The names of the fonts beside DejaVu Sans that have these letters, and those without any.

    Fonts are what fontconfig and the machine's folders give, in the order of their paths.
    """
    left, found = {ord(one) for one in letters} - _letters(_dejavu()), list[str]()
    for path in _paths() if left else ():
        here = left & _letters(path)
        if here:
            found.append(path)
            left -= here
        if not left:
            break
    return tuple(_name(path) for path in found), "".join(map(chr, sorted(left)))


def say_missing(texts: Iterable[str]) -> str:
    """One sentence on the letters that no font of this machine has; ``""`` where all have one."""
    missing = fonts_for(apart("".join(texts)))[1]
    if not missing:
        return ""
    scripts = sorted({unicodedata.name(one, "unnamed").split()[0].title() for one in missing})
    shown = " ".join(missing[:MOST_SAID])
    more = f" and {len(missing) - MOST_SAID} more" if len(missing) > MOST_SAID else ""
    return (
        f"No font on this machine has the letters {shown}{more} ({', '.join(scripts)}), which come "
        "out as boxes; install one (on Debian and Ubuntu: fonts-noto-core, fonts-noto-cjk), or "
        "draw to a file ending in .svg, which takes the fonts of where it is opened."
    )


def _dejavu() -> str:
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"


@cache
def _paths() -> tuple[str, ...]:
    from matplotlib.font_manager import findSystemFonts

    return tuple(sorted(findSystemFonts()))


@cache
def _letters(path: str) -> frozenset[int]:
    """The code points of a font; none of a file that is no font."""
    try:
        return frozenset(_face(path).get_charmap())
    except (RuntimeError, OSError, ValueError):
        return frozenset()


def _face(path: str) -> Any:
    from matplotlib.ft2font import FT2Font

    return FT2Font(path)


@cache
def _name(path: str) -> str:
    """The name of a font's family, by which matplotlib finds it."""
    from matplotlib.font_manager import fontManager

    if all(one.fname != path for one in fontManager.ttflist):
        fontManager.addfont(path)
    name: str = _face(path).family_name
    return name
