"""What sources say of who stands above a thing and when it was listed, laid side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from hullmark.graph import dates, shares
from hullmark.graph.answer import Entity, EntityLink, Evidence, Matter
from hullmark.graph.evidence import dated, widened, witness_only
from hullmark.graph.listings import meet
from hullmark.graph.model import Period
from hullmark.graph.schema import schema
from hullmark.queries import sameness
from hullmark.queries.matters import Said, matter
from hullmark.queries.words import called, when

# Roles that one holds at a time; of the others several may.
ONE_AT_A_TIME = ("registered owner", "DOC company", "technical manager")
SEVERAL = ("owner", "beneficial owner", "operator", "ship manager", "commercial manager", "parent")


def cited(found: Evidence, cite: str) -> Evidence:
    """The evidence with a statement's own citation, where it has one."""
    return replace(found, cite=cite) if cite else found


def roles(entities: dict[str, Entity], links: tuple[EntityLink, ...]) -> Iterator[Matter]:
    """Who holds each role, where sources name different holders."""
    for role in (*ONE_AT_A_TIME, *SEVERAL):
        strict = role in ONE_AT_A_TIME
        said = [
            _holder(entities, link, by=link.id if strict else "")
            for link in links
            if link.role == role and not _in_part(link)
        ]
        several = "" if strict else f"there may be more than one {schema().roles[role].noun}"
        found = matter(role, said, _one_body, several=several)
        if found is not None:
            yield found


def _holder(entities: dict[str, Entity], link: EntityLink, by: str = "") -> Said:
    return Said(
        called(entities.get(link.subject), link.subject),
        link.evidence,
        link.period,
        when(link),
        link.as_stated,
        key=link.subject,
        by=by,
    )


def _one_body(one: str, other: str) -> sameness.Likeness:
    """Two bodies' captions, their numbers left aside; two numbers make two bodies."""
    (name, _, number), (far, _, digits) = (text.rpartition(" (") for text in (one, other))
    if name and far and number.endswith(")") and digits.endswith(")") and number != digits:
        return "other"
    return sameness.names(name or one, far or other, "body")


def _in_part(link: EntityLink) -> bool:
    """A stake beside which there is room for another."""
    return link.share is not None and shares.say(link.share) not in ("", "100 %")


def either(
    entity: Entity,
    entities: dict[str, Entity],
    links: tuple[EntityLink, ...],
    as_of: date | None,
) -> Iterator[Matter]:
    """A source that names an owner or operator, beside one that names both and neither is that."""
    named = [_holder(entities, link) for link in links if link.role == "owner or operator"]
    for sourced in entity.records:
        for one in sourced.record.facts:
            evidence = cited(sourced.evidence, one.cite)
            period = widened(one.period, evidence)
            if one.prop == "owner or operator" and dates.as_of(period, as_of) != "no":
                named.append(Said(one.value, evidence, period, dated(period, evidence)))
    both: dict[str, dict[str, list[Said]]] = {}
    for link in links:
        part = "operator" if link.role == "operator" else "owner"
        if link.role in ("owner", "registered owner", "operator"):
            holder = _holder(entities, link)
            both.setdefault(holder.source, {}).setdefault(part, []).append(holder)
    for parts in both.values():
        if named and len(parts) == 2:
            said = [*named, *(one for some in parts.values() for one in some)]
            found = matter(
                "owner or operator",
                said,
                _one_body,
                several="one source does not say whether it means the owner or the operator",
            )
            if found is not None and found.finding in ("agree", "spelling"):
                voices = {one.evidence for one in named}
                sides = (side for side in found.sides if voices.intersection(side.evidence))
                found = replace(found, sides=tuple(sides))
            if found is not None:
                yield found


def listings(entity: Entity) -> Iterator[Matter]:
    """The day on which one authority listed a thing, where sources date it differently."""
    said: dict[tuple[str, str], list[tuple[frozenset[str], Said]]] = {}
    for sourced in entity.listings:
        one, evidence = sourced.listing, sourced.evidence
        start, latest = one.period.start_min, one.period.start_max
        if one.absent or not start or not latest or witness_only(one.period, evidence):
            continue
        day = dates.say(dates.during((start, latest)))
        statement = Said(
            day.removeprefix("on "),
            evidence,
            one.period,
            dated(one.period, evidence),
            key=f"{start} {latest}",
        )
        said.setdefault((one.authority, one.list), []).append(
            (frozenset(one.programmes), statement)
        )
    for (authority, name), rows in sorted(said.items()):
        for programmes in sorted({some for some, _ in rows if some}, key=sorted) or [frozenset()]:
            alike = [one for some, one in rows if not some or some == programmes]
            spans = {one.value: one.period for one in alike}

            def same(left: str, right: str, spans: dict[str, Period] = spans) -> sameness.Likeness:
                return "spelling" if _may_be_one_day(spans[left], spans[right]) else "other"

            under = f" ({', '.join(sorted(programmes))})" if programmes else ""
            found = matter(f"listed by {authority}, {name}{under}", alike, same)
            if found is not None:
                yield found


def _may_be_one_day(one: Period, other: Period) -> bool:
    """Whether two listings may have begun on one day; both beginnings are bounded."""
    return (
        meet(*(Period(start_min=p.start_min, start_max=p.start_max) for p in (one, other)))
        is not None
    )
