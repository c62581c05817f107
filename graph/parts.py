"""The touched records in parts that are derived one by one, in memory that hardly grows with them.

Records that share a hard number, or about which somebody decided, stand in one part: what becomes
of one record depends on no other part. Memory: 24 bytes a record of the workspace.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator

from hullmark.graph.identifiers import HARD


def touched(con: sqlite3.Connection) -> int:
    """How many records stand in ``temp.touched``."""
    (count,) = con.execute("SELECT count(*) FROM touched").fetchone()
    return int(count)


def parts(con: sqlite3.Connection, largest: int) -> Iterator[int]:
    """Make ``temp.touched`` each part in turn, and at the end the whole again; yields part numbers.

    A part has ``largest`` records at most, unless more of them hang together.
    """
    con.execute("DROP TABLE IF EXISTS temp.part")
    con.execute("CREATE TEMP TABLE part (part INTEGER, record INTEGER, PRIMARY KEY (part, record))")
    con.executemany("INSERT INTO part VALUES (?, ?)", _numbered(con, largest))
    (count,) = con.execute("SELECT coalesce(max(part), -1) + 1 FROM part").fetchone()
    for part in range(count):
        con.execute("DELETE FROM touched")
        con.execute("INSERT INTO touched SELECT record FROM part WHERE part = ?", (part,))
        yield part
    con.execute("DELETE FROM touched")
    con.execute("INSERT INTO touched SELECT record FROM part")
    con.execute("DROP TABLE temp.part")


def _numbered(con: sqlite3.Connection, largest: int) -> Iterator[tuple[int, int]]:
    """Each touched record with its part; those that hang together in a part of one number."""
    (most,) = con.execute("SELECT coalesce(max(id), 0) FROM record").fetchone()
    parent = array("q", range(most + 1))
    for left, right in _together(con):
        one, other = _root(parent, left), _root(parent, right)
        parent[max(one, other)] = min(one, other)
    sizes = array("q", bytes(8 * (most + 1)))
    for (record,) in con.execute("SELECT record FROM touched"):
        sizes[_root(parent, record)] += 1
    # Roots come first among their records, so that the number of a part is there when it is asked.
    part, filled, numbers = 0, 0, array("q", bytes(8 * (most + 1)))
    for record in range(most + 1):
        if not sizes[record]:
            continue
        if filled and filled + sizes[record] > largest:
            part, filled = part + 1, 0
        filled += sizes[record]
        numbers[record] = part
    for (record,) in con.execute("SELECT record FROM touched"):
        yield numbers[_root(parent, record)], record


def _together(con: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Pairs of touched records that share a hard number or stand in one decision."""
    for scheme in HARD:
        before: tuple[str, int] = ("", 0)
        for value, record in con.execute(
            "SELECT i.value, s.record FROM identifier i"
            " CROSS JOIN statement s ON s.id = i.statement AND s.latest = 1"
            " CROSS JOIN touched t ON t.record = s.record"
            " WHERE i.scheme = ? AND i.valid IS NOT 0 ORDER BY i.value",
            (scheme,),
        ):
            if value == before[0] and record != before[1]:
                yield before[1], record
            before = (value, record)
    yield from con.execute(
        "SELECT l.id, r.id FROM decision d JOIN record l ON l.key = d.left"
        " JOIN record r ON r.key = d.right"
        " JOIN touched a ON a.record = l.id JOIN touched b ON b.record = r.id"
    )


def _root(parent: array[int], record: int) -> int:
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record
