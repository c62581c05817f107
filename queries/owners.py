"""``owners``: everyone who stands above a ship or company: owners, operators, managers, links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from hullmark.graph.answer import Answer
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import schema
from hullmark.queries.choose import choose
from hullmark.queries.climb import climb, said_crowded

MAX_LEVELS = 8
MAX_LINKS = 2000
STANDING_ABOVE = ("ownership", "control", "unproven", "management")


def roles_above() -> frozenset[str]:
    """The roles that put one thing above another, and OFAC's ``linked to``; not people's posts."""
    roles = schema().roles
    return frozenset(name for name, role in roles.items() if role.class_ in STANDING_ABOVE) | {
        "linked to"
    }


def owners(
    reader: GraphReader,
    questions: Sequence[str],
    *,
    as_of: date | None = None,
    roles: Collection[str] | None = None,
    levels: int = MAX_LEVELS,
) -> Answer:
    """All links that lead up from the things asked about, level by level, each once.

    ``roles`` narrows what counts as leading up. What was left out (levels, number of links) is
    said in ``unknown``.
    """
    choices = [choose(reader, question) for question in questions]
    subjects = tuple(dict.fromkeys(choice.entity for choice in choices))
    wanted = roles_above() if roles is None else roles
    found = climb(reader, subjects, roles=wanted, as_of=as_of, levels=levels, most=MAX_LINKS)
    unknown = []
    if found.stopped:
        unknown.append(f"{found.stopped}; narrow it with --roles.")
    if found.further:
        unknown.append(f"There is more above level {levels}, which is not shown.")
    entities = reader.entities(sorted(found.reached))
    unknown += said_crowded(found.crowded, entities)
    reached = {end for link in found.links for end in (link.subject, link.object)}
    unknown += [
        f"No loaded source says who owns, operates or manages {entities[one].caption}."
        for one in subjects
        if one not in reached
    ]
    return Answer(
        question=", ".join(questions),
        as_of=as_of,
        known_by=reader.known_by,
        subjects=subjects,
        entities=entities,
        links=found.links,
        snapshots=reader.snapshots(),
        notes=tuple(choice.note for choice in choices if choice.note),
        unknown=tuple(unknown),
    )
