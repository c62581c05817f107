"""Loading by the program: good and bad together, twice, in sets, and interrupted."""

from __future__ import annotations

import csv
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from hullmark.graph.workspace import Workspace

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "fixtures" / "demo"
LIST = DEMO / "ofac-sdn-extract-2024-05-07.xml"
CASE = DEMO / "orient-express.yaml"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def dump(db: Path) -> list[str]:
    """All that a workspace holds, as SQL."""
    with Workspace.open(db, create=False) as workspace:
        return list(workspace.connection.iterdump())


def test_one_bad_file_does_not_keep_the_good_one_out(hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("load", "--extract", "none.xml", LIST)
    assert (done.returncode, done.stdout) == (5, "")
    first, second = done.stderr.splitlines()
    assert first == "hullmark: none.xml: no such file; check the name and the folder."
    assert second.startswith(f"{LIST.name}: OFAC SDN list of 2024-05-07, an extract: 12 links, ")
    (row,) = csv.DictReader(StringIO(hullmark("sources", "-f", "csv").stdout))
    assert [row["source"], row["list"], row["published"]] == ["ofac", "SDN", "2024-05-07"]
    assert (row["scope"], row["records"]) == ("extract", "23")


def test_a_wrong_name_leaves_no_workspace(hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("load", "none.xml").returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_twice_changes_nothing(hullmark: Run, tmp_path: Path) -> None:
    quiet = hullmark("--quiet", "load", CASE)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    before = dump(tmp_path / "hullmark.db")
    done = hullmark("load", CASE)
    assert done.returncode == 0
    assert done.stderr.endswith("of 2023-10-16 had been loaded before; nothing changed.\n")
    assert dump(tmp_path / "hullmark.db") == before


def test_a_set_of_files_is_one_list(hullmark: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "ofac" / "csv", tmp_path, dirs_exist_ok=True)
    names = ("alt.csv", "sdn.csv", "sdn_comments.csv", "add.csv")
    done = hullmark("load", "--extract", "--published", "2022-05-08", *names)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("sdn.csv: OFAC SDN list of 2022-05-08, an extract: 2 links, ")
    assert done.stderr.count("\n") == 1


def test_a_list_with_only_some_of_its_files_says_so(hullmark: Run, tmp_path: Path) -> None:
    for name in ("sdn.csv", "alt.csv"):
        shutil.copy(ROOT / "fixtures" / "ofac" / "csv" / name, tmp_path)
    assert hullmark("load", "--extract", "sdn.csv").returncode == 0
    problems = [line.split("\t") for line in hullmark("problems", "ofac").stdout.splitlines()]
    assert ["missing-file", ""] in [line[:2] for line in problems]
    assert (
        "expected files of addresses, remarks beyond 1,000 characters beside sdn.csv, found none; "
        "the list was read without them"
    ) in [line[2] for line in problems]


def test_an_interrupted_load_leaves_the_workspace_as_it_was(hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("load", CASE).returncode == 0
    before = dump(tmp_path / "hullmark.db")
    entry = (
        "<sdnEntry><uid>{0}</uid><lastName>EXAMPLE {0}</lastName><sdnType>Entity</sdnType>"
        "<programList><program>SDGT</program></programList></sdnEntry>\n"
    )
    with (tmp_path / "sdn.xml").open("w") as file:
        file.write('<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation>')
        file.write("<Publish_Date>05/07/2024</Publish_Date></publshInformation>\n")
        file.writelines(entry.format(uid) for uid in range(1, 60_000))
        file.write("</sdnList>")
    process = subprocess.Popen(
        [sys.executable, "-m", "hullmark.cli", "load", "sdn.xml"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    log, end = tmp_path / "hullmark.db-wal", time.monotonic() + 30
    while not log.exists() and time.monotonic() < end:  # it is there once the workspace is open
        time.sleep(0.02)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err == "hullmark: interrupted; nothing half-done was kept.\n"
    assert dump(tmp_path / "hullmark.db") == before
    assert hullmark("lookup", "Angara").returncode == 0


def test_records_that_nobody_compared_are_told(hullmark: Run, tmp_path: Path) -> None:
    """One list needs no comparing; with a second all are counted, until ``resolve`` has run."""
    hint = "not yet compared with those of other lists; do it with: hullmark resolve"
    uk, ofac = DEMO / "uk-sanctions-extract-2025-04-10.xml", LIST
    assert hint not in hullmark("load", "--extract", uk).stderr
    assert f"32 records {hint}" in hullmark("load", "--extract", ofac).stderr
    assert hint not in hullmark("-q", "load", "--extract", ofac).stderr
    assert hullmark("resolve").returncode == 0
    assert hint not in hullmark("load", "--extract", ofac).stderr
