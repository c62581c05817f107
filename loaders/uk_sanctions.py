"""The UK Sanctions List as XML: one ``Designation`` after the other, in constant memory.

The list names a ship's owners, operators and a firm's parents only in words: such a link names its
far end by the words, and the same words stay on the record as a fact, for most of these names are
not designated themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml import etree

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem, Record
from hullmark.loaders.base import Source, head, opened
from hullmark.loaders.uk_designation import LIST, designation

SOURCE = Source(
    id="uk",
    title="UK Sanctions List",
    format="XML",
    publisher="Foreign, Commonwealth & Development Office",
    licence="Open Government Licence v3.0",
    url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    expected={LIST: (2_000, 20_000)},  # 6,046 designations on 29 April 2026
)
_AGAIN = "download UK-Sanctions-List.xml again from gov.uk"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open an XML document whose root is ``Designations``."""
    root = _root(head)
    return root is not None and etree.QName(root).localname == "Designations"


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML, has a document type or breaks off, and
    ``SourceChanged`` for another root.
    """
    _check_root(head(path), path)
    with opened(path) as stream:
        edition: Edition | None = None
        seen: set[str] = set()
        for element in _elements(stream, path):
            name, place = etree.QName(element).localname, f"line {element.sourceline}"
            if name == "DateGenerated" and edition is None:
                edition, problems = _edition(element.text or "", place)
                yield edition
                yield from problems
                continue
            if edition is None:
                edition = Edition(SOURCE.id, LIST, title=SOURCE.title, url=SOURCE.url)
                yield edition
            if name == "Designation":
                yield from _once(designation(element, place), seen, place)
            else:
                yield Problem(
                    "unread-field",
                    f"the element <{name}> is not known to this loader; it was not read",
                    value=(element.text or "").strip()[:200],
                    place=place,
                )


def _once(items: list[Item], seen: set[str], place: str) -> Iterator[Item]:
    """The items of a designation, unless its id was there before."""
    key = next((item.id for item in items if isinstance(item, Record)), "")
    if key and key in seen:
        yield Problem(
            "double-entry",
            "expected each UniqueID once, found it again; the first entry was kept",
            record=key,
            place=place,
        )
        return
    seen.add(key)
    yield from items


def _edition(stated: str, place: str) -> tuple[Edition, list[Problem]]:
    try:
        published, problems = parse_day(stated), []
    except BadValue as bad:
        published, problems = None, [Problem("bad-date", f"DateGenerated: {bad}", place=place)]
    return Edition(SOURCE.id, LIST, published, title=SOURCE.title, url=SOURCE.url), problems


def _root(head: bytes) -> Any:
    """The root element that the first bytes open, ``None`` when they open none."""
    parser = etree.XMLPullParser(events=("start",), **_SAFE)
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
    with suppress(etree.XMLSyntaxError):
        return next((element for _, element in parser.read_events()), None)
    return None


def _check_root(head: bytes, path: Path) -> None:
    root = _root(head)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected the UK Sanctions List as XML, found {head[:20]!r}, which is "
            f"no XML; {_AGAIN}."
        )
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileProblem(
            f"{path}: line 1: expected no document type, found a DOCTYPE, whose entities can grow "
            f"without end or read other files; the file was not read; {_AGAIN}."
        )
    if etree.QName(root).localname != "Designations":
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root <Designations>, found "
            f"<{etree.QName(root).localname}>; {_AGAIN}."
        )


def _elements(stream: Any, path: Path) -> Iterator[Any]:
    """The children of the root, each emptied when the next is asked for."""
    line, depth = 1, 0
    try:
        for event, element in etree.iterparse(stream, events=("start", "end"), **_SAFE):
            if event == "start":
                depth += 1
                continue
            depth -= 1
            if depth != 1:
                continue
            line = element.sourceline
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as broken:
        raise FileProblem(
            f"{path}: line {broken.lineno or line:,}: expected XML up to </Designations>, found "
            f"that it breaks off or is damaged ({broken.msg}); {_AGAIN}."
        ) from None
