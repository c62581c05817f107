"""GLEIF's files as rows: golden copy CSV and JSON, concatenated XML, pages of the API."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Problem
from hullmark.loaders.base import opened
from hullmark.loaders.csv_lines import Lines
from hullmark.loaders.gleif_api import page, published, rows
from hullmark.loaders.gleif_register import AGAIN, days
from hullmark.loaders.gleif_row import Row, column, from_json, from_xml
from hullmark.loaders.xml import elements, root_of

_CHUNK, _LARGEST_ENTRY = 1 << 20, 8 << 20  # characters; real entries have some thousands
_BOM = b"\xef\xbb\xbf"


class Shape(Struct, frozen=True):
    """By what a data set is known in each format."""

    root: str  # of the XML
    header: str
    entry: str
    array: str  # of the golden copy's JSON
    columns: tuple[str, ...]  # that the CSV must have
    api: str  # the type of the API's resources


class Header(Struct):
    """What a file says of itself."""

    published: date | None = None
    entries: int | None = None


def is_of(shape: Shape, head: bytes) -> bool:
    """Whether the first bytes open a file of this data set, in any of its formats."""
    start = head.removeprefix(_BOM).lstrip()
    if start.startswith(b"<"):
        root = root_of(head)
        return root is not None and str(root.tag).rpartition("}")[2] == shape.root
    if start.startswith(b"{"):
        squeezed = b"".join(start[:4096].split())
        return squeezed.startswith(f'{{"{shape.array}":['.encode()) or (
            f'"type":"{shape.api}"'.encode() in b"".join(start.split())
            and squeezed.startswith((b'{"meta"', b'{"data"', b'{"links"', b'{"jsonapi"'))
        )
    first = start.split(b"\n", 1)[0].decode("utf-8", "replace").replace('"', "")
    names = {column(name) for name in first.split(",")}
    return all(name in names for name in shape.columns)


def entries(path: Path, shape: Shape, header: Header) -> Iterator[Row | Problem]:
    """The entries of a file in order, and what was wrong with lines; fills ``header`` first.

    Raises ``FileProblem`` for a file that breaks off, ``SourceChanged`` for one of another shape.
    """
    with opened(path) as stream:
        start = stream.peek(4096)[:4096].removeprefix(_BOM).lstrip()
        if start.startswith(b"<"):
            yield from _xml(stream, path, shape, header)
        elif start.startswith(b"{") and b"".join(start.split()).startswith(
            f'{{"{shape.array}":['.encode()
        ):
            yield from _json(stream, path, shape)
        elif start.startswith(b"{"):
            answer = page(stream, path, shape.api)
            header.published = published(answer)
            yield from rows(answer, shape.api)
        else:
            yield from _csv(stream, path, shape)


def _xml(stream: IO[bytes], path: Path, shape: Shape, header: Header) -> Iterator[Row | Problem]:
    tags = (f"{{*}}{shape.header}", f"{{*}}{shape.entry}")
    found = 0
    for element in elements(stream, path, shape.root, AGAIN, tags):
        if str(element.tag).rpartition("}")[2] == shape.header and not found:
            said = from_xml(element)
            header.entries = _number(said.get("RecordCount", ""))
            try:
                header.published = days(said.get("ContentDate", ""))[0]
            except BadValue:
                yield Problem("bad-date", "the ContentDate of the file", value=str(said)[:200])
            continue
        found += 1
        yield Row(from_xml(element), f"record {found}")
    if header.entries is not None and header.entries != found:
        raise SourceChanged(
            f"{path}: expected {header.entries:,} records (its RecordCount), found {found:,}, as "
            f"in a file that was cut; {AGAIN}."
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _json(stream: IO[bytes], path: Path, shape: Shape) -> Iterator[Row | Problem]:
    """The objects of one array, decoded as they come: the golden copy's JSON has 10 GB."""
    text = _Text(stream, path)
    text.skip_to("[")
    found = 0
    while (tree := text.value()) is not _END:
        found += 1
        if not isinstance(tree, dict):
            message = "expected an object, found another value; it was not read"
            yield Problem("bad-row", message, value=ascii(tree)[:200], place=f"record {found}")
            continue
        inner = tree.get(shape.entry)
        yield Row(from_json(inner if isinstance(inner, dict) else tree), f"record {found}")


_END: Any = object()
_decode: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().raw_decode


class _Text:
    """A file's text in a window that moves over the values of an array."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream, self._path = stream, path
        self._left, self._window, self._at = b"", "", 0

    def _more(self) -> bool:
        raw = self._stream.read(_CHUNK)
        data, self._left = self._left + raw, b""
        # A character that is cut in two at the end waits for its other half.
        cut = next((at for at in range(1, 4) if len(data) >= at and data[-at] >= 0xC0), 0)
        if raw and cut:
            data, self._left = data[:-cut], data[-cut:]
        try:
            self._window = self._window[self._at :] + data.decode("utf-8")
        except UnicodeDecodeError:
            raise self._broken("it is no UTF-8") from None
        self._at = 0
        return bool(raw)

    def skip_to(self, character: str) -> None:
        """Go behind the first of these characters."""
        while (found := self._window.find(character, self._at)) < 0:
            if len(self._window) > _CHUNK or not self._more():
                raise self._broken("it has no entries")
        self._at = found + 1

    def value(self) -> Any:
        """The next value of the array, ``_END`` at its end."""
        while True:
            while self._at < len(self._window) and self._window[self._at] in " \t\r\n,":
                self._at += 1
            if self._at < len(self._window):
                if self._window[self._at] == "]":
                    return _END
                try:
                    tree, self._at = _decode(self._window, self._at)
                except RecursionError:
                    raise self._broken("it is nested too deep") from None
                except ValueError as bad:
                    if len(self._window) - self._at > _LARGEST_ENTRY:
                        raise self._broken(str(bad)) from None
                else:
                    return tree
            if not self._more():
                raise self._broken("it breaks off inside a record")

    def _broken(self, how: str) -> FileProblem:
        return FileProblem(
            f"{self._path}: expected GLEIF's JSON up to the end of its records, found that {how}; "
            f"{AGAIN}."
        )


def _csv(stream: IO[bytes], path: Path, shape: Shape) -> Iterator[Row | Problem]:
    lines = Lines(stream)
    table = csv.reader(lines, strict=True)
    try:
        names = [column(name) for name in next(table, [])]
        missing = [name for name in shape.columns if name not in names]
        if missing:
            raise SourceChanged(
                f"{path}: line 1: expected the columns of GLEIF's golden copy, found none named "
                f"{missing[0]}; {AGAIN}, or hullmark needs to learn its new shape."
            )
        for cells in table:
            place = f"line {lines.at}"
            if len(cells) == len(names):
                pairs = zip(names, cells, strict=True)
                yield Row({name: value for name, cell in pairs if (value := cell.strip())}, place)
            elif not lines.ended:
                raise FileProblem(
                    f"{path}: line {lines.at:,}: expected a row of {len(names)} columns, found "
                    f"that the file breaks off after {len(cells)}; {AGAIN}."
                )
            elif cells:
                message = f"expected a row of {len(names)} columns, found {len(cells)}; not read"
                yield Problem("bad-row", message, value=",".join(cells)[:200], place=place)
            if lines.odd:
                yield from lines.problems()
    except csv.Error as broken:
        raise FileProblem(
            f"{path}: line {lines.at:,}: expected a row of CSV, found that the file breaks off or "
            f"is damaged ({broken}); {AGAIN}."
        ) from None
