"""Beneficial ownership data (BODS 0.2, 0.3, 0.4) as a JSON array or JSON lines.

The file is read twice: first which statement of each record counts, then those that do, in file
order. Somebody unknown or withheld is a party of its own in each relationship, never one for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hullmark.graph.dates import during, parse_day
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Edition, Fact, Item, Problem, Record
from hullmark.graph.spans import Span, parse_span
from hullmark.loaders import bods_party
from hullmark.loaders.base import Source
from hullmark.loaders.bods_frame import take_frame
from hullmark.loaders.bods_object import Object, Report
from hullmark.loaders.bods_relation import Ends, links
from hullmark.loaders.bods_shelf import Shelf, shelf
from hullmark.loaders.bods_statement import Frame, frame, party_of, withheld
from hullmark.loaders.json_items import items
from hullmark.loaders.ofac_labels import slug

SOURCE = Source(
    id="bods",
    title="Beneficial ownership data (BODS)",
    format="JSON",
    publisher="whoever publishes the file, such as a register or Open Ownership",
    licence="as its publisher says",
    url="https://standard.openownership.org/",
    expected={},
)
_WHAT = "a BODS statement"
_START = re.compile(
    rb'\s*[\[{](?=.*"statementI[dD]"\s*:)(?=.*"(?:statementType|recordType)"\s*:)', re.DOTALL
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether the file begins with statements that have an id and a type."""
    return _START.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(path: Path) -> Iterator[Item]:
    """The items of one file in file order, its ``Edition`` first.

    Raises ``FileProblem`` for JSON that breaks off, ``SourceChanged`` for a new type of statement,
    status or interest.
    """
    with shelf(path) as kept:
        publisher, published = _first_pass(path, kept)
        kept.settle()
        title = f"BODS: {publisher}"
        yield Edition(SOURCE.id, publisher, published, title=title)
        yield from _Reading(kept, slug(publisher) or "file").items(path)


def _first_pass(path: Path, kept: Shelf) -> tuple[str, date | None]:
    """Note all statements; the publisher that the first one names, and the newest publication."""
    publisher, published = "", None
    for place, stated in items(path, _WHAT):
        if isinstance(stated, str):
            continue
        found = frame(stated, f"{path}: {place}")
        details = stated.get("publicationDetails")
        if isinstance(details, dict):
            named = details.get("publisher")
            if not publisher and isinstance(named, dict) and isinstance(named.get("name"), str):
                publisher = named["name"].strip()
            if (day := _day(details.get("publicationDate"))) and (not published or day > published):
                published = day
        if not isinstance(found, str):
            _note(place, found, kept)
    return publisher or path.absolute().name.split(".")[0], published


def _note(place: str, found: Frame, kept: Shelf) -> None:
    details = found.details
    kind = withheld(details)
    named = ("unspecifiedEntityDetails", "unspecifiedPersonDetails")
    why = next((details[name] for name in named if isinstance(details.get(name), dict)), None)
    if kind and why is not None:
        kind = f"{bods_party.words(kind)}: {bods_party.reason(Object(why, Report('', place)))}"
    kept.put(place, found.key, found.record, found.day, found.kind, kind)
    for old in found.replaces:
        kept.replace(old, found.key)
    if found.kind != "relationship":
        return
    party, why = party_of(details.get("interestedParty"))
    subject, _ = party_of(details.get("subject"))
    if party:
        kept.refer(party)
    elif subject and why and not details.get("interests"):
        told = bods_party.reason(Object(why, Report("", place)))
        kept.tell(subject, "beneficial owners", told, found.day)


def _day(stated: object) -> date | None:
    try:
        return parse_day(stated[:10]) if isinstance(stated, str) else None
    except BadValue:
        return None


class _Reading:
    """The second pass: the statements that count, as records and links."""

    def __init__(self, kept: Shelf, scope: str) -> None:
        self.kept, self.scope, self.replaced = kept, scope, 0

    def id(self, key: str) -> str:
        """The key of a record: ids are unique for a publisher alone."""
        return f"bods:{self.scope}/{self.kept.record(key)}"

    def items(self, path: Path) -> Iterator[Item]:
        for place, stated in items(path, _WHAT):
            if isinstance(stated, str):
                yield Problem("bad-line", stated, place=place)
                continue
            found = frame(stated, f"{path}: {place}")
            if isinstance(found, str):
                yield Problem("bad-line", found, place=place)
            elif self.kept.counts(place):
                yield from self._statement(stated, found, place)
            else:
                self.replaced += 1
        if self.replaced:
            message = (
                f"statements that newer ones of the same record replace: not read, "
                f"{self.replaced:,} of them"
            )
            yield Problem("replaced", message, value=str(self.replaced))

    def _statement(self, stated: Mapping[str, Any], found: Frame, place: str) -> Iterator[Item]:
        record = self.id(found.record)
        report = Report(record, place, strict=found.new)
        whole = Object(stated, report)
        on, more = take_frame(whole, found, report)
        fields = whole
        if found.new:
            fields = Object(found.details, report, "recordDetails/")
            whole.ignore("recordDetails")
            whole.leftovers()
            if not fields.has("isComponent"):
                report("missing-field", "expected the field recordDetails/isComponent, found none")
        if found.kind == "relationship":
            yield from self._relation(record, found, fields, report, on)
        else:
            take = bods_party.entity if found.kind == "entity" else bods_party.person
            draft = take(record, fields, report)
            draft.facts += more
            if found.status == "closed":
                draft.fact(
                    "record", "closed by its publisher", period=during(on) if on else UNDATED
                )
            for prop, value, day in self.kept.told(self.kept.record(found.record)):
                span = _span(day)
                draft.fact(prop, value, period=during(span) if span else UNDATED)
            if not (draft.description and not draft.names and self._is_cloned(found.record)):
                yield draft.made()
        yield from report.problems

    def _is_cloned(self, key: str) -> bool:
        """Whether somebody unknown is written once more at each relationship that names them."""
        face, record = self.kept.face(self.kept.record(key)), self.kept.record(key)
        return face is not None and bool(face.withheld) and self.kept.is_party(record)

    def _relation(
        self, record: str, found: Frame, fields: Object, report: Report, on: Span | None
    ) -> Iterator[Item]:
        subject, no_subject = party_of(fields.raw("subject"))
        stated = fields.raw("interestedParty")
        party, no_party = party_of(stated)
        if not subject:
            why = bods_party.reason(Object(no_subject, report, "subject/")) if no_subject else ""
            report("no-subject", "expected a relationship with its subject, found none", why)
            return
        if not party and no_party is None:
            report(
                "no-party", "expected a relationship with its interested party, found none", stated
            )
            return
        told = ""
        if no_party is not None:
            told = bods_party.reason(Object(no_party, report, "interestedParty/"))
            if not fields.has("interests") or not found.details.get("interests"):
                return  # what it says of its subject stands there
        holder = self.id(party) if party else f"{record}/party"
        if party and self._is_cloned(party):
            holder = f"{record}/party"
            face = self.kept.face(self.kept.record(party))
            kind = "Person" if face and face.kind == "person" else "LegalEntity"
            fact = Fact("described by", self.kept.record(party))
            told = face.withheld if face else ""
            yield Record(holder, kind, facts=(fact,), description=told, place=report.place)
        elif not party:
            yield Record(
                holder, "LegalEntity", description=f"not specified: {told}", place=report.place
            )
        component = fields.flag("isComponent")
        if component and found.new and found.details.get("componentRecords"):
            report("odd-value", "expected components of a record that is none itself")
        yield from links(
            record,
            Ends(company=self.id(subject), party=holder),
            fields,
            report,
            closed=found.status == "closed",
            stated_on=on,
        )
        fields.leftovers()


def _span(day: str) -> Span | None:
    try:
        return parse_span(day[:10]) if day else None
    except BadValue:
        return None
