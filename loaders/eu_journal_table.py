"""The rows of a Journal table as OpenSanctions writes them: CSV in UTF-8 with a fixed header."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from msgspec import Struct

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.loaders.base import opened

HEAD = b"celex,recordId,programKey,annex,"
AMENDMENT = b"amendedCelex,amendmentCelex,recordId,"
NEEDED = ("celex", "recordId", "programKey", "annex", "measure", "startDate", "reason", "schema")
AGAIN = "download it again from github.com/opensanctions/opensanctions"
_LONGEST = 1 << 20  # bytes of a line; the longest real one has 9,000
_CUT = "unexpected end of data"


class TableRow(Struct, frozen=True):
    """One row: the line on which it begins, its columns by name, or why it is none."""

    line: int
    fields: dict[str, str]
    wrong: str = ""


class _Lines:
    """The lines of a file as text, and whether the last one read was a whole one."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream, self._path = stream, path
        self.whole = True

    def __iter__(self) -> Iterator[str]:
        for number, raw in enumerate(iter(lambda: self._stream.readline(_LONGEST), b""), start=1):
            self.whole = raw.endswith(b"\n")
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                text = ""
            if not text or (not self.whole and len(raw) >= _LONGEST):
                found = "other bytes" if not text else "a line without end"
                raise FileProblem(
                    f"{self._path}: line {number:,}: expected a row in UTF-8, found {found}; "
                    f"{AGAIN}."
                )
            yield text


def rows(path: Path) -> Iterator[TableRow]:
    """The rows below the header, lazily; one of another width or with bad quotes says so.

    Raises ``FileProblem`` for a file that is no such table or breaks off inside a row, and
    ``SourceChanged`` for another header.
    """
    with opened(path) as stream:
        lines = _Lines(stream, path)
        reader = csv.reader(iter(lines), strict=True)
        header = _header(reader, path)
        while True:
            line = reader.line_num + 1
            columns, wrong = [], ""
            try:
                columns = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                wrong = f"a damaged row ({broken})"
            if not wrong and not any(columns):
                continue
            if not wrong and len(columns) != len(header):
                wrong = f"{len(columns)} columns"
            if wrong and (not lines.whole or _CUT in wrong):
                raise FileProblem(
                    f"{path}: line {line:,}: expected a row of {len(header)} columns, found that "
                    f"the file breaks off ({wrong}); {AGAIN}."
                )
            yield TableRow(line, dict(zip(header, columns, strict=False)), wrong)


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        header = next(reader, [])
    except csv.Error:
        header = []
    if header[:2] == ["amendedCelex", "amendmentCelex"]:
        raise SourceChanged(
            f"{path}: line 1: expected the consolidated table of an act, found that of an "
            "amending act, which says nothing of the entries it leaves as they are; load the "
            "consolidated table of the act it amends."
        )
    if header[:1] != ["celex"]:
        raise FileProblem(
            f"{path}: line 1: expected the header celex,recordId,programKey,…, found "
            f"{','.join(header)[:40]!r}; {AGAIN}."
        )
    missing = [name for name in (*NEEDED, "name") if name not in header]
    if missing or len(set(header)) != len(header):
        found = f"none named {', '.join(missing)}" if missing else "one of them twice"
        raise SourceChanged(
            f"{path}: line 1: expected the columns of the Journal's tables, found {found}; "
            "hullmark needs to learn the new form."
        )
    return header


def is_table(head: bytes) -> bool:
    """Whether these first bytes are the header of a consolidated or an amending act's table."""
    return head.removeprefix(codecs.BOM_UTF8).startswith((HEAD, AMENDMENT))
