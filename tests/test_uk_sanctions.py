from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.dates import as_of
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.loaders import uk_sanctions

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures/uk/small.xml"
DEMO = ROOT / "fixtures/demo/uk-sanctions-extract-2025-04-10.xml"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in uk_sanctions.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = SMALL) -> Record:
    return next(record for record in _of(Record, path) if record.id == key)


def test_edition_comes_first_with_the_day_the_list_was_made() -> None:
    first = next(uk_sanctions.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list, first.published) == (
        "uk",
        "UK Sanctions List",
        date(2026, 9, 10),
    )
    assert [record.id for record in _of(Record)] == [
        "uk:BEL0107",
        "uk:DPR0075",
        "uk:XXX0001",
        "uk:XXX0002",
    ]


def test_ship() -> None:
    ship = _record("uk:DPR0075")
    assert ship.kind == "Vessel"
    assert ship.place == "line 34"
    assert ship.names == (
        Name("Petrel 8"),
        Name("Tian Tai 36", "alias"),
        Name("Петрель", "alias", lang="rus"),
    )
    assert ship.identifiers == (
        Identifier("imo-ship", "9562233", "IMO9562233", True),
        Identifier("uk-ref", "DPR0075"),
        Identifier("un-ref", "KPv.001"),
    )
    assert Fact("flag", "km", "Comoros", CURRENT) in ship.facts
    assert Fact("flag", "in", "India", FORMER) in ship.facts
    assert Fact("owner or operator", "Global United Shipping India", period=CURRENT) in ship.facts
    assert Fact("owner or operator", "Invented Lines Ltd", period=FORMER) in ship.facts
    assert {(fact.prop, fact.value) for fact in ship.facts} >= {
        ("vessel type", "Bulk Carrier"),
        ("tonnage", "7078"),
        ("length", "134.5"),
        ("built", "2011"),
        ("last updated", "2021-12-18"),
    }


def test_owners_and_parents_are_links_to_names() -> None:
    found = [
        (link.subject, link.subject_name, link.role, link.object, link.object_name, link.period)
        for link in _of(Link)
    ]
    assert found == [
        ("", "CJSC Belarusian Oil Company", "parent", "uk:BEL0107", "", CURRENT),
        ("uk:BEL0107", "", "parent", "", "BNK (Deutschland) GmbH", CURRENT),
        ("", "Global United Shipping India", "owner or operator", "uk:DPR0075", "", CURRENT),
        ("", "Invented Lines Ltd", "owner or operator", "uk:DPR0075", "", FORMER),
    ]
    assert [link.as_stated for link in _of(Link)][2:] == [
        "current owner/operator",
        "previous owner/operator",
    ]


def test_firm_has_its_numbers_under_the_schemes_that_the_list_names() -> None:
    firm = _record("uk:BEL0107")
    assert firm.kind == "LegalEntity"
    assert firm.identifiers == (
        Identifier("gb-coh", "06527449", "UK Company no. 06527449"),
        Identifier("uk-ref", "BEL0107"),
        Identifier("ofsi-group", "14124"),
    )
    assert [(name.text, name.type) for name in firm.names] == [
        ("BNK (UK) Ltd", "primary"),
        ("BNK UK Limited", "alias"),
        ("BNK", "weak alias"),
    ]
    address = "Salatin House, 19 Cedar Road, Sutton, Surrey, SM2 5DA, United Kingdom"
    assert Fact("address", address) in firm.facts
    assert Fact("country", "gb", "United Kingdom") in firm.facts
    assert Fact("parent company", "Unknown", period=CURRENT) in firm.facts


def test_person_has_a_name_as_it_is_said_and_dates_as_far_as_known() -> None:
    person = _record("uk:XXX0001")
    assert (person.kind, person.names) == ("Person", (Name("Jane Q EXAMPLE"),))
    assert [(f.value, f.stated) for f in person.facts if f.prop == "birth date"] == [
        ("1971", "dd/mm/1971"),
        ("1972-05", "dd/05/1972"),
        ("1972-10-24", "24/10/1972"),
        ("15/08/19yy", ""),
    ]
    assert person.identifiers == (
        Identifier("passport", "D 1"),
        Identifier("national-id", "77"),
        Identifier("uk-ref", "XXX0001"),
    )
    assert Fact("nationality", "Narnia") in person.facts
    assert Fact("birth place", "Cair Paravel, Narnia") in person.facts


def test_listing_has_its_date_and_measures() -> None:
    listings = {listing.record: listing for listing in _of(Listing)}
    firm = listings["uk:BEL0107"]
    assert (firm.authority, firm.list, firm.reference) == ("UK", "UK Sanctions List", "BEL0107")
    assert firm.measures == ("Asset freeze", "Director Disqualification Sanction")
    assert firm.reason == "Controlled by a state exporter."
    assert as_of(firm.period, date(2021, 6, 20)) == "no"
    assert as_of(firm.period, date(2021, 6, 21)) == "yes"
    assert firm.period.tense == "current"
    assert listings["uk:DPR0075"].measures == ("Prohibition Of Port Entry",)
    assert listings["uk:XXX0001"].period == CURRENT


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(problem.code, problem.record, problem.value) for problem in _of(Problem)] == [
        ("unread-field", "uk:BEL0107", "green"),
        ("odd-value", "uk:DPR0075", "Former "),
        ("bad-date", "uk:XXX0001", "15/08/19yy"),
        ("bad-date", "uk:XXX0001", "31/02/2024"),
        ("double-entry", "uk:XXX0001", ""),
        ("no-key", "", "NO KEY"),
        ("odd-value", "uk:XXX0002", "Aircraft"),
        ("no-name", "uk:XXX0002", ""),
        ("unread-field", "", "end of list"),
    ]


def test_demo_extract_has_the_published_values() -> None:
    assert _of(Problem, DEMO) == []
    angara = _record("uk:RUS2183", DEMO)
    assert angara.identifiers == (
        Identifier("imo-ship", "9179842", "IMO9179842", True),
        Identifier("uk-ref", "RUS2183"),
    )
    firm = _record("uk:RUS2087", DEMO)
    assert firm.identifiers == (
        Identifier("registration", "11132540008732"),
        Identifier("uk-ref", "RUS2087"),
        Identifier("ofsi-group", "16414"),
    )
    assert [name.text for name in _record("uk:RUS1851", DEMO).names][:2] == [
        "MG-FLOT LLC",
        "TRANSMORFLOT",
    ]
    assert [listing.period.start_min for listing in _of(Listing, DEMO)][-1] == date(2024, 7, 31)


def test_recognises_its_root_only() -> None:
    assert uk_sanctions.recognises(SMALL.read_bytes()[:500], SMALL)
    assert not uk_sanctions.recognises(b"<sdnList/>", SMALL)
    assert not uk_sanctions.recognises(b"Designations", SMALL)
    assert not uk_sanctions.recognises(b"", SMALL)


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Designations>&b;</Designations>'
FETCH = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><Designations>&a;</Designations>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no xml at all", "which is no XML"),
        (b"<html><body>404</body></html>", "found <html>"),
        (BOMB, "found a DOCTYPE"),
        (FETCH, "found a DOCTYPE"),
        (SMALL.read_bytes()[:3000], "breaks off or is damaged"),
    ],
)
def test_bad_file_stops_with_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "uk.xml"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(uk_sanctions.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_another_root_is_a_changed_source(tmp_path: Path) -> None:
    path = tmp_path / "uk.xml"
    path.write_text("<sdnList/>")
    with pytest.raises(SourceChanged, match="expected the root <Designations>, found <sdnList>"):
        list(uk_sanctions.read(path))


def test_list_without_a_usable_date_is_undated(tmp_path: Path) -> None:
    path = tmp_path / "uk.xml"
    body = "<Designation><UniqueID>A1</UniqueID></Designation></Designations>"
    path.write_text(f"<Designations>{body}")
    assert _of(Edition, path)[0].published is None
    path.write_text(f"<Designations><DateGenerated>soon</DateGenerated>{body}")
    assert _of(Edition, path)[0].published is None
    assert _of(Problem, path)[0].code == "bad-date"


@settings(max_examples=100, deadline=None)
@given(st.binary(), st.integers(0, 6000))
def test_no_bytes_raise_anything_but_our_own(junk: bytes, at: int) -> None:
    data = SMALL.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "uk.xml"
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            assert isinstance(next(uk_sanctions.read(path)), Edition)
            list(uk_sanctions.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)


def test_a_number_that_two_designations_claim_joins_neither(tmp_path: Path) -> None:
    made = SMALL.read_text(encoding="utf-8").replace("</Designations>", "")
    for key in ("XXX0010", "XXX0011"):
        made += (
            f"<Designation><UniqueID>{key}</UniqueID><UNReferenceNumber>QDe.901</UNReferenceNumber>"
            f"<Names><Name><Name6>EXAMPLE {key}</Name6><NameType>Primary Name</NameType></Name>"
            "</Names><IndividualEntityShip>Entity</IndividualEntityShip><EntityDetails><Entity>"
            "<BusinessRegistrationNumbers><BusinessRegistrationNumber>INN: 0001234562"
            "</BusinessRegistrationNumber></BusinessRegistrationNumbers></Entity></EntityDetails>"
            "</Designation>"
        )
    path = tmp_path / "uk.xml"
    path.write_text(f"{made}</Designations>", encoding="utf-8")
    for key in ("uk:XXX0010", "uk:XXX0011"):
        record = _record(key, path)
        assert [(found.scheme, found.value) for found in record.identifiers] == [
            ("tax", "0001234562"),
            ("uk-ref", key[3:]),
        ]
        assert Fact("UN list reference as stated", "QDe.901") in record.facts
    codes = [one.code for one in _of(Problem, path) if one.record.startswith("uk:XXX001")]
    assert [code for code in codes if code.startswith("shared")] == [
        "shared-number", "shared-reference",
    ] * 2  # fmt: skip
