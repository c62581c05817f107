"""The judge: are two things one? Arrays in, arrays out, with a reason for every part of a score.

Each piece of evidence adds or takes a stated weight in log-odds (``weights.yaml``); their sum is a
probability. Rules that no score overrides come last. Nothing here reads a store or a clock: the
same pairs get the same verdicts in one process, in a pool and on Spark.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
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

VERSION = "3"  # of the judge, its weights included; it stands in the ledger
# Frozen; what was measured at SAME stands in docs/resolver.md, and F1 is quoted at LIKELY.
# DIFFERENT was set by judgement: a pair below it is not shown to people.
SAME, LIKELY, DIFFERENT = 0.97, 0.5, 0.05
# What bears out a name, beside a second name: see borne_out.
BEAR_OUT = (
    "hard id agreed",
    "id agreed",
    "date agreed to the day",
    "date agreed to the year",
    "address",
    "birth place",
    "contact agreed",
    "tonnage agreed",
)
ELSEWHERE = 0.001  # of "address": both state one; those that agree bear out by themselves
RARE = 0.45  # of "weight agreed": two rare words or more
FAR = 6.0  # log-odds beyond which a score creeps towards 1 and never gets there
NAMES_COMPARED = 3  # pairs of names laid side by side for two records: the likeliest by letters
CROSSED = 1_000_000  # pairs of names under way at once, some 200 MB
BY_TYPE = ("weak alias", "former name", "names in common", "no name")
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
    scores = probability(stated.scale * total + stated.shift)
    ruled = ruled_apart(these, left, right)
    scores[ruled] = 0.0
    sure = (scores >= SAME) & borne_out(measured, these.family[left])
    verdicts = np.where(sure, "same", np.where(scores < DIFFERENT, "different", "unsure"))
    return Judgements(
        scores.astype(np.float32), verdicts, weighed, ruled, these, left, right, chosen
    )


def borne_out(measured: Floats, family: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether more than one name speaks for one thing; a body's country or legal form may.

    Persons and ships often share a name: a wrong merge of two persons does harm, so a name alone
    leaves them unsure, for a person to look at. Bodies share acronyms and weak aliases (MSC), one
    common word (AVANGARD: a bank and two plants), and a name that one of them gave up.
    """
    import numpy as np

    def has(*names: str, least: float = 0.5) -> NDArray[np.bool_]:
        columns = [EVIDENCE.index(name) for name in names]
        return np.asarray((measured[:, columns] >= least).any(1))

    body_given_up = (family == FAMILIES.index("body")) & has("former name")
    names = has("names in common", least=0.25) & ~body_given_up
    facts = has(*BEAR_OUT) | names | has("names in common")
    rare = has("weight agreed", least=RARE) & has("nationality agreed")
    likeness = has("flag agreed", "country agreed") & has("ship type agreed")
    person, body, vessel = (family == FAMILIES.index(one) for one in ("person", "body", "vessel"))
    own = ~has("weak alias", "former name", "country contradicted", "id contradicted")
    own &= ~(has("single word") & has("address", least=ELSEWHERE))
    own &= has("country agreed") | (has("legal form agreed") & has("weight agreed", least=RARE))
    return np.asarray((body & own) | facts | (person & rare) | (vessel & likeness))


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability that log-odds state; beyond ``FAR`` they grow ever slower, so none is 1.0."""
    import numpy as np

    size = np.abs(log_odds)
    tamed = np.where(size > FAR, FAR + np.log1p(np.maximum(size - FAR, 0)), size)
    return np.asarray(1 / (1 + np.exp(-np.sign(log_odds) * tamed)), np.float64)


def measures(these: Comparables, left: Ints, right: Ints) -> tuple[Floats, Ints]:
    """The measures of each pair, a column each of ``EVIDENCE``, and the names compared.

    Two records of 40 names are 1,600 pairs of names, so memory is bounded by those, not by pairs.
    """
    import numpy as np

    sizes = np.cumsum(these.bears.counts[left] * these.bears.counts[right])
    if not len(sizes) or sizes[-1] <= CROSSED:
        return _measured(these, left, right)
    steps = np.arange(CROSSED, int(sizes[-1]), CROSSED)
    edges = np.unique(np.r_[0, np.searchsorted(sizes, steps, side="right"), len(left)])
    parts = [_measured(these, left[a:b], right[a:b]) for a, b in pairwise(edges.tolist())]
    return np.concatenate([one for one, _ in parts]), np.concatenate([two for _, two in parts])


def _measured(these: Comparables, left: Ints, right: Ints) -> tuple[Floats, Ints]:
    import numpy as np

    out = np.zeros((len(left), len(EVIDENCE)), np.float32)
    chosen = np.full((len(left), 2), -1, np.int64)
    pair, one, other, common = _likeliest(these, left, right)
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
        rows[:, len(MEASURES) + 2] = np.clip(common[pair] - 1, 0, 4) / 4
        stated = weights()
        total = np.zeros(len(pair), np.float32)
        several = len(pair) > len(np.unique(pair))
        for place, family in enumerate(FAMILIES if several else ()):
            these_rows = np.flatnonzero(these.family[left[pair]] == place)
            if len(these_rows):
                total[these_rows] = _weigh(rows[these_rows], family, stated).sum(1)
        top = best(pair, total, 1)
        out[pair[top], : rows.shape[1]] = rows[top]
        chosen[pair[top], 0], chosen[pair[top], 1] = ours[top], theirs[top]
    out[chosen[:, 0] < 0, EVIDENCE.index("no name")] = 1
    out[:, len(MEASURES) + len(BY_TYPE) :] = fact_evidence(these, left, right)
    return out, chosen


def _likeliest(these: Comparables, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The pairs of names worth laying side by side, the likeliest by their signatures.

    Last comes how many names each pair of records has in common, word for word.
    """
    import numpy as np

    pair, one, other = crossed(these.bears, these.bears, left, right)
    if not len(pair):
        return pair, one, other, np.zeros(len(left), np.int64)
    ours, theirs = these.bears.values[one], these.bears.values[other]
    names = these.names
    common = np.bincount(pair[ours == theirs], minlength=len(left))
    if len(pair) <= len(left) or np.bincount(pair).max() <= NAMES_COMPARED:
        return pair, one, other, common
    shared = np.zeros(len(pair), np.int64)
    for bits in names.bits:
        shared += np.bitwise_count(bits[ours] & bits[theirs])
    sizes = names.size[ours], names.size[theirs]
    score = 2 * shared / np.maximum(sizes[0] + sizes[1], 1)
    score += 0.3 * shared / np.maximum(np.minimum(*sizes), 1)
    score -= 0.1 * ((these.bears_type[one] == 1) | (these.bears_type[other] == 1))
    top = best(pair, score.astype(np.float32), NAMES_COMPARED)
    return pair[top], one[top], other[top], common


def _weigh(measured: Floats, family: str, stated: Weights) -> Floats:
    """The log-odds of each measure by the weights of a family; columns beyond are names alone."""
    import numpy as np

    out = np.zeros_like(measured)
    for place, name in enumerate(EVIDENCE[: measured.shape[1]]):
        weight = stated.evidence.get(name, {}).get(family)
        if weight is None or not measured[:, place].any():
            continue
        if isinstance(weight, list):
            at, values = zip(*weight, strict=True)
            out[:, place] = np.interp(measured[:, place], at, values)
        else:
            out[:, place] = weight * measured[:, place]
    return out
