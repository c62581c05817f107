"""Each real file through its loader: rows, CPU seconds, rows a second, peak memory, problems.

python benchmarks/loaders.py [--data FOLDER] [--only WORD] [--seconds 300] [--largest MB]
                             [--small MB]

Every file that a loader recognises is read and loaded, each time in a process of its own: once
``read()`` alone, once the whole ``hullmark load`` into a new workspace; small ones are read only,
and share a line a loader. Times are CPU seconds of the process, of which a busy machine takes more;
the line above the table says what it took for a fixed piece of work. Peak memory is the process's
resident set, mapped pages included.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from hullmark.graph.errors import HullmarkError
from hullmark.graph.model import Event, Link, Listing, Problem, Record
from hullmark.graph.workspace import Workspace
from hullmark.loaders import SOURCES
from hullmark.loaders.load import gathered, load, recognised

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
ROWS = (Record, Link, Listing, Event)
# What lies beside the lists and is none: descriptions, schemas, tables derived from lists.
ASIDE = frozenset({".md", ".xsd", ".pdf", ".html", ".py", ".png"})
MB = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HULLMARK_DATA") or DATA))
    parser.add_argument("--only", default="", help="loaders or paths with this word in them")
    parser.add_argument("--seconds", type=int, default=300, help="the most that one run may take")
    parser.add_argument("--largest", type=int, default=200, help="leave out files of more MB")
    parser.add_argument(
        "--small", type=float, default=0.3, help="MB below which files share a line"
    )
    parser.add_argument("--one", nargs=2, metavar=("HOW", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        how, file = chosen.one
        if how == "small":
            print(json.dumps(read_small([Path(one) for one in sys.stdin.read().split("\0")])))
            return
        print(json.dumps(measured(Path(file), whole=how == "load")))
        return
    table(chosen.data, chosen.only, chosen.seconds, chosen.largest, chosen.small)


def table(data: Path, only: str, seconds: int, largest: int, small: float) -> None:
    """Print the table of all files below a folder as Markdown, a line as soon as it is measured.

    Files smaller than ``small`` MB share a line a loader, with the sum of what they hold.
    """
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {sys.platform};")
    print(f"ten million additions in a loop took {yardstick():.2f} CPU seconds.\n")
    print("| loader | file | MB | rows | read s | load s | rows a second | peak MB | problems |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    seen: set[str] = set()
    few: dict[str, list[Path]] = {}
    for path in real_files(data, largest):
        name = recognised(path).__name__.rpartition(".")[2]
        shown = f"{path.relative_to(data)}"
        if only in name or only in shown:
            seen.add(name)
            if path.stat().st_size < small * MB:
                few.setdefault(name, []).append(path)
            else:
                print(line(name, shown, path, seconds), flush=True)
    for name, paths in sorted(few.items()):
        print(small_line(name, paths), flush=True)
    for name in sorted(set(SOURCES) - seen):
        if only in name:
            print(f"\n`{name}`: no real file of it below {data}.")


def real_files(data: Path, largest: int) -> list[Path]:
    """The files below a folder that some loader recognises, companions left out, by path."""
    found = []
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.suffix not in ASIDE and path.stat().st_size <= largest * MB:
            with suppress(HullmarkError):
                recognised(path)
                found.append(path)
    return gathered(found)


def line(name: str, shown: str, path: Path, seconds: int) -> str:
    """One file's line of the table; what a loader or the clock refused is said in it."""
    read, whole = (run(how, path, seconds) for how in ("read", "load"))
    size = f"{path.stat().st_size / MB:.1f}"
    refused = read.get("refused") or whole.get("refused")
    if refused:
        said = str(refused).replace("|", "/").replace(str(path), path.name)
        return f"| `{name}` | `{shown}` | {size} |  |  |  |  |  | refused: {said} |"
    rate = read["rows"] / whole["cpu"] if whole["cpu"] else 0
    problems = Counter(read["problems"]) | Counter(whole["problems"])
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in problems.most_common()) or "none"
    return (
        f"| `{name}` | `{shown}` | {size} | {read['rows']:,} | {read['cpu']:.1f} |"
        f" {whole['cpu']:.1f} | {rate:,.0f} | {whole['peak']:.0f} | {kinds} |"
    )


def small_line(name: str, paths: list[Path]) -> str:
    """The line of a loader's small files, which are read one after the other in one process."""
    command = [sys.executable, __file__, "--one", "small", "-"]
    listed = "\0".join(map(str, paths))
    done = subprocess.run(command, input=listed, capture_output=True, text=True, check=True)
    found = dict(json.loads(done.stdout))
    size = sum(path.stat().st_size for path in paths) / MB
    kinds = [f"{count:,} {kind}" for kind, count in Counter(found["problems"]).most_common()]
    if found["refused"]:
        kinds.insert(0, f"{found['refused']} files refused")
    count = f"{len(paths)} small files" if len(paths) > 1 else f"`{paths[0].name}`"
    return (
        f"| `{name}` | {count} | {size:.1f} | {found['rows']:,} | {found['cpu']:.1f} |  |  |"
        f" {found['peak']:.0f} | {', '.join(kinds) or 'none'} |"
    )


def read_small(paths: list[Path]) -> dict[str, Any]:
    """Several files read in this process: the sums, and how many were refused."""
    start, rows, refused, problems = time.process_time(), 0, 0, Counter[str]()
    for path in paths:
        try:
            more, kinds = just_read(path)
        except HullmarkError:
            refused += 1
            continue
        rows += more
        problems.update(kinds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time() - start
    return {"rows": rows, "cpu": cpu, "peak": peak, "problems": problems, "refused": refused}


def run(how: str, path: Path, seconds: int) -> dict[str, Any]:
    """What a process of its own measured of one file, or why it could not."""
    command = [sys.executable, __file__, "--one", how, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return {"refused": f"took more than {seconds} s"}
    if done.returncode:
        return {"refused": (done.stderr.strip().splitlines() or ["it broke"])[-1]}
    return dict(json.loads(done.stdout))


def measured(path: Path, *, whole: bool) -> dict[str, Any]:
    """One file read, or loaded into a new workspace, in this process."""
    start = time.process_time()
    try:
        rows, problems = loaded(path) if whole else just_read(path)
    except HullmarkError as refused:
        return {"refused": str(refused)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": rows,
        "cpu": time.process_time() - start,
        "peak": peak,
        "problems": problems,
    }


def just_read(path: Path) -> tuple[int, dict[str, int]]:
    rows, problems = 0, Counter[str]()
    for item in recognised(path).read(path):
        if isinstance(item, Problem):
            problems[item.code] += 1
        elif isinstance(item, ROWS):
            rows += 1
    return rows, dict(problems)


def loaded(path: Path) -> tuple[int, dict[str, int]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(Path(folder) / "new.db") as workspace,
    ):
        stored = load(workspace, path, accept_counts=True)
        problems = Counter(problem.code for _, problem in workspace.problems())
    return sum(stored.counts.values()), dict(problems)


def yardstick() -> float:
    """CPU seconds of a fixed piece of work, by which two machines or two hours can be compared."""
    start, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


if __name__ == "__main__":
    main()
