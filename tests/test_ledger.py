"""The ledger: decided by people and by the machine, out of one workspace and into another."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hullmark.graph import decisions, entities, ledger
from hullmark.graph.clusters import Clusters
from hullmark.graph.decide import decide
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, FileProblem, NotFound, WorkspaceError
from hullmark.graph.identifiers import identifier
from hullmark.graph.intake import store
from hullmark.graph.model import Decision, Edition, Name, Record
from hullmark.graph.reach import touch
from hullmark.graph.schema import schema
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.tests.holdings_graphs import graph

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Three firms and a ship of one name, each on a list of its own."""
    path = tmp_path / "t.db"
    records = [Record(f"a:{at}", "Company", (Name("OCEAN MIGHT LTD"),)) for at in (1, 2, 3)]
    ship = Record("a:ship", "Vessel", (Name("OCEAN MIGHT"),))
    with Workspace.open(path) as workspace:
        for record in (*records, ship):
            file = File("a.xml", record.id, 1, date(2024, 1, 1), "file")
            store(workspace, Edition("a", f"list of {record.id}"), file, iter([record]))
    return path


def _entities(workspace: Workspace) -> dict[str, str]:
    return dict(
        workspace.connection.execute(
            "SELECT r.key, e.key FROM record r JOIN entity e ON e.id = r.entity ORDER BY r.key"
        )
    )


def _machine(workspace: Workspace, *decided: tuple[str, str, str, float]) -> None:
    with workspace.transaction() as con:
        for left, right, verdict, score in decided:
            one = Decision(left, right, verdict, decisions.MACHINE, "names", score=score)  # type: ignore[arg-type]
            decisions.enter(con, one, by_person=False, version="1")
        touch(con, [number for (number,) in con.execute("SELECT id FROM record")])
        entities.derive(con)


def _problems(workspace: Workspace) -> list[str]:
    return [problem.message for _, problem in workspace.problems()]


def test_a_persons_word_outranks_the_machine_and_is_taken_back_by_a_row(db: Path) -> None:
    with Workspace.open(db) as workspace:
        _machine(workspace, ("a:1", "a:2", "same", 0.99))
        assert _entities(workspace)["a:2"] == "a:1"
        assert decide(workspace, "a:2", "a:1", "different", author="ann") == ("a:2", "a:1")
        _machine(workspace, ("a:1", "a:2", "same", 0.999))
        assert _entities(workspace)["a:2"] == "a:2"
        assert decide(workspace, "a:1", "a:2", "withdrawn", author="ann") == ("a:1", "a:1")
        con = workspace.connection
        found = [(row.author, row.verdict) for row in decisions.about(con, "a:2", "a:1")]
        assert found == [
            ("hullmark", "same"), ("ann", "different"), ("hullmark", "same"), ("ann", "withdrawn"),
        ]  # fmt: skip
        counts = decisions.counting(con, "a:2", "a:1")
        assert counts is not None
        assert (counts.author, counts.score, counts.version) == ("hullmark", 0.999, "1")


def test_a_persons_unsure_undoes_the_machines_join(db: Path) -> None:
    with Workspace.open(db) as workspace:
        _machine(workspace, ("a:1", "a:2", "same", 0.99))
        assert decide(workspace, "a:1", "a:2", "unsure", author="ann") == ("a:1", "a:2")


def test_unsure_never_joins_and_nothing_joins_through_it(db: Path) -> None:
    with Workspace.open(db) as workspace:
        _machine(workspace, ("a:1", "a:2", "same", 0.98), ("a:2", "a:3", "unsure", 0.96))
        assert _entities(workspace) == {
            "a:1": "a:1",
            "a:2": "a:1",
            "a:3": "a:3",
            "a:ship": "a:ship",
        }
        ((row, captions),) = decisions.open_questions(workspace.connection)
        assert (row.left, row.right, row.score) == ("a:2", "a:3", 0.96)
        assert captions == ("OCEAN MIGHT LTD", "OCEAN MIGHT LTD")


def test_the_machine_joins_no_clusters_of_which_it_judged_a_pair_different(db: Path) -> None:
    with Workspace.open(db) as workspace:
        _machine(
            workspace,
            ("a:1", "a:2", "same", 0.97),
            ("a:2", "a:3", "same", 0.99),
            ("a:1", "a:3", "different", 0.01),
        )
        # The surest join is made first, whatever the order of the rows.
        assert _entities(workspace) == {
            "a:1": "a:1",
            "a:2": "a:2",
            "a:3": "a:2",
            "a:ship": "a:ship",
        }
        assert _problems(workspace) == [
            "a:1 and a:2: not joined by the judgement of hullmark (score 0.970): "
            "others of the two entities were judged different"
        ]


def test_what_the_machine_would_join_unjudged_is_judged_first(db: Path) -> None:
    asked: list[list[tuple[int, int]]] = []
    with Workspace.open(db) as workspace, workspace.transaction() as con:
        for left, right in (("a:1", "a:2"), ("a:2", "a:3")):
            one = Decision(left, right, "same", decisions.MACHINE, score=0.99)
            decisions.enter(con, one, by_person=False)
        numbers = {key: number for number, key in con.execute("SELECT id, key FROM record")}
        touch(con, numbers.values())

        def check(pairs: list[tuple[int, int]]) -> None:
            asked.append(pairs)
            one = Decision("a:1", "a:3", "different", decisions.MACHINE, score=0.02)
            decisions.enter(con, one, by_person=False)

        entities.derive(con, check)
        assert asked == [[(numbers["a:1"], numbers["a:3"])]]
        assert _entities(workspace)["a:3"] == "a:3"


def test_the_machine_makes_no_entity_of_hundreds() -> None:
    clusters = Clusters()
    for record in range(200):
        clusters.add(record, "body", {})
    joined = [clusters.join_by_machine(at, at + 1, why="x") for at in range(199)]
    assert max(len(group) for group in clusters.groups()) == 60
    assert joined.count(False) == 3
    ((reason,), *_) = clusters.refused.values()
    assert "the entity would have 61 records, more than the 60 that the machine may" in reason


def test_two_entries_of_one_list_are_two_for_the_machine_and_not_for_people(db: Path) -> None:
    with Workspace.open(db) as workspace:
        records = [Record(f"b:{at}", "Company", (Name("OCEAN"),)) for at in (1, 2)]
        file = File("b.xml", "b", 1, date(2024, 1, 1), "file")
        store(workspace, Edition("b", "B"), file, iter(records))
        _machine(workspace, ("a:1", "b:1", "same", 0.99), ("a:1", "b:2", "same", 0.98))
        found = _entities(workspace)
        assert (found["b:1"], found["b:2"]) == ("a:1", "b:2")
        assert _problems(workspace) == [
            "a:1 and b:2: not joined by the judgement of hullmark (score 0.980): two entries of b B"
        ]
        assert decide(workspace, "b:1", "b:2", "same", author="ann") == ("a:1", "a:1")


def test_people_who_contradict_one_another_are_reported(db: Path) -> None:
    with Workspace.open(db) as workspace:
        decide(workspace, "a:1", "a:2", "same", author="ann")
        assert decide(workspace, "a:1", "a:2", "different", author="bob") == ("a:1", "a:2")
        assert _problems(workspace) == [
            "a:1 and a:2: people disagree: ann decided same, then bob different, which counts"
        ]
        decide(workspace, "a:1", "a:2", "withdrawn", author="bob")
        assert _entities(workspace)["a:2"] == "a:1"
        assert _problems(workspace) == []


def test_people_whose_decisions_do_not_go_together_are_reported(db: Path) -> None:
    with Workspace.open(db) as workspace:
        decide(workspace, "a:1", "a:2", "same", author="ann")
        decide(workspace, "a:1", "a:3", "different", author="ann")
        decide(workspace, "a:2", "a:3", "same", author="bob")
        assert _entities(workspace)["a:3"] == "a:3"
        assert _problems(workspace) == [
            "a:2 and a:3: not joined by the decision of bob: "
            "a person decided that they are different"
        ]


def test_no_decision_makes_a_ship_a_company(db: Path) -> None:
    with Workspace.open(db) as workspace:
        decide(workspace, "a:1", "a:ship", "same", author="ann")
        assert _entities(workspace)["a:ship"] == "a:ship"
        _machine(workspace, ("a:2", "a:ship", "same", 1.0))
        assert _entities(workspace)["a:ship"] == "a:ship"
        assert [one.endswith("a body and a vessel are never one thing") for one in
                _problems(workspace)] == [True, True]  # fmt: skip


def test_decisions_that_make_no_sense_are_refused(db: Path) -> None:
    with Workspace.open(db) as workspace:
        with pytest.raises(BadValue, match="is one record; expected two"):
            decide(workspace, "a:1", "a:1", "same", author="ann")
        with pytest.raises(BadValue, match="is the program's own"):
            decide(workspace, "a:1", "a:2", "same", author="hullmark")
        with pytest.raises(NotFound, match="No loaded source has a record 'a:9'"):
            decide(workspace, "a:1", "a:9", "same", author="ann")
        assert list(decisions.rows(workspace.connection)) == []


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_ledger_goes_out_and_comes_in_once(
    db: Path, tmp_path: Path, hullmark: Run, suffix: str
) -> None:
    other, file = tmp_path / "other.db", tmp_path / f"ledger.{suffix}"
    other.write_bytes(db.read_bytes())
    with Workspace.open(db) as workspace:
        _machine(workspace, ("a:2", "a:3", "unsure", 0.625))
        decide(workspace, "a:1", "a:2", "same", author="ann", note='=SUM(1), "quoted"\nнаме')
        decide(workspace, "a:1", "a:3", "same", author="bob")
        decide(workspace, "a:1", "a:3", "withdrawn", author="bob")
    assert hullmark("--db", db, "decisions", "-o", file).returncode == 0
    done = hullmark("--db", other, "decisions", "--import", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"ledger.{suffix}: 4 decisions entered.\n"
    again = hullmark("--db", other, "decisions", "--import", file)
    assert again.stderr == f"ledger.{suffix}: 0 decisions entered, 4 were there already.\n"
    with Workspace.open(db) as one, Workspace.open(other) as two:
        rows = list(decisions.rows(one.connection))
        assert list(decisions.rows(two.connection)) == rows
        assert len(rows) == 4
        assert _entities(one) == _entities(two)
        assert _entities(two)["a:2"] == "a:1"


def test_what_people_decided_is_exported_alone(db: Path, hullmark: Run) -> None:
    with Workspace.open(db) as workspace:
        _machine(workspace, ("a:2", "a:3", "unsure", 0.625))
        decide(workspace, "a:1", "a:2", "same", author="ann", note="-1 of 2")
    done = hullmark("--db", db, "decisions", "--people", "-f", "csv")
    head, row = done.stdout.splitlines()
    assert head == "left,right,verdict,author,by_person,reason,score,version,cite,made_at,ledger"
    assert row.startswith("a:1,a:2,same,ann,yes,'-1 of 2,,,,20")
    lines = hullmark("--db", db, "decisions", "--standing", "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["score"] for line in lines] == ["0.6250", ""]


def test_an_older_row_of_a_file_does_not_supersede_a_newer_decision(
    db: Path, tmp_path: Path
) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "left,right,verdict,author,made_at\n"
        "a:2,a:1,different,ann,2020-01-01\n"
        "a:1,b:9,same,ann,2020-01-01\n"
    )
    with Workspace.open(db) as workspace:
        decide(workspace, "a:1", "a:2", "same", author="ann")
        taken = ledger.take(workspace, ledger.read(file, "me"))
        assert (taken.entered, taken.older, taken.waiting) == (1, 1, 1)
        assert _entities(workspace)["a:2"] == "a:1"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "x", "expected decisions as .csv or .jsonl"),
        ("a.csv", "", "expected a first line that names the columns left, right, verdict"),
        ("a.csv", "left,right\na:1,a:2\n", "found none named verdict"),
        ("a.csv", "left,right,verdict\n", "has no decisions"),
        ("a.csv", "left,right,verdict\na:1,a:2\n", "line 2: expected as many cells as columns"),
        ("a.csv", "left,right,verdict\na:1,a:2,same,x\n", "line 2: expected as many cells"),
        ("a.csv", "left,right,verdict\na:1,a:1,same\n", "expected the keys of two records"),
        ("a.csv", "left,right,verdict\na:1,a:2,maybe\n", "expected a verdict of same, different"),
        ("a.csv", "left,right,verdict,score\na:1,a:2,same,nan\n", "expected a score between"),
        ("a.csv", "left,right,verdict,made_at\na:1,a:2,same,now\n", "expected a time as 2024-"),
        ("a.csv", "left,right,verdict,author\na:1,a:2,same,hullmark\n", ""),
        ("a.csv", "left,right,verdict,author,by_person\na:1,a:2,same,hullmark,yes\n",
         "'hullmark' can't have decided that"),
        ("a.csv", "left,right,verdict,by_person\na:1,a:2,same,no\n", "'me' can't have decided"),
        ("a.csv", "left,right,verdict,ledger\na:1,a:2,same,2\n",
         "was written by a newer hullmark (ledger version 2, this program knows 1)"),
        ("a.jsonl", '{"left": "a:1"', "line 1: is not JSON"),
        ("a.jsonl", "[" * 100_000, "line 1: is not JSON"),
        ("a.jsonl", "\n[1]\n", "line 2: expected an object"),
        ("a.jsonl", '{"left": ["a:1"], "right": "a:2", "verdict": "same"}', "text as left"),
        ("a.jsonl", '{"left": "a:1", "right": "a:2", "verdict": "same", "ledger": 9}',
         "was written by a newer hullmark"),
    ],
)  # fmt: skip
def test_bad_files_of_decisions_are_refused_whole(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    if words:
        with pytest.raises(FileProblem) as raised:
            ledger.read(file, "me")
        assert words in str(raised.value)
    else:
        assert len(ledger.read(file, "me")) == 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"left,right,verdict\n\xff\xfe,a:2,same\n")
    with pytest.raises(FileProblem, match="expected text in UTF-8"):
        ledger.read(file, "me")


def test_decide_on_the_command_line(db: Path, hullmark: Run) -> None:
    done = hullmark("--db", db, "decide", "a:1", "a:2", "--same", "--author", "ann")
    assert (done.returncode, done.stderr) == (0, "a:1 and a:2: same; they are now in a:1.\n")
    done = hullmark("--db", db, "decide", "a:1", "a:2", "--different", "--author", "ann")
    assert done.stderr == "a:1 and a:2: different; they are now in a:1 and a:2.\n"
    for args, code, words in (
        (("a:1", "a:2"), 2, "Expected one of --same, --different, --unsure and --withdraw."),
        (("a:1", "a:2", "--same", "--unsure"), 2, "Expected one of"),
        (("a:1", "zzz", "--same"), 4, "No loaded source has a record 'zzz'"),
    ):
        done = hullmark("--db", db, "decide", *args)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr


def test_an_entity_of_several_records_must_be_named_by_one(db: Path, hullmark: Run) -> None:
    with Workspace.open(db) as workspace:
        records = [Record(f"b:{at}", "Vessel", (Name("X"),), (identifier("imo-ship", "9179842"),))
                   for at in (1, 2)]  # fmt: skip
        file = File("b.xml", "b", 1, date(2024, 1, 1), "file")
        store(workspace, Edition("b", "B"), file, iter(records))
    done = hullmark("--db", db, "decide", "imo-vsl-9179842", "a:ship", "--different")
    assert done.returncode == 2
    assert "imo-vsl-9179842: is 2 records (b:1, b:2); name one of them by its key." in done.stderr


def test_every_record_with_its_entity(db: Path, hullmark: Run) -> None:
    with Workspace.open(db) as workspace:
        decide(workspace, "a:1", "a:2", "same", author="ann")
        _machine(workspace, ("a:2", "a:3", "unsure", 0.5))
    done = hullmark("--db", db, "entities", "-f", "csv")
    assert done.stdout.splitlines() == [
        "record,entity,caption,kind",
        "a:1,a:1,OCEAN MIGHT LTD,Company",
        "a:2,a:1,OCEAN MIGHT LTD,Company",
        "a:3,a:3,OCEAN MIGHT LTD,Company",
        "a:ship,a:ship,OCEAN MIGHT,Vessel",
    ]
    done = hullmark("--db", db, "entities", "-f", "json")
    assert json.loads(done.stdout)["answer"][3]["kind"] == "Vessel"
    done = hullmark("--db", db, "entities", "--unsure")
    assert done.stdout == ("a:2\ta:3\t0.5000\tOCEAN MIGHT LTD\tOCEAN MIGHT LTD\thullmark\tnames\n")


# What version 7 has and version 6 lacks, taken away.
WITHOUT_STANDS = (
    "DROP TRIGGER link_stands; DROP INDEX link_subject; DROP INDEX link_object;"
    " ALTER TABLE link DROP COLUMN stands; CREATE INDEX link_subject ON link (subject);"
    " CREATE INDEX link_object ON link (object);"
)


def test_links_of_an_older_workspace_are_counted_as_those_of_a_new_one(tmp_path: Path) -> None:
    db = tmp_path / "demo.db"
    ties = [("A", "50", "B"), ("C", "100", "A"), ("B", "director", "C")]
    roles = set(schema().roles)
    with graph(db, ties, {}) as reader:
        most = dict.fromkeys(("reg:A", "reg:B", "reg:C"), 9)
        found = reader.degrees(most, roles=roles, direction="up")
        tables = "SELECT name, tbl_name FROM sqlite_master ORDER BY name"
        made = reader.workspace.connection.execute(tables).fetchall()
    with sqlite3.connect(db) as con:
        con.executescript(f"{WITHOUT_STANDS} PRAGMA user_version = 6;")
    con.close()
    with Workspace.open(db, create=False) as workspace:
        assert WorkspaceReader(workspace).degrees(most, roles=roles, direction="up") == found
        assert workspace.connection.execute(tables).fetchall() == made
    assert found == {"reg:A": 1, "reg:B": 1, "reg:C": 1}


def test_a_workspace_of_an_older_version_is_brought_up_to_date(db: Path) -> None:
    con = sqlite3.connect(db)
    con.executescript(
        "DROP TABLE watch; DROP TABLE comparable; ALTER TABLE decision DROP COLUMN version;"
        " DROP INDEX decision_pair; CREATE INDEX decision_left ON decision (left);"
        " ALTER TABLE snapshot DROP COLUMN retrieved; ALTER TABLE snapshot DROP COLUMN follows;"
        f" {WITHOUT_STANDS} PRAGMA user_version = 1;"
    )
    con.close()
    with Workspace.open(db, create=False) as workspace:
        (version,) = workspace.connection.execute("PRAGMA user_version").fetchone()
        assert version == 7
        assert _entities(workspace)["a:1"] == "a:1"
        with pytest.raises(sqlite3.OperationalError):
            workspace.connection.execute("DELETE FROM record")
    with Workspace.open(db, create=False, write=True) as workspace:
        decide(workspace, "a:1", "a:2", "same", author="ann")


def test_an_older_workspace_that_can_t_be_written_is_refused(db: Path) -> None:
    con = sqlite3.connect(db, isolation_level=None)
    con.execute("PRAGMA user_version = 1")
    con.execute("BEGIN IMMEDIATE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hullmark.graph.workspace.BUSY_SECONDS", 0.05)
        with pytest.raises(WorkspaceError, match="was made by an older hullmark and must be"):
            Workspace.open(db)
    con.execute("ROLLBACK")
    con.close()
