"""GLEIF level 1, who is who: entities with an LEI, as CSV, JSON, XML or an answer of the API."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source
from hullmark.loaders.gleif_entity import entity
from hullmark.loaders.gleif_file import Header, Shape, entries, is_of
from hullmark.loaders.gleif_register import ID, LICENCE, PUBLISHER, deleted, key_of
from hullmark.loaders.gleif_row import unread

LIST = "LEI"
SOURCE = Source(
    id=ID,
    title="GLEIF: legal entities (level 1)",
    format="CSV, XML or JSON",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    # 3.4 million in 2026; deltas and answers of the API are extracts.
    expected={LIST: (1_500_000, 10_000_000)},
)
SHAPE = Shape(
    root="LEIData",
    header="LEIHeader",
    entry="LEIRecord",
    array="records",
    columns=("LEI", "Entity.LegalName"),
    api="lei-records",
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first bytes open level 1 data in one of its formats."""
    return bool(head) and is_of(SHAPE, head)


def read(path: Path) -> Iterator[Item]:
    """The items of one file in its order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that breaks off and ``SourceChanged`` for one of another shape
    or whose count of records is not the one that it states.
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
        elif not (lei := row.take("LEI")):
            name = row.take("Entity.LegalName")
            message = "an entity without an LEI; it was not read"
            yield Problem("no-key", message, value=name, place=row.place)
        elif deleted(row):
            message = "GLEIF marks the entry as deleted; it was not read"
            yield Problem("deleted", message, key_of(lei), place=row.place)
        else:
            yield from entity(row, lei)
            yield from unread(row, reported, key_of(lei))
