"""A name taken apart once, so that comparing it with others is work on numbers and not on text.

rigour tells its words: legal forms, numbers, places, words of a trade, the many spellings of one
name (``Q19693229`` is Muhammad in all scripts). What rigour leaves in another script is written in
Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from hullmark.graph.name_words import loose, rarity, squeezed
from hullmark.graph.text import clean, country_code, in_one_script

MAX_CHARACTERS = 400  # a longer name is compared by its beginning; no list has a longer true name
MAX_WORDS = 24
# What a word is to its name. Legal forms and titles are no part of the alignment.
WORD, STOP, LEGAL, NUMBER, INITIAL, TRADE, PLACE, TITLE = "w", "s", "l", "n", "i", "d", "p", "t"

_ROMAN = re.compile(r"(?=[ivx])x{0,3}(ix|iv|v?i{0,3})", re.ASCII)
_ABJAD = re.compile(r"[\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")


class Token(Struct, frozen=True, array_like=True):
    """One word: Latin, folded; what it is; what spellings or meanings it shares with others.

    ``mark`` is followed by ``a`` for a word whose script writes no vowels; ``family`` says that
    the source marks it as a family name (``PUTIN, Vladimir``); ``weight`` is 1 for a rare word.
    """

    word: str
    mark: str = WORD
    symbols: tuple[str, ...] = ()
    weight: float = 1.0
    loose: str = ""
    skeleton: bool = False
    family: bool = False


class PreparedName(Struct, frozen=True, array_like=True):
    """A name in comparable form: its words without legal forms, the legal forms apart."""

    text: str
    type: str
    tokens: tuple[Token, ...]
    forms: tuple[str, ...] = ()
    key: str = ""


def prepared(text: str, family: str, type: str = "primary", last: str = "") -> PreparedName | None:
    """The name of a thing of that family in comparable form; ``None`` when nothing is left.

    ``last`` is the family name of a person where the source states it apart.
    """
    return _prepared(text[: MAX_CHARACTERS * 4], family, type, last)


@lru_cache(maxsize=65536)
def _prepared(text: str, family: str, type: str, last: str) -> PreparedName | None:
    from rigour.names import NameTypeTag, analyze_names

    plain = in_one_script(clean(text))[:MAX_CHARACTERS]
    tag = {"person": NameTypeTag.PER, "body": NameTypeTag.ORG}.get(family, NameTypeTag.OBJ)
    for name in analyze_names(tag, [plain], phonetics=False, consolidate=False):
        symbols: dict[int, list[str]] = {}
        for span in name.spans:
            several = len(span.parts) > 1 and span.symbol.category.value in ("NAME", "NICK")
            if several or span.symbol.id == "zz":  # "global" is no place
                continue
            for part in span.parts:
                symbols.setdefault(part.index, []).append(
                    f"{span.symbol.category.value}:{span.symbol.id}"
                )
        surnames = _surnames(plain, last) if family == "person" else frozenset()
        tokens: list[Token] = []
        forms: list[str] = []
        for part in name.parts[:MAX_WORDS]:
            kinds = sorted(symbols.get(part.index, ()))
            # rigour takes the II of "Fund II" for a legal form of sole traders.
            roman = len(part.form) > 1 and _ROMAN.fullmatch(part.form)
            if part.tag.value == "LEGAL" and not roman:
                forms += [one for one in kinds if one.startswith("ORGCLS:")] or [part.comparable]
                continue
            for word in _latin(part.comparable):
                tokens.append(
                    _token(word, family, part.tag.value, tuple(kinds), part.form, surnames)
                )
        if tokens or forms:
            key = " ".join(sorted(token.word for token in tokens))
            return PreparedName(
                text[:MAX_CHARACTERS],
                type,
                tuple(tokens[:MAX_WORDS]),
                tuple(dict.fromkeys(forms)),
                key or " ".join(forms),
            )
    return None


def _token(
    word: str, family: str, tag: str, symbols: tuple[str, ...], form: str, surnames: frozenset[str]
) -> Token:
    mark = WORD
    if tag == "STOP":
        mark = STOP
    elif tag in ("HONORIFIC", "TITLE"):
        mark = TITLE
    elif family == "person" and len(word) == 1 and not word.isdigit():
        mark, symbols = INITIAL, ()
    elif tag == "NUM" or word.isdigit() or any(one.startswith("NUM:") for one in symbols):
        mark = NUMBER
    elif family != "person" and len(word) < 6 and _ROMAN.fullmatch(word) and word != "x":
        mark, symbols = NUMBER, (f"NUM:{_roman(word)}",)
    elif family == "body" and any(one.startswith("LOC:") for one in symbols):
        mark = PLACE
    elif family == "body" and len(word) > 3 and (code := country_code(word)):
        mark, symbols = PLACE, (f"LOC:{code}", *symbols)
    elif family == "body" and any(one.startswith(("DOMAIN:", "SYMBOL:")) for one in symbols):
        mark = TRADE
    if word.isdigit() and not any(one.startswith("NUM:") for one in symbols):
        symbols = (*symbols, f"NUM:{word.lstrip('0') or '0'}")
    return Token(
        word,
        mark,
        symbols,
        rarity(word, family, mark),
        squeezed(word) if _ABJAD.search(form) else loose(word),
        bool(_ABJAD.search(form)),
        form in surnames,
    )


def _latin(word: str) -> list[str]:
    """The word in Latin letters: one, or several where the script joins what we write apart."""
    if not word.isascii():
        from rigour.text.translit import ascii_text

        word = unicodedata.normalize("NFKD", ascii_text(word)).lower().replace("'", "")
        word = word.replace("?", "").replace("`", "").replace("-", "")
    return [part for part in _NOT_WORD.split(word) if part]


def _surnames(text: str, last: str) -> frozenset[str]:
    """The words that the source marks as a person's family name, by a comma or by capitals."""
    from rigour.names import tokenize_name

    if not last and "," in text:
        last = text.partition(",")[0]
    if not last:
        words = text.split()
        loud = [word for word in words if _CAPITALS.search(word) and word.isupper()]
        quiet = any(word.islower() or word.istitle() for word in words)
        last = " ".join(loud) if quiet else ""
    return frozenset(tokenize_name(last.casefold())) if last else frozenset()


def _roman(word: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in word]
    return sum(
        -value if any(later > value for later in values[place + 1 : place + 2]) else value
        for place, value in enumerate(values)
    )
