"""What the first load and a cold look-up cost, as whole processes: one table in Markdown.

Run it with nothing else going on: ``python benchmarks/first_load.py --data ../shared/data``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
HULLMARK = (PYTHON, "-m", "hullmark.cli")
LIST = Path("ofac", "sdn_2024-05-07.xml")
# ru_maxrss is in kB on Linux and in bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
COUNT_MODULES = """
import sys
from hullmark.cli import main
sys.argv = ["hullmark", "--help"]
sys.stdout = sys.stderr
try:
    main()
except SystemExit:
    pass
print(len(sys.modules), file=sys.__stdout__)
"""


class Cost(NamedTuple):
    """One process: seconds of wall time, peak resident memory in bytes."""

    seconds: float
    peak: int


class Row(NamedTuple):
    """One line of the table."""

    measured: str
    times: list[float]
    peak: int
    target: str


def cost(*command: str | Path) -> Cost:
    """What one process takes, its output thrown away; stops when the process fails."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"exit code {child.returncode} of: {' '.join(map(str, command))}")
    return Cost(seconds, used.ru_maxrss * RSS_UNIT)


def repeated(runs: int, commands: dict[str, tuple[str | Path, ...]]) -> dict[str, list[Cost]]:
    """Every command in turn, ``runs`` times over, so that a slow spell of the machine hits all."""
    for command in commands.values():
        cost(*command)  # not counted: it fills the disk cache and writes the .pyc files
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(cost(*command))
    return found


def modules_of_help() -> int:
    """How many modules a process has imported by the end of ``hullmark --help``."""
    done = subprocess.run([PYTHON, "-c", COUNT_MODULES], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def machine() -> str:
    """Processor count and Python version, for the line above the table."""
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {sys.platform}"


def table(rows: list[Row], yardstick: float) -> str:
    """The rows as Markdown, times in seconds and as multiples of the yardstick's median."""
    lines = [
        "| process | median s | least s | × bare Python | peak MB | target |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        median = statistics.median(row.times)
        lines.append(
            f"| {row.measured} | {median:.3f} | {min(row.times):.3f} | {median / yardstick:.1f} "
            f"| {row.peak / 1e6:.0f} | {row.target} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Load the list into a fresh workspace, look up a ship in it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--runs", type=int, default=15, help="processes a look-up (default 15)")
    parser.add_argument("--loads", type=int, default=3, help="loads, each afresh (default 3)")
    options = parser.parse_args()
    source = options.data / LIST
    if not source.is_file():
        sys.exit(f"{source}: no such file; say where the lists are with --data.")
    with tempfile.TemporaryDirectory() as scratch:
        loads = [
            cost(*HULLMARK, "--db", Path(scratch, f"{turn}.db"), "load", source)
            for turn in range(options.loads)
        ]
        workspace = Path(scratch, "0.db")
        size = workspace.stat().st_size
        found = repeated(
            options.runs,
            {
                "`python -c pass`": (PYTHON, "-c", "pass"),
                "`python -c 'import typer, rich'`": (PYTHON, "-c", "import typer, rich"),
                "`hullmark --help`": (*HULLMARK, "--help"),
                "`hullmark lookup 9179842`": (*HULLMARK, "--db", workspace, "lookup", "9179842"),
            },
        )
    rows = [Row(f"`hullmark load {LIST.name}`", *columns(loads), "12 s, 250 MB")]
    targets = {"`hullmark lookup 9179842`": "0.35 s"}
    rows += [Row(name, *columns(costs), targets.get(name, "")) for name, costs in found.items()]
    bare = statistics.median(
        found["`python -c pass`"][turn].seconds for turn in range(options.runs)
    )
    print(f"{machine()}; {options.loads} loads, {options.runs} processes of each other line.\n")
    print(table(rows, bare))
    print(
        f"\nThe list has {source.stat().st_size / 1e6:.1f} MB, its workspace {size / 1e6:.1f} MB."
    )
    print(f"`hullmark --help` ends with {modules_of_help()} modules imported.")


def columns(costs: list[Cost]) -> tuple[list[float], int]:
    """The times, and the largest peak."""
    return [one.seconds for one in costs], max(one.peak for one in costs)


if __name__ == "__main__":
    main()
