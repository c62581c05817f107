"""Companies House's BasicCompanyData: a row of CSV a company, in one file or in parts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source, opened
from hullmark.loaders.ch_company_row import NEEDED, Columns, columns, row
from hullmark.loaders.ch_parts import COMPANIES, day, holds_parts, parts
from hullmark.loaders.ch_register import ID, LICENCE, PUBLISHER
from hullmark.loaders.csv_lines import Lines

LIST = "Companies"
SOURCE = Source(
    id=ID,
    title="Companies House: companies",
    format="CSV",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://download.companieshouse.gov.uk/en_output.html",
    # Live companies only: 5,695,465 on 1 August 2026. A part of seven has about 850,000.
    expected={LIST: (2_000_000, 15_000_000)},
)
_BEGINS = "CompanyName,CompanyNumber,RegAddress."
_AGAIN = "download BasicCompanyData again from download.companieshouse.gov.uk"


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first line begins with the names of the register's first columns."""
    if not head:
        return holds_parts(path, COMPANIES)
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").removeprefix("\ufeff")
    return first.replace('"', "").replace(" ", "").startswith(_BEGINS)


def files(path: Path) -> tuple[Path, ...]:
    """The files of a snapshot in parts, given its folder or its first part; else the one file."""
    return parts(path, COMPANIES)


def read(path: Path) -> Iterator[Item]:
    """The items of one snapshot in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that breaks off or can't be split into columns, and
    ``SourceChanged`` for one without the columns that matter.
    """
    found = files(path)
    items = _items(found)
    first = next(items, None)
    yield Edition(ID, LIST, day(path, found, COMPANIES), title=SOURCE.title, url=SOURCE.url)
    if first is not None:
        yield from chain((first,), items)


def _items(found: tuple[Path, ...]) -> Iterator[Item]:
    for path in found:
        named = f"{path.name} " if len(found) > 1 else ""
        with opened(path) as stream:
            lines = Lines(stream)
            table = csv.reader(lines, strict=True)
            try:
                known = _header(next(table, []), path)
                yield from known.unread(f"{named}line 1")
                for cells in table:
                    if len(cells) != known.width:
                        if not cells:
                            continue
                        yield _bad_row(cells, known, lines, path, f"{named}line {lines.at}")
                        continue
                    yield from row(cells, known, f"{named}line {lines.at}")
                    if lines.odd:
                        yield from lines.problems(named)
            except csv.Error as broken:
                raise FileProblem(
                    f"{path}: line {lines.at:,}: expected a row of CSV, found that the file breaks "
                    f"off or is damaged ({broken}); {_AGAIN}."
                ) from None


def _header(names: list[str], path: Path) -> Columns:
    known = columns(names)
    missing = [name for name in NEEDED if name not in known.at]
    if missing:
        raise SourceChanged(
            f"{path}: line 1: expected the columns of BasicCompanyData, found {len(names)} "
            f"without {missing[0]}"
            f"{f' and {len(missing) - 1} others' if len(missing) > 1 else ''}; {_AGAIN}, or "
            "hullmark needs to learn its new shape."
        )
    return known


def _bad_row(cells: list[str], known: Columns, lines: Lines, path: Path, place: str) -> Problem:
    if not lines.ended:
        raise FileProblem(
            f"{path}: line {lines.at:,}: expected a row of {known.width} columns, found that the "
            f"file breaks off after {len(cells)}; {_AGAIN}."
        )
    message = f"expected a row of {known.width} columns, found {len(cells)}; it was not read"
    return Problem("bad-row", message, value=",".join(cells)[:200], place=place)
