"""Names and countries in comparable form, by rigour; the original always stays beside it.

Two keys: ``name_key`` keeps legal forms in a common spelling (OOO = ООО = Общество с …), so that
equal keys are as good as equal names; ``loose_key`` drops legal forms for look-ups by people, who
type "ocean energy" or "m leasing".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hullmark.graph.territories import code_of

MAX_NAME = 2000  # longer names are compared by their beginning; the original is kept whole
_LATIN, _CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")
# Letters of which each word is transliterated alike alone and among others: a name that mixes them
# with other scripts is not, since rigour then transliterates the whole of it in another way.
_BY_WORD = re.compile(
    r"[a-z0-9 \u00df-\u00f6\u00f8-\u017e]*|[a-z0-9 \u0430-\u044f]*|[a-z0-9 \u03ac-\u03ce]*"
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
# Letters that look the same in print, Cyrillic above, Latin below.
_CYRILLIC_LETTERS, _LATIN_LETTERS = "АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs"
_AS_LATIN = str.maketrans(_CYRILLIC_LETTERS, _LATIN_LETTERS)
_AS_CYRILLIC = str.maketrans(_LATIN_LETTERS, _CYRILLIC_LETTERS)


@lru_cache(maxsize=131072)
def name_key(name: str) -> str:
    """The comparable form of a name: case, marks, script, legal forms folded; ``""`` for none."""
    return _key(name, keep_forms=True)


@lru_cache(maxsize=131072)
def loose_key(name: str) -> str:
    """The comparable form without legal forms; the whole name's where nothing else is left."""
    return _key(name, keep_forms=False) or _key(name, keep_forms=True)


@lru_cache(maxsize=16)  # both keys of a name are asked for one after the other
def _normal(name: str) -> str:
    from rigour.names import normalize_name

    return normalize_name(in_one_script(clean(name)[:MAX_NAME])) or ""


def _key(name: str, *, keep_forms: bool) -> str:
    from rigour.names import remove_org_types, replace_org_types_compare

    text = _normal(name)
    if not text:
        return ""
    text = replace_org_types_compare(text) if keep_forms else remove_org_types(text)
    return " ".join(_latin(text).split())


def in_one_script(text: str) -> str:
    """Words of mixed Latin and Cyrillic in the one script that all their letters look like.

    Some lists write ``NР DUDINKA`` with a Cyrillic Р, which transliteration would make an R.
    """
    if text.isascii():
        return text
    return " ".join(_unmixed(word) for word in text.split(" "))


def _unmixed(word: str) -> str:
    if word.isascii() or not _LATIN.search(word) or not _CYRILLIC.search(word):
        return word
    latin = word.translate(_AS_LATIN)
    if not _CYRILLIC.search(latin):
        return latin
    cyrillic = word.translate(_AS_CYRILLIC)
    return word if _LATIN.search(cyrillic) else cyrillic


@lru_cache(maxsize=1024)  # a name without a legal form is asked for twice in a row, by both keys
def _latin(text: str) -> str:
    if text.isascii():
        return text
    if _BY_WORD.fullmatch(text):
        spelt = " ".join(word if word.isascii() else _spelt(word) for word in text.split(" "))
    else:
        from rigour.text.translit import ascii_text

        spelt = ascii_text(text)
    folded = unicodedata.normalize("NFKD", spelt).lower()
    return re.sub(r"[^\w\s]+", "", folded)


@lru_cache(maxsize=16_384)  # the words of names come again and again, and rigour is slow at them
def _spelt(word: str) -> str:
    from rigour.text.translit import ascii_text

    return ascii_text(word)


def tokens(key: str) -> tuple[str, ...]:
    """The different words of a key, in order."""
    return tuple(dict.fromkeys(key.split()))


def clean(text: str) -> str:
    """The text with white space folded and invisible characters taken out; spelling untouched."""
    if not text.isprintable():
        text = text.translate(_VISIBLE)
    return " ".join(text.split())


def visible(text: str) -> str:
    """The cleaned text; what is then left of characters that no XML may carry becomes U+FFFD.

    Of the marks on one letter three stay: more would stand over what is above and below.
    """
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in clean(text))
    return shown if shown.isascii() else _few_marks(shown)


def _few_marks(text: str) -> str:
    kept, marks = list[str](), 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= 3:
            kept.append(letter)
    return "".join(kept)


class _Visible(dict[int, str]):
    """Each character, or nothing for one that can't be seen."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "" if unicodedata.category(char) in _INVISIBLE and not char.isspace() else char
        return self[code]


_VISIBLE = _Visible()


@lru_cache(maxsize=65536)  # the judge asks for every word of a name
def country_code(name: str) -> str:
    """The ISO 3166 code in lower case for a country's name or code, ``""`` when it is none."""
    return code_of(name.strip()) if name.strip() else ""


@lru_cache(maxsize=4096)
def country_name(code: str) -> str:
    """The common English name of a country code, the code itself when it is unknown."""
    from rigour.territories import get_territory

    territory = get_territory(code)
    return territory.name if territory else code
