"""One row of the Journal's tables: what an annex lists, since when, under which measure."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path

from hullmark.graph.dates import during, parse_span, since
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP
from hullmark.graph.model import CURRENT, UNDATED, Listing, Problem
from hullmark.graph.text import clean
from hullmark.loaders.base import Row, key
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.eu_entries import Entry
from hullmark.loaders.eu_journal_cells import (
    NUMBERS,
    take_dates,
    take_numbers,
    take_passports,
    values,
)
from hullmark.loaders.eu_journal_links import owners_of, ships_of
from hullmark.loaders.eu_journal_names import take_name

KINDS = {
    "Person": "Person",
    "Vessel": "Vessel",
    "Company": "Company",
    "Organization": "Organization",
    "LegalEntity": "LegalEntity",
    "Asset": "",  # ports, airports and crypto-assets: hullmark has no kind for such
}
NAMES = {"alias": "alias", "weakAlias": "weak alias", "previousName": "former"}
FACTS = {
    "position": "position",
    "birthPlace": "birth place",
    "appearance": "appearance",
    "ethnicity": "ethnicity",
    "fatherName": "father",
    "motherName": "mother",
    "legalForm": "legal form",
    "sector": "sector",
    "address": "address",
    "phone": "phone",
    "email": "email",
    "website": "website",
    "notes": "other information",
}
COUNTRIES = {"country": "country", "nationality": "nationality", "jurisdiction": "jurisdiction"}
_CELEX = re.compile(r"3(\d{4})([RD])0*(\d+)", re.ASCII)
_PART = re.compile(r"\.[A-Z]{4,}$")  # I.PERSONS and I.ENTITIES are two tables of annex I
_LONG = re.compile(r"\d(?: ?\d){9,14}", re.ASCII)
_IMO = re.compile(r"\d{7}", re.ASCII)


def act(celex: str) -> str:
    """The act in short: ``Regulation 833/2014``, ``Regulation 2017/1509``, ``Decision 2011/173``.

    Regulations are numbered by number and year until 2014, by year and number since.
    """
    match = _CELEX.fullmatch(celex)
    if match is None:
        return celex
    year, kind, number = match.groups()
    if kind == "D":
        return f"Decision {year}/{number}"
    return f"Regulation {number}/{year}" if year < "2015" else f"Regulation {year}/{number}"


def row_key(fields: dict[str, str]) -> str:
    """The record's key: a ship's IMO number, else the number of the entry, else what names it."""
    celex, schema = fields.get("celex", "").strip(), fields.get("schema", "").strip()
    imo, number = fields.get("imoNumber", "").strip(), fields.get("recordId", "").strip()
    if schema == "Vessel" and _IMO.fullmatch(imo):
        return f"eu-journal:{celex}:{imo}"
    annex = fields.get("annex", "").strip()
    if number:
        return f"eu-journal:{celex}:{annex}:{'ship-' if schema == 'Vessel' else ''}{number}"
    born = fields.get("birthDate", "").strip() if schema == "Person" else ""
    return f"eu-journal:{celex}:{annex}:{key(schema, fields.get('name', '').strip(), born)}"


def row_numbers(fields: dict[str, str]) -> Set[str]:
    """The numbers of a row that are as long as those by which firms are joined."""
    return {
        found.replace(" ", "")
        for column in NUMBERS
        for found in _LONG.findall(fields.get(column, ""))
    }


def read_row(
    fields: dict[str, str], record: str, place: str, path: Path, shared: Set[str] = frozenset()
) -> Entry | Problem:
    """The record, listing and links of a row; a ``Problem`` for a row that names no party.

    ``shared`` are the numbers that several rows claim.
    Raises ``SourceChanged`` for a schema that is new, naming it.
    """
    row = Row(fields, place, record)
    schema, name = row.maybe("schema"), clean(row.maybe("name"))
    if schema not in KINDS:
        raise SourceChanged(
            f"{path}: {place}: expected the schema {', '.join(KINDS)}, found {schema!r}; "
            "hullmark needs to learn what that is."
        )
    if not KINDS[schema]:
        message = "the row lists a thing that is neither ship nor party; it was not read"
        return Problem("not-a-party", message, record, name[:200], place)
    if not name:
        message = "expected a name, found none; the row was not read"
        return Problem("no-name", message, record, place=place)
    draft = Draft(record, place, shared)
    draft.kind = KINDS[schema]
    take_name(draft, name)
    celex, reason = row.maybe("celex"), clean(row.maybe("reason"))
    listing = _listing(draft, row, celex, reason)
    notes = " ".join(values(fields.get("notes", "")))
    _take(draft, row)
    draft.leftovers(row)
    period, start = UNDATED, listing.period
    if start.start_min and start.start_max:
        period = during((start.start_min, start.start_max))
    stated = (
        owners_of(record, notes, period, place)
        if draft.kind == "Vessel"
        else ships_of(record, reason, period, place)
    )
    links = {link.id: link for link in stated}
    return Entry(draft.made(), listing, tuple(draft.problems), tuple(links.values()))


def _take(draft: Draft, row: Row) -> None:
    """Names, numbers and facts of the row into the draft."""
    for column, kind in NAMES.items():
        for name in values(row.maybe(column)):
            take_name(draft, name, kind)
    imo = row.maybe("imoNumber")
    if any(c.isdigit() for c in imo):
        draft.number(IMO_SHIP if draft.kind == "Vessel" else IMO_COMPANY, imo)
    else:
        draft.fact("IMO number as stated", imo)
    for column, scheme in NUMBERS.items():
        take_numbers(draft, scheme, row.maybe(column))
    take_passports(draft, row.maybe("passportNumber"))
    take_dates(draft, "birth date", row.maybe("birthDate"))
    take_dates(draft, "incorporated", row.maybe("incorporationDate"))
    stated = row.maybe("gender")
    draft.fact("gender", stated.lower().rstrip("."), stated=stated)
    for column, prop in COUNTRIES.items():
        for value in values(row.maybe(column)):
            draft.country(prop, value)
    for value in values(row.maybe("flag")):
        draft.country("flag", value, period=CURRENT)
    for column, prop in FACTS.items():
        for value in values(row.maybe(column)):
            draft.fact(prop, value)


def _listing(draft: Draft, row: Row, celex: str, reason: str) -> Listing:
    annex, number = row.maybe("annex"), row.maybe("recordId")
    measure, programme, stated = (
        row.maybe("measure"),
        row.maybe("programKey"),
        row.maybe("startDate"),
    )
    period = CURRENT
    try:
        if stated:
            period = since(parse_span(stated), tense="current")
    except BadValue as bad:
        draft.problem("bad-date", f"startDate: {bad}", stated)
    listed = f"{act(celex)}, annex {_PART.sub('', annex)}" if annex else act(celex)
    part = match[0][1:].lower() if (match := _PART.search(annex)) else ""
    told = (listed, f"({part})" if part else "", f"no. {number}" if number else "")
    return Listing(
        id=f"{draft.record}#{key('listing', annex, number, measure)}",
        record=draft.record,
        authority="EU",
        list=listed,
        programmes=(programme,) if programme else (),
        reference=f"no. {number}" if number else "",
        period=period,
        measures=(measure,) if measure else (),
        reason=reason,
        cite=" ".join(filter(None, told)),
        place=draft.place,
    )
