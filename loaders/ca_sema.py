"""Canada's consolidated list of sanctions (SEMA and JVCFOA) as XML, in its old and new tags.

Until 2022 the tags were ``Entity``, ``DateOfBirth`` and ``Title``; since ships are listed they are
``EntityOrShip``, ``DateOfBirthOrShipBuildDate`` and ``TitleOrShip``, beside ``ShipIMONumber`` and
``DateOfListing``. The file does not say its own day.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source, head, opened
from hullmark.loaders.ca_sema_entry import LIST, NAMING, entry
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = Source(
    id="ca",
    title="Consolidated Canadian Autonomous Sanctions List",
    format="XML",
    publisher="Global Affairs Canada",
    licence="Open Government Licence - Canada",
    url="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx",
    expected={LIST: (1_000, 20_000)},  # 1,369 in 2020, 4,759 in spring 2025
)
_AGAIN = "download sema-lmes.xml again from international.gc.ca"
_ROOT = "data-set"


def recognises(head: bytes, path: Path) -> bool:
    """Whether these bytes open a ``data-set`` whose first record has a country and a name tag."""
    root = root_of(head)
    if root is None or local(root) != _ROOT:
        return False
    first = next(iter(root), None)
    if first is None or local(first) != "record":
        return False
    tags = {local(child) for child in first}
    return "Country" in tags and not tags.isdisjoint(NAMING)


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML, has a document type or breaks off, and
    ``SourceChanged`` for another root, no record at all, or records named by an unknown tag.
    """
    _check_root(head(path), path)
    with opened(path) as stream:
        yield Edition(SOURCE.id, LIST, title=SOURCE.title, url=SOURCE.url)
        seen: set[str] = set()
        records = 0
        for element in elements(stream, path, _ROOT, _AGAIN):
            place = f"line {element.sourceline}"
            if local(element) == "record":
                records += 1
                yield from entry(element, place, seen, path)
            else:
                yield Problem(
                    "unread-field",
                    f"the element <{local(element)}> is not known to this loader; it was not read",
                    value=(element.text or "").strip()[:200],
                    place=place,
                )
    if not records:
        raise SourceChanged(f"{path}: expected <record> elements, found none; {_AGAIN}.")


def _check_root(head: bytes, path: Path) -> None:
    root = root_of(head)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected Canada's list as XML, found {head[:20]!r}, which is no XML; "
            f"{_AGAIN}."
        )
    refuse_doctype(root, path, _AGAIN)
    if local(root) != _ROOT:
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root <{_ROOT}>, found "
            f"<{local(root)}>; {_AGAIN}."
        )
