"""OFAC's enhanced XML, whole lists and deltas: one entity after the other, in constant memory.

A delta adds and removes whole entities. One that is changed in place is stated there field by
field; hullmark does not apply that, and refuses such a delta whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Link, Listing, Problem, Record, Removed
from hullmark.loaders import ofac
from hullmark.loaders.base import head, opened
from hullmark.loaders.ofac_advanced_codes import LIST_NAMES
from hullmark.loaders.ofac_enhanced_entity import read_entity
from hullmark.loaders.ofac_enhanced_shape import AGAIN, ROOT, child, stated
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

_LEGACY = ofac.source("enhanced XML and its deltas")
SOURCE = replace(
    _LEGACY, expected={f"{name} enhanced": room for name, room in _LEGACY.expected.items()}
)
WHOLE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"
DELTA = "https://www.treasury.gov/ofac/DeltaFile/1.0"
_ROOTS = {f"{{{namespace}}}{ROOT}": namespace for namespace in (WHOLE, DELTA)}
_TAGS = ("publicationInfo", "referenceValue", "featureType", "entity")


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open a ``sanctionsData`` in one of OFAC's two namespaces."""
    root = root_of(head)
    return root is not None and root.tag in _ROOTS


def read(path: Path) -> Iterator[Item]:
    """The items of one list, or of one delta, in file order, the ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML or breaks off, ``SourceChanged`` for another
    shape, an unknown kind of relation, and a delta of several lists or with changes in place.
    """
    namespace = _namespace(head(path), path)
    edition = _edition(path, namespace)
    yield edition
    seen: set[str] = set()
    for element in _elements(path, namespace, "entity"):
        number, line = element.get("id", ""), element.sourceline
        place = f"entity {number}, line {line}"
        if not (number.isascii() and number.isdecimal()) or number in seen:
            code, why = (
                ("double-entry", "expected each id once, found it again; the first was kept")
                if number in seen
                else ("no-key", "expected an entity with a number as id; it was not read")
            )
            yield Problem(code, why, value=f"id {number!r}", place=place)
            continue
        seen.add(number)
        gone = edition.scope == "delta" and _action(element, path, place) == "remove"
        for item in read_entity(element, path, place):
            if gone and isinstance(item, Record | Link | Listing):
                yield Removed(item)
            elif not gone:  # what is odd in an entity that goes concerns nobody any more
                yield item


def _elements(path: Path, namespace: str, *names: str) -> Iterator[Any]:
    tags = [f"{{{namespace}}}{name}" for name in _TAGS]
    with opened(path) as stream:
        for element in elements(stream, path, ROOT, AGAIN, tags):
            if local(element) in names:
                yield element


def _edition(path: Path, namespace: str) -> Edition:
    info = next(_elements(path, namespace, "publicationInfo"), None)
    if info is None:
        raise SourceChanged(f"{path}: expected publicationInfo before the entities; {AGAIN}.")
    if namespace == DELTA:
        listed, day = _list_of_delta(path), _day(path, info, "datePublished")
        edition = ofac.edition(listed, day)
        return replace(
            edition,
            list=f"{listed} enhanced",
            title=f"{edition.title}, enhanced",
            scope="delta",
        )
    day = _day(path, info, "dataAsOf")
    filters = child(info, "filters")
    lists = [stated(one) for one in filters.iter("{*}sanctionsList")] if filters is not None else []
    programmes = filters is not None and child(filters, "sanctionsPrograms") is not None
    whole = {LIST_NAMES.get(words, "") for words in lists}
    listed = ofac.CONSOLIDATED if whole == {ofac.CONSOLIDATED} else ofac.SDN
    complete = len(lists) == 1 and "" not in whole and not programmes
    edition = ofac.edition(listed, day)
    return replace(
        edition,
        list=f"{listed} enhanced",
        title=f"{edition.title}, enhanced",
        scope="complete" if complete else "extract",  # filtered by whoever exported it
    )


def _day(path: Path, info: Any, name: str) -> date:
    words = stated(child(info, name))
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        raise SourceChanged(
            f"{path}: line {info.sourceline}: expected a day in publicationInfo/{name}, found "
            f"{words[:40]!r}; {AGAIN}."
        ) from None


def _list_of_delta(path: Path) -> str:
    """The one list that all entities of a delta are on."""
    common: set[str] | None = None
    for element in _elements(path, DELTA, "entity"):
        found = {LIST_NAMES.get(stated(one), "") for one in element.iter("{*}sanctionsList")} - {""}
        common = found if common is None else common & found
    if common is None:
        raise SourceChanged(f"{path}: has no entities; expected a delta with some; {AGAIN}.")
    for name in (ofac.SDN, ofac.CONSOLIDATED):
        if name in common:
            return name
    raise SourceChanged(
        f"{path}: expected a delta whose entities are all on the SDN list or all on the "
        "Consolidated list, found both, or none named; load the complete lists of that day instead."
    )


def _action(element: Any, path: Path, place: str) -> str:
    action = str(element.get("action") or "")
    inner = next((one for one in element.iterdescendants() if one.get("action")), None)
    if action in ("add", "remove") and inner is None:
        return action
    what = f"{action!r} of an entity" if inner is None else f"{inner.get('action')!r} of a field"
    raise SourceChanged(
        f"{path}: {place}: expected a delta that adds and removes whole entities, found "
        f"{what if action or inner is not None else 'one without an action'}, a change in place, "
        "which hullmark does not apply; load the complete list of that day instead."
    )


def _namespace(head: bytes, path: Path) -> str:
    root = root_of(head)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected OFAC's enhanced XML, found {head[:20]!r}, which is no XML; "
            f"{AGAIN}."
        )
    refuse_doctype(root, path, AGAIN)
    if root.tag not in _ROOTS:
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root {ROOT} in the namespace {WHOLE} or "
            f"{DELTA}, found {root.tag}; {AGAIN}."
        )
    return _ROOTS[root.tag]
