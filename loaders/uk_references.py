"""The UK's and the UN's references to entries of a list, by which records of lists join."""

from __future__ import annotations

import re

from msgspec.structs import replace

from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Identifier

_UK = r"[A-Z]{3}\d{4}"
# The UN's references of today, as the UK writes them: "QDi.042", "QDE.131", "CDi. 038".
_UN = r"[A-Z]{2}[A-Za-z]\.\s?\d{3}"
_AND = r"\s*(?:,|&|\band\b)\s*"
_LEADING = {
    "uk-ref": re.compile(rf"{_UK}(?:{_AND}{_UK})*(?![A-Za-z0-9])", re.ASCII),
    "un-ref": re.compile(rf"{_UN}(?:{_AND}{_UN})*(?![A-Za-z0-9])", re.ASCII),
}
_ONE = {"uk-ref": re.compile(_UK, re.ASCII), "un-ref": re.compile(_UN, re.ASCII)}
# "UN Ref QDe.004.", "UN REF:QE.A.146.14.", "UN Reference No: TAi.172."
UN_REFERENCE = re.compile(
    r"\bUN ?\.?\s?ref(?:erence)?(?: no)?[.:]?\s?:?\s*((?-i:[A-Z][A-Za-z\d]{0,2}(?:\.[A-Z\d]+)+))",
    re.IGNORECASE | re.ASCII,
)
LABELLED_UN = re.compile(rf"\(UN Ref\):\s*({_UN})", re.ASCII)
_WORD = re.compile(r"[^\s.]+(?:\.[^\s.]+)*")


def references(scheme: str, stated: str) -> list[Identifier]:
    """The references that a field of nothing else states: ``QDi.042 and SOi.002`` are two.

    A text that is none of the known form is one reference, as it is written.
    """
    found = _LEADING[scheme].match(stated)
    if found is None or stated[found.end() :].strip(" ."):
        return [identifier(scheme, stated)] if stated else []
    return [_one(scheme, part) for part in _ONE[scheme].findall(found[0])]


def leading(scheme: str, stated: str) -> tuple[list[Identifier], str]:
    """The references with which a text begins, and the rest: ``RUS2099. Financial sanctions …``.

    A text that begins with none of the known form begins with one word that is taken for it.
    """
    found = _LEADING[scheme].match(stated) or _WORD.match(stated)
    if found is None:
        return [], stated
    return references(scheme, found[0]), stated[found.end() :].lstrip(" .\xa0")


def is_un_reference(value: str) -> bool:
    """Whether a value is one of the UN's references or several: ``QDi.042 and SOi.002``."""
    return _LEADING["un-ref"].fullmatch(value.strip(" .")) is not None


def is_uk_reference(value: str) -> bool:
    """Whether a value has the form of the UK list's ids: ``RUS2099``."""
    return _ONE["uk-ref"].fullmatch(value) is not None


def _one(scheme: str, stated: str) -> Identifier:
    """A reference in the form its list prints: the UN's third letter is small, without blanks."""
    if scheme != "un-ref":
        return identifier(scheme, stated)
    plain = f"{stated[:2]}{stated[2].lower()}.{stated[-3:]}"
    made = identifier(scheme, plain)
    return made if plain == stated else replace(made, stated=stated)
