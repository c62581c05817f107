"""hullmark's own JSON lines (``hullmark export -o FILE.jsonl``), each statement under its source.

The file says of every statement which list of which day it stands in. It is filed there, as part
of that list: what two exports and the list itself have in common is there once, and nobody counts
as a second source for repeating the first. What was judged to be one thing comes as decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hullmark.graph.answer import Entity, EntityLink, Evidence, Snapshot
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.model import Decision, Edition, Item, Link, Problem, Removed, Statement
from hullmark.loaders.base import Source
from hullmark.loaders.exported_checks import checked, unwitnessed
from hullmark.loaders.exported_lines import (
    decided_of,
    entity_of,
    head_of,
    is_json,
    link_of,
    quoted,
    snapshot_of,
    tidied,
    type_of,
)
from hullmark.loaders.exported_shelf import Place, Shelf, shelf
from hullmark.loaders.json_lines import DAMAGE, lines

SOURCE = Source(
    id="hullmark",
    title="hullmark's own JSON lines",
    format="JSON lines",
    publisher="whoever exported them",
    licence="as the lists say that the statements stand in",
    url="",
    expected={},
)
SEVERAL = True  # editions in one file
VERSION = 1
DECISIONS = "decisions"  # the list under which a file's decisions are filed
_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{"type":\s*"export",\s*"schema_version":')


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first line says that the file is an export."""
    return _START.match(head) is not None


def read(path: Path) -> Iterator[Item]:
    """An ``Edition`` for each day of each list, the oldest first, each before what it says.

    Raises ``FileProblem`` for a file that breaks off, ``SourceChanged`` for one of a newer version.
    """
    with shelf(path) as kept:
        reading = _Reading(path, kept)
        reading.all()
        yield from reading.items()


class _Reading:
    """One pass over the lines, which puts every statement on the shelf of its snapshot."""

    def __init__(self, path: Path, kept: Shelf) -> None:
        self.path, self.kept = path, kept
        self.snapshots: dict[Place, list[Snapshot]] = {}
        self.records: dict[str, list[tuple[str, str, str]]] = {}  # of an entity, with their lists
        self.captions: dict[str, str] = {}
        self.decided: list[Decision] = []

    def all(self) -> None:
        """Read every line; what can't be taken as it stands becomes a problem."""
        begun = False
        for number, line in lines(self.path):
            place = f"line {number}"
            try:
                line, odd = tidied(line)
                if odd:
                    said = "control characters, which no list prints: they were taken out"
                    self.kept.report(Problem("odd-value", said, place=place))
                type = type_of(line).type
                if not begun:
                    self._begin(type, line)
                    begun = True
                    continue
                self._take(type, line, place)
            except DAMAGE as bad:
                if not begun or (isinstance(bad, msgspec.DecodeError) and not is_json(line)):
                    raise SourceChanged(
                        f"{self.path}: {place}: expected a line of an export, found {bad!s:.150}; "
                        "export it again."
                    ) from None
                said = f"expected a line as an export has it, found one that is not ({bad!s:.150})"
                self.kept.report(Problem("bad-line", said, place=place))
            except BadValue as bad:
                self.kept.report(Problem("odd-value", str(bad), place=place))

    def _begin(self, type: str, line: bytes) -> None:
        if type != "export":
            raise SourceChanged(
                f"{self.path}: line 1: expected the head of an export, found {type!r:.50}; load "
                "the file as hullmark wrote it."
            )
        version = head_of(line).schema_version
        if version != VERSION:
            raise SourceChanged(
                f"{self.path}: is an export of version {version}, and this hullmark reads "
                f"version {VERSION}; install the one that wrote it."
            )

    def _take(self, type: str, line: bytes, place: str) -> None:
        if type == "snapshot":
            known = snapshot_of(line)
            if known.published is not None:
                at = Place(known.published, known.source, known.list)
                self.snapshots.setdefault(at, []).append(known)
        elif type == "entity":
            self._take_entity(entity_of(line), place)
        elif type == "link":
            self._take_link(link_of(line), place)
        elif type == "decision":
            made = decided_of(line)
            self.decided.append(
                Decision(
                    left=made.left,
                    right=made.right,
                    verdict=made.verdict,
                    author=made.author,
                    reason=made.reason,
                    made_on=made.made_at,
                    score=made.score,
                    cite=made.cite,
                    place=place,
                    version=made.version,
                )
            )
        else:
            said = f"expected snapshot, entity, link or decision, found {type!r:.50}"
            self.kept.report(Problem("bad-line", said, place=place))

    def _take_entity(self, entity: Entity, place: str) -> None:
        own = self.records.setdefault(entity.id, [])
        self.captions[entity.id] = entity.caption
        for sourced in entity.records:
            where = sourced.evidence
            own.append((sourced.record.id, where.source, where.list))
            self._put(sourced.record, where, place)
        for listed in entity.listings:
            where = listed.evidence
            period = unwitnessed(listed.listing.period, where)
            self._put(replace(listed.listing, period=period), where, place)
        for happened in entity.events:
            self._put(happened.event, happened.evidence, place)

    def _take_link(self, link: EntityLink, place: str) -> None:
        where = link.evidence
        subject, object = self._end(link.subject, where), self._end(link.object, where)
        if not (subject and object):
            missing = link.object if subject else link.subject
            raise BadValue(
                f"the link {link.id}: expected both its ends among the entities before it, found "
                f"no {missing!r:.100}"
            )
        # The record it stands in is its subject where its list names the object in words.
        in_words = where.record == subject != object
        made = Link(
            id=link.id,
            subject=subject,
            role=link.role,
            object=object,
            object_name=self.captions[link.object] if in_words else "",
            period=unwitnessed(link.period, where),
            share=link.share,
            as_stated=link.as_stated,
            confidence=link.confidence,
            then_named=link.then_named,
            url="" if where.url == self._page(where) else where.url,
            cite=where.cite,
        )
        self._put(made, where, place)

    def _end(self, entity: str, where: Evidence) -> str:
        """The record that a link is filed at: the one it names, else one of its list, else any."""
        own = self.records.get(entity, [])
        lists = [key for key, *rest in own if rest == [where.source, where.list]]
        sources = [key for key, source, _ in own if source == where.source]
        named = [key for key, *_ in own if key == where.record]
        return next(iter([*named, *lists, *sources, *(key for key, *_ in own)]), "")

    def _page(self, where: Evidence) -> str:
        if where.published is None:
            return ""
        known = self.snapshots.get(Place(where.published, where.source, where.list), [])
        return known[-1].url if known else ""

    def _put(self, item: Statement, where: Evidence, place: str) -> None:
        """File a statement where it was seen first and last, and its end where it was gone."""
        said = checked(item, lambda code, words: self._report(code, words, item.id, place))
        if where.published is None or not (where.source and where.list):
            raise BadValue(
                f"{item.id}: expected the source, the list and the day that it stands in, found "
                f"{where.source!r:.50}, {where.list!r:.50} and {where.published}"
            )
        origin = " ".join(part for part in (where.file, where.place) if part)
        said = replace(said, place=f"{place} ({origin})" if origin else place)
        days = {where.first_seen or where.published, where.last_seen or where.published}
        for day in days:
            self.kept.put(Place(day, where.source, where.list), said)
        if where.gone_on is not None:
            self.kept.end(Place(where.gone_on, where.source, where.list), said)

    def _report(self, code: str, words: str, record: str, place: str) -> None:
        self.kept.report(Problem(code, words, record=record, place=place))

    def items(self) -> Iterator[Item]:
        """What is on the shelf, snapshot by snapshot, then the decisions."""
        places = self.kept.places()
        for number, at in enumerate(places):
            yield self._edition(at)
            if not number:
                yield from self.kept.problems()
            yield from self.kept.statements(at)
            yield from (Removed(one) for one in self.kept.endings(at))
        if places and self.decided:
            title = "Decisions in an export"
            yield Edition(SOURCE.id, DECISIONS, places[-1].day, title=title, scope="extract")
            yield from self.decided

    def _edition(self, at: Place) -> Edition:
        known = self.snapshots.get(at, [])
        one = known[-1] if known else None
        whole = [one.sha256 for one in known if not one.extract]
        return Edition(
            at.source,
            at.list,
            at.day,
            title=quoted(one.title if one else f"{at.source} {at.list}"),
            url=one.url if one else "",
            scope="extract",
            original=whole[0] if len(whole) == len(known) == 1 else "",
        )
