"""The GraphReader over the workspace file: each method a few indexed reads."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace

from hullmark.graph import scan
from hullmark.graph.answer import (
    Entity,
    EntityLink,
    Evidence,
    Hit,
    Snapshot,
    SourcedEvent,
    SourcedListing,
    SourcedRecord,
    Tie,
)
from hullmark.graph.dates import as_of as holds_on
from hullmark.graph.decisions import judged_same
from hullmark.graph.evidence import FOREVER, Stream, Version, evidence, widened
from hullmark.graph.finder import find
from hullmark.graph.model import Event, Link, Listing, Period, Record
from hullmark.graph.names import WorkspaceNames
from hullmark.graph.reader import Direction, ends
from hullmark.graph.scan import NEWEST, VERSION
from hullmark.graph.schema import schema
from hullmark.graph.ties import tie
from hullmark.graph.workspace import Workspace

_decode_record = msgspec.json.Decoder(Record).decode
_decode_listing = msgspec.json.Decoder(Listing).decode
_decode_event = msgspec.json.Decoder(Event).decode
_decode_link = msgspec.json.Decoder(Link).decode


class WorkspaceReader:
    """The embedded graph of a workspace, as it was known by a day or is known now."""

    def __init__(self, workspace: Workspace, *, known_by: date | None = None) -> None:
        self.workspace, self._con = workspace, workspace.connection
        self.known_by = known_by
        self._known = f"{known_by.isoformat()}.999" if known_by else FOREVER

    def snapshots(self) -> tuple[Snapshot, ...]:
        """See ``GraphReader.snapshots``."""
        return tuple(
            one
            for one in self.workspace.snapshots()
            if self.known_by is None or (one.published or date.min) <= self.known_by
        )

    @cached_property
    def _by_id(self) -> dict[int, Snapshot]:
        return {one.id: one for one in self.workspace.snapshots()}

    @cached_property
    def _streams(self) -> dict[int, Stream]:
        streams = {}
        for number, source, name in self._con.execute("SELECT id, source, list FROM stream"):
            rows = self._con.execute(
                "SELECT stamp, extract FROM snapshot WHERE stream = ? AND stamp <= ?"
                " ORDER BY stamp",
                (number, self._known),
            ).fetchall()
            streams[number] = Stream(
                source,
                name,
                tuple(stamp for stamp, _ in rows),
                tuple(stamp for stamp, extract in rows if not extract),
            )
        return streams

    def find(self, question: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """See ``GraphReader.find``."""
        return find(WorkspaceNames(self._con, self._known), question, limit=limit)

    def _evidence(self, row: tuple[Any, ...], cite: str, url: str) -> Evidence:
        version = Version(*row)
        return evidence(
            version,
            self._streams[version.stream],
            self._by_id[version.snapshot],
            cite,
            url,
            self._known,
        )

    def entities(self, ids: Iterable[str]) -> dict[str, Entity]:
        """See ``GraphReader.entities``."""
        return self._entities(ids, "RSE")

    def _entities(self, ids: Iterable[str], sorts: str) -> dict[str, Entity]:
        """Entities with these sorts of their statements."""
        wanted = json.dumps(list(dict.fromkeys(ids)))
        found = {
            key: (number, kind, caption)
            for number, key, kind, caption in self._con.execute(
                "SELECT e.id, e.key, e.kind, e.caption FROM json_each(:ids) j"
                " JOIN entity e ON e.key = j.value",
                {"ids": wanted},
            )
        }
        numbers = json.dumps([number for number, _, _ in found.values()])
        records: dict[int, list[SourcedRecord]] = {}
        for entity, body, *row in self._rows("R", numbers, sorts):
            record = _decode_record(body)
            where = self._evidence(tuple(row), record.cite, record.url)
            records.setdefault(entity, []).append(SourcedRecord(record, where))
        listings: dict[int, list[SourcedListing]] = {}
        for entity, body, *row in self._rows("S", numbers, sorts):
            listing = _decode_listing(body)
            where = self._evidence(tuple(row), listing.cite, listing.url)
            where = replace(where, record=listing.record)
            listing = replace(listing, period=widened(listing.period, where, of_list=True))
            listings.setdefault(entity, []).append(SourcedListing(listing, where))
        events: dict[int, list[SourcedEvent]] = {}
        for entity, body, *row in self._rows("E", numbers, sorts):
            event = _decode_event(body)
            where = self._evidence(tuple(row), event.cite, event.url)
            events.setdefault(entity, []).append(SourcedEvent(event, where))
        judged = judged_same(self._con, numbers) if "R" in sorts else {}
        return {
            key: Entity(
                id=key,
                kind=kind,
                caption=caption,
                records=tuple(records.get(number, ())),
                listings=tuple(listings.get(number, ())),
                events=tuple(events.get(number, ())),
                judged=judged.get(number, ()),
            )
            for key, (number, kind, caption) in found.items()
        }

    def _rows(self, sort: str, numbers: str, sorts: str) -> Iterator[tuple[Any, ...]]:
        """Entity, body and version of the statements of one sort about entities, by key."""
        if sort not in sorts:
            return iter(())
        join = (
            "JOIN statement s ON s.record = r.id"
            if sort == "R"
            else "JOIN about a ON a.record = r.id JOIN statement s ON s.id = a.statement"
        )
        return iter(
            self._con.execute(
                f"SELECT r.entity, s.body, {VERSION} FROM json_each(:ids) j"
                f" JOIN record r ON r.entity = j.value {join}"
                f" WHERE s.sort = :sort AND {NEWEST} ORDER BY s.stream, s.key",
                {"ids": numbers, "sort": sort, "known": self._known},
            )
        )

    def expand(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str] | None = None,
        direction: Direction = "both",
        as_of: date | None = None,
    ) -> tuple[EntityLink, ...]:
        """See ``GraphReader.expand``."""
        found: dict[tuple[str, int], EntityLink] = {}
        for end, kept in ends(roles, direction):
            for number, *row in self._links(end, ids, kept):
                link = self._link(row, as_of)
                if link is not None:
                    found[link.id, number] = link
        return tuple(link for _, link in sorted(found.items(), key=lambda pair: pair[0]))

    def ties(
        self,
        ids: Collection[str],
        *,
        roles: Collection[str],
        direction: Direction,
        as_of: date | None = None,
    ) -> tuple[Tie, ...]:
        """See ``GraphReader.ties``."""
        if as_of is not None:
            links = self.expand(ids, roles=roles, direction=direction, as_of=as_of)
            return tuple(tie(link, as_of) for link in links)
        found: dict[int, Tie] = {}
        dated: dict[int, tuple[Tie, Period]] = {}
        for end, kept in ends(roles, direction):
            for number, made, period in scan.ties(
                self._con, end, ids, kept, self._streams, self._known
            ):
                found[number] = made
                if period.end_max is not None:
                    dated[number] = made, period
        found |= scan.judged(self._con, dated, lambda row: self._evidence(row, "", ""), self._known)
        return tuple(one for _, one in sorted(found.items(), key=lambda at: (at[1].id, at[0])))

    def near(
        self, ids: Collection[str], *, roles: Collection[str], direction: Direction
    ) -> dict[str, str]:
        """See ``GraphReader.near``."""
        found: dict[str, str] = {}
        for end, kept in ends(roles, direction):
            found |= scan.near(self._con, end, ids, kept)
        return found

    def degrees(
        self, most: Mapping[str, int], *, roles: Collection[str], direction: Direction = "both"
    ) -> dict[str, int]:
        """See ``GraphReader.degrees``."""
        return scan.degrees(self._con, most, ends(roles, direction), self._known)

    def listed(self) -> Iterator[str]:
        """See ``GraphReader.listed``."""
        return scan.listed(self._con, self._known)

    def outlines(self, ids: Iterable[str]) -> dict[str, Entity]:
        """See ``GraphReader.outlines``."""
        return self._entities(ids, "S")

    def keys(self, after: str = "", limit: int = 1000) -> list[str]:
        """See ``GraphReader.keys``."""
        rows = self._con.execute(
            "SELECT key FROM entity WHERE key > ? ORDER BY key LIMIT ?", (after, limit)
        )
        return [key for (key,) in rows]

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that an entity bears."""
        rows = self._con.execute(
            "SELECT e.key FROM json_each(?) j JOIN entity e ON e.key = j.value",
            (json.dumps(list(ids)),),
        )
        return {key for (key,) in rows}

    def earlier(self, ids: Iterable[str]) -> dict[str, tuple[set[str], set[tuple[str, str]]]]:
        """Names and numbers that only older versions of these entities' records have."""
        found: dict[str, tuple[set[str], set[tuple[str, str]]]] = {}
        wanted = json.dumps(list(ids))
        for table, columns in (("name", "x.text, ''"), ("identifier", "x.scheme, x.value")):
            rows = self._con.execute(
                f"SELECT e.key, {columns} FROM json_each(?) j JOIN entity e ON e.key = j.value"
                " JOIN record r ON r.entity = e.id JOIN statement s ON s.record = r.id"
                f" JOIN {table} x ON x.statement = s.id WHERE NOT s.latest",
                (wanted,),
            )
            for key, one, other in rows:
                names, numbers = found.setdefault(key, (set(), set()))
                names.add(one) if table == "name" else numbers.add((one, other))
        for key, entity in self.entities(found).items():
            for sourced in entity.records:
                found[key][0].difference_update(one.text for one in sourced.record.names)
                pairs = ((one.scheme, one.value) for one in sourced.record.identifiers)
                found[key][1].difference_update(pairs)
        return found

    def outgoing(self, ids: Collection[str]) -> list[EntityLink]:
        """Every link whose subject is one of these entities, also those no longer stated."""
        links = (
            self._link(row, None, gone=True)
            for _, *row in self._links("subject", ids, list(schema().roles))
        )
        return sorted((one for one in links if one is not None), key=lambda one: one.id)

    def _links(
        self, end: str, ids: Collection[str], roles: Collection[str]
    ) -> Iterator[tuple[Any, ...]]:
        return iter(
            self._con.execute(
                f"SELECT s.id, es.key, eo.key, s.body, {VERSION}"
                " FROM json_each(:ids) j JOIN entity e ON e.key = j.value"
                f" JOIN record r ON r.entity = e.id JOIN link l ON l.{end} = r.id"
                " JOIN statement s ON s.id = l.statement"
                " JOIN record rs ON rs.id = l.subject JOIN entity es ON es.id = rs.entity"
                " JOIN record ro ON ro.id = l.object JOIN entity eo ON eo.id = ro.entity"
                f" WHERE l.role IN (SELECT value FROM json_each(:roles)) AND {NEWEST}",
                {
                    "ids": json.dumps(list(ids)),
                    "roles": json.dumps(list(roles)),
                    "known": self._known,
                },
            )
        )

    def _link(self, row: list[Any], as_of: date | None, *, gone: bool = False) -> EntityLink | None:
        subject, far, body, *version = row
        link = _decode_link(body)
        where = self._evidence(tuple(version), link.cite, link.url)
        if where.gone_on is not None and as_of is None and not gone:
            return None
        period = widened(link.period, where)
        holds = holds_on(period, as_of)
        if holds == "no":
            return None
        where = replace(where, record=link.subject if link.object_name else link.object)
        return EntityLink(
            id=link.id,
            subject=subject,
            role=link.role,
            object=far,
            period=period,
            evidence=where,
            share=link.share,
            as_stated=link.as_stated,
            confidence=link.confidence,
            then_named=link.then_named,
            holds=holds,
        )
