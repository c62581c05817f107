"""How OFAC writes numbers, countries and dates: the scheme of a number, and values in normal form.

Which scheme a number has is decided by the id type OFAC files it under, by what the entry is and
by the country named beside it, never by the digits.
"""

from __future__ import annotations

import re

from hullmark.graph import dates
from hullmark.graph.identifiers import HARD, IMO_COMPANY, IMO_SHIP, title
from hullmark.graph.model import Identifier, Period
from hullmark.graph.spans import Span, parse_span, say_span
from hullmark.graph.text import country_code
from hullmark.loaders import ofac_labels as labels

_EXPECTED = {
    IMO_SHIP: "seven digits of which the last is the check digit of ship numbers",
    IMO_COMPANY: "seven digits of which the last is the check digit of company numbers",
    "lei": "20 letters and digits that end in two check digits",
    "ogrn": "13 digits (15 of a sole trader) that end in a check digit",
    "inn": "10 digits of a firm or 12 of a person that end in check digits",
    "gb-coh": "8 letters and digits such as 01234567 or SC123456",
}
_IMO = re.compile(r"IMO\b|\d{7}$", re.IGNORECASE)
_TRAILING = re.compile(r"(.*\S)\s*\(([^()]+)\)$")
_YEARS = re.compile(r"\b(\d{4})-(\d{4})$")
_CITIES = frozenset({"Bogota"})  # stands as "(Bogota)" behind numbers; rigour reads it as Colombia


def scheme(label: str, kind: str, value: str, country: str) -> str:
    """The scheme of a number by its id type, the kind of its bearer and the country beside it."""
    if label in labels.IMO_LABELS and _IMO.match(value):
        if kind == "Vessel" and label == labels.SHIP_REGISTRATION:
            return IMO_SHIP
        if not value.isdigit() and kind in ("Vessel", "LegalEntity"):
            return IMO_SHIP if kind == "Vessel" else IMO_COMPANY
    if country == "ru":
        if label == "Tax ID No.":
            return "inn"
        if label == "Government Gazette Number":
            return "okpo"
        if label in labels.OGRN_LABELS:
            return "ogrnip" if kind == "Person" else "ogrn"
    return labels.SCHEMES.get(label) or labels.slug(label)


def ending_country(value: str) -> tuple[str, str]:
    """A number and the country in brackets behind it, ``""`` when the brackets hold none.

    ``1026303117642 (Russia)`` has one; ``01200175 (Bogota)`` and ``7136946 (Delaware)`` don't.
    """
    match = _TRAILING.match(value)
    return (match[1], match[2]) if match and is_country(match[2]) else (value, "")


def is_country(words: str) -> bool:
    """Whether words are one of OFAC's countries or regions: ``Russia``, ``Region: Crimea``."""
    if words.startswith("Region: ") or words == "undetermined":
        return True
    return words not in _CITIES and len(country_code(words)) == 2


def validity(issued: str, expires: str) -> Period | None:
    """When a document was valid, by its dates in words; ``None`` without any, ``BadValue`` for a
    date that can't be read and for an end before the beginning.
    """
    said = said_validity(issued, expires)
    if not said:
        return None
    if not issued:
        last = _span(expires)
        return Period(end_min=last[0], end_max=last[1], text=said)
    first = _span(issued)
    if not expires:
        return dates.since(first, text=said)
    return dates.between(first, _span(expires), text=said)


def said_validity(issued: str, expires: str) -> str:
    """The dates of a document in words: ``issued 1999; expires 2009``."""
    return "; ".join(f"{w} {d}" for w, d in (("issued", issued), ("expires", expires)) if d)


def failing(found: Identifier) -> str:
    """Why an identifier that joins records fails its check, in words; empty when it doesn't."""
    if found.scheme not in HARD or found.valid is not False:
        return ""
    expected = _EXPECTED[found.scheme]
    return f"{title(found.scheme)} fails its check: expected {expected}; kept and marked"


def _span(stated: str) -> Span:
    first, _, last = stated.partition(" to ")
    start = parse_span(first)
    return (start[0], parse_span(last)[1]) if last else start


def iso(stated: str) -> str:
    """OFAC's date words with ISO dates in them: ``circa 1951``, ``1962 to 1964``; ``BadValue``."""
    stated = _YEARS.sub(r"\1 to \2", stated)
    circa = "circa " if stated.startswith("circa ") else ""
    parts = stated.removeprefix("circa ").split(" to ")
    return circa + " to ".join(say_span(*parse_span(part)) for part in parts)
