"""What is watched, kept in the workspace: the thing, its records, how it stood at the last look."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
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


def watched(con: sqlite3.Connection) -> list[Watched]:
    """Everything that is watched, by name."""
    rows = con.execute(
        "SELECT name, entity, records, looked_at, state, levels FROM watch ORDER BY name, entity"
    )
    return [
        Watched(name, entity, tuple(msgspec.json.decode(records)), at,
                msgspec.json.decode(state, type=State), levels)
        for name, entity, records, at, state, levels in rows
    ]  # fmt: skip


def keep(con: sqlite3.Connection, found: Iterable[Watched]) -> None:
    """Keep these as they are now, within a transaction; an entity is watched once."""
    con.executemany(
        "INSERT OR REPLACE INTO watch (entity, name, records, looked_at, state, levels)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                one.entity,
                one.name,
                msgspec.json.encode(one.records).decode(),
                one.looked_at,
                msgspec.json.encode(one.state).decode(),
                one.levels,
            )
            for one in found
        ],
    )


def forget(con: sqlite3.Connection, entities: Iterable[str]) -> None:
    """Watch these no longer."""
    con.executemany("DELETE FROM watch WHERE entity = ?", [(one,) for one in entities])


def now() -> str:
    """The time of a look, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
