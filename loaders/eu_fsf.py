"""The EU's consolidated list of financial sanctions (FSF), XML 1.1, in constant memory.

The list writes a subject that stands under two programmes as two elements with one reference
number. They become one record with two listings: the first is held back until the last has come.
The tags are looked through beforehand for such numbers, and for numbers of the UN's list that two
subjects claim: one of them is wrong, and would join two people.
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
_TAG = re.compile(
    rb"<(?:\w+:)?sanctionEntity((?:\s+[\w:]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)", re.ASCII
)
_ATTRIBUTE = re.compile(rb"(euReferenceNumber|unitedNationId)\s*=\s*[\"']([^\"']+)")


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
        repeated, shared = _references(path)
        yield from joined(_entries(found, path, shared), repeated)


def _entries(found: Iterator[Any], path: Path, shared: frozenset[str]) -> Iterator[Entry | Problem]:
    for element in found:
        place = f"line {element.sourceline}"
        if local(element) == "sanctionEntity":
            yield read_entity(element, place, path, shared)
        else:
            yield Problem(
                "unread-field",
                f"the element <{local(element)}> is not known to this loader; it was not read",
                value=(element.text or "").strip()[:200],
                place=place,
            )


def _references(path: Path) -> tuple[Counter[str], frozenset[str]]:
    """Keys that several entries make, and how often; the UN's numbers that several keys claim."""
    counts: Counter[bytes] = Counter()
    claims: dict[bytes, set[bytes]] = {}
    for tag in _tags(path):
        named = dict(_ATTRIBUTE.findall(tag))
        key, number = named.get(b"euReferenceNumber", b""), named.get(b"unitedNationId", b"")
        counts[key] += 1
        if number:
            claims.setdefault(number.strip(), set()).add(key)
    repeated = {f"eu:{_text(key)}": count for key, count in counts.items() if key and count > 1}
    shared = frozenset(_text(number) for number, keys in claims.items() if len(keys) > 1)
    return Counter(repeated), shared


def _tags(path: Path) -> Iterator[bytes]:
    """The attributes of each entry's tag as they are written, without parsing the file."""
    with opened(path) as stream:
        rest = b""
        while block := stream.read(_BLOCK):
            text = rest + block
            cut = max(text.rfind(b"<"), 0)
            yield from _TAG.findall(text, 0, cut)
            rest = text[cut:] if len(text) - cut < _LONGEST else b""
        yield from _TAG.findall(rest)


def _text(written: bytes) -> str:
    return written.decode("utf-8", "replace").strip()


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
