"""The graph as rows for Neo4j: labelled nodes, typed relationships, properties by the schema.

The same rows feed the push over Bolt and the files of the bulk importer. Each row carries the hash
of its content, so that what did not change is not written again, and what the reader needs to
answer as the workspace does (``body``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from hullmark.graph import shares
from hullmark.graph.answer import (
    Entity,
    EntityLink,
    Evidence,
    Snapshot,
    SourcedEvent,
    SourcedListing,
)
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP, title
from hullmark.graph.listings import places
from hullmark.graph.model import UNDATED, Listing, Period
from hullmark.graph.neo4j.shapes import (
    Properties,
    Row,
    distinct,
    indexed,
    node,
    own_id,
    period_properties,
    shared_id,
    stated_properties,
    tie,
)
from hullmark.graph.schema import family, schema
from hullmark.graph.text import country_name, loose_key, name_key

SCALARS = {IMO_SHIP: "imo", IMO_COMPANY: "imo", "lei": "lei", "ogrn": "ogrn", "inn": "inn",
           "mmsi": "mmsi", "call-sign": "callSign"}  # fmt: skip
FACTS = {"flag": "flag", "country": "country", "vessel type": "vesselType", "built": "built",
         "gross tonnage": "grossTonnage"}  # fmt: skip
_encode = msgspec.json.Encoder(order="deterministic").encode


class Earlier(Struct, frozen=True):
    """Names, and schemes with numbers, that only older versions of an entity's records have."""

    names: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()


NO_EARLIER = Earlier()


def entity_rows(entity: Entity, earlier: Earlier = NO_EARLIER) -> Iterator[Row]:
    """The node of an entity, its names, numbers, listings and events, and what ties them to it.

    ``earlier`` are names and numbers that only older versions of its records have.
    """
    yield node(entity.id, ("Entity", entity.kind), _entity_properties(entity))
    yield from _names(entity, earlier.names)
    yield from _numbers(entity, earlier.numbers)
    for listed in entity.listings:
        yield from _listing(entity, listed)
    for happened in entity.events:
        yield from _event(entity, happened)


def _entity_properties(entity: Entity) -> Properties:
    evidence = [one.evidence for one in entity.records]
    properties: Properties = {
        "caption": indexed(entity.caption),
        "fullCaption": entity.caption if indexed(entity.caption) != entity.caption else None,
        "kind": entity.kind,
        "family": family(entity.kind),
        "sources": distinct(one.title for one in evidence),
        "recordIds": distinct(one.record.id for one in entity.records),
        "urls": distinct(one.url for one in evidence if one.url),
        "listedBy": distinct(
            p.authority for p in places(entity.listings, None) if p.holds == "yes"
        ),
        "body": _encode(entity).decode(),
    }
    for sourced in entity.records:
        for one in sourced.record.identifiers:
            name = SCALARS.get(one.scheme)
            if name and one.valid is not False:
                properties.setdefault(name, indexed(one.value))
        for fact in sourced.record.facts:
            name = FACTS.get(fact.prop)
            if name and fact.period.tense != "former":
                code = fact.prop in ("flag", "country") and len(fact.value) <= 4
                properties.setdefault(name, country_name(fact.value) if code else fact.value)
    return properties


def _names(entity: Entity, earlier: Sequence[str]) -> Iterator[Row]:
    """A node for each name; a ship's are the names it sailed under."""
    ship = family(entity.kind) == "vessel"
    found: dict[str, list[tuple[str, Period, Evidence | None]]] = {}
    for sourced in entity.records:
        for name in sourced.record.names:
            said = (name.type, name.period, sourced.evidence)
            found.setdefault(name.text, []).append(said)
    for text in earlier:
        found.setdefault(text, []).append(("earlier", UNDATED, None))
    for text, statements in sorted(found.items()):
        key, where = name_id(entity.id, text), [one for _, _, one in statements if one]
        labels = ("Name", "VesselName") if ship else ("Name",)
        keys = {"key": indexed(name_key(text)), "loose": indexed(loose_key(text))}
        words = {"caption": text, **keys}
        types = distinct(kind for kind, _, _ in statements)
        yield node(key, labels, {**words, "nameTypes": types, "entity": entity.id})
        properties = {
            "caption": ", ".join(types),
            **period_properties(statements[0][1]),
            "sources": distinct(one.title for one in where),
            "recordIds": distinct(one.record for one in where),
        }
        type_ = "SAILED_AS" if ship else "KNOWN_AS"
        yield tie(key, type_, entity.id, key, properties)


def name_id(entity: str, text: str) -> str:
    """The id of the node of an entity's name."""
    return own_id(entity, "name", text)


def _numbers(entity: Entity, earlier: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """A node for each number under its scheme, by which an entity is found."""
    found: dict[tuple[str, str], bool | None] = dict.fromkeys(earlier)
    found |= {
        (one.scheme, one.value): one.valid
        for sourced in entity.records
        for one in sourced.record.identifiers
    }
    for (scheme, value), valid in sorted(found.items()):
        key = own_id(entity.id, "number", scheme, value)
        properties = {
            "caption": f"{title(scheme)} {value}",
            "scheme": scheme,
            "value": indexed(value),
            "valid": valid,
            "entity": entity.id,
        }
        yield node(key, ("Identifier",), properties)
        yield tie(key, "IDENTIFIED_BY", entity.id, key, {"caption": scheme})


def _listing(entity: Entity, listed: SourcedListing) -> Iterator[Row]:
    listing, where = listed.listing, listed.evidence
    key = own_id(entity.id, "listing", listing.id, where.source, where.list)
    properties = {
        "caption": _place_caption(listing),
        "authority": listing.authority,
        "list": listing.list,
        "programmes": list(listing.programmes),
        "reference": listing.reference,
        "measures": list(listing.measures),
        "absent": listing.absent or None,
        "entity": entity.id,
        **period_properties(listing.period),
        **stated_properties(where),
    }
    yield node(key, ("Listing",), properties)
    words = "not listed as" if listing.absent else "listed as"
    yield tie(key, "LISTED_AS", entity.id, key, {"caption": words})
    snapshot = snapshot_id(where.source, where.list, where.sha256)
    yield tie(f"{key}>s", "STATED_IN", key, snapshot, {"caption": "stated in"})
    for programme in listing.programmes:
        far = shared_id("programme", f"{listing.authority}/{programme}")
        yield node(far, ("Programme",), {"caption": programme, "authority": listing.authority})
        yield tie(f"{key}>{far}", "UNDER", key, far, {"caption": "under"})


def _place_caption(listing: Listing) -> str:
    """The authority and its list, once where the list's own name begins with the authority's."""
    if listing.list.startswith(listing.authority):
        words = listing.list or listing.authority
    else:
        words = f"{listing.authority} {listing.list}".strip()
    return f"not on: {words}" if listing.absent else words


def _event(entity: Entity, happened: SourcedEvent) -> Iterator[Row]:
    event, where = happened.event, happened.evidence
    key = f"event:{event.id}@{where.source}/{where.list}"
    places_named = [one for one in (event.at, event.origin, event.destination) if one]
    properties = {
        "caption": f"{event.type} {' – '.join(places_named)}".strip(),
        "eventType": event.type,
        "at": event.at,
        "origin": event.origin,
        "destination": event.destination,
        "lat": event.lat,
        "lon": event.lon,
        "description": event.description,
        "provider": event.provider,
        **period_properties(event.period),
        **stated_properties(where),
    }
    labels = ("Event", "PortCall") if event.type == "port call" else ("Event",)
    yield node(key, labels, properties)
    link = own_id(entity.id, "event", key)
    yield tie(link, "TOOK_PART_IN", entity.id, key, {"caption": event.type})
    for relation, place in (("AT", event.at), ("FROM", event.origin), ("TO", event.destination)):
        if place:
            port = shared_id("port", place)
            yield node(port, ("Port",), {"caption": place})
            yield tie(f"{key}>{relation}", relation, key, port, {"caption": relation.lower()})


def link_rows(link: EntityLink, ship: Entity | None = None) -> Iterator[Row]:
    """The relationship of a link, and one to the name that the ship then bore, if it is known."""
    role, where = schema().roles[link.role], link.evidence
    key = f"{link.id}@{where.source}/{where.list}"
    stake = link.share
    over = link.period.tense == "former" or (
        link.period.end_max is not None
        and where.last_seen is not None
        and link.period.end_max <= where.last_seen
    )
    properties = {
        # A line that says "owner" would be read as of today.
        "caption": f"{role.noun}, formerly" if over else role.noun,
        "role": link.role,
        "share": shares.say(stake),
        "shareLow": float(shares.low(stake)) if stake else None,
        "shareHigh": float(shares.high(stake)) if stake else None,
        "asStated": link.as_stated,
        "confidence": link.confidence,
        "thenNamed": link.then_named,
        "gone": where.gone_on is not None or None,
        **period_properties(link.period),
        **stated_properties(where),
        "body": _encode(link).decode(),
    }
    yield tie(key, role.type, link.subject, link.object, properties)
    names = ship.records if ship is not None and link.then_named else ()
    if any(name.text == link.then_named for one in names for name in one.record.names):
        far = name_id(link.object, link.then_named)
        words = {"caption": f"{role.noun} then", "heldRole": link.role}
        yield tie(f"{key}>name", "KNEW_AS", link.subject, far, words)


def snapshot_rows(snapshots: tuple[Snapshot, ...]) -> Iterator[Row]:
    """A node for each snapshot that was loaded."""
    for one in snapshots:
        properties = {
            "caption": f"{one.title} {one.published}",
            "source": one.source,
            "list": one.list,
            "title": one.title,
            "published": one.published,
            "sha256": one.sha256,
            "file": one.file,
            "extract": one.extract,
            "body": _encode(one).decode(),
        }
        key = snapshot_id(one.source, one.list, one.sha256)
        yield node(key, ("Snapshot", "Document"), properties)


def snapshot_id(source: str, list_name: str, sha256: str) -> str:
    """The id of a snapshot's node."""
    return f"snapshot:{source}/{list_name}/{sha256[:16]}"
