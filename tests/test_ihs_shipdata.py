"""IHS ShipData: six roles with company numbers, compact dates, what is not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.dates import since
from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Identifier, Link, Name, Problem, Record
from hullmark.loaders import ihs_shipdata
from hullmark.loaders.ihs_shipdata_fields import compact_date

ROOT = Path(__file__).parent.parent
SHIPS = ROOT / "fixtures/ihs/ships.xml"
ITEMS = list(ihs_shipdata.read(SHIPS))
RECORDS = {one.id: one for one in ITEMS if isinstance(one, Record)}
PROBLEMS = [one for one in ITEMS if isinstance(one, Problem)]


def roles(ship: str, items: list[object] | None = None) -> list[tuple[str, str]]:
    links = [one for one in items or ITEMS if isinstance(one, Link)]
    return [(one.role, one.subject) for one in links if one.object == f"ihs:{ship}"]


def test_the_day_is_that_of_the_newest_update() -> None:
    assert ITEMS[0] == Edition(
        "ihs", "ships", date(2014, 1, 16), title="IHS ShipData", scope="extract"
    )


def test_each_role_names_its_company_by_its_number() -> None:
    assert roles("9900019") == [
        ("registered owner", "ihs:company-9901018"),
        ("operator", "ihs:company-9901021"),
        ("technical manager", "ihs:company-9901035"),
        ("ship manager", "ihs:company-9901021"),
        ("group beneficial owner", "ihs:company-0990101"),
    ]
    holding = RECORDS["ihs:company-0990101"]
    assert holding.names == (Name("Example Holding"),)
    assert holding.identifiers == (Identifier("imo-company", "0990101", valid=True),)
    assert holding.facts == (
        Fact("country", "lr", "Liberia"),
        Fact("country of domicile", "cy", "Cyprus"),
        Fact("country of control", "cy", "Cyprus"),
    )


def test_a_company_of_which_only_the_number_is_given() -> None:
    assert roles("9900021") == [
        ("registered owner", "ihs:company-9901035"),
        ("group beneficial owner", "ihs:company-0990101"),
    ]


def test_the_number_of_unknown_is_no_company() -> None:
    for ship, stated in (("9900019", "UNKNOWN"), ("9900021", "9991001")):
        assert Fact("DOC company", "not known", stated, CURRENT) in RECORDS[f"ihs:{ship}"].facts
    assert "ihs:company-9991001" not in RECORDS


def test_facts_of_the_ship() -> None:
    river = RECORDS["ihs:9900019"]
    spans = (date(2011, 10, 1), date(2011, 10, 31))
    assert Fact("flag", "pw", "Palau", since(spans, tense="current", text="since 2011-10")) in (
        river.facts
    )
    assert Fact("built", "1998-09", "199809") in river.facts
    assert Fact("gross tonnage", "14226") in river.facts
    assert [fact for fact in river.facts if fact.prop == "deadweight"] == []
    assert Fact("built", "2002", "20020000") in RECORDS["ihs:9900021"].facts


def test_what_it_does_not_know_is_said_once() -> None:
    assert [(one.code, one.record, one.value) for one in PROBLEMS] == [
        ("bad-date", "ihs:9900021", "2013-08"),
        ("unread-field", "ihs:9900021", "Example Charter Ltd"),
    ]


def test_compact_dates() -> None:
    for text in ("", "2013", "20131301", "2013-08", "00000000", "201308011"):
        assert compact_date(text) is None, text
    day = compact_date("20130801")
    assert day is not None and (day.start_min, day.start_max) == (date(2013, 8, 1),) * 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lrfairplay.com", "example.org", r"expected ShipData in NewDataSet of the namespace"),
        ("<NewDataSet", "<!DOCTYPE NewDataSet><NewDataSet", r"expected no document type"),
        ("</NewDataSet>", "", r"expected XML up to </NewDataSet>, found that it breaks off"),
        ("ShipData>", "Ship>", r"has no ShipData elements"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "ships.xml"
    path.write_text(SHIPS.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(FileProblem, match=f"ships.xml: .*{words}"):
        list(ihs_shipdata.read(path))
    assert issubclass(SourceChanged, FileProblem)


def test_the_real_export(real_data: Path) -> None:
    items = list(ihs_shipdata.read(real_data / "ship-register/ShipData.xml"))
    assert roles("4500084", list(items)) == [
        ("registered owner", "ihs:company-5211759"),
        ("DOC company", "ihs:company-5211759"),
        ("group beneficial owner", "ihs:company-5211759"),
    ]
    assert roles("4544107", list(items)) == [
        ("registered owner", "ihs:company-5754527"),
        ("group beneficial owner", "ihs:company-0860230"),
    ]
    assert [one for one in items if isinstance(one, Problem)] == []
