"""``watch``: what is stated of a thing and of what stands behind it, and what came or went since.

States are compared in words and not by snapshots, so that a list loaded late, a decision of a
person and a new run of the resolver all show. Days on which a list merely says the same are no
change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.errors import NotFound
from hullmark.graph.reader import GraphReader
from hullmark.queries.card import card
from hullmark.queries.lookup import lookup
from hullmark.queries.owner_table import owner_rows
from hullmark.queries.owners import owners

LEVELS = 3  # how far behind a thing is looked
Lines = tuple[tuple[str, str], ...]
_SEEN = re.compile(r"(?:^|; ?)(?:seen|as of) [\d– -]+(?=;|$)")


class Change(Struct, frozen=True):
    """One statement that came or went: about which watched thing, what about, in words."""

    entity: str
    name: str
    change: str
    about: str
    words: str


def state_of(reader: GraphReader, entity: str) -> tuple[Answer, Lines]:
    """The card's answer, and all that is stated of a thing and of those up to three links above."""
    found = lookup(reader, entity)
    lines: dict[tuple[str, str], None] = {}
    for row in card(found):
        when = _SEEN.sub("", row.when).strip("; ")
        words = " · ".join(filter(None, (row.label, row.value, when, row.note)))
        lines[row.section, words] = None
    for one in owner_rows(owners(reader, [found.subjects[0]], levels=LEVELS)):
        listed = f"listed by {one['listed_by']}" if one["listed_by"] else ""
        when = _SEEN.sub("", one["when"]).strip("; ")
        share = f"({one['share']})" if one["share"] else ""
        parts = (f"{one['role']} {share}".strip(), one["who"], when, listed)
        lines[f"behind {one['of']}", " · ".join(filter(None, parts))] = None
    return found, tuple(sorted(lines))


def found_again(reader: GraphReader, entity: str, records: Sequence[str]) -> str | None:
    """The entity that a watched thing is now: by its id, else by any record that it stood on."""
    known = reader.entities([entity])
    if entity in known and (not records or _has(known[entity], records)):
        return entity
    for record in records:
        try:
            return lookup(reader, record).subjects[0]
        except NotFound:
            continue
    return entity if entity in known else None


def _has(entity: object, records: Iterable[str]) -> bool:
    held = {one.record.id for one in getattr(entity, "records", ())}
    return any(record in held for record in records)


def changes(entity: str, name: str, before: Lines, after: Lines) -> tuple[Change, ...]:
    """What came and what went between two states, in the order of what it is about."""
    old, new = frozenset(before), frozenset(after)
    gone = [(about, "gone", words) for about, words in old - new]
    come = [(about, "new", words) for about, words in new - old]
    return tuple(
        Change(entity, name, change, about, words) for about, change, words in sorted(gone + come)
    )
