"""``path``: how two things are connected, hop by hop, and which of several ways is strongest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice, pairwise
from typing import Any

from hullmark.graph.answer import Answer, EntityLink, Hop, Path
from hullmark.graph.errors import BadValue
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import schema
from hullmark.queries.choose import choose

MAX_HOPS = 6
MAX_PATHS = 200
MAX_FRONTIER = 20_000


def path(
    reader: GraphReader,
    start: str,
    end: str,
    *,
    as_of: date | None = None,
    roles: Collection[str] | None = None,
    max_hops: int = MAX_HOPS,
    all_paths: bool = False,
) -> Answer:
    """The shortest way from one thing to another, or all ways of up to ``max_hops`` hops.

    Among equally short ways the one over ownership comes before management, control and mere
    association. No path is an ``Answer`` without paths that says where was looked.
    """
    if max_hops < 1:
        raise BadValue(f"--max-hops is {max_hops}: expected 1 or more.")
    choices = choose(reader, start), choose(reader, end)
    one, other = choices[0].entity, choices[1].entity
    if one == other:
        raise BadValue(
            f"{start!r} and {end!r} are the same thing here: {choices[0].hit.caption} ({one}); "
            "name two different ones."
        )
    unknown: list[str] = []
    links = _between(reader, one, other, as_of, roles, max_hops, all_paths, unknown)
    found = [
        _walk(nodes, links)
        for nodes in islice(_ways(links, one, other, max_hops, all_paths), MAX_PATHS + 1)
    ]
    if len(found) > MAX_PATHS:
        found.pop()
        unknown.append(f"There are more than {MAX_PATHS} ways; narrow it with --roles.")
    found.sort(key=_rank)
    if not all_paths and len(found) > 1:
        more = len(found) - 1
        way = "way is" if more == 1 else "ways are"
        unknown.append(f"{more} more {way} equally short; see them with --all.")
        found = found[:1]
    used = tuple(
        {(ln.id, ln.subject): ln for p in found for h in p.hops for ln in h.links}.values()
    )
    ends = {one, other, *(end for link in used for end in (link.subject, link.object))}
    entities = reader.entities(sorted(ends))
    if not found:
        lists = sorted({snapshot.title for snapshot in reader.snapshots()})
        unknown.append(
            f"No path within {max_hops} hops between {entities[one].caption} and "
            f"{entities[other].caption} in these sources: {', '.join(lists)}."
        )
    return Answer(
        question=f"{start} – {end}",
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(one, other),
        entities=entities,
        links=used,
        paths=tuple(found),
        snapshots=reader.snapshots(),
        notes=tuple(choice.note for choice in choices if choice.note),
        unknown=tuple(unknown),
    )


_Links = dict[frozenset[str], list[EntityLink]]


def _between(
    reader: GraphReader,
    one: str,
    other: str,
    as_of: date | None,
    roles: Collection[str] | None,
    max_hops: int,
    all_paths: bool,
    unknown: list[str],
) -> _Links:
    """The links met by searching from both ends at once, the smaller side first."""
    links: _Links = {}
    sides: tuple[set[str], set[str]] = ({one}, {other})
    fronts: list[set[str]] = [{one}, {other}]
    for _ in range(max_hops):
        side = 0 if not fronts[1] or (fronts[0] and len(fronts[0]) <= len(fronts[1])) else 1
        front = fronts[side]
        if not front:
            break
        if len(front) > MAX_FRONTIER:
            unknown.append(
                f"The search met more than {MAX_FRONTIER:,} things at once and went no further."
            )
            break
        reached: set[str] = set()
        for link in reader.expand(sorted(front), roles=roles, as_of=as_of):
            if link.subject == link.object:
                continue
            pair = frozenset((link.subject, link.object))
            if link not in links.setdefault(pair, []):
                links[pair].append(link)
            reached |= pair
        fronts[side] = reached - sides[side]
        sides[side].update(reached)
        if not all_paths and reached & sides[1 - side]:
            break
    return links


def _ways(
    links: _Links, one: str, other: str, max_hops: int, all_paths: bool
) -> Iterator[list[str]]:
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_nodes_from((one, other))
    graph.add_edges_from(sorted(tuple(sorted(pair)) for pair in links))
    if all_paths:
        yield from nx.all_simple_paths(graph, one, other, cutoff=max_hops)
        return
    try:
        yield from nx.all_shortest_paths(graph, one, other)
    except nx.NetworkXNoPath:
        return


def _walk(nodes: list[str], links: _Links) -> Path:
    hops = []
    for start, end in pairwise(nodes):
        between = sorted(links[frozenset((start, end))], key=lambda link: (_order(link), link.id))
        hops.append(Hop(tuple(between), start, end, reverse=between[0].object == start))
    return Path(tuple(hops))


def _order(link: EntityLink) -> int:
    return schema().classes[schema().roles[link.role].class_].order


def _rank(found: Path) -> tuple[int, int, tuple[str, ...]]:
    return (
        len(found.hops),
        sum(min(_order(link) for link in hop.links) for hop in found.hops),
        tuple(hop.end for hop in found.hops),
    )
