"""Entries of an EU list as items: those under one key are one record with several listings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.model import Fact, Item, Link, Listing, Problem, Record


class Entry(Struct, frozen=True):
    """What one element or row of a list gave."""

    record: Record
    listing: Listing
    problems: tuple[Problem, ...]
    links: tuple[Link, ...] = ()


def joined(entries: Iterable[Entry | Problem], repeated: Counter[str]) -> Iterator[Item]:
    """The items of entries in file order; a record comes when the last entry under its key has.

    ``repeated`` says how many entries a key has, if more than one. An entry that gives its record
    another kind, or the same listing again, is a problem.
    """
    left = repeated.copy()
    held: dict[str, Record] = {}
    listed: set[str] = set()
    done: set[str] = set()
    for entry in entries:
        problem = entry if isinstance(entry, Problem) else None
        key = entry.record if isinstance(entry, Problem) else entry.record.id
        left[key] -= 1
        whole = held.pop(key, None)
        if isinstance(entry, Entry):
            record = entry.record
            other = whole is not None and whole.kind != record.kind
            if other or key in done or entry.listing.id in listed:
                message = "expected one entry under this key, found another; the first was kept"
                name = record.names[0].text[:200] if record.names else ""
                problem = Problem("double-entry", message, key, name, record.place)
            else:
                listed.add(entry.listing.id)
                whole = record if whole is None else merged(whole, record)
        if whole is not None and left[key] > 0:
            held[key] = whole
        elif whole is not None:
            done.add(key)
            yield whole
        if problem is not None:
            yield problem
        elif isinstance(entry, Entry):
            yield entry.listing
            yield from entry.links
            yield from entry.problems
    yield from held.values()


def merged(first: Record, other: Record) -> Record:
    """One record of two entries under one key: the first one's own name, what both say, once."""
    names = {name.text: name for name in first.names}
    for name in other.names:
        later = replace(name, type="alias") if name.type == "primary" else name
        names.setdefault(name.text, later)
    return replace(
        first,
        names=tuple(names.values()),
        identifiers=tuple(dict.fromkeys(first.identifiers + other.identifiers)),
        facts=tuple(_unlike(first.facts, other.facts)),
    )


def _unlike(facts: tuple[Fact, ...], others: tuple[Fact, ...]) -> Iterator[Fact]:
    """All facts, without those of the second that differ from one of the first in cite only."""
    known = {(fact.prop, fact.value, fact.period) for fact in facts}
    yield from facts
    yield from (fact for fact in others if (fact.prop, fact.value, fact.period) not in known)
