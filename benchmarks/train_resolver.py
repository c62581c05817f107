"""Learn the judge's weights from labelled pairs: python benchmarks/train_resolver.py [--write]

A logistic regression whose measures enter as pieces of straight lines, so that each has a stated
weight. Signs are held (a contradiction never speaks for one thing), and where the pairs say little
a weight stays near the one set by hand below. All figures are of pairs that were not learned from:
ten parts, no record and no first name on both sides. Without ``--write`` nothing is changed.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold
from yardsticks import LEARNED, MEASURED_ONLY, groups

from hullmark.graph import judge as module
from hullmark.graph.comparables import FAMILIES, comparables
from hullmark.graph.fact_evidence import FACTS
from hullmark.graph.judge import EVIDENCE, judge, measures, probability
from hullmark.graph.judge_measures import auc, recall_at
from hullmark.graph.judge_weights import FILE, weights

PARTS = 8
# How strongly the weights of names, and those of facts, are held near those set by hand. Few pairs
# have contrary facts (a stranger's birth date, a tonnage), so those are held harder.
PULL_NAMES, PULL_FACTS = 0.7, 8.0
# How much each set weighs (in pairs), and the share of it that counts as one thing: pairs of names
# alone and of records stand at even odds, ships as in the lists, where a name says little.
SETS = {
    "name bench": (600, 0.5),
    "companies": (300, 0.2),
    "people": (300, 0.5),
    "companies, names alone": (25, 0.5),
    "people, names alone": (25, 0.5),
    "ships": (100, 0.1),
}
# By hand: knots, weights there, and the sign held: + rises, - falls, 0 free.
HAND: dict[str, tuple[list[float], list[float], str]] = {
    "words agreed": ([0, 0.25, 0.5, 0.75, 0.9, 1], [-3, -1.5, -0.5, 1, 2, 3], "+"),
    "words nearly agreed": ([0, 0.3, 0.6, 1], [0, 0.6, 1.2, 2], "+"),
    "words alike": ([0, 0.3, 0.6, 1], [0, 0.1, 0.2, 0.3], "0"),
    "initials": ([0, 0.3, 1], [0, 0.2, 0.5], "0"),
    "words contradicted": ([0, 0.1, 0.2, 0.35, 0.5, 1], [0, -1, -1.8, -3, -4, -6], "-"),
    "words missing": ([0, 0.15, 0.3, 0.5, 1], [0, -0.3, -0.6, -1, -2], "-"),
    "weight agreed": ([0, 0.15, 0.3, 0.45, 0.6, 1], [0, 0.45, 0.9, 1.35, 1.8, 3], "+"),
    "words in all": ([0, 0.25, 0.5, 1], [0, 0, 0, 0], "0"),
    "letters": ([0, 0.6, 0.8, 0.9, 1], [-1, -0.5, 0.3, 0.8, 1.5], "+"),
    "same name": ([0, 1], [0, 0.7], "+"),
    "number contradicted": ([0, 1], [0, -5], "-"),
    "number missing": ([0, 1], [0, -2], "-"),
    "place contradicted": ([0, 1], [0, -2], "-"),
    "place missing": ([0, 1], [0, -0.7], "-"),
    "legal form agreed": ([0, 1], [0, 0.3], "+"),
    "legal form contradicted": ([0, 1], [0, -0.7], "-"),
    "family name contradicted": ([0, 1], [0, -1.5], "-"),
    "names swapped": ([0, 1], [0, -2], "-"),
    "first word contradicted": ([0, 1], [0, -0.7], "-"),
    "single word": ([0, 1], [0, -0.7], "0"),
    "acronym": ([0, 1], [0, 3], "+"),
    "order of words": ([0, 1], [0, -0.5], "-"),
    "characters contradicted": ([0, 0.3, 1], [0, -2, -4], "-"),
    "weak alias": ([0, 1], [0, -1], "-"),
    "former name": ([0, 1], [0, -0.2], "-"),
    "names in common": ([0, 0.25, 1], [0, 1, 2], "+"),
    "date agreed to the day": ([0, 1], [0, 3.5], "+"),
    "date agreed to the year": ([0, 1], [0, 1.5], "+"),
    "date near": ([0, 1], [0, 0.5], "0"),
    "year contradicted by one": ([0, 1], [0, -1], "-"),
    "date contradicted": ([0, 1], [0, -4], "-"),
    "country agreed": ([0, 1], [0, 0.5], "+"),
    "country contradicted": ([0, 1], [0, -1], "-"),
    "nationality agreed": ([0, 1], [0, 0.5], "+"),
    "nationality contradicted": ([0, 1], [0, -1], "-"),
    "address": ([0, 0.3, 0.6, 1], [0, 0.3, 1.2, 2.5], "+"),
    "address contradicted": ([0, 1], [0, -0.3], "-"),
    "birth place": ([0, 0.4, 1], [0, 0.5, 1.5], "+"),
    "contact agreed": ([0, 1], [0, 3], "+"),
    "gender agreed": ([0, 1], [0, 0.1], "+"),
    "gender contradicted": ([0, 1], [0, -4], "-"),
    "flag agreed": ([0, 1], [0, 0.5], "+"),
    "flag contradicted": ([0, 1], [0, -0.3], "-"),
    "tonnage agreed": ([0, 1], [0, 3], "+"),
    "tonnage contradicted": ([0, 1], [0, -2], "-"),
    "ship type agreed": ([0, 1], [0, 0.5], "+"),
    "ship type contradicted": ([0, 1], [0, -0.3], "-"),
}
# Not learned: the pairs to learn from were made by such numbers, which were then taken out.
GIVEN = {
    "no name": -4.0,
    "hard id agreed": 9.0,
    "id agreed": 6.0,
    "id contradicted": -0.7,
    "personal number contradicted": -4.0,  # beside the line above; benchmarks/personal_numbers.py
}
START = -2.0


def design(measured: np.ndarray) -> np.ndarray:
    """A column for each piece of each measure's line, and a first one for the start."""
    columns = [np.ones(len(measured))]
    for name, (knots, _, _) in HAND.items():
        value = measured[:, EVIDENCE.index(name)]
        columns += [np.clip((value - low) / (high - low), 0, 1) for low, high in pairwise(knots)]
    return np.array(columns).T


def by_hand() -> tuple[np.ndarray, list[tuple[float | None, float | None]]]:
    """The weights set by hand as steps from knot to knot, and the bounds of each step."""
    steps: list[float] = [START + sum(values[0] for _, values, _ in HAND.values())]
    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    held = {"+": (0.0, None), "-": (None, 0.0), "0": (None, None)}
    for _, values, sign in HAND.values():
        for low, high in pairwise(values):
            steps.append(high - low)
            bounds.append(held[sign])
    return np.array(steps), bounds


def steps_of() -> list[str]:
    """Which measure each step belongs to."""
    return [name for name, (knots, _, _) in HAND.items() for _ in knots[1:]]


def fitted(x: np.ndarray, y: np.ndarray, share: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """The weights that explain the pairs best, pulled towards others where pairs say little."""
    strength = np.array(
        [1.0, *(PULL_FACTS if name in FACTS else PULL_NAMES for name in steps_of())]
    )
    sign = np.where(y, 1.0, -1.0)

    def loss(steps: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ steps)
        away = steps - towards
        value = share @ np.logaddexp(0, -margin) + 0.5 * (strength * away) @ away
        slope = -(share * sign / (1 + np.exp(np.clip(margin, -50, 50)))) @ x + strength * away
        return float(value), slope

    return minimize(
        loss, towards, jac=True, method="L-BFGS-B", bounds=by_hand()[1], options={"maxiter": 500}
    ).x


def learned(
    x: np.ndarray, y: np.ndarray, share: np.ndarray, family: np.ndarray
) -> dict[str, np.ndarray]:
    """The weights of each family: those of all pairs, bent by the pairs of the family."""
    common = fitted(x, y, share, by_hand()[0])
    return {
        name: fitted(x[family == at], y[family == at], share[family == at], common)
        if (family == at).sum() > 50
        else common
        for at, name in enumerate(FAMILIES)
    }


def scored(x: np.ndarray, family: np.ndarray, steps: dict[str, np.ndarray]) -> np.ndarray:
    """The log-odds of each pair."""
    out = np.zeros(len(x))
    for at, name in enumerate(FAMILIES):
        rows = family == at
        out[rows] = x[rows] @ steps[name]
    return out


def main(write: bool) -> None:
    sets = [make() for make in LEARNED.values()]
    forms = [one.comparables() for one in sets]
    group = np.concatenate(list(groups(sets, forms)))
    truth = np.concatenate([one.truth for one in sets])
    which = np.repeat(np.arange(len(sets)), [len(one.truth) for one in sets])
    x, family, ruled = _measured(forms)
    share = np.zeros(len(truth))
    for at, one in enumerate(sets):
        size, even = SETS[one.name]
        for side, part in ((True, even), (False, 1 - even)):
            rows = (which == at) & (truth == side) & ~ruled
            share[rows] = size * part / rows.sum()
    outside = np.zeros(len(truth))
    for train, test in GroupKFold(PARTS, shuffle=True, random_state=0).split(x, truth, group):
        use = train[~ruled[train]]
        outside[test] = scored(
            x[test], family[test], learned(x[use], truth[use], share[use], family[use])
        )
    outside[ruled] = -20
    scale, shift = calibration(outside[~ruled], truth[~ruled], share[~ruled])
    largest = Counter(group.tolist()).most_common(1)[0][1]
    print(
        f"{len(truth):,} pairs in {len(set(group.tolist())):,} groups, the largest of {largest:,}"
    )
    print(f"calibration {scale:.3f} {shift:+.3f}")
    score = probability(scale * outside + shift)
    for at, one in enumerate(sets):
        _print(one.name, score[which == at], one.truth)
    _reliability(score, truth)
    if write:
        use = ~ruled
        _write(learned(x[use], truth[use], share[use], family[use]), scale, shift)
        weights.cache_clear()
        print("with the weights as written, on what they were not learned from:")
        for make in MEASURED_ONLY.values():
            held = make()
            _print(held.name, judge(*held.comparables()).scores.astype(float), held.truth)


def _measured(forms: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from hullmark.graph.judge_rules import ruled_apart

    xs, families, ruled = [], [], []
    for left, right in forms:
        these = comparables([*left, *right])
        ours, theirs = np.arange(len(left)), np.arange(len(left)) + len(left)
        xs.append(design(measures(these, ours, theirs)[0].astype(float)))
        families.append(these.family[ours])
        ruled.append(ruled_apart(these, ours, theirs))
    return np.concatenate(xs), np.concatenate(families), np.concatenate(ruled)


def calibration(log_odds: np.ndarray, truth: np.ndarray, share: np.ndarray) -> tuple[float, float]:
    """Scale and shift that make the log-odds of pairs not learned from those of their truth."""
    x = np.array([log_odds, np.ones(len(log_odds))]).T
    sign = np.where(truth, 1.0, -1.0)

    def loss(two: np.ndarray) -> float:
        return float(share @ np.logaddexp(0, -sign * (x @ two)))

    scale, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(scale), float(shift)


def _print(name: str, score: np.ndarray, truth: np.ndarray) -> None:
    found, same = score >= module.LIKELY, score >= module.SAME
    f1 = 2 * (found & truth).sum() / max(1, found.sum() + truth.sum())
    sure = truth[same].mean() if same.any() else float("nan")
    recall, lost = (same & truth).sum() / truth.sum(), (truth & (score < module.DIFFERENT)).sum()
    print(
        f"{name:24} pairs {len(truth):5} positive {truth.sum():4} F1 {f1:.4f}"
        f" AUC {auc(score, truth):.4f} R@P.99 {recall_at(score, truth):.3f}"
        f" SAME or more: precision {sure:.4f} of {same.sum()} recall {recall:.3f}"
        f" below DIFFERENT though positive {lost}"
    )


def _reliability(score: np.ndarray, truth: np.ndarray) -> None:
    print("score, pairs, share that is one thing:")
    edges = [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 1]
    for low, high in pairwise(edges):
        rows = (score >= low) & (score < high)
        if rows.any():
            print(f"  {low:.3f} to {high:.3f} {rows.sum():6} {truth[rows].mean():.4f}")


def _write(steps: dict[str, np.ndarray], scale: float, shift: float) -> None:
    lines = [
        "# The weights of the evidence in log-odds, by family, made by",
        "# benchmarks/train_resolver.py --write from the pairs that docs/resolver.md names.",
        f"# Set by hand and not learned: {', '.join(GIVEN)}.",
        "# A measure goes from 0 to 1: points [measure, weight], or one number, its weight at 1.",
        f'version: "{module.VERSION}"',
        f"scale: {scale:.4f}",
        f"shift: {shift:.4f}",
    ]
    place, table = 1, {}
    start = {family: float(one[0]) for family, one in steps.items()}
    for name, (knots, _, _) in HAND.items():
        width = len(knots) - 1
        table[name] = {
            family: np.concatenate([[0], np.cumsum(one[place : place + width])])
            for family, one in steps.items()
        }
        place += width
    lines.append("start: {" + ", ".join(f"{f}: {v:.3f}" for f, v in start.items()) + "}")
    lines.append("evidence:")
    for name, value in GIVEN.items():
        lines.append(f"  {name}: {{" + ", ".join(f"{f}: {value}" for f in FAMILIES) + "}")
    for name, curves in table.items():
        lines.append(f"  {name}:")
        for family, values in curves.items():
            points = ", ".join(
                f"[{k}, {v:.2f}]" for k, v in zip(HAND[name][0], values, strict=True)
            )
            shown = f"{values[1]:.2f}" if len(values) == 2 else f"[{points}]"
            lines.append(f"    {family}: {shown}")
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--write" in sys.argv)
