"""OFAC's XML lists, ``sdn.xml`` and ``consolidated.xml``, in the old namespace and the new one.

One ``sdnEntry`` after the other is read and let go, so memory stays the same for any size. Document
types and entities are refused: OFAC uses none, and a file with them is not OFAC's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Item
from hullmark.loaders import ofac
from hullmark.loaders.base import head, opened
from hullmark.loaders.ofac import Entry
from hullmark.loaders.ofac_legacy_entry import read_entry
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = ofac.source("XML")
NAMESPACES = (
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
    "http://tempuri.org/sdnList.xsd",
)
_TAGS = ("{*}sdnEntry", "{*}publshInformation")
_AGAIN = "download sdn.xml or consolidated.xml again from sanctionslist.ofac.treas.gov"


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open an XML document whose root is ``sdnList``."""
    root = root_of(head)
    return root is not None and local(root) == "sdnList"


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML or breaks off, ``SourceChanged`` for another
    shape, a kind of entry that is new, and more or fewer entries than the file says it has.
    """
    _check_root(head(path), path)
    with opened(path) as stream:
        found = elements(stream, path, "sdnList", _AGAIN, _TAGS)
        published, claimed = _publication(next(found, None), path)
        entries = (read_entry(element, path) for element in found)
        first = list(islice(entries, ofac.SAMPLE))
        listed = ofac.which_list(one.programmes for one in first if isinstance(one, Entry))
        yield ofac.edition(listed, published, claimed)
        count = 0
        for one in ofac.once(chain(first, entries)):
            count += 1
            if isinstance(one, Entry):
                yield from one.items(listed)
            else:
                yield one
    if claimed is not None and claimed != count:
        raise SourceChanged(
            f"{path}: expected {claimed:,} entries (its Record_Count), found {count:,}, as in a "
            f"file that was cut; {_AGAIN}."
        )


def _check_root(head: bytes, path: Path) -> None:
    root = root_of(head)
    if root is not None and local(root) == "sdnList" and root.tag[1:-8] in NAMESPACES:
        refuse_doctype(root, path, _AGAIN)
        return
    lowered = head[:4096].lower()
    if b"<!doctype html" in lowered or b"<html" in lowered:
        raise FileProblem(f"{path}: line 1: expected OFAC's XML list, found a web page; {_AGAIN}.")
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected OFAC's XML list, found {head[:20]!r}, which is no XML; "
            f"{_AGAIN}."
        )
    raise SourceChanged(
        f"{path}: line {root.sourceline}: expected the root sdnList in the namespace "
        f"{' or '.join(NAMESPACES)}, found {root.tag}; if this is OFAC's list, its shape has "
        "changed and hullmark needs to learn it."
    )


def _publication(element: Any, path: Path) -> tuple[date | None, int | None]:
    """The day of publication and the number of entries that the file says it has."""
    if element is None or local(element) != "publshInformation":
        raise SourceChanged(
            f"{path}: expected publshInformation before the first entry, found none; {_AGAIN}."
        )
    stated = {local(child): (child.text or "").strip() for child in element}
    day, count = stated.get("Publish_Date", ""), stated.get("Record_Count", "")
    try:
        return parse_day(day, day_first=False) if day else None, int(count) if count else None
    except (BadValue, ValueError):
        raise SourceChanged(
            f"{path}: line {element.sourceline}: expected Publish_Date as MM/DD/YYYY and "
            f"Record_Count as a number, found {day!r} and {count!r}; {_AGAIN}."
        ) from None
