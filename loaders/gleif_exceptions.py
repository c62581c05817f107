"""GLEIF's reporting exceptions: why an entity names no parent, as facts of the entity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Item, Problem, Record
from hullmark.loaders.base import Source
from hullmark.loaders.gleif_file import Header, Shape, entries, is_of
from hullmark.loaders.gleif_register import ID, LICENCE, PUBLISHER, SITE, deleted, key_of, lei_of
from hullmark.loaders.gleif_row import unread

LIST = "LEI reporting exceptions"
SOURCE = Source(
    id=ID,
    title="GLEIF: reporting exceptions (level 2)",
    format="CSV, XML or JSON",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    expected={LIST: (1_000_000, 20_000_000)},
)
SHAPE = Shape(
    root="ReportingExceptionData",
    header="Header",
    entry="Exception",
    array="exceptions",
    columns=("LEI", "ExceptionCategory"),
    api="reporting-exceptions",
)
CATEGORIES = {
    "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT": ("direct", "no direct parent named"),
    "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT": ("ultimate", "no ultimate parent named"),
}
# The reasons in the words of GLEIF's format; a new one stops the load.
REASONS = {
    "NATURAL_PERSONS": "controlled by natural persons, without an entity that consolidates it",
    "NON_CONSOLIDATING": "controlled by entities that need not consolidate accounts",
    "NO_KNOWN_PERSON": "no person is known to control it",
    "NO_LEI": "the parent has no LEI or does not consent to one",
    "NON_PUBLIC": "the relationship is not public",
    "BINDING_LEGAL_COMMITMENTS": "binding legal commitments prevent it",
    "LEGAL_OBSTACLES": "laws prevent it",
    "CONSENT_NOT_OBTAINED": "the parent did not consent",
    "DETRIMENT_NOT_EXCLUDED": "it could harm the entity or its parent",
    "DISCLOSURE_DETRIMENTAL": "disclosure would harm the entity or its parent",
}


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first bytes open reporting exceptions in one of their formats."""
    return bool(head) and is_of(SHAPE, head)


def read(path: Path) -> Iterator[Item]:
    """The items of one file in its order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that breaks off and ``SourceChanged`` for one of another shape
    and for a category or reason that is new.
    """
    header = Header()
    items = _items(path, header)
    first = next(items, None)
    yield Edition(ID, LIST, header.published, title=SOURCE.title, url=SOURCE.url)
    if first is not None:
        yield from chain((first,), items)


def _items(path: Path, header: Header) -> Iterator[Item]:
    reported: set[str] = set()
    for row in entries(path, SHAPE, header):
        if isinstance(row, Problem):
            yield row
            continue
        lei, category = row.take("LEI"), row.take("ExceptionCategory")
        reasons = [one.get("", "") for one in row.several("ExceptionReason")]
        references = [one.get("", "") for one in row.several("ExceptionReference")]
        if not lei:
            message = "an exception without an LEI; it was not read"
            yield Problem("no-key", message, value=category, place=row.place)
            continue
        if deleted(row):
            message = "GLEIF marks the exception as deleted; it was not read"
            yield Problem("deleted", message, key_of(lei), place=row.place)
            continue
        for code in (category, *reasons):
            if code not in CATEGORIES and code not in REASONS:
                raise SourceChanged(
                    f"{path}: {row.place}: expected a category or reason that GLEIF has, found "
                    f"{code!r}; hullmark needs to learn what that is."
                )
        short, prop = CATEGORIES.get(category, ("", ""))
        if not short:
            raise SourceChanged(
                f"{path}: {row.place}: expected a category of exceptions, found {category!r}."
            )
        facts = [Fact(prop, REASONS.get(one, one), one, CURRENT) for one in reasons]
        facts += [Fact("reference for that", one, period=CURRENT) for one in references if one]
        yield Record(
            f"{key_of(lei)}/no-parent/{short}",
            "LegalEntity",
            identifiers=(lei_of(lei),),
            facts=tuple(facts),
            url=f"{SITE}{lei}",
            place=row.place,
        )
        row.take("Extension.conformity.conformityflag")
        yield from unread(row, reported, key_of(lei))
