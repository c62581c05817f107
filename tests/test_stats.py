"""What is counted of a workspace: the demo's figures, and nothing that is no longer stated."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from hullmark.graph.counted import script
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.stats import counts
from hullmark.graph.workspace import Workspace
from hullmark.queries.stats import stats
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_graphs import odd_items, odd_workspace


def test_the_demo_in_figures(demo_db: Path) -> None:
    with Workspace.open(demo_db, create=False) as workspace:
        found = {(one.section, one.what): (one.count, one.note) for one in counts(workspace)}
    assert found["things", "Vessel"] == (12, "12 on a list")
    assert found["lists", "ofac SDN"] == (23, "58 statements, as of 2024-05-07")
    assert found["links", "linked to"] == (12, "")
    assert found["numbers", "IMO ship number"] == (26, "")
    assert found["names by script", "Cyrillic"] == (5, "")
    assert found["decisions", "same by people"] == (27, "")


def test_what_has_ended_is_not_counted(tmp_path: Path) -> None:
    odd_workspace(tmp_path / "a.db")
    with Workspace.open(tmp_path / "a.db", create=False) as workspace:
        (before,) = [one.count for one in counts(workspace) if one.what == "odd ODD"]
        every = list(workspace.snapshots())
    assert len(every) == 1 and before > 0
    odd_workspace(tmp_path / "a.db", iter(list(odd_items())[: before // 2 + 1]), day=2)
    with Workspace.open(tmp_path / "a.db", create=False) as workspace:
        (after,) = [one.count for one in counts(workspace) if one.what == "odd ODD"]
    assert 0 < after < before


def test_every_format(demo_db: Path, hullmark: Run) -> None:
    whole = json.loads(hullmark("--db", demo_db, "stats", "-f", "json").stdout)
    assert (whole["schema_version"], whole["query"]) == (1, "stats")
    rows = list(csv.DictReader(io.StringIO(hullmark("--db", demo_db, "stats", "-f", "csv").stdout)))
    assert [row["what"] for row in rows] == [one["what"] for one in whole["answer"]]
    table = hullmark("--db", demo_db, "stats").stdout
    assert "Things" in table and "Links" in table
    assert max(map(len, table.splitlines())) <= 120


def test_scripts() -> None:
    names = ("ANGARA", "Совфрахт", "김", "123", "Ö", "")
    assert [script(one) for one in names] == [
        "Latin",
        "Cyrillic",
        "Hangul",
        "none",
        "Latin",
        "none",
    ]


@pytest.mark.parametrize("what", ["demo", "odd", "superseded"])
def test_walking_a_graph_counts_what_its_tables_do(
    what: str, demo_db: Path, tmp_path: Path
) -> None:
    db = demo_db if what == "demo" else tmp_path / "odd.db"
    if what != "demo":
        odd_workspace(db)
    if what == "superseded":
        odd_workspace(db, iter(list(odd_items())[:7]), day=2)
    with Workspace.open(db, create=False) as workspace:
        ours = [one for one in counts(workspace) if one.section not in ("decisions", "problems")]
        steps: list[int] = []
        assert list(stats(WorkspaceReader(workspace), steps.append)) == ours
    assert steps[-1] == sum(one.count for one in ours if one.note.endswith("on a list"))


def test_as_known_by_a_day(demo_db: Path, hullmark: Run) -> None:
    """On 1 June 2022 OFAC's extract of May 2022 was the only list there."""
    done = hullmark("--db", demo_db, "stats", "--known-by", "2022-06-01", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    lists = [(row["what"], row["count"], row["note"]) for row in rows if row["section"] == "lists"]
    assert lists == [("ofac SDN", "17", "43 statements, as of 2022-05-08")]
    assert [(row["what"], row["count"]) for row in rows][:3] == [
        ("Vessel", "9"), ("Company", "5"), ("LegalEntity", "3")
    ]  # fmt: skip
    assert not {row["section"] for row in rows} & {"decisions", "problems"}
    assert [row["what"] for row in rows if row["section"] == "listings"] == ["OFAC"]
