"""The judge beside the best open matchers: python benchmarks/matching.py [--peers PYTHON]

``--peers`` names a Python that has nomenklatura (``uv venv /tmp/peers`` and ``uv pip install
--python /tmp/peers/bin/python nomenklatura``); without it ours and rapidfuzz alone are measured.
All times are CPU seconds of one process. For ours the preparing of records is left out and stated
apart: a workspace prepares a record once and keeps it, and nomenklatura caches by entity id
likewise, so its pairs are scored twice and the second pass is timed. The last figure of each line
is of the labelled pairs alone, the same for all; ours in batches, as it works, is the one before.
``--search`` adds ssb_ofac.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time

import numpy as np
from yardsticks import LEARNED, MEASURED_ONLY, Labelled

from hullmark.graph import judge as module
from hullmark.graph.comparables import comparables
from hullmark.graph.judge import judge_pairs
from hullmark.graph.judge_measures import Measures, measure

PEERS = ("logic-v2", "regression-v1")
THRESHOLDS = {"ours": module.LIKELY, "logic-v2": 0.7, "regression-v1": 0.5, "rapidfuzz": 0.85}
YARDSTICKS = ("name bench", "companies", "people")
REPEATED = 40  # a file of pairs is too short for a clock: each left record meets that many others

PEER = """
import json, sys, time
from nomenklatura.matching import get_algorithm
from followthemoney import model
from followthemoney.proxy import EntityProxy
name, path = sys.argv[1:]
algorithm = get_algorithm(name)
config = algorithm.default_config()
pairs = []
for number, line in enumerate(open(path, encoding="utf-8")):
    row = json.loads(line)
    sides = []
    for side in ("left", "right"):
        entity = dict(row[side], id=f"{side}-{number}")
        sides.append(EntityProxy.from_dict(entity, cleaned=False))
    pairs.append(sides)
def run():
    return [algorithm.compare(one, other, config).score for one, other in pairs]
scores = run()
start = time.process_time()
run()
json.dump({"scores": scores, "seconds": time.process_time() - start}, sys.stdout)
"""


def ours(of: Labelled) -> tuple[np.ndarray, list[str], float, float, float]:
    """Scores, verdicts, pairs a CPU second (in batches; the labelled ones), records prepared."""
    start = time.process_time()
    left, right = of.comparables()
    prepared = 2 * len(left) / (time.process_time() - start)
    these, count = comparables([*left, *right]), len(left)
    one, other = np.arange(count), np.arange(count) + count
    found = judge_pairs(these, one, other)
    start = time.process_time()
    judge_pairs(these, one, other)
    alone = count / (time.process_time() - start)
    many = np.concatenate([count + np.roll(np.arange(count), shift) for shift in range(REPEATED)])
    start = time.process_time()
    judge_pairs(these, np.tile(one, REPEATED), many)
    seconds = time.process_time() - start
    return found.scores.astype(float), found.verdicts.tolist(), len(many) / seconds, alone, prepared


def peer(of: Labelled, name: str, python: str) -> tuple[np.ndarray, float]:
    """A matcher of nomenklatura: scores, pairs a CPU second."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for left, right in zip(of.left, of.right, strict=True):
            file.write(json.dumps({"left": left, "right": right}) + "\n")
        file.flush()
        done = subprocess.run(
            [python, "-c", PEER, name, file.name], capture_output=True, text=True, check=True
        )
    found = json.loads(done.stdout)
    return np.array(found["scores"]), len(of.truth) / found["seconds"]


def plain(of: Labelled) -> tuple[np.ndarray, float]:
    """rapidfuzz alone: the best token sort ratio of any two names."""
    from rapidfuzz.fuzz import token_sort_ratio
    from rapidfuzz.process import cdist
    from rapidfuzz.utils import default_process

    def names(entity: dict) -> list[str]:
        stated = entity["properties"]
        return [*stated.get("name", ()), *stated.get("alias", ())][:40] or [""]

    pairs = [(names(a), names(b)) for a, b in zip(of.left, of.right, strict=True)]
    start = time.process_time()
    scores = [
        cdist(a, b, scorer=token_sort_ratio, processor=default_process).max() / 100
        for a, b in pairs
    ]
    return np.array(scores, float), len(pairs) / (time.process_time() - start)


def row(name: str, found: Measures, speed: float, alone: float) -> str:
    """One line of the table."""
    low, high = found.f1_interval or (0, 0)
    first, last = found.recall_sure_interval or (0, 0)
    return (
        f"  {name:14} F1 {found.f1 or 0:.4f} ({low:.3f} to {high:.3f})  AUC {found.auc or 0:.4f}"
        f"  R@P.99 {found.recall_sure:.3f} ({first:.3f} to {last:.3f})"
        f"  {speed:10,.0f} pairs/s {alone:9,.0f}"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peers", metavar="PYTHON", default="")
    asked.add_argument("--search", action="store_true", help="the search of ssb_ofac, too")
    options = asked.parse_args()
    sets = [LEARNED[name]() for name in YARDSTICKS] + [make() for make in MEASURED_ONLY.values()]
    for of in sets:
        truth = of.truth.tolist()
        print(f"{of.name}: {len(truth):,} pairs, {sum(truth):,} of them one thing")
        scores, verdicts, speed, alone, prepared = ours(of)
        found = measure(scores.tolist(), truth, verdicts, module.LIKELY)
        print(row("ours", found, speed, alone))
        low, high = found.same_precision_interval or (0, 0)
        print(
            f"  {'':14} verdict same: {found.same}, precision {found.same_precision or 0:.4f}"
            f" ({low:.3f} to {high:.3f}), recall {found.same_recall or 0:.3f};"
            f" different though one: {found.different_missed}; {prepared:,.0f} records prepared/s"
        )
        for name in PEERS if options.peers else ():
            values, speed = peer(of, name, options.peers)
            none = [""] * len(truth)
            print(row(name, measure(values.tolist(), truth, none, THRESHOLDS[name]), speed, speed))
        values, speed = plain(of)
        none = [""] * len(truth)
        found = measure(values.tolist(), truth, none, THRESHOLDS["rapidfuzz"])
        print(row("rapidfuzz", found, speed, speed))
        sys.stdout.flush()
    if options.search:
        from screening import report

        report()


if __name__ == "__main__":
    main()
