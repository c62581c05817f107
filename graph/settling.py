"""Links to a name settled inside their list: on the one record that bears exactly that name."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from hullmark.graph.model import Link, Problem
from hullmark.graph.text import name_key


def settled(con: sqlite3.Connection, link: Link, stream: int, stamp: str) -> Link | Problem:
    """The link with both ends by record id, or why no single record of the list bears the name.

    ``stream`` and ``stamp`` say which list, as it stood when.
    """
    words = link.object_name or link.subject_name
    bearers = _bearers(con, words, stream, stamp)
    if len(bearers) == 1:
        return replace(link, **{"object" if link.object_name else "subject": bearers[0]})
    found = f"{len(bearers)} entries bear" if bearers else "no entry bears"
    which = f" ({', '.join(bearers[:5])})" if bearers else ""
    return Problem(
        "unsettled-link",
        f"{link.role} {words!r}: {found} exactly that name in this list{which}; "
        "the link was not made",
        record=link.subject or link.object,
        value=words,
        place=link.place,
    )


def _bearers(con: sqlite3.Connection, words: str, stream: int, stamp: str) -> list[str]:
    """Records whose own name it is; only where there are none, those that have it for an alias.

    OFAC writes its targets by their primary names: N.I.T.C. REPRESENTATIVE OFFICE, which has
    NATIONAL IRANIAN TANKER COMPANY for an alias, is not what 130 tankers are linked to.
    """
    rows = con.execute(
        "SELECT DISTINCT r.key, n.type = 'primary' FROM name n"
        " JOIN statement s ON s.id = n.statement JOIN record r ON r.id = n.record"
        " WHERE n.key = ? AND n.text = ? AND s.stream = ? AND s.since <= ?"
        " AND (s.until IS NULL OR s.until > ?) ORDER BY r.key",
        (name_key(words), words, stream, stamp, stamp),
    ).fetchall()
    primary = [key for key, own in rows if own]
    return primary or list(dict.fromkeys(key for key, _ in rows))
