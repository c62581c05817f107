"""What ``blocked --all`` costs on a generated network with hubs, in seconds of CPU time.

``python benchmarks/blocked.py`` makes a tenth of the full size, ``--full`` all of it (hours).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from generated import generate_network

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.workspace import Workspace
from hullmark.queries.blocked_all import blocked_all

FULL = 2_500_000, 5_000_000


def main() -> None:
    """Make the network, ask for everything under OFAC's rule, print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=int, default=10, help="the full size divided by this")
    parser.add_argument("--full", action="store_true", help="2,500,000 things, 5,000,000 links")
    parser.add_argument("--db", type=Path, help="a network made before")
    chosen = parser.parse_args()
    part = 1 if chosen.full else chosen.part
    things, links = (size // part for size in FULL)
    with tempfile.TemporaryDirectory() as folder:
        db = chosen.db or Path(folder) / "network.db"
        if chosen.db is None:
            generate_network(db, things, links)
        with Workspace.open(db, create=False) as workspace:
            start = time.process_time()
            answer = blocked_all(WorkspaceReader(workspace), regimes="OFAC")
            seconds = time.process_time() - start
    counts = Counter(one.verdict for one in answer.verdicts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = f"a network of {things:,} things and {links:,} links"
    found = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.most_common())
    print(f"| `blocked --all --regime OFAC`, {size}: {found} | {seconds:.1f} | {peak} |")


if __name__ == "__main__":
    main()
