"""The rows of a ship's life: lane by lane what it was, since when and until when, by whom said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.answer import Answer, Entity, Evidence
from hullmark.graph.charts.boxes import LISTED_COLOUR, cited
from hullmark.graph.evidence import dated, widened
from hullmark.graph.listings import meet, places
from hullmark.graph.model import Event, Period
from hullmark.graph.schema import schema
from hullmark.graph.text import country_name, name_key

NEUTRAL, EVENT = "#4d4d4d", "#2b2b2b"
AIS_LANE = "AIS off"
EVENT_LANES = {
    "port call": "Port calls",
    "AIS gap": AIS_LANE,
    "voyage": "Voyages",
    "cargo": "Cargo",
    "imagery": "Seen in images",
}
_FLAGS = {"flag": "", "former flag": " (former)"}
_NAME_WORDS = {"former": " (former)", "alias": " (alias)", "later": " (later)"}


class Row(Struct, frozen=True):
    """One row: its lane, words, when (each statement that stands apart), colour and evidence."""

    lane: str
    label: str
    periods: tuple[Period, ...]
    when: str
    evidence: tuple[Evidence, ...]
    colour: str = NEUTRAL
    hatched: bool = False
    point: bool = False


def life_rows(answer: Answer, ship: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows of one ship in reading order, and what of it is not shown, in words."""
    entity = answer.entities[ship]
    events, left_out = _events(entity, answer.as_of)
    rows = (
        *_names(entity, answer.as_of),
        *_flags(entity, answer.as_of),
        *_roles(answer, entity),
        *_listings(entity, answer.as_of),
        *events,
    )
    return rows, left_out


class _Said:
    """Statements gathered under a lane and a key: their words, periods and evidence."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[str, list[tuple[Period, Evidence]]]] = {}

    def say(self, lane: str, key: str, label: str, period: Period, evidence: Evidence) -> None:
        self._rows.setdefault((lane, key), (label, []))[1].append((period, evidence))

    def rows(self, colours: dict[str, tuple[str, bool]] | None = None) -> Iterator[Row]:
        for (lane, _), (label, said) in self._rows.items():
            colour, hatched = (colours or {}).get(lane, (NEUTRAL, False))
            yield Row(
                lane,
                label,
                _together(period for period, _ in said),
                _whens(said),
                tuple(evidence for _, evidence in said),
                colour,
                hatched,
            )


def _whens(said: Sequence[tuple[Period, Evidence]]) -> str:
    """Dated statements in their own words, undated ones by the first and last day seen."""
    undated = [one for period, one in said if period.tense == "current" and not _dates(period)]
    days = [day for one in undated for day in (one.first_seen, one.last_seen) if day]
    words = [dated(period, one) for period, one in said if one not in undated]
    if days:
        same = min(days) == max(days)
        words.append(f"as of {min(days)}" if same else f"seen {min(days)} – {max(days)}")
    return "; ".join(dict.fromkeys(word for word in words if word))


def _dates(period: Period) -> bool:
    return bool(period.text or (period.start_min and period.start_max))


def _together(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Statements that may all be true of one period as that period; others stay apart."""
    found: list[Period] = []
    for one in periods:
        for at, old in enumerate(found):
            both = meet(old, one)
            if both is not None and _steady(old) == _steady(one):
                found[at] = both
                break
        else:
            found.append(one)
    return tuple(found)


def _steady(period: Period) -> bool:
    return period.start_min is None and period.end_max is not None


def _names(entity: Entity, day: date | None) -> Iterator[Row]:
    said = _Said()
    for one in entity.records:
        for name in one.record.names:
            period = widened(name.period, one.evidence)
            if name.type == "primary" and period == Period():
                period = Period(tense="current")
                period = widened(period, one.evidence)
            elif name.type == "former" and period == Period():
                period = widened(Period(tense="former"), one.evidence)
            if name.type == "weak alias" or dates.as_of(period, day) == "no":
                continue
            over = name.type == "former" or period.tense == "former"
            label = name.text + (_NAME_WORDS["former"] if over else _NAME_WORDS.get(name.type, ""))
            evidence = cited(one.evidence, one.record.id, name.cite)
            said.say("Names", f"{name_key(name.text)}/{over}", label, period, evidence)
    yield from sorted(said.rows(), key=_begins)


def _flags(entity: Entity, day: date | None) -> Iterator[Row]:
    said = _Said()
    for one in entity.records:
        for fact in one.record.facts:
            if fact.prop not in _FLAGS:
                continue
            period = widened(fact.period, one.evidence)
            if dates.as_of(period, day) == "no":
                continue
            name = country_name(fact.value) if len(fact.value) <= 4 else fact.value
            evidence = cited(one.evidence, one.record.id, fact.cite)
            said.say("Flags", fact.value + fact.prop, name + _FLAGS[fact.prop], period, evidence)
    yield from sorted(said.rows(), key=_begins)


def _roles(answer: Answer, entity: Entity) -> Iterator[Row]:
    said, colours = _Said(), dict[str, tuple[str, bool]]()
    order = {name: at for at, name in enumerate(schema().roles)}
    links = sorted(answer.links, key=lambda one: (order[one.role], one.id))
    for link in links:
        if entity.id not in (link.subject, link.object):
            continue
        far = link.object if link.subject == entity.id else link.subject
        role = schema().roles[link.role]
        lane = _capital(role.noun or link.role)
        look = schema().classes[role.class_]
        colours[lane] = look.colour, look.style == "dashed"
        label = answer.entities[far].caption if far in answer.entities else far
        if link.confidence not in ("", "stated"):
            label += f" ({link.confidence})"
        said.say(lane, far, label, link.period, link.evidence)
    for one in entity.records:
        for fact in one.record.facts:
            role_of = schema().roles.get(fact.prop)
            if role_of is not None and fact.value == "not known":
                lane, look = _capital(role_of.noun), schema().classes[role_of.class_]
                colours.setdefault(lane, (look.colour, look.style == "dashed"))
                period = widened(fact.period, one.evidence)
                if dates.as_of(period, answer.as_of) != "no":
                    said.say(lane, "not known", "not known", period, one.evidence)
    lanes = {
        _capital(role.noun or name): at for at, (name, role) in enumerate(schema().roles.items())
    }
    yield from sorted(said.rows(colours), key=lambda row: (lanes[row.lane], _begins(row)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listings(entity: Entity, day: date | None) -> Iterator[Row]:
    for place in places(entity.listings, day):
        if place.absent or (day is not None and place.holds == "no"):
            continue
        label = f"{place.authority}: {place.list}"
        words = dict.fromkeys(text for one in place.evidence if (text := dated(place.period, one)))
        evidence = tuple(cited(one, one.record) for one in place.evidence)
        when = next(iter(words), "")
        yield Row("Listings", label, (place.period,), when, evidence, LISTED_COLOUR)


def _events(entity: Entity, day: date | None) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    found, left_out = list[Row](), dict[str, int]()
    for one in entity.events:
        event = one.event
        period = happened(event.period, one.evidence)
        undated = event.type == "imagery" and event.period == Period()
        if event.type not in EVENT_LANES or undated:
            kind = f"{event.type}{' without a date' if undated else ''}"
            left_out[kind] = left_out.get(kind, 0) + 1
            continue
        if dates.as_of(period, day) == "no":
            continue
        when = dates.say(event.period) or "no date"
        found.append(
            Row(
                EVENT_LANES[event.type],
                say_event(event),
                (period,),
                when,
                (one.evidence,),
                EVENT,
                event.type == "AIS gap",
                event.type in ("port call", "imagery"),
            )
        )
    lanes = {lane: at for at, lane in enumerate(EVENT_LANES.values())}
    rows = sorted(found, key=lambda row: (lanes[row.lane], _begins(row)))
    words = (
        f"{entity.caption}: {count} {'statement' if count == 1 else 'statements'} on {kind}"
        for kind, count in sorted(left_out.items())
    )
    return tuple(rows), tuple(words)


def happened(period: Period, evidence: Evidence) -> Period:
    """The period of something that happened: it had begun when its source was published."""
    period = widened(period, evidence)
    published = evidence.published
    if published is None or period == Period() or period.end_max or period.tense == "current":
        return period
    latest = published if period.start_max is None else min(period.start_max, published)
    if period.start_min and latest < period.start_min:
        return period
    if period.end_min is None:
        return replace(period, start_max=latest, end_min=period.start_min, end_max=published)
    return replace(period, start_max=latest)


def say_event(event: Event) -> str:
    """Where and what, in words: ``Dunai – Rajin: goes to Rajin``."""
    where = event.at or " – ".join(part for part in (event.origin, event.destination) if part)
    return ": ".join(part for part in (where, event.description) if part) or event.type


def _begins(row: Row) -> tuple[str, str]:
    """What was earlier stands higher; what has no beginning by its end."""
    days = [
        str(day)
        for period in row.periods
        for day in (period.start_min or period.start_max or period.end_min or period.end_max,)
        if day is not None
    ]
    return min(days, default="9999"), row.label
