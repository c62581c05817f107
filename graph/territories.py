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
# A Greek Μπ is a B, Ντ a D; a Cyrillic Г is a G in Russian and an H in Ukrainian words.
_BY_NEXT = frozenset("ΜΝΓΤГӀ")
_Names = dict[str, str]


def code_of(name: str) -> str:
    """The code of the territory that bears the name or code, ``""`` when none does."""
    from rigour.territories.lookup import lookup_by_identifier, lookup_territory
    from rigour.territories.util import normalize_territory_name

    if (territory := lookup_by_identifier(name)) is not None:
        return territory.code
    try:
        key = normalize_territory_name(name)
        for tier in (strong_names, plain_names):
            if key in tier():
                return tier()[key]
        return all_names(key[:1]).get(key, "")
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
    ranked = _ranked([(one.code, [_simple(name) for name in one.weak], []) for one in _loaded()])
    return ranked | strong_names()


@cache
def all_names(initial: str) -> _Names:
    """The weaker names that begin so in comparable form, with the code; places come last.

    Transliterating every name of the world in Cyrillic takes a second; those that can't begin so
    are left in their own letters.
    """
    from rigour.territories.util import normalize_territory_name

    def keys(names: list[tuple[str, str]]) -> list[str]:
        found = [
            key or (normalize_territory_name(name) if _may_begin(name, initial) else "")
            for name, key in names
            if not key or key[0] == initial
        ]
        return [key for key in found if key[:1] == initial]

    return _ranked([(code, keys(weak), keys(places)) for code, weak, places in _simply()])


@cache
def _simply() -> list[tuple[str, list[tuple[str, str]], list[tuple[str, str]]]]:
    """The names of each territory, weak ones and places, with their form letter by letter."""

    def keyed(names: list[str]) -> list[tuple[str, str]]:
        return [(name, _simple(name)) for name in names]

    return [(one.code, keyed(one.weak), keyed(one.places)) for one in _loaded()]


def _may_begin(name: str, initial: str) -> bool:
    first = next((char for char in name if char.isalnum()), "")
    begins = _initial(first)
    return not begins or begins == initial


@cache
def _initial(char: str) -> str:
    """The letter that a name beginning with this one has first; ``""`` where its word decides."""
    from rigour.territories.util import normalize_territory_name

    return "" if char.upper() in _BY_NEXT else normalize_territory_name(char)[:1]


def _ranked(names: list[tuple[str, list[str], list[str]]]) -> _Names:
    places = {key: code for code, _, found in names for key in found if key}
    weak = {key: code for code, found, _ in names for key in found if key}
    return {**places, **weak}


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
