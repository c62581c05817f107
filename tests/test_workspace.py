"""The workspace file: opening, refusing, surviving, versions, problems."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import SourceChanged, WorkspaceError
from hullmark.graph.intake import Stored, store
from hullmark.graph.model import Edition, Item, Link, Name, Problem, Record
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace

EDITION = Edition("x", "X", title="List X")


def _file(day: int = 1, extract: bool = False) -> File:
    return File(f"{day}.xml", f"{day:064d}", 10, date(2024, 1, day), "file", extract)


def _ship(key: str, name: str = "ANGARA") -> Record:
    return Record(id=key, kind="Vessel", names=(Name(name),))


def _store(workspace: Workspace, *items: Item, day: int = 1) -> Stored:
    return store(workspace, EDITION, _file(day), iter(items), accept_counts=True)


def test_a_new_workspace_is_a_wal_file_with_a_schema_version(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        con = workspace.connection
        assert con.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert con.execute("PRAGMA user_version").fetchone() == (7,)
        assert workspace.snapshots() == ()


def test_files_that_are_no_workspace_are_refused_in_one_sentence(tmp_path: Path) -> None:
    text, other, newer = tmp_path / "a.db", tmp_path / "b.db", tmp_path / "c.db"
    text.write_text("<html>not a database, but long enough to be looked at</html>" * 20)
    con = sqlite3.connect(other)
    con.execute("CREATE TABLE t (a)")
    con.close()
    Workspace.open(newer).close()
    con = sqlite3.connect(newer)
    con.execute("PRAGMA user_version = 99")
    con.close()
    for path, words in (
        (text, "is not a hullmark workspace"),
        (other, "is not a hullmark workspace"),
        (newer, "was made by a newer hullmark (workspace version 99, this program knows 7)"),
        (tmp_path, "is a folder; expected a workspace file"),
    ):
        with pytest.raises(WorkspaceError) as raised:
            Workspace.open(path)
        assert str(raised.value).startswith(f"{path}: ")
        assert words in str(raised.value)
    with pytest.raises(WorkspaceError, match="there is no workspace here; make one with"):
        Workspace.open(tmp_path / "none.db", create=False)


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        assert _store(workspace, _ship("x:1")).counts == {"records": 1}
        before = list(workspace.connection.iterdump())
        assert _store(workspace, _ship("x:1")).already
        assert list(workspace.connection.iterdump()) == before


def test_a_list_that_fell_below_half_is_refused_unless_accepted(tmp_path: Path) -> None:
    def load(day: int, count: int, *, accept: bool = False, extract: bool = False) -> int:
        ships = iter(_ship(f"x:{number}") for number in range(count))
        file = _file(day, extract)
        return store(workspace, EDITION, file, ships, accept_counts=accept).gone

    with Workspace.open(tmp_path / "t.db") as workspace:
        assert load(2, 10) == 0
        with pytest.raises(SourceChanged) as refused:
            load(3, 4)
        assert str(refused.value) == (
            "3.xml: has 4 entries, the list of 2024-01-02 had 10; if it is right and complete, "
            "load it with --accept-counts, if it is part of the list, with --extract."
        )
        assert load(1, 2) == 0  # an older one was smaller
        assert load(4, 4, extract=True) == 0
        assert load(5, 4, accept=True) == 6


def test_an_unchanged_record_costs_no_row_and_a_changed_one_one(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _store(workspace, _ship("x:1"), _ship("x:2"))
        stored = _store(workspace, _ship("x:1"), _ship("x:2", "ADLER"), _ship("x:3"), day=2)
        assert (stored.new, stored.changed, stored.unchanged, stored.gone) == (1, 1, 1, 0)
        stored = _store(workspace, _ship("x:1"), day=3)
        assert (stored.new, stored.changed, stored.unchanged, stored.gone) == (0, 0, 1, 2)
        (rows,) = workspace.connection.execute("SELECT count(*) FROM statement").fetchone()
        assert rows == 4


def test_a_failing_file_leaves_the_workspace_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield _ship("x:9")
        raise SourceChanged("2.xml: cut off")

    with Workspace.open(tmp_path / "t.db") as workspace:
        _store(workspace, _ship("x:1"))
        before = list(workspace.connection.iterdump())
        with pytest.raises(SourceChanged, match="cut off"):
            store(workspace, EDITION, _file(2), broken())
        with pytest.raises(SourceChanged, match="has no entries"):
            store(workspace, EDITION, _file(3), iter(()))
        assert list(workspace.connection.iterdump()) == before


def test_an_older_snapshot_is_filed_in_its_place_and_changes_nothing_current(
    tmp_path: Path,
) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _store(workspace, _ship("x:1", "NEW NAME"), day=5)
        stored = _store(workspace, _ship("x:1", "OLD NAME"), _ship("x:2"), day=2)
        assert stored.older
        reader = WorkspaceReader(workspace)
        entity = reader.entities(["x:1"])["x:1"]
        assert entity.caption == "NEW NAME"
        assert entity.records[0].evidence.first_seen == date(2024, 1, 2)
        gone = reader.entities(["x:2"])["x:2"].records[0].evidence
        assert (gone.last_seen, gone.gone_on) == (date(2024, 1, 2), date(2024, 1, 5))
        then = WorkspaceReader(workspace, known_by=date(2024, 1, 3)).entities(["x:1", "x:2"])
        assert then["x:1"].records[0].record.names == (Name("OLD NAME"),)
        assert then["x:2"].records[0].evidence.gone_on is None


def test_links_to_a_name_are_settled_inside_the_list_or_reported(tmp_path: Path) -> None:
    def link(number: int, name: str) -> Link:
        return Link(f"l:{number}", "x:1", "linked to", object_name=name)

    office = Record(
        "x:4", "LegalEntity", (Name("OFFICE"), Name("TANKER CO", type="alias"), Name("TWIN"))
    )
    with Workspace.open(tmp_path / "t.db") as workspace:
        _store(
            workspace,
            _ship("x:1"),
            link(1, "TANKER CO"),
            link(2, "TWIN"),
            link(3, "NOBODY"),
            Record("x:3", "LegalEntity", (Name("TANKER CO"), Name("TWIN"))),
            office,
        )
        links = WorkspaceReader(workspace).expand(["x:1"])
        assert [(one.id, one.subject, one.object) for one in links] == [("l:1", "x:1", "x:3")]
        assert [problem.message for _, problem in workspace.problems()] == [
            "linked to 'TWIN': 2 entries bear exactly that name in this list (x:3, x:4); "
            "the link was not made",
            "linked to 'NOBODY': no entry bears exactly that name in this list; "
            "the link was not made",
        ]


def test_a_key_that_stands_twice_is_a_problem_and_the_first_is_kept(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _store(workspace, _ship("x:1"), _ship("x:1"), _ship("x:1", "OTHER"))
        ((snapshot, problem),) = workspace.problems("x")
        assert snapshot is not None
        assert problem == Problem(
            "repeated-key",
            "x:1 stands twice in the file, with different content; the first was kept",
            record="x:1",
        )
        assert WorkspaceReader(workspace).entities(["x:1"])["x:1"].caption == "ANGARA"


_SLOW_LOAD = """
import sys, time
from datetime import date
from pathlib import Path
from hullmark.graph.intake import store
from hullmark.graph.snapshots import File
from hullmark.graph.model import Edition, Name, Record
from hullmark.graph.workspace import Workspace

def items():
    for number in range(20000):
        yield Record(f"x:{number}", "Vessel", (Name(f"SHIP {number}"),))
        if number == 15000:
            Path(sys.argv[2]).touch()
            time.sleep(60)

with Workspace.open(sys.argv[1]) as workspace:
    file = File("2.xml", "2" * 64, 1, date(2024, 1, 2), "file")
    store(workspace, Edition("x", "X"), file, items())
"""


def test_kill_in_the_middle_of_a_load_keeps_what_was_committed(tmp_path: Path) -> None:
    path, reached = tmp_path / "t.db", tmp_path / "reached"
    with Workspace.open(path) as workspace:
        _store(workspace, _ship("x:1"))
    child = subprocess.Popen([sys.executable, "-c", _SLOW_LOAD, str(path), str(reached)])
    try:
        deadline = time.monotonic() + 60
        while not reached.exists() and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert reached.exists()
        with Workspace.open(path, create=False) as workspace:
            assert WorkspaceReader(workspace).find("angara")[0].entity == "x:1"
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    with Workspace.open(path) as workspace:
        assert workspace.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [one.file for one in workspace.snapshots()] == ["1.xml"]
        assert workspace.connection.execute("SELECT count(*) FROM statement").fetchone() == (1,)
        assert _store(workspace, _ship("x:1"), _ship("x:2"), day=2).new == 1


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as one, Workspace.open(tmp_path / "t.db") as other:
        other.connection.execute("PRAGMA busy_timeout = 50")
        with one.transaction(), pytest.raises(WorkspaceError, match="another process is writing"):
            _store(other, _ship("x:1"))
