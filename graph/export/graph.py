"""What a writer is given: entities, links and snapshots, each to be walked as often as needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct

from hullmark.graph.answer import Entity, EntityLink, Snapshot
from hullmark.graph.dates import say as say_period
from hullmark.graph.listings import places
from hullmark.graph.schema import schema
from hullmark.graph.shares import say as say_share

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NODE_COLUMNS = (
    "id", "label", "kind", "names", "identifiers", "country", "flag", "listed_by",
    "sources",
)  # fmt: skip
LINK_COLUMNS = (
    "id", "source", "target", "role", "class", "share", "share_low", "share_high", "when",
    "start_min", "start_max", "end_min", "end_max", "tense", "holds", "as_stated", "confidence",
    "then_named", "list", "published", "record", "cite", "url",
)  # fmt: skip
LISTING_COLUMNS = (
    "entity", "label", "authority", "list", "programmes", "reference", "when", "start_min",
    "start_max", "end_min", "end_max", "measures", "absent", "published", "record", "url",
)  # fmt: skip
SOURCE_COLUMNS = ("source", "list", "title", "published", "file", "sha256", "url", "extract")
BETWEEN = " | "


class Graph(Struct, frozen=True):
    """A graph to write: each call of ``entities`` or ``links`` walks it anew, in one order.

    Every link's ends are among the entities. ``as_of`` is the day that the links were asked for.
    ``decisions`` are those that count about two of the records, where the store has a ledger.
    """

    entities: Callable[[], Iterable[Entity]]
    links: Callable[[], Iterable[EntityLink]]
    snapshots: tuple[Snapshot, ...] = ()
    as_of: date | None = None
    known_by: date | None = None
    decisions: Callable[[], Iterable[Struct]] = tuple


Cells = dict[str, str]


def plain(value: str) -> str:
    """Text without the characters that no XML, workbook or label may hold; each shows as U+FFFD."""
    return _NO_TEXT.sub("\ufffd", value)


def node_row(entity: Entity, day: date | None) -> Cells:
    """An entity in one row; what has several values has them between ``BETWEEN``."""
    records = [one.record for one in entity.records]
    facts = [fact for record in records for fact in record.facts]

    def said(prop: str) -> str:
        kept = (f.value for f in facts if f.prop == prop and f.period.tense != "former")
        return _joined(kept)

    return {
        "id": entity.id,
        "label": entity.caption or entity.id,
        "kind": entity.kind,
        "names": _joined(name.text for record in records for name in record.names),
        "identifiers": _joined(
            f"{one.scheme}:{one.value}" for record in records for one in record.identifiers
        ),
        "country": said("country"),
        "flag": said("flag"),
        "listed_by": _joined(_listed(entity, day)),
        "sources": _joined(f"{s.evidence.source} {s.evidence.list}" for s in entity.records),
    }


def _listed(entity: Entity, day: date | None) -> Iterator[str]:
    """Who lists the entity on the day, or as last known without one."""
    for place in places(entity.listings, day):
        if place.holds != "no":
            yield place.authority + (" (possibly)" if place.holds == "possibly" else "")


def link_row(link: EntityLink) -> Cells:
    """A link in one row; days as text, an unknown one empty."""
    period, where = link.period, link.evidence
    return {
        "id": link.id,
        "source": link.subject,
        "target": link.object,
        "role": link.role,
        "class": schema().roles[link.role].class_,
        "share": say_share(link.share),
        "share_low": link.share.low if link.share else "",
        "share_high": link.share.high if link.share else "",
        "when": say_period(period),
        "start_min": _day(period.start_min),
        "start_max": _day(period.start_max),
        "end_min": _day(period.end_min),
        "end_max": _day(period.end_max),
        "tense": period.tense,
        "holds": link.holds,
        "as_stated": link.as_stated,
        "confidence": link.confidence,
        "then_named": link.then_named,
        "list": f"{where.source} {where.list}",
        "published": _day(where.published),
        "record": where.record,
        "cite": where.cite,
        "url": where.url,
    }


def listing_rows(entity: Entity) -> Iterator[Cells]:
    """The listings of an entity, also those that are over, one in a row."""
    for one in entity.listings:
        listing, where, period = one.listing, one.evidence, one.listing.period
        yield {
            "entity": entity.id,
            "label": entity.caption or entity.id,
            "authority": listing.authority,
            "list": listing.list,
            "programmes": _joined(listing.programmes),
            "reference": listing.reference,
            "when": say_period(period),
            "start_min": _day(period.start_min),
            "start_max": _day(period.start_max),
            "end_min": _day(period.end_min),
            "end_max": _day(period.end_max),
            "measures": _joined(listing.measures),
            "absent": "yes" if listing.absent else "",
            "published": _day(where.published),
            "record": where.record,
            "url": where.url,
        }


def source_row(one: Snapshot) -> Cells:
    """A snapshot in one row."""
    return {
        "source": one.source,
        "list": one.list,
        "title": one.title,
        "published": _day(one.published),
        "file": one.file,
        "sha256": one.sha256,
        "url": one.url,
        "extract": "yes" if one.extract else "",
    }


def _joined(values: Iterable[str]) -> str:
    return BETWEEN.join(dict.fromkeys(value for value in values if value))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
