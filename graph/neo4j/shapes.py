"""The shape of the graph's rows in Neo4j: nodes, relationships, their hashes, ids and dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from hullmark.graph import dates
from hullmark.graph.answer import Evidence
from hullmark.graph.model import Period

OWNED = "Hullmark"  # the label of every node that hullmark made, and of nothing else
LONGEST_INDEXED = 7_900  # bytes of UTF-8; Neo4j refuses to index a value of more than 8,167
_encode = msgspec.json.Encoder(order="deterministic").encode

Properties = dict[str, Any]


class Node(Struct, frozen=True):
    """One node: its id under the label ``Hullmark``, its other labels, its properties."""

    id: str
    labels: tuple[str, ...]
    properties: Properties


class Relationship(Struct, frozen=True):
    """One relationship between two nodes of ours; ``id`` is unique among those of its start."""

    id: str
    type: str
    start: str
    end: str
    properties: Properties


Row = Node | Relationship


def hashed(properties: Properties, *more: str) -> Properties:
    """The properties that have a value, with the hash of their content and of ``more``."""
    kept = {key: value for key, value in properties.items() if value not in (None, "", [])}
    digest = hashlib.blake2b(_encode([kept, more]), digest_size=12).hexdigest()
    return {**kept, "hash": digest}


def node(id_: str, labels: tuple[str, ...], properties: Properties) -> Node:
    """A node whose ``name`` repeats its caption: what the Browser shows without a style."""
    return Node(id_, labels, hashed({**properties, "name": properties["caption"]}))


def tie(id_: str, type_: str, start: str, end: str, properties: Properties) -> Relationship:
    """A relationship whose hash also covers its type and its end: what may change under one id."""
    return Relationship(id_, type_, start, end, hashed(properties, type_, end))


def period_properties(period: Period) -> Properties:
    """Exact dates as dates, all dates in words, and the four bounds for ``as of`` in Cypher."""
    start_exact = period.start_min == period.start_max
    end_exact = period.end_min == period.end_max
    return {
        "validFrom": period.start_min if start_exact else None,
        "validTo": period.end_max if end_exact else None,
        "when": dates.say(period),
        "startMin": period.start_min,
        "startMax": period.start_max,
        "endMin": period.end_min,
        "endMax": period.end_max,
        "former": period.tense == "former" or None,
    }


def stated_properties(where: Evidence) -> Properties:
    """Which source says it, where, and from when to when it was seen."""
    return {
        "sources": [where.title],
        "recordIds": [where.record],
        "urls": [where.url] if where.url else [],
        "cite": where.cite or where.place,
        "firstSeen": where.first_seen,
        "lastSeen": where.last_seen,
        "goneOn": where.gone_on,
    }


def distinct(values: Iterable[str]) -> list[str]:
    """The different values in order."""
    return sorted(set(values))


def indexed(text: str) -> str:
    """A text as an index takes it: whole, or its beginning and an ellipsis when it is too long."""
    if len(text) * 4 <= LONGEST_INDEXED or len(encoded := text.encode()) <= LONGEST_INDEXED:
        return text
    return encoded[:LONGEST_INDEXED].decode(errors="ignore") + "…"


def shared_id(what: str, text: str) -> str:
    """The id of a node that several entities share: by its text, or a digest of a very long one."""
    long = len(text) > LONGEST_INDEXED // 8
    return f"{what}#{_digest(text)}" if long else f"{what}:{text}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def own_id(entity: str, *parts: str) -> str:
    """The id of a node that belongs to one entity: it begins with the entity's."""
    return f"{entity}#{parts[0]}:{_digest(chr(31).join(parts))}"
