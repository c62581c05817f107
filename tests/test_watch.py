"""Watching: what came and went since the last look, however lists came in, and nothing lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from hullmark.graph.upgrades import UPGRADES
from hullmark.graph.watched import Line
from hullmark.graph.watching import watched
from hullmark.graph.workspace import SCHEMA_VERSION, Workspace
from hullmark.queries.watch import changes
from hullmark.tests.conftest import Run
from hullmark.tests.test_ledger import WITHOUT_STANDS


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    """The demo's workspace, to be written to."""
    shutil.copy(demo_db, tmp_path / "hullmark.db")
    return tmp_path / "hullmark.db"


def test_a_renamed_firm_on_the_real_lists(hullmark: Run, real_data: Path) -> None:
    lists = real_data / "ofac/csv_snapshots"
    assert hullmark("-q", "load", lists / "sdn_2022-05-06.csv").returncode == 0
    assert hullmark("watch", "add", "OBORONLOGISTIKA").returncode == 0
    assert hullmark("-q", "load", lists / "sdn_2022-05-08.csv").returncode == 0
    for options in (("--no-mark",), ()):
        done = hullmark("watch", "-f", "jsonl", *options)
        assert done.returncode == 3, done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        said = {(row["change"], row["about"], row["what"]) for row in rows}
        assert len(rows) == 11
        assert ("gone", "Names", "name · OBORONLOGISTIKA, OOO") in said
        assert ("new", "Names", "name · OBORONLOGISTIKA OOO") in said
        assert (
            "new",
            "Listings",
            "OFAC · SDN · UKRAINE-EO13685, RUSSIA-EO14024 · ref. 22407 · first seen in the "
            "snapshot of 2022-05-06",
        ) in said
        assert ("new", "Holds roles in", "linked to it: · SPARTA II (IMO 9160994)") in said
        assert {row["entity"] for row in rows} == {"ofac:22407"}
        cited = {row["what"]: row["sources"] for row in rows}
        assert cited["name · OBORONLOGISTIKA, OOO"].startswith(
            "OFAC SDN list, 2022-05-06: uid 22407, line 5297 · https://"
        )
        assert cited["name · OBORONLOGISTIKA OOO"].startswith(
            "OFAC SDN list, 2022-05-08: uid 22407"
        )
    done = hullmark("watch")
    assert (done.returncode, done.stdout[:21]) == (0, "Nothing changed since")


def test_add_list_remove_and_what_they_refuse(hullmark: Run, db: Path) -> None:
    done = hullmark("watch")
    assert done.returncode == 4 and "Nothing is watched" in done.stderr
    assert hullmark("watch", "add", "Angara", "Sovfracht").returncode == 0
    before = hullmark("watch", "list", "-f", "csv").stdout
    again = hullmark("watch", "add", "9179842")
    assert again.stderr.startswith("Already watching ANGARA (imo-vsl-9179842), last looked at 20")
    assert hullmark("watch", "list", "-f", "csv").stdout == before
    again = hullmark("watch", "add", "9179842", "--levels", "3")
    assert again.stderr.startswith("Already watching ANGARA")
    rows = [json.loads(x) for x in hullmark("watch", "list", "-f", "jsonl").stdout.splitlines()]
    assert [(row["name"], row["entity"]) for row in rows] == [
        ("ANGARA", "imo-vsl-9179842"),
        ("SOVFRACHT", "ofac:20292"),
    ]
    assert {row["levels"] for row in rows} == {"3"}
    shown = hullmark("watch", "list").stdout
    assert all(len(line) <= 120 for line in shown.splitlines()) and "UTC, 3 up" in shown
    assert hullmark("watch", "remove", "ocean energy").returncode == 0
    assert "imo-vsl-9179842" not in hullmark("watch", "list").stdout
    (db.parent / "odd.txt").write_text("nothing of ours\n" * 100, "utf-8")
    for words, code, said in (
        (("remove", "Angara"), 4, "'Angara' is not watched"),
        (("add",), 2, "watch add and watch remove expect names"),
        (("list", "Angara"), 2, "watch list and watch take none"),
        (("--levels", "2"), 2, "--levels is said once, with watch add"),
        (("--keep", "none.db"), 4, "none.db: is not there. Nothing is watched"),
        (
            ("--keep", "odd.txt"),
            1,
            "is not a hullmark workspace (file is not a database); name another file with --keep.",
        ),
        (("dance",), 2, "watch expects add, remove, list or nothing; found 'dance'"),
        (("add", "Maria"), 4, "2 things bear the name 'Maria'"),
        (("add", "Nobody Such"), 4, "Nobody Such"),
    ):
        done = hullmark("watch", *words)
        assert (done.returncode, said in done.stderr) == (code, True), (words, done.stderr)


def test_what_stands_behind_is_watched_too(hullmark: Run, db: Path, tmp_path: Path) -> None:
    assert hullmark("watch", "add", "8517839").returncode == 0
    (tmp_path / "case.yaml").write_text(
        "case: later\ntitle: A later paper\n"
        "document: {title: A later paper, publisher: P, published: 2026-11-24}\n"
        "entities:\n"
        "  maria: {kind: Vessel, names: [{name: MARIA, cite: p}],"
        " identifiers: [{scheme: imo-ship, number: '8517839', cite: p}]}\n"
        "  holder: {kind: Company, names: [{name: EXAMPLE HOLDER, cite: p}]}\n"
        "links:\n  - {who: holder, role: operator, of: maria, when: current, cite: p}\n",
        encoding="utf-8",
    )
    loaded = hullmark("load", "case.yaml")
    if loaded.returncode:
        pytest.fail(loaded.stderr)
    done = hullmark("watch", "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert any("EXAMPLE HOLDER" in row["what"] for row in rows), done.stdout


def test_a_thing_is_found_again_when_its_id_changes(hullmark: Run, db: Path) -> None:
    assert hullmark("watch", "add", "Angara").returncode == 0
    with sqlite3.connect(db) as con:
        con.execute("UPDATE watch SET entity = 'ofac:was-another' WHERE name = 'ANGARA'")
    done = hullmark("watch", "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [(row["entity"], row["what"]) for row in rows] == [
        ("imo-vsl-9179842", "is imo-vsl-9179842 now, by a record that it stood on")
    ]
    assert hullmark("watch").returncode == 0


def test_the_mark_stays_when_the_answer_could_not_be_written(hullmark: Run, db: Path) -> None:
    assert hullmark("watch", "add", "Angara").returncode == 0
    with sqlite3.connect(db) as con:
        con.execute("UPDATE watch SET state = '[]'")
    assert hullmark("watch", "-o", "no/where.csv").returncode == 1
    assert hullmark("watch", "-o", "out.csv").returncode == 3
    assert hullmark("watch").returncode == 0


def test_an_older_workspace_gets_the_table(db: Path) -> None:
    assert (SCHEMA_VERSION, len(UPGRADES[3]), len(UPGRADES[5])) == (7, 1, 1)
    with sqlite3.connect(db) as con:
        con.executescript(f"{WITHOUT_STANDS} DROP TABLE watch; PRAGMA user_version = 3")
    with Workspace.open(db, create=False) as workspace:
        assert workspace.connection.execute("SELECT count(*) FROM watch").fetchone() == (0,)
        assert workspace.connection.execute("PRAGMA user_version").fetchone() == (7,)


def test_changes_are_what_only_one_state_has() -> None:
    held = Line("Roles", "is owned by · X", ("one list",))
    before = (Line("Names", "name · A", ("old list",)), held)
    after = (Line("Names", "name · B", ("new list",)), replace(held, sources=("another list",)))
    found = [
        (one.change, one.words, one.since, one.sources)
        for one in changes("e", "A", before, after, "2026-11-30")
    ]
    assert found == [
        ("gone", "name · A", "2026-11-30", ("old list",)),
        ("new", "name · B", "2026-11-30", ("new list",)),
    ]
    assert changes("e", "A", after, after, "2026-11-30") == ()


def test_how_far_up_is_kept_and_looks_may_be_kept_elsewhere(hullmark: Run, db: Path) -> None:
    """``--levels`` is of the thing, not of the look; ``--keep`` leaves the workspace alone."""
    before = db.read_bytes()
    assert hullmark("watch", "add", "Angara", "--levels", "1", "--keep", "mine.db").returncode == 0
    assert hullmark("watch", "add", "8517839", "--keep", "mine.db").returncode == 0
    assert hullmark("watch", "--keep", "mine.db").returncode == 0
    assert db.read_bytes() == before
    with Workspace.open(db.parent / "mine.db", create=False) as workspace:
        near, far = watched(workspace.connection)
    assert (near.levels, far.levels) == (1, 3)
    again = hullmark("watch", "add", "Angara", "--levels", "2", "--keep", "mine.db")
    assert again.stderr.startswith("Watching ANGARA (imo-vsl-9179842) to 2 levels, from now on;")
    assert {line.about for line in near.state if line.about.startswith("behind ")} == {
        "behind ANGARA"
    }
    assert "behind AZIA SHIPPING COMPANY" in {line.about for line in far.state}
    assert all(line.sources for line in (*near.state, *far.state))


def test_a_look_of_an_older_hullmark_is_compared_by_its_words(hullmark: Run, db: Path) -> None:
    assert hullmark("watch", "add", "Angara").returncode == 0
    with sqlite3.connect(db) as con:
        (state,) = con.execute("SELECT state FROM watch").fetchone()
        pairs = [line[:2] for line in json.loads(state)]
        con.execute("UPDATE watch SET state = ?", (json.dumps([*pairs, ["Names", "name · X"]]),))
    done = hullmark("watch", "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["change"], row["what"], row["sources"]) for row in rows] == [
        ("gone", "name · X", "")
    ]
