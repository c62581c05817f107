"""A person's decision about two records: entered at once, with who, when and why."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hullmark.graph import decisions, entities
from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.model import Decision
from hullmark.graph.reach import touch
from hullmark.graph.workspace import Workspace

AUTHOR = "HULLMARK_AUTHOR"


def decide(
    workspace: Workspace, left: str, right: str, verdict: str, *, author: str, note: str = ""
) -> tuple[str, str]:
    """Enter a decision about two records, by key, and say under which entities they are now.

    ``verdict`` is same, different, unsure or withdrawn. ``BadValue`` for one record twice,
    ``NotFound`` for a key that no loaded source has.
    """
    if left == right:
        raise BadValue(f"{left}: is one record; expected two.")
    if author == decisions.MACHINE:
        raise BadValue(f"The author {author!r} is the program's own; expected a person's name.")
    with workspace.transaction() as con:
        known = {
            key: number
            for number, key in con.execute(
                "SELECT id, key FROM record WHERE key IN (?, ?)", (left, right)
            )
        }
        for key in (left, right):
            if key not in known:
                raise NotFound(f"No loaded source has a record {key!r}; see: hullmark entities.")
        made = Decision(left, right, "unsure" if verdict == "withdrawn" else verdict, author, note)  # type: ignore[arg-type]
        decisions.enter(con, made, by_person=True, verdict=verdict)
        touch(con, known.values())
        entities.derive(con)
        return entity_of(workspace, left), entity_of(workspace, right)


def record_meant(workspace: Workspace, asked: str) -> str:
    """The record that a key names, or the only one of the entity that an id names.

    ``BadValue`` when an entity has several records: which of them is meant makes a difference.
    """
    con = workspace.connection
    if con.execute("SELECT 1 FROM record WHERE key = ?", (asked,)).fetchone():
        return asked
    keys = records_of(workspace, asked)
    if not keys:
        raise NotFound(f"No loaded source has a record {asked!r}; see: hullmark entities.")
    if len(keys) > 1:
        raise BadValue(
            f"{asked}: is {len(keys)} records ({', '.join(keys[:8])}); name one of them by its key."
        )
    return keys[0]


def records_of(workspace: Workspace, entity: str) -> Sequence[str]:
    """The keys of an entity's records."""
    rows = workspace.connection.execute(
        "SELECT r.key FROM entity e JOIN record r ON r.entity = e.id WHERE e.key = ? ORDER BY 1",
        (entity,),
    )
    return [key for (key,) in rows]


def entity_of(workspace: Workspace, record: str) -> str:
    """The id of the entity that a record was judged to be."""
    row = workspace.connection.execute(
        "SELECT e.key FROM record r JOIN entity e ON e.id = r.entity WHERE r.key = ?", (record,)
    ).fetchone()
    return str(row[0]) if row else ""


def person() -> str:
    """Who decides: ``HULLMARK_AUTHOR``, else the name of the account."""
    from getpass import getuser

    try:
        return os.environ.get(AUTHOR, "").strip() or getuser()
    except (OSError, KeyError):
        raise BadValue(f"Who decides is not known; say it with --author or {AUTHOR}.") from None
