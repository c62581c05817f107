"""Entities from numbers and decisions: what joins, what is refused, what a person may do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP, INN, LEI, OGRN, identifier
from hullmark.graph.intake import store
from hullmark.graph.model import Decision, Edition, Item, Name, Record
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace

BODY, SHIP = "LegalEntity", "Vessel"


def _record(key: str, kind: str, *numbers: tuple[str, str], name: str = "") -> Record:
    ids = tuple(identifier(scheme, number) for scheme, number in numbers)
    return Record(key, kind, (Name(name or key.upper()),), ids)


def _load(workspace: Workspace, source: str, *items: Item, day: int = 1) -> None:
    file = File(f"{source}{day}", f"{source}{day}", 1, date(2024, 1, day), "file")
    store(workspace, Edition(source, source.upper()), file, iter(items))


def _entities(workspace: Workspace) -> dict[str, str]:
    return dict(
        workspace.connection.execute(
            "SELECT r.key, e.key FROM record r JOIN entity e ON e.id = r.entity ORDER BY r.key"
        )
    )


def _same(left: str, right: str) -> Decision:
    return Decision(left, right, "same", "case file c", "they are")


def test_a_list_that_cites_another_list_s_entry_joins_it(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, "a", _record("a:1", BODY, ("uk-ref", "RUS1234")))
        _load(workspace, "a", _record("a:2", BODY, ("un-ref", "KPe.001")), day=2)
        _load(workspace, "b", _record("b:1", BODY, ("uk-ref", "RUS1234"), ("gb-coh", "123")))
        _load(workspace, "c", _record("c:1", BODY, ("un-ref", "KPe.002")))
        _load(workspace, "d", _record("d:1", "Company", ("gb-coh", "123")))
        found = _entities(workspace)
        assert found["a:1"] == found["b:1"]
        assert found["c:1"] == "c:1"
        assert found["d:1"] == "d:1"  # a number of a wrong form joins nobody


def test_records_join_by_each_hard_number_inside_one_kind(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", SHIP, (IMO_SHIP, "IMO 9179842")),
            _record("a:2", BODY, (IMO_COMPANY, "6246853"), (INN, "9701173086")),
            _record("a:3", "Company", (OGRN, "1027739059820")),
            _record("a:4", BODY, (LEI, "9845009DDEB72B444468")),
            _record("a:5", "Person", (INN, "9701173086")),
        )
        _load(
            workspace,
            "b",
            _record("b:1", SHIP, (IMO_SHIP, "9179842")),
            _record("b:2", "Company", (INN, "9701173086")),
            _record("b:3", BODY, (OGRN, "1027739059820")),
            _record("b:4", "Organization", (LEI, "9845009DDEB72B444468")),
        )
        assert _entities(workspace) == {
            "a:1": "imo-vsl-9179842",
            "a:2": "imo-org-6246853",
            "a:3": "a:3",
            "a:4": "lei-9845009DDEB72B444468",
            "a:5": "a:5",
            "b:1": "imo-vsl-9179842",
            "b:2": "imo-org-6246853",
            "b:3": "a:3",
            "b:4": "lei-9845009DDEB72B444468",
        }
        kinds = WorkspaceReader(workspace).entities(["a:3", "imo-org-6246853"])
        assert [one.kind for one in kinds.values()] == ["Company", "Company"]


def test_one_number_under_two_schemes_joins_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", SHIP, (IMO_SHIP, "9358010")),
            _record("a:2", BODY, (IMO_COMPANY, "9358010")),
        )
        assert _entities(workspace) == {"a:1": "imo-vsl-9358010", "a:2": "imo-org-9358010"}


def test_a_number_that_fails_its_check_joins_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", SHIP, (IMO_SHIP, "9179843")),
            _record("a:2", SHIP, (IMO_SHIP, "9179843")),
        )
        assert _entities(workspace) == {"a:1": "a:1", "a:2": "a:2"}


def test_a_shared_tax_number_does_not_join_two_registrations_and_says_so(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", BODY, (INN, "9701173086"), (OGRN, "1217700121737")),
            _record("a:2", BODY, (INN, "9701173086"), (OGRN, "1027739059820")),
        )
        assert _entities(workspace) == {"a:1": "a:1", "a:2": "a:2"}
        ((_, problem),) = workspace.problems()
        assert problem.message == (
            "a:1 and a:2: not joined by INN 9701173086: different valid OGRNs: "
            "1217700121737 and 1027739059820"
        )


def test_a_persons_decision_joins_and_a_dropped_one_is_withdrawn_by_a_row(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, "a", _record("a:1", BODY))
        _load(workspace, "c", _record("c:1", "Company"), _same("c:1", "a:1"))
        assert _entities(workspace) == {"a:1": "a:1", "c:1": "a:1"}
        _load(workspace, "c", _record("c:1", "Company"), day=2)
        assert _entities(workspace) == {"a:1": "a:1", "c:1": "c:1"}
        rows = workspace.connection.execute("SELECT left, right, verdict FROM decision ORDER BY id")
        assert rows.fetchall() == [("a:1", "c:1", "same"), ("a:1", "c:1", "withdrawn")]


def test_a_decision_about_a_record_that_comes_later_waits_for_it(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, "c", _record("c:1", "Company"), _same("c:1", "a:1"))
        _load(workspace, "a", _record("a:1", BODY, (IMO_COMPANY, "6246853")), day=2)
        assert _entities(workspace) == {"a:1": "imo-org-6246853", "c:1": "imo-org-6246853"}


def test_a_person_outranks_conflicting_numbers_and_it_is_reported(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", BODY, (IMO_COMPANY, "6246853")),
            _record("a:2", BODY, (IMO_COMPANY, "6183435")),
            _same("a:1", "a:2"),
        )
        assert set(_entities(workspace).values()) == {"imo-org-6183435"}
        ((_, problem),) = workspace.problems()
        assert "joined by the decision of case file c, although they have" in problem.message


def test_a_person_who_says_different_keeps_apart_what_a_number_would_join(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", SHIP, (IMO_SHIP, "9179842")),
            _record("a:2", SHIP, (IMO_SHIP, "9179842")),
            Decision("a:1", "a:2", "different", "case file a", "a typing error in the list"),
        )
        assert _entities(workspace) == {"a:1": "imo-vsl-9179842", "a:2": "a:2"}


def test_nothing_makes_a_ship_a_company(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(
            workspace,
            "a",
            _record("a:1", SHIP, name="OCEAN MIGHT"),
            _record("a:2", BODY, name="OCEAN MIGHT"),
            _same("a:1", "a:2"),
        )
        assert _entities(workspace) == {"a:1": "a:1", "a:2": "a:2"}
        ((_, problem),) = workspace.problems()
        assert problem.message.endswith("a vessel and a body are never one thing")


def test_entities_do_not_depend_on_the_order_of_loading(tmp_path: Path) -> None:
    files: dict[str, list[Item]] = {
        "a": [
            _record("a:1", BODY, (INN, "9701173086"), name="M LEASING LLC"),
            _record("a:2", SHIP, (IMO_SHIP, "9179842"), name="ANGARA"),
        ],
        "b": [
            _record("b:1", "Company", (INN, "9701173086"), (IMO_COMPANY, "6246853")),
            _same("b:1", "a:1"),
        ],
        "c": [_record("c:1", "Company", (IMO_COMPANY, "6246853"), name="M LIZING")],
    }
    found = []
    for order in ("abc", "cba", "bca"):
        with Workspace.open(tmp_path / f"{order}.db") as workspace:
            for source in order:
                _load(workspace, source, *files[source])
            rows = "SELECT r.key, e.key, e.kind, e.caption FROM record r JOIN entity e"
            con = workspace.connection
            found.append(con.execute(f"{rows} ON e.id = r.entity ORDER BY r.key").fetchall())
    assert found[0] == found[1] == found[2]
    assert {row[1] for row in found[0] if row[0] != "a:2"} == {"imo-org-6246853"}
