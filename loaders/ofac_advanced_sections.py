"""The sections of OFAC's advanced XML one element after the other, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from hullmark.graph.errors import SourceChanged
from hullmark.loaders.ofac_advanced_reading import local_name
from hullmark.loaders.xml import elements

ROOT = "Sanctions"
AGAIN = "download sdn_advanced.xml or cons_advanced.xml again from sanctionslist.ofac.treas.gov"
# In the order of the file, on which its references rest: each section and what it is a row of.
_ROWS = {
    "DateOfIssue": "",
    "ReferenceValueSets": "",
    "Locations": "Location",
    "IDRegDocuments": "IDRegDocument",
    "DistinctParties": "DistinctParty",
    "ProfileRelationships": "ProfileRelationship",
    "SanctionsEntries": "SanctionsEntry",
    "SanctionsEntryLinks": "SanctionsEntryLink",
}
_ORDER = {name: number for number, name in enumerate(_ROWS)}
_NAMES = frozenset(name for name in (ROOT, *_ROWS, *_ROWS.values()) if name)
_TAGS = tuple(f"{{*}}{name}" for name in sorted(_NAMES))


def rows(stream: IO[bytes], path: Path) -> Iterator[tuple[str, Any]]:
    """Each row of a section under its name, the first two sections whole under theirs.

    Anything else at those two levels comes under ``""``. ``FileProblem`` where the XML breaks off,
    ``SourceChanged`` for sections in another order.
    """
    at = 0
    for element in elements(stream, path, ROOT, AGAIN, _TAGS):
        name, above = local_name(element.tag), _above(element)
        if len(above) > 2:  # a row's name inside a row: whoever reads that row reports it
            continue
        section = above[1] if len(above) == 2 else name
        if above and section in _ORDER:
            if _ORDER[section] < at:
                raise SourceChanged(
                    f"{path}: line {element.sourceline}: expected the sections in the order "
                    f"{', '.join(_ROWS)}, found {section} late; {AGAIN}."
                )
            at = _ORDER[section]
        if len(above) == 2:
            yield name if _ROWS.get(section) == name else "", element
        elif above and not _ROWS.get(name):
            yield name if name in _ROWS else "", element
        else:  # the end of a section with rows, or of the file: rows have had their turn
            yield from (("", one) for one in element if local_name(one.tag) not in _NAMES)
        before = element.getprevious()
        while before is not None and local_name(before.tag) not in _NAMES:
            yield "", before
            before = before.getprevious()


def _above(element: Any) -> list[str]:
    """The names of the elements that hold this one, the root first; three are enough to know."""
    found: list[str] = []
    while (element := element.getparent()) is not None and len(found) < 3:
        found.insert(0, local_name(element.tag))
    return found
