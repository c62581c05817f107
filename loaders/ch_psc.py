"""Companies House's snapshot of people with significant control: one JSON object a line.

A line is a holder of a company, a statement or exemptions of one; the last has the totals. A
company has here only its number, by which it joins the record of ``ch_company``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem, Record
from hullmark.loaders.base import Source, opened
from hullmark.loaders.ch_parts import PSC, day, holds_parts, parts
from hullmark.loaders.ch_psc_holder import HOLDERS, entry_id, holder
from hullmark.loaders.ch_psc_line import BadLine, Data, Line, line
from hullmark.loaders.ch_psc_statement import exemptions, statement
from hullmark.loaders.ch_register import (
    ID,
    LICENCE,
    PUBLISHER,
    SITE,
    full_number,
    key_of,
    number_of,
)

LIST = "PSC"
SOURCE = Source(
    id=ID,
    title="Companies House: people with significant control",
    format="JSON lines",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://download.companieshouse.gov.uk/en_pscdata.html",
    # Records are holders, statements and, once or more often, companies: 16 million lines in 2026.
    expected={LIST: (4_000_000, 60_000_000)},
)
TOTALS = "totals#persons-of-significant-control-snapshot"
STATEMENT, EXEMPTIONS = "persons-with-significant-control-statement", "exemptions"
# So many lines are no extract: a file with half as many records as SOURCE expects has this many.
WHOLE = 2_000_000
SLACK = 100  # the totals may be off by a hundredth: they are counted apart from the lines
_LONGEST = 1 << 20  # bytes of a line; real ones have about 800
_RECENT = 1 << 15  # companies remembered, so that neighbouring lines give a company once
_AGAIN = "download the snapshot again from download.companieshouse.gov.uk"


class Tally(Struct):
    """How many lines of each sort there were, and what the totals line says of them."""

    lines: int = 0
    persons: int = 0
    statements: int = 0
    exemptions: int = 0
    claimed: Data | None = None


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first line is an object with a kind of the PSC register under ``data``."""
    if not head:
        return holds_parts(path, PSC)
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if not first.startswith(b"{"):
        return False
    try:
        kind = line(first, {}).data.kind or ""
    except BadLine:
        return False
    return kind in HOLDERS or kind in (STATEMENT, TOTALS) or kind == EXEMPTIONS


def files(path: Path) -> tuple[Path, ...]:
    """The files of a snapshot in parts, given its folder or its first part; else the one file."""
    return parts(path, PSC)


def read(path: Path) -> Iterator[Item]:
    """The items of one snapshot in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no JSON lines or breaks off, ``SourceChanged`` for a
    kind, statement or nature of control that is new and for totals that are not the file's.
    """
    found = files(path)
    published = day(path, found, PSC)
    tally = Tally()
    items = _items(found, tally)
    first = next(items, None)  # what is no PSC file is refused before anything is said of it
    yield Edition(ID, LIST, published, title=SOURCE.title, url=SOURCE.url)
    if first is not None:
        yield first
        yield from items
    yield from _check(tally, path, whole=len(found) > 1)


def _items(found: tuple[Path, ...], tally: Tally) -> Iterator[Item]:
    recent: set[str] = set()
    reported: set[str] = set()
    unknown: dict[str, str] = {}
    for path in found:
        named = f"{path.name} " if len(found) > 1 else ""
        with opened(path) as stream:
            for at, raw in enumerate(iter(partial(stream.readline, _LONGEST), b""), start=1):
                place = f"{named}line {at}"
                try:
                    one = line(raw if at > 1 else raw.removeprefix(b"\xef\xbb\xbf"), unknown)
                except BadLine as bad:
                    if raw.strip():
                        yield _bad_line(raw, bad, path, at, place, known=tally.lines > 0)
                    continue
                if unknown:
                    yield from _unread(unknown, reported, place)
                try:
                    yield from _entry(one, place, tally, recent)
                except KeyError as new:
                    raise SourceChanged(
                        f"{path}: line {at:,}: expected a kind or a code of the PSC register, "
                        f"found {new.args[0]!r}; hullmark needs to learn what that is."
                    ) from None


def _entry(one: Line, place: str, tally: Tally, recent: set[str]) -> list[Item]:
    """The items of one line; ``KeyError`` names a kind or a code that is new."""
    data = one.data
    kind = data.kind or ""
    tally.lines += 1
    if kind == TOTALS:
        tally.claimed = data
        return []
    stated = one.company_number or ""
    number = full_number(stated)
    company = key_of(number)
    if kind in HOLDERS:
        tally.persons += 1
    elif kind == STATEMENT:
        tally.statements += 1
    elif kind == EXEMPTIONS:
        tally.exemptions += 1
    else:
        raise KeyError(kind)
    if not number:
        message = "a line without a company number; it was not read"
        return [Problem("no-key", message, value=data.name or "", place=place)]
    items: list[Item]
    if kind in HOLDERS:
        items = holder(data, number, f"{company}/psc/{entry_id(data, number)}", company, place)
    elif kind == STATEMENT:
        subject = f"{company}/psc-statement/{entry_id(data, number)}"
        items = statement(data, number, subject, place)
    else:
        items = exemptions(data, number, f"{company}/psc-exemptions", place)
    if company not in recent:
        if len(recent) >= _RECENT:
            recent.clear()
        recent.add(company)
        # The number's own spelling is left out: a company must be equal on every line.
        url = f"{SITE}{number}/persons-with-significant-control"
        items.insert(
            0, Record(company, "Company", identifiers=(number_of(number),), url=url, place=place)
        )
    if (linked := _linked(data)) and linked != stated and full_number(linked) != number:
        message = f"the line is of company {stated}, its link of {linked}; the line's was taken"
        items.append(Problem("odd-value", message, company, linked, place))
    return items


def _linked(data: Data) -> str:
    """The company in the link of an entry, ``""`` without one."""
    pieces = (data.links.self or "").split("/", 3) if data.links else ()
    return pieces[2] if len(pieces) > 2 else ""


def _bad_line(raw: bytes, bad: BadLine, path: Path, at: int, place: str, *, known: bool) -> Problem:
    if not raw.endswith(b"\n"):
        raise FileProblem(
            f"{path}: line {at:,}: expected a JSON object, found that the file breaks off or is "
            f"damaged ({bad}); {_AGAIN}."
        )
    if not known:
        raise SourceChanged(
            f"{path}: line {at:,}: expected a JSON object with company_number and data, found "
            f"{raw[:20]!r} ({bad}); {_AGAIN}."
        )
    message = f"expected a JSON object of the register's shape, found otherwise ({bad}); not read"
    value = raw[:200].decode("utf-8", "replace").strip()
    return Problem("bad-row", message, value=value, place=place)


def _unread(unknown: dict[str, str], reported: set[str], place: str) -> Iterator[Problem]:
    """A problem for each field that is new, once a file: it may stand on every line."""
    for name, value in unknown.items():
        if name not in reported and len(reported) < 1000:
            reported.add(name)
            message = (
                f"the field {name!r} is not known to this loader; it was not read, here and "
                "wherever else it stands"
            )
            yield Problem("unread-field", message, value=value[:200], place=place)
    unknown.clear()


def _check(tally: Tally, path: Path, *, whole: bool) -> Iterator[Problem]:
    claimed = tally.claimed
    if claimed is None:
        if whole or tally.lines >= WHOLE:
            raise FileProblem(
                f"{path}: line {tally.lines:,}: expected the totals as the last line, found none, "
                f"as in a file that was cut; {_AGAIN}."
            )
        message = (
            "expected the totals as the last line, found none: the file is a part of the snapshot, "
            "or was cut off"
        )
        yield Problem("no-totals", message)
        return
    for what, found, said in (
        ("holders", tally.persons, claimed.persons_of_significant_control_count),
        ("statements", tally.statements, claimed.statements_count),
        ("exemptions", tally.exemptions, claimed.exemptions_count),
    ):
        if said is None or said == found:
            continue
        if abs(said - found) * SLACK > said:
            raise SourceChanged(
                f"{path}: expected {said:,} {what} (its totals line), found {found:,}, as in a "
                f"file that was cut; {_AGAIN}, or take the totals line out of an extract."
            )
        message = f"expected {said:,} {what} (its totals line), found {found:,}"
        yield Problem("totals", message, value=str(found))
