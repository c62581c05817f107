"""One thing's names in other scripts, as its records give them: Cyrillic beside Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from hullmark.graph.answer import Entity
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Name
from hullmark.graph.text import name_key

MOST = 2
# What a name without a language may be taken for: its letters, never its words, are known.
_SCRIPTS = {
    "en": ("LATIN",), "ru": ("CYRILLIC",), "uk": ("CYRILLIC",), "be": ("CYRILLIC",),
    "bg": ("CYRILLIC",), "el": ("GREEK",), "ka": ("GEORGIAN",), "hy": ("ARMENIAN",),
    "he": ("HEBREW",), "ar": ("ARABIC",), "fa": ("ARABIC",), "ko": ("HANGUL",), "zh": ("CJK",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
}  # fmt: skip
_THREE = {
    "eng": "en", "rus": "ru", "ukr": "uk", "bel": "be", "bul": "bg", "ell": "el", "gre": "el",
    "kat": "ka", "hye": "hy", "heb": "he", "ara": "ar", "fas": "fa", "per": "fa", "kor": "ko",
    "zho": "zh", "chi": "zh", "jpn": "ja",
}  # fmt: skip


def language(asked: str) -> str:
    """The code of a language to put first, ``""`` for none; ``BadValue`` for one not known here."""
    code = _THREE.get(asked.lower(), asked.lower())
    if code and code not in _SCRIPTS:
        raise BadValue(f"--lang expects one of {', '.join(_SCRIPTS)}; found {asked!r:.40}.")
    return code


@lru_cache(maxsize=4096)
def script(text: str) -> str:
    """The script of the first letter of a text as Unicode names it, ``""`` without letters."""
    for letter in text:
        if letter.isalpha():
            return unicodedata.name(letter, "").partition(" ")[0]
    return ""


def captions(entity: Entity, lang: str = "") -> tuple[str, ...]:
    """The names to show: the caption, then one in each other script that records have.

    The name in ``lang``, where a record has one, goes first. A main name goes before an alias;
    names that are over are not among them.
    """
    found = sorted(_current(entity), key=lambda name: (name.type != "primary", name.text))
    shown = [entity.caption]
    if lang and script(entity.caption) not in _SCRIPTS[lang]:
        said = [name for name in found if _code(name) == lang]
        said += [n for n in found if not _code(n) and script(n.text) in _SCRIPTS[lang]]
        shown = [said[0].text, entity.caption] if said else shown
    for name in found:
        if script(name.text) not in {"", *map(script, shown)} and len(shown) <= MOST:
            shown.append(name.text)
    return tuple(shown)


def _current(entity: Entity) -> Iterator[Name]:
    own = name_key(entity.caption)
    for one in entity.records:
        for name in one.record.names:
            over = name.period.tense == "former" or name.period.end_max is not None
            other = script(name.text) != script(entity.caption) or name_key(name.text) == own
            if name.type in ("primary", "alias") and other and not over:
                yield name


def _code(name: Name) -> str:
    """The language that the source gives a name; ``""`` for none, or where it gives a script."""
    code = name.lang.lower().partition("-")[0]
    return "" if code in ("", "und") else _THREE.get(code, code)
