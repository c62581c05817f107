"""What Companies House's three formats share: keys, numbers, addresses, countries, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from hullmark.graph.dates import Span, between, parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import GB_COH, identifier
from hullmark.graph.model import FORMER, Fact, Identifier, Period
from hullmark.graph.text import country_code

ID = "gb-coh"
PUBLISHER = "Companies House"
LICENCE = "Open Government Licence v3.0"
SITE = "https://find-and-update.company-information.service.gov.uk/company/"

_SHORT = re.compile(r"\d{6,7}", re.ASCII)
# Companies House's numbers run to 16 million; what begins higher is another register's, or a slip.
NUMBER = re.compile(
    r"(?:[01]\d|AC|BR|CE|CN|CS|FC|FE|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE|PC|RC"
    r"|RS|SA|SC|SE|SF|SG|SI|SL|SO|SP|SR|SZ|ZC)\d{6}",
    re.ASCII,
)


class Address(Struct, forbid_unknown_fields=True, gc=False):
    """An address as the register's JSON has it."""

    care_of: str | None = None
    care_of_name: str | None = None
    po_box: str | None = None
    premises: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    locality: str | None = None
    region: str | None = None
    country: str | None = None
    postal_code: str | None = None


class Birth(Struct, forbid_unknown_fields=True, gc=False):
    """Month and year of birth; the register shows no day."""

    month: int | None = None
    year: int | None = None
    day: int | None = None


def full_number(stated: str) -> str:
    """A company number as the register writes it: 8 characters, in capitals.

    Only for numbers that are the register's own: of digits alone, a nought or two at the front
    are put back where a spreadsheet dropped them.
    """
    number = stated.strip().upper()
    return number.zfill(8) if len(number) in (6, 7) and _SHORT.fullmatch(number) else number


def key_of(number: str) -> str:
    """The record key of a company, the same in all three formats."""
    return f"{ID}:{number}"


def number_of(number: str, stated: str = "") -> Identifier:
    """The Companies House number as an identifier; ``stated`` where the file has it otherwise."""
    if NUMBER.fullmatch(number) and number.strip("0"):
        return Identifier(GB_COH, number, "" if stated == number else stated)
    checked = identifier(GB_COH, number)
    return Identifier(GB_COH, checked.value, stated or checked.stated, checked.valid)


def address(one: Address) -> str:
    """An address on one line, in the order in which people write it."""
    street, premises = one.address_line_1 or "", one.premises or ""
    if street and premises[:1].isdigit() and " " not in premises:
        premises, street = "", f"{premises} {street}"
    box = f"PO Box {one.po_box}" if one.po_box else ""
    care = one.care_of or one.care_of_name
    return joined(
        (
            f"c/o {care}" if care else "",
            box,
            premises,
            street,
            one.address_line_2,
            one.locality,
            one.region,
            one.postal_code,
            one.country,
        )
    )


def joined(pieces: Iterable[str | None]) -> str:
    """What is there of several pieces, with commas between."""
    return ", ".join([piece for piece in pieces if piece])


@lru_cache(maxsize=65536)
def country(prop: str, stated: str) -> Fact:
    """A country as an ISO code beside the register's words; England is in ``gb``."""
    code = iso_code(stated)
    return Fact(prop, code, stated) if code else Fact(prop, stated)


@lru_cache(maxsize=65536)
def nationalities(stated: str) -> tuple[Fact, ...]:
    """One fact for each nationality of ``British,Irish``."""
    return tuple(
        country("nationality", words) for one in stated.split(",") if (words := one.strip())
    )


@lru_cache(maxsize=65536)
def iso_code(stated: str) -> str:
    """The code of the country that words name, England's that of the whole; ``""`` for none."""
    return country_code(stated).partition("-")[0]


def birth(one: Birth) -> Fact | None:
    """The birth as far as it is told: ``1961-12``."""
    return _born(one.year, one.month or 0) if one.year else None


@lru_cache(maxsize=4096)
def _born(year: int, month: int) -> Fact:
    known = f"-{month:02}" if 1 <= month <= 12 else ""
    return Fact("birth date", f"{year:04}{known}")


@lru_cache(maxsize=16384)
def plain(prop: str, value: str) -> Fact:
    """A fact in the register's words; the same words are the same fact."""
    return Fact(prop, value)


def spanned(stated: str) -> Span:
    """A date of the register: a day, or a moment whose day counts; ``BadValue`` for another."""
    moment = len(stated) > 10 and stated[10] == "T"
    return parse_span(stated[:10] if moment else stated)


@lru_cache(maxsize=65536)
def held(start: str, end: str) -> tuple[Period, str]:
    """When a role was held, and what is wrong with its dates (``""`` for nothing).

    Without an end it still stood when the file was made. Dates that can't be read or contradict
    each other leave what is certain: that it lasts, or that it is over.
    """
    try:
        first = spanned(start) if start else None
        last = spanned(end) if end else None
        if first and last:
            return between(first, last), ""
    except BadValue as bad:
        words = f"from {start or '?'} to {end}" if end else f"from {start}"
        return Period(tense=FORMER.tense if end else "current", text=words), str(bad)
    if first:
        return since(first, tense="current"), ""
    if last:
        return Period(end_min=last[0], end_max=last[1]), ""
    return Period(tense="current"), ""
