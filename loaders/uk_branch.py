"""One entry of the UK's lists as a branch whose leaves are taken by name, as in the XML."""

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


def put(tree: Branch, path: str, value: str | Branch) -> None:
    """Hang a text or a branch at a path such as ``Websites/Website``, after those already there."""
    *parents, leaf = path.split("/")
    for name in parents:
        below = next((one for one in tree.get(name, ()) if not isinstance(one, str)), None)
        if below is None:
            below = {}
            tree.setdefault(name, []).append(below)
        tree = below
    tree.setdefault(leaf, []).append(value)


def texts(tree: Branch, path: str) -> list[str]:
    """Take out the different texts at a path such as ``Websites/Website``, in order."""
    found = _taken(tree, path)
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def text(tree: Branch, path: str) -> str:
    """Take out the one text at a path, ``""`` when there is none; several are joined by ``; ``."""
    return "; ".join(texts(tree, path))


def branches(tree: Branch, path: str) -> list[Branch]:
    """The branches at a path such as ``Names/Name``; take their leaves out of them."""
    head, slash, rest = path.partition("/")
    found = [value for value in tree.get(head, ()) if not isinstance(value, str)]
    return [below for one in found for below in branches(one, rest)] if slash else found


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


def _taken(tree: Branch, path: str) -> list[str]:
    head, slash, rest = path.partition("/")
    values = tree.get(head)
    if values is None:
        return []
    if slash:
        below = [value for value in values if not isinstance(value, str)]
        return [found for value in below for found in _taken(value, rest)]
    left = [value for value in values if not isinstance(value, str)]
    if left:
        tree[head] = list(left)
    else:
        del tree[head]
    return [value for value in values if isinstance(value, str) and value]
