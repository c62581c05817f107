"""The EU's consolidated list of financial sanctions (FSF), XML 1.1, in constant memory.

The list writes a subject that stands under two programmes as two elements with one reference
number. They become one record with two listings: the first is held back until the last has come.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_day
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source, head, opened
from hullmark.loaders.eu_entries import Entry, joined
from hullmark.loaders.eu_fsf_entity import LIST, read_entity
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = Source(
    id="eu",
    title="EU consolidated list of financial sanctions",
    format="XML 1.1",
    publisher="European Commission, DG FISMA",
    licence="reuse under Commission Decision 2011/833/EU (CC BY 4.0)",
    url="https://webgate.ec.europa.eu/fsd/fsf",
    expected={LIST: (1_500, 30_000)},  # 2,269 on 2 March 2021, 4,808 on 13 May 2024
)
NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
_AGAIN = "download xmlFullSanctionsList_1_1 again from webgate.ec.europa.eu/fsd/fsf"
_ROOT = frozenset({"generationDate", "globalFileId"})
_BLOCK, _LONGEST = 1 << 20, 1 << 22
_REFERENCE = re.compile(
    rb"<(?:\w+:)?sanctionEntity\s[^<>]*?\beuReferenceNumber\s*=\s*[\"']([^\"']+)"
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open the export of the EU's list in its format since 2017."""
    root = root_of(head)
    return root is not None and root.tag == f"{{{NAMESPACE}}}export"


def read(path: Path) -> Iterator[Item]:
    """The items of one list in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no XML, has a document type or breaks off, and
    ``SourceChanged`` for another root or a code that is new.
    """
    root = _root(head(path), path)
    yield from _edition(root)
    with opened(path) as stream:
        found = elements(stream, path, "export", _AGAIN)
        yield from joined(_entries(found, path), _repeated(path))


def _entries(found: Iterator[Any], path: Path) -> Iterator[Entry | Problem]:
    for element in found:
        place = f"line {element.sourceline}"
        if local(element) == "sanctionEntity":
            yield read_entity(element, place, path)
        else:
            yield Problem(
                "unread-field",
                f"the element <{local(element)}> is not known to this loader; it was not read",
                value=(element.text or "").strip()[:200],
                place=place,
            )


def _repeated(path: Path) -> Counter[str]:
    """How often the references that stand at several entries do so, by the keys they make."""
    counts: Counter[bytes] = Counter()
    with opened(path) as stream:
        rest = b""
        while block := stream.read(_BLOCK):
            text = rest + block
            cut = text.rfind(b"<")
            counts.update(_REFERENCE.findall(text, 0, cut) if cut > 0 else ())
            rest = text[max(cut, 0) :] if len(text) - cut < _LONGEST else b""
        counts.update(_REFERENCE.findall(rest))
    many = {name.decode("utf-8", "replace"): count for name, count in counts.items() if count > 1}
    return Counter({f"eu:{name.strip()}": count for name, count in many.items()})


def _edition(root: Any) -> Iterator[Item]:
    """The edition by the moment at which the list was made; a new attribute is a problem."""
    stated, published, problems = root.get("generationDate", ""), None, []
    try:
        published = parse_day(stated[:10])
    except BadValue as bad:
        problems.append(Problem("bad-date", f"generationDate: {bad}", value=stated, place="line 2"))
    yield Edition(SOURCE.id, LIST, published, title=SOURCE.title, url=SOURCE.url)
    yield from problems
    for name, value in root.attrib.items():
        if name not in _ROOT and not name.startswith("{"):
            message = f"the attribute {name!r} of <export> is not known; it was not read"
            yield Problem("unread-field", message, value=value[:200], place="line 2")


def _root(start: bytes, path: Path) -> Any:
    root = root_of(start)
    if root is None:
        raise FileProblem(
            f"{path}: line 1: expected the EU's list as XML, found {start[:20]!r}, which is no "
            f"XML; {_AGAIN}."
        )
    refuse_doctype(root, path, _AGAIN)
    if root.tag != f"{{{NAMESPACE}}}export":
        raise SourceChanged(
            f"{path}: line {root.sourceline}: expected the root <export> of {NAMESPACE}, found "
            f"<{local(root) or root.tag}>; {_AGAIN}."
        )
    return root
