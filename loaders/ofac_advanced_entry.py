"""Relationships and places on lists in OFAC's advanced XML, as links and listings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import CURRENT, FORMER, UNDATED, Item, Link, Listing, Period, Problem
from hullmark.loaders.base import key
from hullmark.loaders.ofac_advanced_codes import LIST_NAMES, RELATIONS, UNKNOWN, same_words
from hullmark.loaders.ofac_advanced_dates import read_day, read_period, read_when
from hullmark.loaders.ofac_advanced_reading import Reading, said_true, text


def read_relationship(reading: Reading, element: Any) -> Iterator[Item]:
    """The link of a ``ProfileRelationship`` and its problems.

    ``SourceChanged`` for a relation type that is new, or whose words have changed.
    """
    number = element.get("ID", "")
    near, far = element.get("From-ProfileID", ""), element.get("To-ProfileID", "")
    reading.begin(element, f"ProfileRelationship {number}", _record(reading, near))
    words, role, owner_is_far = _relation(reading, element.get("RelationTypeID", ""))
    period = FORMER if said_true(element, "Former") else CURRENT
    for name, part in reading.parts(element):
        if name == "DatePeriod":
            dated = read_period(reading, part)
            period = period if dated == UNDATED else replace(dated, tense=period.tense)
        else:
            reading.unread(part)
    if not reading.kept.first("relationship", number or key(near, words, far)):
        message = "expected each ProfileRelationship once, found it again; the first was kept"
        yield Problem("double-entry", message, reading.record, number, reading.place)
        return
    if not near or not far:
        reading.problem("no-key", "expected a relationship of two profiles; it was not read")
    else:
        for profile in (near, far):
            if not reading.kept.party(profile):
                message = "expected a relationship of parties in the file; the link was kept"
                reading.problem("no-record", message, f"ProfileID {profile}")
        subject, object_ = (far, near) if owner_is_far else (near, far)
        yield Link(
            id=f"ofac-link:{number or key(near, words, far)}",
            subject=_record(reading, subject),
            role=role,
            object=_record(reading, object_),
            period=period,
            as_stated=words,
            confidence=_quality(reading, element.get("RelationQualityID", "")),
            place=reading.place,
        )
    yield from reading.problems


def _record(reading: Reading, profile: str) -> str:
    """The record of a profile; one that the file leaves out is numbered as its party is."""
    return f"ofac:{reading.kept.party(profile) or profile}"


def _relation(reading: Reading, code: str) -> tuple[str, str, bool]:
    words = reading.words("RelationType", code)
    expected, role, owner_is_far = RELATIONS.get(code, ("", "", False))
    if not expected or not same_words(words, expected):
        found = f"{code} ({words!r})"
        raise SourceChanged(
            f"{reading.path}: {reading.place}: expected a relation type that hullmark knows"
            f"{f', {code} as {expected!r}' if expected else ''}, found {found}; hullmark needs to "
            "learn what that is."
        )
    return words, role, owner_is_far


def _quality(reading: Reading, code: str) -> str:
    """How sure OFAC is: ``quality High``; nothing where it does not say."""
    words = reading.words("RelationQuality", code).rstrip(":")
    if words == UNKNOWN:
        return ""
    return f"quality {words}" if words in ("High", "Low") else words


def read_entry(reading: Reading, element: Any, listed: str) -> Iterator[Item]:
    """The listing of a ``SanctionsEntry`` and its problems; ``listed`` is the list of the file."""
    number, profile = element.get("ID", ""), element.get("ProfileID", "")
    ref = reading.kept.party(profile)
    reading.begin(element, f"SanctionsEntry {number}", f"ofac:{ref}" if ref else "")
    if not ref:
        message = (
            "expected a place on a list of a party in the file, found another; it was left out"
        )
        yield Problem("no-record", message, value=f"ProfileID {profile}", place=reading.place)
        return
    code = element.get("ListID")
    words = reading.words("List", code) if code else listed
    name = LIST_NAMES.get(words, words)
    began: list[tuple[date, str]] = []
    programmes: list[str] = []
    measures: list[str] = []
    for part_name, part in reading.parts(element):
        if part_name == "EntryEvent":
            began += _event(reading, part)
        elif part_name == "SanctionsMeasure":
            _measure(reading, part, programmes, measures)
        else:
            reading.unread(part)
    place_on_list = f"ofac:{ref}/{name}"
    if not reading.kept.first("listing", place_on_list):
        place_on_list = f"{place_on_list}/{number}"
    reading.kept.listed(profile)
    yield Listing(
        id=place_on_list,
        record=reading.record,
        authority="OFAC",
        list=name,
        programmes=tuple(dict.fromkeys(programmes)),
        reference=ref,
        period=_since([day for day, _ in began]),
        measures=tuple(dict.fromkeys(measures)),
        reason=_bases(began),
        place=reading.place,
    )
    yield from reading.problems


def _since(days: list[date]) -> Period:
    first = min(days, default=None)
    return CURRENT if first is None else dates.since((first, first), tense="current")


def _bases(began: list[tuple[date, str]]) -> str:
    """The legal bases, each with its day where they differ."""
    named = [(day, basis) for day, basis in began if basis]
    if len({day for day, _ in named}) < 2:
        return "; ".join(dict.fromkeys(basis for _, basis in named))
    return "; ".join(dict.fromkeys(f"{basis} (since {day})" for day, basis in named))


def _event(reading: Reading, element: Any) -> list[tuple[date, str]]:
    """When the place on the list was created, and on which legal basis."""
    code = element.get("LegalBasisID")
    basis = reading.value("LegalBasis", code) if code else ""
    day: date | None = None
    for name, part in reading.parts(element):
        if name == "Date":
            day = read_day(reading, part)
        else:
            reading.unread(part)
    kind = reading.words("EntryEventType", element.get("EntryEventTypeID", ""))
    if kind != "Created":
        message = f"expected the event 'Created', found {kind!r}; it was left out"
        reading.problem("new-event", message, str(day or ""))
        return []
    return [] if day is None else [(day, "" if basis == UNKNOWN else basis)]


def _measure(reading: Reading, element: Any, programmes: list[str], measures: list[str]) -> None:
    """A programme, which is a measure by the name "Program", or a measure in OFAC's words."""
    kind = reading.words("SanctionsType", element.get("SanctionsTypeID", ""))
    comment = when = ""
    for name, part in reading.parts(element):
        if name == "Comment":
            comment = text(part)
        else:
            dated = read_when(reading, part)
            when = "" if dated is None else dates.say(dated.period)
    if kind == "Program" and comment and not when:
        programmes.append(comment)
        return
    if kind == "Program" and not comment:
        reading.problem("no-value", "expected a programme by its name, found none")
        return
    if kind == "Program":
        programmes.append(comment)
        kind = f"Program {comment}"
        comment = ""
    measures.append(
        "".join((kind, f": {comment}" if comment else "", f" ({when})" if when else ""))
    )
