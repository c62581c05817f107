"""GLEIF level 1: the same entity from CSV, XML, JSON and the API; registers, successors, damage."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    Edition,
    Fact,
    Identifier,
    Item,
    Link,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, gleif_lei
from hullmark.loaders.gleif_register import country, days, registered
from hullmark.loaders.load import load

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "gleif"
CSV, JSON, XML, API = (
    FIXTURES / name
    for name in ("20250515-0000-lei2.csv", "20250515-0000-lei2.json", "lei2.xml", "lei_api.json")
)
SHELL = "gleif:21380068P1DRHMJ8KU70"
OLD, HEIR = "gleif:HULLMARKEXAMPLE0A084", "gleif:HULLMARKEXAMPLE0B054"
T = TypeVar("T", bound=Item)


def items(path: Path, sort: type[T]) -> list[T]:
    return [item for item in gleif_lei.read(path) if isinstance(item, sort)]


def said(path: Path) -> list[Item]:
    """All items but the first, without their places."""
    found = [one for one in gleif_lei.read(path) if not isinstance(one, Edition)]
    return [one if isinstance(one, Edition) else replace(one, place="") for one in found]


def test_an_entity_with_its_register() -> None:
    one = items(CSV, Record)[0]
    assert (one.id, one.kind, one.place) == (SHELL, "LegalEntity", "line 2")
    assert one.names == (
        Name("SHELL PLC", lang="en"),
        Name("ROYAL DUTCH SHELL PLC", "former", lang="en"),
    )
    assert one.identifiers == (
        Identifier("lei", "21380068P1DRHMJ8KU70", valid=True),
        Identifier("gb-coh", "04366849"),
    )
    assert one.facts[:3] == (
        Fact("jurisdiction", "gb", "GB"),
        Fact("entity category", "general"),
        Fact("registration authority (RA code)", "RA000585"),
    )
    assert Fact("LEI registration", "issued") in one.facts
    assert Fact("created", "2002-02-05", "2002-02-05T00:00:00Z") in one.facts
    assert Fact("legal address", "SHELL CENTRE, LONDON, GB-LND, SE1 7NA, GB") in one.facts


def test_all_formats_say_the_same() -> None:
    assert said(CSV) == said(XML) == said(JSON)
    (api,) = items(API, Record)
    first = items(CSV, Record)[0]
    assert (api.names, api.identifiers) == (first.names, first.identifiers)
    assert set(first.facts) < set(api.facts)
    assert {fact.prop for fact in set(api.facts) - set(first.facts)} == {
        "OpenCorporates id",
        "QCC code",
        "S&P Global company id",
    }
    for path in (CSV, JSON, XML, API):
        assert detect(path) is detect(CSV)
        assert items(path, Problem) == []
    assert items(XML, Edition)[0].published == date(2025, 5, 15)
    assert items(API, Edition)[0].published == date(2025, 5, 15)


def test_an_entity_that_is_over() -> None:
    old = items(XML, Record)[1]
    assert old.id == OLD
    assert old.names == (
        Name("Invented Sjöfart AB", lang="sv"),
        Name("Example Ships", "alias", lang="en"),
        Name("Invented Sjofart AB", "alias", lang="en"),
    )
    # What RA000544 gives is not said in the files: the number keeps its country and joins nothing.
    assert old.identifiers[1] == Identifier("registration", "559999-0001", country="se")
    assert Fact("reason of expiry", "corporate action") in old.facts
    day = date(2023, 6, 30)
    assert Fact(
        "event", "mergers and acquisitions, completed", period=Period(day, day, day, day)
    ) in (old.facts)
    address = "1 Harbour Street, Box 2, Gothenburg, SE"
    assert Fact("alternative language legal address", address) in old.facts


def test_successors_are_links_to_the_one_that_is_over() -> None:
    named, nameless = items(CSV, Link)
    assert (named.subject, named.role, named.object) == (HEIR, "successor", OLD)
    assert (nameless.subject, nameless.subject_name) == ("", "Nameless Heirs AB")
    assert (nameless.role, nameless.object) == ("successor", OLD)


def test_a_government_is_no_company_and_no_register_no_number() -> None:
    ministry = items(JSON, Record)[2]
    assert (ministry.id, ministry.kind) == (HEIR, "Organization")
    assert len(ministry.identifiers) == 1
    assert not [fact for fact in ministry.facts if fact.prop.startswith("registration")]
    assert ministry.facts[0] == Fact("jurisdiction", "us", "US-DE")


@pytest.mark.parametrize(
    ("authority", "stated", "scheme", "value"),
    [
        ("RA000585", "04366849", "gb-coh", "04366849"),
        ("RA000585", "4366849", "gb-coh", "04366849"),
        ("RA000587", "SC 123456", "gb-coh", "SC123456"),
        ("RA000586", "NI006176", "gb-coh", "NI006176"),
        ("RA000585", "IP-1234R", "registration", "IP-1234R"),
        ("RA000589", "04366849", "registration", "04366849"),
        ("RA000499", "1027739007768", "registration", "1027739007768"),
        ("", "04366849", "registration", "04366849"),
    ],
)
def test_only_companies_house_gives_companies_house_numbers(
    authority: str, stated: str, scheme: str, value: str
) -> None:
    found = registered(authority, stated, "GB")
    assert (found.scheme, found.value) == (scheme, value)


def test_moments_are_days_and_late_ones_in_utc_may_be_the_next() -> None:
    assert days("2006-08-08T02:00:00Z") == (date(2006, 8, 8), date(2006, 8, 8))
    assert days("2018-12-31T23:00:00Z") == (date(2018, 12, 31), date(2019, 1, 1))
    assert days("2018-12-31T23:00:00+01:00") == (date(2018, 12, 31), date(2018, 12, 31))
    assert days("2018-12-31") == (date(2018, 12, 31), date(2018, 12, 31))
    assert (country("US-DE"), country("GB"), country("")) == ("us", "gb", "")


def altered(path: Path, source: Path, old: str, new: str) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_what_is_new_is_reported_once(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.csv", CSV, "Entity.LegalForm.OtherLegalForm", "Entity.Mood.3.Now")
    (problem,) = items(path, Problem)
    assert (problem.code, problem.message.split("'")[1]) == ("unread-field", "Entity.Mood.n.Now")
    path = altered(tmp_path / "a.csv", CSV, "PREVIOUS_LEGAL_NAME", "STAGE_NAME")
    assert [one.code for one in items(path, Problem)] == ["odd-value"]
    path = altered(tmp_path / "a.csv", CSV, "21380068P1DRHMJ8KU70", "21380068P1DRHMJ8KU71")
    assert [one.code for one in items(path, Problem)] == ["bad-identifier"]
    path = altered(tmp_path / "a.csv", CSV, '"21380068P1DRHMJ8KU70"', '""')
    assert [(one.code, one.value) for one in items(path, Problem)] == [("no-key", "SHELL PLC")]


def test_an_entry_that_was_deleted_is_not_read(tmp_path: Path) -> None:
    text = API.read_text(encoding="utf-8")
    assert '"attributes": {"lei' in text
    moved = '"attributes": {"extension": {"deletedAt": "2025-01-01T00:00:00Z"}, "lei'
    path = tmp_path / "a.json"
    path.write_text(text.replace('"attributes": {"lei', moved), encoding="utf-8")
    assert [one.code for one in items(path, Problem)] == ["deleted"]
    assert items(path, Record) == []


def test_cut_and_foreign_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for source, end, words in (
        (CSV, -30, "line 4: expected a row of"),
        (JSON, -30, "it breaks off inside a record"),
        (JSON, -3, "it breaks off inside a record"),
        (XML, -40, "expected XML up to </LEIData>"),
        (API, -3, "expected JSON, found that it breaks off"),
    ):
        path.write_bytes(source.read_bytes()[:end])
        with pytest.raises(FileProblem, match=words):
            list(gleif_lei.read(path))
    altered(path, XML, "<lei:RecordCount>3<", "<lei:RecordCount>4<")
    with pytest.raises(SourceChanged, match=r"expected 4 records \(its RecordCount\), found 3"):
        list(gleif_lei.read(path))
    altered(path, CSV, "Entity.LegalName", "Entity.Title")
    with pytest.raises(SourceChanged, match=r"found none named Entity\.LegalName"):
        list(gleif_lei.read(path))
    path.write_text('{"records":[1, {"LEI": {"$": 5}}]}', encoding="utf-8")
    assert [one.code for one in items(path, Problem)] == ["bad-row", "no-name", "bad-identifier"]


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.json", JSON, "SHELL PLC", r"SHELL \ud800PLC")
    assert items(path, Record)[0].names[0].text == "SHELL ?PLC"


def test_json_is_read_through_a_window(tmp_path: Path) -> None:
    record = json.loads(JSON.read_text(encoding="utf-8"))["records"][1]
    path = tmp_path / "20250515-lei2.json"
    text = ",\n".join([json.dumps(record, ensure_ascii=False, indent=4)] * 1500)
    path.write_text('{"records":[\n' + text + "]}", encoding="utf-8")
    found = items(path, Record)
    assert len(found) == 1500
    assert {one.names for one in found} == {items(JSON, Record)[1].names}


def test_the_three_data_sets_meet(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "h.db") as workspace:
        for name in (CSV.name, "20250515-0000-rr.csv", "20250515-0000-repex.csv"):
            load(workspace, FIXTURES / name, extract=True)
        reader = WorkspaceReader(workspace)
        (hit,) = reader.find("21380068P1DRHMJ8KU70")
        entity = reader.entities([hit.entity])[hit.entity]
    assert (hit.entity, entity.caption) == ("lei-21380068P1DRHMJ8KU70", "SHELL PLC")
    assert "no ultimate parent named" in {
        fact.prop for one in entity.records for fact in one.record.facts
    }


def test_the_real_files_are_read(real_data: Path) -> None:
    folder = real_data / "gleif"
    golden = next((folder / "goldencopy-intraday").iterdir())
    assert len(items(golden, Record)) == 577
    old = next((folder / "modusnl").iterdir())
    assert len(items(old, Record)) == 10
    assert items(golden, Problem) + items(old, Problem) == []
    british = [one for one in items(golden, Record) if one.identifiers[-1].scheme == "gb-coh"]
    assert len(british) == 15
    answers = folder / "gleif-rs-api" / "tests" / "data" / "lei_records"
    for path in answers.iterdir():
        assert items(path, Problem) == []


@given(
    source=st.sampled_from([CSV, JSON, XML, API]),
    noise=st.binary(max_size=12),
    at=st.integers(min_value=0, max_value=8000),
)
def test_no_bytes_do_more_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, source: Path, noise: bytes, at: int
) -> None:
    whole = source.read_bytes()
    path = tmp_path_factory.getbasetemp() / "gleif-noise"
    at %= len(whole)
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) // 2 :])
    try:
        list(gleif_lei.read(path))
    except HullmarkError as refused:
        assert path.name in str(refused)
