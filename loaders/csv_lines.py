"""The lines of a CSV file as text, one after the other, with limits; their numbers, odd bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import IO

from hullmark.graph.model import Problem

_LONGEST = 1 << 20  # bytes; real lines have some thousands at most


class Lines:
    """The lines of a file as text, with the number of the last one and those that are no UTF-8."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines = iter(partial(stream.readline, _LONGEST), b"")
        self.at = 0
        self.ended = True
        self.odd: list[int] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        self.at += 1
        self.ended = raw.endswith(b"\n")
        try:
            return raw.decode("utf-8-sig" if self.at == 1 else "utf-8")
        except UnicodeDecodeError:
            self.odd.append(self.at)
            return raw.decode("cp1252", "replace")

    def problems(self, named: str = "") -> Iterator[Problem]:
        """One problem for each line that was no UTF-8."""
        for at in self.odd:
            message = "expected UTF-8, found other bytes; the line was read as Windows-1252"
            yield Problem("encoding", message, place=f"{named}line {at}")
        self.odd.clear()
