"""The ledger of decisions: who judged which two records to be same, different or unsure, and why.

Rows are added and never changed: the newest row of an author about a pair counts, a person's
outranks the machine's, undoing is a row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from hullmark.graph.answer import JudgedSame
from hullmark.graph.model import Decision

MACHINE = "hullmark"  # the author of what the judge decides


# The newest row of each author about each pair, unless it takes an earlier one back.
NEWEST = (
    "d.verdict <> 'withdrawn' AND NOT EXISTS (SELECT 1 FROM decision o WHERE o.left = d.left"
    " AND o.right = d.right AND o.author = d.author AND o.id > d.id)"
)
_COLUMNS = (
    "d.id, d.left, d.right, d.verdict, d.author, d.by_person, d.reason, d.score, d.version,"
    " d.cite, d.made_at"
)


class Row(Struct, frozen=True):
    """One row of the ledger. ``version`` is the judge's, where the machine decided."""

    id: int
    left: str
    right: str
    verdict: str
    author: str
    by_person: bool
    reason: str
    score: float | None
    version: str
    cite: str
    made_at: str


def rows(con: sqlite3.Connection) -> Iterator[Row]:
    """The whole ledger in the order in which it was written, superseded rows included."""
    return _rows(con, "TRUE ORDER BY d.id")


def about(con: sqlite3.Connection, left: str, right: str) -> list[Row]:
    """Every row about two records, the oldest first."""
    one, other = sorted((left, right))
    return list(_rows(con, "d.left = ? AND d.right = ? ORDER BY d.id", one, other))


def standing(con: sqlite3.Connection, verdict: str = "") -> Iterator[Row]:
    """The row that counts of every pair, the surest first; only those of one verdict, if given."""
    ranked = (
        f"SELECT {_COLUMNS}, row_number() OVER (PARTITION BY d.left, d.right"
        " ORDER BY d.by_person DESC, d.id DESC) AS rank"
        f" FROM decision d WHERE {NEWEST}"
    )
    for *row, _ in con.execute(
        f"SELECT * FROM ({ranked}) WHERE rank = 1 AND (?1 = '' OR verdict = ?1)"
        " ORDER BY score DESC, left, right",
        (verdict,),
    ):
        yield _row(row)


def open_questions(con: sqlite3.Connection) -> Iterator[tuple[Row, tuple[str, str]]]:
    """Each pair that was left unsure and is two entities, the likeliest first, with captions."""
    for row in standing(con, "unsure"):
        found = con.execute(
            "SELECT a.caption, b.caption FROM record l JOIN entity a ON a.id = l.entity,"
            " record r JOIN entity b ON b.id = r.entity"
            " WHERE l.key = ? AND r.key = ? AND l.entity <> r.entity",
            (row.left, row.right),
        ).fetchone()
        if found:
            yield row, found


def counting(con: sqlite3.Connection, left: str, right: str) -> Row | None:
    """The row that counts about two records, if there is one."""
    one, other = sorted((left, right))
    found = list(
        _rows(
            con,
            f"d.left = ? AND d.right = ? AND {NEWEST} ORDER BY d.by_person DESC, d.id DESC LIMIT 1",
            one,
            other,
        )
    )
    return found[0] if found else None


def judged_same(con: sqlite3.Connection, numbers: str) -> dict[int, tuple[JudgedSame, ...]]:
    """Of entities by their row numbers (JSON): the judge's joins that no person confirmed."""
    found: dict[int, list[JudgedSame]] = {}
    for entity, left, right, score in con.execute(
        "SELECT l.entity, d.left, d.right, d.score FROM json_each(?) j"
        " JOIN record l ON l.entity = j.value JOIN decision d ON d.left = l.key"
        " JOIN record r ON r.key = d.right AND r.entity = l.entity"
        " WHERE d.verdict = 'same' AND NOT d.by_person"
        f" AND {NEWEST} AND NOT EXISTS (SELECT 1 FROM decision p WHERE p.left = d.left"
        " AND p.right = d.right AND p.by_person AND p.verdict = 'same')"
        " ORDER BY d.left, d.right, d.id",
        (numbers,),
    ):
        found.setdefault(entity, []).append(JudgedSame(left, right, score))
    return {entity: tuple(pairs) for entity, pairs in found.items()}


def _rows(con: sqlite3.Connection, where: str, *values: str) -> Iterator[Row]:
    for row in con.execute(f"SELECT {_COLUMNS} FROM decision d WHERE {where}", values):
        yield _row(row)


def _row(row: Iterable[object]) -> Row:
    fields = list(row)
    fields[5] = bool(fields[5])
    return Row(*fields)  # type: ignore[arg-type]


def enter(
    con: sqlite3.Connection,
    decision: Decision,
    *,
    by_person: bool,
    verdict: str = "",
    snapshot: int | None = None,
    version: str = "",
) -> None:
    """Add one row to the ledger; ``verdict="withdrawn"`` takes an author's earlier one back."""
    left, right = sorted((decision.left, decision.right))
    con.execute(
        "INSERT INTO decision (left, right, verdict, author, by_person, reason, score, cite,"
        " snapshot, made_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            left,
            right,
            verdict or decision.verdict,
            decision.author,
            by_person,
            decision.reason,
            decision.score,
            decision.cite,
            snapshot,
            decision.made_on or datetime.now(UTC).isoformat(timespec="seconds"),
            version,
        ),
    )


def enter_file(
    con: sqlite3.Connection, decided: Iterable[Decision], stream: int, snapshot: int
) -> None:
    """Enter what a case file decides: new or changed verdicts, withdrawals of dropped ones."""
    wanted = {tuple(sorted((one.left, one.right))): one for one in decided}
    standing = {
        (left, right): (verdict, reason, author)
        for left, right, verdict, reason, author in con.execute(
            "SELECT d.left, d.right, d.verdict, d.reason, d.author FROM decision d"
            " JOIN snapshot n ON n.id = d.snapshot WHERE n.stream = ? ORDER BY d.id",
            (stream,),
        )
    }
    for pair, one in wanted.items():
        if standing.get((pair[0], pair[1])) != (one.verdict, one.reason, one.author):
            enter(con, one, by_person=True, snapshot=snapshot)
    for pair, (verdict, _, author) in standing.items():
        if pair not in wanted and verdict != "withdrawn":
            gone = Decision(*pair, "unsure", author, "no longer in the case file")
            enter(con, gone, by_person=True, verdict="withdrawn", snapshot=snapshot)
    _touch(con, {key for pair in wanted.keys() | standing.keys() for key in pair})


def known(con: sqlite3.Connection, one: Decision, verdict: str = "") -> str:
    """``there`` for a decision that is in the ledger, ``older`` for one that its author has since
    decided anew, ``""`` for news; ``verdict`` as for ``enter``."""
    before = [row for row in about(con, one.left, one.right) if row.author == one.author]
    day, said = one.made_on or max((row.made_at for row in before), default=""), one.reason
    if (verdict or one.verdict, said, day) in [(o.verdict, o.reason, o.made_at) for o in before]:
        return "there"
    return "older" if any(day < row.made_at for row in before) else ""


def enter_part(con: sqlite3.Connection, decided: Iterable[Decision], snapshot: int) -> None:
    """Enter decisions of a file that is no whole: what it does not repeat stays as it is.

    The judge's stay the judge's. What is in the ledger already, or older than its author's newest
    word about the pair, is not entered.
    """
    touched = set()
    for one in decided:
        if not known(con, one):
            by_person = one.author != MACHINE
            enter(con, one, by_person=by_person, snapshot=snapshot, version=one.version)
            touched |= {one.left, one.right}
    _touch(con, touched)


def _touch(con: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Have the entities of these records derived anew."""
    for key in keys:
        con.execute("INSERT OR IGNORE INTO touched SELECT id FROM record WHERE key = ?", (key,))
