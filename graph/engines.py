"""Where pairs are judged: in this process, or in several.

Each engine runs ``judged`` over batches of the same pairs and gives the same verdicts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from msgspec import Struct

from hullmark.graph.collecting import uncollected
from hullmark.graph.comparables import FAMILIES, comparables
from hullmark.graph.comparing import decoded
from hullmark.graph.judge import Judgements, judge_pairs
from hullmark.graph.judge_reasons import Reason

LONGEST = 160  # characters of a value that a reason quotes
MOST_REASONS = 8
# In the real lists 15 of the 17 pairs of bodies just above the judge's own threshold were wrong: an
# acronym or a general name in two countries (docs/resolver.md). People of such scores were right.
BODY_SAME = 0.99
AT_ONCE = 5_000  # pairs; each name of a record is laid beside each of the other's


class Batch(Struct, frozen=True):
    """Pairs of record numbers, the encoded records, and the places where a reason is wanted even
    if the verdict is different, because the ledger has an earlier one."""

    left: Sequence[int]
    right: Sequence[int]
    bodies: Mapping[int, bytes]
    explained: frozenset[int] = frozenset()


class Judged(Struct, frozen=True):
    """What was judged of a batch, a place a pair; reasons where they are wanted, else empty."""

    left: Sequence[int]
    right: Sequence[int]
    scores: Sequence[float]
    verdicts: Sequence[str]
    reasons: Sequence[str]


@uncollected()
def judged(batch: Batch) -> Judged:
    """Judge a batch; the same pairs give the same answer whatever else stands in the batch."""
    import numpy as np

    # In the order of their numbers: which of two equal spellings a reason quotes hangs on it.
    records = sorted(batch.bodies)
    places = {record: at for at, record in enumerate(records)}
    these = comparables([decoded(batch.bodies[record]) for record in records])
    left = np.array([places[record] for record in batch.left], np.int64)
    right = np.array([places[record] for record in batch.right], np.int64)
    scores, verdicts, reasons = list[float](), list[str](), list[str]()
    for start in range(0, len(left), AT_ONCE):
        found = judge_pairs(these, left[start : start + AT_ONCE], right[start : start + AT_ONCE])
        scores += [round(float(one), 4) for one in found.scores]
        verdicts += [str(one) for one in found.verdicts]
        body = these.family[left[start : start + AT_ONCE]] == FAMILIES.index("body")
        for at in np.flatnonzero(body & (found.verdicts == "same")).tolist():
            if scores[start + at] < BODY_SAME:
                verdicts[start + at] = "unsure"
        reasons += [
            explained(found, at)
            if verdicts[start + at] != "different" or start + at in batch.explained
            else ""
            for at in range(len(found))
        ]
    return Judged(batch.left, batch.right, scores, verdicts, reasons)


def explained(found: Judgements, place: int) -> str:
    """The reasons of one pair in one line, for the ledger."""
    return "; ".join(said(one) for one in found.reasons(place)[:MOST_REASONS])


def said(reason: Reason) -> str:
    """One reason in words: what was compared, both values, and what it weighs."""
    if reason.rule:
        return f"rule: {reason.evidence[: 2 * LONGEST]}"
    values = " | ".join(_short(one) for one in (reason.left, reason.right) if one)
    return f"{reason.evidence} {reason.weight:+.2f}" + (f" ({values})" if values else "")


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def local(batches: Iterable[Batch]) -> Iterator[Judged]:
    """Judge in this process."""
    return map(judged, batches)


def pool(batches: Iterable[Batch], processes: int = 0) -> Iterator[Judged]:
    """Judge in several processes, as many as there are cores; in the order of the batches.

    Only a few batches are under way at once, so that memory stays bounded.
    """
    import os
    from multiprocessing import get_context

    count = processes or os.cpu_count() or 1
    # Forking a process that has threads may hang.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as workers:
        waiting: deque[Future[Judged]] = deque()
        try:
            for batch in batches:
                waiting.append(workers.submit(judged, batch))
                if len(waiting) > 2 * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
