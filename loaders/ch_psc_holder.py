"""One holder of the PSC register, person or body: the record, and its links to the company."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from hullmark.graph.model import FORMER, Fact, Identifier, Item, Link, Name, Period, Problem, Record
from hullmark.graph.text import clean
from hullmark.loaders.base import key
from hullmark.loaders.ch_bodies import body
from hullmark.loaders.ch_natures import Group, groups
from hullmark.loaders.ch_psc_line import Data, NameElements
from hullmark.loaders.ch_register import address, birth, country, held, nationalities, plain

_PSC, _OWNER = "person with significant control", "beneficial owner"
_PROTECTED = "protected (super-secure)"
# What a kind of line is about, and in which words the register calls it.
HOLDERS = {
    "individual-person-with-significant-control": ("Person", _PSC),
    "corporate-entity-person-with-significant-control": ("Company", _PSC),
    "legal-person-person-with-significant-control": ("LegalEntity", _PSC),
    "super-secure-person-with-significant-control": ("Person", _PSC),
    "individual-beneficial-owner": ("Person", _OWNER),
    "corporate-entity-beneficial-owner": ("Company", _OWNER),
    "legal-person-beneficial-owner": ("LegalEntity", _OWNER),
    "super-secure-beneficial-owner": ("Person", _OWNER),
}
# The register began on this day and can't say what was true before it.
REGISTER_BEGAN = date(2016, 4, 6)
_NOT_CEASED = frozenset({None, False, "", "0", "false", "False"})


def entry_id(one: Data, number: str) -> str:
    """The register's own id of an entry, from its link; without one a hash of its fields."""
    stated = (one.links.self or "") if one.links else ""
    last = stated.rstrip("/").rpartition("/")[2]
    return last or key(number, one.kind or "", one.name or "", one.notified_on or "")


def holder(one: Data, number: str, subject: str, company: str, place: str) -> list[Item]:
    """The items of one holder; ``KeyError`` names a nature of control that is new."""
    kind, called = HOLDERS[one.kind or ""]
    made = _record(one, number, subject, kind, place)
    items: list[Item] = [made]
    period, wrong = notified(one.notified_on or "", one.ceased_on or "")
    if one.ceased not in _NOT_CEASED and not one.ceased_on:
        period = replace(period, tense=FORMER.tense, end_min=None)
    if wrong:
        items.append(Problem("bad-date", f"the time of control: {wrong}", subject, place=place))
    for found in made.identifiers:
        if found.scheme == "registration" and found.value == number:
            message = "the holder's number is that of the company; it was not taken for its own"
            items.append(Problem("odd-value", message, subject, number, place))
    for group in groups(one.natures_of_control) if one.natures_of_control else _unsaid(called):
        items.append(
            Link(
                f"{subject}#{group.suffix}",
                subject,
                group.role,
                company,
                period=period,
                share=group.share,
                as_stated=group.words,
                place=place,
            )
        )
    return items


@lru_cache(maxsize=4)
def _unsaid(called: str) -> tuple[Group, ...]:
    """The link of a holder of whom the register does not say what is held."""
    return (Group("holder", "owns or controls", called, None),)


@lru_cache(maxsize=65536)
def notified(start: str, end: str) -> tuple[Period, str]:
    """When control lasted; what was notified on the register's first day may be older."""
    period, wrong = held(start, end)
    if period.start_min == REGISTER_BEGAN:
        period = replace(period, start_min=None)
    return period, wrong


def _record(one: Data, number: str, subject: str, kind: str, place: str) -> Record:
    numbers: list[Identifier] = []
    facts: list[Fact] = []
    if one.name_elements is not None and one.name_elements.title:
        facts.append(plain("title", one.name_elements.title))
    if one.date_of_birth is not None and (born := birth(one.date_of_birth)):
        facts.append(born)
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
        if office and (not facts or office != facts[-1].value):
            facts.append(Fact("principal office", office))
    if one.is_sanctioned:
        facts.append(plain("sanctioned, by the register", "yes"))
    return Record(
        subject,
        kind,
        _names(one),
        tuple(numbers),
        tuple(facts),
        _PROTECTED if (one.kind or "").startswith("super-secure") else "",
        place=place,
    )


def _names(one: Data) -> tuple[Name, ...]:
    """The name without its title, and the register's line where that differs otherwise."""
    line, pieces = clean(one.name or ""), ""
    if one.name_elements is not None:
        pieces = _in_full(one.name_elements)
        if title := clean(one.name_elements.title or ""):
            line = line.removeprefix(title).strip()
    checked = one.identity_verification_details
    preferred = clean(checked.preferred_name) if checked and checked.preferred_name else ""
    if not preferred and (line == pieces or not pieces):
        return (Name(line),) if line else ()
    found = [text for text in dict.fromkeys((pieces, line, preferred)) if text]
    return tuple(Name(text, "alias" if at else "primary") for at, text in enumerate(found))


def _in_full(one: NameElements) -> str:
    middle = one.middle_name or one.other_forenames
    pieces = [piece for piece in (one.forename, middle, one.surname, one.honours) if piece]
    return clean(" ".join(pieces))
