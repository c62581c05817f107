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

from hullmark.graph.comparable import Comparable
from hullmark.graph.comparing import decoded
from hullmark.graph.identifiers import REFERENCES, personal_form
from hullmark.graph.workspace import Workspace

HALF = 0.5  # added to what was never seen, so that it is rare and not impossible


def forms(one: Comparable) -> dict[tuple[str, int], set[str]]:
    """The digits of a person's numbers, by scheme and how many they are."""
    found = defaultdict[tuple[str, int], set[str]](set)
    for scheme, value in one.numbers:
        if form := personal_form(scheme, value):
            found[form].add("".join(filter(str.isdecimal, value)))
    return found


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
        for left, right in combinations(records, 2):
            ours, theirs = forms(left), forms(right)
            references = {one for one in left.numbers if one[0] in REFERENCES}
            if not ours.keys() & theirs.keys() or not references & set(right.numbers):
                continue
            if any(ours[form] & theirs[form] for form in ours.keys() & theirs.keys()):
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
