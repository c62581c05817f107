"""Judging a stream of pairs in batches, with what a person said of them beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from hullmark.graph.comparable import Comparable, comparable
from hullmark.graph.judge import judge
from hullmark.graph.judge_reasons import Reason
from hullmark.graph.model import Record

BATCH = 2_000  # pairs; arrays of that many stay in the processor's cache, and rows come out soon


class JudgedPair(Struct, frozen=True):
    """One pair judged: both ids, probability of one thing, verdict, what a person said, why."""

    left: str
    right: str
    score: float
    verdict: str
    judgement: str
    reasons: tuple[Reason, ...]


Stated = tuple[Record, Record, tuple[str, str], str]  # both records, their ids, a judgement or ""


def judged(pairs: Iterable[Stated], *, batch: int = BATCH) -> Iterator[JudgedPair]:
    """Each pair judged, in order; a batch is read, judged and given before the next is read."""
    stream = iter(pairs)
    while rows := list(islice(stream, batch)):
        yield from _batch(rows)


def _batch(rows: Sequence[Stated]) -> Iterator[JudgedPair]:
    known: dict[Record, Comparable] = {}

    def form(record: Record) -> Comparable:
        if record not in known:
            known[record] = comparable(record)
        return known[record]

    found = judge([form(row[0]) for row in rows], [form(row[1]) for row in rows])
    for place, (_, _, ids, judgement) in enumerate(rows):
        yield JudgedPair(
            *ids,
            round(float(found.scores[place]), 4),
            str(found.verdicts[place]),
            judgement,
            tuple(found.reasons(place)),
        )


def say_reason(reason: Reason) -> str:
    """A reason in one line: ``date agreed to the day +3.5 (1965-05-21 | 1965-05-21)``."""
    if reason.rule:
        return f"rule: {reason.evidence}"
    values = f" ({reason.left} | {reason.right})" if reason.left or reason.right else ""
    return f"{reason.evidence} {reason.weight:+.1f}{values}"
