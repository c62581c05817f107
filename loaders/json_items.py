"""Files with many JSON objects: one array, one object a line, or objects one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph.errors import FileProblem
from hullmark.loaders.base import head, opened
from hullmark.loaders.json_lines import DAMAGE, objects


def items(path: Path, what: str) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Place of each object with the object, or with why it is none; in constant memory.

    In lines a bad one is skipped; in an array nothing behind a mistake can be read, so it is a
    ``FileProblem``. ``what`` says in words what an object was expected to be.
    """
    start = head(path).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] != b"[" and _is_lines(start):
        for number, found in objects(path, what):
            yield f"line {number}", found
        return
    for number, one in enumerate(_parsed(path, "item" if start[:1] == b"[" else "", what), start=1):
        sound = isinstance(one, dict)
        yield f"item {number}", one if sound else f"expected {what}, found another value"


def _is_lines(start: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(start.split(b"\n", 1)[0]), dict)
    except DAMAGE:
        return b"\n" not in start  # a first line longer than the head


def _parsed(path: Path, prefix: str, what: str) -> Iterator[Any]:
    import ijson

    with opened(path) as stream:
        if stream.peek(3)[:3] == b"\xef\xbb\xbf":
            stream.read(3)
        found = 0
        try:
            for one in ijson.items(stream, prefix, use_float=False, multiple_values=not prefix):
                found += 1
                yield one
        except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as bad:
            why = (str(bad) or repr(bad)).splitlines()[0][:100]
            raise FileProblem(
                f"{path}: item {found + 1}: expected {what}, but the JSON is damaged or breaks off "
                f"there ({why}); download it again."
            ) from None
