"""The resolver over a workspace: what joins and what doesn't; a second run changes nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from hullmark.cli import demo_files
from hullmark.graph import decisions, engines, resolution
from hullmark.graph.decide import decide
from hullmark.graph.engines import Batch, Judged
from hullmark.graph.identifiers import identifier
from hullmark.graph.intake import store
from hullmark.graph.model import Edition, Fact, Item, Name, Record
from hullmark.graph.resolution import resolve
from hullmark.graph.snapshots import File
from hullmark.graph.why import why
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _person(key: str, *names: str, born: str = "1956-03-04", **facts: str) -> Record:
    stated = {"birth date": born, "nationality": "ru", **facts}
    return Record(
        key,
        "Person",
        tuple(Name(name) for name in names),
        facts=tuple(Fact(prop, value) for prop, value in stated.items() if value),
    )


def _load(workspace: Workspace, source: str, *items: Item, day: int = 1) -> None:
    file = File(f"{source}{day}", f"{source}{day}", 1, date(2024, 1, day), "file")
    store(workspace, Edition(source, source.upper()), file, iter(items), accept_counts=True)


PEOPLE = (
    _person("a:1", "OREKHOV, Testomir Vasilyevich"),
    _person("a:2", "LUDRIN, Ostap", born="1971-01-30"),
    _person("a:3", "KOVACH, Bela", born="1980-05-06"),
)
OTHERS = (
    _person("b:1", "Testomir Vasilyevich OREKHOV", "Орехов Тестомир Васильевич"),
    _person("b:2", "Ostap LUDRIN", born="1944-12-01"),
    _person("b:4", "Marta SZEGED", born="1980-05-06"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Two lists: one person on both, two of one name and other births, and strangers."""
    with Workspace.open(tmp_path / "t.db") as opened:
        _load(opened, "a", *PEOPLE)
        _load(opened, "b", *OTHERS)
        yield opened


def _entities(workspace: Workspace) -> dict[str, str]:
    return dict(
        workspace.connection.execute(
            "SELECT r.key, e.key FROM record r JOIN entity e ON e.id = r.entity ORDER BY r.key"
        )
    )


def _rows(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(row.left, row.right, row.verdict) for row in decisions.rows(workspace.connection)]


def test_one_person_on_two_lists_is_joined_and_namesakes_are_not(workspace: Workspace) -> None:
    done = resolve(workspace)
    assert (done.records, done.fresh, done.before, done.after) == (6, 6, 6, 5)
    found = _entities(workspace)
    assert found["a:1"] == found["b:1"] == "a:1"
    assert len({*found.values()}) == 5
    assert ("a:1", "b:1", "same") in _rows(workspace)
    assert ("a:2", "b:2", "same") not in _rows(workspace)


def test_a_second_run_judges_nothing_and_writes_nothing(workspace: Workspace) -> None:
    resolve(workspace)
    before = _rows(workspace), _entities(workspace)
    again = resolve(workspace)
    assert (again.compared, again.fresh, again.pairs, again.entered) == (0, 0, 0, {})
    assert (_rows(workspace), _entities(workspace)) == before


def test_a_new_snapshot_judges_only_what_is_new_or_changed(workspace: Workspace) -> None:
    resolve(workspace)
    _load(workspace, "b", *OTHERS, _person("b:5", "Bela KOVACH", born="1980-05-06"), day=2)
    done = resolve(workspace)
    assert (done.compared, done.fresh) == (1, 1)
    assert _entities(workspace)["b:5"] == "a:3"
    assert _entities(workspace)["b:1"] == "a:1"


def test_a_record_that_changed_takes_its_old_verdict_back_by_a_row(workspace: Workspace) -> None:
    resolve(workspace)
    changed = _person("b:1", "Testomir Vasilyevich OREKHOV", born="1990-01-01")
    _load(workspace, "b", changed, *OTHERS[1:], day=2)
    assert _entities(workspace)["b:1"] == "a:1"  # a load does not judge
    done = resolve(workspace)
    assert (done.fresh, done.entered) == (1, {"different": 1})
    assert _entities(workspace)["b:1"] == "b:1"
    said = [row for row in _rows(workspace) if row[:2] == ("a:1", "b:1")]
    assert [verdict for *_, verdict in said] == ["same", "different"]


def test_people_outrank_the_resolver_and_survive_its_next_run(workspace: Workspace) -> None:
    decide(workspace, "a:1", "b:1", "different", author="ann")
    decide(workspace, "a:2", "b:2", "same", author="ann")
    resolve(workspace)
    resolve(workspace)
    found = _entities(workspace)
    assert (found["b:1"], found["b:2"]) == ("b:1", "a:2")


def test_bodies_just_above_the_threshold_are_left_to_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for least, entities in ((0.9, 1), (1.1, 2)):
        monkeypatch.setattr(engines, "BODY_SAME", least)
        with Workspace.open(tmp_path / f"{least}.db") as workspace:
            for source in "ab":
                facts = (Fact("country", "ru"), Fact("established", "2001-05-06"))
                firm = Record(f"{source}:1", "Company", (Name("VOLGOTESTOV MOTORS"),), facts=facts)
                _load(workspace, source, firm)
            assert resolve(workspace).after == entities
            ((*_, verdict),) = _rows(workspace)
            assert verdict == ("same" if entities == 1 else "unsure")


def test_two_entries_of_one_list_are_left_to_people(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        twin = _person("a:9", "OREKHOV, Testomir Vasilyevich")
        _load(workspace, "a", PEOPLE[0], twin)
        resolve(workspace)
        assert _entities(workspace) == {"a:1": "a:1", "a:9": "a:9"}
        ((row, _),) = decisions.open_questions(workspace.connection)
        assert (row.verdict, row.reason[:24]) == ("unsure", "two entries of one list;")


def test_another_version_of_the_judge_judges_all_again_and_enters_what_differs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(workspace)
    before = _rows(workspace)
    monkeypatch.setattr(resolution, "VERSION", "99")
    done = resolve(workspace)
    assert (done.compared, done.fresh, done.entered) == (0, 6, {})
    assert _rows(workspace) == before


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_run_loses_nothing_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    monkeypatch.setattr(resolution, "PAIRS", 1)
    people = [_person(f"{s}:{at}", f"{s_name} {name}", born=f"19{50 + at}-02-03")
              for at, name in enumerate(("Kordula", "Wenzlaff", "Ragimov", "Tschudi"))
              for s, s_name in (("a", "Ottokar"), ("b", "Ottokar"))]  # fmt: skip
    found = {}
    for name in ("whole", "broken"):
        with Workspace.open(tmp_path / f"{name}.db") as workspace:
            for source in "ab":
                _load(workspace, source, *(one for one in people if one.id[0] == source))

            def engine(batches: Iterable[Batch], name: str = name) -> Iterator[Judged]:
                for at, batch in enumerate(batches):
                    if name == "broken" and at == 12:
                        raise stop
                    yield engines.judged(batch)

            if name == "broken":
                with pytest.raises(stop):
                    resolve(workspace, engine=engine)
                kept = _rows(workspace)
                assert len(kept) == 2
                resolve(workspace)
                assert _rows(workspace)[:2] == kept
            else:
                resolve(workspace)
            found[name] = sorted(_rows(workspace)), _entities(workspace)
    assert found["whole"] == found["broken"]
    assert len(set(found["whole"][1].values())) == 4


def test_a_pool_of_processes_decides_the_same(tmp_path: Path, demo_db: Path) -> None:
    found = []
    for name in ("local", "pool"):
        path = tmp_path / f"{name}.db"
        path.write_bytes(demo_db.read_bytes())
        with Workspace.open(path) as workspace:
            resolve(workspace, engine=getattr(engines, name))
            rows = decisions.rows(workspace.connection)
            found.append(
                [(row.left, row.right, row.verdict, row.score, row.reason) for row in rows]
            )
    assert found[0] == found[1] != []


def test_the_orient_express_stays_what_it_is(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        for file in demo_files():
            load(workspace, file, extract="extract" in file.name)
        before = _entities(workspace)
        resolve(workspace)
        found = _entities(workspace)
        captions = dict(workspace.connection.execute("SELECT key, caption FROM entity"))
        apart = ("ANGARA", "KAALBYE GROUP", "MARIA")
        ids = {caption: key for key, caption in captions.items()}
        assert len({ids[name] for name in apart}) == 3
        # No two of the entities that numbers and people made were brought together wrongly.
        ships = {key for key in before.values() if key.startswith("imo-vsl-")}
        assert ships <= set(found.values())
        firms = [name for name in ids if "MARINE TRANS" in name.upper() or "MG" in name.upper()]
        assert len({ids[name] for name in firms}) == len(firms)


def test_a_ship_and_a_firm_of_one_name_and_two_firms_stay_two(tmp_path: Path) -> None:
    ship = Record("a:ship", "Vessel", (Name("ANGARA"), Name("OCEAN MIGHT", "former")))
    firms = [Record(f"{s}:{at}", "Company", (Name(name),), facts=(Fact("country", "ru"),))
             for at, name in enumerate(("OCEAN MIGHT LLC", "MARINE TRANS SHIPPING LLC",
                                        "MG-FLOT LLC",
                                        "SOVFRACHT OAO", "M LEASING LLC", "ML LLC"))
             for s in "a"]  # fmt: skip
    russian = Record("b:1", "Company", (Name("ОАО Совфрахт"),), facts=(Fact("country", "ru"),))
    lizing = Record("b:2", "Company", (Name("ООО М Лизинг"),), facts=(Fact("country", "ru"),))
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, "a", ship, *firms)
        _load(workspace, "b", russian, lizing)
        resolve(workspace)
        found = _entities(workspace)
        assert found["a:ship"] == "a:ship"
        assert len({found[f"a:{at}"] for at in range(6)}) == 6
        seen = why(workspace.connection, ["a:3"], ["b:1"]).compared
        assert seen is not None
        assert (seen.left, seen.right) == ("a:3", "b:1")
        assert seen.verdict != "different"


def test_a_name_of_hundreds_is_capped_and_said(tmp_path: Path, hullmark: Run) -> None:
    db = tmp_path / "t.db"
    records = [_person(f"a:{at}", "Ivan TESTOV", born="") for at in range(300)]
    with Workspace.open(db) as workspace:
        _load(workspace, "a", *records)
    done = hullmark("--db", db, "resolve")
    assert done.returncode == 0, done.stderr
    assert "1 name borne by too many records to propose pairs, the most by 300 (" in done.stderr
    assert "300 of 300 records were new or changed; 0 pairs judged" in done.stderr


def test_hostile_names_are_judged_like_others(tmp_path: Path) -> None:
    odd = ["x" * 10_000, "!!! ???", "🚢 ОСЕАН ocean", "\u202eevil\u202c\u200b", "\x00", "'; DROP",
           "A" * 300 + " LLC", " ".join(f"word{at}" for at in range(3000)), ""]  # fmt: skip
    with Workspace.open(tmp_path / "t.db") as workspace:
        for source in "ab":
            _load(
                workspace,
                source,
                *(
                    Record(f"{source}:{at}", "Company", (Name(text),))
                    for at, text in enumerate(odd)
                ),
            )
        assert resolve(workspace).records == 18
        assert resolve(workspace).fresh == 0


def test_a_number_that_joins_a_record_later_has_the_whole_entity_weighed(tmp_path: Path) -> None:
    one = _person("a:1", "OREKHOV, Testomir Vasilyevich")
    two = _person("b:1", "Testomir Vasilyevich OREKHOV")
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, "a", one)
        _load(workspace, "b", two)
        resolve(workspace)
        assert _entities(workspace)["b:1"] == "a:1"
        # The same number on both: a number decides, and it is no longer names that join them.
        number = (identifier("inn", "500100732259"),)
        third = Record("c:1", "Person", (Name("Quite ANOTHER"),), number,
                       (Fact("birth date", "2001-01-01"),))  # fmt: skip
        _load(workspace, "a", Record("a:1", "Person", one.names, number, one.facts), day=2)
        _load(workspace, "c", third)
        resolve(workspace)
        assert _entities(workspace) == {"a:1": "a:1", "b:1": "b:1", "c:1": "a:1"}
        assert any("were judged different" in p.message for _, p in workspace.problems())


def test_why_on_the_command_line(tmp_path: Path, hullmark: Run) -> None:
    db = tmp_path / "t.db"
    with Workspace.open(db) as workspace:
        _load(workspace, "a", *PEOPLE)
        _load(workspace, "b", *OTHERS)
    done = hullmark("--db", db, "resolve")
    assert "6 of 6 records were new or changed;" in done.stderr
    assert done.stderr.splitlines()[-1] == "6 records are 5 entities (before: 6)."
    assert done.stdout.split()[:6] == ["sources", "same", "unsure", "different", "conflict", "a"]
    done = hullmark("--db", db, "why", "a:1", "b:1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("One entity: OREKHOV, Testomir Vasilyevich (a:1)\n")
    for words in (
        "Joined by\n",
        "hullmark decided same, score",
        "Compared: a:1 and b:1",
        "1956-03-04",
    ):
        assert words in done.stdout, words
    done = hullmark("--db", db, "why", "a:2", "b:2", "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    (verdict,) = [row for row in rows if row["what"] == "judge"]
    assert (verdict["says"], verdict["weight"]) == ("different", "0.0000")
    assert any(row["what"] == "rule" and "born more than a year" in row["says"] for row in rows)
    assert hullmark("--db", db, "why", "a:1", "nobody at all").returncode == 4


def test_nothing_to_resolve(tmp_path: Path, hullmark: Run) -> None:
    assert hullmark("resolve").returncode == 1
    Workspace.open(tmp_path / "e.db").close()
    done = hullmark("--db", tmp_path / "e.db", "resolve")
    assert (done.returncode, done.stdout) == (0, "The ledger has no decisions.\n")
