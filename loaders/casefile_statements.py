"""The statements of a case file about its entities: listings, links, events and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hullmark.graph import dates, shares
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Decision, Event, Link, Listing, Period
from hullmark.graph.schema import schema
from hullmark.loaders.base import key
from hullmark.loaders.casefile_entry import Entry
from hullmark.loaders.casefile_yaml import Node, Text, wrong

EVENT_TYPES = ("port call", "voyage", "AIS gap", "cargo", "imagery", "depot", "other")
CONFIDENCES = ("stated", "reported", "alleged")
_RECORD = re.compile(r"[a-z][a-z0-9-]*:\S+")

Verdict = Literal["same", "different", "unsure"]
VERDICTS: dict[str, Verdict] = {
    "same_as": "same",
    "different_from": "different",
    "unsure": "unsure",
}


_VERDICT_OF: dict[str, Verdict] = {verdict: verdict for verdict in VERDICTS.values()}


class Case(Struct, frozen=True):
    """What every statement of the file needs to know of it: its path, its id and its entities."""

    path: Path
    id: str
    keys: frozenset[str]

    def record(self, name: str) -> str:
        """The record id of an entity's key."""
        return f"case:{self.id}/{name}"


def no_cite(what: str) -> str:
    return f"{what} has no 'cite'; say where it stands: a section, a figure, a page."


def cite_of(entry: Entry, default: str = "") -> str:
    """The citation of a statement, or the one its entity gives for all; it must have one."""
    found = entry.maybe("cite") or default
    if not found:
        raise entry.wrong(no_cite(entry.what))
    return found


def listing(case: Case, record: str, node: Node, cite: str) -> Listing:
    """One place of an entity on a sanctions list; ``when`` says since when and until when."""
    entry = Entry(node, case.path, "a listing")
    authority, name, reference = (
        entry.take("authority"),
        entry.take("list"),
        entry.maybe("reference"),
    )
    programmes, period = entry.texts("programmes"), entry.when()
    made = Listing(
        id=f"{record}#{key('listing', authority, name, reference, *programmes, _stamp(period))}",
        record=record,
        authority=authority,
        list=name,
        programmes=programmes,
        reference=reference,
        period=period,
        measures=entry.texts("measures"),
        reason=entry.maybe("reason"),
        url=entry.maybe("url"),
        cite=cite_of(entry, cite),
        place=f"line {entry.line}",
    )
    entry.close()
    return made


def not_listed(case: Case, record: str, node: Node, cite: str) -> Listing:
    """That an entity stood on no list of an authority on a day, as the source says."""
    entry = Entry(node, case.path, "an entry of 'not_listed'")
    authority, stated = entry.take("authority"), entry.take("on")
    try:
        day = dates.parse_day(stated)
    except BadValue as bad:
        raise entry.wrong(f"'on': {bad}", "on") from None
    made = Listing(
        id=f"{record}#{key('not listed', authority, stated)}",
        record=record,
        authority=authority,
        list=entry.maybe("list"),
        period=dates.within((day, day)),
        absent=True,
        cite=cite_of(entry, cite),
        place=f"line {entry.line}",
    )
    entry.close()
    return made


def decisions(
    case: Case, entry: Entry, record: str, field: str, verdict: Verdict
) -> Iterator[Decision]:
    """What the writer judged of two records: bare ids, or mappings with ``why`` and ``cite``."""
    node = entry.node(field)
    for one in (node,) if isinstance(node, Text) else entry.items(field):
        if isinstance(one, Text):
            other, why, cite, line = one.value.strip(), "", "", one.line
        else:
            judged = Entry(one, case.path, f"an entry of {field!r}")
            other, why, cite = judged.take("record"), judged.maybe("why"), judged.maybe("cite")
            line = judged.line
            judged.close()
        if other in case.keys:
            other = case.record(other)
        if not _RECORD.fullmatch(other) or other == record:
            raise wrong(
                case.path,
                line,
                f"{field!r} expects another record such as 'ofac:37059' or the key of another "
                f"entity of this file, found {other!r}.",
            )
        yield Decision(
            record, other, verdict, f"case file {case.id}", why, cite=cite, place=f"line {line}"
        )


def judged(case: Case, node: Node) -> Decision:
    """What the writer judged of two records of other sources."""
    entry = Entry(node, case.path, "a decision")
    records = entry.texts("records")
    if len(records) != 2 or records[0] == records[1]:
        raise entry.wrong("'records' expects two different record ids.", "records")
    for record in records:
        if not _RECORD.fullmatch(record):
            raise entry.wrong(f"'records' expects ids such as 'ofac:37059', found {record!r}.")
    made = Decision(
        *records,
        verdict=_VERDICT_OF[entry.choose("verdict", tuple(_VERDICT_OF))],
        author=f"case file {case.id}",
        reason=entry.take("why"),
        cite=entry.maybe("cite"),
        place=f"line {entry.line}",
    )
    entry.close()
    return made


def _stamp(period: Period) -> str:
    bounds = (period.start_min, period.start_max, period.end_min, period.end_max)
    return "/".join((*(str(day or "") for day in bounds), period.tense, period.text))


def _known(case: Case, entry: Entry, field: str, name: str) -> str:
    if name not in case.keys:
        raise entry.wrong(
            f"{field!r} names {name!r}, which is not under 'entities'; add it there or correct it.",
            field,
        )
    return case.record(name)


def link(case: Case, node: Node) -> Link:
    """One role of an entity towards another, both defined in this file."""
    entry = Entry(node, case.path, "a link")
    who, of = entry.take("who"), entry.take("of")
    subject, target = _known(case, entry, "who", who), _known(case, entry, "of", of)
    role = entry.choose("role", tuple(schema().roles))
    if subject == target:
        raise entry.wrong(f"links {who!r} to itself; name the other end.", "of")
    stake = entry.maybe("share")
    try:
        share = shares.parse_share(stake) if stake else None
    except BadValue as bad:
        raise entry.wrong(f"'share': {bad}", "share") from None
    period, cite = entry.when(), cite_of(entry)
    made = Link(
        id=f"case:{case.id}#{key('link', who, role, of, _stamp(period), cite)}",
        subject=subject,
        role=role,
        object=target,
        period=period,
        share=share,
        as_stated=entry.maybe("as_stated"),
        confidence=entry.one_of("confidence", CONFIDENCES),
        then_named=entry.maybe("then_named"),
        url=entry.maybe("url"),
        cite=cite,
        place=f"line {entry.line}",
    )
    entry.close()
    return made


def event(case: Case, node: Node) -> Event:
    """Something that happened to ships; its date is the span in which it happened."""
    entry = Entry(node, case.path, "an event")
    ships = entry.texts("ships")
    if not ships:
        raise entry.wrong("an event has no 'ships'; name at least one.", "ships")
    kind, period, cite = entry.choose("type", EVENT_TYPES), entry.when(event=True), cite_of(entry)
    at, description = entry.maybe("at"), entry.maybe("text")
    made = Event(
        id=f"case:{case.id}#{key('event', kind, *ships, at, _stamp(period), description, cite)}",
        type=kind,
        subjects=tuple(_known(case, entry, "ships", ship) for ship in ships),
        period=period,
        at=at,
        origin=entry.maybe("from"),
        destination=entry.maybe("to"),
        lat=entry.number("lat", 90),
        lon=entry.number("lon", 180),
        description=description,
        provider=entry.maybe("provider"),
        url=entry.maybe("url"),
        cite=cite,
        place=f"line {entry.line}",
    )
    entry.close()
    return made
