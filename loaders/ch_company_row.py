"""One row of BasicCompanyData: a company with its number, names, standing and address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from hullmark.graph.dates import parse_span
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Fact, Item, Name, Period, Problem, Record
from hullmark.graph.text import clean
from hullmark.loaders.ch_register import country, full_number, joined, key_of, number_of

NEEDED = (
    "CompanyName",
    "CompanyNumber",
    "CompanyCategory",
    "CompanyStatus",
    "CountryOfOrigin",
    "IncorporationDate",
    "URI",
)
PLAIN = {"CompanyCategory": "company category", "CompanyStatus": "company status"}
DATES = {"IncorporationDate": "incorporated", "DissolutionDate": "dissolved"}
SIC = tuple(f"SICCode.SicText_{at}" for at in range(1, 5))
ADDRESS = (
    "RegAddress.CareOf",
    "RegAddress.POBox",
    "RegAddress.AddressLine1",
    "RegAddress.AddressLine2",
    "RegAddress.PostTown",
    "RegAddress.County",
    "RegAddress.PostCode",
    "RegAddress.Country",
)
FORMER_NAMES = tuple(
    (f"PreviousName_{at}.CompanyName", f"PreviousName_{at}.CONDATE") for at in range(1, 11)
)
# Filing duties and counts of charges: nothing about who a company is or who stands behind it.
_IGNORED = re.compile(
    r"Accounts\.(?:AccountRefDay|AccountRefMonth|NextDueDate|LastMadeUpDate|AccountCategory)"
    r"|Returns\.(?:NextDueDate|LastMadeUpDate)"
    r"|Mortgages\.Num(?:MortCharges|MortOutstanding|MortPartSatisfied|MortSatisfied)"
    r"|LimitedPartnerships\.Num(?:GenPartners|LimPartners)"
    r"|ConfStmt(?:NextDueDate|LastMadeUpDate)"
)
_KNOWN = frozenset(
    (
        *NEEDED,
        *DATES,
        *SIC,
        *ADDRESS,
        *(name for pair in FORMER_NAMES for name in pair),
    )
)
_NO_SIC = "None Supplied"


class Columns(Struct, frozen=True):
    """Where each column stands, worked out once a file."""

    at: Mapping[str, int]
    width: int
    plain: tuple[tuple[int, str], ...]
    dates: tuple[tuple[int, str], ...]
    sic: tuple[int, ...]
    address: tuple[tuple[int, str], ...]
    former: tuple[tuple[int, int], ...]
    unknown: tuple[str, ...]

    def unread(self, place: str) -> Iterator[Problem]:
        """One problem for each column that is new, once a file: it may be filled in every row."""
        for name in self.unknown:
            message = f"the column {name!r} is not known to this loader; it was not read"
            yield Problem("unread-field", message, value=name, place=place)


def columns(names: Sequence[str]) -> Columns:
    """The columns by their names without blanks; some stand in the files with one in front."""
    at = {name.strip(): index for index, name in enumerate(names)}
    before = {"RegAddress.CareOf": "c/o ", "RegAddress.POBox": "PO Box "}
    return Columns(
        at=at,
        width=len(names),
        plain=tuple((at[name], prop) for name, prop in PLAIN.items() if name in at),
        dates=tuple((at[name], prop) for name, prop in DATES.items() if name in at),
        sic=tuple(at[name] for name in SIC if name in at),
        address=tuple((at[name], before.get(name, "")) for name in ADDRESS if name in at),
        former=tuple(
            (at[name], at[until]) for name, until in FORMER_NAMES if name in at and until in at
        ),
        unknown=tuple(
            name for name in at if name and name not in _KNOWN and not _IGNORED.fullmatch(name)
        ),
    )


def row(cells: Sequence[str], known: Columns, place: str) -> Iterator[Item]:
    """The company's record, and what of it could not be read."""
    at = known.at
    stated = cells[at["CompanyNumber"]].strip()
    if not stated:
        message = "a company without a number; it was not read"
        yield Problem("no-key", message, value=cells[at["CompanyName"]], place=place)
        return
    number = full_number(stated)
    record = key_of(number)
    problems: list[Problem] = []
    names = _names(cells, known, record, place, problems)
    facts = [Fact(prop, cells[index].strip()) for index, prop in known.plain if cells[index]]
    if origin := cells[at["CountryOfOrigin"]].strip():
        facts.append(country("country", origin))
    for index, prop in known.dates:
        if text := cells[index].strip():
            value, wrong = _day(text)
            facts.append(Fact(prop, value, text if value != text else ""))
            if wrong:
                problems.append(Problem("bad-date", f"{prop}: {wrong}", record, text, place))
    lines = joined(
        [f"{before}{text}" for index, before in known.address if (text := cells[index].strip())]
    )
    if lines:
        facts.append(Fact("address", lines))
    for index in known.sic:
        if (text := cells[index].strip()) and text != _NO_SIC:
            facts.append(Fact("activity (SIC)", text))
    one = number_of(number, stated)
    if one.valid is False:
        message = "expected a company number of 8 characters, found another; it joins nothing"
        problems.append(Problem("bad-identifier", message, record, stated, place))
    yield Record(
        record,
        "Company",
        tuple(names),
        (one,),
        tuple(facts),
        url=cells[at["URI"]].strip(),
        place=place,
    )
    yield from problems


def _names(
    cells: Sequence[str], known: Columns, record: str, place: str, problems: list[Problem]
) -> list[Name]:
    name = clean(cells[known.at["CompanyName"]])
    found = [Name(name)] if name else []
    if not name:
        problems.append(Problem("no-name", "a company without a name", record, place=place))
    for index, until in known.former:
        former = clean(cells[index])
        if not former:
            continue
        period, wrong = _until(cells[until].strip())
        found.append(Name(former, "former", period))
        if wrong:
            message = f"the end of a former name: {wrong}"
            problems.append(Problem("bad-date", message, record, cells[until], place))
    return found


@lru_cache(maxsize=65536)
def _day(text: str) -> tuple[str, str]:
    """A date in ISO form and what is wrong with it (``""`` for nothing)."""
    try:
        first, _ = parse_span(text)
    except BadValue as bad:
        return text, str(bad)
    return first.isoformat(), ""


@lru_cache(maxsize=65536)
def _until(text: str) -> tuple[Period, str]:
    """A name was borne until the day on which it was changed."""
    if not text:
        return UNDATED, ""
    try:
        first, last = parse_span(text)
    except BadValue as bad:
        return UNDATED, str(bad)
    return Period(end_min=first, end_max=last), ""
