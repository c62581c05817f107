"""GLEIF level 2, who owns whom: which entity consolidates which in its accounts, and branches.

The relation reads from the start node, the child: START is directly consolidated by END. Here the
END is the parent of the START. An accounting parent need not hold all shares, so no share is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from hullmark.graph.dates import Span, between, since
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.model import CURRENT, FORMER, Edition, Item, Link, Period, Problem
from hullmark.loaders.base import Source
from hullmark.loaders.gleif_file import Header, Shape, entries, is_of
from hullmark.loaders.gleif_register import (
    ID,
    LICENCE,
    PUBLISHER,
    SITE,
    days,
    deleted,
    key_of,
    known_by_lei,
    words,
)
from hullmark.loaders.gleif_row import Row, unread

LIST = "LEI relationships"
SOURCE = Source(
    id=ID,
    title="GLEIF: relationships (level 2)",
    format="CSV, XML or JSON",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    # Records are the two ends of about 600,000 relationships, each once or more often.
    expected={LIST: (200_000, 10_000_000)},
)
SHAPE = Shape(
    root="RelationshipData",
    header="Header",
    entry="RelationshipRecord",
    array="relations",
    columns=("Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID"),
    api="relationship-records",
)
# Relation -> its short name in keys, the role, and whether the END is its subject.
RELATIONS = {
    "IS_DIRECTLY_CONSOLIDATED_BY": ("direct", "parent", True),
    "IS_ULTIMATELY_CONSOLIDATED_BY": ("ultimate", "parent", True),
    "IS_INTERNATIONAL_BRANCH_OF": ("branch", "linked to", False),
    "IS_FUND-MANAGED_BY": ("fund-manager", "linked to", False),
    "IS_SUBFUND_OF": ("sub-fund", "linked to", False),
    "IS_FEEDER_TO": ("feeder", "linked to", False),
}
# What the publisher has taken back, or says twice.
_VOID = frozenset({"ANNULLED", "DUPLICATE"})
# Still stated, but nobody answers for it any more: it may be over.
_UNCERTAIN = frozenset({"LAPSED", "RETIRED"})
_RECENT = 1 << 15  # ends remembered, so that neighbouring rows give an entity once
_IGNORED = (
    "Registration.InitialRegistrationDate",
    "Registration.LastUpdateDate",
    "Registration.NextRenewalDate",
    "Registration.ManagingLOU",
    "Registration.ValidationSources",
    "Registration.ValidationDocuments",
    "Registration.ValidationReference",
    "Extension.conformity.conformityflag",
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first bytes open level 2 relationships in one of their formats."""
    return bool(head) and is_of(SHAPE, head)


def read(path: Path) -> Iterator[Item]:
    """The items of one file in its order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that breaks off and ``SourceChanged`` for one of another shape
    and for a type of relation that is new.
    """
    header = Header()
    items = _items(path, header)
    first = next(items, None)
    yield Edition(ID, LIST, header.published, title=SOURCE.title, url=SOURCE.url)
    if first is not None:
        yield from chain((first,), items)


def _items(path: Path, header: Header) -> Iterator[Item]:
    reported: set[str] = set()
    recent: set[str] = set()
    for row in entries(path, SHAPE, header):
        if isinstance(row, Problem):
            yield row
            continue
        start, end = _end(row, "StartNode"), _end(row, "EndNode")
        kind = row.take("Relationship.RelationshipType")
        if kind not in RELATIONS:
            raise SourceChanged(
                f"{path}: {row.place}: expected a type of relation that GLEIF has, found {kind!r}; "
                "hullmark needs to learn what that is."
            )
        key = f"{key_of(start)}/{RELATIONS[kind][0]}/{end}"
        status = row.take("Registration.RegistrationStatus")
        if not start or not end:
            message = "a relationship without the LEIs of both ends; it was not read"
            yield Problem("no-key", message, key_of(start or end), place=row.place)
        elif status in _VOID or deleted(row):
            message = f"GLEIF marks the relationship as {words(status or 'DELETED')}; not read"
            yield Problem("annulled", message, key_of(start), key, row.place)
        else:
            for lei in (start, end):
                if lei not in recent:
                    if len(recent) >= _RECENT:
                        recent.clear()
                    recent.add(lei)
                    yield known_by_lei(lei, row.place)
            yield from _link(row, key, start, end, kind, status)
            for name in _IGNORED:
                row.take(name)
            yield from unread(row, reported, key_of(start))


def _end(row: Row, node: str) -> str:
    """The LEI of an end, ``""`` where there is none or another kind of id."""
    lei = row.take(f"Relationship.{node}.NodeID")
    return lei if row.take(f"Relationship.{node}.NodeIDType") in ("", "LEI") else ""


def _link(row: Row, key: str, start: str, end: str, kind: str, status: str) -> Iterator[Item]:
    _, role, upward = RELATIONS[kind]
    stated = words(kind)
    terms = [
        category.replace("_", " ")
        for one in row.several("Relationship.RelationshipQualifiers.RelationshipQualifier")
        if (category := one.get("QualifierCategory", ""))
    ]
    for one in row.several("Relationship.RelationshipQuantifiers.RelationshipQuantifier"):
        method, amount, unit = (
            one.get(name, "")
            for name in ("MeasurementMethod", "QuantifierAmount", "QuantifierUnits")
        )
        if amount:
            terms.append(" ".join(words(part) for part in (method, amount, unit) if part))
    if status and status != "PUBLISHED":
        terms.append(f"record {words(status)}")
    period, wrong = _period(row, status)
    if wrong:
        yield Problem("bad-date", f"when it held: {wrong}", key_of(start), key, row.place)
    subject, target = (end, start) if upward else (start, end)
    yield Link(
        key,
        key_of(subject),
        role,
        key_of(target),
        period=period,
        as_stated=f"{stated} ({'; '.join(terms)})" if terms else stated,
        url=f"{SITE}{start}",
        place=row.place,
    )


def _period(row: Row, status: str) -> tuple[Period, str]:
    """When the relationship held, and what is wrong with its dates.

    Accounting and filing periods say which accounts prove it, not when it began or ended.
    """
    over = row.take("Relationship.RelationshipStatus") not in ("", "ACTIVE")
    start: Span | None = None
    end: Span | None = None
    try:
        for one in row.several("Relationship.RelationshipPeriods.RelationshipPeriod"):
            if one.get("PeriodType") == "RELATIONSHIP_PERIOD":
                start = days(one["StartDate"]) if one.get("StartDate") else start
                end = days(one["EndDate"]) if one.get("EndDate") else end
        if start and end:
            return between(start, end), ""
    except BadValue as bad:
        return (FORMER if over else Period()), str(bad)
    if end:
        return Period(end_min=end[0], end_max=end[1]), ""
    if over:
        return replace(FORMER, start_min=start[0], start_max=start[1]) if start else FORMER, ""
    lasting = "" if status in _UNCERTAIN else "current"
    if start:
        return since(start, tense=lasting), ""
    return (CURRENT if lasting else Period()), ""
