"""The lines of an export: what stands in each type of them, decoded with all types checked."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

from hullmark.graph.answer import Entity, EntityLink, Snapshot
from hullmark.loaders.json_lines import DAMAGE


class Line(Struct):
    """What every line says of itself."""

    type: str


class Head(Struct):
    """The first line."""

    schema_version: int
    as_of: date | None = None


class Decided(Struct):
    """A row of the ledger that counts."""

    left: str
    right: str
    verdict: Literal["same", "different", "unsure"]
    author: str
    reason: str
    made_at: str
    score: float | None = None
    cite: str = ""
    version: str = ""


type_of = msgspec.json.Decoder(Line).decode
head_of = msgspec.json.Decoder(Head).decode
snapshot_of = msgspec.json.Decoder(Snapshot).decode
entity_of = msgspec.json.Decoder(Entity).decode
link_of = msgspec.json.Decoder(EntityLink).decode
decided_of = msgspec.json.Decoder(Decided).decode


def is_json(line: bytes) -> bool:
    """Whether a line is JSON at all: one that is not was cut off."""
    try:
        msgspec.json.decode(line)
    except DAMAGE:
        return False
    return True
