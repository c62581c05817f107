"""Ship registers as tables, CSV or XLSX, read by a mapping file that says what the columns mean.

Shipped mappings have loaders of their own (``equasis``, ``gur``); a user's comes with
``hullmark load --mapping``. Companies are records of the register under their IMO number; a company
without one is known by its name at one ship only, for many firms share a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.errors import FileProblem
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source, is_workbook
from hullmark.loaders.mapping import Mapping, read_mapping
from hullmark.loaders.ship_register_companies import Companies
from hullmark.loaders.ship_register_ship import Ship, ship_key
from hullmark.loaders.table import TableRow, columns, missing, rows

MAPPINGS = Path(__file__).parent / "mappings"
LIST = "ships"


class Register:
    """A loader for one mapping: the face that ``loaders.loader`` gives for a module."""

    def __init__(self, mapping: Mapping, expected: dict[str, tuple[int, int]] | None = None):
        self.mapping = mapping
        self.SOURCE = Source(
            id=mapping.id,
            title=mapping.title,
            format="CSV or XLSX",
            publisher=mapping.publisher,
            licence=mapping.licence,
            url=mapping.url,
            expected=expected or {},
        )

    def recognises(self, head: bytes, path: Path) -> bool:
        """Whether the first line has every column that the mapping needs."""
        if not path.is_file() or (head.startswith(b"PK") and not is_workbook(path)):
            return False
        needed = self.mapping.needed
        if not head.startswith(b"PK") and not all(name.encode() in head for name in needed):
            return False
        try:
            return set(needed) <= set(columns(path, self.mapping.layout, needed))
        except FileProblem:
            return False

    def read(self, path: Path) -> Iterator[Item]:
        """The items of a table: ships in the order of their last row, then the companies.

        Raises ``FileProblem`` for a file that is no table, ``SourceChanged`` for missing columns.
        """
        return read(path, self.mapping)


def shipped(name: str, expected: dict[str, tuple[int, int]] | None = None) -> Register:
    """The register of a mapping that comes with hullmark."""
    return Register(read_mapping(MAPPINGS / f"{name}.yaml", shipped=True), expected)


def read(path: Path, mapping: Mapping) -> Iterator[Item]:
    """The items of a table by a mapping, its ``Edition`` first; lazily, reading the file twice."""
    there = columns(path, mapping.layout, mapping.needed)
    if changed := missing(path, mapping.needed, there):
        raise changed
    yield Edition(
        mapping.id,
        LIST,
        title=mapping.title,
        url=mapping.url,
        scope="complete" if mapping.complete else "extract",
    )
    repeated = Counter[str]()
    for row in rows(path, mapping.layout, mapping.needed):
        if not row.wrong:
            repeated[ship_key(row, mapping)] += 1
    for name in there:
        if name and name not in mapping.known:
            yield Problem(
                "unread-column",
                f"the column {name!r} is not in the mapping; it was not read",
                value=name[:200],
            )
    companies = Companies(mapping)
    for key, group in _ships(rows(path, mapping.layout, mapping.needed), mapping, repeated):
        if not key:
            yield _unread(group[0])
            continue
        yield from Ship(key, group, mapping, companies).items()
    yield from companies.items()


def _unread(row: TableRow) -> Problem:
    why = row.wrong or "neither a ship's number nor a key"
    return Problem(
        "bad-row",
        f"expected a row about a ship, found {why}; it was not read",
        value=", ".join(cell for cell in row.cells.values() if cell)[:200],
        place=row.place,
    )


def _ships(
    found: Iterator[TableRow], mapping: Mapping, repeated: Counter[str]
) -> Iterator[tuple[str, list[TableRow]]]:
    """The rows of each ship together, when its last one has come; bad rows under no key."""
    waiting: dict[str, list[TableRow]] = {}
    for row in found:
        key = "" if row.wrong else ship_key(row, mapping)
        if not key:
            yield "", [row]
            continue
        repeated[key] -= 1
        group = waiting.setdefault(key, [])
        group.append(row)
        if repeated[key] <= 0:
            yield key, waiting.pop(key)
