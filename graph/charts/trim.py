"""An answer of at most so many boxes: the nearest first, and what was left out in words."""

from __future__ import annotations

from collections import defaultdict

from msgspec.structs import replace

from hullmark.graph.answer import Answer, Entity
from hullmark.graph.listings import places
from hullmark.graph.schema import role, schema


def trimmed(answer: Answer, most: int) -> tuple[Answer, tuple[str, ...]]:
    """The answer with at most ``most`` entities, and what is not shown, in words.

    Kept are those asked about, then by the number of links to them; at one distance those reached
    by ownership and control before the others, and the listed before the unlisted.
    """
    total = len(answer.entities)
    if total <= most:
        return answer, ()
    kept = frozenset(_ranked(answer)[:most])
    links = tuple(one for one in answer.links if one.subject in kept and one.object in kept)
    smaller = replace(
        answer,
        entities={one: entity for one, entity in answer.entities.items() if one in kept},
        links=links,
        subjects=tuple(one for one in answer.subjects if one in kept),
    )
    gone, lost = total - len(kept), len(answer.links) - len(links)
    return smaller, (
        f"{gone:,} of {total:,} ships, companies and persons, and {lost:,} of "
        f"{len(answer.links):,} statements about them. The {most:,} shown are those nearest to "
        "what was asked about; at one distance ownership goes before other links, listed before "
        "not listed. A larger --max-nodes shows more.",
    )


def _ranked(answer: Answer) -> list[str]:
    """All entities, from those asked about outwards, in the order in which they are kept."""
    classes = schema().classes
    beside: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for link in answer.links:
        if link.subject in answer.entities and link.object in answer.entities:
            order = classes[role(link.role).class_].order
            beside[link.subject].append((order, link.object))
            beside[link.object].append((order, link.subject))
    ranked = [one for one in dict.fromkeys(answer.subjects) if one in answer.entities]
    seen, ring = set(ranked), list(ranked)
    while len(seen) < len(answer.entities):
        reached: dict[str, int] = {}
        for one in ring:
            for order, other in beside[one]:
                if other not in seen:
                    reached[other] = min(order, reached.get(other, order))
        if not reached:  # what no link leads to comes last
            reached = dict.fromkeys(set(answer.entities) - seen, len(classes))
        ring = sorted(reached, key=lambda i: _first(answer.entities[i], reached[i], answer))
        ranked += ring
        seen.update(ring)
    return ranked


def _first(entity: Entity, order: int, answer: Answer) -> tuple[int, bool, str, str]:
    found = places(entity.listings, answer.as_of)
    listed = any(not place.absent and place.holds != "no" for place in found)
    return order, not listed, entity.caption, entity.id
