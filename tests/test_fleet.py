"""Exposure, fleet and what is shared: by which way, through whom, when, in no stronger word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import Ambiguous, BadValue, NotFound
from hullmark.graph.model import CURRENT, Fact, Item, Link, Name, Record
from hullmark.graph.workspace import Workspace
from hullmark.queries.exposure import exposure
from hullmark.queries.exposure_table import exposure_rows, paint_exposure
from hullmark.queries.fleet import fleet
from hullmark.queries.fleet_table import fleet_rows, paint_fleet
from hullmark.queries.output import painted
from hullmark.queries.shared import shared
from hullmark.queries.shared_table import paint_shared, shared_rows
from hullmark.tests.holdings_graphs import graph
from hullmark.tests.neo4j_graphs import odd_workspace

BEFORE = date(2022, 4, 1)  # OFAC had not listed the ships yet


def test_the_ways_are_kept_apart_and_the_weakest_hop_decides(tmp_path: Path) -> None:
    ties = [
        ("A", "registered owner", "S"),
        ("B", "50", "A"), ("X", "100", "B"),
        ("Y", "30", "A"),
        ("C", "controls", "A"), ("Z", "100", "C"),
        ("D", "owns or controls", "A"),
        ("E", "operator", "S"), ("F", "100", "E"),
        ("W", "director", "A"),
        ("S", "linked to", "G"), ("H", "100", "G"),
        ("K", "60", "A", "2010 to 2012"),
        ("V1", "20", "A"),
    ]  # fmt: skip
    listed = {
        "B": "OFAC Consolidated", "X": "OFAC", "Y": "OFAC", "Z": "EU", "D": "OFAC", "F": "UK",
        "W": "EU", "H": "OFAC", "K": "OFAC", "S": "UK ships",
    }  # fmt: skip
    with graph(tmp_path / "a.db", ties, listed, {"S": "Vessel"}) as reader:
        answer = exposure(reader, "reg:S")
        found = [(one.entity[4:], one.way) for one in answer.behind]
        assert found == [
            ("S", "itself"), ("Y", "50 %"), ("X", "50 %"), ("B", "ownership"), ("Z", "control"),
            ("D", "unproven"), ("F", "management"), ("W", "people"), ("H", "association"),
        ]  # fmt: skip
        direct = exposure(reader, "reg:A")
        assert next(one.way for one in direct.behind if one.entity == "reg:Y") == "direct"
        rows = {row["who_id"][4:]: row for row in exposure_rows(answer)}
        assert rows["X"]["path"].startswith("X holds a share in B (100 %) (as of 2024-08-01); B")
        assert rows["X"]["hops"] == "3"
        near = exposure(reader, "reg:S", levels=1)
        assert [one.entity[4:] for one in near.behind] == ["S"]
        assert near.unknown == ("What stands more than 1 hops behind was not looked at.",)
        text = painted(lambda console: paint_exposure(console, answer), plain=True)
    assert "Through association, in the lists' own words" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_who_stands_behind_angara_and_on_which_day(demo: WorkspaceReader) -> None:
    answer = exposure(demo, "Angara")
    found = [(answer.entities[one.entity].caption, one.way) for one in answer.behind]
    assert found == [
        ("ANGARA", "itself"),
        ("M LEASING", "direct"),
        ("MARINE TRANS SHIPPING LLC", "management"),
    ]
    early = exposure(demo, "Angara", as_of=BEFORE)
    assert "M LEASING" not in [early.entities[one.entity].caption for one in early.behind]


def test_nobody_behind_is_said_with_the_lists(tmp_path: Path) -> None:
    with graph(tmp_path / "a.db", [("W", "100", "A")], {}) as reader:
        answer = exposure(reader, "reg:A")
        assert answer.behind == ()
        assert answer.unknown[0].startswith("Nobody listed is known to stand within 6 hops behind")
        assert answer.unknown[0].endswith("A in these sources: Register reg.")
        with pytest.raises(NotFound):
            exposure(reader, "nobody")


def test_a_fleet_by_role_date_and_way(tmp_path: Path) -> None:
    ties = [
        ("A", "registered owner", "S"),
        ("A", "operator", "T", "2015 to 2019"),
        ("A", "100", "B"), ("B", "DOC company", "U"), ("B", "50", "A"),
        ("U", "linked to", "A"), ("A", "100", "A"),
    ]  # fmt: skip
    kinds = dict.fromkeys("STU", "Vessel")
    with graph(tmp_path / "a.db", ties, {"S": "OFAC", "U": "EU"}, kinds) as reader:
        rows = fleet_rows(fleet(reader, "reg:A"))
        assert [(row["ship"], row["role"], row["former"]) for row in rows] == [
            ("S", "registered owner", ""), ("T", "operator", "yes"), ("U", "linked to", ""),
        ]  # fmt: skip
        assert rows[0]["listed"].startswith("OFAC first seen in the snapshot of 2024-08-01")
        rows = fleet_rows(fleet(reader, "reg:A", indirect=True))
        assert [(row["ship"], row["role"], row["through"]) for row in rows][3:] == [
            ("U", "DOC company", "B (shareholder)"),
        ]
        listed = fleet_rows(fleet(reader, "reg:A", indirect=True, listed=True))
        assert [row["ship"] for row in listed] == ["S", "U", "U"]
        only = fleet(reader, "reg:A", roles={"operator"})
        assert [row["ship"] for row in fleet_rows(only)] == ["T"]
        none = fleet(reader, "reg:A", as_of=date(2020, 1, 1), roles={"operator"})
        assert none.unknown == ("No loaded source ties a ship to A so.",)


def test_the_fleet_of_m_leasing(demo: WorkspaceReader) -> None:
    answer = fleet(demo, "M Leasing")
    rows = [(row["ship"], row["role"]) for row in fleet_rows(answer)]
    owned = {ship for ship, role in rows if role == "owner"}
    assert owned == {"ANGARA (IMO 9179842)", "ADLER (IMO 9179854)", "ASCALON (IMO 9198226)"}
    assert {ship for ship, role in rows if role == "linked to"} == owned
    text = painted(lambda console: paint_fleet(console, answer), plain=True)
    assert text.startswith("Ships of M LEASING (IMO 6246853): 3\n")
    assert all(len(line) <= 80 for line in text.splitlines() if "http" not in line)
    with pytest.raises(Ambiguous):
        fleet(demo, "Maria")


def test_what_two_ships_share(demo: WorkspaceReader) -> None:
    answer = shared(demo, ["Angara", "Ascalon"])
    (one,) = [found for found in answer.shared if found.entity == "imo-org-6246853"]
    assert (one.what, one.value) == ("behind both", "M LEASING (IMO 6246853)")
    assert [bearing.subject for bearing in one.by] == list(answer.subjects)
    assert one.by[0].how.startswith("M LEASING (IMO 6246853) owns ANGARA (IMO 9179842) (as of")
    assert shared_rows(answer)[0]["of"] == "ANGARA (IMO 9179842)"
    assert [found.what for found in answer.shared] == ["behind both"]  # not also its address
    text = painted(lambda console: paint_shared(console, answer), plain=True)
    assert "The same behind them" in text
    with pytest.raises(BadValue, match="Angara, 9179842: expected two or more different things"):
        shared(demo, ["Angara", "9179842"])


def test_directors_behind_companies_are_shared_and_hubs_end(tmp_path: Path) -> None:
    ties = [("A", "owner", "S"), ("B", "operator", "T"), ("W", "director", "A"),
            ("W", "director", "B"), ("A", "50", "B"), ("B", "50", "A")]  # fmt: skip
    with graph(tmp_path / "a.db", ties, {}, dict.fromkeys("ST", "Vessel")) as reader:
        answer = shared(reader, ["reg:S", "reg:T"])
        found = {one.value: [bearing.how for bearing in one.by] for one in answer.shared}
        assert found["W"] == [
            "A owns S (as of 2024-08-01); W is a director of A (as of 2024-08-01)",
            "B operates T (as of 2024-08-01); W is a director of B (as of 2024-08-01)",
        ]
        assert set(found) == {"A", "B", "W"}
        nothing = shared(reader, ["reg:S", "reg:T"], levels=1)
        assert nothing.shared == ()
        assert nothing.unknown == (
            "Nothing that they share is known within 1 hops in: Register reg.",
        )


def test_names_and_addresses_of_two_ships_are_shared(tmp_path: Path) -> None:
    facts = (Fact("address", "1 Quay, Valletta"),), (Fact("address", "1 QUAY  VALLETTA"),)
    found: list[Item] = [
        Record("r:S", "Vessel", (Name("POLAR"), Name("Corsair", "former"))),
        Record("r:T", "Vessel", (Name("CORSAIR"),)),
        Record("r:A", "Company", (Name("ALPHA"),), facts=facts[0]),
        Record("r:B", "Company", (Name("BETA"),), facts=facts[1]),
        Link("r:1", "r:A", "registered owner", "r:S", period=CURRENT),
        Link("r:2", "r:B", "technical manager", "r:T", period=CURRENT),
    ]
    odd_workspace(tmp_path / "a.db", iter(found))
    with Workspace.open(tmp_path / "a.db", create=False) as workspace:
        answer = shared(WorkspaceReader(workspace), ["r:S", "r:T"])
    said = [(one.what, one.value, [by.how for by in one.by]) for one in answer.shared]
    assert said[0] == (
        "name", "Corsair", ["former name of POLAR", "name of CORSAIR"],
    )  # fmt: skip
    assert said[1][:2] == ("address", "1 Quay, Valletta")
    assert said[1][2][1].startswith("address of BETA: BETA is the technical manager of CORSAIR")
    assert len(said) == 2
