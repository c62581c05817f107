"""OFAC's CSV lists: a main file and, beside it, its aliases, addresses and cut-off remarks.

The main file is read row by row; the companions are held by entry number meanwhile, since files
that others have saved again are not always sorted. What has no column stands in the remarks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Item, Problem
from hullmark.loaders import ofac
from hullmark.loaders.ofac import Entry
from hullmark.loaders.ofac_csv_files import (
    COMPANIONS,
    Files,
    Line,
    encoding,
    file_set,
    folder,
    lines,
    part,
)
from hullmark.loaders.ofac_remarks import LIMIT, read_remark

SOURCE = ofac.source("CSV")
WIDTH, ALIASES, ADDRESSES, COMMENTS = 12, 5, 6, 2
_KINDS = {**ofac.KINDS, "": "LegalEntity"}
_PATIENCE = 3  # rows; a file whose first rows are all of another shape is another file


class Beside(Struct):
    """What the companion files say, by entry number; each entry takes its own out."""

    aliases: dict[str, list[Line]]
    addresses: dict[str, list[Line]]
    comments: dict[str, list[Line]]
    names: set[str]
    has_comments: bool


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes, or the folder, are OFAC's CSV files; a companion counts too."""
    if path.is_dir():
        return any(part(one.name)[0] in COMPANIONS for one in folder(path))
    row = head.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    columns = [value.strip(' "\r\ufeff') for value in row.split(",")]
    if part(path.name)[0] and columns[0].isdecimal():
        return True
    return (
        len(columns) >= WIDTH
        and columns[0].isdecimal()
        and any(value in columns for value in ("-0-", "individual", "vessel", "aircraft"))
    )


def files(path: Path) -> tuple[Path, ...]:
    """All files of the list that this path stands for, the main one first."""
    found = file_set(path)
    companions = (found.aliases, found.addresses, found.comments)
    return (found.main, *(one for one in companions if one is not None))


def read(path: Path) -> Iterator[Item]:
    """The items of one list in the order of its main file, the ``Edition`` first.

    ``path`` is the main file or a folder holding it. Raises ``FileProblem`` for a companion alone
    and ``SourceChanged`` when the first rows are not of OFAC's twelve columns.
    """
    found = file_set(path)
    problems: list[Problem] = []
    beside = _beside(found, problems)
    entries = (_entry(line, beside, found.main) for line in _checked(found.main))
    first = list(islice(entries, ofac.SAMPLE))
    sample = [one.programmes for one in first if isinstance(one, Entry)]
    listed = found.list or ofac.which_list(sample)
    yield ofac.edition(listed)
    yield from problems
    for one in ofac.once(chain(first, entries)):
        if isinstance(one, Entry):
            yield from one.items(listed)
        else:
            yield one
    yield from _orphans(found, beside)


def _checked(path: Path) -> Iterator[Line]:
    """The main file's rows; ``SourceChanged`` when none of the first has the right shape."""
    wrong: list[Line] = []
    right = 0
    for line in lines(path, WIDTH):
        if _keyed(line):
            right += 1
        elif not right:
            wrong.append(line)
        if not right and len(wrong) >= _PATIENCE:
            break
        yield line
    if not right:
        found = (wrong[0].wrong or f"{wrong[0].columns[0][:40]!r} first") if wrong else "no rows"
        raise SourceChanged(
            f"{path}: line {wrong[0].number if wrong else 1}: expected rows of {WIDTH} columns "
            f"that begin with an entry number, found {found}; download sdn.csv or cons_prim.csv "
            "again from sanctionslist.ofac.treas.gov."
        )


def _keyed(line: Line) -> bool:
    """Whether a row has its columns and begins with an entry number."""
    return not line.wrong and line.columns[0].isascii() and line.columns[0].isdecimal()


def _beside(found: Files, problems: list[Problem]) -> Beside:
    kept: list[dict[str, list[Line]]] = []
    missing: list[str] = []
    for path, width, what in (
        (found.aliases, ALIASES, "alternate names"),
        (found.addresses, ADDRESSES, "addresses"),
        (found.comments, COMMENTS, "remarks beyond 1,000 characters"),
    ):
        rows: dict[str, list[Line]] = {}
        kept.append(rows)
        if path is None:
            missing.append(what)
            continue
        for line in lines(path, width):
            if _keyed(line):
                rows.setdefault(line.columns[0], []).append(line)
            else:
                problems.append(_bad_row(line, width, path))
    if missing and found.list:  # a file of another name is of no set and misses nothing
        message = (
            f"expected files of {', '.join(missing)} beside {found.main.name}, found none; "
            "the list was read without them"
        )
        problems.append(Problem("missing-file", message))
    aliases, addresses, comments = kept
    names = {line.columns[1] for line in lines(found.main, WIDTH) if not line.wrong}
    names.update(line.columns[3] for rows in aliases.values() for line in rows)
    for path in (found.main, found.aliases, found.addresses, found.comments):
        if path is not None and encoding(path) != "utf-8":
            problems.append(
                Problem(
                    "encoding",
                    f"expected UTF-8, found other bytes; {path.name} was read as Windows-1252",
                )
            )
    return Beside(aliases, addresses, comments, names, found.comments is not None)


def _bad_row(line: Line, width: int, path: Path) -> Problem:
    message = (
        f"expected {width} columns that begin with an entry number, "
        f"found {line.wrong or 'another beginning'}; the row was not read"
    )
    return Problem(
        "bad-row", message, value=line.text[:200], place=f"{path.name} line {line.number}"
    )


def _entry(line: Line, beside: Beside, path: Path) -> Entry | Problem:
    if not _keyed(line) or not line.columns[1]:
        return _bad_row(line, WIDTH, path)
    uid, name, kind, programmes, title, call_sign, type_, tonnage, gross, flag, owner, remark = (
        line.columns
    )
    place = f"uid {uid}, line {line.number}"
    if kind.lower() not in _KINDS:
        raise SourceChanged(
            f"{path}: {place}: expected the type individual, vessel, aircraft or -0-, found "
            f"{kind!r}; hullmark needs to learn what that is."
        )
    entry = Entry(uid, _KINDS[kind.lower()], place)
    entry.named(name)
    entry.programmes = tuple(dict.fromkeys(filter(None, programmes.split("] ["))))
    entry.ship(call_sign, type_, flag, owner)
    entry.tons("tonnage", tonnage)
    entry.tons("gross tonnage", gross)
    entry.fact("title", title)
    _companions(entry, beside)
    rest = "".join(row.columns[1] for row in beside.comments.pop(uid, []))
    cut = len(remark) >= LIMIT and not beside.has_comments
    read_remark(entry, remark + rest, beside.names, cut=cut)
    return entry


def _companions(entry: Entry, beside: Beside) -> None:
    for row in beside.aliases.pop(entry.uid, []):
        _, _, kind, name, remark = row.columns
        if kind not in ofac.NAME_TYPES:
            message = f"expected aka, fka or nka, found {kind!r}; kept as an alias"
            entry.problem("new-name-type", message, name)
        if name:
            entry.named(name, ofac.NAME_TYPES.get(kind, "alias"))
        entry.fact("alias remark", remark)
    for row in beside.addresses.pop(entry.uid, []):
        _, _, street, town, country, remark = row.columns
        entry.address((street, town), country)
        entry.fact("address remark", remark)


def _orphans(found: Files, beside: Beside) -> Iterator[Problem]:
    """What the companions say of entries that the main file does not have."""
    for path, rows in (
        (found.aliases, beside.aliases),
        (found.addresses, beside.addresses),
        (found.comments, beside.comments),
    ):
        for uid, left in rows.items():
            for line in left:
                yield Problem(
                    "orphan-row",
                    f"expected entry {uid} in {found.main.name}, found none; the row was not read",
                    record=f"ofac:{uid}",
                    value=line.text[:200],
                    place=f"{path.name if path else ''} line {line.number}",
                )
