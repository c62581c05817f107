"""The program as people run it: the questions of the Orient Express case, files out, exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "fixtures" / "demo"
LIST = DEMO / "ofac-sdn-extract-2024-05-07.xml"
CASE = DEMO / "orient-express.yaml"
OWNED = "ANGARA (IMO 9179842), then named OCEAN ENERGY, was owned by KAALBYE GROUP"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="session")
def real_db(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the whole OFAC list of 7 May 2024 and the case, loaded by the program."""
    db = tmp_path_factory.mktemp("real") / "t.db"
    sdn = real_data / "ofac" / "sdn_2024-05-07.xml"
    done = subprocess.run(
        [sys.executable, "-m", "hullmark.cli", "--db", db, "load", sdn, CASE],
        cwd=db.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.startswith(
        "sdn_2024-05-07.xml: OFAC SDN list of 2024-05-07: "
        "6,370 links, 14,966 listings, 14,966 records"
    )
    return db


def test_the_demo_needs_no_other_file(hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("demo", "--keep", "demo.db")
    assert done.returncode == 0
    assert done.stdout.startswith("ANGARA  ship · imo-vsl-9179842\n")
    assert f"1. {OWNED}" in folded(done.stdout)
    assert done.stderr.endswith("\nWrote orient-express.svg.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.db", "orient-express.svg"]


@pytest.mark.parametrize("question", ["9179842", "IMO 9179842", "Angara", "ocean energy"])
def test_a_ship_is_found_by_number_and_by_any_name(
    hullmark: Run, demo_db: Path, question: str
) -> None:
    done = hullmark("--db", demo_db, "lookup", question)
    assert done.returncode == 0
    assert done.stdout.startswith("ANGARA  ship · imo-vsl-9179842\n")
    former = "'ocean energy' is taken as ANGARA (IMO 9179842): 'OCEAN ENERGY' is its former name.\n"
    assert done.stderr == (former if question == "ocean energy" else "")


def test_a_path_is_said_in_words(hullmark: Run, demo_db: Path) -> None:
    done = hullmark("--db", demo_db, "path", "Angara", "Kaalbye")
    assert done.returncode == 0
    assert done.stdout.startswith("ANGARA – KAALBYE GROUP  1 hop\n")
    assert f"1. {OWNED}" in folded(done.stdout)


def test_no_path_is_an_answer(hullmark: Run, demo_db: Path) -> None:
    done = hullmark("--db", demo_db, "path", "Angara", "Sovfracht")
    assert (done.returncode, done.stderr) == (4, "")
    assert "No path within 6 hops between ANGARA and SOVFRACHT in these sources: Case file: The "
    for title in ("The Orient Express (RUSI, 16 October 2023)", "OFAC SDN list", "UK Sanctions"):
        assert title in folded(done.stdout)


def test_owners_of_a_ship(hullmark: Run, demo_db: Path) -> None:
    done = hullmark("--db", demo_db, "owners", "Lady R", "-f", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"owner", "linked to"} <= {row["role"] for row in rows}


def test_a_name_of_several_lists_them(hullmark: Run, demo_db: Path) -> None:
    done = hullmark("--db", demo_db, "lookup", "MARIA", "-f", "csv")
    assert done.returncode == 4
    assert done.stderr == "hullmark: 2 things bear the name 'MARIA'; say which, by a number:\n"
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["entity"], row["matched"]) for row in rows] == [
        ("imo-vsl-8517839", "MARIA (name)"),
        ("imo-vsl-9617923", "MARIA (weak alias)"),
    ]
    assert "IMO 8517839" in rows[0]["apart"]


@pytest.mark.parametrize("command", [["path", "Angarra", "Sovfracht"], ["owners", "Angarra"]])
def test_every_question_lists_what_it_may_mean(
    hullmark: Run, demo_db: Path, command: list[str]
) -> None:
    done = hullmark("--db", demo_db, *command, "-f", "json")
    assert done.returncode == 4
    assert done.stderr == "hullmark: No loaded source knows 'Angarra'; similar names are known:\n"
    assert json.loads(done.stdout)["query"] == "candidates"


def test_formats_are_data_alone(hullmark: Run, demo_db: Path) -> None:
    path = ("--db", demo_db, "path", "ocean energy", "Kaalbye")
    note = "'ocean energy' is taken as ANGARA (IMO 9179842): 'OCEAN ENERGY' is its former name."
    whole, lines, cells = (hullmark(*path, "-f", form) for form in ("json", "jsonl", "csv"))
    assert {one.returncode for one in (whole, lines, cells)} == {0}
    assert all(one.stderr.startswith(f"{note}\n") for one in (whole, lines, cells))
    assert (json.loads(whole.stdout)["schema_version"], json.loads(whole.stdout)["query"]) == (
        1,
        "path",
    )
    (row,) = csv.DictReader(cells.stdout.splitlines())
    assert json.loads(lines.stdout) == row
    assert row["sentence"] == OWNED


def test_an_answer_goes_to_a_file(hullmark: Run, demo_db: Path, tmp_path: Path) -> None:
    done = hullmark("--db", demo_db, "lookup", "Angara", "-o", "card.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((tmp_path / "card.json").read_text())["query"] == "lookup"


@pytest.mark.parametrize(
    ("out", "code", "words"),
    [
        ("card.docx", 2, "card.docx: the suffix does not say a format; expected one of .json, "),
        ("none/card.csv", 1, "none/card.csv: can't be written (No such file or directory); name "),
    ],
)
def test_a_file_that_cannot_be_written(
    hullmark: Run, demo_db: Path, out: str, code: int, words: str
) -> None:
    done = hullmark("--db", demo_db, "lookup", "Angara", "-o", out)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"hullmark: {words}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_chart_is_the_same_twice(
    hullmark: Run, demo_db: Path, tmp_path: Path, suffix: str, start: bytes
) -> None:
    drawn = []
    for name in (f"one.{suffix}", f"two.{suffix}"):
        done = hullmark("--db", demo_db, "chart", "Angara", "8517839", "-o", name)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr.endswith(f"Wrote {name}.\n")
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0].startswith(start)
    assert drawn[0] == drawn[1]


def test_a_printed_style_draws_the_same(hullmark: Run, demo_db: Path, tmp_path: Path) -> None:
    printed = hullmark("chart", "--style-template")
    assert (printed.returncode, printed.stderr) == (0, "")
    (tmp_path / "mine.yaml").write_text(printed.stdout, encoding="utf-8")
    for name, style in (("a.svg", ()), ("b.svg", ("--style", "mine.yaml"))):
        assert hullmark("--db", demo_db, "chart", "Angara", "-o", name, *style).returncode == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    little = hullmark("--db", demo_db, "chart", "Angara", "-o", "c.svg", "--max-nodes", "2")
    assert "Not shown: 2 of 4 ships, companies and persons" in little.stderr


@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("command", ["lookup Angara", "problems", "--help"])
def test_a_closed_pipe_is_no_failure(demo_db: Path, buffered: str, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "hullmark.cli", "--db", demo_db, *command.split()],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": buffered},
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_whole_list_of_2024(hullmark: Run, real_db: Path) -> None:
    told = folded(hullmark("--db", real_db, "sources").stdout)
    assert "ofac · SDN 2024-05-07 " in told
    assert " days complete: 6,370 links, 14,966 listings, 14,966 records; " in told
    problems = hullmark("--db", real_db, "problems").stdout.splitlines()
    assert sum(line.startswith("unsettled-link\t") for line in problems) == 10


@pytest.mark.parametrize("question", ["9179842", "Angara", "ocean energy", "IMO 9179842"])
def test_angara_on_the_whole_list(hullmark: Run, real_db: Path, question: str) -> None:
    done = hullmark("--db", real_db, "lookup", question)
    assert done.returncode == 0
    assert done.stdout.startswith("ANGARA  ship · imo-vsl-9179842\n")
    assert "OFAC SDN · RUSSIA-EO14024" in folded(done.stdout)


def test_paths_and_owners_on_the_whole_list(hullmark: Run, real_db: Path) -> None:
    kaalbye = hullmark("--db", real_db, "path", "Angara", "Kaalbye", "-f", "jsonl")
    assert (kaalbye.returncode, json.loads(kaalbye.stdout)["sentence"]) == (0, OWNED)
    leasing = hullmark("--db", real_db, "path", "Ocean Energy", "M Leasing", "-f", "jsonl")
    first = json.loads(leasing.stdout.splitlines()[0])
    assert (leasing.returncode, first["sentence"]) == (
        0,
        "ANGARA (IMO 9179842) is owned by M LEASING LLC (IMO 6246853)",
    )
    owners = hullmark("--db", real_db, "owners", "Lady R")
    assert owners.returncode == 0
    assert "TRANSMORFLOT LLC (IMO 6016988) · listed by OFAC" in folded(owners.stdout)


def test_maria_on_the_whole_list_is_asked_back(hullmark: Run, real_db: Path) -> None:
    done = hullmark("--db", real_db, "lookup", "MARIA")
    assert done.returncode == 4
    assert done.stderr == "hullmark: 2 things bear the name 'MARIA'; say which, by a number:\n"
    assert "imo-vsl-8517839" in done.stdout and "imo-vsl-9617923" in done.stdout
