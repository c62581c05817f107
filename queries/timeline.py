"""``timeline``: a ship's life as dated rows, and which changes fall close together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.answer import Answer, Entity, Evidence
from hullmark.graph.errors import BadValue
from hullmark.graph.evidence import dated, widened
from hullmark.graph.listings import places
from hullmark.graph.model import Period
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import schema
from hullmark.graph.text import country_name, name_key
from hullmark.queries.choose import choose
from hullmark.queries.listed_table import since
from hullmark.queries.words import called, hedged, name_then, when

CLOSE_DAYS = 365  # two changes within 12 months are pointed out
LISTING_DAYS = 90  # and a change so close to a listing
_FLAGS = ("flag", "former flag")
_CHANGING = ("name", "flag", "owner", "registered owner")


class Moment(Struct, frozen=True):
    """One statement of a life: what about, which value, when by its source, who says so.

    ``beside`` are other values that sources state of the same time. ``day`` sorts the row: its own
    first date, else that of the document. ``key`` tells values apart.
    """

    entity: str
    about: str
    value: str
    when: str
    evidence: tuple[Evidence, ...]
    period: Period
    day: date | None
    key: str
    note: str = ""
    beside: tuple[str, ...] = ()


def timeline(reader: GraphReader, names: Sequence[str], *, as_of: date | None = None) -> Answer:
    """The lives of ships (or of companies): records, listings, events and who stands above them.

    With ``as_of`` a life is told up to that day: ``moments`` leaves out what surely began later.
    """
    if not names:
        raise BadValue("Nothing was named; expected a number, a name or an id.")
    choices = [choose(reader, name, strict=True) for name in names]
    subjects = tuple(dict.fromkeys(choice.entity for choice in choices))
    links = reader.expand(sorted(subjects), direction="up")
    ends = {*subjects, *(end for link in links for end in (link.subject, link.object))}
    return Answer(
        question=", ".join(names),
        as_of=as_of,
        known_by=reader.known_by,
        subjects=subjects,
        entities=reader.entities(sorted(ends)),
        links=links,
        snapshots=reader.snapshots(),
        notes=tuple(choice.note for choice in choices if choice.note),
    )


def moments(answer: Answer, subject: str) -> tuple[Moment, ...]:
    """One subject's rows in the order of their days; what no source dates comes last."""
    entity, day = answer.entities[subject], answer.as_of
    found = _joined([*_said(entity), *_links(answer, subject), *_events(entity)])
    found += _listings(entity)
    if day is not None:
        found = [one for one in found if not (one.period.start_min and one.period.start_min > day)]
    found = [replace(one, beside=_beside(one, found)) for one in found]
    return tuple(sorted(found, key=lambda one: (one.day or date.max, one.about, one.value)))


def reshuffles(found: Sequence[Moment]) -> tuple[str, ...]:
    """Changes of name, flag or owner that surely lie close together or to a listing, as facts.

    A change is a value with a dated beginning where another value is known from before it.
    """
    changes = [one for one in found if _changes(one, found)]
    listings = [one for one in found if one.about == "listed" and one.period.start_min]
    words = [
        f"{_begun(one)} and {_begun(two)}: within 12 months"
        for one, two in combinations(changes, 2)
        if one.about != two.about or one.key != two.key
        if _near(one.period, two.period, CLOSE_DAYS)
    ]
    words += [
        f"{_begun(one)}: within {LISTING_DAYS} days of the listing by {place.value}, {place.when}"
        for one in changes
        for place in listings
        if _near(one.period, place.period, LISTING_DAYS)
    ]
    return tuple(words)


def _begun(one: Moment) -> str:
    return f"{one.about} {one.value}, {one.when}"


def _changes(one: Moment, found: Sequence[Moment]) -> bool:
    begun = one.period.start_min
    if one.about not in _CHANGING or begun is None or one.period.start_max is None:
        return False
    return any(
        other.about == one.about
        and other.key != one.key
        and any(
            bound is not None and bound < begun
            for bound in (other.period.start_max, other.period.end_max)
        )
        for other in found
    )


def _near(one: Period, two: Period, days: int) -> bool:
    """Whether two beginnings surely lie within some days of each other, whatever their bounds."""
    low, high = (one.start_min, two.start_min), (one.start_max, two.start_max)
    if None in low or None in high:
        return False
    most = max(day for day in high if day) - min(day for day in low if day)
    return most.days <= days


def _beside(one: Moment, found: Sequence[Moment]) -> tuple[str, ...]:
    if one.about in ("listed", "also named", "linked to") or one.about.startswith("event"):
        return ()
    return tuple(
        dict.fromkeys(
            other.value
            for other in found
            if other.about == one.about
            and other.key != one.key
            and dates.overlap(one.period, other.period) == "yes"
        )
    )


def _joined(found: Sequence[Moment]) -> list[Moment]:
    """Alike statements of alike dates by several sources become one row."""
    rows: dict[tuple[str, str, str, str], Moment] = {}
    for one in found:
        at = (one.about, one.key, one.when, one.note)
        old = rows.get(at)
        if old is None:
            rows[at] = one
            continue
        day = min((day for day in (old.day, one.day) if day), default=None)
        rows[at] = replace(old, evidence=old.evidence + one.evidence, day=day)
    return list(rows.values())


def _day(period: Period, *found: Evidence) -> date | None:
    own = period.start_min or period.end_max
    seen = [day for one in found if (day := one.first_seen or one.published)]
    return own or min(seen, default=None)


def _said(entity: Entity) -> Iterator[Moment]:
    for sourced in entity.records:
        for name in sourced.record.names:
            about = "also named" if "alias" in name.type else "name"
            found = _at(sourced.evidence, name.cite)
            yield _moment(entity.id, about, name.text, name_key(name.text), name.period, found)
        for fact in sourced.record.facts:
            if fact.prop in _FLAGS:
                words = fact.stated or country_name(fact.value)
                found = _at(sourced.evidence, fact.cite)
                yield _moment(entity.id, "flag", words, fact.value, fact.period, found)


def _at(found: Evidence, cite: str) -> Evidence:
    return replace(found, cite=cite) if cite else found


def _moment(
    entity: str, about: str, value: str, key: str, period: Period, found: Evidence
) -> Moment:
    wide = widened(period, found)
    words = dated(wide, found)
    return Moment(entity, about, value, words, (found,), wide, _day(wide, found), key)


def _links(answer: Answer, subject: str) -> Iterator[Moment]:
    ship = answer.entities[subject]
    for link in answer.links:
        if subject not in (link.subject, link.object):
            continue
        far = link.object if link.subject == subject else link.subject
        then = name_then(ship, link)
        notes = (f"then named {then}" if then else "", hedged(link))
        yield Moment(
            entity=subject,
            about=schema().roles[link.role].noun,
            value=called(answer.entities.get(far), far),
            when=when(link),
            evidence=(link.evidence,),
            period=link.period,
            day=_day(link.period, link.evidence),
            key=far,
            note="; ".join(note for note in notes if note),
        )


def _listings(entity: Entity) -> list[Moment]:
    return [
        Moment(
            entity=entity.id,
            about="listed",
            value=", ".join((place.authority, place.list, *place.programmes)),
            when=since(place),
            evidence=place.evidence,
            period=place.period,
            day=_day(place.period, *place.evidence),
            key=f"{place.authority} {place.list} {place.absent}",
        )
        for place in places(entity.listings, None)
        if not place.absent
    ]


def _events(entity: Entity) -> Iterator[Moment]:
    for sourced in entity.events:
        one = sourced.event
        where = one.at or " – ".join(part for part in (one.origin, one.destination) if part)
        value = ": ".join(part for part in (where, one.description) if part)
        day = one.period.start_min or one.period.end_max
        words, about = dates.say(one.period), f"event: {one.type}"
        yield Moment(entity.id, about, value, words, (sourced.evidence,), one.period, day, one.id)
