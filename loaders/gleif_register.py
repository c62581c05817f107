"""What GLEIF's three data sets share: keys, codes in words, moments as days, registers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from hullmark.graph.dates import Span, parse_day
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import LEI, identifier
from hullmark.graph.model import Fact, Identifier, Record
from hullmark.graph.text import country_code
from hullmark.loaders.ch_register import NUMBER, full_number, number_of
from hullmark.loaders.gleif_row import Row

ID = "gleif"
PUBLISHER = "Global Legal Entity Identifier Foundation (GLEIF)"
LICENCE = "CC0 1.0"
SITE = "https://search.gleif.org/#/record/"
AGAIN = "download it again from www.gleif.org"
# Companies House has three codes, for England and Wales, Northern Ireland and Scotland.
COMPANIES_HOUSE = frozenset({"RA000585", "RA000586", "RA000587"})
# "The entity is in no register" and "its register is not on the list": no number is one of them.
NO_REGISTER = frozenset({"RA888888", "RA999999"})
_EAST = 10  # midnight at UTC+14 is ten o'clock in UTC, on the day before


def key_of(lei: str) -> str:
    """The record key of an LEI, the same in all three data sets."""
    return f"{ID}:{lei}"


def known_by_lei(lei: str, place: str) -> Record:
    """A record that says no more of an entity than its LEI, for the ends of a relationship."""
    return Record(
        key_of(lei), "LegalEntity", identifiers=(lei_of(lei),), url=f"{SITE}{lei}", place=place
    )


def lei_of(stated: str) -> Identifier:
    """The LEI with the verdict of its check digits."""
    return identifier(LEI, stated)


def deleted(row: Row) -> bool:
    """Whether the publisher has taken an entry back, which its extension says."""
    return any("delet" in name.lower() and value for name, value in row.under("Extension").items())


@lru_cache(maxsize=4096)
def words(code: str) -> str:
    """A code of GLEIF's in words: ``CHANGE_LEGAL_NAME`` is *change legal name*."""
    return code.replace("_", " ").replace("-", " ").lower()


@lru_cache(maxsize=65536)
def days(stated: str) -> Span:
    """The day of a moment; two where it is put in UTC and may be the next day's midnight there.

    Raises ``BadValue`` for what is no moment.
    """
    day = parse_day(stated.strip()[:10])
    clock = stated.strip()[10:]
    east = clock.endswith("Z") and clock[1:3].isdigit() and int(clock[1:3]) >= _EAST
    return day, day + timedelta(days=1) if east and day < date.max else day


def dated(prop: str, stated: str) -> Fact:
    """A fact that is a date: its day as it is written, the moment beside it."""
    try:
        day = days(stated)[0].isoformat()
    except BadValue:
        return Fact(prop, stated)
    return Fact(prop, day, stated if stated != day else "")


@lru_cache(maxsize=4096)
def country(code: str) -> str:
    """The country of a jurisdiction: ``US-DE`` is in ``us``; ``""`` for none."""
    return country_code(code.partition("-")[0]) if code else ""


def registered(authority: str, stated: str, jurisdiction: str) -> Identifier:
    """The number in a register: a Companies House number where the authority is that, else as is.

    Which number another authority gives is not said by GLEIF's files, so it is taken for none.
    """
    if authority in COMPANIES_HOUSE:
        number = full_number("".join(stated.split()))
        if NUMBER.fullmatch(number):
            return number_of(number, stated)
    return identifier("registration", stated, country=country(jurisdiction))
