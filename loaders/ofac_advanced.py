"""OFAC's advanced XML, ``sdn_advanced.xml`` and ``cons_advanced.xml``, in both namespaces.

The files in which OFAC says what a link is and since when an entry is listed. They are read twice:
once for the list they are, which only their end tells, and once for what they say. Parts refer to
earlier ones, which wait on disk, so memory stays the same for any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Item, Problem
from hullmark.loaders import ofac
from hullmark.loaders.base import head, opened
from hullmark.loaders.ofac_advanced_codes import (
    LIST_NAMES,
    Codes,
    in_words,
    reference_values,
)
from hullmark.loaders.ofac_advanced_dates import read_day
from hullmark.loaders.ofac_advanced_entry import read_entry, read_relationship
from hullmark.loaders.ofac_advanced_kept import keep_document, keep_location
from hullmark.loaders.ofac_advanced_party import read_party
from hullmark.loaders.ofac_advanced_reading import Reading
from hullmark.loaders.ofac_advanced_sections import AGAIN, ROOT, rows
from hullmark.loaders.ofac_advanced_shelf import Shelf, shelf
from hullmark.loaders.xml import refuse_doctype, root_of

_LEGACY = ofac.source("advanced XML")
SOURCE = replace(
    _LEGACY, expected={f"{name} advanced": room for name, room in _LEGACY.expected.items()}
)
NAMESPACES = (
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML",
    "http://www.un.org/sanctions/1.0",
)
_ROOTS = frozenset(f"{{{namespace}}}{ROOT}" for namespace in NAMESPACES)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open an XML document ``Sanctions`` in a namespace of OFAC's."""
    root = root_of(head)
    return root is not None and root.tag in _ROOTS


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML or breaks off, ``SourceChanged`` for another
    shape, for a delta, and for a code of a type that neither the file nor hullmark names.
    """
    _check_root(head(path), path)
    with shelf(path) as kept:
        reading = Reading(path, kept)
        listed, published = _overview(reading, path)
        edition = ofac.edition(listed, published)
        yield replace(edition, list=f"{listed} advanced", title=f"{edition.title}, advanced")
        with opened(path) as stream:
            for name, element in rows(stream, path):
                yield from _items(reading, name, element, listed)
        yield from _left(kept)


def _items(reading: Reading, name: str, element: Any, listed: str) -> Iterator[Item]:
    match name:
        case "DistinctParty":
            yield from read_party(reading, element)
        case "ProfileRelationship":
            yield from read_relationship(reading, element)
        case "SanctionsEntry":
            yield from read_entry(reading, element, listed)
        case "Location" | "IDRegDocument":
            reading.begin(element, f"{name} {element.get('ID', '')}")
            if name == "Location":
                keep_location(reading, element)
            else:
                keep_document(reading, element)
            yield from reading.problems
        case "DateOfIssue" | "ReferenceValueSets":
            return  # read by the overview
        case _:
            reading.begin(element, name or "file")
            reading.unread(element)
            yield from reading.problems


def _overview(reading: Reading, path: Path) -> tuple[str, date | None]:
    """The list of a file and its day; the codes of its reference values go into the reading."""
    published: date | None = None
    lists: Counter[str] = Counter()
    with opened(path) as stream:
        for name, element in rows(stream, path):
            if name == "DateOfIssue":
                published = _day(reading, element)
            elif name == "ReferenceValueSets":
                reading.codes = reference_values(element)
            elif name == "SanctionsEntry":
                lists[element.get("ListID", "")] += 1
    if not lists:
        raise SourceChanged(
            f"{path}: expected a SanctionsEntry for each party, found none; {AGAIN}."
        )
    return _which_list(reading.codes, lists), published


def _which_list(codes: Codes, entries: Counter[str]) -> str:
    """The list that most entries are on; each entry of a file is on it, and some on others too."""
    votes: Counter[str] = Counter()
    for code, number in entries.items():
        votes[LIST_NAMES.get(in_words(codes, "List", code), "")] += number
    sdn, consolidated = votes[ofac.SDN], votes[ofac.CONSOLIDATED]
    return ofac.SDN if sdn and sdn >= consolidated else ofac.CONSOLIDATED


def _day(reading: Reading, element: Any) -> date | None:
    reading.begin(element, "DateOfIssue")
    found = read_day(reading, element)
    if found is None:
        raise SourceChanged(
            f"{reading.path}: {reading.place}: expected the day of issue in Year, Month and Day, "
            f"found {reading.problems[-1].value!r}; {AGAIN}."
        )
    return found


def _left(kept: Shelf) -> Iterator[Problem]:
    """What no later part of the file referred to."""
    for number, identity in kept.untaken():
        yield Problem(
            "no-record",
            "expected a document of a party in the file, found another identity; it was left out",
            value=f"IdentityID {identity}",
            place=f"IDRegDocument {number}",
        )
    for ref in kept.unlisted():
        message = "expected a party with a SanctionsEntry, found none; it is on no list here"
        yield Problem("no-listing", message, record=f"ofac:{ref}")


def _check_root(head: bytes, path: Path) -> None:
    root = root_of(head)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected OFAC's advanced XML, found {head[:20]!r}, which is no XML; "
            f"{AGAIN}."
        )
    refuse_doctype(root, path, AGAIN)
    if root.tag not in _ROOTS:
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root {ROOT} in the namespace "
            f"{' or '.join(NAMESPACES)}, found {root.tag}; {AGAIN}."
        )
    base = root.get("DeltaBaseVersion")
    if base is not None:
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected a whole list, found a delta on version "
            f"{base}; {AGAIN}."
        )
