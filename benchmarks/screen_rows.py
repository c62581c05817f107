"""Screening many rows against the real lists: rows a second, CPU seconds, peak memory.

``python benchmarks/screen_rows.py --rows 100000`` loads the lists (or takes ``--db FILE``), writes
a file of names, and screens it as ``hullmark screen`` does, in a process of its own. One name in
five is an entry's with a letter wrong, the rest are put together from the lists' own words.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from hullmark.graph.workspace import Workspace

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
LISTS = (
    "ofac/sdn_2024-05-07.xml",
    "ofac/consolidated_2024-05-06.xml",
    "uk/ConList_2025-04-10.converted.csv",
    "eu/fsf_full_1_1_2024-05-13.xml",
    "eu/journal/32014R0833.csv",
    "un/un_consolidated_2026-04-02.xml",
    "ca/sema-lmes_2025-05.xml",
)
HULLMARK = (sys.executable, "-m", "hullmark.cli")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HULLMARK_DATA") or DATA))
    parser.add_argument("--db", type=Path, help="a workspace loaded before")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = asked.db or Path(folder) / "lists.db"
        if asked.db is None:
            files = [asked.data / name for name in LISTS]
            subprocess.run([*HULLMARK, "-q", "--db", db, "load", *files], check=True)
        rows, out = Path(folder) / "rows.csv", Path(folder) / "out.csv"
        write_rows(db, rows, asked.rows)
        warm = Path(folder) / "one.csv"
        warm.write_text("name\nANGARA\n", encoding="utf-8")
        print("| what | rows | s | CPU s | rows a second | rows a CPU second | peak MB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for what, file, count in (
            ("one row, the first time", warm, 1),
            ("one row, again", warm, 1),
            (f"{asked.rows:,} rows", rows, asked.rows),
        ):
            print(line(what, db, file, count, out, asked.jobs), flush=True)


def write_rows(db: Path, path: Path, count: int, seed: int = 1) -> None:
    """Names of ships and companies: real ones with a letter wrong, others of real words."""
    random = Random(seed)
    with Workspace.open(db, create=False) as workspace:
        names = [
            text
            for (text,) in workspace.connection.execute("SELECT text FROM name ORDER BY id")
            if text.isascii() and 4 < len(text) < 60
        ]
    words = sorted({word for name in names for word in name.split() if len(word) > 2})
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "country"])
        for _ in range(count):
            if random.random() < 0.2:
                name = random.choice(names)
                at = random.randrange(len(name))
                name = name[:at] + random.choice("abcdefgh") + name[at + 1 :]
            else:
                name = " ".join(random.sample(words, random.randrange(2, 5)))
            writer.writerow([name, random.choice(("RU", "CY", "PA", "", ""))])


def line(what: str, db: Path, file: Path, count: int, out: Path, jobs: int) -> str:
    began, before = time.perf_counter(), os.times()
    process = subprocess.Popen(
        [*HULLMARK, "-q", "--db", db, "screen", file, "-o", out, "--jobs", str(jobs)],
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 5):
        sys.exit(f"hullmark screen ended with {process.returncode}.")
    after, seconds = os.times(), time.perf_counter() - began
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return (
        f"| {what} | {count:,} | {seconds:.1f} | {cpu:.1f} | {count / seconds:,.0f} |"
        f" {count / cpu:,.0f} | {usage.ru_maxrss / 1024:,.0f} |"
    )


if __name__ == "__main__":
    main()
