"""hullmark's own JSON lines, loaded again: the same graph, each statement under its own list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.export.script import json_lines
from hullmark.graph.export_commands import whole
from hullmark.graph.intake import store
from hullmark.graph.model import (
    Decision,
    Edition,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Period,
    Record,
    Share,
)
from hullmark.graph.schema import schema
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, exported, loader
from hullmark.loaders.load import load, load_each
from hullmark.tests.conftest import Run

SMALL = Path(__file__).parent.parent / "fixtures" / "hullmark" / "angara.jsonl"
ANOTHER_PLACE = ("file", "sha256", "place", "published", "title")  # of evidence: where it was read


def said(path: Path) -> dict[tuple[str, ...], Any]:
    """What the export of a workspace says, by id, but for the places where it was read."""
    found: dict[tuple[str, ...], Any] = {}
    with Workspace.open(path, create=False) as workspace:
        lines = json_lines(whole(WorkspaceReader(workspace)))
        for one in map(json.loads, lines):
            type = one.pop("type")
            if type == "entity":
                for part in ("records", "listings", "events"):
                    _bare(*(sourced["evidence"] for sourced in one[part]))
                    one[part].sort(key=lambda s: json.dumps(s, sort_keys=True))
                found[type, one["id"]] = one
            elif type == "link":
                _bare(one["evidence"])
                found[type, one["id"], one["evidence"]["source"], one["evidence"]["list"]] = one
            elif type == "decision":
                del one["id"]
                found[type, one["left"], one["right"], one["author"]] = one
    return found


def _bare(*places: dict[str, Any]) -> None:
    for one in places:
        for name in ANOTHER_PLACE:
            one.pop(name, None)


def write(db: Path, out: Path) -> Path:
    with Workspace.open(db, create=False) as workspace:
        out.write_text("".join(json_lines(whole(WorkspaceReader(workspace)))), encoding="utf-8")
    return out


def filed(db: Path, day: date, *items: Item, list: str = "X") -> None:
    file = File(f"x{day}.xml", f"{day.toordinal():064d}", 10, day, "file")
    with Workspace.open(db) as workspace:
        edition = Edition("x", list, day, title="List X", url="https://x.example/list")
        store(workspace, edition, file, iter(items), accept_counts=True)


def test_the_demo_comes_back_as_it_was(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("--db", demo_db, "export", "-o", "all.jsonl")
    assert done.returncode == 0
    done = hullmark("--db", "again.db", "load", "all.jsonl")
    assert done.returncode == 0
    first, *_, last, hint = done.stderr.splitlines()
    assert first == (
        "all.jsonl: OFAC SDN list (quoted in an export) of 2022-05-08, an extract: 9 links, "
        "17 listings, 17 records; statements: 43 new."
    )
    assert last.endswith(": 27 decisions.")
    assert hint.startswith("60 records not yet compared with those of other lists")
    old, new = said(demo_db), said(tmp_path / "again.db")
    assert len(old) == 78 and old.keys() == new.keys()
    assert old == new
    again = hullmark("--db", "again.db", "load", "all.jsonl")
    assert all("had been loaded before" in line for line in again.stderr.splitlines())


def test_a_list_and_its_export_say_each_thing_once(demo_db: Path, tmp_path: Path) -> None:
    out = write(demo_db, tmp_path / "all.jsonl")
    with Workspace.open(tmp_path / "list.db") as workspace:
        filed_whole: list[Item] = [
            Record("x:1", "Vessel", (Name("SHIP"),)),
            Record("x:2", "Company", (Name("FIRM"),)),
            Link("x:l", "x:2", "owner", "x:1"),
        ]
        day = date(2024, 5, 7)
        file = File("x.xml", "1" * 64, 10, day, "file")
        edition = Edition("x", "X", day)
        store(workspace, edition, file, iter(filed_whole), accept_counts=True)
        part = write(tmp_path / "list.db", tmp_path / "part.jsonl")
        before = list(workspace.connection.iterdump())
        assert [one.already for one in load_each(workspace, part)] == [True]
        assert list(workspace.connection.iterdump()) == before
    with Workspace.open(tmp_path / "other.db") as workspace:
        load(workspace, part)
        done = store(workspace, edition, file, iter(filed_whole), accept_counts=True)
        assert (done.already, done.unchanged, done.new, done.changed) == (False, 3, 0, 0)
        (link,) = WorkspaceReader(workspace).expand(["x:1"])
        assert (link.evidence.source, link.evidence.list) == ("x", "X")
    assert out.exists()


def test_what_was_gone_is_gone(tmp_path: Path) -> None:
    db, first, second = tmp_path / "a.db", date(2023, 1, 2), date(2024, 1, 2)
    stays = Record("x:1", "Company", (Name("STAYS"),))
    goes = Record("x:2", "Company", (Name("GOES"),))
    place = Listing("x:2/l", "x:2", "OFAC", "SDN")
    filed(db, first, stays, goes, place)
    filed(db, second, stays)
    with Workspace.open(tmp_path / "b.db") as workspace:
        done = load_each(workspace, write(db, tmp_path / "a.jsonl"))
        assert [(one.published, one.gone) for one in done] == [(first, 0), (second, 1)]
        found = WorkspaceReader(workspace).entities(["x:1", "x:2"])
    assert found["x:1"].records[0].evidence.gone_on is None
    assert found["x:1"].records[0].evidence.last_seen == second
    assert found["x:2"].records[0].evidence.gone_on == second
    assert found["x:2"].listings[0].listing.period.end_max == second
    assert said(db) == said(tmp_path / "b.db")


def test_the_judges_decision_stays_the_judges(tmp_path: Path) -> None:
    from hullmark.graph.decide import decide
    from hullmark.graph.decisions import MACHINE, about, enter
    from hullmark.graph.entities import derive
    from hullmark.graph.reach import touch

    db = tmp_path / "a.db"
    for n in range(4):
        filed(db, date(2024, 1, 2), Record(f"x:{n}", "Company", (Name("F"),)), list=f"X{n}")
    with Workspace.open(db) as workspace:
        decide(workspace, "x:2", "x:3", "different", author="ann", note="two firms")
        with workspace.transaction() as con:
            one = Decision("x:0", "x:1", "same", MACHINE, "names", "2026-01-02T03:04:05", 0.98)
            enter(con, one, by_person=False, version="7")
            touch(con, set(range(1, 5)))
            derive(con)
    again = tmp_path / "b.db"
    with Workspace.open(again) as workspace:
        out = write(db, tmp_path / "a.jsonl")
        load(workspace, out)
        (row,) = about(workspace.connection, "x:0", "x:1")
        assert (row.by_person, row.author, row.version, row.score) == (False, MACHINE, "7", 0.98)
        (row,) = about(workspace.connection, "x:2", "x:3")
        assert (row.by_person, row.author, row.verdict) == (True, "ann", "different")
    assert said(db) == said(again)
    assert ("entity", "x:0") in said(again) and ("entity", "x:1") not in said(again)


DAYS = st.dates(date(2000, 1, 1), date(2025, 1, 1))
SHARES = st.sampled_from(
    [
        None,
        Share("25", "50", low_open=True),
        Share("100/3", "100/3", text="one third"),
        Share("0", "10", high_open=True),
    ]
)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted((draw(DAYS), draw(DAYS)))
    some = st.booleans()
    return Period(
        start if draw(some) else None,
        start + timedelta(days=30) if draw(some) else None,
        end if draw(some) else None,
        end + timedelta(days=30) if draw(some) else None,
        draw(st.sampled_from(["", "current", "former"])),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stated=st.lists(
        st.tuples(st.sampled_from(sorted(schema().roles)), SHARES, periods(), periods()),
        min_size=1,
        max_size=5,
    ),
    seen=st.sets(st.dates(date(2010, 1, 1), date(2020, 1, 1)), min_size=1, max_size=3),
    numbers=st.lists(st.sampled_from(["9179842", "8517839", "1234567"]), max_size=2),
)
def test_roles_shares_and_days_come_back(
    tmp_path_factory: pytest.TempPathFactory, stated: list[Any], seen: set[date], numbers: list[str]
) -> None:
    from hullmark.graph.identifiers import identifier

    folder = tmp_path_factory.mktemp("again")
    ids = tuple(dict.fromkeys(identifier("imo-ship", one) for one in numbers))
    items: list[Item] = [Record("x:ship", "Vessel", (Name("SHIP"),), ids)]
    for at, (role, share, period, listed) in enumerate(stated):
        items.append(Record(f"x:{at}", "Company", (Name(f"FIRM {at}"),)))
        items.append(Link(f"x:l{at}", f"x:{at}", role, "x:ship", period=period, share=share))
        items.append(Listing(f"x:s{at}", f"x:{at}", "OFAC", "SDN", period=listed))
    for number, day in enumerate(sorted(seen)):
        filed(folder / "a.db", day, *items[: len(items) - 3 * number or None])
    with Workspace.open(folder / "b.db") as workspace:
        load(workspace, write(folder / "a.db", folder / "a.jsonl"))
    old, new = said(folder / "a.db"), said(folder / "b.db")
    for key, one in old.items():  # what a whole list did not yet say is known to that list alone
        for sourced in one.get("listings", ()):
            sourced["evidence"].pop("absent_on", None)
        if "evidence" in one:
            one["evidence"].pop("absent_on", None)
        for sourced in one.get("records", ()):
            sourced["evidence"].pop("absent_on", None)
        assert new[key] == one


def changed(tmp_path: Path, *changes: tuple[str, str], cut: int = 0) -> Path:
    text = SMALL.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    out = tmp_path / "changed.jsonl"
    out.write_text(text[: -cut or None], encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"schema_version":1', '"schema_version":2', "is an export of version 2, and this hullm"),
        ('{"type":"export"', '{"type":"entity"', "line 1: expected the head of an export"),
    ],
)
def test_another_version_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(SourceChanged, match=words):
        list(exported.read(changed(tmp_path, (old, new))))


def test_a_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    with (
        Workspace.open(tmp_path / "w.db") as workspace,
        pytest.raises((SourceChanged, FileProblem), match="line 22: expected a line of an export"),
    ):
        load(workspace, changed(tmp_path, cut=40))
    with Workspace.open(tmp_path / "w.db") as workspace:
        assert workspace.snapshots() == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('"role":"owner"', '"role":"king"', "odd-value", "expected a role, found 'king'"),
        ('"kind":"Vessel"', '"kind":"Boat"', "odd-value", "expected a kind of thing, found 'Boat'"),
        ('"type":"decision"', '"type":"verdict"', "bad-line", "or decision, found 'verdict'"),
        (
            '"object":"imo-vsl-9198226"',
            '"object":"imo-vsl-1"',
            "odd-value",
            "both its ends among the entities before it, found no 'imo-vsl-1'",
        ),
        ('"value":"9179854"', '"value":"9179855"', "bad-number", "'9179855' to fail its check"),
        ('"id":"case:orient-express#1ada325d7fb817d0"', '"id":7', "bad-line", "Expected `str`"),
    ],
)
def test_what_can_not_be_so_is_a_problem(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    with Workspace.open(tmp_path / "w.db") as workspace:
        load(workspace, changed(tmp_path, (old, new)))
        found = [one for _, one in workspace.problems()]
    assert code in {one.code for one in found}
    assert [one for one in found if words in one.message], found


def test_a_share_or_period_that_can_not_be_is_a_problem(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    filed(
        db,
        date(2024, 1, 2),
        Record("x:1", "Vessel", (Name("SHIP"),)),
        Record("x:2", "Company", (Name("FIRM"),)),
        Link("x:a", "x:2", "owner", "x:1", share=Share("25", "50")),
        Link("x:b", "x:2", "operator", "x:1", period=Period(date(2020, 1, 1), date(2021, 1, 1))),
    )
    out = write(db, tmp_path / "a.jsonl")
    text = out.read_text(encoding="utf-8")
    out.write_text(text.replace('"low":"25"', '"low":"-1"').replace("2021-01-01", "2019-01-01"))
    with Workspace.open(tmp_path / "b.db") as workspace:
        load(workspace, out)
        found = [one.message for _, one in workspace.problems()]
    assert len(found) == 2
    assert "lies outside 0 to 100 per cent" in found[0]
    assert found[1] == "x:b: expected days in order, found 2020-01-01 before 2019-01-01"


def items_of(kind: type[Any]) -> Iterator[Any]:
    return (one for one in exported.read(SMALL) if isinstance(one, kind))


def test_the_fixture_as_it_is_read() -> None:
    assert detect(SMALL) is loader("exported")
    editions = list(items_of(Edition))
    assert [(one.source, one.list, str(one.published)) for one in editions] == [
        ("ofac", "SDN", "2022-05-08"),
        ("case", "orient-express", "2023-10-16"),
        ("ofac", "SDN", "2024-05-07"),
        ("uk", "UK Sanctions List", "2025-04-10"),
        ("case", "orient-express-lists", "2026-11-22"),
        ("hullmark", "decisions", "2026-11-22"),
    ]
    assert {one.scope for one in editions} == {"extract"}
    ship = next(one for one in items_of(Record) if one.id == "ofac:37059")
    assert Identifier("imo-ship", "9179842", valid=True) in [
        Identifier(one.scheme, one.value, valid=one.valid) for one in ship.identifiers
    ]
    assert ship.place == "line 10 (ofac-sdn-extract-2022-05-08.csv uid 37059, line 12)"
    links = {one.id: one for one in items_of(Link)}
    link = links["ofac-link:cc221891c0817c54"]
    assert (link.subject, link.role, link.object) == ("ofac:37059", "linked to", "ofac:37065")
    assert link.period == Period(tense="current")


def test_an_older_decision_does_not_take_back_a_newer_one(tmp_path: Path) -> None:
    from hullmark.graph.decisions import about, counting, enter_part

    db, author = tmp_path / "a.db", "ann"
    filed(db, date(2024, 1, 2), *(Record(f"x:{n}", "Company", (Name("F"),)) for n in range(2)))
    old = Decision("x:0", "x:1", "same", author, "at first sight", "2026-01-01T00:00:00")
    new = Decision("x:0", "x:1", "different", author, "two numbers", "2026-02-01T00:00:00")
    with Workspace.open(db) as workspace, workspace.transaction() as con:
        con.execute("CREATE TEMP TABLE IF NOT EXISTS touched (record INTEGER PRIMARY KEY)")
        enter_part(con, [new], 1)
        enter_part(con, [old, new], 1)
        assert [row.verdict for row in about(con, "x:0", "x:1")] == ["different"]
        latest = Decision("x:0", "x:1", "same", author, "one number", "2026-03-01T00:00:00")
        enter_part(con, [latest], 1)
        row = counting(con, "x:0", "x:1")
        assert row is not None and (row.verdict, row.reason) == ("same", "one number")


def test_nothing_in_an_export_steers_a_terminal(tmp_path: Path, hullmark: Run) -> None:
    path = changed(
        tmp_path,
        ('"text":"ANGARA"', '"text":"\\u001b[2J\\u009b8mANGARA"'),
        ('"list":"SDN"', '"list":"SDN\\u0007\\u001b]0;x"'),
        ('"title":"OFAC SDN list"', '"title":"OFAC \\u001b[8mSDN list"'),
    )
    done = hullmark("--db", "w.db", "load", path)
    assert done.returncode == 0
    said = [done.stderr]
    for line in (["sources"], ["problems"], ["lookup", "9179842"], ["owners", "9179842"]):
        done = hullmark("--db", "w.db", *line)
        assert done.returncode in (0, 3), done.stderr
        said += [done.stdout, done.stderr]
    text = "".join(said)
    assert not [one for one in text if not one.isprintable() and one not in "\n\t"]
    assert "they were taken out" in text and "[2J8mANGARA" in text


def test_a_statement_without_a_source_is_a_problem(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w.db") as workspace:
        load(workspace, changed(tmp_path, ('"source":"uk"', '"source":""')))
        found = [one.message for _, one in workspace.problems()]
    assert [one for one in found if "found '', 'UK Sanctions List' and 2025-04-10" in one]
