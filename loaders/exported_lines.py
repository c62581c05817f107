"""The lines of an export: what stands in each type of them, decoded with all types checked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from hullmark.graph.answer import Entity, EntityLink, Snapshot
from hullmark.graph.text import clean
from hullmark.loaders.json_lines import DAMAGE

# Control characters, escaped or as they are, but for tabs and ends of lines.
_CONTROL = re.compile(
    rb"\\u00[0189][0-9a-fA-F]|\\u007[fF]|\\[bf]|[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]"
)
QUOTED = " (quoted in an export)"


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


def tidied(line: bytes) -> tuple[bytes, bool]:
    """The line without characters that would steer a terminal, and whether it had any."""
    if _CONTROL.search(line) is None:
        return line, False
    found = msgspec.json.decode(line)
    made = _tidy(found)
    return (msgspec.json.encode(made), True) if made != found else (line, False)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.replace("\n", "").replace("\t", "").isprintable() else clean(value)
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    if isinstance(value, dict):
        return {_tidy(key): _tidy(one) for key, one in value.items()}
    return value


def quoted(title: str) -> str:
    """The title of a list that was not read itself: whoever cites it should know."""
    return title if title.endswith(QUOTED) else title + QUOTED
