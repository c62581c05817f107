"""The ledger of decisions, and the entities derived from it.

Rows are added and never changed: the newest row of an author about a pair counts, a person's
outranks the machine's, undoing is a row. Entities follow from records and decisions alone, so they
can be thrown away and built again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from hullmark.graph.clusters import Clusters
from hullmark.graph.identifiers import HARD, entity_id, title
from hullmark.graph.model import Decision
from hullmark.graph.reach import by_number, reach
from hullmark.graph.schema import schema

CASE = "case"  # the source whose captions give way to a list's


def enter(
    con: sqlite3.Connection,
    decision: Decision,
    *,
    by_person: bool,
    verdict: str = "",
    snapshot: int | None = None,
) -> None:
    """Add one row to the ledger; ``verdict="withdrawn"`` takes an author's earlier one back."""
    left, right = sorted((decision.left, decision.right))
    con.execute(
        "INSERT INTO decision (left, right, verdict, author, by_person, reason, score, cite,"
        " snapshot, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    for key in {key for pair in wanted.keys() | standing.keys() for key in pair}:
        con.execute("INSERT OR IGNORE INTO touched SELECT id FROM record WHERE key = ?", (key,))


def derive(con: sqlite3.Connection) -> None:
    """Derive anew the entities of all records in ``temp.touched`` and of those they reach."""
    reach(con)
    clusters, keys = _clusters(con)
    _join(con, clusters, keys)
    con.execute(
        "DELETE FROM entity WHERE id IN (SELECT r.entity FROM touched t"
        " JOIN record r ON r.id = t.record)"
    )
    con.execute(
        "DELETE FROM conflict WHERE left IN (SELECT r.key FROM touched t"
        " JOIN record r ON r.id = t.record)"
    )
    con.executemany(
        "INSERT OR REPLACE INTO conflict (left, right, reason) VALUES (?, ?, ?)",
        [(keys[left], keys[right], reason) for left, right, reason in clusters.refused],
    )
    faces = _faces(con)
    for members in clusters.groups():
        _write(con, members, clusters.numbers(members[0]), faces, keys)


def _clusters(con: sqlite3.Connection) -> tuple[Clusters, dict[int, str]]:
    families = {name: kind.family for name, kind in schema().kinds.items()}
    numbers: dict[int, dict[str, set[str]]] = {}
    marks = ", ".join("?" * len(HARD))
    for record, scheme, value in con.execute(
        "SELECT t.record, i.scheme, i.value FROM touched t"
        " JOIN statement s ON s.record = t.record AND s.latest = 1"
        " JOIN identifier i ON i.statement = s.id"
        f" WHERE i.valid IS NOT 0 AND i.scheme IN ({marks})",
        HARD,
    ):
        numbers.setdefault(record, {}).setdefault(scheme, set()).add(value)
    clusters, keys = Clusters(), {}
    for record, key, kind in con.execute(
        "SELECT r.id, r.key, max(json_extract(s.body, '$.kind')) FROM touched t"
        " JOIN record r ON r.id = t.record"
        " LEFT JOIN statement s ON s.record = r.id AND s.latest = 1 GROUP BY r.id ORDER BY r.key"
    ):
        keys[record] = key
        clusters.add(record, families.get(kind, ""), numbers.get(record, {}))
    return clusters, keys


def _join(con: sqlite3.Connection, clusters: Clusters, keys: dict[int, str]) -> None:
    """People's decisions first, then hard numbers, then the machine's decisions."""
    numbers = {key: record for record, key in keys.items()}
    decided = _standing(con, numbers)
    for left, right, verdict, _, by_person in decided:
        if by_person and verdict == "different":
            clusters.keep_apart(numbers[left], numbers[right])
    for left, right, verdict, author, by_person in decided:
        if by_person and verdict == "same":
            clusters.join(
                numbers[left], numbers[right], why=f"the decision of {author}", by_person=True
            )
    for scheme, value, records in by_number(con):
        for record in records[1:]:
            clusters.join(records[0], record, why=f"{title(scheme)} {value}")
    for left, right, verdict, author, by_person in decided:
        if not by_person and verdict == "same":
            clusters.join(numbers[left], numbers[right], why=f"the decision of {author}")


def _standing(
    con: sqlite3.Connection, numbers: dict[str, int]
) -> list[tuple[str, str, str, str, bool]]:
    """The decision that counts for each pair of touched records: a person's, else the newest."""
    counts: dict[tuple[str, str], tuple[str, str, bool]] = {}
    newest: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for left, right, verdict, author, by_person in con.execute(
        "SELECT d.left, d.right, d.verdict, d.author, d.by_person FROM touched t"
        " JOIN record r ON r.id = t.record JOIN decision d ON d.left = r.key ORDER BY d.id"
    ):
        if right in numbers:
            newest.pop((left, right, author), None)
            newest[left, right, author] = (verdict, bool(by_person))
    for (left, right, author), (verdict, by_person) in newest.items():
        before = counts.get((left, right))
        if verdict != "withdrawn" and (before is None or by_person or not before[2]):
            counts[left, right] = (verdict, author, by_person)
    return [(*pair, *rest) for pair, rest in sorted(counts.items())]


_Face = tuple[str, list[tuple[object, ...]], tuple[object, ...]]


def _faces(con: sqlite3.Connection) -> dict[int, _Face]:
    """For each touched record: its kind, its names ranked for a caption, and its age."""
    faces: dict[int, _Face] = {}
    for (
        record,
        key,
        kind,
        description,
        first,
        gone,
        source,
        newest,
        text,
        kind_of_name,
    ) in con.execute(
        "SELECT r.id, r.key, json_extract(s.body, '$.kind'),"
        " coalesce(json_extract(s.body, '$.description'), ''), s.first, s.until IS NOT NULL,"
        " t.source, (SELECT max(stamp) FROM snapshot WHERE stream = s.stream), n.text, n.type"
        " FROM touched u JOIN record r ON r.id = u.record"
        " JOIN statement s ON s.record = r.id AND s.latest = 1 JOIN stream t ON t.id = s.stream"
        " LEFT JOIN name n ON n.statement = s.id ORDER BY r.key, s.id, n.id"
    ):
        face = faces.setdefault(record, (kind, [], (first, key)))
        caption = text or (f"[{description}]" if description else key)
        rank = (
            text is None,
            bool(gone),
            kind_of_name != "primary",
            source == CASE,
            not str(caption).isascii(),
            -int(newest.replace("-", "").replace(".", "")),  # of the newest list first
            key,
        )
        face[1].append((*rank, caption))
    return faces


def _write(
    con: sqlite3.Connection,
    members: list[int],
    numbers: dict[str, set[str]],
    faces: dict[int, _Face],
    keys: dict[int, str],
) -> None:
    kinds = schema().kinds
    known = [faces[member] for member in members if member in faces]
    kind = max((face[0] for face in known), key=lambda k: (kinds[k].rank, k), default="LegalEntity")
    names = sorted(name for face in known for name in face[1])
    caption = str(names[0][-1]) if names else min(keys[member] for member in members)
    ages = sorted((faces[m][2] if m in faces else ("~", keys[m])) for m in members)
    wanted = [
        made
        for scheme in HARD
        for value in sorted(numbers.get(scheme, ()))
        if (made := entity_id(scheme, value))
    ]
    for key in (*wanted, str(ages[0][1])):
        cursor = con.execute(
            "INSERT OR IGNORE INTO entity (key, kind, caption) VALUES (?, ?, ?)",
            (key, kind, caption),
        )
        if cursor.rowcount:
            con.executemany(
                "UPDATE record SET entity = ? WHERE id = ?",
                [(cursor.lastrowid, member) for member in members],
            )
            return
