"""One item of the officers' list: the officer's record and the link to the company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Fact, Identifier, Item, Link, Name, Period, Problem, Record
from hullmark.graph.text import clean
from hullmark.loaders.base import Row, key
from hullmark.loaders.ch_bodies import Identification, body
from hullmark.loaders.ch_json import prune
from hullmark.loaders.ch_register import (
    ID,
    SITE,
    Address,
    Birth,
    address,
    birth,
    country,
    held,
    key_of,
    nationalities,
    number_of,
    spanned,
)

# Every role of the register, in its words; what is none of a director's is an officer's here.
ROLES = {
    "cic-manager": ("officer", "CIC manager"),
    "corporate-director": ("director", "director"),
    "corporate-general-partner-in-a-limited-partnership": ("officer", "general partner"),
    "corporate-limited-partner-in-a-limited-partnership": ("officer", "limited partner"),
    "corporate-llp-designated-member": ("officer", "LLP designated member"),
    "corporate-llp-member": ("officer", "LLP member"),
    "corporate-manager-of-an-eeig": ("officer", "manager of an EEIG"),
    "corporate-managing-officer": ("officer", "managing officer"),
    "corporate-member-of-a-management-organ": ("officer", "member of a management organ"),
    "corporate-member-of-a-supervisory-organ": ("officer", "member of a supervisory organ"),
    "corporate-member-of-an-administrative-organ": ("officer", "member of an administrative organ"),
    "corporate-nominee-director": ("director", "nominee director"),
    "corporate-nominee-secretary": ("officer", "nominee secretary"),
    "corporate-secretary": ("officer", "secretary"),
    "director": ("director", "director"),
    "general-partner-in-a-limited-partnership": ("officer", "general partner"),
    "judicial-factor": ("officer", "judicial factor"),
    "limited-partner-in-a-limited-partnership": ("officer", "limited partner"),
    "llp-designated-member": ("officer", "LLP designated member"),
    "llp-member": ("officer", "LLP member"),
    "manager-of-an-eeig": ("officer", "manager of an EEIG"),
    "managing-officer": ("officer", "managing officer"),
    "member-of-a-management-organ": ("officer", "member of a management organ"),
    "member-of-a-supervisory-organ": ("officer", "member of a supervisory organ"),
    "member-of-an-administrative-organ": ("officer", "member of an administrative organ"),
    "nominee-director": ("director", "nominee director"),
    "nominee-secretary": ("officer", "nominee secretary"),
    "person-authorised-to-accept": ("officer", "person authorised to accept"),
    "person-authorised-to-represent": ("officer", "person authorised to represent"),
    "person-authorised-to-represent-and-accept": (
        "officer",
        "person authorised to represent and accept",
    ),
    "receiver-and-manager": ("officer", "receiver and manager"),
    "secretary": ("officer", "secretary"),
}
_PLAIN = {
    "occupation": "occupation",
    "responsibilities": "responsibilities",
    "person_number": "officer number in the register",
}


class FormerName(Struct, gc=False):
    """A name that an officer bore before."""

    forenames: str | None = None
    surname: str | None = None


class Contact(Struct, gc=False):
    """Whom to ask for, at a corporate managing officer."""

    contact_name: str | None = None


class OfficerLinks(Struct, gc=False):
    """Where the register has an officer's appointments."""

    appointments: str | None = None
    self: str | None = None


class ItemLinks(Struct, gc=False):
    """Where the register has an appointment, and its officer."""

    self: str | None = None
    officer: OfficerLinks | None = None


class Officer(Struct, gc=False):
    """The fields of an item that are more than a line of text."""

    name: str
    officer_role: str
    links: ItemLinks | None = None
    date_of_birth: Birth | None = None
    address: Address | None = None
    principal_office_address: Address | None = None
    identification: Identification | None = None
    former_names: list[FormerName] | None = None
    contact_details: Contact | None = None
    appointed_on: str | None = None
    appointed_before: str | None = None
    resigned_on: str | None = None
    nationality: str | None = None
    country_of_residence: str | None = None


class BadItem(ValueError):
    """An item that is no officer."""


_IGNORED = ("etag", "is_pre_1992_appointment", "identity_verification_details")


def company(number: str) -> Record:
    """The company, by its number alone: the list says no more of it."""
    return Record(
        key_of(number),
        "Company",
        identifiers=(number_of(number),),
        url=f"{SITE}{number}/officers",
    )


def item(tree: Any, number: str, place: str) -> Iterator[Item]:
    """The items of one officer; ``KeyError`` names a role that is new, ``BadItem`` no officer."""
    unknown: dict[str, str] = {}
    prune(tree, Officer, unknown)
    try:
        one = msgspec.convert(tree, Officer, strict=False)
    except (ValueError, RecursionError) as bad:
        raise BadItem(str(bad)) from None
    role, words = ROLES[one.officer_role]
    subject, link = _keys(one, number)
    row = Row(unknown, place, subject)
    row.ignore(*_IGNORED)
    facts = [
        Fact(prop, value) for name, prop in _PLAIN.items() if (value := clean(row.maybe(name)))
    ]
    corporate = one.officer_role.startswith("corporate-") or one.identification is not None
    names, about = ([Name(clean(one.name))], []) if corporate else _person(one)
    numbers, said = _facts(one, number)
    yield Record(
        subject,
        "Company" if corporate else "Person",
        tuple(names),
        tuple(numbers),
        tuple(about + said + facts),
        place=place,
    )
    period, wrong = _period(one)
    if wrong:
        yield Problem("bad-date", f"the time of an appointment: {wrong}", subject, place=place)
    yield Link(link, subject, role, key_of(number), period=period, as_stated=words, place=place)
    yield from row.leftovers()


def _keys(one: Officer, number: str) -> tuple[str, str]:
    """The keys of the officer, the same at every company, and of the appointment."""
    links = one.links or ItemLinks()
    pieces = ((links.officer.appointments or "") if links.officer else "").split("/")
    appointment = (links.self or "").rstrip("/").rpartition("/")[2] or key(
        number, one.name, one.officer_role, one.appointed_on or one.appointed_before or ""
    )
    link = f"{ID}:{number}/appointment/{appointment}"
    if len(pieces) > 2 and pieces[1] == "officers" and pieces[2]:
        return f"{ID}:officer/{pieces[2]}", link
    return f"{link}/officer", link


def _person(one: Officer) -> tuple[list[Name], list[Fact]]:
    """A person's names as they are said: the register has ``SURNAME, Forenames, Title``."""
    whole = clean(one.name)
    surname, *others = whole.split(", ")
    facts: list[Fact] = []
    name = f"{others[0]} {surname}" if others else whole
    if others:
        facts.append(Fact("name as stated", whole))
    facts += [Fact("title", title) for title in others[1:]]
    names = [Name(name)]
    for former in one.former_names or ():
        text = clean(" ".join(part for part in (former.forenames, former.surname) if part))
        if text:
            names.append(Name(text, "former"))
    if one.date_of_birth is not None and (born := birth(one.date_of_birth)):
        facts.append(born)
    return names, facts


def _facts(one: Officer, number: str) -> tuple[list[Identifier], list[Fact]]:
    numbers: list[Identifier] = []
    facts: list[Fact] = []
    if one.nationality:
        facts += nationalities(one.nationality)
    if one.country_of_residence:
        facts.append(country("country of residence", one.country_of_residence))
    if one.identification is not None:
        numbers, said = body(one.identification, number)
        facts += said
    if one.address is not None and (words := address(one.address)):
        facts.append(Fact("address", words))
    if one.principal_office_address is not None:
        office = address(one.principal_office_address)
        if office:
            facts.append(Fact("principal office", office))
    if one.contact_details is not None and one.contact_details.contact_name:
        facts.append(Fact("contact", one.contact_details.contact_name))
    return numbers, facts


def _period(one: Officer) -> tuple[Period, str]:
    """When the office was held; ``appointed_before`` says only that it began earlier than that."""
    if one.appointed_on or not one.appointed_before:
        return held(one.appointed_on or "", one.resigned_on or "")
    period, wrong = held("", one.resigned_on or "")
    try:
        begun = spanned(one.appointed_before)[0] - timedelta(days=1)
    except BadValue as bad:
        return period, wrong or str(bad)
    made = Period(None, begun, period.end_min or begun, period.end_max, period.tense, period.text)
    return made, wrong
