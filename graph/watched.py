"""What is watched, as it stood at a look: its statements in words, with their sources."""

from __future__ import annotations

from msgspec import Struct

LEVELS = 3  # links above a watched thing that are looked at when nobody says how many


class Line(Struct, frozen=True, array_like=True):
    """A statement in words, what it is about, who says it; a look of older times kept no source."""

    about: str
    words: str
    sources: tuple[str, ...] = ()


State = tuple[Line, ...]


class Watched(Struct, frozen=True):
    """One thing that is watched: what it was called, its entity and record keys, its last state."""

    name: str
    entity: str
    records: tuple[str, ...]
    looked_at: str
    state: State
    levels: int = LEVELS
