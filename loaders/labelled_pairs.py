"""Pairs of FollowTheMoney entities as JSON lines, each perhaps with a person's judgement.

``{"left": entity, "right": entity, "judgement": "positive" | "negative" | "unsure"}``, the form in
which OpenSanctions publishes its analysts' decisions. It is no list: nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Problem, Record
from hullmark.loaders.base import opened
from hullmark.loaders.ftm_entity import entity_record

LONGEST = 8 << 20  # bytes of one line; the longest pair of OpenSanctions has 300 kB
_SAID = {"positive": True, "negative": False, "unsure": None, "no_judgement": None, None: None}


class Pair(Struct, frozen=True):
    """Two records, what a person judged of them (``None`` for nothing), and their own ids."""

    left: Record
    right: Record
    judgement: bool | None
    ids: tuple[str, str]
    line: int


def read(path: Path) -> Iterator[Pair | Problem]:
    """Each line's pair in file order; a line that is none is a ``Problem`` and the rest go on.

    ``FileProblem`` for a file that can't be read at all.
    """
    with opened(path) as stream:
        number = 0
        while line := stream.readline(LONGEST):
            number += 1
            whole = line.endswith(b"\n") or len(line) < LONGEST
            while not whole:
                whole = (rest := stream.readline(LONGEST)).endswith(b"\n") or not rest
                line = b""
            place = f"line {number}"
            if not line:
                yield Problem("long-line", f"longer than {LONGEST >> 20} MB; not read", place=place)
            elif line.strip():
                try:
                    yield _pair(line.lstrip(b"\xef\xbb\xbf"), number)
                except BadValue as wrong:
                    yield Problem("bad-pair", str(wrong), place=place)


def _pair(line: bytes, number: int) -> Pair:
    try:
        stated: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as wrong:
        raise BadValue(
            f"expected one JSON object with 'left' and 'right', found none ({wrong})."
        ) from None
    if not isinstance(stated, dict) or not all(
        isinstance(stated.get(side), dict) for side in ("left", "right")
    ):
        raise BadValue("expected an object with the FollowTheMoney entities 'left' and 'right'.")
    judgement = stated.get("judgement")
    if not (judgement is None or isinstance(judgement, str)) or judgement not in _SAID:
        raise BadValue(f"a judgement is positive, negative or unsure, found {judgement!r:.60}.")
    sides = tuple(_with_id(stated[side], f"line-{number}-{side}") for side in ("left", "right"))
    place = f"line {number}"
    left, right = (entity_record(side, place=place) for side in sides)
    return Pair(left, right, _SAID[judgement], (str(sides[0]["id"]), str(sides[1]["id"])), number)


def _with_id(entity: dict[str, object], spare: str) -> dict[str, object]:
    """The entity with an id: who makes pairs of names by hand gives them none."""
    stated = entity.get("id")
    return entity if isinstance(stated, str) and stated.strip() else {**entity, "id": spare}
