"""How often one person has two numbers of one state on two lists: the ground of a weight.

``python benchmarks/personal_numbers.py --db FILE`` takes the persons of a workspace whose records
are known to be one by a list's own reference to another's entry, and counts, for each two records
that both state a number by which a state knows a person, whether it is the same.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from itertools import combinations
from math import log
from pathlib import Path

from hullmark.graph.comparables import comparables
from hullmark.graph.comparing import decoded
from hullmark.graph.identifiers import REFERENCES
from hullmark.graph.workspace import Workspace

HALF = 0.5  # added to what was never seen, so that it is rare and not impossible


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--db", type=Path, required=True, help="a workspace that was resolved")
    asked = parser.parse_args()
    by_entity = defaultdict(list)
    with Workspace.open(asked.db, create=False) as workspace:
        for entity, body in workspace.connection.execute(
            "SELECT r.entity, c.body FROM comparable c JOIN record r ON r.id = c.record"
            " WHERE r.entity IS NOT NULL ORDER BY c.record"
        ):
            one = decoded(body)
            if one.family == "person":
                by_entity[entity].append(one)
    same, other = 0, list[str]()
    for records in by_entity.values():
        forms = comparables(records).personal
        rows = [
            set(forms.values[start : start + count].tolist())
            for start, count in zip(forms.starts, forms.counts, strict=True)
        ]
        for (at, left), (to, right) in combinations(enumerate(records), 2):
            shared = set(left.numbers) & set(right.numbers)
            if not rows[at] & rows[to] or not {scheme for scheme, _ in shared} & {*REFERENCES}:
                continue
            if {scheme for scheme, _ in shared} - {*REFERENCES}:
                same += 1
            else:
                other.append(f"{left.id} {right.id}")
    share = (len(other) + HALF) / (same + len(other) + 2 * HALF)
    print(f"{same} pairs of records of one person agree on such a number, {len(other)} do not.")
    print(f"In log-odds, with half a pair added to each: {log(share / (1 - share)):.2f}.")
    for pair in other:
        print(f"  {pair}")


if __name__ == "__main__":
    main()
