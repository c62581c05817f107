"""What writing a whole workspace costs in each format, each in a process of its own.

    python benchmarks/exports.py WORKSPACE                  # every format
    python benchmarks/exports.py WORKSPACE --only jsonl csv

Rows are the entities and the links; CPU seconds and peak memory are those of the whole command
``hullmark --db WORKSPACE export -o FILE``. Last, the JSON lines are loaded again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hullmark.graph.export.formats import FORMATS
from hullmark.graph.workspace import Workspace

HEAD = "| format | rows | CPU s | s | rows a CPU second | MB written | peak MB |"


def spent(command: Sequence[str]) -> tuple[float, float, float]:
    """CPU seconds, seconds and peak megabytes of one command; exits where the command fails."""
    begun = time.perf_counter()
    child = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, os.devnull, 1, 0)]
    )
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(command)}: failed with {os.waitstatus_to_exitcode(status)}")
    wall = time.perf_counter() - begun
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def size(path: Path) -> float:
    """Megabytes of a file or of a folder's files."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files) / 1e6


def rows_of(path: Path) -> int:
    """How many entities and links a workspace has that are stated now."""
    with Workspace.open(path, create=False) as workspace:
        (entities,) = workspace.connection.execute("SELECT count(*) FROM entity").fetchone()
        (links,) = workspace.connection.execute(
            "SELECT count(*) FROM statement WHERE sort = 'L' AND latest AND until IS NULL"
        ).fetchone()
    return int(entities + links)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--only", nargs="*", default=[one.name for one in FORMATS])
    asked = parser.parse_args()
    program = [sys.executable, "-m", "hullmark.cli", "--quiet", "--db"]
    rows = rows_of(asked.workspace)
    print(HEAD + "\n| --- |" + " ---: |" * (HEAD.count("|") - 2))
    with TemporaryDirectory() as folder:
        for one in FORMATS:
            if one.name not in asked.only:
                continue
            out = Path(folder) / f"all{one.suffix}"
            line = [*program, str(asked.workspace), "export", "-o", str(out)]
            say(one.name, rows, *spent(line), size(out))
        lines = Path(folder) / "all.jsonl"
        if lines.exists():
            again = Path(folder) / "again.db"
            line = [*program, str(again), "load", str(lines)]
            say("jsonl, loaded again", rows, *spent(line), size(again))


def say(name: str, rows: int, cpu: float, wall: float, peak: float, written: float) -> None:
    """One row of the table."""
    print(
        f"| {name} | {rows:,} | {cpu:.1f} | {wall:.1f} | {rows / cpu:,.0f} | {written:.1f} |"
        f" {peak:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
