"""``watch``: what is stated of a thing and of what stands behind it, and what came or went since.

States are compared in words and not by snapshots, so that a list loaded late, a decision of a
person and a new run of the resolver all show. Days on which a list merely says the same are no
change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from hullmark.graph.answer import Answer, Evidence
from hullmark.graph.errors import NotFound
from hullmark.graph.reader import GraphReader
from hullmark.graph.watched import LEVELS, Line, State
from hullmark.queries.card import card
from hullmark.queries.lookup import lookup
from hullmark.queries.output import source_lines
from hullmark.queries.owner_table import levels as by_level
from hullmark.queries.owner_table import owner_rows
from hullmark.queries.owners import owners

_SEEN = re.compile(r"(?:^|; ?)(?:seen|as of) [\d– -]+(?=;|$)")


class Change(Struct, frozen=True):
    """One statement that came or went after a look: of which watched thing, what about, who says.

    ``sources`` are those that say it now, or that said it then of what is gone.
    """

    entity: str
    name: str
    change: str
    about: str
    words: str
    since: str
    sources: tuple[str, ...] = ()


def state_of(reader: GraphReader, entity: str, levels: int = LEVELS) -> tuple[Answer, State]:
    """The card's answer, and all that is stated of a thing and of those so many links above."""
    found = lookup(reader, entity)
    lines: dict[tuple[str, str], list[Evidence]] = {}
    for row in card(found):
        when = _SEEN.sub("", row.when).strip("; ")
        words = " · ".join(filter(None, (row.label, row.value, when, row.note)))
        lines.setdefault((row.section, words), []).extend(row.evidence)
    behind = owners(reader, [found.subjects[0]], levels=levels)
    for one, (_, _, above, link) in zip(owner_rows(behind), by_level(behind), strict=True):
        listed = f"listed by {one['listed_by']}" if one["listed_by"] else ""
        when = _SEEN.sub("", one["when"]).strip("; ")
        share = f"({one['share']})" if one["share"] else ""
        parts = (f"{one['role']} {share}".strip(), one["who"], when, listed)
        said = lines.setdefault((f"behind {one['of']}", " · ".join(filter(None, parts))), [])
        said.append(link.evidence)
        if one["listed_by"]:
            said += (x.evidence for x in behind.entities[above].listings)
    return found, tuple(Line(*key, source_lines(said)) for key, said in sorted(lines.items()))


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


def changes(entity: str, name: str, before: State, after: State, since: str) -> tuple[Change, ...]:
    """What came and what went between two states, in the order of what it is about."""
    old, new = ({(one.about, one.words): one.sources for one in state} for state in (before, after))
    gone = [(about, "gone", words, old[about, words]) for about, words in old.keys() - new.keys()]
    come = [(about, "new", words, new[about, words]) for about, words in new.keys() - old.keys()]
    return tuple(
        Change(entity, name, change, about, words, since, sources)
        for about, change, words, sources in sorted(gone + come)
    )
