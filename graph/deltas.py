"""Deltas: a file that says what its list added and removed since the snapshot before it.

A delta is filed as an extract whose removals count. It must fit the snapshot that it follows: what
it adds is not there yet, what it removes is. On any other it is refused whole.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Record, Statement
from hullmark.graph.versions import Versions


def base(con: sqlite3.Connection, stream: int, stamp: str, file: str, day: date) -> str:
    """The stamp of the snapshot that a delta changes: the last whole one before it.

    ``SourceChanged`` when there is none.
    """
    row = con.execute(
        "SELECT max(stamp) FROM snapshot WHERE stream = ? AND stamp < ?"
        " AND (NOT extract OR follows != '')",
        (stream, stamp),
    ).fetchone()
    if row[0] is None:
        raise SourceChanged(
            f"{file}: is a delta of {day}; expected the complete list that it follows to be loaded "
            "already, found none from before that day; load that first."
        )
    return str(row[0])


def check_added(versions: Versions, item: Statement, follows: str, file: str) -> None:
    """``SourceChanged`` when a record that a delta adds is on its list already."""
    if isinstance(item, Record) and versions.holds(item):
        raise SourceChanged(
            f"{file}: adds {item.id}, which is on the list of {follows[:10]} already: the delta "
            "does not follow that snapshot; load the complete list of its day instead."
        )


def remove(versions: Versions, item: Statement, follows: str, file: str) -> bool:
    """End a statement at a delta; whether it was there. ``SourceChanged`` for a missing record."""
    there = versions.end(item)
    if not there and isinstance(item, Record):
        raise SourceChanged(
            f"{file}: removes {item.id}, which is not on the list of {follows[:10]}: the delta "
            "does not follow that snapshot; load the complete list of its day instead."
        )
    return there
