"""The judge: are two things one? Arrays in, arrays out, with a reason for every part of a score.

Each piece of evidence adds or takes a stated weight in log-odds (``weights.yaml``); their sum is a
probability. Rules that no score overrides come last. Nothing here reads a store or a clock: the
same pairs get the same verdicts in one process, in a pool and on Spark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from hullmark.graph.comparable import Comparable
from hullmark.graph.comparables import FAMILIES, Comparables, comparables
from hullmark.graph.fact_evidence import FACTS, fact_evidence
from hullmark.graph.judge_reasons import Reason, reasons
from hullmark.graph.judge_rules import ruled_apart
from hullmark.graph.judge_weights import Weights, weights
from hullmark.graph.name_evidence import MEASURES, name_evidence
from hullmark.graph.ragged import best, crossed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

VERSION = "1"  # of the judge, its weights included; it stands in the ledger
SAME, LIKELY, DIFFERENT = 0.97, 0.5, 0.1
NAMES_COMPARED = (
    3  # pairs of names laid side by side for a pair of records: the likeliest by letters
)
BY_TYPE = ("weak alias", "former name")
EVIDENCE = (*MEASURES, *BY_TYPE, *FACTS)


class Judgements(Struct, frozen=True):
    """What was judged, one place a pair: ``scores`` (probability), ``verdicts``, and reasons.

    ``weights`` has the log-odds of each of ``EVIDENCE``; ``ruled`` says where a rule decided.
    """

    scores: Floats
    verdicts: NDArray[np.str_]
    weights: Floats
    ruled: NDArray[np.bool_]
    of: Comparables
    left: Ints
    right: Ints
    names: Ints

    def __len__(self) -> int:
        return len(self.scores)

    def reasons(self, place: int) -> list[Reason]:
        """Why: each piece of evidence with the two values and its weight, the heaviest first."""
        return reasons(
            self.of.items[int(self.left[place])],
            self.of.items[int(self.right[place])],
            dict(zip(EVIDENCE, self.weights[place].tolist(), strict=True)),
            tuple(self.of.names.prepared[at].text if at >= 0 else "" for at in self.names[place]),
        )


def judge(left: Sequence[Comparable], right: Sequence[Comparable]) -> Judgements:
    """Judge ``left[k]`` against ``right[k]`` for every k; a record may stand in many pairs."""
    import numpy as np

    places: dict[int, int] = {}
    items: list[Comparable] = []

    def at(one: Comparable) -> int:
        place = places.setdefault(id(one), len(items))
        if place == len(items):
            items.append(one)
        return place

    ours = np.fromiter((at(one) for one in left), np.int64, len(left))
    theirs = np.fromiter((at(one) for one in right), np.int64, len(right))
    return judge_pairs(comparables(items), ours, theirs)


def judge_pairs(these: Comparables, left: Ints, right: Ints) -> Judgements:
    """Judge pairs of records by their places in ``these``: for many pairs of few records."""
    import numpy as np

    measured, chosen = measures(these, left, right)
    stated = weights()
    weighed = np.zeros_like(measured)
    total = np.zeros(len(left), np.float64)
    for place, family in enumerate(FAMILIES):
        rows = np.flatnonzero(these.family[left] == place)
        if len(rows):
            weighed[rows] = _weigh(measured[rows], family, stated)
            total[rows] = weighed[rows].sum(1) + stated.start[family]
    scores = 1 / (1 + np.exp(-np.clip(stated.scale * total + stated.shift, -30, 30)))
    ruled = ruled_apart(these, left, right)
    scores[ruled] = 0.0
    verdicts = np.where(scores >= SAME, "same", np.where(scores < DIFFERENT, "different", "unsure"))
    return Judgements(
        scores.astype(np.float32), verdicts, weighed, ruled, these, left, right, chosen
    )


def measures(these: Comparables, left: Ints, right: Ints) -> tuple[Floats, Ints]:
    """The measures of each pair, a column each of ``EVIDENCE``, and the names compared."""
    import numpy as np

    out = np.zeros((len(left), len(EVIDENCE)), np.float32)
    chosen = np.full((len(left), 2), -1, np.int64)
    pair, one, other = _likeliest(these, left, right)
    if len(pair):
        ours, theirs = these.bears.values[one], these.bears.values[other]
        low, high = np.minimum(ours, theirs), np.maximum(ours, theirs)
        keys, back = np.unique(low * len(these.names.prepared) + high, return_inverse=True)
        size = len(these.names.prepared)
        found = name_evidence(these.vocabulary, these.names, keys // size, keys % size)[back]
        types = these.bears_type[one], these.bears_type[other]
        rows = np.zeros((len(pair), len(MEASURES) + len(BY_TYPE)), np.float32)
        rows[:, : len(MEASURES)] = found
        rows[:, len(MEASURES)] = (types[0] == 1) | (types[1] == 1)
        rows[:, len(MEASURES) + 1] = (types[0] == 2) | (types[1] == 2)
        stated = weights()
        total = np.zeros(len(pair), np.float32)
        for place, family in enumerate(FAMILIES):
            these_rows = np.flatnonzero(these.family[left[pair]] == place)
            if len(these_rows):
                total[these_rows] = _weigh(rows[these_rows], family, stated).sum(1)
        top = best(pair, total, 1)
        out[pair[top], : rows.shape[1]] = rows[top]
        chosen[pair[top], 0], chosen[pair[top], 1] = ours[top], theirs[top]
    out[:, len(MEASURES) + len(BY_TYPE) :] = fact_evidence(these, left, right)
    return out, chosen


def _likeliest(these: Comparables, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """The pairs of names worth laying side by side: the likeliest by their signatures."""
    import numpy as np

    pair, one, other = crossed(these.bears, these.bears, left, right)
    if not len(pair):
        return pair, one, other
    ours, theirs = these.bears.values[one], these.bears.values[other]
    names = these.names
    shared = np.bitwise_count(names.bits[ours] & names.bits[theirs]).sum(1)
    sizes = names.size[ours], names.size[theirs]
    score = 2 * shared / np.maximum(sizes[0] + sizes[1], 1)
    score += 0.3 * shared / np.maximum(np.minimum(*sizes), 1)
    score -= 0.1 * ((these.bears_type[one] == 1) | (these.bears_type[other] == 1))
    top = best(pair, score.astype(np.float32), NAMES_COMPARED)
    return pair[top], one[top], other[top]


def _weigh(measured: Floats, family: str, stated: Weights) -> Floats:
    """The log-odds of each measure by the weights of a family; columns beyond are names alone."""
    import numpy as np

    out = np.zeros_like(measured)
    for place, name in enumerate(EVIDENCE[: measured.shape[1]]):
        weight = stated.evidence.get(name, {}).get(family)
        if weight is None:
            continue
        if isinstance(weight, list):
            at, values = zip(*weight, strict=True)
            out[:, place] = np.interp(measured[:, place], at, values)
        else:
            out[:, place] = weight * measured[:, place]
    return out
