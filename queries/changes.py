"""`changes`: what lists said differently at two times, in the words of who reads lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct

from hullmark.graph import shares
from hullmark.graph.answer import Comparison, Difference, Snapshot
from hullmark.graph.dates import say
from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.identifiers import title
from hullmark.graph.model import Event, Link, Listing, Record
from hullmark.graph.reader import History
from hullmark.graph.schema import schema
from hullmark.graph.spans import parse_day
from hullmark.graph.text import country_name

_SHA = re.compile(r"[0-9a-f]{8,64}")


class Change(Struct, frozen=True):
    """One thing that a list said differently: about which entry, what kind of change, in words."""

    record: str
    name: str
    kind: str
    what: str
    before: str = ""
    after: str = ""


class ListChanges(Struct, frozen=True):
    """What one list said differently at two times."""

    comparison: Comparison
    changes: tuple[Change, ...] = ()


class Changes(Struct, frozen=True):
    """The answer of ``changes``: a part for each list, and what could not be compared."""

    earlier: str
    later: str
    lists: tuple[ListChanges, ...] = ()
    unknown: tuple[str, ...] = ()


def changes(history: History, earlier: str, later: str) -> Changes:
    """What was added, taken off, renamed, re-flagged or re-linked between two times.

    Both are days, or both snapshots of one list by the first eight digits or more of their
    SHA-256, as ``hullmark sources`` prints them. Raises ``BadValue`` and ``NotFound``.
    """
    begin, end = _time(history, earlier), _time(history, later)
    if isinstance(begin, Snapshot) != isinstance(end, Snapshot):
        raise BadValue("Expected two days or two snapshots, found one of each; give both alike.")
    if isinstance(begin, Snapshot) and isinstance(end, Snapshot):
        if (begin.source, begin.list) != (end.source, end.list):
            raise BadValue(
                f"{begin.file} is of {begin.source} {begin.list}, {end.file} of {end.source} "
                f"{end.list}; expected two snapshots of one list."
            )
        if (begin.published or date.min) > (end.published or date.min):
            begin, end = end, begin
    elif isinstance(begin, date) and isinstance(end, date) and begin >= end:
        raise BadValue(f"--from {begin} is not before --to {end}; expected the earlier day first.")
    found, unknown = [], []
    for one in history.compared(begin, end):
        if one.earlier is None:
            unknown.append(
                f"{one.source} {one.list}: the first snapshot is of {_first(history, one)}; "
                "nothing earlier is loaded to compare it with."
            )
            continue
        if one.earlier.id == one.later.id:
            unknown.append(
                f"{one.source} {one.list}: no other snapshot than that of {one.later.published} "
                "is loaded for this time."
            )
            continue
        if not one.complete:
            unknown.append(
                f"{one.source} {one.list}: a part of the list stands on one side, so an entry that "
                "is new here may have been listed before."
            )
        if _format(one.earlier) != _format(one.later):
            unknown.append(
                f"{one.source} {one.list}: {one.earlier.file} and {one.later.file} are files of "
                "two formats; what only one of them has room for (an address, a date) shows as a "
                "change."
            )
        found.append(ListChanges(one, tuple(_changes(one))))
    if not (found or unknown):
        raise NotFound(f"No snapshot is loaded by {later}; load the lists first.")
    return Changes(earlier, later, tuple(found), tuple(unknown))


def _format(one: Snapshot) -> str:
    """The suffix that says the format, without that of the packing."""
    name = re.sub(r"\.(gz|xz|bz2|zip)$", "", one.file.lower())
    return name.rpartition(".")[2] if "." in name else ""


def _first(history: History, one: Comparison) -> date | None:
    days = (
        s.published for s in history.snapshots() if (s.source, s.list) == (one.source, one.list)
    )
    return next(days, None)


def _time(history: History, text: str) -> date | Snapshot:
    if not _SHA.fullmatch(text.lower()) or re.fullmatch(r"(19|20)\d{6}", text):
        return parse_day(text)
    hits = [one for one in history.snapshots() if one.sha256.startswith(text.lower())]
    if len(hits) != 1:
        found = f"{len(hits)} snapshots" if hits else "none"
        raise NotFound(
            f"{text!r}: expected the first digits of one snapshot's SHA-256, found {found}; see "
            "hullmark sources."
        )
    return hits[0]


def _changes(one: Comparison) -> Iterator[Change]:
    records = [d for d in one.differences if isinstance(d.earlier or d.later, Record)]
    gone = {d.key for d in records if d.later is None}
    came = {d.key for d in records if d.earlier is None}
    for difference in records:
        yield from _record(difference, one.complete)
    for difference in one.differences:
        said = difference.later or difference.earlier
        if isinstance(said, Listing) and said.record not in gone | came:
            yield from _listing(difference, said.record, one.names.get(said.record, said.record))
        elif isinstance(said, Link):
            yield from _link(difference, said, one, gone, came)
        elif isinstance(said, Event):
            name = ", ".join(one.names.get(key, key) for key in said.subjects)
            kind, before, after = _kind(difference, "event")
            where = " ".join(part for part in (said.type, said.at, say(said.period)) if part)
            yield Change(said.subjects[0], name, kind, where, before, after)


def _record(difference: Difference, complete: bool) -> Iterator[Change]:
    was, now = difference.earlier, difference.later
    if not (isinstance(was, Record) and isinstance(now, Record)):
        only = now if isinstance(now, Record) else was
        assert isinstance(only, Record)
        new = "added" if complete else "first seen"
        word = schema().kinds[only.kind].word
        yield Change(only.id, _main(only), new if now else "taken off", word)
        return
    name = _main(now)
    if _main(was) != name:
        yield Change(now.id, name, "renamed", "name", _main(was), name)
    if was.kind != now.kind:
        yield Change(now.id, name, "changed", "kind", was.kind, now.kind)
    others = _names(was) - {_main(was), name}, _names(now) - {_main(was), name}
    yield from _sets(now, "name", *others)
    numbers = [
        {f"{title(one.scheme)} {one.value}" for one in side.identifiers} for side in (was, now)
    ]
    yield from _sets(now, "number", *numbers)
    for prop in sorted({fact.prop for side in (was, now) for fact in side.facts}):
        kind = "re-flagged" if prop == "flag" else "changed"
        before, after = (_facts(side, prop) for side in (was, now))
        if before != after:
            yield Change(now.id, name, kind, prop, "; ".join(before), "; ".join(after))
    if was.description != now.description:
        yield Change(now.id, name, "changed", "remarks", was.description, now.description)


def _sets(record: Record, what: str, before: set[str], after: set[str]) -> Iterator[Change]:
    if before != after:
        gone, came = "; ".join(sorted(before - after)), "; ".join(sorted(after - before))
        yield Change(record.id, _main(record), "changed", what, gone, came)


def _listing(difference: Difference, record: str, name: str) -> Iterator[Change]:
    was, now = difference.earlier, difference.later
    if not (isinstance(was, Listing) and isinstance(now, Listing)):
        kind, before, after = _kind(difference, "listing")
        only = now if isinstance(now, Listing) else was
        assert isinstance(only, Listing)
        words = "; ".join((f"{only.authority} {only.list}", *only.programmes))
        yield Change(record, name, kind, "listing", words if before else "", words if after else "")
        return
    parts: dict[str, Callable[[Listing], Iterable[str]]] = {
        "programme": lambda one: one.programmes,
        "measures": lambda one: one.measures,
        "listed": lambda one: [say(one.period)],
        "reason": lambda one: [one.reason],
        "reference": lambda one: [one.reference],
    }
    for what, part in parts.items():
        sides = [tuple(dict.fromkeys(part(side))) for side in (was, now)]
        if set(sides[0]) != set(sides[1]):
            yield Change(record, name, "changed", what, *("; ".join(side) for side in sides))


def _link(
    difference: Difference, said: Link, one: Comparison, gone: set[str], came: set[str]
) -> Iterator[Change]:
    # A new entry's links say who it is; with an entry that is gone its links are gone too.
    if said.subject in gone | came or (not said.subject and said.object in gone | came):
        return
    ends = [
        one.names.get(key, key) or words
        for key, words in ((said.subject, said.subject_name), (said.object, said.object_name))
    ]
    role = schema().roles[said.role]
    sentence = f"{ends[0]} {role.says[said.period.tense == 'former']} {ends[1]}"
    kind, before, after = _kind(difference, "re-linked")
    if difference.earlier is not None and difference.later is not None:
        before, after = (_terms(side) for side in (difference.earlier, difference.later))
    yield Change(said.subject or said.object, ends[0], kind, sentence, before, after)


def _terms(link: object) -> str:
    assert isinstance(link, Link)
    stake = f" {shares.say_held(link.share, link.as_stated)}" if link.share else ""
    over = ", formerly" if link.period.tense == "former" else ""
    return f"{link.as_stated or link.role}{stake} {say(link.period)}".strip() + over


def _kind(difference: Difference, word: str) -> tuple[str, str, str]:
    if difference.earlier is None:
        return word, "", "stated"
    if difference.later is None:
        return word, "stated", "no longer stated"
    return word, "stated", "stated otherwise"


def _facts(record: Record, prop: str) -> tuple[str, ...]:
    said: dict[str, None] = {}
    for fact in record.facts:
        if fact.prop == prop:
            words = country_name(fact.value) if prop in ("flag", "country") else fact.value
            said[f"{words} (former)" if fact.period.tense == "former" else words] = None
    return tuple(said)


def _names(record: Record) -> set[str]:
    return {one.text for one in record.names}


def _main(record: Record) -> str:
    names = [one.text for one in record.names if one.type == "primary"]
    return next(iter(names or _names(record)), record.id)
