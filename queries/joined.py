"""On which records a thing stands, and what made each of them one with the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from hullmark.graph.answer import Entity, Evidence
from hullmark.graph.identifiers import HARD, title
from hullmark.graph.model import Record


class Joined(Struct, frozen=True):
    """One record, who states it, and by what it was joined: ``""`` for the first."""

    record: str
    evidence: tuple[Evidence, ...]
    by: str
    doubtful: bool = False


def joined(entity: Entity) -> Iterator[Joined]:
    """Each record once, after one that it was joined to: by a number, the judge, or a decision.

    A number that both bear is named before what the judge said, and that before people's decisions,
    which ``hullmark why`` has in full.
    """
    evidence: dict[str, list[Evidence]] = {}
    numbers: dict[str, dict[tuple[str, str], None]] = {}
    for one in entity.records:
        evidence.setdefault(one.record.id, []).append(one.evidence)
        numbers.setdefault(one.record.id, {}).update(dict.fromkeys(_hard(one.record)))
    scores: dict[tuple[str, str], float] = {}
    for pair in entity.judged:
        for ends in ((pair.left, pair.right), (pair.right, pair.left)):
            scores[ends] = max(pair.score, scores.get(ends, 0.0))
    left, placed = list(evidence), list[str]()
    while left:
        key, by, doubtful = _next(left, placed, numbers, scores, entity)
        left.remove(key)
        placed.append(key)
        yield Joined(key, tuple(evidence[key]), by, doubtful)


def _next(
    left: list[str],
    placed: list[str],
    numbers: dict[str, dict[tuple[str, str], None]],
    scores: dict[tuple[str, str], float],
    entity: Entity,
) -> tuple[str, str, bool]:
    if not placed:
        return left[0], "", False
    borne = {number for key in placed for number in numbers[key]}
    for key in left:
        for scheme, value in numbers[key]:
            if (scheme, value) in borne:
                return key, f"by {title(scheme)} {value}", False
    judged = [
        (score, one, other) for (one, other), score in scores.items()
        if one in left and other in placed
    ]  # fmt: skip
    if judged:
        score, key, other = max(judged, key=lambda found: (found[0], found[1], found[2]))
        doubts = {frozenset((one.left, one.right)) for one in entity.doubts}
        return (
            key,
            f"judged the same as {other}, score {score:.4f}",
            frozenset((key, other)) in doubts,
        )
    return left[0], "by a decision", False


def _hard(record: Record) -> Iterable[tuple[str, str]]:
    return (
        (one.scheme, one.value)
        for one in record.identifiers
        if one.scheme in HARD and one.valid is not False
    )
