"""How good scores are against people's judgements: precision, recall, F1, AUC, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SURE = 0.99  # the precision at which recall is quoted
RESAMPLES = 400


class Measures(Struct, frozen=True):
    """The measures of a judged file; ``None`` where nothing can be divided. Intervals are 95 %.

    ``precision``, ``recall`` and ``f1`` take a score of ``threshold`` or more for "one thing";
    ``same_precision`` and ``same_recall`` take the verdict ``same``.
    """

    pairs: int
    positive: int
    threshold: float
    precision: float | None
    recall: float | None
    f1: float | None
    f1_interval: tuple[float, float] | None
    auc: float | None
    recall_sure: float
    recall_sure_interval: tuple[float, float] | None
    same: int
    same_precision: float | None
    same_precision_interval: tuple[float, float] | None
    same_recall: float | None
    different_missed: int


def measure(
    scores: Sequence[float], truth: Sequence[bool], verdicts: Sequence[str], threshold: float
) -> Measures:
    """The measures of scores and verdicts against what is true, both in the order of the pairs."""
    import numpy as np

    score, right = np.asarray(scores, float), np.asarray(truth, bool)
    said = np.asarray(verdicts) == "same"
    apart = np.asarray(verdicts) == "different"
    found = score >= threshold
    hits, same_hits = int((found & right).sum()), int((said & right).sum())
    f1s, sures = [], []
    draw = np.random.default_rng(0)
    for _ in range(RESAMPLES if len(right) else 0):
        rows = draw.integers(0, len(right), len(right))
        f1s.append(_f1(found[rows], right[rows]) or 0.0)
        sures.append(recall_at(score[rows], right[rows]))
    return Measures(
        len(right),
        int(right.sum()),
        threshold,
        _ratio(hits, int(found.sum())),
        _ratio(hits, int(right.sum())),
        _f1(found, right),
        _spread(f1s),
        auc(score, right),
        recall_at(score, right),
        _spread(sures),
        int(said.sum()),
        _ratio(same_hits, int(said.sum())),
        wilson(same_hits, int(said.sum())),
        _ratio(same_hits, int(right.sum())),
        int((apart & right).sum()),
    )


def recall_at(
    scores: NDArray[np.float64], truth: NDArray[np.bool_], precision: float = SURE
) -> float:
    """The highest recall that any threshold gives at that precision or better."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.r_[scores[order][1:] != scores[order][:-1], True] if len(order) else np.zeros(0, bool)
    good = last & (hits >= precision * np.arange(1, len(order) + 1))
    return float(hits[good].max() / truth.sum()) if good.any() and truth.any() else 0.0


def auc(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float | None:
    """How often a true pair scores above a false one; ``None`` without both."""
    import numpy as np

    ours, theirs = int(truth.sum()), int((~truth).sum())
    if not ours or not theirs:
        return None
    _, back, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[back]
    return float((ranks[truth].sum() - ours * (ours + 1) / 2) / (ours * theirs))


def wilson(hits: int, tries: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share; ``None`` without a try."""
    if not tries:
        return None
    z, share = 1.96, hits / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z * (share * (1 - share) / tries + z * z / (4 * tries**2)) ** 0.5 / (1 + z * z / tries)
    return max(0.0, middle - half), min(1.0, middle + half)


def _f1(found: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float | None:
    return _ratio(2 * int((found & truth).sum()), int(found.sum()) + int(truth.sum()))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _spread(values: Sequence[float]) -> tuple[float, float] | None:
    import numpy as np

    if not values:
        return None
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
