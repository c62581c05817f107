"""What is watched, kept in a workspace and taken out of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from hullmark.graph.watched import State, Watched


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
