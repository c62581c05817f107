"""A record in comparable form, made once and kept: what the judge weighs, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from hullmark.graph.comparable_names import PreparedName, prepared
from hullmark.graph.dates import parse_period
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Record
from hullmark.graph.schema import family
from hullmark.graph.text import country_code

COMPARABLE_VERSION = 1  # of this form; a cache of another version is made anew

MAX_NAMES = 40  # of a record; those with the strongest types stay
MAX_VALUES = 12  # of any other property
_STRENGTH = {"primary": 0, "alias": 1, "former": 2, "later": 2, "weak alias": 3}
_DATES = {"birth date": "person", "established": "body", "registered": "body", "built": "vessel"}
_COUNTRIES = {
    "country": "country",
    "main country": "country",
    "jurisdiction": "country",
    "registration country": "country",
    "nationality": "nationality",
    "citizenship": "nationality",
    "birth country": "nationality",
}
_PLACES = ("birth place", "place of birth")
_ADDRESSES = ("address", "principal place of business")
_TONNAGES = ("gross tonnage", "tonnage", "deadweight")
_CONTACTS = ("email", "phone", "website")
_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
_NOT_WORD = re.compile(r"[\W_]+")


class Days(Struct, frozen=True, array_like=True):
    """The first and the last day that a stated date may mean, as ordinals, and its words."""

    first: int
    last: int
    text: str


class Comparable(Struct, frozen=True, array_like=True):
    """What is compared of a record: names taken apart, numbers, dates, countries, ship's facts.

    ``numbers`` are (scheme, value) of those that pass their check or have none; ``dates`` is the
    birth of a person, the incorporation of a body, the build of a ship.
    """

    id: str
    kind: str
    family: str
    names: tuple[PreparedName, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    dates: tuple[Days, ...] = ()
    countries: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    gender: str = ""
    flags: tuple[str, ...] = ()
    tonnages: tuple[int, ...] = ()
    ship_types: tuple[str, ...] = ()


def comparable(record: Record) -> Comparable:
    """The comparable form of a record: everything that costs time, done once."""
    kind_family = family(record.kind)
    facts: dict[str, list[str]] = {}
    for fact in record.facts:
        facts.setdefault(fact.prop, []).append(fact.value)

    def values(props: Iterable[str]) -> tuple[str, ...]:
        found = (value.strip() for prop in props for value in facts.get(prop, ()))
        return tuple(dict.fromkeys(value for value in found if value))[:MAX_VALUES]

    return Comparable(
        record.id,
        record.kind,
        kind_family,
        _names(record, kind_family, facts),
        tuple(
            dict.fromkeys(
                (one.scheme, one.value) for one in record.identifiers if one.valid is not False
            )
        )[: 2 * MAX_VALUES],
        _days(values(prop for prop, of in _DATES.items() if of == kind_family)),
        _codes(values(prop for prop, of in _COUNTRIES.items() if of == "country")),
        _codes(values(prop for prop, of in _COUNTRIES.items() if of == "nationality")),
        values(_ADDRESSES),
        values(_PLACES),
        tuple(dict.fromkeys(_NOT_WORD.sub("", one.casefold()) for one in values(_CONTACTS))),
        _gender(values(("gender",))),
        _codes(values(("flag", "other flag", "former flag"))) if kind_family == "vessel" else (),
        _tonnages(values(_TONNAGES)),
        tuple(one.casefold() for one in values(("vessel type", "other vessel type"))),
    )


def combined(parts: Sequence[Comparable]) -> Comparable:
    """Several records that are one entity as one: all that any of them states."""
    first = parts[0]

    def union(name: str, most: int = MAX_VALUES) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(one for part in parts for one in getattr(part, name)))[:most]

    names = {(name.text, name.type): name for part in parts for name in part.names}
    genders = {part.gender for part in parts} - {""}
    return Comparable(
        first.id,
        first.kind,
        first.family,
        tuple(sorted(names.values(), key=lambda name: _STRENGTH.get(name.type, 1)))[:MAX_NAMES],
        union("numbers", 2 * MAX_VALUES),
        union("dates"),
        union("countries"),
        union("nationalities"),
        union("addresses"),
        union("birth_places"),
        union("contacts"),
        genders.pop() if len(genders) == 1 else "",
        union("flags"),
        union("tonnages"),
        union("ship_types"),
    )


def _names(
    record: Record, kind_family: str, facts: dict[str, list[str]]
) -> tuple[PreparedName, ...]:
    last = next(iter(facts.get("last name", ())), "") if kind_family == "person" else ""
    stated = [(name.text, name.type) for name in record.names]
    if not stated and last:
        given = (facts.get(prop, [""])[0] for prop in ("first name", "second name", "middle name"))
        stated = [(" ".join(part for part in (*given, last) if part), "primary")]
    stated.sort(key=lambda one: _STRENGTH.get(one[1], 1))
    found: dict[tuple[object, ...], PreparedName] = {}
    for text, type in stated:
        if len(found) >= MAX_NAMES:
            break
        name = prepared(text, kind_family, type, last)
        if name is not None:
            found.setdefault((name.tokens, name.forms), name)
    return tuple(found.values())


def _days(stated: Iterable[str]) -> tuple[Days, ...]:
    found = []
    for text in stated:
        try:
            period = parse_period(text)
        except BadValue:
            continue
        first, last = period.start_min or period.end_min, period.end_max or period.start_max
        if first and last and first <= last:
            found.append(Days(first.toordinal(), last.toordinal(), text))
    return tuple(found)


def _codes(stated: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(country_code(one) or one.casefold()[:40] for one in stated))


def _gender(stated: Sequence[str]) -> str:
    found = {one.casefold()[:1] for one in stated} & {"m", "f"}
    return found.pop() if len(found) == 1 else ""


def _tonnages(stated: Iterable[str]) -> tuple[int, ...]:
    found = []
    for text in stated:
        if match := _NUMBER.match(text.strip()):
            found.append(int(re.sub(r"[.,]", "", match[0])[:9]))
    return tuple(one for one in found if one)
