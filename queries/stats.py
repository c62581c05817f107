"""``stats``: what a graph holds, counted by walking it, whatever store stands behind it.

A workspace is counted in its own tables (``graph.stats``), which is the same and far quicker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from hullmark.graph.answer import Entity, Evidence
from hullmark.graph.counted import Count, script
from hullmark.graph.identifiers import title
from hullmark.graph.reader import GraphReader

Step = Callable[[int], None]


def stats(reader: GraphReader, step: Step | None = None) -> tuple[Count, ...]:
    """Every figure but those of the ledger and of problems, which only a workspace keeps.

    What is no longer stated is not counted. ``step`` is told how many things were read.
    """
    seen = _Seen()
    after, done = "", 0
    while keys := reader.keys(after):
        after, done = keys[-1], done + len(keys)
        for entity in reader.entities(keys).values():
            seen.thing(entity)
        for link in reader.expand(keys):
            if _standing(link.evidence) and seen.first(link.id, link.evidence):
                seen.roles[link.role] += 1
                seen.says(link.evidence)
        if step:
            step(done)
    return tuple(seen.counts(reader))


def _standing(evidence: Evidence) -> bool:
    return evidence.gone_on is None


class _Seen:
    """What was counted so far; a link or an event of two things is counted once."""

    def __init__(self) -> None:
        self.kinds, self.listed = Counter[str](), Counter[str]()
        self.records, self.several = 0, 0
        self.lists, self.statements = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        self.keys = set[tuple[str, str, str]]()
        self.roles, self.authorities = Counter[str](), Counter[str]()
        self.schemes, self.failing, self.scripts = Counter[str](), Counter[str](), Counter[str]()

    def first(self, key: str, evidence: Evidence) -> bool:
        """Whether this statement of a list comes for the first time."""
        before = len(self.keys)
        self.keys.add((key, evidence.source, evidence.list))
        return len(self.keys) > before

    def says(self, evidence: Evidence) -> None:
        self.statements[evidence.source, evidence.list] += 1

    def thing(self, entity: Entity) -> None:
        if not entity.records:  # nothing was known of it by that day
            return
        self.kinds[entity.kind] += 1
        records = len({one.record.id for one in entity.records})
        self.records += records
        self.several += records > 1
        for one in entity.records:
            if not _standing(one.evidence):
                continue
            self.says(one.evidence)
            self.lists[one.evidence.source, one.evidence.list] += 1
            for name in one.record.names:
                self.scripts[script(name.text)] += 1
            numbers = {(one.scheme, one.value): one.valid for one in one.record.identifiers}
            for (scheme, _), valid in numbers.items():
                self.schemes[scheme] += 1
                self.failing[scheme] += valid is False
        standing = [one for one in entity.listings if _standing(one.evidence)]
        self.listed[entity.kind] += bool(standing)
        for place in standing:
            self.authorities[place.listing.authority] += 1
            self.says(place.evidence)
        for told in entity.events:
            if _standing(told.evidence) and self.first(told.event.id, told.evidence):
                self.says(told.evidence)

    def counts(self, reader: GraphReader) -> Iterator[Count]:
        for kind, count in _ordered(self.kinds):
            yield Count("things", kind, count, f"{self.listed[kind]:,} on a list")
        note = f"{self.several:,} stand on several"
        yield Count("things", "records they stand on", self.records, note)
        newest = {(one.source, one.list): one.published for one in reader.snapshots()}
        for key in sorted(self.statements):
            day = f"as of {newest[key]}" if newest.get(key) else "no date"
            words = f"{self.statements[key]:,} statements, {day}"
            yield Count("lists", " ".join(key), self.lists[key], words)
        for role, count in _ordered(self.roles):
            yield Count("links", role, count)
        for authority, count in _ordered(self.authorities):
            yield Count("listings", authority or "?", count)
        for scheme, count in _ordered(self.schemes):
            failing = self.failing[scheme]
            note = f"{failing:,} fail their check" if failing else ""
            yield Count("numbers", title(scheme), count, note)
        for name, count in _ordered(self.scripts):
            yield Count("names by script", name, count)


def _ordered(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))
