"""OFSI's consolidated list: rows to groups, and what its words hide, in 29 and 36 columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Item,
    Link,
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.loaders import detect, ofsi_conlist
from hullmark.loaders.ofsi_numbered import numbered, paired, several

FIXTURES = Path(__file__).parent.parent / "fixtures" / "ofsi"
NEW, OLD = FIXTURES / "conlist_36.csv", FIXTURES / "conlist_29.csv"
WORD = re.compile(r"\w{2,}")
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = NEW) -> list[T]:
    return [item for item in ofsi_conlist.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = NEW) -> Record:
    return next(record for record in _of(Record, path) if record.id == key)


def _numbers(record: Record) -> list[tuple[str, str]]:
    return [(one.scheme, one.value) for one in record.identifiers]


def _facts(record: Record, prop: str) -> list[str]:
    return [fact.value for fact in record.facts if fact.prop == prop]


@pytest.mark.parametrize(
    ("path", "day", "groups"), [(NEW, date(2025, 4, 10), 7), (OLD, date(2020, 4, 27), 8)]
)
def test_edition_has_the_day_of_the_first_line(path: Path, day: date, groups: int) -> None:
    assert detect(path) is ofsi_conlist
    first = next(ofsi_conlist.read(path))
    assert isinstance(first, Edition)
    assert (first.source, first.list) == ("ofsi", "OFSI Consolidated List")
    assert first.published == day
    assert len(_of(Record, path)) == groups


def test_rows_of_a_group_are_one_record_with_all_names_and_addresses() -> None:
    lines = _record("ofsi:15325")
    assert lines.place == "line 5"
    assert lines.names == (Name("EXAMPLE LINES"), Name("EXAMPLE LINIEN", "weak alias"))
    assert _facts(lines, "address") == ["1 Invented Street, Russia", "2 Other Street, Russia"]


def test_labels_of_the_other_information_become_what_they_say() -> None:
    lines = _record("ofsi:15325")
    assert _numbers(lines) == [
        ("ogrn", "1000000001231"),
        ("inn", "0009876547"),
        ("ofsi-group", "15325"),
        ("uk-ref", "RUS1447"),
    ]
    assert _facts(lines, "email") == ["info@example.org"]
    assert _facts(lines, "other information") == []
    firm = _record("ofsi:16650")
    assert firm.identifiers[0].stated == "Kazakhstan BIN - 170440031562"
    assert _numbers(firm)[:2] == [("registration", "170440031562"), ("tax", "91440300")]
    listing = next(one for one in _of(Listing) if one.record == firm.id)
    assert listing.reason == "Zapchasttrade LLP supports the Government of Russia."
    assert listing.measures == ("Asset freeze", "Trust services")
    assert (listing.reference, listing.period.start_min) == ("16650", date(2024, 11, 7))


def test_ship_has_its_data_from_the_words() -> None:
    ship = _record("ofsi:13557")
    assert ship.kind == "Vessel"
    assert ship.names == (Name("PETREL 8"), Name("OLD PETREL", "former"))
    assert _numbers(ship) == [
        ("imo-ship", "9562233"),
        ("ofsi-group", "13557"),
        ("uk-ref", "DPR0075"),
        ("un-ref", "KPv.001"),
    ]
    assert [(f.value, f.period) for f in ship.facts if f.prop == "flag"] == [
        ("km", CURRENT),
        ("pa", CURRENT),
        ("in", FORMER),
        ("kr", FORMER),
    ]
    assert [
        (link.subject_name, link.role, link.object) for link in _of(Link) if link.object == ship.id
    ] == [("Example Lines Co", "owner", "ofsi:13557")]
    assert _facts(ship, "other information") == ["Listed pursuant to a resolution."]


def test_person_has_a_name_of_all_its_parts_and_numbers_that_their_details_name() -> None:
    person = _record("ofsi:90001")
    assert person.names == (Name("Jane Q R S T EXAMPLE"), Name("Джейн", "alias", lang="rus"))
    assert _facts(person, "birth date") == ["1970", "1971-05"]
    assert _facts(person, "birth place") == ["Alpha, Narnia", "Beta, Narnia"]
    assert _facts(person, "nationality") == ["ru", "ua"]
    assert _facts(person, "title") == ["Dr", "General"]
    assert _facts(person, "position") == ["Minister", "Member"]
    assert _numbers(person)[:3] == [
        ("passport", "D11"),
        ("passport", "D22"),
        ("inn", "000123456731"),
    ]
    assert _facts(person, "passport information") == ["expired"]


def test_each_regime_is_a_listing_since_its_own_day() -> None:
    listings = [one for one in _of(Listing) if one.record == "ofsi:90001"]
    assert [(one.programmes, one.period.start_min) for one in listings] == [
        (("Russia",), date(2022, 3, 15)),
        (("Chemical Weapons",), date(2020, 2, 1)),
    ]
    person = _record("ofsi:90001")
    assert _facts(person, "designated on") == ["2022-03-15", "2020-12-31"]
    assert _facts(person, "last updated") == ["2022-03-16"]


def test_number_that_two_groups_claim_joins_neither() -> None:
    for key in ("ofsi:90004", "ofsi:90005"):
        record = _record(key)
        schemes = [one.scheme for one in record.identifiers]
        assert "inn" not in schemes
        assert "un-ref" not in schemes
        assert ("tax", "0001234562") in _numbers(record)
        assert _facts(record, "UN list reference as stated") == ["QDe.906"]


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(problem.code, problem.record, problem.value) for problem in _of(Problem)] == [
        ("double-listing", "ofsi:90001", "16/03/2022"),
        ("bad-identifier", "ofsi:90004", "TIN (INN): 000 1234 562 OGRN: 1000000001232"),
        ("shared-number", "ofsi:90004", "TIN (INN): 000 1234 562 OGRN: 1000000001232"),
        ("shared-reference", "ofsi:90004", "QDe.906"),
        ("shared-number", "ofsi:90005", "TIN (INN): 000 1234 562"),
        ("shared-reference", "ofsi:90005", "QDe.906"),
        ("no-key", "", "NO KEY,Entity"),
        ("odd-value", "ofsi:90002", "Balloon"),
        ("odd-value", "ofsi:90002", "Nickname Superb"),
        ("odd-value", "ofsi:90002", "SDi.005"),
        ("bad-date", "ofsi:90002", "01/13/2022"),
        ("bad-row", "", "90003,too,few"),
    ]
    assert _of(Problem, OLD) == []


def test_ships_of_the_old_list_are_ships_by_the_annex_that_names_them() -> None:
    ship = _record("ofsi:13556", OLD)
    assert ship.kind == "Vessel"
    assert _numbers(ship) == [
        ("imo-ship", "8937675"),
        ("mmsi", "445539000"),
        ("ofsi-group", "13556"),
    ]
    firm = _record("ofsi:13071", OLD)
    assert firm.kind == "LegalEntity"
    assert _numbers(firm) == [
        ("imo-company", "5342883"),
        ("ofsi-group", "13071"),
        ("un-ref", "KPe.022"),
    ]
    fleet = _record("ofsi:13070", OLD)  # its words list the numbers of its ships
    assert _numbers(fleet) == [("ofsi-group", "13070"), ("un-ref", "KPe.020")]


def test_numbers_in_the_old_lists_sentences_are_the_entrys_own() -> None:
    assert _numbers(_record("ofsi:7818", OLD))[0] == ("gb-coh", "02142819")
    assert _numbers(_record("ofsi:13814", OLD))[:2] == [
        ("registration", "1037804006811"),
        ("tax", "7802059185"),
    ]
    pine = _record("ofsi:12848", OLD).identifiers[0]
    assert (pine.scheme, pine.value, pine.country) == ("registration", "1177053", "hk")


def test_passports_of_the_old_list_are_taken_out_of_their_words() -> None:
    person = _record("ofsi:91001", OLD)
    assert [name.text for name in person.names] == ["José EXAMPLE", "José EXEMPLE"]
    assert _numbers(person) == [
        ("passport", "D00001184"),
        ("passport", "01016646"),
        ("national-id", "05405131"),
        ("ofsi-group", "91001"),
        ("un-ref", "QDi.904"),
    ]
    assert _facts(person, "passport information") == [
        "D00001184 (CAR passport)",
        "Qatar passport no. 01016646, issued 3 May 2007",
        "S335026 (False Indonesian)",
    ]
    assert _facts(person, "birth date") == ["1980", "1981-03"]


def test_numbered_values_of_a_cell() -> None:
    assert numbered("(1) Libya (2) Tunisia") == {1: "Libya", 2: "Tunisia"}
    assert numbered("1) Saudi Arabia 2) Qatar") == {1: "Saudi Arabia", 2: "Qatar"}
    assert numbered("(1-2) Pakistan (3) Iran") == {1: "Pakistan", 2: "Pakistan", 3: "Iran"}
    assert numbered("(36561) 33055") == {0: "(36561) 33055"}
    assert numbered(" - ") == {}
    assert several("a) General b) Minister") == ["General", "Minister"]
    assert paired("(1) D11 (2) D22", "(1) expired (2) -") == [("D11", "expired"), ("D22", "")]
    assert paired("D11", "(1) a (2) b") == [("D11", ""), ("", "a"), ("", "b")]


def test_recognises_its_columns_only() -> None:
    assert ofsi_conlist.recognises(OLD.read_bytes(), OLD)
    assert not ofsi_conlist.recognises((FIXTURES.parent / "uk/small.csv").read_bytes(), NEW)
    assert not ofsi_conlist.recognises(b"\xff\xfe\x00", NEW)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", FileProblem, "is empty"),
        (b"Last Updated,01/01/2020\r\n", FileProblem, "expected the columns of OFSI"),
        (NEW.read_bytes()[:2500], FileProblem, "the file breaks off"),
        (NEW.read_bytes().replace(b",Listed On,", b",Since,"), SourceChanged, "'listed on'"),
        (NEW.read_bytes().replace(b",Name 2,", b",Name 1,"), SourceChanged, "'name 2'"),
        (b'a,"' + b"x" * (2 << 20) + b'"\n', FileProblem, "more bytes than any such list has"),
    ],
)
def test_bad_file_stops_with_one_sentence(
    data: bytes, error: type[HullmarkError], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "conlist.csv"
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        list(ofsi_conlist.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([NEW, OLD]), st.binary(max_size=40), st.integers(0, 4500))
def test_no_bytes_raise_anything_but_our_own(source: Path, junk: bytes, at: int) -> None:
    data = source.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "conlist.csv"
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            assert isinstance(next(ofsi_conlist.read(path)), Edition)
            list(ofsi_conlist.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)


def test_real_lists(real_data: Path) -> None:
    found = {}
    for name in ("ConList_2020-04-27.csv", "ConList_2025-04-10.converted.csv"):
        items = list(ofsi_conlist.read(real_data / "uk" / name))
        kinds = Counter(type(item).__name__ for item in items)
        codes = Counter(item.code for item in items if isinstance(item, Problem))
        found[name[:12]] = (kinds["Record"], kinds["Listing"], kinds["Link"], dict(codes))
        ids = [item.id for item in items if isinstance(item, Record)]
        assert len(ids) == len(set(ids))
    assert found == {
        "ConList_2020": (2_114, 2_123, 0, {"shared-reference": 11}),
        "ConList_2025": (4_686, 4_702, 275, {"bad-identifier": 2, "odd-value": 2}),
    }


def test_every_word_of_the_real_list_is_somewhere(real_data: Path) -> None:
    path = real_data / "uk" / "ConList_2020-04-27.csv"
    said: dict[str, set[str]] = {}
    for item in ofsi_conlist.read(path):
        if isinstance(item, Record):
            said.setdefault(item.id, set()).update(WORD.findall(_all_text(item)))
        elif isinstance(item, Listing):
            said[item.record].update(WORD.findall(" ".join((*item.programmes, item.reason))))
    with path.open(encoding="cp1252", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        columns = next(rows)
        coded = {columns.index(name) for name in ("Group Type", "Alias Type", "Listed On")}
        lost = {
            (row[-1], word)
            for row in rows
            for at, cell in enumerate(row)
            for word in WORD.findall(cell)
            if at not in coded and word not in said[f"ofsi:{row[-1]}"]
        }
    assert lost == {("7863", "10"), ("7863", "11"), ("7863", "14")}  # the marks of "(10-14) …"


def _all_text(record: Record) -> str:
    text = [name.text for name in record.names]
    text += [f"{fact.value} {fact.stated}" for fact in record.facts]
    return " ".join(text + [f"{one.value} {one.stated}" for one in record.identifiers])
