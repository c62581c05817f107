"""``review`` in a real terminal of 80 columns: both records side by side, keys, undo, quit."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from hullmark.graph import decisions, entities
from hullmark.graph.intake import store
from hullmark.graph.model import Decision, Edition, Fact, Name, Record
from hullmark.graph.reach import touch
from hullmark.graph.review import Line, open_pairs, side_by_side
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.tests.conftest import Run
from hullmark.tests.test_terminal import Terminal

KEYS = "s same · d different · u unsure · k skip · z undo · q quit "


def _record(key: str, name: str, born: str, country: str) -> Record:
    facts = (Fact("birth date", born), Fact("nationality", country), Fact("address", "x " * 60))
    return Record(key, "Person", (Name(name), Name(f"{name} " * 9, "alias")), facts=facts)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Two lists of three people each, and three pairs that the judge left unsure."""
    path = tmp_path / "t.db"
    with Workspace.open(path) as workspace:
        for source, born in (("a", "1960-01-01"), ("b", "1960-05-05")):
            people = [_record(f"{source}:{at}", f"Testomir Orekhov {at}", born, "ru")
                      for at in range(3)]  # fmt: skip
            file = File(f"{source}.xml", source, 1, date(2024, 1, 1), "file")
            store(workspace, Edition(source, source), file, iter(people))
        with workspace.transaction() as con:
            for at, score in enumerate((0.9, 0.8, 0.7)):
                one = Decision(
                    f"a:{at}", f"b:{at}", "unsure", decisions.MACHINE, "names", "", score
                )
                decisions.enter(con, one, by_person=False, version="1")
            touch(con, [number for (number,) in con.execute("SELECT id FROM record")])
            entities.derive(con)
    return path


@pytest.fixture
def eighty(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """``hullmark review`` in a terminal of 80 columns."""
    monkeypatch.setattr(os, "environ", {**os.environ, "NO_COLOR": ""})
    terminal = Terminal("--db", db, "review", "--author", "ann", cwd=tmp_path, columns=80)
    yield terminal
    if terminal.process.poll() is None:
        terminal.process.kill()
        terminal.process.wait()


def _said(db: Path) -> list[tuple[str, str]]:
    with Workspace.open(db) as workspace:
        rows = decisions.rows(workspace.connection)
        return [(row.left, row.verdict) for row in rows if row.by_person]


def test_keys_decide_skip_undo_and_quit(eighty: Terminal, db: Path) -> None:
    for asked, (words, key) in enumerate(
        (
            ("1 of 3 · score 0.900", "s"),
            ("2 of 3 · score 0.800", "\x1b[D"),
            ("2 of 3 · score 0.800", "d"),
            ("3 of 3 · score 0.700", "z"),
            ("2 of 3 · score 0.800", "k"),
            ("3 of 3 · score 0.700", "u"),
        ),
        start=1,
    ):
        eighty.until_count(KEYS, asked)
        assert words in eighty.text()
        eighty.type(key)
    assert eighty.end() == 0
    assert eighty.text().rstrip().endswith("2 decided.")
    assert _said(db) == [
        ("a:0", "same"), ("a:1", "different"), ("a:1", "withdrawn"), ("a:2", "unsure"),
    ]  # fmt: skip
    with Workspace.open(db) as workspace:
        assert [row.left for row in open_pairs(workspace.connection)] == ["a:1"]


def test_it_fits_eighty_columns_and_has_colours(eighty: Terminal) -> None:
    eighty.until(KEYS)
    eighty.type("q")
    assert eighty.end() == 0
    lines = eighty.text().splitlines()
    assert max(map(len, lines)) <= 80
    (born,) = [line for line in lines if "birth date" in line]
    assert born.startswith("≠ birth date") and "1960-01-01" in born and "1960-05-05" in born
    assert "\x1b[31m1960-01-01" in eighty.shown
    assert "\x1b[32mRussia" in eighty.shown
    assert lines[-1] == "0 decided."


def test_ctrl_c_keeps_what_was_decided(eighty: Terminal, db: Path) -> None:
    eighty.until(KEYS)
    eighty.type("s")
    eighty.until_count(KEYS, 2)
    eighty.process.send_signal(signal.SIGINT)
    assert eighty.end() == 0
    assert _said(db) == [("a:0", "same")]


def test_ctrl_d_ends_it(eighty: Terminal, db: Path) -> None:
    eighty.until(KEYS)
    eighty.type("\x04")
    assert eighty.end() == 0
    assert _said(db) == []


def test_without_a_terminal_it_says_where_to_look(
    db: Path, tmp_path: Path, hullmark: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = hullmark("--db", db, "review")
    assert (done.returncode, done.stdout) == (2, "")
    assert "3 pairs are unsure, and review asks at a terminal" in done.stderr
    Workspace.open(tmp_path / "e.db").close()
    done = hullmark("--db", tmp_path / "e.db", "review")
    assert (done.returncode, done.stderr) == (0, "Nothing is left unsure.\n")


def test_only_pairs_about_a_thing(hullmark: Run, db: Path) -> None:
    with Workspace.open(db, create=False) as workspace:
        con = workspace.connection
        assert [row.left for row in open_pairs(con, ["a:2", "b:0"])] == ["a:0", "a:2"]
        assert open_pairs(con, ["nobody"]) == []
    done = hullmark("--db", db, "review", "Testomir Orekhov 1")
    assert (done.returncode, "2 things bear the name" in done.stderr) == (4, True)
    done = hullmark("--db", db, "review", "a:1", "b:2")
    assert (done.returncode, "2 pairs are unsure, and review asks" in done.stderr) == (2, True)
    hullmark("--db", db, "decide", "a:1", "b:1", "--different", "--note", "n", "--author", "x")
    done = hullmark("--db", db, "review", "a:1")
    assert (done.returncode, done.stderr) == (0, "Nothing is left unsure about a:1.\n")


def test_what_agrees_and_what_conflicts() -> None:
    left = Record("a", "Person", (Name("Иван Тестов"), Name("Z")), facts=(Fact("gender", "male"),))
    right = Record("b", "Person", (Name("IVAN TESTOV"),), facts=(Fact("gender", "female"),))
    assert list(side_by_side(left, right)) == [
        Line("kind", ("Person",), ("Person",), "agrees"),
        Line("names", ("Иван Тестов", "Z"), ("IVAN TESTOV",), "agrees"),
        Line("gender", ("male",), ("female",), "conflicts"),
    ]
