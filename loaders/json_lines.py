"""Files of JSON lines: each line with its number, a limit to its length, constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.loaders.base import opened

LONGEST = 64 << 20  # bytes; the longest real line, an entity with thousands of names, has some 2 MB
PATIENCE = 100  # lines without one good one before a file is refused

DAMAGE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank; ``FileProblem`` for one that never ends."""
    with opened(path) as stream:
        number = 0
        while line := stream.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise FileProblem(
                    f"{path}: line {number}: is longer than {LONGEST:,} bytes, which no list has; "
                    "expected one JSON object a line."
                )
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line


def objects(path: Path, what: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Number of each line with its object, or with why it is none.

    Raises ``SourceChanged`` when none of the first lines is one, and ``FileProblem`` for a file
    whose last line breaks off. ``what`` says in words what a line was expected to be.
    """
    decode = msgspec.json.Decoder().decode
    good, cut = 0, None
    for number, line in lines(path):
        try:
            found = decode(line)
        except DAMAGE as bad:
            cut = None if line.endswith(b"\n") else number
            why = "nested too deeply" if isinstance(bad, RecursionError) else str(bad)
            yield number, f"expected {what}, found a line that is no JSON ({why:.100})"
        else:
            cut, sound = None, isinstance(found, dict)
            good += sound
            yield number, found if sound else f"expected {what}, found another value"
        if not good and number >= PATIENCE:
            raise SourceChanged(
                f"{path}: line {number}: expected {what} on each line, found none on any so far; "
                "load the file as its publisher gives it."
            )
    if cut is not None:
        raise FileProblem(
            f"{path}: line {cut}: the file breaks off in the middle of a line; download it again."
        )
