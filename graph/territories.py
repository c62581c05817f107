"""Countries by any of their names, as rigour looks them up, from an index that is there sooner.

rigour brings all 29,000 names into comparable form one by one before it answers the first question,
which takes two seconds of every load. Here the names that count most come first, letters that stand
alone in their script are transliterated once each, and the rest waits until it is needed.
``tests/test_text.py`` holds that the index is rigour's own.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

# Letters of these scripts are transliterated in twos and threes, or by the language of the word.
_BY_WORD = ("CYRILLIC", "GREEK", "ARMENIAN")
_Names = dict[str, str]


def code_of(name: str) -> str:
    """The code of the territory that bears the name or code, ``""`` when none does."""
    from rigour.territories.lookup import lookup_by_identifier, lookup_territory
    from rigour.territories.util import normalize_territory_name

    if (territory := lookup_by_identifier(name)) is not None:
        return territory.code
    try:
        tiers = (strong_names, plain_names, all_names)
        key = normalize_territory_name(name)
        return next((tier()[key] for tier in tiers if key in tier()), "")
    except ImportError:  # a rigour that keeps its names elsewhere
        found = lookup_territory(name)
        return found.code if found else ""


@cache
def strong_names() -> _Names:
    """The names that outrank all others, in comparable form, with the code of the territory."""
    from rigour.territories.util import normalize_territory_name

    return {normalize_territory_name(name): one.code for one in _loaded() for name in one.strong}


@cache
def plain_names() -> _Names:
    """The strong names, and of the weaker ones those whose letters are transliterated alone."""
    return _ranked([(one.code, [_simple(name) for name in one.weak], []) for one in _loaded()])


@cache
def all_names() -> _Names:
    """All names: strong ones first, then weak ones, then those of places."""
    from rigour.territories.util import normalize_territory_name

    def keys(names: list[str]) -> list[str]:
        return [_simple(name) or normalize_territory_name(name) for name in names]

    return _ranked([(one.code, keys(one.weak), keys(one.places)) for one in _loaded()])


def _ranked(names: list[tuple[str, list[str], list[str]]]) -> _Names:
    places = {key: code for code, _, found in names for key in found if key}
    weak = {key: code for code, found, _ in names for key in found if key}
    return {**places, **weak, **strong_names()}


class _Named(NamedTuple):
    code: str
    strong: list[str]
    weak: list[str]
    places: list[str]


@cache
def _loaded() -> list[_Named]:
    from rigour.territories.lookup import _load_territory_names

    return [_Named(one.code, *names) for one, *names in _load_territory_names()]


def _simple(name: str) -> str:
    """rigour's comparable form of a name, ``""`` where it can't be had letter by letter."""
    if not name.isascii():
        from rigour.text.scripts import can_latinize

        if can_latinize(name):
            if not _WORDWISE.isdisjoint(name) or any(map(_wordwise, set(name) - _LETTERWISE)):
                return ""
            name = name.translate(_LETTERS)
        name = unicodedata.normalize("NFKC", name)
    return " ".join(name.casefold().translate(_MARKS).split())


_WORDWISE: set[str] = set()
_LETTERWISE: set[str] = set()


def _wordwise(char: str) -> bool:
    by_word = unicodedata.name(char, "").startswith(_BY_WORD)
    (_WORDWISE if by_word else _LETTERWISE).add(char)
    return by_word


class _Letters(dict[int, str]):
    """Each character as rigour transliterates it alone, kept for the next time."""

    def __missing__(self, code: int) -> str:
        from rigour.text.translit import ascii_text

        self[code] = ascii_text(chr(code))
        return self[code]


class _Marks(dict[int, str]):
    """Each character as rigour keeps it in a key: letters and marks, else nothing or a blank."""

    def __missing__(self, code: int) -> str:
        from rigour.territories.util import SKIP_CHARACTERS

        char = chr(code)
        kept = char.isalnum() or unicodedata.category(char).startswith("M")
        self[code] = "" if char in SKIP_CHARACTERS else char if kept else " "
        return self[code]


_LETTERS, _MARKS = _Letters(), _Marks()
