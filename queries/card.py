"""The card of one entity as rows: what a line says, when, whether its check passes, who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates, shares
from hullmark.graph.answer import Answer, Entity, EntityLink, Evidence
from hullmark.graph.evidence import dated, widened
from hullmark.graph.identifiers import title
from hullmark.graph.listings import places
from hullmark.graph.model import UNDATED, Fact, Identifier, Name, Period
from hullmark.graph.schema import schema
from hullmark.graph.text import country_name
from hullmark.queries.joined import joined
from hullmark.queries.listed_table import since
from hullmark.queries.words import called, hedged, name_then, over, when

COUNTRY_FACTS = (
    "flag", "former flag", "country", "nationality", "citizenship", "jurisdiction", "main country",
    "birth country", "tax residence",
)  # fmt: skip
_ORDER = (
    "flag", "former flag", "country", "vessel type", "built", "gross tonnage", "tonnage",
    "established", "birth date", "birth place", "nationality", "citizenship", "gender", "title",
    "address",
)  # fmt: skip

_NAME_LABELS = {
    "primary": "name",
    "later": "later name",
    "former": "former name",
    "alias": "alias",
    "weak alias": "weak alias",
}
_CHECKS = {True: "check digit passes", False: "FAILS ITS CHECK", None: ""}


class Row(Struct, frozen=True):
    """One line of a card. ``evidence`` are the sources that say it."""

    section: str
    label: str
    value: str
    when: str
    evidence: tuple[Evidence, ...]
    note: str = ""


def card(answer: Answer) -> tuple[Row, ...]:
    """The rows of the first subject's card, by section, in a fixed order."""
    entity = answer.entities[answer.subjects[0]]
    day = answer.as_of
    return (
        *_names(entity, day),
        *_identifiers(entity, day),
        *_facts(entity, day),
        *_roles(answer, entity),
        *_listings(entity, day),
        *_events(entity, day),
        *_records(entity),
    )


def _at(evidence: Evidence, cite: str) -> Evidence:
    return replace(evidence, cite=cite) if cite else evidence


Said = tuple[Name | Identifier | Fact, Evidence, Period]


def _said(entity: Entity, field: str, day: date | None) -> Iterator[Said]:
    """What records say in one field and may hold on the day, with evidence and widened period."""
    for sourced in entity.records:
        for one in getattr(sourced.record, field):
            evidence = _at(sourced.evidence, one.cite)
            period = widened(one.period, evidence)
            if dates.as_of(period, day) != "no":
                yield one, evidence, period


class _Lines:
    """Lines of a card under way: what several sources say alike becomes one line."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], list[tuple[str, Evidence, Period]]] = {}

    def say(
        self, label: str, key: str, spelled: str, evidence: Evidence, period: Period = UNDATED
    ) -> None:
        """One source's statement; statements of one label and key are one line."""
        self._said.setdefault((label, key), []).append((spelled, evidence, period))

    def rows(self, section: str, notes: dict[tuple[str, str], str] | None = None) -> Iterator[Row]:
        """A row a line: each spelling once, when by all sources together, and their evidence."""
        for (label, key), said in self._said.items():
            yield Row(
                section,
                label,
                " / ".join(dict.fromkeys(spelled for spelled, _, _ in said)),
                _whens([(evidence, period) for _, evidence, period in said]),
                tuple(evidence for _, evidence, _ in said),
                (notes or {}).get((label, key), ""),
            )


def _whens(said: list[tuple[Evidence, Period]]) -> str:
    """Dated statements in their own words, undated ones by the first and last day seen."""
    words = [dated(period, one) for one, period in said if not _undated(period)]
    days = [
        day
        for one, period in said
        if _undated(period)
        for day in (one.first_seen, one.last_seen)
        if day is not None
    ]
    if days:
        first, last = min(days), max(days)
        words.append(f"as of {first}" if first == last else f"seen {first} – {last}")
    return "; ".join(dict.fromkeys(word for word in words if word))


def _undated(period: Period) -> bool:
    dates_known = period.text or (period.start_min and period.start_max)
    return period.tense == "current" and not dates_known


def _names(entity: Entity, day: date | None) -> Iterator[Row]:
    lines = _Lines()
    for one, evidence, period in _said(entity, "names", day):
        assert isinstance(one, Name)
        shown = UNDATED if _undated(period) else period
        lines.say(one.type, " ".join(one.text.casefold().split()), one.text, evidence, shown)
    order = list(_NAME_LABELS)
    for row in sorted(lines.rows("Names"), key=lambda row: (order.index(row.label), row.value)):
        yield replace(row, label=_NAME_LABELS[row.label])


def _identifiers(entity: Entity, day: date | None) -> Iterator[Row]:
    lines, checks = _Lines(), dict[tuple[str, str], str]()
    for one, evidence, period in _said(entity, "identifiers", day):
        assert isinstance(one, Identifier)
        label = title(one.scheme)
        shown = UNDATED if _undated(period) else period
        lines.say(label, one.value, one.value, evidence, shown)
        checks[label, one.value] = _CHECKS[one.valid]
    yield from lines.rows("Identity", checks)


def _facts(entity: Entity, day: date | None) -> Iterator[Row]:
    lines = _Lines()
    for one, evidence, period in _said(entity, "facts", day):
        assert isinstance(one, Fact)
        code = one.prop in COUNTRY_FACTS and len(one.value) <= 4
        value = (one.stated or country_name(one.value)) if code else one.value
        shown = period if one.prop in COUNTRY_FACTS or not _undated(period) else UNDATED
        lines.say(one.prop, one.value, value, evidence, shown)
    rank = {prop: f"{at:02d}" for at, prop in enumerate(_ORDER)}
    yield from sorted(
        lines.rows("Identity"), key=lambda row: (rank.get(row.label, row.label), row.value)
    )


def _roles(answer: Answer, entity: Entity) -> Iterator[Row]:
    """One row a role and far end, its sources together; links that look up first."""
    grouped: dict[tuple[str, ...], list[EntityLink]] = {}
    for link in answer.links:
        role = schema().roles[link.role]
        outward = link.subject == entity.id
        above = role.up == ("object" if outward else "subject")
        order = f"{schema().classes[role.class_].order}"
        far = link.object if outward else link.subject
        verb = (role.says if outward else role.said)[over(link.period)]
        section = "Roles" if above or role.up == "none" else "Holds roles in"
        grouped.setdefault(
            ((section != "Roles" and "2") or "1", order, section, verb, far), []
        ).append(link)
    for (_, _, section, verb, far), links in sorted(grouped.items(), key=lambda item: item[0]):
        stakes = dict.fromkeys(
            stake for link in links if (stake := shares.say_held(link.share, link.as_stated))
        )
        then = dict.fromkeys(name for link in links if (name := _name_then(answer, link)))
        notes = [*stakes, *(f"then named {name}" for name in then)]
        notes += dict.fromkeys(word for link in links if (word := hedged(link)))
        yield Row(
            section=section,
            label=verb,
            value=called(answer.entities.get(far), far),
            when="; ".join(dict.fromkeys(words for link in links if (words := when(link)))),
            evidence=tuple(link.evidence for link in links),
            note="; ".join(notes),
        )


def _name_then(answer: Answer, link: EntityLink) -> str:
    ship = answer.entities.get(link.object)
    return name_then(ship, link) if ship is not None else ""


def _listings(entity: Entity, day: date | None) -> Iterator[Row]:
    for place in places(entity.listings, day):
        words = since(place)
        if day is not None and place.holds == "no" and not place.absent:
            words = f"not listed on {day}: {words}"
        if place.holds == "possibly":
            words += f"; on {day} possibly"
        details = [", ".join(place.programmes), *(f"ref. {ref}" for ref in place.references)]
        value = " · ".join(part for part in (place.list, *details) if part)
        yield Row("Listings", place.authority, value, words, place.evidence)


def _events(entity: Entity, day: date | None) -> Iterator[Row]:
    rows = []
    for sourced in entity.events:
        event = sourced.event
        where = event.at or " – ".join(part for part in (event.origin, event.destination) if part)
        value = ": ".join(part for part in (where, event.description) if part)
        starts = event.period.start_min or event.period.end_min or date.max
        if day is None or dates.as_of(event.period, day) != "no":
            note = f"image: {event.provider}" if event.provider else ""
            words = dates.say(event.period)
            rows.append((starts, event.id, event.type, value, words, sourced.evidence, note))
    for _, _, label, value, words, evidence, note in sorted(rows, key=lambda row: row[:2]):
        yield Row("Events", label, value, words, (evidence,), note=note)


def _records(entity: Entity) -> Iterator[Row]:
    """The records of several that are one thing, and what made them one; nothing for one record."""
    found = tuple(joined(entity))
    for one in found if len(found) > 1 else ():
        note = f"{one.by}: DOUBTFUL" if one.doubtful else one.by
        yield Row("Stands on", "record", one.record, "", one.evidence, note)
