"""From what a person typed to the one entity meant: never picked silently."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hullmark.graph.answer import Entity, Hit
from hullmark.graph.asked import noted_near
from hullmark.graph.errors import Ambiguous, NotFound
from hullmark.graph.identifiers import title
from hullmark.graph.reader import HOW, GraphReader
from hullmark.graph.schema import schema
from hullmark.graph.text import country_name

APART_FACTS = ("flag", "country", "vessel type", "built", "birth date")
APART_SCHEMES = ("imo-ship", "imo-company", "lei", "ogrn", "inn", "mmsi", "registration")


class Choice(Struct, frozen=True):
    """The entity meant, and the sentence that says so when it was not plain (for stderr)."""

    hit: Hit
    note: str = ""

    @property
    def entity(self) -> str:
        return self.hit.entity


def choose(reader: GraphReader, question: str, *, strict: bool = False) -> Choice:
    """The entity that a question means; ``NotFound`` or ``Ambiguous`` (with candidates) otherwise.

    ``strict`` also refuses a name that one entity bears now and others bore, or are loosely called;
    else the one that bears it now is taken, and the note names the others.
    """
    hits = reader.find(question)
    noted_near(question, hits)
    if not hits:
        raise NotFound(_nothing(reader, question))
    tier = min(HOW.index(hit.how) for hit in hits)
    best = [hit for hit in hits if HOW.index(hit.how) == tier]
    if tier == len(HOW) - 1:
        raise Ambiguous(f"No loaded source knows {question!r}; similar names are known:", best)
    if len(best) == 1:
        noted_near(question, hits, best[0].entity)
        return Choice(best[0], _taken(reader, question, best[0], ()))
    now = [hit for hit in best if hit.matched_as == "name"]
    if len(now) == 1 and not strict and tier <= HOW.index("name without legal form"):
        noted_near(question, hits, now[0].entity)
        return Choice(now[0], _taken(reader, question, now[0], [h for h in best if h != now[0]]))
    what = "bear the name" if tier == HOW.index("name") else "may be meant by"
    raise Ambiguous(f"{len(best)} things {what} {question!r}; say which, by a number:", best)


def _nothing(reader: GraphReader, question: str) -> str:
    lists = sorted({one.title for one in reader.snapshots()})
    if lists:
        known = f"; looked in {', '.join(lists)}"
    elif reader.known_by:
        known = f"; no snapshot that is loaded was published by {reader.known_by}"
    else:
        known = "; nothing has been loaded yet"
    return f"No loaded source knows {question!r}{known}."


def _taken(reader: GraphReader, question: str, hit: Hit, others: Sequence[Hit]) -> str:
    """What to say aloud when the question was not the thing's own name or number."""
    plain = hit.how in HOW[:2] or (hit.matched_as == "name" and hit.how in HOW[2:4])
    if plain and not others:
        return ""
    found = reader.entities([hit.entity, *(other.entity for other in others)])
    note = f"{question!r} is taken as {_named(hit, found)}"
    if not plain and hit.matched != hit.caption:
        note += f": {hit.matched!r} is its {hit.matched_as}"
    if others:
        listed = ", ".join(f"{_named(h, found)} as {h.matched_as}" for h in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        note += f"; also so named: {listed}{more}"
    return note + "."


def _named(hit: Hit, found: dict[str, Entity]) -> str:
    number = first_number(found[hit.entity]) if hit.entity in found else ""
    return f"{hit.caption} ({number})" if number else hit.caption


def first_number(entity: Entity) -> str:
    """The number that tells an entity apart best: ``IMO 9179842``, ``OGRN 1217…``; or ``""``."""
    numbers = {
        one.scheme: one.value
        for sourced in reversed(entity.records)
        for one in sourced.record.identifiers
        if one.valid is not False
    }
    for scheme in APART_SCHEMES:
        if scheme in numbers:
            label = "IMO" if scheme.startswith("imo-") else title(scheme)
            return f"{label} {numbers[scheme]}"
    return ""


def apart(entity: Entity) -> str:
    """What tells an entity apart from its namesakes: kind, number, flag or country, type, year."""
    words = [schema().kinds[entity.kind].word, first_number(entity)]
    for prop in APART_FACTS:
        values = dict.fromkeys(
            country_name(fact.value) if prop in ("flag", "country") else fact.value
            for sourced in entity.records
            for fact in sourced.record.facts
            if fact.prop == prop and fact.period.tense != "former"
        )
        words += list(values)[:1]
    listed = sorted({one.listing.authority for one in entity.listings})
    if listed:
        words.append("listed by " + ", ".join(listed))
    return " · ".join(word for word in words if word)
