"""Which records' entities may change with those of others, and which of them share a hard number.

A load or a decision asks only about the records it touched and those they reach
(``temp.touched``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from hullmark.graph.identifiers import HARD

# CROSS JOIN keeps SQLite to the order of the tables, from the touched records on: it would begin
# with all numbers of a scheme, which takes as long for ten records as for a whole register.
_MARKS = ", ".join("?" * len(HARD))


def touch(con: sqlite3.Connection, records: Iterable[int]) -> None:
    """Begin ``temp.touched`` anew with some records."""
    con.execute("DROP TABLE IF EXISTS temp.touched")
    con.execute("CREATE TEMP TABLE touched (record INTEGER PRIMARY KEY)")
    con.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((one,) for one in records))


def reach(con: sqlite3.Connection) -> None:
    """Widen ``temp.touched`` to all records whose entity may change with those in it."""
    while True:
        before = _count(con)
        con.execute(
            "INSERT OR IGNORE INTO touched SELECT other.id FROM touched t"
            " CROSS JOIN record r ON r.id = t.record"
            " CROSS JOIN record other ON other.entity = r.entity"
        )
        con.execute(
            "INSERT OR IGNORE INTO touched SELECT theirs.record FROM touched t"
            " CROSS JOIN statement s ON s.record = t.record AND s.latest = 1"
            " CROSS JOIN identifier ours ON ours.statement = s.id AND ours.valid IS NOT 0"
            " CROSS JOIN identifier theirs"
            " ON theirs.scheme = ours.scheme AND theirs.value = ours.value"
            f" WHERE ours.scheme IN ({_MARKS}) AND theirs.valid IS NOT 0",
            HARD,
        )
        for one, other in (("left", "right"), ("right", "left")):
            con.execute(
                "INSERT OR IGNORE INTO touched SELECT far.id FROM touched t"
                f" CROSS JOIN record r ON r.id = t.record CROSS JOIN decision d ON d.{one} = r.key"
                f" CROSS JOIN record far ON far.key = d.{other} WHERE d.verdict = 'same'"
            )
        if _count(con) == before:
            return


def by_number(con: sqlite3.Connection) -> Iterator[tuple[str, str, list[int]]]:
    """Each valid hard number that several touched records bear: scheme, number, record numbers.

    In the order in which the schemes are trusted, then by number, records by their key.
    """
    for scheme in HARD:
        rows = con.execute(
            "SELECT DISTINCT i.value, r.key, r.id FROM touched t"
            " CROSS JOIN record r ON r.id = t.record"
            " CROSS JOIN statement s ON s.record = r.id AND s.latest = 1"
            " CROSS JOIN identifier i ON i.statement = s.id WHERE i.scheme = ? AND i.valid IS NOT 0"
            " ORDER BY i.value, r.key",
            (scheme,),
        ).fetchall()
        for value, group in groupby(rows, key=lambda row: row[0]):
            records = [number for _, _, number in group]
            if len(records) > 1:
                yield scheme, str(value), records


def _count(con: sqlite3.Connection) -> int:
    (count,) = con.execute("SELECT count(*) FROM touched").fetchone()
    return int(count)
