"""The rows of each entry of the UK's CSV lists, together, and as a branch of the XML.

An entry has a row for each combination of its names, addresses and so on. OFSI's list is sorted by
name, so that the rows of an entry are scattered over the file: a first reading counts them, and the
second gives an entry out when its last row has come. Of its rows only what differs is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from msgspec import Struct

from hullmark.graph.model import Problem
from hullmark.graph.text import clean
from hullmark.loaders.base import opened
from hullmark.loaders.uk_branch import Branch, put
from hullmark.loaders.uk_rows import Form, Lines, Sheet, below, columns_of


class Entry(Struct):
    """An entry being gathered: the line it begins on, and the different cells of each group."""

    key: str
    line: int
    left: int
    groups: list[dict[tuple[str, ...], None]]


def entries(sheet: Sheet) -> Iterator[Entry | Problem]:
    """The entries in the order in which they are complete, and a problem for each row that is none.

    Each has its groups in the order of the form's: those together, then those alone.
    """
    form, columns = sheet.form, sheet.columns
    at = columns.index(form.key)
    getters = [_getter(columns, names) for names in _groups(sheet)]
    empty = [("",) * len(names) for names in _groups(sheet)]
    gathered: dict[str, Entry] = {}
    with opened(sheet.path) as stream:
        reader = csv.reader(iter(Lines(stream, sheet.path, sheet.encoding)), strict=True)
        columns_of(reader, sheet.path, form)
        for line, row, wrong in below(reader, len(columns)):
            if wrong or not row[at].strip():
                yield _bad_row(line, row, wrong, form)
                continue
            key = row[at].strip()
            entry = gathered.get(key)
            if entry is None:
                entry = Entry(key, line, sheet.rows.get(key, 0), [{} for _ in getters])
                gathered[key] = entry
            for getter, group, nothing in zip(getters, entry.groups, empty, strict=True):
                cells = getter(row)
                if cells != nothing:
                    group[cells] = None
            entry.left -= 1
            if not entry.left:
                yield gathered.pop(key)
    yield from gathered.values()  # none, unless the file has changed since it was surveyed


def tree(entry: Entry, sheet: Sheet) -> Branch:
    """The entry as a branch of the XML; columns of no known meaning stand under their own names."""
    found: Branch = {}
    together = sheet.form.together
    for (path, leaves), cells in zip(together, entry.groups, strict=False):
        names = [leaf for name, leaf in leaves.items() if name in sheet.columns]
        for row in cells:
            values = [(leaf, clean(value)) for leaf, value in zip(names, row, strict=True)]
            hung: Branch = {leaf: [value] for leaf, value in values if value}
            if hung:
                put(found, path, hung)
    alone = [names[0] for names in _groups(sheet)[len(together) :]]
    for name, cells in zip(alone, entry.groups[len(together) :], strict=True):
        for (cell,) in cells:
            if value := cell.strip() if name in sheet.form.verbatim else clean(cell):
                put(found, sheet.form.alone.get(name, name.replace("/", " ")), value)
    return found


def _groups(sheet: Sheet) -> list[list[str]]:
    """The columns whose cells are kept together, group by group; then each other one alone."""
    found = [
        [name for name in leaves if name in sheet.columns] for _, leaves in sheet.form.together
    ]
    taken = {name for names in found for name in names}
    return found + [[name] for name in sheet.columns if name not in taken]


def _getter(columns: Sequence[str], names: list[str]) -> Callable[[list[str]], tuple[str, ...]]:
    at = [columns.index(name) for name in names]
    if len(at) > 1:
        return itemgetter(*at)
    return lambda row: tuple(row[index] for index in at)


def _bad_row(line: int, row: list[str], wrong: str, form: Form) -> Problem:
    found = wrong or f"none under {form.key!r}"
    return Problem(
        "bad-row" if wrong else "no-key",
        f"expected a row with the columns of the header and a key, found {found}; it was not read",
        value=",".join(cell for cell in row if cell)[:200],
        place=f"line {line}",
    )
