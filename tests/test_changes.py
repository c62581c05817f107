"""What lists said differently at two times: by days, by snapshots, of parts of lists."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.history import WorkspaceHistory
from hullmark.graph.intake import store
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Event,
    Fact,
    Item,
    Link,
    Listing,
    Name,
    Record,
)
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.queries.changes import Change, changes
from hullmark.queries.changes_table import changes_rows
from hullmark.tests.conftest import ROOT, Run


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "h.db") as opened:
        yield opened


def put(workspace: Workspace, day: date, *items: Item, extract: bool = False) -> None:
    file = File(f"{day}.x", day.isoformat().replace("-", "ab") * 4, 1, day, "file", extract)
    store(workspace, Edition("t", "Test"), file, iter(items), None, accept_counts=True)


def ship(key: str, name: str, flag: str = "ru", **more: object) -> Record:
    facts = (Fact("flag", flag, period=CURRENT),)
    return Record(f"t:{key}", "Vessel", (Name(name),), facts=facts, **more)  # type: ignore[arg-type]


OWNER = Record("t:9", "Company", (Name("AZIA"),))
OWNS = Link("t:1#own", "t:9", "owner", "t:1", period=CURRENT, as_stated="owner")
LISTED = Listing("t:1#listing", "t:1", "T", "Test", programmes=("A",))
FIRST, SECOND, THIRD = date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)


def test_each_kind_of_change_is_told(workspace: Workspace) -> None:
    port = Event("t:e", "port call", ("t:1",), at="Rajin")
    put(workspace, FIRST, ship("1", "ANGARA"), ship("2", "OLD"), OWNER, LISTED)
    put(
        workspace,
        SECOND,
        ship("1", "ANGARA II", "km", description="seen"),
        ship("3", "NEW"),
        OWNER,
        OWNS,
        Listing("t:1#listing", "t:1", "T", "Test", programmes=("A", "B")),
        port,
    )
    history = WorkspaceHistory(workspace)
    answer = changes(history, "2022-01-01", "2022-02-01")
    (part,) = answer.lists
    assert list(part.changes) == [
        Change("t:1", "ANGARA II", "renamed", "name", "ANGARA", "ANGARA II"),
        Change("t:1", "ANGARA II", "re-flagged", "flag", "Russia", "Comoros"),
        Change("t:1", "ANGARA II", "changed", "remarks", "", "seen"),
        Change("t:2", "OLD", "taken off", "ship"),
        Change("t:3", "NEW", "added", "ship"),
        Change("t:1", "ANGARA II", "event", "port call Rajin", "", "stated"),
        Change("t:9", "AZIA", "re-linked", "AZIA owns ANGARA II", "", "stated"),
        Change("t:1", "ANGARA II", "changed", "programme", "A", "A; B"),
    ]
    assert answer.unknown == ()
    rows = changes_rows(answer)
    assert [row["change"] for row in rows] == [
        "added", "taken off", "renamed", "re-flagged", "re-linked", "event", "changed", "changed",
    ]  # fmt: skip
    assert (rows[0]["name"], rows[0]["from_file"], rows[0]["to_file"]) == (
        "NEW",
        "2022-01-01.x of 2022-01-01",
        "2022-02-01.x of 2022-02-01",
    )


def test_what_came_and_went_between_is_no_difference(workspace: Workspace) -> None:
    put(workspace, FIRST, ship("1", "ANGARA"), OWNER, OWNS)
    put(workspace, SECOND, ship("1", "X"), ship("4", "BETWEEN"))
    put(workspace, THIRD, ship("1", "ANGARA"), OWNER, OWNS)
    history = WorkspaceHistory(workspace)
    (part,) = changes(history, "2022-01-01", "2022-03-01").lists
    assert part.changes == ()
    (part,) = changes(history, "2022-02-01", "2022-03-01").lists
    assert [(one.kind, one.name) for one in part.changes] == [
        ("renamed", "ANGARA"),
        ("taken off", "BETWEEN"),
        ("added", "AZIA"),
    ]


def test_a_link_that_ended_or_changed_is_told(workspace: Workspace) -> None:
    former = Link("t:1#own", "t:9", "owner", "t:1", period=FORMER, as_stated="owner")
    put(workspace, FIRST, ship("1", "ANGARA"), OWNER, OWNS)
    put(workspace, SECOND, ship("1", "ANGARA"), OWNER, former)
    put(workspace, THIRD, ship("1", "ANGARA"), OWNER)
    history = WorkspaceHistory(workspace)
    (one,) = changes(history, "2022-01-01", "2022-02-01").lists[0].changes
    assert (one.kind, one.what) == ("re-linked", "AZIA owned ANGARA")
    assert (one.before, one.after) == ("owner", "owner, formerly")
    (one,) = changes(history, "2022-02-01", "2022-03-01").lists[0].changes
    assert (one.what, one.before, one.after) == (
        "AZIA owned ANGARA",
        "stated",
        "no longer stated",
    )


def test_a_part_of_a_list_adds_nothing_to_the_list(workspace: Workspace) -> None:
    put(workspace, FIRST, ship("1", "ANGARA"), extract=True)
    put(workspace, SECOND, ship("1", "ANGARA"), ship("3", "NEW"))
    answer = changes(WorkspaceHistory(workspace), "2022-01-01", "2022-02-01")
    assert [one.kind for one in answer.lists[0].changes] == ["first seen"]
    assert answer.unknown == (
        "t Test: a part of the list stands on one side, so an entry that is new here may have been "
        "listed before.",
    )


def test_lists_that_can_not_be_compared_are_named(workspace: Workspace) -> None:
    put(workspace, SECOND, ship("1", "ANGARA"))
    history = WorkspaceHistory(workspace)
    assert changes(history, "2022-01-01", "2022-03-01").unknown == (
        "t Test: the first snapshot is of 2022-02-01; nothing earlier is loaded to compare it "
        "with.",
    )
    assert changes(history, "2022-02-05", "2022-03-01").unknown == (
        "t Test: no other snapshot than that of 2022-02-01 is loaded for this time.",
    )
    with pytest.raises(NotFound, match=r"No snapshot is loaded by 2022-01-05"):
        changes(history, "2022-01-01", "2022-01-05")


def test_two_snapshots_are_named_by_their_digest(workspace: Workspace) -> None:
    put(workspace, FIRST, ship("1", "ANGARA"))
    put(workspace, SECOND, ship("1", "LADY R"))
    history = WorkspaceHistory(workspace)
    one, other = (snapshot.sha256[:12] for snapshot in history.snapshots())
    for begin, end in ((one, other), (other, one)):
        (part,) = changes(history, begin, end).lists
        assert [(c.before, c.after) for c in part.changes] == [("ANGARA", "LADY R")]
    with pytest.raises(BadValue, match="two days or two snapshots, found one of each"):
        changes(history, "2022-01-01", other)
    with pytest.raises(NotFound, match="of one snapshot's SHA-256, found none; see hullmark sou"):
        changes(history, "abcdef01", other)
    with pytest.raises(BadValue, match="--from 2022-02-01 is not before --to 2022-01-01"):
        changes(history, "2022-02-01", "2022-01-01")
    with pytest.raises(BadValue, match="'yesterday' is not a date"):
        changes(history, "yesterday", "2022-01-01")


def test_snapshots_of_two_lists_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    put(workspace, FIRST, ship("1", "ANGARA"))
    load(workspace, ROOT / "fixtures/uk/small.xml", extract=True)
    history = WorkspaceHistory(workspace)
    one, other = (snapshot.sha256 for snapshot in history.snapshots())
    with pytest.raises(BadValue, match="expected two snapshots of one list"):
        changes(history, one, other)


def test_files_of_two_formats_are_said_to_be_such(demo_db: Path) -> None:
    with Workspace.open(demo_db, create=False) as workspace:
        answer = changes(WorkspaceHistory(workspace), "2022-05-08", "2024-05-07")
    said = [words for words in answer.unknown if words.startswith("ofac SDN")]
    assert said == [
        "ofac SDN: a part of the list stands on one side, so an entry that is new here may have "
        "been listed before.",
        "ofac SDN: ofac-sdn-extract-2022-05-08.csv and ofac-sdn-extract-2024-05-07.xml are files "
        "of two formats; what only one of them has room for (an address, a date) shows as a "
        "change.",
    ]


def test_the_lists_of_may_2022(hullmark: Run, real_data: Path, tmp_path: Path) -> None:
    """The day on which the ships of the report were listed; counted by hand with diff and grep."""
    for day in ("2022-05-06", "2022-05-08"):
        name = f"sdn_{day}.csv"
        shutil.copy(real_data / "ofac/csv_snapshots" / name, tmp_path / name)
        assert hullmark("--db", "h.db", "load", name).returncode == 0
    told = hullmark("--db", "h.db", "changes", "--from", "2022-05-06", "--to", "2022-05-08")
    assert told.returncode == 0, told.stderr
    assert "OFAC SDN list, 2022-05-06 → 2022-05-08\n  124 added, 1 renamed, 8 other" in told.stdout
    with Workspace.open(tmp_path / "h.db", create=False) as workspace:
        (part,) = changes(WorkspaceHistory(workspace), "2022-05-06", "2022-05-08").lists
    added = Counter(one.what for one in part.changes if one.kind == "added")
    assert added == {"ship": 69, "person": 33, "entity": 22}
    names = {one.name for one in part.changes if one.kind == "added"}
    assert {"ANGARA", "ADLER", "LADY R", "M LEASING LLC", "TRANSMORFLOT LLC"} <= names
    assert [one for one in part.changes if one.kind == "renamed"] == [
        Change("ofac:22407", "OBORONLOGISTIKA OOO", "renamed", "name",
               "OBORONLOGISTIKA, OOO", "OBORONLOGISTIKA OOO")
    ]  # fmt: skip
    programme = next(c for c in part.changes if c.what == "programme" and c.record == "ofac:22407")
    assert (programme.before, programme.after) == (
        "UKRAINE-EO13685",
        "UKRAINE-EO13685; RUSSIA-EO14024",
    )
