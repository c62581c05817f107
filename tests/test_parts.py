"""Entities derived part by part are those derived at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.cli import demo_files
from hullmark.graph import entities
from hullmark.graph.identifiers import identifier
from hullmark.graph.intake import store
from hullmark.graph.model import Decision, Edition, Item, Name, Record
from hullmark.graph.parts import parts, touched
from hullmark.graph.reach import touch
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load

SHIPS = ("9179842", "8814354", "9562233")
NUMBERS = [
    *(("imo-ship", number) for number in SHIPS),
    ("un-ref", "QDe.901"),
    ("inn", "0001234562"),
    ("uk-ref", "RUS2099"),
]
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["Vessel", "LegalEntity"]), st.sets(st.sampled_from(NUMBERS), max_size=2)
    ),
    min_size=1,
    max_size=9,
)
DECISIONS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from(["same", "different"])),
    max_size=4,
)


def _derived(workspace: Workspace) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    con = workspace.connection
    records = con.execute(
        "SELECT r.key, e.key, e.kind, e.caption FROM record r"
        " LEFT JOIN entity e ON e.id = r.entity ORDER BY r.key"
    ).fetchall()
    return records, con.execute("SELECT * FROM conflict ORDER BY left, right").fetchall()


def _items(
    found: list[tuple[str, set[tuple[str, str]]]], decided: list[tuple[int, int, str]]
) -> list[Item]:
    items: list[Item] = [
        Record(
            f"x:{at}",
            kind,
            (Name(f"EXAMPLE {at}"),),
            tuple(identifier(*number) for number in sorted(numbers)),
        )
        for at, (kind, numbers) in enumerate(found)
    ]
    for left, right, verdict in decided:
        if left != right:
            same = verdict == "same"
            items.append(
                Decision(f"x:{left}", f"x:{right}", "same" if same else "different", "someone")
            )
    return items


@settings(max_examples=60, deadline=None)
@given(RECORDS, DECISIONS)
def test_parts_of_any_size_give_the_same_entities(
    found: list[tuple[str, set[tuple[str, str]]]], decided: list[tuple[int, int, str]]
) -> None:
    results = []
    for largest in (1, 3, 50_000):
        with (
            TemporaryDirectory() as folder,
            Workspace.open(Path(folder) / "h.db") as workspace,
            patch.object(entities, "LARGEST", largest),
        ):
            file = File("x.yaml", "0" * 64, 1, date(2026, 1, 1), "file")
            store(workspace, Edition("x", "x"), file, iter(_items(found, decided)))
            results.append(_derived(workspace))
    assert results[0] == results[1] == results[2]


def test_the_demo_is_the_same_in_parts(tmp_path: Path) -> None:
    results = []
    for largest in (2, 50_000):
        with (
            Workspace.open(tmp_path / f"{largest}.db") as workspace,
            patch.object(entities, "LARGEST", largest),
        ):
            for file in demo_files():
                load(workspace, file, extract="extract" in file.name)
            results.append(_derived(workspace))
    assert results[0] == results[1]


def test_part_is_no_larger_than_it_must_be_and_the_whole_is_there_again(demo_db: Path) -> None:
    with Workspace.open(demo_db) as workspace, workspace.transaction() as con:
        everything = [record for (record,) in con.execute("SELECT id FROM record ORDER BY id")]
        touch(con, everything)
        seen: list[int] = []
        for _ in parts(con, 5):
            here = [record for (record,) in con.execute("SELECT record FROM touched")]
            assert len(here) <= 8  # what hangs together in the demo
            seen += here
        assert sorted(seen) == everything
        assert touched(con) == len(everything)
