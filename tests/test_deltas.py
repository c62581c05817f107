"""Deltas: filed on the snapshot they follow, refused on any other; and the workspace's upgrade."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import SourceChanged, WorkspaceError
from hullmark.graph.history import WorkspaceHistory
from hullmark.graph.intake import Stored, store
from hullmark.graph.model import Edition, Item, Link, Listing, Name, Record, Removed
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import APPLICATION_ID, SCHEMA_VERSION, Workspace
from hullmark.tests.test_versions import KEYS, _stored


def ship(key: str, name: str = "ANGARA") -> Record:
    return Record(id=key, kind="Vessel", names=(Name(name),))


def listed(key: str) -> Listing:
    return Listing(id=f"{key}/L", record=key, authority="OFAC", list="SDN")


def file(workspace: Workspace, day: int, items: Iterable[Item], scope: str = "complete") -> Stored:
    facts = File(
        f"{day}.xml",
        f"{day:064d}",
        10,
        date(2024, 1, 1) + timedelta(day),
        "file",
        scope != "complete",
    )
    edition = Edition("x", "X", title="X list", scope=scope)  # type: ignore[arg-type]
    return store(workspace, edition, facts, iter(items), accept_counts=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterable[Workspace]:
    with Workspace.open(tmp_path / "t.db") as one:
        owns = Link(id="l:1", subject="x:2", role="owner", object="x:1")
        file(one, 9, [ship("x:1"), listed("x:1"), ship("x:2", "ADLER"), listed("x:2"), owns])
        yield one


def test_it_adds_and_removes_and_leaves_the_rest(workspace: Workspace) -> None:
    gone = [Removed(one) for one in (ship("x:1"), listed("x:1"))]
    done = file(workspace, 12, [*gone, ship("x:3", "LADY R"), listed("x:3")], "delta")
    assert (done.new, done.gone, done.follows) == (2, 1, date(2024, 1, 10))
    assert done.counts == {"listings": 1, "records": 1}
    reader = WorkspaceReader(workspace)
    one, two, three = (reader.entities([key])[key] for key in KEYS)
    assert one.records[0].evidence.gone_on == date(2024, 1, 13)
    assert one.listings[0].listing.period.end_max == date(2024, 1, 13)
    assert two.records[0].evidence.gone_on is None
    assert two.listings[0].evidence.last_seen == date(2024, 1, 10)  # the delta does not name it
    assert three.listings[0].evidence.absent_on == date(2024, 1, 10)
    snapshots = reader.snapshots()
    assert [(s.extract, s.follows) for s in snapshots] == [(False, None), (True, date(2024, 1, 10))]
    (compared,) = WorkspaceHistory(workspace).compared(date(2024, 1, 10), date(2024, 1, 13))
    assert compared.complete and len(compared.differences) == 4


def test_a_delta_on_a_delta_and_a_list_after_it(workspace: Workspace) -> None:
    file(workspace, 12, [Removed(ship("x:1"))], "delta")
    back = file(workspace, 14, [ship("x:1")], "delta")
    assert (back.follows, back.new) == (date(2024, 1, 13), 1)
    file(workspace, 20, [ship("x:1"), ship("x:2", "ADLER")])
    assert _stored(workspace)["x:1"] == [
        ("ANGARA", "10", "13", "10"),
        ("ANGARA", "15", None, "15"),
    ]


def test_a_delta_of_removals_alone_is_no_empty_file(workspace: Workspace) -> None:
    done = file(workspace, 12, [Removed(ship("x:1"))], "delta")
    assert (done.counts, done.gone) == ({}, 1)
    with pytest.raises(SourceChanged, match=r"13.xml: has no entries"):
        file(workspace, 13, [], "delta")


def test_a_delta_that_is_late_is_filed_in_its_place(workspace: Workspace) -> None:
    file(workspace, 20, [ship("x:2", "ADLER"), ship("x:3")])
    done = file(workspace, 12, [Removed(ship("x:1")), ship("x:3")], "delta")
    assert (done.older, done.follows, done.gone) == (True, date(2024, 1, 10), 1)
    found = _stored(workspace)
    assert found["x:1"] == [("ANGARA", "10", "13", "10")]
    assert found["x:3"] == [("ANGARA", "13", None, "13")]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (
            [ship("x:3"), ship("x:2")],
            r"12.xml: adds x:2, which is on the list of 2024-01-10 already: the delta does not",
        ),
        (
            [ship("x:3"), Removed(ship("x:9"))],
            r"12.xml: removes x:9, which is not on the list of 2024-01-10: the delta does not fol",
        ),
    ],
)
def test_on_another_snapshot_it_is_refused_whole(
    workspace: Workspace, items: list[Item], words: str
) -> None:
    before = list(workspace.connection.iterdump())
    with pytest.raises(SourceChanged, match=words):
        file(workspace, 12, items, "delta")
    assert list(workspace.connection.iterdump()) == before


def test_without_a_list_before_it_it_is_refused(workspace: Workspace) -> None:
    words = r"4.xml: is a delta of 2024-01-05; expected the complete list that it follows to be l"
    with pytest.raises(SourceChanged, match=words):
        file(workspace, 4, [ship("x:3")], "delta")
    file(workspace, 2, [ship("x:1")], "extract")
    with pytest.raises(SourceChanged, match=words):
        file(workspace, 4, [ship("x:3")], "delta")


def test_what_it_removes_of_a_record_and_was_not_there_is_told(workspace: Workspace) -> None:
    done = file(workspace, 12, [Removed(ship("x:1")), Removed(listed("x:7"))], "delta")
    assert (done.gone, done.problems) == (1, 1)
    ((_, problem),) = workspace.problems()
    assert (problem.code, problem.value) == ("not-there", "x:7/L")


Step = tuple[str, dict[str, str]]  # scope, key -> name
steps = st.lists(
    st.tuples(
        st.sampled_from(("complete", "extract", "delta")),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from("AB"), min_size=1),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=120)
@given(steps, st.randoms(use_true_random=False))
def test_later_snapshots_may_come_before_a_delta(drawn: list[Step], random: object) -> None:
    """A delta turns the list into ``content``; what comes before it in time is loaded before it."""
    state: dict[str, str] = {}
    plan: list[tuple[str, list[Item]]] = []
    for scope, content in [("complete", {"x:1": "A"}), *drawn]:
        if scope == "delta":
            items: list[Item] = [Removed(ship(k, n)) for k, n in state.items() if k not in content]
            items += [ship(k, n) for k, n in content.items() if k not in state]
            if not items:
                continue
            state = {k: state.get(k, n) for k, n in content.items()}
        else:
            items = [ship(k, n) for k, n in content.items()]
            state = content if scope == "complete" else {**state, **content}
        plan.append((scope, items))
    order = list(range(len(plan)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for day, (scope, _) in enumerate(plan):
        if scope == "delta":  # after all that is before it
            order.remove(day)
            order.insert(max(order.index(i) for i in range(day)) + 1, day)
    with TemporaryDirectory() as folder:
        found: list[dict[str, list[tuple[str, str, str | None, str]]]] = []
        for sequence in (range(len(plan)), order):
            with Workspace.open(Path(folder) / f"{len(found)}.db") as workspace:
                for day in sequence:
                    file(workspace, day, plan[day][1], plan[day][0])
                found.append(_stored(workspace))
        assert found[0] == found[1]
        standing = {k: v[-1][0] for k, v in found[0].items() if v[-1][2] is None}
        assert standing == state


def _columns(path: Path) -> dict[str, set[str]]:
    con = sqlite3.connect(path)
    names = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: {row[1] for row in con.execute(f"PRAGMA table_info({name})")} for name in names}
    indexes = con.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
    con.close()
    return {**found, "indexes": {name for (name,) in indexes}}


def test_an_older_workspace_is_brought_up_to_date(tmp_path: Path) -> None:
    path, fresh = tmp_path / "old.db", tmp_path / "fresh.db"
    tables = Path(__file__).parent.parent / "fixtures" / "workspace" / "tables-1.sql"
    con = sqlite3.connect(path)
    con.executescript(tables.read_text(encoding="utf-8"))
    con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    con.execute("PRAGMA user_version = 1")
    con.execute(
        "INSERT INTO snapshot VALUES (1, 1, '2024-05-07.000', '2024-05-07', 'file', 'T', 'f', 's',"
        " 1, 0, 'u', '{}', '2024-05-08')"
    )
    con.execute("INSERT INTO stream VALUES (1, 'x', 'X')")
    con.commit()
    con.close()
    Workspace.open(fresh).close()
    for _ in range(2):
        with Workspace.open(path, create=False) as workspace:
            (snapshot,) = workspace.snapshots()
            assert (snapshot.retrieved, snapshot.follows) == (None, None)
            version = workspace.connection.execute("PRAGMA user_version").fetchone()
            assert version == (SCHEMA_VERSION,)
    assert _columns(path) == _columns(fresh)
    con = sqlite3.connect(path)
    con.execute("PRAGMA user_version = 1")  # but it has the columns
    con.close()
    with pytest.raises(WorkspaceError, match=r"could not be done \(duplicate column"):
        Workspace.open(path)


def test_where_and_when_a_file_was_fetched_lands_in_the_evidence(tmp_path: Path) -> None:
    when = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    url, page = "https://a.example/", "https://page.example/"
    facts = File("a", "0" * 64, 1, date(2024, 5, 7), "file", url=url, retrieved=when)
    with Workspace.open(tmp_path / "t.db") as workspace:
        store(workspace, Edition("x", "X", url=page), facts, iter([ship("x:1")]))
        (snapshot,) = workspace.snapshots()
        assert (snapshot.url, snapshot.retrieved) == (url, when)
        found = WorkspaceReader(workspace).entities(["x:1"])["x:1"].records[0].evidence
        assert (found.url, found.retrieved) == (url, when)
        assert found.published == date(2024, 5, 7)
