"""The UN Security Council's consolidated list as XML: one entry after the other.

The list has two sections, ``INDIVIDUALS`` and ``ENTITIES``. The ships that the committee under
resolution 1718 lists are in neither: the UN publishes those as a PDF alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem, Record
from hullmark.loaders.base import Source, head, opened
from hullmark.loaders.un_sc_draft import LIST, day_of
from hullmark.loaders.un_sc_entry import KINDS, entry
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = Source(
    id="un",
    title="UN Security Council Consolidated List",
    format="XML",
    publisher="United Nations Security Council",
    licence="terms of use of the UN's web sites; no open licence",
    url="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    expected={LIST: (500, 5_000)},  # 1,005 entries on 2 April 2026
)
_ROOT, _SECTIONS = "CONSOLIDATED_LIST", ("INDIVIDUALS", "ENTITIES")
_AGAIN = "download consolidated.xml again from the UN Security Council's site"
_TIME = re.compile(r"T\d\d:\d\d.*", re.ASCII | re.DOTALL)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open an XML document whose root is ``CONSOLIDATED_LIST``."""
    root = root_of(head)
    return root is not None and root.tag == _ROOT


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML, has a document type or breaks off, and
    ``SourceChanged`` for another root and for a quality or type of date that is new.
    """
    root = _root(head(path), path)
    published, problem = _generated(root.get("dateGenerated", ""))
    yield Edition(SOURCE.id, LIST, published, title=SOURCE.title, url=SOURCE.url)
    if problem:
        yield problem
    seen: set[str] = set()
    last: Any = None
    with opened(path) as stream:
        for element in elements(stream, path, _ROOT, _AGAIN, tags=tuple(KINDS)):
            # What was read is gone by now: whatever still stands before an entry was not known.
            yield from _strangers(list(element.itersiblings(preceding=True))[::-1])
            yield from _once(entry(element, path), seen, f"line {element.sourceline}")
            last = element
        if last is not None:
            whole = last.getroottree().getroot()
            yield from _strangers(child for child in whole if local(child) not in _SECTIONS)
            for section in whole.iterchildren(*_SECTIONS):
                yield from _strangers(child for child in section if local(child) not in KINDS)


def _strangers(found: Any) -> Iterator[Problem]:
    for element in found:
        if local(element) not in KINDS:
            yield Problem(
                "unread-field",
                f"the element <{local(element)}> is not known to this loader; it was not read",
                value=" ".join("".join(element.itertext()).split())[:200],
                place=f"line {element.sourceline}",
            )


def _once(items: list[Item], seen: set[str], place: str) -> Iterator[Item]:
    """The items of an entry, unless its reference number was there before."""
    key = next((item.id for item in items if isinstance(item, Record)), "")
    if key and key in seen:
        yield Problem(
            "double-entry",
            "expected each REFERENCE_NUMBER once, found it again; the first entry was kept",
            record=key,
            place=place,
        )
        return
    seen.add(key)
    yield from items


def _generated(stated: str) -> tuple[date | None, Problem | None]:
    try:
        return (parse_day(day_of(_TIME.sub("", stated))) if stated else None), None
    except BadValue as bad:
        return None, Problem("bad-date", f"dateGenerated: {bad}", value=stated, place="line 1")


def _root(start: bytes, path: Path) -> Any:
    root = root_of(start)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected the UN consolidated list as XML, found {start[:20]!r}, "
            f"which is no XML; {_AGAIN}."
        )
    refuse_doctype(root, path, _AGAIN)
    if root.tag != _ROOT:
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root <{_ROOT}>, found "
            f"<{local(root)}>; {_AGAIN}."
        )
    return root
