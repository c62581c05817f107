"""Entities derived from records and decisions: which records are one thing, its id, kind, caption.

They follow from records and decisions alone, so they can be thrown away and built again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from hullmark.graph.clusters import Clusters
from hullmark.graph.decisions import NEWEST
from hullmark.graph.identifiers import HARD, entity_id, title
from hullmark.graph.parts import parts, touched
from hullmark.graph.reach import by_number, reach
from hullmark.graph.schema import schema

LARGEST = 50_000  # records derived at once, some 100 MB; a register's millions go part by part
CASE = "case"  # the source whose captions give way to a list's

Pair = tuple[int, int]
Check = Callable[[list[Pair]], None]


def derive(con: sqlite3.Connection, check: Check | None = None) -> None:
    """Derive anew the entities of all records in ``temp.touched`` and of those they reach.

    ``check`` is asked to enter what the judge says of pairs that a machine's join would bring into
    one entity and that nobody has judged; then the joins are weighed anew.
    """
    reach(con)
    if check is None and touched(con) > LARGEST:
        _forget(con)
        for _ in parts(con, LARGEST):
            clusters, keys = _clusters(con)
            _join(con, clusters, keys, set())
            _enter(con, clusters, keys)
        return
    checked: set[Pair] = set()
    while True:
        clusters, keys = _clusters(con)
        _join(con, clusters, keys, checked)
        if check is None or not clusters.unjudged:
            break
        checked |= set(clusters.unjudged)
        check(clusters.unjudged)
    _forget(con)
    _enter(con, clusters, keys)


def _forget(con: sqlite3.Connection) -> None:
    """Take away what was derived from the touched records before."""
    con.execute(
        "DELETE FROM entity WHERE id IN (SELECT r.entity FROM touched t"
        " JOIN record r ON r.id = t.record)"
    )
    con.execute(
        "DELETE FROM conflict WHERE left IN (SELECT r.key FROM touched t"
        " JOIN record r ON r.id = t.record)"
    )


def _enter(con: sqlite3.Connection, clusters: Clusters, keys: dict[int, str]) -> None:
    """Write the entities of the clusters, and the joins that were refused."""
    con.executemany(
        "INSERT OR REPLACE INTO conflict (left, right, reason) VALUES (?, ?, ?)",
        [
            (*sorted((keys[left], keys[right])), "; ".join(reasons))
            for (left, right), reasons in clusters.refused.items()
        ],
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
        " CROSS JOIN statement s ON s.record = t.record AND s.latest = 1"
        " CROSS JOIN identifier i ON i.statement = s.id"
        f" WHERE i.valid IS NOT 0 AND i.scheme IN ({marks})",
        HARD,
    ):
        numbers.setdefault(record, {}).setdefault(scheme, set()).add(value)
    lists: dict[int, set[str]] = {}
    for record, name in con.execute(
        "SELECT t.record, l.source || ' ' || l.list FROM touched t"
        " JOIN statement s ON s.record = t.record AND s.latest = 1 AND s.until IS NULL"
        " JOIN stream l ON l.id = s.stream"
    ):
        lists.setdefault(record, set()).add(name)
    clusters, keys = Clusters(), {}
    for record, key, kind in con.execute(
        "SELECT r.id, r.key, max(json_extract(s.body, '$.kind')) FROM touched t"
        " CROSS JOIN record r ON r.id = t.record"
        " LEFT JOIN statement s ON s.record = r.id AND s.latest = 1 GROUP BY r.id ORDER BY r.key"
    ):
        keys[record] = key
        clusters.add(
            record,
            families.get(kind, ""),
            numbers.get(record, {}),
            frozenset(lists.get(record, ())),
        )
    return clusters, keys


def _join(
    con: sqlite3.Connection, clusters: Clusters, keys: dict[int, str], checked: set[Pair]
) -> None:
    """People's decisions first, then hard numbers, then the machine's, the surest first."""
    numbers = {key: record for record, key in keys.items()}
    decided = _decided(con, clusters, numbers)
    by_people = [one for one in decided if one.by_person]
    by_machine = [one for one in decided if not one.by_person]
    for one in by_people:
        if one.verdict == "different":
            clusters.keep_apart(numbers[one.left], numbers[one.right])
    for one in by_people:
        if one.verdict == "same":
            why = f"the decision of {one.author}"
            clusters.join(numbers[one.left], numbers[one.right], why=why, by_person=True)
    for scheme, value, records in by_number(con):
        for record in records[1:]:
            clusters.join(records[0], record, why=f"{title(scheme)} {value}")
    clusters.judged = checked | {
        (min(pair), max(pair))
        for one in decided
        for pair in [(numbers[one.left], numbers[one.right])]
    }
    for one in by_machine:
        if one.verdict == "different":
            clusters.doubt(numbers[one.left], numbers[one.right])
    same = [one for one in by_machine if one.verdict == "same"]
    for one in sorted(same, key=lambda one: (-(one.score or 0), one.left, one.right)):
        score = f" (score {one.score:.3f})" if one.score is not None else ""
        clusters.join_by_machine(
            numbers[one.left], numbers[one.right], why=f"the judgement of {one.author}{score}"
        )


class _Decided(Struct, frozen=True):
    """What counts about a pair of touched records."""

    left: str
    right: str
    verdict: str
    author: str
    by_person: bool
    score: float | None


def _decided(
    con: sqlite3.Connection, clusters: Clusters, numbers: dict[str, int]
) -> list[_Decided]:
    """The decision that counts for each pair: a person's, else the newest; by pair.

    Where people contradict one another the newest counts, and it is reported.
    """
    counts: dict[tuple[str, str], _Decided] = {}
    for row in con.execute(
        "SELECT d.left, d.right, d.verdict, d.author, d.by_person, d.score FROM touched t"
        " CROSS JOIN record r ON r.id = t.record CROSS JOIN decision d ON d.left = r.key"
        f" WHERE {NEWEST} ORDER BY d.left, d.right, d.by_person, d.id"
    ):
        left, right, verdict, author, by_person, score = row
        one = _Decided(left, right, verdict, author, bool(by_person), score)
        if one.right not in numbers:
            continue
        pair = (one.left, one.right)
        before = counts.get(pair)
        if before is not None and before.by_person and before.verdict != one.verdict:
            clusters.report(
                numbers[one.left],
                numbers[one.right],
                f"people disagree: {before.author} decided {before.verdict}, then {one.author} "
                f"{one.verdict}, which counts",
            )
        counts[pair] = one
    return list(counts.values())


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
        " FROM touched u CROSS JOIN record r ON r.id = u.record"
        " CROSS JOIN statement s ON s.record = r.id AND s.latest = 1"
        " CROSS JOIN stream t ON t.id = s.stream"
        " LEFT JOIN name n ON n.statement = s.id"
        " ORDER BY r.key, s.first, t.source, t.list, n.id"  # whatever was loaded first
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
