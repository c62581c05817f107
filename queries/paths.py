"""``path``: how two things are connected: the best explanations, with what each costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from hullmark.graph.answer import Answer, Entity, EntityLink, Hop, Path, Weighed
from hullmark.graph.dates import overlap
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Certainty
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import schema
from hullmark.graph.ties import tie
from hullmark.queries.choose import Choice, choose
from hullmark.queries.path_links import (
    DUST,
    Net,
    Outlook,
    Scope,
    between,
    count_all,
    grow,
    outlook,
)
from hullmark.queries.path_notes import MAX_PATHS, cut_short, many, none, not_shown
from hullmark.queries.path_search import NEVER, Best, Graph, Way, best
from hullmark.queries.path_weights import (
    Span,
    costs,
    hop_parts,
    hub_cost,
    together,
    weights,
    within,
)

MAX_HOPS = 6
MAX_VIA = 4
BEST = 3


def path(
    reader: GraphReader,
    start: str,
    end: str,
    *,
    as_of: date | None = None,
    roles: Collection[str] | None = None,
    max_hops: int = MAX_HOPS,
    k: int = BEST,
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    consistent: bool = True,
    all_paths: bool = False,
) -> Answer:
    """The ``k`` best ways from one thing to another, or all of up to ``max_hops`` hops, ranked.

    What a way costs is the sum of ``Path.parts`` (``path_weights.yaml``). Where ``consistent``, a
    way whose hops cannot have held on one day is refused, and counted in ``unknown``; else it comes
    last. ``via`` must be on the way, ``avoid`` must not. No path is an ``Answer`` without paths
    that says where was looked.
    """
    if max_hops < 1:
        raise BadValue(f"--max-hops is {max_hops}: expected 1 or more.")
    if not 1 <= k <= MAX_PATHS:
        raise BadValue(f"-k is {k}: expected 1 to {MAX_PATHS} ways.")
    if len(via) > MAX_VIA:
        raise BadValue(f"--via is given {len(via)} times: expected {MAX_VIA} at most.")
    asked = choose(reader, start), choose(reader, end)
    one, other = asked[0].entity, asked[1].entity
    if one == other:
        raise BadValue(
            f"{start!r} and {end!r} are the same thing here: {asked[0].hit.caption} ({one}); "
            "name two different ones."
        )
    over = _others(reader, "--via", via, (one, other))
    around = _others(reader, "--avoid", avoid, (one, other, *(choice.entity for choice in over)))
    search = _Search(
        reader,
        Net((one, other)),
        Scope(
            roles=tuple(schema().roles) if roles is None else tuple(sorted(roles)),
            as_of=as_of,
            max_hops=max_hops,
            avoid=frozenset(choice.entity for choice in around),
        ),
        tuple(dict.fromkeys(choice.entity for choice in over)),
        consistent,
    )
    wanted = MAX_PATHS if all_paths else k
    found = search.run(wanted)
    paths, links = search.told(found.ways)
    ends = {one, other, *search.hubs(), *(node for way in found.ways for node in way.nodes)}
    entities = search.entities(sorted(ends))
    shown = {one, other, *(end for link in links for end in (link.subject, link.object))}
    snapshots = reader.snapshots()
    return Answer(
        question=f"{start} – {end}",
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(one, other),
        entities={key: entities[key] for key in sorted(shown)},
        links=links,
        paths=paths,
        snapshots=snapshots,
        notes=tuple(choice.note for choice in (*asked, *over, *around) if choice.note),
        unknown=(
            *not_shown(found, wanted, max_hops, all_paths=all_paths),
            *cut_short(search.net, found, entities),
            *(() if paths else (none(entities, one, other, max_hops, snapshots),)),
        ),
    )


def _others(
    reader: GraphReader, option: str, names: Sequence[str], taken: Collection[str]
) -> list[Choice]:
    found = []
    for name in names:
        choice = choose(reader, name)
        if choice.entity in taken:
            raise BadValue(
                f"{option} {name!r} is {choice.hit.caption} ({choice.entity}), which the question "
                "names already; name something else."
            )
        found.append(choice)
    return found


class _Search:
    """One question on its way through a store: what was read, and what was looked up of it."""

    def __init__(
        self,
        reader: GraphReader,
        net: Net,
        scope: Scope,
        via: tuple[str, ...],
        consistent: bool,
    ) -> None:
        self.reader, self.net, self.scope = reader, net, scope
        self.via, self.consistent = via, consistent
        self._entities: dict[str, Entity] = {}

    def entities(self, ids: Sequence[str]) -> dict[str, Entity]:
        new = [key for key in ids if key not in self._entities]
        if new:
            self._entities |= self.reader.entities(new)
        return self._entities

    def hubs(self) -> list[str]:
        """The largest of what was not looked through."""
        cut = self.net.cut
        return sorted(cut, key=lambda one: (-cut[one], one))[:3]

    def run(self, k: int) -> Best:
        """Read and search in turn until no unread way can be as cheap as the ``k``-th one found."""
        found, ceiling = Best([], set()), NEVER
        count_all(self.reader, self.net, self.net.ends, self.scope)
        while True:
            ahead = outlook(self.net, self.scope)
            if ahead.met < NEVER and ahead.met <= ahead.least:
                found = self.best(ahead, ceiling, k)
                if len(found.ways) >= k:
                    ceiling = found.ways[-1].cost
            if ahead.least > ceiling + DUST or ahead.least == NEVER:
                return found
            grow(self.reader, self.net, self.scope, ahead, ceiling)

    def best(self, ahead: Outlook, ceiling: float, k: int) -> Best:
        """The best ways in what was read; links are counted to the end only on ways that matter."""
        while True:
            inside = between(self.net, ahead, self.scope.max_hops, ceiling)
            graph = self.graph(inside)
            found = best(graph, k, self.doubts)
            on_ways = {node for way in found.ways for node in way.nodes}
            if on_ways <= self.net.counted:
                return found
            count_all(self.reader, self.net, on_ways, self.scope)
            if len(found.ways) >= k:
                real = [
                    way.cost
                    + sum(self.net.through(node) - graph.between[node] for node in way.nodes[1:-1])
                    for way in found.ways
                ]
                ceiling = min(ceiling, max(real))

    def graph(self, inside: Collection[str]) -> Graph:
        return Graph(
            *self.net.ends,
            hops={
                pair: self.net.hops[pair]
                for pair in sorted(self.net.hops)
                if pair[0] in inside and pair[1] in inside
            },
            between={node: self.net.through(node) for node in inside},
            max_hops=self.scope.max_hops,
            via=self.via,
            consistent=self.consistent,
        )

    def doubts(self, ids: Sequence[str]) -> Mapping[str, int]:
        found = self.entities(ids)
        return {key: len(found[key].doubts) for key in ids}

    def told(self, ways: Sequence[Way]) -> tuple[tuple[Path, ...], tuple[EntityLink, ...]]:
        """The ways as paths of links with their evidence, and all these links."""
        pairs = {
            (one, other) if one < other else (other, one)
            for way in ways
            for one, other in pairwise(way.nodes)
        }
        ends = {min(pair, key=lambda node: (self.net.links.get(node, 0), node)) for pair in pairs}
        by_pair: dict[tuple[str, str], list[EntityLink]] = {}
        if ends:
            for link in self.reader.expand(
                sorted(ends), roles=self.scope.roles, as_of=self.scope.as_of
            ):
                low, high = sorted((link.subject, link.object))
                if (low, high) in pairs:
                    by_pair.setdefault((low, high), []).append(link)
        paths = tuple(self._path(way, by_pair) for way in ways)
        used = {
            (link.id, link.evidence.source, link.evidence.list): link
            for path in paths
            for hop in path.hops
            for link in hop.links
        }
        return paths, tuple(used.values())

    def _path(self, way: Way, by_pair: Mapping[tuple[str, str], list[EntityLink]]) -> Path:
        hops = []
        parts: list[Weighed] = []
        for at, (start, end) in enumerate(pairwise(way.nodes)):
            low, high = sorted((start, end))
            rest: Span = (None, None)
            for place, choice in enumerate(way.choices):
                if place != at and way.fits:
                    rest = within(rest, (choice.since, choice.until))
            links = [
                link
                for link in by_pair[low, high]
                if together(rest, (link.period.start_min, link.period.end_max))
            ]
            chosen = way.choices[at].tie
            links.sort(key=lambda link: (link.id != chosen, _order(link), link.id))
            hops.append(Hop(tuple(links), start, end, reverse=links[0].object == start))
            said = hop_parts(tie(links[0], self.scope.as_of), way.choices[at].publishers)
            parts += [Weighed(f"hop {at + 1}: {one.what}", one.cost) for one in said]
        for node in way.nodes[1:-1]:
            links_of = self.net.links[node]
            if hub_cost(links_of):
                what = f"{many(links_of)} links: {self._caption(node)}"
                parts.append(Weighed(what, hub_cost(links_of)))
        for node in way.nodes:
            doubts = self._entities[node].doubts
            if doubts:
                said_of = f"{len(doubts)} doubtful same-as: {self._caption(node)}"
                parts.append(Weighed(said_of, weights().doubt * len(doubts)))
        if not way.fits:
            parts.append(Weighed("dates cannot overlap", weights().apart))
        return Path(tuple(hops), costs(parts), tuple(parts), _dates(hops, fits=way.fits))

    def _caption(self, node: str) -> str:
        return self._entities[node].caption


def _dates(hops: Sequence[Hop], *, fits: bool) -> Certainty:
    """Whether the statements that the hops rest on held on one day."""
    if not fits:
        return "no"
    periods = [hop.links[0].period for hop in hops]
    sure = all(overlap(one, other) == "yes" for one, other in combinations(periods, 2))
    return "yes" if sure else "possibly"


def _order(link: EntityLink) -> int:
    return schema().classes[schema().roles[link.role].class_].order
