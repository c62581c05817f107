"""Tables copied from Equasis: exact roles, dates that are beginnings, owners that are not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.model import (
    CURRENT,
    Edition,
    Fact,
    Identifier,
    Link,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, equasis, loader
from hullmark.loaders.load import load
from hullmark.queries.card import card
from hullmark.queries.lookup import lookup

ROOT = Path(__file__).parent.parent
SHIPS = ROOT / "fixtures/equasis/ships.csv"
ITEMS = list(equasis.read(SHIPS))
RECORDS = {one.id: one for one in ITEMS if isinstance(one, Record)}
LINKS = [one for one in ITEMS if isinstance(one, Link)]
PROBLEMS = [one for one in ITEMS if isinstance(one, Problem)]


def of(ship: str) -> list[tuple[str, str, str]]:
    return [
        (one.role, RECORDS[one.subject].names[0].text, one.period.text)
        for one in LINKS
        if one.object == f"equasis:{ship}"
    ]


def facts(ship: str, prop: str) -> list[tuple[str, str]]:
    return [(f.value, f.stated) for f in RECORDS[f"equasis:{ship}"].facts if f.prop == prop]


def test_what_a_person_copied_is_never_the_whole_register() -> None:
    assert ITEMS[0] == Edition(
        source="equasis",
        list="ships",
        title="Equasis, as copied by the user",
        url="https://www.equasis.org/",
        scope="extract",
    )
    assert detect(SHIPS) is loader("equasis")


def test_the_rows_of_a_ship_are_one_record() -> None:
    river = RECORDS["equasis:9900019"]
    assert (river.kind, river.names) == ("Vessel", (Name("EXAMPLE RIVER"),))
    assert river.identifiers == (Identifier("imo-ship", "9900019", valid=True),)
    assert Fact("flag", "pw", "Palau (Republic of)", CURRENT) in river.facts
    assert Fact("gross tonnage", "14226", period=CURRENT) in river.facts
    assert river.place == "line 2"
    assert [one for one in RECORDS if "/" not in one and "company" not in one] == [
        "equasis:9900019",
        "equasis:9900021",
        "equasis:9900033",
    ]


def test_roles_are_those_of_the_page_and_keep_its_words() -> None:
    assert of("9900019") == [
        ("registered owner", "EXAMPLE LEASING LLC", "since 12/08/2021"),
        ("ship manager", "EXAMPLE SHIPPING LTD", "since 01/09/2021"),
        ("registered owner", "SAME NAME SHIPPING", "during 05/2013; another during 2020"),
    ]
    stated = {one.role: one.as_stated for one in LINKS}
    assert stated == {
        "registered owner": "Registered owner",
        "ship manager": "Ship manager/Commercial manager",
        "DOC company": "ISM Manager",
    }
    assert {one.role for one in LINKS} <= set(schema().roles)


def test_a_role_of_another_name_is_a_problem_and_no_link() -> None:
    (problem,) = [one for one in PROBLEMS if one.code == "unknown-role"]
    assert (problem.record, problem.value) == ("equasis:9900021", "Beneficial owner")
    assert problem.place == "line 10"
    assert "EXAMPLE TRUST" not in str(LINKS)


def test_a_date_of_effect_is_when_it_began_and_ends_with_the_next() -> None:
    leasing, _, same = [one.period for one in LINKS if one.object == "equasis:9900019"]
    on = date(2021, 8, 12)
    assert leasing == Period(on, on, on, tense="current", text="since 12/08/2021")
    assert same == Period(
        start_min=date(2013, 5, 1),
        start_max=date(2013, 5, 31),
        end_min=date(2019, 12, 31),
        end_max=date(2020, 12, 31),
        text="during 05/2013; another during 2020",
    )
    (before,) = [one.period for one in LINKS if one.period.text.startswith("before 2010")]
    assert (before.start_min, before.start_max) == (None, date(2009, 12, 31))
    assert (before.end_min, before.end_max) == (date(2014, 12, 31), date(2015, 12, 31))


def test_an_owner_that_is_not_known_is_no_company() -> None:
    assert facts("9900019", "registered owner") == [
        ("not known", "REPORTED SOLD UNDISCLOSED INTEREST")
    ]
    assert facts("9900019", "DOC company") == [("not known", "UNKNOWN")]
    assert facts("9900021", "registered owner") == [("not known", "UNKNOWN")]
    names = {name.text for one in RECORDS.values() for name in one.names}
    assert names.isdisjoint({"UNKNOWN", "REPORTED SOLD UNDISCLOSED INTEREST"})
    assert "9991001" not in str(ITEMS)
    (unknown,) = [f for f in RECORDS["equasis:9900019"].facts if f.stated.startswith("REPORTED")]
    assert unknown.period.text == "during 2020; another since 12/08/2021"


def test_a_flag_that_is_false_or_not_known_is_no_country() -> None:
    assert facts("9900021", "flag") == [("Guyana (false flag)", "Guyana False")]
    assert facts("9900033", "flag") == [("not known", "Not Known")]


def test_companies_are_one_by_number_and_apart_by_name() -> None:
    leasing = RECORDS["equasis:company-9901018"]
    assert leasing.names == (Name("EXAMPLE LEASING LLC"),)
    assert leasing.facts == (Fact("address", "1, Harbour Street, Sampleton."),)
    same = [one.id for one in RECORDS.values() if one.names[0].text == "SAME NAME SHIPPING"]
    assert [one.split("/")[0] for one in sorted(same)] == ["equasis:9900019", "equasis:9900021"]


def test_a_number_that_fails_its_check_joins_nothing() -> None:
    (wrong,) = [one for one in PROBLEMS if one.code == "bad-identifier"]
    assert (wrong.record.split("/")[0], wrong.value) == ("equasis:9900033", "0990102")
    assert RECORDS[wrong.record].identifiers[0].valid is False


def test_a_date_that_is_none_keeps_its_words() -> None:
    (wrong,) = [one for one in PROBLEMS if one.code == "bad-date"]
    assert (wrong.place, wrong.value) == ("line 11", "since the flood")
    (link,) = [one for one in LINKS if one.object == "equasis:9900033"]
    assert link.period == Period(tense="current", text="since the flood")


def test_tables_of_two_ships_stand_side_by_side(tmp_path: Path) -> None:
    head, *lines = SHIPS.read_text(encoding="utf-8").splitlines()
    with Workspace.open(tmp_path / "h.db") as workspace:
        for ship in ("9900019", "9900021"):
            path = tmp_path / f"{ship}.csv"
            rows = [line for line in lines if line.startswith(ship)]
            path.write_text("\n".join([head, *rows]), encoding="utf-8")
            stored = load(workspace, path, published=date(2026, 6, 16))
            assert (stored.extract, stored.gone) == (True, 0)
        reader = WorkspaceReader(workspace)
        answer = lookup(reader, "9900019")
        assert [row.value for row in card(answer) if row.label == "had as registered owner"] == [
            "SAME NAME SHIPPING"
        ]
        assert lookup(reader, "9900021").entities["imo-vsl-9900021"].caption == "EXAMPLE LAKE"
