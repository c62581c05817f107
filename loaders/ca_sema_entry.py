"""One record of Canada's list: a ship, a body or a person, with its listing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_period, parse_span, since
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.identifiers import IMO_SHIP, identifier
from hullmark.graph.model import (
    CURRENT,
    Fact,
    Identifier,
    Item,
    Listing,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.graph.spans import say_span
from hullmark.loaders.base import Row, key
from hullmark.loaders.ca_sema_names import aliases, body_names, folded
from hullmark.loaders.xml import local

LIST = "SEMA/JVCFOA Consolidated List"
NAMING = ("EntityOrShip", "Entity", "LastName", "GivenName")
_DATES = ("DateOfBirthOrShipBuildDate", "DateOfBirth")
_TAGS = frozenset(
    {
        *NAMING,
        *_DATES,
        "TitleOrShip",
        "Title",
        "ShipIMONumber",
        "Aliases",
        "Country",
        "Schedule",
        "Item",
        "DateOfListing",
    }
)
_NONE = frozenset({"n/a", "na", "-"})
_BEGAN = {"Vessel": "built", "Person": "birth date"}
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)


def entry(element: Any, place: str, seen: set[str], path: Path) -> list[Item]:
    """The record and the listing of one entry, and what could not be read; ``seen`` are the keys.

    Raises ``SourceChanged`` where no tag that this loader knows names the entry and others stand
    in their place.
    """
    fields: dict[str, str | None] = {}
    problems: list[Problem] = []
    for child in element:
        name, text = local(child), "".join(child.itertext())
        # One tag twice: both texts are kept; for names and aliases that is what the list means.
        fields[name] = f"{fields[name]}; {text}" if fields.get(name) else text
    _check_tags(fields, place, path)
    row = Row(fields, place)
    body = folded(row.maybe("EntityOrShip") or row.maybe("Entity"))
    last = "" if body else folded(row.maybe("LastName"))
    given = "" if body else folded(row.maybe("GivenName"))
    country = folded(row.maybe("Country"))
    schedule, item = _said(row.maybe("Schedule")), _said(row.maybe("Item"))
    if not (body or last or given):
        message = "an entry without a name; it was not read"
        value = _reference(country, schedule, item)
        return [Problem("no-name", message, value=value, place=place)]
    ship_title = folded(row.maybe("TitleOrShip"))
    title = ship_title or folded(row.maybe("Title"))
    stated = folded(row.maybe("ShipIMONumber")) if body else ""
    number = identifier(IMO_SHIP, stated) if stated else None
    born = folded("; ".join(filter(None, (row.maybe(tag) for tag in _DATES))))
    kind = _kind(body, number, ship_title)
    keys = _keys((country, body, last, given), number, (stated, born, schedule, item))
    record = next((one for one in keys if one not in seen), "")
    row.record = record or keys[1]
    if keys[0] in seen:
        problems.append(_double(row, record, _reference(country, schedule, item)))
        if not record:
            return list(problems)
    seen.add(record)
    if kind == "Vessel" and number is None:
        message = "a ship's type without ShipIMONumber; it was taken as a ship"
        problems.append(Problem("odd-value", message, record, title, place))
    names = body_names(body) if body else [Name(" ".join(filter(None, (given, last))))]
    known = {name.text for name in names}
    others = aliases(row.maybe("Aliases"), person=not body)
    names += [name for name in others if name.text not in known]
    facts = [Fact("vessel type" if kind == "Vessel" else "title", title)] if title else []
    if born and kind in _BEGAN:
        facts += _dated(_BEGAN[kind], born, row, problems)
    elif born:
        message = "a date of birth or building, but neither a person nor a ship; it was not read"
        problems.append(Problem("odd-value", message, record, born, place))
    programme = country.partition(" / ")[0]
    if programme != country:
        facts.append(Fact("listed under", programme, country))
    listing = Listing(
        id=f"{record}#listing",
        record=record,
        authority="Canada",
        list=LIST,
        programmes=(programme,) if programme else (),
        reference=_reference("", schedule, item),
        period=_since(folded(row.maybe("DateOfListing")), row, problems),
        place=place,
    )
    numbers = () if number is None else (number,)
    made = Record(
        record, kind, tuple(dict.fromkeys(names)), numbers, tuple(dict.fromkeys(facts)), place=place
    )
    return [made, listing, *problems, *row.leftovers()]


def _check_tags(fields: dict[str, str | None], place: str, path: Path) -> None:
    """A new tag for names would otherwise lose a third of the list without stopping."""
    unknown = sorted(set(fields) - _TAGS)
    if unknown and not any(name in fields for name in NAMING):
        raise SourceChanged(
            f"{path}: {place}: expected a record named by <EntityOrShip>, <Entity> or <LastName>, "
            f"found <{'>, <'.join(unknown[:5])}>, which this loader does not know; the list's "
            "format has changed, and a newer hullmark is needed."
        )


def _kind(body: str, number: Identifier | None, ship_title: str) -> str:
    if not body:
        return "Person"
    return "Vessel" if number or ship_title else "LegalEntity"


def _keys(
    naming: tuple[str, ...], number: Identifier | None, more: tuple[str, ...]
) -> tuple[str, str]:
    """The record's key, and the one it gets where another entry has that already.

    Schedules were renamed ("1" of 2022 is "1, Part 1" of 2025) and items are renumbered, so only
    the regulation and the names count; both are compared without case and double blanks.
    """
    naming = tuple(part.casefold() for part in naming)
    first = number.value if number and number.valid else ""
    first = f"ca:imo-{first}" if first else f"ca:{key(*naming, number.value if number else '')}"
    return first, f"ca:{key(*naming, *more)}"


def _double(row: Row, record: str, value: str) -> Problem:
    message = (
        "another entry has the same number or the same regulation and names; this one was kept "
        "as a record of its own"
        if record
        else "the same entry stands in the file twice; it was read once"
    )
    return Problem("double-entry", message, row.record, value, row.place)


def _said(stated: str) -> str:
    """Words with single blanks, a blank after each comma; ``N/A`` is nothing."""
    words = folded(stated).replace(",", ", ").replace("  ", " ")
    return "" if words.lower() in _NONE else words


def _reference(country: str, schedule: str, item: str) -> str:
    if schedule and not schedule.lower().startswith("part"):
        schedule = f"schedule {schedule}"
    parts = (country, schedule, item and f"item {item}")
    return ", ".join(part for part in parts if part)


def _since(stated: str, row: Row, problems: list[Problem]) -> Period:
    try:
        return since(parse_span(stated), tense="current") if stated else CURRENT
    except BadValue as bad:
        problems.append(_bad_date("DateOfListing", bad, row, stated))
        return CURRENT


def _dated(prop: str, stated: str, row: Row, problems: list[Problem]) -> list[Fact]:
    """One fact for each date of ``1963 or 1964``; a stretch of years stays in the list's words."""
    found: list[Fact] = []
    for part in _OR.split(stated):
        try:
            value = say_span(*parse_span(part))
        except BadValue as bad:
            value = part
            try:
                parse_period(part)
            except BadValue:
                problems.append(_bad_date(prop, bad, row, part))
        found.append(Fact(prop, value, stated if stated != value else ""))
    return found


def _bad_date(prop: str, bad: BadValue, row: Row, stated: str) -> Problem:
    return Problem("bad-date", f"{prop}: {bad}", row.record, stated, row.place)
