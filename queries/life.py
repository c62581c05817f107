"""``ship_life``: what ships were called, flew, who stood above them, who lists them, where seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hullmark.graph.answer import Answer
from hullmark.graph.errors import NotFound
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family
from hullmark.queries.choose import choose
from hullmark.queries.owners import roles_above


def ship_life(
    reader: GraphReader, questions: Sequence[str], *, as_of: date | None = None
) -> Answer:
    """The ships asked about with all that is dated: names, flags, links one step up, events.

    ``NotFound`` when one is no ship; ``NotFound`` and ``Ambiguous`` as ``choose`` raises them.
    """
    choices = [choose(reader, question) for question in questions]
    subjects = tuple(dict.fromkeys(choice.entity for choice in choices))
    links = reader.expand(list(subjects), roles=roles_above(), direction="up", as_of=as_of)
    ends = {*subjects, *(end for link in links for end in (link.subject, link.object))}
    entities = reader.entities(sorted(ends))
    for one in subjects:
        if family(entities[one].kind) != "vessel":
            raise NotFound(
                f"{entities[one].caption} is no ship but a {entities[one].kind}; a timeline and a "
                "map of voyages show ships: ask about a ship."
            )
    reached = {end for link in links for end in (link.subject, link.object)}
    return Answer(
        question=", ".join(questions),
        as_of=as_of,
        known_by=reader.known_by,
        subjects=subjects,
        entities=entities,
        links=links,
        snapshots=reader.snapshots(),
        notes=tuple(choice.note for choice in choices if choice.note),
        unknown=tuple(
            f"No loaded source says who owns, operates or manages {entities[one].caption}."
            for one in subjects
            if one not in reached
        ),
    )
