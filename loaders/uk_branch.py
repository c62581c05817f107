"""One element of the UK Sanctions List as a branch whose leaves are taken by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hullmark.graph.text import clean
from hullmark.loaders.xml import local

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
Branch = dict[str, list["str | Branch"]]


def branch(element: Any) -> Branch:
    """The children of an element by name, in order: texts for leaves, branches for the others."""
    found: Branch = {}
    for name, value in element.attrib.items():
        if not name.startswith(_XSI):
            found.setdefault(f"@{name}", []).append(value)
    for child in element:
        name = local(child)
        leaf = len(child) == 0 and not any(not key.startswith(_XSI) for key in child.attrib)
        found.setdefault(name, []).append(clean(child.text or "") if leaf else branch(child))
    if len(element) and (text := clean(element.text or "")):
        found.setdefault("#text", []).append(text)
    return found


def texts(tree: Branch, path: str) -> list[str]:
    """Take out the different texts at a path such as ``Websites/Website``, in order."""
    *parents, leaf = path.split("/")
    found: list[str] = []
    for parent in _down(tree, parents):
        values = parent.get(leaf, [])
        found += [value for value in values if isinstance(value, str) and value]
        left = [value for value in values if not isinstance(value, str)]
        parent.pop(leaf, None)
        if left:
            parent[leaf] = list(left)
    return list(dict.fromkeys(found))


def text(tree: Branch, path: str) -> str:
    """Take out the one text at a path, ``""`` when there is none; several are joined by ``; ``."""
    return "; ".join(texts(tree, path))


def branches(tree: Branch, path: str) -> list[Branch]:
    """The branches at a path such as ``Names/Name``; take their leaves out of them."""
    return list(_down(tree, path.split("/")))


def leftovers(tree: Branch, path: str = "") -> Iterator[tuple[str, str]]:
    """The path and text of every leaf that nobody took out."""
    for name, values in tree.items():
        where = f"{path}/{name}" if path else name
        for value in values:
            if isinstance(value, str):
                if value:
                    yield where, value
            else:
                yield from leftovers(value, where)


def _down(tree: Branch, names: list[str]) -> Iterator[Branch]:
    if not names:
        yield tree
        return
    for value in tree.get(names[0], []):
        if not isinstance(value, str):
            yield from _down(value, names[1:])
