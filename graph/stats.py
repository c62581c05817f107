"""What a workspace holds, counted: things by kind, statements by list, links by role, decisions."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

from hullmark.graph.counted import Count, script
from hullmark.graph.identifiers import title
from hullmark.graph.workspace import Workspace

_STANDING = "s.latest = 1 AND s.until IS NULL"


def counts(workspace: Workspace) -> tuple[Count, ...]:
    """Every figure, by section; what is no longer stated is not counted."""
    con = workspace.connection
    return (
        *_things(con),
        *_lists(workspace),
        *_links(con),
        *_listings(con),
        *_numbers(con),
        *_names(con),
        *_decisions(con),
        *_problems(con),
    )


def _things(con: sqlite3.Connection) -> Iterator[Count]:
    listed = dict(
        con.execute(
            "SELECT e.kind, count(DISTINCT e.id) FROM entity e JOIN record r ON r.entity = e.id"
            " JOIN about a ON a.record = r.id JOIN statement s ON s.id = a.statement"
            f" WHERE s.sort = 'S' AND {_STANDING} GROUP BY e.kind"
        )
    )
    for kind, count in con.execute(
        "SELECT kind, count(*) FROM entity GROUP BY kind ORDER BY count(*) DESC, kind"
    ):
        yield Count("things", kind, count, f"{listed.get(kind, 0):,} on a list")
    (records,) = con.execute("SELECT count(*) FROM record WHERE entity IS NOT NULL").fetchone()
    (several,) = con.execute(
        "SELECT count(*) FROM (SELECT entity FROM record WHERE entity IS NOT NULL"
        " GROUP BY entity HAVING count(*) > 1)"
    ).fetchone()
    yield Count("things", "records they stand on", records, f"{several:,} stand on several")


def _lists(workspace: Workspace) -> Iterator[Count]:
    con = workspace.connection
    newest = {(one.source, one.list): one for one in workspace.snapshots()}
    for source, name, records, statements in con.execute(
        "SELECT t.source, t.list, sum(s.sort = 'R'), count(*) FROM statement s"
        f" JOIN stream t ON t.id = s.stream WHERE {_STANDING} GROUP BY t.id"
        " ORDER BY t.source, t.list"
    ):
        one = newest.get((source, name))
        day = f"as of {one.published}" if one and one.published else "no date"
        yield Count("lists", f"{source} {name}", records, f"{statements:,} statements, {day}")


def _links(con: sqlite3.Connection) -> Iterator[Count]:
    for role, count in con.execute(
        f"SELECT l.role, count(*) FROM link l JOIN statement s ON s.id = l.statement"
        f" WHERE {_STANDING} GROUP BY l.role ORDER BY count(*) DESC, l.role"
    ):
        yield Count("links", role, count)


def _listings(con: sqlite3.Connection) -> Iterator[Count]:
    for authority, count in con.execute(
        "SELECT json_extract(s.body, '$.authority'), count(*) FROM statement s"
        f" WHERE s.sort = 'S' AND {_STANDING} GROUP BY 1 ORDER BY 2 DESC, 1"
    ):
        yield Count("listings", authority or "?", count)


def _numbers(con: sqlite3.Connection) -> Iterator[Count]:
    for scheme, count, failing in con.execute(
        "SELECT i.scheme, count(*), sum(i.valid = 0) FROM identifier i"
        f" JOIN statement s ON s.id = i.statement WHERE {_STANDING}"
        " GROUP BY i.scheme ORDER BY count(*) DESC, i.scheme"
    ):
        note = f"{failing:,} fail their check" if failing else ""
        yield Count("numbers", title(scheme), count, note)


def _names(con: sqlite3.Connection) -> Iterator[Count]:
    found: Counter[str] = Counter()
    for (text,) in con.execute(
        f"SELECT n.text FROM name n JOIN statement s ON s.id = n.statement WHERE {_STANDING}"
    ):
        found[script(text)] += 1
    for name, count in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield Count("names by script", name, count)


def _decisions(con: sqlite3.Connection) -> Iterator[Count]:
    for by_person, verdict, count in con.execute(
        "SELECT by_person, verdict, count(*) FROM decision d WHERE NOT EXISTS (SELECT 1 FROM"
        " decision o WHERE o.left = d.left AND o.right = d.right AND o.author = d.author"
        " AND o.id > d.id) GROUP BY by_person, verdict ORDER BY by_person DESC, verdict"
    ):
        yield Count("decisions", f"{verdict} by {'people' if by_person else 'the judge'}", count)
    (refused,) = con.execute("SELECT count(*) FROM conflict").fetchone()
    if refused:
        yield Count("decisions", "joins refused or made against a number", refused)


def _problems(con: sqlite3.Connection) -> Iterator[Count]:
    for code, count in con.execute(
        "SELECT code, count(*) FROM problem GROUP BY code ORDER BY count(*) DESC, code"
    ):
        yield Count("problems", code, count)
