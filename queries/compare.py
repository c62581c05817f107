"""``compare``: where sources disagree about one thing, both sides with their evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.answer import Answer, Entity, Matter
from hullmark.graph.evidence import dated, widened
from hullmark.graph.identifiers import title
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family
from hullmark.graph.text import country_name
from hullmark.queries import sameness
from hullmark.queries.choose import choose
from hullmark.queries.compare_links import ONE_AT_A_TIME, SEVERAL, cited, either, listings, roles
from hullmark.queries.matters import Said, matter

# One thing has one of each; of call signs and MMSI one at a time.
NUMBERS = ("imo-ship", "imo-company", "lei", "ogrn", "inn", "mmsi", "call-sign")
_AT_A_TIME = ("mmsi", "call-sign")
# Facts of which a thing has one, how they are compared, and whether they can change.
FACTS: dict[str, tuple[Callable[[str, str], sameness.Likeness], bool, str]] = {
    "flag": (sameness.countries, False, ""),
    "built": (sameness.days, True, ""),
    "gross tonnage": (sameness.figures, False, ""),
    "birth date": (sameness.days, True, ""),
    "established": (sameness.days, True, ""),
    "registered": (sameness.days, True, ""),
    "gender": (sameness.exact, True, ""),
    "jurisdiction": (sameness.countries, False, ""),
    "registration country": (sameness.countries, False, ""),
    "main country": (sameness.countries, False, ""),
    "nationality": (sameness.countries, False, "one may have several nationalities"),
}
_COUNTRIES = ("flag", "jurisdiction", "registration country", "main country", "nationality")
_NAME_TYPES = ("alias", "weak alias", "former", "later")
_ORDER = {"disagree": 0, "possibly": 1, "spelling": 2, "other times": 3, "agree": 4}


def compare(reader: GraphReader, name: str, *, as_of: date | None = None) -> Answer:
    """What several sources say of one thing, matter by matter: who disagrees, possibly, or agrees.

    ``matters`` begins with disagreements. With ``as_of`` only what may hold on that day is
    compared. A matter of which one source alone speaks is left out.
    """
    choice = choose(reader, name)
    subject = choice.entity
    links = tuple(
        link
        for link in reader.expand([subject], as_of=as_of)
        if link.object == subject and link.role in (*ONE_AT_A_TIME, *SEVERAL, "owner or operator")
    )
    ends = {subject, *(link.subject for link in links)}
    entities = reader.entities(sorted(ends))
    entity = entities[subject]
    found = [
        *_names(entity, as_of),
        *_numbers(entity, as_of),
        *_facts(entity, as_of),
        *roles(entities, links),
        *either(entity, entities, links, as_of),
        *listings(entity),
    ]
    return Answer(
        question=name,
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(subject,),
        entities=entities,
        links=links,
        snapshots=reader.snapshots(),
        notes=(choice.note,) if choice.note else (),
        matters=tuple(sorted(found, key=lambda one: _ORDER[one.finding])),
    )


def _names(entity: Entity, as_of: date | None) -> Iterator[Matter]:
    """The main names; a name that the other source has as an alias is no disagreement."""
    kind = family(entity.kind)
    said: list[Said] = []
    known: dict[str, list[tuple[str, str]]] = {}
    for sourced in entity.records:
        for one in sourced.record.names:
            evidence = cited(sourced.evidence, one.cite)
            period = widened(one.period, evidence)
            source = f"{evidence.source} {evidence.list}"
            known.setdefault(source, []).append((one.type, one.text))
            if one.type == "primary" and dates.as_of(period, as_of) != "no":
                said.append(Said(one.text, evidence, period, dated(period, evidence)))

    def bears(source: str, text: str, types: tuple[str, ...]) -> bool:
        return any(
            type in types and sameness.names(text, other, kind) != "other"
            for type, other in known.get(source, ())
        )

    def knows(one: Said, other: Said) -> str:
        words = [
            f"{second.value} is what {first.evidence.title} calls a former or later name"
            for first, second in ((one, other), (other, one))
            if bears(first.source, second.value, ("former", "later"))
        ]
        return "; ".join(words)

    types = ("alias", "weak alias") if kind == "vessel" else _NAME_TYPES

    def same(one: str, other: str) -> sameness.Likeness:
        alike = sameness.names(one, other, kind)
        pairs = ((one, other), (other, one)) if alike == "other" else ()
        for name, far in pairs:
            # A name that the other side's source has too, if not as its main one, is no other name.
            bearers = {statement.source for statement in said if statement.value == far}
            if any(bears(source, name, types) for source in sorted(bearers)):
                return "spelling"
        return alike

    found = matter("name", said, same, knows=knows)
    if found is not None:
        yield found


def _numbers(entity: Entity, as_of: date | None) -> Iterator[Matter]:
    said: dict[str, list[Said]] = {}
    for sourced in entity.records:
        for one in sourced.record.identifiers:
            evidence = cited(sourced.evidence, one.cite)
            period = widened(one.period, evidence)
            if one.scheme in NUMBERS and dates.as_of(period, as_of) != "no":
                note = "fails its check" if one.valid is False else ""
                stated = "" if one.value in one.stated else one.stated
                words = ", ".join(part for part in (stated, note) if part)
                said.setdefault(one.scheme, []).append(
                    Said(one.value, evidence, period, dated(period, evidence), words)
                )
    for scheme in NUMBERS:
        if scheme in said:
            timeless = scheme not in _AT_A_TIME
            found = matter(title(scheme), said[scheme], sameness.exact, timeless=timeless)
            if found is not None:
                yield found


def _facts(entity: Entity, as_of: date | None) -> Iterator[Matter]:
    said: dict[str, list[Said]] = {}
    former: dict[str, set[str]] = {}
    for sourced in entity.records:
        for one in sourced.record.facts:
            evidence = cited(sourced.evidence, one.cite)
            period = widened(one.period, evidence)
            source = f"{evidence.source} {evidence.list}"
            if one.prop == "former flag":
                former.setdefault(source, set()).add(country_name(one.value))
            if one.prop in FACTS and dates.as_of(period, as_of) != "no":
                value = country_name(one.value) if one.prop in _COUNTRIES else one.value
                words = "" if one.stated.casefold() == value.casefold() else one.stated
                said.setdefault(one.prop, []).append(
                    Said(value, evidence, period, dated(period, evidence), words)
                )

    def knows(one: Said, other: Said) -> str:
        words = [
            f"{second.value} is a former flag in {first.evidence.title}"
            for first, second in ((one, other), (other, one))
            if second.value in former.get(first.source, ())
        ]
        return "; ".join(words)

    for prop, (same, timeless, several) in FACTS.items():
        if prop in said:
            excuse = knows if prop == "flag" else None
            found = matter(prop, said[prop], same, timeless=timeless, several=several, knows=excuse)
            if found is not None and timeless:
                told = [side.value for side in found.sides]
                slips = any(sameness.swapped(a, b) for a, b in combinations(told, 2))
                found = replace(found, note="day and month change places" if slips else found.note)
            if found is not None:
                yield found
