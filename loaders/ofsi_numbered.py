"""Several values in one cell of OFSI's list: ``(1) Libya (2) Tunisia``, ``a) General b) Minister``.

The numbers of two cells that belong together, such as passport numbers and what is said of each,
pair them.
"""

from __future__ import annotations

import re

_MARKS = (
    re.compile(r"\((\d{1,2})(?:-(\d{1,2}))?\)", re.ASCII),
    re.compile(r"(?<![^\s,;.])(\d{1,2})\)", re.ASCII),
    re.compile(r"\(([a-z])\)"),
    re.compile(r"(?<![^\s,;.])([a-z])\)"),
)
_NOTHING = frozenset({"", "-"})


def numbered(text: str) -> dict[int, str]:
    """The values by their numbers, which run from 1 without a gap; a text without is number 0.

    ``(1-2) Pakistan (3) Iran`` gives Pakistan twice; a number with nothing or a dash is left out.
    """
    text = text.strip()
    for mark in _MARKS:
        first = mark.match(text)
        if first is not None and _number(first[1]) == 1:
            return _parts(text, mark)
    return {} if text in _NOTHING else {0: text}


def several(text: str) -> list[str]:
    """The different values of a cell, in order; those on lines of their own are several too."""
    parts = [line for part in numbered(text).values() for line in part.splitlines()]
    found = (" ".join(part.split()).strip(" ,;") for part in parts)
    return [part for part in dict.fromkeys(found) if part not in _NOTHING]


def paired(one: str, other: str) -> list[tuple[str, str]]:
    """The values of two cells by number; those whose numbers differ stay apart."""
    left, right = numbered(one), numbered(other)
    if set(left) == {0} and set(right) != {0} and right:
        return [(left[0], ""), *(("", value) for value in right.values())]
    if set(right) == {0} and set(left) != {0} and left:
        return [*((value, "") for value in left.values()), ("", right[0])]
    both = [(left.get(number, ""), right.get(number, "")) for number in sorted({*left, *right})]
    return list(dict.fromkeys(both))


def _parts(text: str, mark: re.Pattern[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    numbers, begin, expected = range(0), 0, 1
    for match in mark.finditer(text):
        number = _number(match[1])
        if number != expected:  # a number of the text itself: "(36561) 33055", "(2012)"
            continue
        found.update(dict.fromkeys(numbers, text[begin : match.start()]))
        last = int(match[2]) if match.re is _MARKS[0] and match[2] else number
        numbers, begin, expected = range(number, last + 1), match.end(), last + 1
    found.update(dict.fromkeys(numbers, text[begin:]))
    values = {number: value.strip(" \t,;") for number, value in found.items()}
    return {number: value for number, value in values.items() if value not in _NOTHING}


def _number(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1
