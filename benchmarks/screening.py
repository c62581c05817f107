"""Screening names with the judge: recall at 10 % false alarms, queries a CPU second.

The queries are ssb_ofac's: 9,361 spoilt names of 500 listed persons and 1,487 names that must find
nobody. Candidates come from a scan of the names' signatures (the pairs of letters that they have),
which is exact and short enough for a list; the judge then weighs the likeliest.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from yardsticks import BENCH, DATA

from hullmark.graph.comparable import Comparable, comparable
from hullmark.graph.comparables import comparables
from hullmark.graph.judge import judge_pairs
from hullmark.graph.model import Name, Record
from hullmark.graph.ragged import best
from hullmark.loaders import detect

MOST, BATCH = 24, 256
FALSE_ALARMS = 0.10


def person(key: str, names: list[str]) -> Comparable:
    """Names as a person's: who screens a name does not know what bears it."""
    return comparable(Record(key, "Person", tuple(Name(name) for name in names)))


def whole_list() -> dict[str, list[str]]:
    """All entries of the list of 7 May 2024 with their strong names."""
    path = DATA / "ofac/sdn_2024-05-07.xml"
    found: dict[str, list[str]] = {}
    for item in detect(path).read(path):
        if isinstance(item, Record):
            names = [name.text for name in item.names if name.type != "weak alias"]
            found[item.id.removeprefix("ofac:")] = names
    return found


def search(pool: list[Comparable], queries: list[Comparable]) -> tuple[np.ndarray, np.ndarray]:
    """For each query the place of the best hit in the pool, and its score."""
    these = comparables([*pool, *queries])
    names, bears = these.names, these.bears
    owner = np.repeat(np.arange(len(pool)), bears.counts[: len(pool)])
    borne = bears.values[: len(owner)]
    bits, size = names.bits[:, borne], names.size[borne]
    left, right = [], []
    for start in range(0, len(queries), BATCH):
        rows = np.arange(start, min(start + BATCH, len(queries))) + len(pool)
        rows = rows[bears.counts[rows] > 0]
        asked = bears.values[bears.starts[rows]]
        shared = np.zeros((len(rows), len(borne)), np.uint16)
        for mine, theirs in zip(names.bits[:, asked], bits, strict=True):
            shared += np.bitwise_count(mine[:, None] & theirs)
        dice = shared / (names.size[asked][:, None] + size).astype(np.float32)
        top = np.argpartition(-dice, MOST, axis=1)[:, :MOST]
        pairs = np.unique(np.repeat(rows, MOST) * len(these.items) + owner[top].ravel())
        left.append(pairs // len(these.items))
        right.append(pairs % len(these.items))
    one, other = np.concatenate(left), np.concatenate(right)
    found = judge_pairs(these, one, other)
    first = best(one, found.scores, 1)
    hits, scores = np.full(len(queries), -1), np.zeros(len(queries))
    hits[one[first] - len(pool)] = other[first]
    scores[one[first] - len(pool)] = found.scores[first]
    return hits, scores


def report() -> None:
    """Print recall and speed in the pool of 500 and in the whole list."""
    stated = json.loads((BENCH / "ssb_ofac/bench_individuals_500.json").read_text("utf-8"))
    cases = stated["cases"]
    for title, pool in (("pool of 500", stated["candidates"]), ("whole list", whole_list())):
        keys = list(pool)
        things = [person(key, names) for key, names in pool.items()]
        start = time.process_time()
        comparables(things)
        apart = time.process_time() - start
        start = time.process_time()
        asked = [person(f"query:{at}", [case["query"]]) for at, case in enumerate(cases)]
        hits, scores = search(things, asked)
        seconds = time.process_time() - start - apart
        expected = [case["expected_entity_id"] for case in cases]
        meant = np.array([one is not None for one in expected])
        right = np.array(
            [at >= 0 and keys[at] == one for at, one in zip(hits, expected, strict=True)]
        )
        alarms = np.sort(scores[~meant])
        # The lowest threshold that at most one negative of ten reaches.
        allowed = int(FALSE_ALARMS * len(alarms))
        threshold = np.nextafter(alarms[len(alarms) - allowed - 1], 1)
        recall = (right & (scores >= threshold))[meant].mean()
        likely = scores >= 0.5
        print(
            f"ssb_ofac, {title} ({len(things):,} entries): recall {recall:.3f} at"
            f" {(scores[~meant] >= threshold).mean():.3f} false alarms (score {threshold:.3f} or"
            f" more); at .5 recall {(right & likely)[meant].mean():.3f}, false alarms"
            f" {likely[~meant].mean():.3f}; right on top {right[meant].mean():.3f};"
            f" {len(cases) / seconds:,.0f} queries/s"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    report()
