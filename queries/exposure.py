"""``exposure``: everyone behind a ship or company who is listed, and in which way they stand there.

The way is that of the weakest hop of the best path: ownership before control before what lists do
not prove before management, posts and association.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

from hullmark.graph.answer import Answer, Behind, Entity, EntityLink, Hop, Path
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family, schema
from hullmark.queries.blocked import reckonings
from hullmark.queries.choose import choose
from hullmark.queries.climb import climb, said_crowded
from hullmark.queries.fleet import is_listed
from hullmark.queries.holdings import counts
from hullmark.queries.reckoning import Reckoning
from hullmark.queries.regimes import regimes

MAX_LEVELS = 6
MAX_LINKS = 5_000
WAYS = ("itself", "direct", "50 %", "ownership", "control", "unproven", "management", "people",
        "identity", "association")  # fmt: skip


def exposure(
    reader: GraphReader, question: str, *, as_of: date | None = None, levels: int = MAX_LEVELS
) -> Answer:
    """Everyone listed above a thing, each once, by the best path, with the way it stands there.

    ``50 %``: through companies that the arithmetic of ``blocked`` finds blocked; ``ownership``:
    through stakes that do not reach that far, or of which no figure is known. Ended links are left
    out; ``as_of`` asks about a day.
    """
    choice = choose(reader, question, strict=True)
    start = choice.entity
    found = climb(
        reader,
        [start],
        as_of=as_of,
        levels=levels,
        most=MAX_LINKS,
        kept=lambda link: counts(link, as_of),
    )
    links, unknown = found.links, list[str]()
    if found.stopped:
        unknown.append(f"{found.stopped}.")
    if found.further:
        unknown.append(f"What stands more than {levels} hops behind was not looked at.")
    entities = reader.entities(sorted(found.reached))
    unknown += said_crowded(found.crowded, entities)
    reckoned = [
        one
        for one in reckonings(regimes(), links, entities, frozenset(), as_of=as_of).values()
        if one is not None
    ]
    paths: list[Path] = []
    behind: list[Behind] = []
    if is_listed(entities[start], as_of):
        behind.append(Behind(start, "itself"))
    best = _best(start, links)
    for one in sorted(best, key=lambda key: (best[key][0], len(best[key][1]), key)):
        if one != start and is_listed(entities[one], as_of):
            shown = Path(best[one][1])
            behind.append(Behind(one, way(shown, entities, reckoned), len(paths)))
            paths.append(shown)
    behind.sort(key=lambda one: (WAYS.index(one.way), one.path))
    used = {(ln.id, ln.subject): ln for one in paths for hop in one.hops for ln in hop.links}
    if not behind:
        lists = ", ".join(sorted({snapshot.title for snapshot in reader.snapshots()}))
        unknown.append(
            f"Nobody listed is known to stand within {levels} hops behind "
            f"{entities[start].caption} in these sources: {lists}."
        )
    kept = {start, *(end for ln in used.values() for end in (ln.subject, ln.object))}
    return Answer(
        question=question,
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(start,),
        entities={key: one for key, one in entities.items() if key in kept},
        links=tuple(used.values()),
        paths=tuple(paths),
        snapshots=reader.snapshots(),
        notes=(choice.note,) if choice.note else (),
        unknown=tuple(unknown),
        behind=tuple(behind),
    )


def _best(start: str, links: Sequence[EntityLink]) -> dict[str, tuple[int, tuple[Hop, ...]]]:
    """For everything above the weakest class on its best path, and that path."""
    steps: dict[str, dict[str, list[EntityLink]]] = {}
    for link in links:
        up = schema().roles[link.role].up
        pairs = [(link.object, link.subject)] if up != "object" else []
        pairs += [(link.subject, link.object)] if up != "subject" else []
        for below, above in pairs:
            steps.setdefault(below, {}).setdefault(above, []).append(link)
    best: dict[str, tuple[int, tuple[Hop, ...]]] = {}
    number = count()
    turn: list[tuple[int, int, str, int, tuple[Hop, ...]]] = [(0, 0, start, next(number), ())]
    while turn:
        weakest, hops, one, _, way_there = heapq.heappop(turn)
        if one in best:
            continue
        best[one] = weakest, way_there
        for above, some in sorted(steps.get(one, {}).items()):
            if above in best:
                continue
            ordered = sorted(some, key=lambda link: (_order(link), link.id))
            hop = Hop(tuple(ordered), one, above, reverse=ordered[0].object == one)
            worst = max(weakest, _order(ordered[0]))
            heapq.heappush(turn, (worst, hops + 1, above, next(number), (*way_there, hop)))
    return best


def _order(link: EntityLink) -> int:
    return schema().classes[schema().roles[link.role].class_].order


def way(found: Path, entities: Mapping[str, Entity], reckoned: Sequence[Reckoning]) -> str:
    """In which way the end of a path stands behind its start; one of ``WAYS``."""
    weakest = max((hop.links[0] for hop in found.hops), key=_order)
    class_ = schema().roles[weakest.role].class_
    if class_ != "ownership":
        return class_
    if len(found.hops) == 1:
        return "direct"
    end = found.hops[-1].end
    between = [hop.end for hop in found.hops[:-1]]
    if family(entities[found.hops[0].start].kind) == "body":
        between.insert(0, found.hops[0].start)
    for one in reckoned:
        if one.standing(end).carries == "yes" and all(
            one.round(body) is not None for body in between
        ):
            return "50 %"
    return "ownership"
