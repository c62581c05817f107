"""The UK Sanctions List as CSV says what the XML says, however its rows multiply."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Fact,
    Item,
    Link,
    Listing,
    Problem,
    Record,
)
from hullmark.loaders import detect, uk_csv, uk_sanctions

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL, XML = FIXTURES / "uk/small.csv", FIXTURES / "uk/small.xml"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in uk_csv.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = SMALL) -> Record:
    return next(record for record in _of(Record, path) if record.id == key)


def _rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(SMALL.read_text(encoding="utf-8"))))


def _written(rows: list[list[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_edition_has_the_day_of_the_report_date_line() -> None:
    first = next(uk_csv.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list) == ("uk", "UK Sanctions List")
    assert first.published == date(2026, 9, 10)
    assert [record.id for record in _of(Record)] == [
        "uk:BEL0107",
        "uk:DPR0075",
        "uk:XXX0001",
        "uk:XXX0002",
    ]


def test_rows_of_names_addresses_and_parents_are_one_record_and_nothing_is_lost() -> None:
    assert sum(row[1:2] == ["BEL0107"] for row in _rows()) == 11
    firm = _record("uk:BEL0107")
    assert [(name.text, name.type) for name in firm.names] == [
        ("BNK (UK) Ltd", "primary"),
        ("BNK UK Limited", "alias"),
        ("BNK", "weak alias"),
    ]
    assert [fact.value for fact in firm.facts if fact.prop == "address"] == [
        "Salatin House, 19 Cedar Road, Sutton, Surrey, SM2 5DA, United Kingdom",
        "12 Invented Street, Minsk, Belarus",
    ]
    assert [fact.value for fact in firm.facts if fact.prop == "parent company"] == [
        "CJSC Belarusian Oil Company",
        "Unknown",
    ]
    assert [(one.scheme, one.value) for one in firm.identifiers] == [
        ("gb-coh", "06527449"),
        ("uk-ref", "BEL0107"),
        ("ofsi-group", "14124"),
    ]
    listed = [one for one in _of(Listing) if one.record == firm.id]
    assert [one.measures for one in listed] == [
        ("Asset freeze", "Director Disqualification Sanction")
    ]


def test_ship_columns_mean_what_the_ship_details_of_the_xml_mean() -> None:
    ship = _record("uk:DPR0075")
    assert ship.kind == "Vessel"
    assert {fact for fact in ship.facts if fact.prop in ("flag", "owner or operator")} == {
        Fact("flag", "km", "Comoros", CURRENT),
        Fact("flag", "in", "India", FORMER),
        Fact("flag", "tg", "Togo", FORMER),
        Fact("owner or operator", "Global United Shipping India", period=CURRENT),
        Fact("owner or operator", "Invented Lines Ltd", period=FORMER),
    }
    assert {(fact.prop, fact.value) for fact in ship.facts} >= {
        ("vessel type", "Bulk Carrier"),
        ("tonnage", "7078"),
        ("length", "134.5"),
        ("built", "2011"),
    }
    assert [
        (link.subject_name, link.role, link.object, link.period, link.as_stated)
        for link in _of(Link)
        if link.object == ship.id
    ] == [
        (
            "Global United Shipping India",
            "owner or operator",
            "uk:DPR0075",
            CURRENT,
            "current owner/operator",
        ),
        (
            "Invented Lines Ltd",
            "owner or operator",
            "uk:DPR0075",
            FORMER,
            "previous owner/operator",
        ),
    ]


def test_both_formats_say_the_same_of_one_designation() -> None:
    """Apart from what only one of the fixtures has: a second address, a second flag."""
    theirs = {item.id: item for item in uk_sanctions.read(XML) if isinstance(item, (Record, Link))}
    for item in uk_csv.read(SMALL):
        if not isinstance(item, (Record, Link)) or item.id == "uk:XXX0002":
            continue
        other = theirs[item.id]
        if isinstance(item, Link):
            assert replace(item, place="") == replace(other, place="")
        elif isinstance(other, Record):
            assert item.kind == other.kind
            assert item.names == other.names
            assert item.identifiers == other.identifiers
            assert set(other.facts) - set(item.facts) <= {Fact("designated by", "UK")}


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(problem.code, problem.record, problem.value) for problem in _of(Problem)] == [
        ("odd-value", "uk:DPR0075", "Former "),
        ("bad-date", "uk:XXX0001", "15/08/19yy"),
        ("bad-date", "uk:XXX0001", "31/02/2024"),
        ("no-key", "", "NO KEY,Primary Name,Entity"),
        ("odd-value", "uk:XXX0002", "Aircraft"),
        ("no-name", "uk:XXX0002", ""),
        ("bad-row", "", "XXX0003,too,few"),
    ]


def test_header_may_say_individual_entity_ship_and_an_unknown_column_is_reported(
    tmp_path: Path,
) -> None:
    rows = _rows()
    rows[1] = [name.replace("Designation Type", "Individual, Entity, Ship") for name in rows[1]]
    rows[1].append("Mood")
    rows[2:-1] = [[*row, "glad"] for row in rows[2:-1]]
    path = _written(rows, tmp_path / "uk.csv")
    assert detect(path) is uk_csv
    assert _record("uk:DPR0075", path).kind == "Vessel"
    unread = [one for one in _of(Problem, path) if one.code == "unread-field"]
    assert {(one.value, "mood" in one.message) for one in unread} == {("glad", True)}
    assert len(unread) == 4


def test_two_designations_that_claim_one_number_are_not_joined_by_it(tmp_path: Path) -> None:
    rows = _rows()
    columns = rows[1]
    one = dict.fromkeys(columns, "") | {
        "Unique ID": "XXX0010",
        "Name 6": "EXAMPLE ONE",
        "Name type": "Primary Name",
        "Designation Type": "Entity",
        "UN Reference Number": "QDe.901",
        "Business registration number (s)": "INN: 0001234562",
    }
    two = one | {"Unique ID": "XXX0011", "Name 6": "EXAMPLE TWO"}
    path = _written([*rows[:2], list(one.values()), list(two.values())], tmp_path / "uk.csv")
    for key in ("uk:XXX0010", "uk:XXX0011"):
        record = _record(key, path)
        assert [(found.scheme, found.value) for found in record.identifiers] == [
            ("tax", "0001234562"),
            ("uk-ref", key[3:]),
        ]
        assert Fact("UN list reference as stated", "QDe.901") in record.facts
    assert [one.code for one in _of(Problem, path)] == ["shared-number", "shared-reference"] * 2


def test_recognises_its_columns_only() -> None:
    assert uk_csv.recognises(SMALL.read_bytes()[:4000], SMALL)
    assert not uk_csv.recognises(b"Report Date: 10-Sep-2026\nName,Country\n", SMALL)
    assert not uk_csv.recognises((FIXTURES / "ofsi/conlist_36.csv").read_bytes(), SMALL)
    assert not uk_csv.recognises(b"", SMALL)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", FileProblem, "is empty"),
        (b"no table at all", FileProblem, "expected the columns of UK Sanctions List"),
        (b"<html><body>404</body></html>", FileProblem, "expected the columns"),
        (SMALL.read_bytes()[:3000], FileProblem, "the file breaks off"),
        (SMALL.read_bytes().replace(b",IMO number,", b",IMO,"), SourceChanged, "'imo number'"),
        (b"Unique ID,Unique ID\n1,2\n", SourceChanged, "expected the columns"),
    ],
)
def test_bad_file_stops_with_one_sentence(
    data: bytes, error: type[HullmarkError], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "uk.csv"
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        list(uk_csv.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 7000))
def test_no_bytes_raise_anything_but_our_own(junk: bytes, at: int) -> None:
    data = SMALL.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "uk.csv"
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            assert isinstance(next(uk_csv.read(path)), Edition)
            list(uk_csv.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)
