"""``shared``: what ships or companies have in common: who stands behind, names, addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from hullmark.graph.answer import (
    Answer,
    Bearing,
    Entity,
    EntityLink,
    Evidence,
    Shared,
)
from hullmark.graph.dates import as_of as holds_on
from hullmark.graph.errors import BadValue
from hullmark.graph.evidence import widened
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.graph.text import name_key
from hullmark.queries.choose import choose
from hullmark.queries.words import called, sentence, when

MAX_LEVELS = 3
MAX_LINKS = 3_000
Way = tuple[EntityLink, ...]
Bearings = dict[tuple[str, str], tuple[str, dict[str, Bearing]]]  # by what and key: value, who


def shared(
    reader: GraphReader,
    questions: Sequence[str],
    *,
    as_of: date | None = None,
    levels: int = MAX_LEVELS,
) -> Answer:
    """What two or more things share, strongest first: whoever stands behind them (owners, managers,
    directors, and those behind these), names they bear or bore, addresses of them and of those.

    ``BadValue`` when fewer than two different things are named. Former statements count, marked by
    their dates; ``as_of`` asks about a day.
    """
    choices = [choose(reader, question) for question in questions]
    subjects = tuple(dict.fromkeys(choice.entity for choice in choices))
    if len(subjects) < 2:
        raise BadValue(f"{', '.join(questions)}: expected two or more different things.")
    ways: dict[str, dict[str, Way]] = {}
    unknown: list[str] = []
    for one in subjects:
        ways[one], cut = _behind(reader, one, as_of, levels)
        if cut:
            unknown.append(f"Stopped after {MAX_LINKS:,} links behind {one}.")
    entities = reader.entities(sorted({key for found in ways.values() for key in found}))
    bearings: Bearings = {}
    for one, found in ways.items():
        for what, key, value, bearing in _borne(one, found, entities, as_of):
            bearings.setdefault((what, key), (value, {}))[1].setdefault(one, bearing)
    common = [
        Shared(what, value, key if key in entities else "", tuple(by.values()))
        for (what, key), (value, by) in bearings.items()
        # One company behind both has its address once: that says no more than the company does.
        if len(by) > 1 and (what != WHATS[2] or len({one.entity for one in by.values()}) > 1)
    ]
    rank = WHATS.index
    common.sort(key=lambda one: (rank(one.what), -len(one.by), _nearest(one, ways), one.value))
    if not common:
        lists = ", ".join(sorted({snapshot.title for snapshot in reader.snapshots()}))
        unknown.append(f"Nothing that they share is known within {levels} hops in: {lists}.")
    return Answer(
        question=", ".join(questions),
        as_of=as_of,
        known_by=reader.known_by,
        subjects=subjects,
        entities={
            key: one
            for key, one in entities.items()
            if key in subjects or any(key == found.entity for found in common)
        },
        snapshots=reader.snapshots(),
        notes=tuple(choice.note for choice in choices if choice.note),
        unknown=tuple(unknown),
        shared=tuple(common),
    )


WHATS = ("behind both", "name", "address")


def _nearest(one: Shared, ways: Mapping[str, Mapping[str, Way]]) -> tuple[int, int]:
    """How far the shared thing stands from each, and how weak the roles are on the way."""
    paths = [ways[bearing.subject].get(one.entity, ()) for bearing in one.by]
    classes = [
        schema().classes[schema().roles[link.role].class_].order for path in paths for link in path
    ]
    return sum(map(len, paths)), max(classes, default=0)


def _behind(
    reader: GraphReader, start: str, as_of: date | None, levels: int
) -> tuple[dict[str, Way], bool]:
    """Everything within so many hops above, itself included, each with the shortest way there."""
    found: dict[str, Way] = {start: ()}
    frontier, read = [start], 0
    for _ in range(levels):
        links = reader.expand(frontier, direction="up", as_of=as_of)
        read += len(links)
        new: dict[str, Way] = {}
        for link in sorted(links, key=_strength):
            for below, above in ((link.object, link.subject), (link.subject, link.object)):
                if below in found and below in frontier and above not in found:
                    new.setdefault(above, (*found[below], link))
        found |= new
        frontier = sorted(new)
        if not frontier or read > MAX_LINKS:
            break
    return found, read > MAX_LINKS


def _strength(link: EntityLink) -> tuple[int, str]:
    return schema().classes[schema().roles[link.role].class_].order, link.id


def _borne(
    one: str, found: Mapping[str, Way], entities: Mapping[str, Entity], as_of: date | None
) -> Iterator[tuple[str, str, str, Bearing]]:
    """What one thing has: what it is, its key, its value in words, and how it comes by it."""
    for key, path in found.items():
        entity = entities[key]
        how = _how(one, path, entities)
        where = tuple(link.evidence for link in path)
        if path:
            yield WHATS[0], key, called(entity, key), Bearing(one, how, key, where)
        elif family(entity.kind) in ("vessel", "aircraft", "body"):
            for text, kind, evidence in _names(entity, as_of):
                said = f"{kind} of {called(entity, key)}"
                yield WHATS[1], name_key(text) or text, text, Bearing(one, said, key, (evidence,))
        for text, evidence in _addresses(entity, as_of):
            said = f"address of {called(entity, key)}" + (f": {how}" if path else "")
            plain = " ".join(text.casefold().replace(",", " ").split())
            yield WHATS[2], plain, text, Bearing(one, said, key, (*where, evidence))


def _how(one: str, path: Way, entities: Mapping[str, Entity]) -> str:
    said = []
    for link in path:
        words, time = sentence(link, link.subject, entities).rstrip(","), when(link)
        said.append(f"{words} ({time})" if time else words)
    return "; ".join(said)


def _names(entity: Entity, as_of: date | None) -> Iterator[tuple[str, str, Evidence]]:
    for sourced in entity.records:
        for name in sourced.record.names:
            if holds_on(widened(name.period, sourced.evidence), as_of) != "no":
                kind = "name" if name.type == "primary" else f"{name.type} name"
                yield name.text, kind.replace("alias name", "alias"), sourced.evidence


def _addresses(entity: Entity, as_of: date | None) -> Iterator[tuple[str, Evidence]]:
    for sourced in entity.records:
        for fact in sourced.record.facts:
            if (
                fact.prop == "address"
                and holds_on(widened(fact.period, sourced.evidence), as_of) != "no"
            ):
                yield fact.value, sourced.evidence
