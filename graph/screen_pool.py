"""What rows are screened against: a graph's records in comparable form, by their blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

import msgspec

from hullmark.graph import comparing
from hullmark.graph.blocks import block_keys
from hullmark.graph.comparable import comparable
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import WorkspaceError
from hullmark.graph.reader import GraphReader
from hullmark.graph.screening import Pool
from hullmark.graph.workspace import Workspace

_encode = msgspec.msgpack.Encoder().encode


def pool_of(reader: GraphReader, only: Collection[str] | None = None) -> Pool:
    """The records of a graph, or those of some entities alone.

    Their comparable forms are kept in a workspace, so that the next time is quick; where it can't
    be written they are made for this once. Of a server, or as known by an earlier day, nothing is
    kept.
    """
    import numpy as np

    if isinstance(reader, WorkspaceReader) and reader.known_by is None:
        found = _kept(reader.workspace)
    else:
        found = _known(reader)
    bodies, entities, keys = list[bytes](), list[str](), list[bytes]()
    for entity, body, blob in found:
        if only is None or entity in only:
            bodies.append(body)
            entities.append(entity)
            keys.append(blob)
    every = np.frombuffer(b"".join(keys), "<i8").astype(np.int64)
    owners = np.repeat(np.arange(len(bodies)), [len(blob) // 8 for blob in keys])
    order = np.argsort(every, kind="stable")
    return Pool(bodies, entities, every[order], owners[order])


def _kept(workspace: Workspace) -> Iterator[tuple[str, bytes, bytes]]:
    con = workspace.connection
    # One state is read while an answer is certified: what is written meanwhile would not be in it.
    if comparing.stale(con) and (con.in_transaction or not _refreshed(workspace)):
        yield from _known(WorkspaceReader(workspace))
        return
    yield from con.execute(
        "SELECT e.key, c.body, c.keys FROM comparable c JOIN record r ON r.id = c.record"
        " JOIN entity e ON e.id = r.entity ORDER BY c.record"
    )


def _refreshed(workspace: Workspace) -> bool:
    """Make and keep the forms that are missing; False where the workspace can't be written now."""
    try:
        with Workspace.open(workspace.path, create=False, write=True) as writing:
            stale = comparing.stale(writing.connection)
            for at in range(0, len(stale), comparing.AT_ONCE):
                with writing.transaction():
                    comparing.refresh(writing.connection, stale[at : at + comparing.AT_ONCE])
    except (WorkspaceError, sqlite3.Error):
        return False
    return True


def _known(reader: GraphReader) -> Iterator[tuple[str, bytes, bytes]]:
    """Every record as the reader's day knows it."""
    after = ""
    while keys := reader.keys(after):
        after = keys[-1]
        for key, entity in reader.entities(keys).items():
            for sourced in entity.records:
                record = sourced.record
                blob = b"".join(one.to_bytes(8, "little") for one in block_keys(record))
                yield key, _encode(comparable(record)), blob
