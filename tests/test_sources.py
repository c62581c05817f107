"""What is loaded and how old it is; what could not be taken, listed and counted."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from hullmark.graph.answer import Snapshot
from hullmark.graph.model import Problem
from hullmark.loaders.problems_table import count_rows, paint_counts, problem_rows
from hullmark.loaders.sources_table import paint_sources, said_age, source_rows, stale

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TODAY = date(2026, 11, 25)
FETCHED = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def snapshot(day: str, **fields: object) -> Snapshot:
    told: dict[str, object] = {
        "id": 1,
        "source": "ofac",
        "list": "SDN",
        "title": "OFAC SDN list",
        "published": date.fromisoformat(day) if day else None,
        "dated_by": "file",
        "file": "sdn.xml",
        "sha256": "0123456789abcdef" * 4,
        "bytes": 10,
        "counts": {"links": 1, "records": 14966},
        **fields,
    }
    return Snapshot(**told)  # type: ignore[arg-type]


LIST = snapshot("2026-11-20", problems=2, retrieved=FETCHED, url="https://a.example/sdn.xml")
DELTA = snapshot("2026-11-24", extract=True, follows=date(2026, 11, 20), counts={}, file="d.xml")
PART = snapshot("2026-11-25", extract=True, dated_by="file name", list="Other", file="p.csv")


def painted(paint: Callable[[Console], None]) -> str:
    console = Console(width=80, file=StringIO(), highlight=False)
    paint(console)
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    return "\n".join(line.rstrip() for line in lines)


def test_what_is_loaded_as_a_table() -> None:
    told = painted(lambda console: paint_sources(console, (LIST, DELTA, PART), TODAY, ["uk", "eu"]))
    assert told == (
        "ofac · SDN\n"
        "  2026-11-20       5 days  complete: 1 link, 14,966 records; 2 problems\n"
        "                           sdn.xml, SHA-256 0123456789ab, retrieved 2026-11-24\n"
        "                           from https://a.example/sdn.xml\n"
        "  2026-11-24        1 day  delta on 2026-11-20: removals alone\n"
        "                           d.xml, SHA-256 0123456789ab\n"
        "\n"
        "ofac · Other\n"
        "  2026-11-25        today  extract: 1 link, 14,966 records\n"
        "                           p.csv, SHA-256 0123456789ab, day by file name\n"
        "\n"
        "Can be fetched: uk, eu.\n"
        "See: hullmark fetch --list"
    )


def test_what_is_loaded_as_rows() -> None:
    one, two, _ = source_rows((LIST, DELTA, PART), TODAY)
    assert (one["age"], one["scope"], one["records"], one["listings"]) == (
        "5",
        "complete",
        "14966",
        "0",
    )
    assert (one["retrieved"], one["problems"]) == ("2026-11-24T08:30:00+00:00", "2")
    assert (two["scope"], two["follows"]) == ("delta", "2026-11-20")
    assert source_rows([snapshot("")], TODAY)[0]["age"] == ""


def test_ages_in_words() -> None:
    assert [said_age(days) for days in (-3, 0, 1, 1662)] == [
        "in 3 days",
        "today",
        "1 day",
        "1,662 days",
    ]


def test_which_lists_are_too_old() -> None:
    assert stale((LIST, DELTA, PART), TODAY, 1) == ()
    assert stale((LIST, DELTA, PART), TODAY, 0) == (DELTA,)
    assert stale((LIST,), TODAY, 5) == ()
    assert stale((LIST,), TODAY, 4) == (LIST,)
    young_part = snapshot("2026-11-25", extract=True)
    assert stale((LIST, young_part), TODAY, 4) == (LIST,)  # a part makes no list young
    undated = snapshot("")
    assert stale((undated,), TODAY, 99999) == (undated,)
    case = snapshot("2019-01-01", source="case", list="report")
    assert stale((case,), TODAY, 1) == ()


def test_problems_are_counted_by_list_and_kind() -> None:
    found = [
        (LIST, Problem("bad-date", "no date", record="ofac:1", value="x")),
        (LIST, Problem("new-label", "new")),
        (LIST, Problem("new-label", "new again")),
        (None, Problem("conflict", "a and b: two numbers", record="a", value="b")),
    ]
    rows = count_rows(problem_rows(found))
    assert [(row["source"], row["code"], row["count"], row["example"]) for row in rows] == [
        ("", "conflict", "1", "a and b: two numbers"),
        ("ofac", "new-label", "2", "new"),
        ("ofac", "bad-date", "1", "no date"),
    ]
    assert painted(lambda console: paint_counts(console, rows)) == (
        "entities\n"
        "        1  conflict              a and b: two numbers (a b)\n"
        "\n"
        "ofac · SDN\n"
        "        2  new-label             new\n"
        "        1  bad-date              no date (ofac:1 x)"
    )


def test_the_commands(hullmark: Run, demo_db: Path, tmp_path: Path) -> None:
    done = hullmark("--db", demo_db, "sources")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "ofac · SDN\n  2022-05-08 " in done.stdout and "Can be fetched: ofac-sdn, " in done.stdout
    )
    whole = json.loads(hullmark("--db", demo_db, "sources", "-f", "json").stdout)["answer"]
    assert [len(whole["snapshots"]), whole["can_be_fetched"][0]] == [5, "ofac-sdn"]
    old = hullmark("--db", demo_db, "sources", "--older-than", "30", "-f", "csv")
    assert old.returncode == 3
    rows = list(csv.DictReader(StringIO(old.stdout)))
    assert [(row["list"], row["published"]) for row in rows] == [
        ("SDN", "2024-05-07"),
        ("UK Sanctions List", "2025-04-10"),
    ]
    young = hullmark("--db", demo_db, "sources", "--older-than", "99999")
    assert (young.returncode, young.stdout, young.stderr) == (0, "", "")
    assert hullmark("--db", demo_db, "sources", "--older-than", "-1").returncode == 2
    counted = hullmark("--db", demo_db, "problems", "--count", "-f", "jsonl")
    assert json.loads(counted.stdout)["count"] == "2"
    lines = hullmark("--db", demo_db, "problems").stdout
    assert [line.split("\t")[:2] for line in lines.splitlines()] == [
        ["unsettled-link", "uk:RUS1707"],
        ["unsettled-link", "uk:RUS2183"],
    ]
    assert hullmark("--db", demo_db, "problems", "-o", "p.txt").returncode == 0
    assert (tmp_path / "p.txt").read_text(encoding="utf-8") == lines
    none = hullmark("--db", demo_db, "problems", "case", "--count", "-f", "json")
    assert (json.loads(none.stdout)["answer"], none.stderr) == ([], "No problems.\n")
    assert hullmark("--db", demo_db, "problems", "eu").returncode == 4
