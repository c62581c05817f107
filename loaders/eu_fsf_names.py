"""The names of an EU entry: which is its own, which are weak or former, and their remarks.

No flag says which of the names is the entry's own: ``strong`` is true for all 25,257. The list
hangs functions, titles and remarks on the own name; the first that has one, in English or in no
stated language, is what the Official Journal prints as the name in 97 of 100 entries of Annex I to
Regulation 269/2014. Quality and "formerly known as" stand in remarks, as the Journal words them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from hullmark.graph.text import clean
from hullmark.loaders.base import Row
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.eu_fsf_remarks import EMPTY, SHIP, remarks, take_remarks

_GOOD = ("good quality alias", "good quality a.k.a", "high quality alias", "god quality alias")
_WEAK = ("low quality alias", "low quality a.k.a", "lo quality alias", "low quality aliias")
_FORMER = (
    "formerly known as",
    "previously known as",
    "former name",
    # The same words in the Journal's other languages.
    "anciennement connue sous le nom d’",
    "anteriormente conhecida como",
    "anteriormente denominada",
    "antes conocida como",
    "ar a dtugtaí an",
    "conocida anteriormente como",
    "cunoscută anterior ca o",
    "cunoscută anterior drept",
    "dawniej znane jako",
    "dawniej znany jako",
    "dříve znám jako",
    "entinen",
    "già",
    "korábbi elnevezése",
    "anksčiau žinoma kaip",
    "predtým známy ako",
    "prej imenovano",
    "qabel kienet magħrufa bħala",
    "ranije poznato kao",
    "tidigare känt som",
    "tidligere kendt som",
    "voorheen bekend als",
    "παλαιότερα γνωστή ως",
    "известно преди като",
)
# What a whole remark, or a part of it between semicolons, says of the name it stands at.
TYPES = {
    **dict.fromkeys((*_GOOD, "qood quality alias"), "alias"),
    **dict.fromkeys(_WEAK, "weak alias"),
    **dict.fromkeys(_FORMER, "former"),
}
_NOTHING = frozenset({*EMPTY, "original script"})
_FORMERLY = re.compile(
    r"(?:formerly|previously) known as (.{2,200}?)"
    r"(?= Type of entity:| Date of registration:| Principal place of|$)"
)
_GENDERS = {"M": "male", "F": "female"}


class Alias(Struct, frozen=True):
    """One ``nameAlias``: the name, its language, what remarks say it is, and what they add."""

    text: str
    lang: str
    type: str  # "" where no remark says one
    remarks: tuple[str, ...]
    function: str
    title: str
    gender: str
    cite: str


def alias(element: Any, row: Row, cite: str) -> Alias:
    """One ``nameAlias`` element, its attributes taken out of the row."""
    name = clean(row.maybe("wholeName"))
    parts = [clean(row.maybe(part)) for part in ("firstName", "middleName", "lastName")]
    row.ignore("strong")  # true for every name
    kind, kept = _said(remarks(element))
    return Alias(
        text=name or " ".join(filter(None, parts)),
        lang=_language(row.maybe("nameLanguage")),
        type=kind,
        remarks=kept,
        function=clean(row.maybe("function")),
        title=clean(row.maybe("title")),
        gender=row.maybe("gender"),
        cite=cite,
    )


def take_names(draft: Draft, aliases: Sequence[Alias]) -> None:
    """The names into the draft, its own first, and what functions, titles and remarks say."""
    own = _own(aliases)
    if own is not None:
        draft.named(own.text, "primary", own.lang, own.cite)
    for one in aliases:
        draft.named(one.text, one.type or "alias", one.lang, one.cite)
        draft.fact("position" if draft.kind == "Person" else "function", one.function)
        draft.fact("title", one.title)
        draft.fact("gender", _GENDERS.get(one.gender, ""), stated=one.gender)
        if one.gender not in ("", "?", *_GENDERS):
            draft.problem("odd-value", "gender: expected M, F or ?", one.gender)
        prop, about = ("remark", "") if one is own else ("name remark", one.text)
        take_remarks(draft, prop, one.remarks, about=about, cite=one.cite)
        for name in (name for remark in one.remarks for name in _former(remark)):
            draft.named(name, "former", cite=one.cite)
    if not draft.names:
        draft.problem("no-name", "an entry without a name")


def is_ship(aliases: Sequence[Alias]) -> bool:
    """Whether a remark states a type of ship: the list files ships as enterprises."""
    return any(remark.lower().startswith(SHIP) for one in aliases for remark in one.remarks)


def _own(aliases: Sequence[Alias]) -> Alias | None:
    named = [one for one in aliases if one.text]
    plain = [one for one in named if one.lang in ("", "eng") and not one.type] or named
    for found in (
        (one for one in plain if one.function or one.title or one.remarks),
        (one for one in plain if one.gender),
        iter(plain),
    ):
        if (first := next(found, None)) is not None:
            return first
    return None


def _said(found: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What kind of name the remarks make it, and the remarks without the words for that."""
    kind, kept = "", []
    for remark in found:
        pieces = [piece.strip() for piece in remark.split(";")]
        types = [TYPES.get(_bare(piece), "") for piece in pieces]
        kind = kind or next(filter(None, types), "")
        rest = [
            piece
            for piece, said in zip(pieces, types, strict=True)
            if not said and _bare(piece) not in _NOTHING
        ]
        if rest:
            kept.append(remark if len(rest) == len(pieces) else "; ".join(rest))
    return kind, tuple(kept)


def _former(remark: str) -> Iterator[str]:
    """Earlier names that a remark states in full: ``previously known as TransMorFlot LLC``."""
    for piece in remark.split(";"):
        if match := _FORMERLY.match(piece.strip()):
            yield match[1].strip()


def _bare(text: str) -> str:
    return text.strip(" ().:;,").lower()


@lru_cache(maxsize=256)
def _language(stated: str) -> str:
    from rigour.langs import iso_639_alpha3

    return (iso_639_alpha3(stated.lower()) or stated) if stated else ""
