"""Rows of a file that somebody wants screened: ships and companies by name and number, as records.

CSV and workbooks have their columns recognised by usual headers, or named with ``--column``; JSON
lines by the same names as keys. It is no list: nothing of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.identifiers import identifier, title
from hullmark.graph.model import Fact, Identifier, Name, Record
from hullmark.graph.schema import family, schema
from hullmark.graph.spans import parse_span, say_span
from hullmark.graph.text import clean, country_code
from hullmark.loaders import table
from hullmark.loaders.base import is_workbook, opened
from hullmark.loaders.screen_columns import KINDS, NUMBERS, fields_of

LONGEST = 1 << 20  # bytes of a JSON line
LONGEST_NAME = 2_000  # characters; a longer cell is no name
COUNTRY = {"vessel": "flag", "person": "nationality"}  # what a country is to them
_NOT_WORD = re.compile(r"[\W_]+")
_BLANK = frozenset({"", "-", "n/a", "na", "none", "null", "unknown"})


class Row(msgspec.Struct, frozen=True):
    """One row: its place, its own reference, its first name, the records it may be, and notes."""

    place: str
    ref: str
    name: str
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()


def read(
    path: Path,
    chosen: Mapping[str, str],
    *,
    kind: str = "",
    encoding: str = "utf-8",
    sheet: str = "",
) -> Iterator[Row]:
    """Each row in file order; one that can't be screened has no records and says why.

    ``chosen`` names columns by field (``{"name": "Vessel"}``); ``kind`` is what rows are that do
    not say it: a kind of the schema, or ``""`` for ship or company. ``FileProblem`` for a file that
    can't be read, ``BadValue`` when no column has names or numbers.
    """
    for place, cells, wrong in _cells(path, chosen, encoding, sheet):
        if wrong:
            yield Row(place, "", "", notes=(f"not screened: {wrong}",))
        else:
            yield row_of(place, cells, kind)


def row_of(place: str, cells: Mapping[str, str], kind: str = "") -> Row:
    """The row that some cells by field make."""
    notes: list[str] = []
    names = _names(cells, notes)
    numbers = _numbers(cells, notes)
    ref = cells.get("id", "").strip()[:200]
    shown = names[0].text if names else next((one.value for one in numbers), "")
    if not names and not any(one.valid is not False for one in numbers):
        notes.append("not screened: it has neither a name nor a number that passes its check")
        return Row(place, ref, shown, (), tuple(notes))
    records = []
    for one in _kinds(cells, numbers, kind, notes):
        made_of = family(one)
        held = tuple(number for number in numbers if made_of in _families(number.scheme))
        if names or held:
            facts = tuple(_facts(cells, made_of, notes))
            records.append(Record(f"row:{place}", one, tuple(names), held, facts))
    return Row(place, ref, shown, tuple(records), tuple(dict.fromkeys(notes)))


def _cells(
    path: Path, chosen: Mapping[str, str], encoding: str, sheet: str
) -> Iterator[tuple[str, dict[str, str], str]]:
    if not is_workbook(path) and path.name.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz")):
        yield from _json_cells(path, chosen)
        return
    layout = _layout(path, chosen, table.Layout(encoding=encoding, sheet=sheet))
    found = fields_of(path, table.columns(path, layout, []), chosen)
    for row in table.rows(path, layout, list(found)):
        cells: dict[str, str] = {}
        for column, field in found.items():
            if value := row.cells.get(column, "").strip():
                cells[field] = f"{cells[field]}; {value}" if field in cells else value
        faults = [f"{column}: {why}" for column, why in row.faults if column in found]
        yield row.place, cells, row.wrong or "; ".join(faults)


def _layout(path: Path, chosen: Mapping[str, str], layout: table.Layout) -> table.Layout:
    """With the sign between cells under which most columns are known; workbooks need none."""
    if is_workbook(path):
        return layout
    layouts = [replace(layout, delimiter=sign) for sign in table.DELIMITERS]

    def known(one: table.Layout) -> int:
        return len(fields_of(path, table.columns(path, one, []), chosen, loose=True))

    return max(layouts, key=known)


def _json_cells(path: Path, chosen: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str], str]]:
    with opened(path) as stream:
        number, found = 0, dict[str, str]()
        while line := stream.readline(LONGEST):
            number += 1
            place = f"line {number}"
            if not line.endswith(b"\n") and len(line) == LONGEST:
                raise FileProblem(f"{path}: {place}: is longer than {LONGEST >> 20} MB.")
            if not line.strip():
                continue
            try:
                stated: Any = msgspec.json.decode(line.lstrip(b"\xef\xbb\xbf"))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
                yield place, {}, f"a line that is no JSON ({str(bad)[:100]})"
                continue
            if not isinstance(stated, dict):
                yield place, {}, "a line that is no JSON object"
                continue
            if not stated.keys() <= found.keys():
                found |= fields_of(path, list(stated), chosen, loose=number > 1)
            cells: dict[str, str] = {}
            for key, value in stated.items():
                if (field := found.get(key, "")) and (words := _words(value)):
                    cells[field] = f"{cells[field]}; {words}" if field in cells else words
            yield place, cells, ""


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_words, value)))
    return "" if value is None or isinstance(value, dict | bool) else str(value)


def _names(cells: Mapping[str, str], notes: list[str]) -> list[Name]:
    found: dict[str, Name] = {}
    for field, sort in (("name", "primary"), ("alias", "alias"), ("former", "former")):
        if field not in cells:
            continue
        for value in [cells[field]] if field == "name" else cells[field].split(";"):
            name = clean(value)
            if len(name) > LONGEST_NAME:
                notes.append(f"a name of {len(name):,} characters was not used")
            elif name.lower() not in _BLANK and any(char.isalnum() for char in name):
                found.setdefault(name, Name(name, sort))
    return list(found.values())


def _numbers(cells: Mapping[str, str], notes: list[str]) -> list[Identifier]:
    found = []
    for field, scheme in NUMBERS.items():
        if field not in cells:
            continue
        for value in cells[field].split(";"):
            value = clean(value).removesuffix(".0")  # a workbook's number
            if value.lower() in _BLANK:
                continue
            one = identifier(scheme, value[:200])
            found.append(one)
            if one.valid is False:
                notes.append(f"{title(scheme)} {value[:40]} fails its check; it was not used")
    return found


def _families(scheme: str) -> tuple[str, ...]:
    if scheme in ("imo-ship", "mmsi", "call-sign"):
        return ("vessel",)
    return ("body", "person") if scheme in ("inn", "tax", "passport") else ("body",)


def _kinds(
    cells: Mapping[str, str], numbers: list[Identifier], kind: str, notes: list[str]
) -> tuple[str, ...]:
    """What a row may be: as it says, as its numbers tell, else a ship or a company."""
    said = _NOT_WORD.sub("", cells.get("kind", "").casefold())
    if said in KINDS:
        return (KINDS[said],)
    if said:
        words = cells["kind"][:40]
        notes.append(f"the kind {words!r} is not known here; taken for a ship or a company")
    if kind:
        return (kind,)
    schemes = {one.scheme for one in numbers if one.valid is not False}
    if schemes & {"imo-ship", "mmsi", "call-sign"} or cells.get("built"):
        return ("Vessel",)
    if schemes & {"lei", "ogrn", "imo-company", "gb-coh"}:
        return ("Company",)
    return ("Person",) if cells.get("birth") else ("Vessel", "Company")


def _facts(cells: Mapping[str, str], made_of: str, notes: list[str]) -> Iterator[Fact]:
    for value in cells["country"].split(";") if "country" in cells else ():
        if (words := clean(value)) and words.lower() not in _BLANK:
            if code := country_code(words):
                yield Fact(COUNTRY.get(made_of, "country"), code, words)
            else:
                notes.append(f"the country {words[:40]!r} is not known; it was not used")
    for field, prop, of in (
        ("birth", "birth date", "person"),
        ("built", "built", "vessel"),
        ("founded", "established", "body"),
    ):
        if field not in cells or made_of != of:
            continue
        if value := clean(cells[field]).removesuffix(".0"):
            try:
                yield Fact(prop, say_span(*parse_span(value)), value)
            except BadValue:
                notes.append(f"{prop} {value[:40]!r} is no date; it was not used")
    for field, prop in (("address", "address"), ("tonnage", "gross tonnage")):
        if field in cells and (value := clean(cells[field])):
            yield Fact(prop, value[:500])


def kind_named(word: str) -> str:
    """The kind of the schema that an option names, ``""`` for none given."""
    if not word:
        return ""
    found = KINDS.get(_NOT_WORD.sub("", word.casefold()), "")
    if not found or found not in schema().kinds:
        raise BadValue(f"--kind expects ship, company or person; found {word!r}.")
    return found
