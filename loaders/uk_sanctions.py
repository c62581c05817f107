"""The UK Sanctions List as XML: one ``Designation`` after the other, in constant memory.

The list names a ship's owners, operators and a firm's parents only in words: such a link names its
far end by the words, and the same words stay on the record as a fact, for most of these names are
not designated themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem, Record
from hullmark.loaders.base import head, opened
from hullmark.loaders.uk_branch import branch, text, texts
from hullmark.loaders.uk_claims import Claims
from hullmark.loaders.uk_designation import LIST, designation, source
from hullmark.loaders.uk_details import REGISTRATION
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = source("XML")
CLAIMING = ("UNReferenceNumber", REGISTRATION, "OtherInformation")
_AGAIN = "download UK-Sanctions-List.xml again from gov.uk"


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open an XML document whose root is ``Designations``."""
    root = root_of(head)
    return root is not None and local(root) == "Designations"


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML, has a document type or breaks off, and
    ``SourceChanged`` for another root.
    """
    _check_root(head(path), path)
    shared = _shared(path)
    with opened(path) as stream:
        edition: Edition | None = None
        seen: set[str] = set()
        for element in elements(stream, path, "Designations", _AGAIN):
            name, place = local(element), f"line {element.sourceline}"
            if name == "DateGenerated" and edition is None:
                edition, problems = _edition(element.text or "", place)
                yield edition
                yield from problems
                continue
            if edition is None:
                edition = Edition(SOURCE.id, LIST, title=SOURCE.title, url=SOURCE.url)
                yield edition
            if name == "Designation":
                yield from _once(designation(branch(element), place, shared), seen, place)
            else:
                yield Problem(
                    "unread-field",
                    f"the element <{name}> is not known to this loader; it was not read",
                    value=(element.text or "").strip()[:200],
                    place=place,
                )


def _shared(path: Path) -> set[str]:
    """The numbers that several designations claim."""
    claims = Claims()
    with opened(path) as stream:
        for element in elements(stream, path, "Designations", _AGAIN):
            if local(element) == "Designation":
                tree = branch(element)
                key = text(tree, "UniqueID")
                for place in CLAIMING:
                    for said in texts(tree, place):
                        claims.take(key, said)
    return claims.shared


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


def _check_root(head: bytes, path: Path) -> None:
    root = root_of(head)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected the UK Sanctions List as XML, found {head[:20]!r}, which is "
            f"no XML; {_AGAIN}."
        )
    refuse_doctype(root, path, _AGAIN)
    if local(root) != "Designations":
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root <Designations>, found "
            f"<{local(root)}>; {_AGAIN}."
        )
