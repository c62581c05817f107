"""Mapping files: which column of a ship register means what, in YAML that people write.

``docs/mappings.md`` is the guide for writers. A mistake is one sentence with its line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from hullmark.loaders.casefile_entry import Entry
from hullmark.loaders.casefile_yaml import Fields, Node, Text, parse
from hullmark.loaders.mapping_columns import Column, Company, column
from hullmark.loaders.table import DELIMITERS, Layout

WHAT = "mapping file"
DATE_ORDERS = ("day first", "month first")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAKEN = ("ofac", "uk", "eu", "un", "ca", "case", "eu-journal")  # ids of sources with a loader
_SIGNS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|"}


class Mapping(Struct, frozen=True):
    """What a table's columns mean, whose register it is, and how it is written down."""

    id: str
    title: str
    publisher: str
    licence: str
    url: str
    complete: bool
    day_first: bool
    layout: Layout
    unknown: frozenset[str]
    faults: frozenset[str]
    columns: tuple[Column, ...]
    companies: tuple[Company, ...]
    ignored: tuple[str, ...]
    may_lack: frozenset[str]

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a table must have."""
        return tuple(dict.fromkeys(name for name in self._needed() if name not in self.may_lack))

    @property
    def known(self) -> frozenset[str]:
        """All columns that the mapping speaks of."""
        return frozenset(self._spoken())

    def _all(self) -> tuple[Column | Company, ...]:
        return (*self.columns, *self.companies)

    def _needed(self) -> Iterator[str]:
        for one in self._all():
            if not one.optional:
                yield from one.all_columns

    def _spoken(self) -> Iterator[str]:
        yield from self.ignored
        for one in self._all():
            yield from one.all_columns


def read_mapping(path: Path, *, shipped: bool = False) -> Mapping:
    """The mapping in a YAML file; ``CaseFileError`` with the line of the first mistake.

    One that is ``shipped`` may bear the id of a source that hullmark knows.
    """
    root = Entry(parse(path, WHAT), path, "the mapping file")
    id_ = root.take("mapping")
    if not _ID.fullmatch(id_):
        raise root.wrong(
            "'mapping' expects small letters, digits and hyphens such as 'harbour-register', "
            f"found {id_!r}.",
            "mapping",
        )
    if id_ in _TAKEN and not shipped:
        raise root.wrong(f"{id_!r} is the name of a source that hullmark reads itself.", "mapping")
    title, publisher = root.take("title"), root.take("publisher")
    columns, companies = _columns(root)
    order = root.one_of("date_order", DATE_ORDERS, DATE_ORDERS[0])
    mapping = Mapping(
        id=id_,
        title=title,
        publisher=publisher,
        licence=root.maybe("licence"),
        url=root.maybe("url"),
        complete=root.flag("complete"),
        day_first=order == DATE_ORDERS[0],
        layout=_layout(root),
        unknown=frozenset(" ".join(word.upper().split()) for word in root.texts("unknown")),
        faults=frozenset(root.texts("faults")),
        columns=columns,
        companies=companies,
        ignored=root.texts("ignore"),
        may_lack=frozenset(root.texts("may_lack")),
    )
    root.close()
    return mapping


def _columns(root: Entry) -> tuple[tuple[Column, ...], tuple[Company, ...]]:
    node = root.node("columns")
    if not isinstance(node, Fields) or not node.nodes:
        raise root.wrong("has no 'columns'; say for each column what it means.", "columns")
    found: list[Column | Company] = []
    for name, one in node.nodes.items():
        found += column(_entry(root.path, name, one), " ".join(name.split()))
    columns = tuple(one for one in found if isinstance(one, Column))
    fields = [one.field for one in columns]
    if "key" not in fields and "imo-ship" not in fields:
        raise root.wrong(
            "no column is '{field: imo-ship}' or '{field: key}'; one must say which ship a row "
            "is about.",
            "columns",
        )
    for only in ("key", "imo-ship"):
        if fields.count(only) > 1:
            raise root.wrong(f"two columns are '{{field: {only}}}'; keep one.", "columns")
    return columns, tuple(one for one in found if isinstance(one, Company))


def _entry(path: Path, name: str, node: Node) -> Entry:
    return Entry(node, path, f"the column {name!r}")


def _layout(root: Entry) -> Layout:
    header = root.maybe("header") or "1"
    if not header.isascii() or not header.isdigit() or not 1 <= int(header[:6]) <= 1000:
        raise root.wrong(f"'header' expects a line from 1 to 1000, found {header!r}.", "header")
    encoding = root.maybe("encoding") or "utf-8"
    try:
        text = codecs.lookup(encoding)
        if not getattr(text, "_is_text_encoding", True):
            raise LookupError
    except (LookupError, ValueError):
        raise root.wrong(
            f"'encoding' expects a name such as utf-8, windows-1251 or windows-1252, "
            f"found {encoding!r}.",
            "encoding",
        ) from None
    return Layout(int(header[:6]), root.maybe("sheet"), _sign(root), encoding)


def _sign(root: Entry) -> str:
    node = root.node("delimiter")
    if node is None:
        return ""
    found = node.value if isinstance(node, Text) else ""
    sign = _SIGNS.get(found.strip().lower(), found)
    if sign not in DELIMITERS:
        raise root.wrong(
            f"'delimiter' expects one of {', '.join(_SIGNS)}; found {found!r}.", "delimiter"
        )
    return sign
