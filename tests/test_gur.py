"""GUR's table of ships: former names, companies in one cell, look-alike letters, faults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hullmark.graph.model import CURRENT, FORMER, Edition, Fact, Link, Name, Period, Problem, Record
from hullmark.graph.text import name_key
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, gur, loader
from hullmark.loaders.load import load

ROOT = Path(__file__).parent.parent
SHIPS = ROOT / "fixtures/gur/ships.csv"
ITEMS = list(gur.read(SHIPS))
RECORDS = {one.id: one for one in ITEMS if isinstance(one, Record)}
LINKS = [one for one in ITEMS if isinstance(one, Link)]
PROBLEMS = [one for one in ITEMS if isinstance(one, Problem)]


def problems(code: str) -> list[tuple[str, str]]:
    return [(one.record, one.value) for one in PROBLEMS if one.code == code]


def test_the_table_is_part_of_what_gur_has_and_says_no_day() -> None:
    assert ITEMS[0] == Edition(
        source="gur",
        list="ships",
        title="Ukraine, GUR: War & Sanctions, ships",
        url="https://war-sanctions.gur.gov.ua/en/transport/ships",
        scope="extract",
    )
    assert detect(SHIPS) is loader("gur")


def test_a_ship_with_its_former_names() -> None:
    angara = RECORDS["gur:33"]
    assert [(name.text, name.type) for name in angara.names] == [
        ("ANGARA", "primary"),
        ("Scan Arctic", "former"),
        ("Rickmers Arctic", "former"),
        ("BBC Arctic", "former"),
        ("BBC Karan", "former"),
        ("Ocean Energy", "former"),
        ("Fleet Star", "former"),
    ]
    assert [(one.scheme, one.value) for one in angara.identifiers] == [
        ("imo-ship", "9179842"),
        ("mmsi", "273210440"),
        ("call-sign", "UBYT2"),
    ]
    assert Fact("flag", "ru", "russian federation", CURRENT) in angara.facts
    assert Fact("status at GUR", "listed", period=CURRENT) in angara.facts


def test_letters_that_only_look_latin_are_reported_and_kept() -> None:
    assert problems("odd-letters") == [
        ("gur:213", "Sparta IІІ"),
        ("gur:1147", "Мальта"),
        ("gur:138", "NР DUDINKA"),
    ]
    (sparta,) = [one for one in PROBLEMS if one.value == "Sparta IІІ"]
    assert sparta.message == (
        "a name in Latin letters has others among them ('І' is CYRILLIC CAPITAL LETTER "
        "BYELORUSSIAN-UKRAINIAN I); it was kept as written"
    )
    assert Name("Sparta IІІ", "former") in RECORDS["gur:213"].names
    assert name_key("Sparta IІІ") == name_key("SPARTA III")


def test_labels_of_the_page_are_faults_and_no_data() -> None:
    assert problems("scrape-fault") == [
        ("gur:214", "Flags (former)"),
        ("gur:219", "Flags (former)"),
        ("gur:373", "Call sign"),
        ("gur:373", "Vessel name"),
    ]
    assert [name.text for name in RECORDS["gur:214"].names] == ["SPARTA IV"]
    yana = RECORDS["gur:373"]
    assert [one.value for one in yana.identifiers] == ["9931226", "273612940"]


def test_a_number_of_a_river_register_is_kept_and_marked() -> None:
    assert problems("bad-identifier") == [("gur:219", "RS 150443")]
    number = RECORDS["gur:219"].identifiers[0]
    assert (number.scheme, number.value, number.valid) == ("imo-ship", "RS 150443", False)


def test_a_company_in_a_cell_is_taken_apart() -> None:
    owner, manager = [one for one in LINKS if one.object == "gur:90001"]
    on = date(2021, 8, 12)
    assert (owner.role, owner.subject) == ("owner", "gur:company-9901018")
    assert owner.as_stated == "Ship Owner (IMO / Country / Date)"
    assert owner.period == Period(on, on, on, tense="current", text="since 12.08.2021")
    firm = RECORDS["gur:company-9901018"]
    assert firm.names == (Name("EXAMPLE (CYPRUS) LTD"),)
    assert firm.facts == (Fact("country", "cy", "Cyprus"),)
    assert (manager.role, manager.period.start_min) == ("commercial manager", date(2021, 8, 1))
    assert RECORDS[manager.subject].identifiers == ()
    assert Fact("DOC company", "not known", "UNKNOWN", CURRENT) in RECORDS["gur:90001"].facts


def test_a_cell_of_another_form_is_a_name_alone() -> None:
    assert problems("odd-cell") == [("gur:90002", "EXAMPLE SHIPPING LTD")]
    assert problems("bad-date") == [("gur:90002", "31.02.2022")]
    owner, manager = [one for one in LINKS if one.object == "gur:90002"]
    assert owner.period == Period(tense="current", text="31.02.2022")
    assert RECORDS[manager.subject].names == (Name("EXAMPLE SHIPPING LTD"),)


def test_former_names_have_no_dates_of_their_own() -> None:
    assert Name("Scan Arctic", "former", FORMER) not in RECORDS["gur:33"].names
    assert Name("Scan Arctic", "former") in RECORDS["gur:33"].names


def test_the_real_table(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "ua/gur_vessels_master_2026-06.csv"
    with Workspace.open(tmp_path / "h.db") as workspace:
        stored = load(workspace, path, published=date(2026, 6, 16))
        codes = [problem.code for _, problem in workspace.problems()]
    assert stored.counts == {"records": 1414}
    assert {code: codes.count(code) for code in set(codes)} == {
        "odd-letters": 23,
        "bad-identifier": 2,
        "scrape-fault": 669,
    }
