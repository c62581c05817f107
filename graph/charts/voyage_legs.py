"""What a map of voyages shows: places, legs between them, and each statement as a row of words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.answer import Answer, Evidence, SourcedEvent
from hullmark.graph.charts.life_rows import happened, say_event
from hullmark.graph.model import Event, Period

LEGS = ("voyage", "AIS gap")
ORDER = ("cargo", "voyage", "AIS gap", "port call", "imagery", "depot")
# Safe for the colour-blind (Okabe and Ito), dark enough on white; letters tell them apart in grey.
SHIP_COLOURS = ("#0072b2", "#c44e00", "#007a5a", "#8e4585", "#5c4a00", "#333333")


class Place(Struct, frozen=True):
    """A place with its coordinates in degrees, as the sources give them."""

    name: str
    lat: float
    lon: float
    depot: bool = False


class Leg(Struct, frozen=True):
    """A ship's way from one place to another: its letter on the map, when, and by whom said."""

    letter: str
    ship: str
    start: Place
    end: Place
    when: str
    evidence: tuple[Evidence, ...]
    dark: bool = False


class Told(Struct, frozen=True):
    """One statement as a row: the ships it is about, its mark on the map, words, when, evidence."""

    ships: tuple[str, ...]
    mark: str
    kind: str
    words: str
    when: str
    at: str
    evidence: Evidence


class Voyages(Struct, frozen=True):
    """Everything that a map of voyages shows."""

    places: tuple[Place, ...]
    legs: tuple[Leg, ...]
    onward: tuple[tuple[Place, Place, tuple[Evidence, ...]], ...]
    told: tuple[Told, ...]


def voyages(answer: Answer) -> Voyages:
    """The places, legs and statements of the ships of an answer, in the order of the ships."""
    ships = [one for one in answer.subjects if one in answer.entities]
    held = [
        (ship, one, happened(one.event.period, one.evidence))
        for ship in ships
        for one in answer.entities[ship].events
        if dates.as_of(happened(one.event.period, one.evidence), answer.as_of) != "no"
    ]
    held.sort(key=lambda one: (ships.index(one[0]), _first(one[2]), one[1].event.id))
    places = _places(one.event for _, one, _ in held)
    legs = _legs(held, places)
    return Voyages(
        tuple(places.values()),
        legs,
        _onward(held, legs, places),
        _all_told(held, ships, legs, places),
    )


Held = tuple[str, SourcedEvent, Period]


def _first(period: Period) -> str:
    """The earliest day that is known of a period, to order by."""
    return str(period.start_min or period.end_min or period.start_max or period.end_max or "9999")


def _all_told(
    held: list[Held], ships: list[str], legs: tuple[Leg, ...], places: dict[str, Place]
) -> tuple[Told, ...]:
    """Each statement once, those about one ship ship by ship, then those about several."""
    about: dict[str, list[str]] = {}
    for ship, one, _ in held:
        about.setdefault(one.event.id, []).append(ship)

    def order(one: Held) -> tuple[bool, list[int], str, int, str]:
        _, sourced, period = one
        said = about[sourced.event.id]
        kind = sourced.event.type
        rank = ORDER.index(kind) if kind in ORDER else len(ORDER)
        places_in = [ships.index(each) for each in said]
        return len(said) > 1, places_in, _first(period), rank, sourced.event.id

    ordered = sorted(held, key=order)
    first = {one.event.id: (ship, one) for ship, one, _ in reversed(ordered)}
    ids = dict.fromkeys(one.event.id for _, one, _ in ordered)
    return tuple(
        _told(first[id_][0], tuple(about[id_]), first[id_][1], legs, places) for id_ in ids
    )


def _places(events: Iterator[Event]) -> dict[str, Place]:
    """The places that have coordinates, each once, by their names."""
    found: dict[str, Place] = {}
    for one in events:
        if one.at and one.lat is not None and one.lon is not None:
            depot = one.type == "depot"
            old = found.setdefault(one.at, Place(one.at, one.lat, one.lon, depot))
            if old.depot != depot and not old.depot:
                found[one.at] = replace(old, depot=True)
    return found


def _legs(held: list[Held], places: dict[str, Place]) -> tuple[Leg, ...]:
    """One leg a ship and direction, with all that is said of it."""
    found: dict[tuple[str, str, str], list[SourcedEvent]] = {}
    for ship, one, _ in held:
        event = one.event
        if event.type in LEGS and event.origin in places and event.destination in places:
            found.setdefault((ship, event.origin, event.destination), []).append(one)
    legs = []
    for at, ((ship, origin, destination), said) in enumerate(found.items()):
        words = dict.fromkeys(dates.say(one.event.period) or "no date" for one in said)
        legs.append(
            Leg(
                _letter(at),
                ship,
                places[origin],
                places[destination],
                "; ".join(words),
                tuple(one.evidence for one in said),
                any(one.event.type == "AIS gap" for one in said) or _dark(ship, held),
            )
        )
    return tuple(legs)


def _letter(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else f"A{at - 25}"


def _dark(ship: str, held: list[Held]) -> bool:
    """Whether a source says of all the ship's voyages, naming no ends, that AIS was off."""
    return any(
        one.event.type == "AIS gap" and not one.event.origin and not one.event.destination
        for other, one, _ in held
        if other == ship
    )


def _onward(
    held: list[Held], legs: tuple[Leg, ...], places: dict[str, Place]
) -> tuple[tuple[Place, Place, tuple[Evidence, ...]], ...]:
    """Where the cargo went on to, as the source takes it: from the last leg's end to a depot."""
    depots = [place for place in places.values() if place.depot]
    ends = [leg.end for leg in legs if not leg.end.depot]
    if not depots or not ends:
        return ()
    return tuple(
        (
            ends[-1],
            depot,
            tuple(one.evidence for _, one, _ in held if one.event.at == depot.name),
        )
        for depot in depots
    )


def _told(
    ship: str,
    ships: tuple[str, ...],
    one: SourcedEvent,
    legs: tuple[Leg, ...],
    places: dict[str, Place],
) -> Told:
    event, mark = one.event, ""
    for leg in legs:
        ends = (leg.ship, leg.start.name, leg.end.name)
        if event.type in LEGS and ends == (ship, event.origin, event.destination):
            mark = leg.letter
    if not mark and event.at in places:
        mark = "●"
    when = dates.say(event.period) or "no date"
    if event.provider:
        when += f" (image: {event.provider})"
    return Told(ships, mark, event.type, say_event(event), when, event.at, one.evidence)
