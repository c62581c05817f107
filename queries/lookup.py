"""``lookup``: who is this, by every source, and who owns, operates and lists it on a day."""

from __future__ import annotations

from datetime import date

from hullmark.graph.answer import Answer
from hullmark.graph.reader import GraphReader
from hullmark.queries.choose import choose


def lookup(reader: GraphReader, question: str, *, as_of: date | None = None) -> Answer:
    """The card of one entity: records, listings, events, and every link at it with its far end.

    ``NotFound`` and ``Ambiguous`` as ``choose`` raises them: a name that several bear is never
    picked silently.
    """
    chosen = choose(reader, question, strict=True)
    links = reader.expand([chosen.entity], as_of=as_of)
    ends = {chosen.entity, *(end for link in links for end in (link.subject, link.object))}
    entities = reader.entities(sorted(ends))
    entity = entities[chosen.entity]
    unknown = []
    if not entity.listings:
        unknown.append(f"No list loaded here names {entity.caption}; that is no clearance.")
    if not links:
        unknown.append(f"No loaded source says who owns, operates or manages {entity.caption}.")
    return Answer(
        question=question,
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(chosen.entity,),
        entities=entities,
        links=links,
        snapshots=reader.snapshots(),
        notes=(chosen.note,) if chosen.note else (),
        unknown=tuple(unknown),
    )
