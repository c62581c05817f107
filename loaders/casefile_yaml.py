"""The YAML of a case file or mapping as a tree with its lines; strict where YAML is generous.

Every scalar stays the text that was written, so ``flag: no`` is Norway, ``0138716`` keeps its zero
and ``2021-08`` is a month. Anchors, aliases and tags are refused: such files need none, and a few
aliases can unfold into gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from msgspec import Struct

from hullmark.graph.errors import CaseFileError, FileProblem
from hullmark.loaders.base import opened

MAX_BYTES = 2_000_000  # the largest case we know of has 40 kB
MAX_DEPTH = 12  # a case nests six deep
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class Text(Struct, frozen=True):
    """A value as it was written; ``""`` for a blank or a null."""

    value: str
    line: int


class Items(Struct, frozen=True):
    """A list."""

    nodes: tuple[Node, ...]
    line: int


class Fields(Struct, frozen=True):
    """A mapping; ``lines`` are the lines of its keys."""

    nodes: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Text | Items | Fields


def wrong(path: Path, line: int, message: str) -> CaseFileError:
    """The error for one mistake at one line of a case file."""
    return CaseFileError(f"{path}, line {line}: {message}")


def parse(path: Path, what: str = "case file") -> Node:
    """The tree of such a file; ``CaseFileError`` with the line of the first mistake."""
    with opened(path) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileProblem(
            f"{path}: is larger than {MAX_BYTES:,} bytes, which no {what} is; expected YAML "
            "that a person wrote."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise wrong(path, line, "is not UTF-8 text; save the file as UTF-8.") from None
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise wrong(
            path, line, f"found the control character {odd[0]!r}, which no text has; delete it."
        )
    return _built(_events(text, path), path, what)


def _events(text: str, path: Path) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as bad:
        mark = bad.problem_mark or bad.context_mark
        what = " ".join(part for part in (bad.context, bad.problem) if part)
        line = mark.line + 1 if mark else 1
        raise wrong(
            path, line, f"is not sound YAML ({what}); check the indent, colons and quotes here."
        ) from None
    except yaml.YAMLError as bad:
        raise wrong(path, 1, f"is not sound YAML ({' '.join(str(bad).split())}).") from None


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, line: int, is_map: bool) -> None:
        self.line, self.is_map = line, is_map
        self.items: list[Node] = []
        self.fields: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.key: str | None = None

    def closed(self) -> Node:
        if self.is_map:
            return Fields(self.fields, self.lines, self.line)
        return Items(tuple(self.items), self.line)


def _built(events: Iterator[yaml.Event], path: Path, what: str) -> Node:
    root: Node | None = None
    stack: list[_Open] = []
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        node: Node | None = None
        _check_plain(event, line, path, what)
        match event:
            case yaml.ScalarEvent():
                blank = event.style is None and event.value in _NOTHING
                node = Text("" if blank else event.value, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(stack) == MAX_DEPTH:
                    raise wrong(path, line, f"nests deeper than {MAX_DEPTH} levels.")
                if stack and stack[-1].is_map and stack[-1].key is None:
                    raise wrong(path, line, "expected a key before the colon, found a list.")
                stack.append(_Open(line, isinstance(event, yaml.MappingStartEvent)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                node = stack.pop().closed()
            case yaml.DocumentStartEvent() if root is not None:
                raise wrong(path, line, f"begins a second document; expected one {what} in a file.")
        if node is None:
            continue
        if stack:
            _put(stack[-1], node, path)
        else:
            root = node
    return root if root is not None else Text("", 1)


def _check_plain(event: yaml.Event, line: int, path: Path, what: str) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise wrong(
            path,
            line,
            f"uses a YAML anchor or alias (& or *), which {what}s don't have; write the value "
            "out, in quotes if it begins with that sign.",
        )
    if tag := getattr(event, "tag", None):
        raise wrong(
            path,
            line,
            f"uses the YAML tag {tag!r}, which {what}s don't have; put the value in quotes.",
        )


def _put(parent: _Open, node: Node, path: Path) -> None:
    if not parent.is_map:
        parent.items.append(node)
    elif parent.key is not None:
        parent.fields[parent.key] = node
        parent.key = None
    elif not isinstance(node, Text) or not node.value:
        raise wrong(path, node.line, "expected a key before the colon, found none.")
    elif node.value in parent.lines:
        raise wrong(
            path,
            node.line,
            f"the key {node.value!r} stands twice, first in line {parent.lines[node.value]}; "
            "keep one of the two.",
        )
    else:
        parent.key = node.value
        parent.lines[node.value] = node.line
