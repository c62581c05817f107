"""Corporate holders and officers of the register: free text on their number and their law."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact, Identifier
from hullmark.loaders.ch_register import (
    NUMBER,
    country,
    full_number,
    iso_code,
    number_of,
    plain,
)

_WORDS = re.compile(r"[^a-z]+")
# What filers write for the register itself, in small letters, all else but letters as one blank.
_AT_COMPANIES_HOUSE = frozenset(
    {
        "companies house",
        "the companies house",
        "uk companies house",
        "u k companies house",
        "companies house uk",
        "companies house gb",
        "companies house united kingdom",
        "united kingdom companies house",
        "companies house england",
        "companies house england wales",
        "companies house england and wales",
        "companies house for england and wales",
        "companies house of england and wales",
        "companies house in england and wales",
        "companies house england and wales uk",
        "companies house scotland",
        "companies house northern ireland",
        "companies house wales",
        "companies house london",
        "companies house cardiff",
        "companies house cardiff uk",
        "companies house cardiff wales",
        "companies house edinburgh",
        "companies house belfast",
        "companies house crown way cardiff",
        "england companies house",
        "england wales companies house",
        "england and wales companies house",
        "scotland companies house",
        "scottish companies house",
        "cardiff companies house",
        "london companies house",
        "companies house register",
        "companies house registry",
        "register of companies england and wales",
        "register of companies for england and wales",
        "register of companies scotland",
        "register of companies for scotland",
        "register of companies northern ireland",
        "registrar of companies england and wales",
        "registrar of companies for england and wales",
        "registrar of companies in england and wales",
        "registrar of companies of england and wales",
        "registrar of companies scotland",
        "registrar of companies for scotland",
        "registrar of companies for northern ireland",
        "registrar of companies companies house",
        "uk register of companies",
        "uk registrar of companies",
    }
)
# A place that has one register of companies, and no other body that gives numbers of this form.
_IN_THE_UK = frozenset(
    {
        "england",
        "england uk",
        "england wales",
        "england and wales",
        "england and wales uk",
        "england wales uk",
        "wales",
        "wales uk",
        "scotland",
        "scotland uk",
        "northern ireland",
        "united kingdom",
        "united kingdom england and wales",
        "united kingdom england",
        "united kingdom scotland",
        "the united kingdom",
        "uk",
        "u k",
        "gb",
        "great britain",
    }
)
_NONE = frozenset({"", "none", "n a", "na", "nil", "unknown", "not known", "not applicable", "tbc"})


class Identification(Struct, forbid_unknown_fields=True, gc=False):
    """What a filer said of a corporate body: free text in every field but the type."""

    identification_type: str | None = None
    legal_authority: str | None = None
    legal_form: str | None = None
    place_registered: str | None = None
    country_registered: str | None = None
    registration_number: str | None = None


def body(one: Identification, company: str) -> tuple[list[Identifier], list[Fact]]:
    """The number of a corporate body under the scheme that is sure, and what is said of its law.

    A Companies House number is one only where the country is the United Kingdom, the register is
    Companies House (6 or 7 digits are then filled up) or one of the United Kingdom, and the number
    has its form: Gibraltar has a Companies House too. Any other stays a registration number of the
    country stated, and so does that of ``company`` itself, which some write for its owner's.
    """
    numbers: list[Identifier] = []
    facts: list[Fact] = []
    stated_country = one.country_registered or ""
    if one.registration_number:
        code = iso_code(stated_country)
        found = _body_number(one, one.registration_number.strip(), code, company)
        if found is not None:
            numbers.append(found)
    if stated_country:
        facts.append(country("country", stated_country))
    if one.legal_form:
        facts.append(plain("legal form", one.legal_form))
    if one.legal_authority:
        facts.append(plain("governing law", one.legal_authority))
    if one.place_registered:
        facts.append(plain("registered at", one.place_registered))
    return numbers, facts


def _body_number(one: Identification, stated: str, code: str, company: str) -> Identifier | None:
    if _plain(stated) in _NONE and not any(c.isdigit() for c in stated):
        return None
    compact = "".join(stated.split()).upper()
    place = _plain(one.place_registered or "")
    in_the_uk = code == "gb"
    # The type is the register's own word, not the filer's; with it no country need be stated.
    typed = one.identification_type == "uk-limited-company" and code in ("", "gb")
    if typed or (in_the_uk and place in _AT_COMPANIES_HOUSE):
        compact = full_number(compact)
    elif not (in_the_uk and place in _IN_THE_UK):
        compact = ""
    if compact == company:
        return Identifier("registration", compact, "" if stated == compact else stated)
    if NUMBER.fullmatch(compact) and compact.strip("0"):
        return number_of(compact, stated)
    return identifier("registration", stated, country=code)


@lru_cache(maxsize=65536)
def _plain(stated: str) -> str:
    return _WORDS.sub(" ", stated.lower()).strip()
