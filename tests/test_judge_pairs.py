"""``hullmark judge PAIRS``: rows for programs, measures for judged pairs, bad lines, and limits."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from hullmark.graph.judge_measures import auc, measure, recall_at, wilson
from hullmark.tests.conftest import ROOT, Run

SMALL = ROOT / "fixtures/pairs/small.jsonl"


def test_a_table_measures_judged_pairs(hullmark: Run) -> None:
    done = hullmark("judge", SMALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pairs with a judgement                  3, 1 of them positive" in done.stdout
    assert "recall at precision .99" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_rows_for_programs_carry_values_and_weights(hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("judge", SMALL, "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["left"], row["right"]) for row in rows][1:] == [
        ("ofac-angara", "uk-maria"),
        ("ofac-37059", "ofac-37060"),
        ("line-4-left", "line-4-right"),
    ]
    assert [row["verdict"] for row in rows][1:3] == ["different", "different"]
    assert rows[1]["reasons"][0] == {
        "evidence": "different valid IMO ship numbers: 9179842 and 8517839",
        "left": "",
        "right": "",
        "rule": True,
    }
    assert hullmark("judge", SMALL, "-o", tmp_path / "x.csv").stdout == ""
    written = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8"))))
    assert [row["judgement"] for row in written] == ["positive", "negative", "negative", ""]
    whole = json.loads(hullmark("judge", SMALL, "-f", "json").stdout)
    assert whole["answer"]["measures"]["pairs"] == 3 and len(whole["answer"]["pairs"]) == 4


def test_bad_lines_are_named_and_the_rest_go_on(hullmark: Run, tmp_path: Path) -> None:
    good = SMALL.read_bytes().splitlines()[0]
    deep = b'{"left":' + b"[" * 100_000
    lines = [
        good,
        b"no json",
        b'{"left": {}, "right": 3}',
        b'{"left": {"id": "a", "schema": "Address"}, "right": {"id": "b", "schema": "Person"}}',
        good.replace(b'"positive"', b'"perhaps"'),
        b"\xff\xfe",
        deep,
        b"",
        b'{"left": {"schema": "Person", "properties": {"name": [1, null, {}]}},'
        b' "right": {"schema": "Person"}}',
        good,
    ]
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    done = hullmark("judge", path, "-f", "jsonl")
    assert done.returncode == 5
    assert len(done.stdout.splitlines()) == 3
    for number, words in (
        (2, "one JSON object"),
        (3, "'left' and 'right'"),
        (4, "Address"),
        (5, "perhaps"),
    ):
        assert f"line {number}: " in done.stderr and words in done.stderr
    assert "6 lines" in done.stderr and "Traceback" not in done.stderr
    assert hullmark("judge", tmp_path / "none.jsonl").returncode == 1


def test_measures_are_what_their_names_say() -> None:
    scores, truth = np.array([0.9, 0.8, 0.7, 0.3]), np.array([True, True, False, True])
    assert recall_at(scores, truth, 0.99) == pytest.approx(2 / 3)
    assert auc(scores, truth) == pytest.approx(2 / 3)
    assert auc(np.array([0.5, 0.5]), np.array([True, False])) == 0.5
    low, high = wilson(10, 10) or (0, 0)
    assert (round(low, 3), high) == (0.722, 1.0)
    found = measure(scores.tolist(), truth.tolist(), ["same", "unsure", "unsure", "different"], 0.5)
    assert found.precision == found.recall == pytest.approx(2 / 3)
    assert found.same_precision == 1.0 and found.same_recall == pytest.approx(1 / 3)
    assert found.different_missed == 1
    assert measure([], [], [], 0.5).f1 is None
