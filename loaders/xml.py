"""Reading XML lists safely and in constant memory: no entities, no network, by element."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from lxml import etree

from hullmark.graph.errors import FileProblem

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def root_of(head: bytes) -> Any:
    """The root element that the first bytes open, ``None`` when they open none."""
    parser = etree.XMLPullParser(events=("start",), **_SAFE)
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
    with suppress(etree.XMLSyntaxError):
        return next((element for _, element in parser.read_events()), None)
    return None


def refuse_doctype(root: Any, path: Path, again: str) -> None:
    """``FileProblem`` for a document type: no list has one, and entities could grow without end."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileProblem(
            f"{path}: line 1: expected no document type, found a DOCTYPE, whose entities can grow "
            f"without end or read other files; the file was not read; {again}."
        )


def elements(
    stream: IO[bytes], path: Path, root: str, again: str, tags: Sequence[str] = ()
) -> Iterator[Any]:
    """The elements with these tags, or all children of the root, each emptied after its turn.

    ``FileProblem`` where the XML breaks off: ``root`` is the name that should have closed it.
    """
    line, depth = 1, 0
    try:
        for event, element in etree.iterparse(
            stream, events=("end",) if tags else ("start", "end"), tag=tags or None, **_SAFE
        ):
            depth += 1 if event == "start" else -1
            if event == "start" or (not tags and depth != 1):
                continue
            line = element.sourceline
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as broken:
        raise FileProblem(
            f"{path}: line {broken.lineno or line:,}: expected XML up to </{root}>, found "
            f"that it breaks off or is damaged ({broken.msg}); {again}."
        ) from None
