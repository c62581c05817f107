"""The parts that Companies House splits its snapshots into: which belong together, in order.

``BasicCompanyData-2024-12-01-part1_7.zip``, ``psc-snapshot-2024-11-22_1of28.zip``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import FileProblem

COMPANIES = re.compile(
    r"(BasicCompanyData-(\d{4}-\d\d-\d\d)-)part(\d{1,3})_(\d{1,3})((?:\.[a-z]+)+)",
    re.ASCII | re.IGNORECASE,
)
PSC = re.compile(
    r"(psc-snapshot-(\d{4}-\d\d-\d\d)_)(\d{1,3})of(\d{1,3})((?:\.[a-z]+)+)",
    re.ASCII | re.IGNORECASE,
)
_Set = tuple[str, int, str]  # what its names begin with, how many parts, what the names end in


class Part(Struct, frozen=True):
    """One file of a split snapshot, by its name."""

    path: Path
    set: _Set
    number: int
    day: str


def part(path: Path, pattern: re.Pattern[str]) -> Part | None:
    """What a file's name says of its place in a split snapshot, ``None`` if nothing."""
    match = pattern.fullmatch(path.name)
    if match is None:
        return None
    begins, day, number, total, ends = match.groups()
    if not 1 <= int(number) <= int(total):
        return None
    return Part(path, (begins.lower(), int(total), ends.lower()), int(number), day)


def parts(path: Path, pattern: re.Pattern[str]) -> tuple[Path, ...]:
    """The files that a load of this path reads: all parts of a folder, or beside part 1; or it.

    A part whose others are not all there stands for itself, and is an extract. Raises
    ``FileProblem`` for a folder without one whole set, and for a later part of a whole set, which
    belongs to the load of part 1.
    """
    if path.is_dir():
        return _in_folder(path, pattern)
    given = part(path, pattern)
    if given is None:
        return (path,)
    whole = _sets(_folder(path.parent), pattern).get(given.set)
    if whole is None:
        return (path,)
    if given.number > 1:
        raise FileProblem(
            f"{path}: is part {given.number} of {given.set[1]}, and all of them are in its folder; "
            f"load {whole[0].name}, which takes the others along."
        )
    return whole


def day(path: Path, files: Iterable[Path], pattern: re.Pattern[str]) -> date | None:
    """The day in the names of a folder's parts; of a file, its own name is asked elsewhere."""
    if path.is_dir():
        for one in files:
            if named := part(one, pattern):
                with suppress(ValueError):
                    return date.fromisoformat(named.day)
    return None


def holds_parts(path: Path, pattern: re.Pattern[str]) -> bool:
    """Whether a folder has a part of such a snapshot in it."""
    return path.is_dir() and any(part(one, pattern) for one in _folder(path))


def _in_folder(path: Path, pattern: re.Pattern[str]) -> tuple[Path, ...]:
    there = _folder(path)
    whole = _sets(there, pattern)
    if len(whole) == 1:
        return next(iter(whole.values()))
    found = [one for name in there if (one := part(name, pattern))]
    if whole:
        said = " and ".join(f"{one[0].name} and its parts" for one in whole.values())
    elif found:
        total = found[0].set[1]
        have = {one.number for one in found if one.set == found[0].set}
        lacking = ", ".join(str(number) for number in range(1, total + 1) if number not in have)
        said = f"of {total} parts all but {lacking}"
    else:
        said = "none"
    raise FileProblem(
        f"{path}: expected a folder with all parts of one snapshot, found {said}; name the file "
        "to load."
    )


def _sets(there: Iterable[Path], pattern: re.Pattern[str]) -> dict[_Set, tuple[Path, ...]]:
    """The sets of which every part is there, each in the order of its parts."""
    found: dict[_Set, dict[int, Path]] = {}
    for path in there:
        if one := part(path, pattern):
            found.setdefault(one.set, {})[one.number] = path
    return {
        name: tuple(numbered[number] for number in sorted(numbered))
        for name, numbered in found.items()
        if len(numbered) == name[1]
    }


def _folder(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError:
        return []
