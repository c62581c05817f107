"""``fleet``: every ship that a company or person owns, runs or is tied to, in which role, when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from hullmark.graph.answer import Answer, Entity, EntityLink, Hop, Path
from hullmark.graph.listings import places
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.queries.choose import choose
from hullmark.queries.climb import Climb, climb, said_crowded
from hullmark.queries.owners import roles_above

MAX_LEVELS = 8
MAX_LINKS = 10_000


def fleet(
    reader: GraphReader,
    question: str,
    *,
    as_of: date | None = None,
    roles: Collection[str] | None = None,
    indirect: bool = False,
    listed: bool = False,
) -> Answer:
    """A path to each ship and role: straight, or with ``indirect`` down through companies.

    ``roles`` narrows the last step, ``listed`` the ships, to those that stand on a list (on the
    day, if one is asked about). Former roles are in it, marked by their dates.
    """
    choice = choose(reader, question, strict=True)
    start, unknown = choice.entity, list[str]()
    entities = reader.outlines([start])
    below = _below(reader, start, as_of, entities, indirect=indirect)
    entities |= reader.outlines(sorted(set(below.reached) - entities.keys()))
    if below.stopped:
        unknown.append(f"{below.stopped}.")
    if below.further:
        unknown.append(f"What is more than {MAX_LEVELS} levels below was not looked at.")
    unknown += said_crowded(below.crowded, entities)
    under: dict[str, list[EntityLink]] = {}
    for link in below.links:
        under.setdefault(_ends(link)[0], []).append(link)
    ways: dict[str, tuple[Hop, ...]] = {start: ()}
    paths: list[Path] = []
    frontier = [start]
    while frontier:
        reached: dict[str, tuple[Hop, ...]] = {}
        links = [link for above in frontier for link in under.get(above, ())]
        for (above, one, role), some in _steps(links).items():
            hop = Hop(tuple(some), above, one, reverse=some[0].object == above)
            if family(entities[one].kind) == "vessel":
                if roles is None or role in roles:
                    paths.append(Path((*ways[above], hop)))
            elif one not in ways and family(entities[one].kind) == "body":
                reached.setdefault(one, (*ways[above], hop))
        ways |= reached
        frontier = sorted(reached)
    if listed:
        paths = [one for one in paths if is_listed(entities[one.hops[-1].end], as_of)]
    paths.sort(key=lambda one: (len(one.hops), _order(one.hops[-1]), one.hops[-1].end))
    used = {(ln.id, ln.subject): ln for one in paths for hop in one.hops for ln in hop.links}
    if not paths:
        some_list = "listed ship" if listed else "ship"
        unknown.append(f"No loaded source ties a {some_list} to {entities[start].caption} so.")
    kept = sorted({start, *(end for ln in used.values() for end in (ln.subject, ln.object))})
    return Answer(
        question=question,
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(start,),
        entities=reader.entities(kept),
        links=tuple(used.values()),
        paths=tuple(paths),
        snapshots=reader.snapshots(),
        notes=(choice.note,) if choice.note else (),
        unknown=tuple(unknown),
    )


def _below(
    reader: GraphReader,
    start: str,
    as_of: date | None,
    entities: dict[str, Entity],
    *,
    indirect: bool,
) -> Climb:
    """What stands below, through bodies alone; their outlines are added to the entities."""
    if not indirect:
        links = reader.expand([start], roles=roles_above(), direction="down", as_of=as_of)
        reached = dict.fromkeys(end for link in links for end in (link.subject, link.object))
        return Climb(links, tuple(reached), "", False)

    def onward(fresh: list[str]) -> list[str]:
        entities.update(reader.outlines(fresh))
        return [one for one in fresh if family(entities[one].kind) == "body"]

    return climb(
        reader,
        [start],
        roles=roles_above(),
        direction="down",
        as_of=as_of,
        levels=MAX_LEVELS,
        most=MAX_LINKS,
        onward=onward,
    )


def _steps(links: Iterable[EntityLink]) -> dict[tuple[str, str, str], list[EntityLink]]:
    """Links by who stands above, who below, and the role; strongest roles first."""
    found: dict[tuple[str, str, str], list[EntityLink]] = {}
    for link in sorted(links, key=lambda one: (_class_order(one.role), one.id)):
        top, below = _ends(link)
        if top != below:
            found.setdefault((top, below, link.role), []).append(link)
    return found


def _ends(link: EntityLink) -> tuple[str, str]:
    """Who stands above by a link, and who below."""
    up = schema().roles[link.role].up
    return (link.object, link.subject) if up == "object" else (link.subject, link.object)


def _class_order(role: str) -> int:
    return schema().classes[schema().roles[role].class_].order


def _order(hop: Hop) -> tuple[int, str]:
    return _class_order(hop.links[0].role), hop.links[0].role


def is_listed(entity: Entity, as_of: date | None) -> bool:
    """Whether an entity stands, or may stand, on a list on the day."""
    return any(one.holds != "no" for one in places(entity.listings, as_of))
