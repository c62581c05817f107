"""The XML lists: what an entry becomes, both namespaces, bad files, and the real lists."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Fact,
    Item,
    Link,
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.loaders import ofac_legacy
from hullmark.loaders.base import head

FOLDER = Path(__file__).parent.parent / "fixtures" / "ofac"
SDN = FOLDER / "sdn.xml"


def records(path: Path) -> dict[str, Record]:
    return {item.id: item for item in ofac_legacy.read(path) if isinstance(item, Record)}


def problems(items: list[Item]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SDN.read_text()
    assert old in text
    path = tmp_path / "sdn.xml"
    path.write_text(text.replace(old, new))
    return path


def test_the_edition_comes_first_with_list_date_and_count() -> None:
    first = next(iter(ofac_legacy.read(SDN)))
    assert isinstance(first, Edition)
    assert (first.source, first.list, first.published, first.entries) == (
        "ofac",
        "SDN",
        date(2024, 5, 7),
        11,
    )
    other = next(iter(ofac_legacy.read(FOLDER / "consolidated.xml")))
    assert isinstance(other, Edition)
    assert (other.list, other.published) == ("Consolidated", date(2025, 3, 28))


def test_a_ship_with_its_listing_and_its_link() -> None:
    items = [i for i in ofac_legacy.read(SDN) if getattr(i, "place", "").startswith("uid 37059,")]
    record, listing, link = items
    assert isinstance(record, Record) and isinstance(listing, Listing) and isinstance(link, Link)
    assert (record.id, record.kind) == ("ofac:37059", "Vessel")
    assert record.names == (Name("ANGARA"),)
    assert [(i.scheme, i.value, i.stated, i.valid) for i in record.identifiers] == [
        ("imo-ship", "9179842", "IMO 9179842", True)
    ]
    assert record.facts == (
        Fact("vessel type", "Roll-on Roll-off"),
        Fact("flag", "ru", "Russia", CURRENT),
        Fact("gross tonnage", "8811"),
    )
    assert record.url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37059"
    assert (listing.id, listing.record, listing.authority) == (
        "ofac:37059/SDN",
        "ofac:37059",
        "OFAC",
    )
    assert (listing.list, listing.programmes, listing.reference) == (
        "SDN",
        ("RUSSIA-EO14024",),
        "37059",
    )
    assert (link.subject, link.role, link.object, link.object_name) == (
        "ofac:37059",
        "linked to",
        "",
        "M LEASING LLC",
    )
    assert (link.period, link.as_stated) == (CURRENT, "Linked To: M LEASING LLC")


def test_places_name_the_line_of_the_entry() -> None:
    place = records(SDN)["ofac:37059"].place
    line = SDN.read_text().splitlines().index("    <uid>37059</uid>")
    assert place == f"uid 37059, line {line}"


def test_company_numbers_addresses_and_aliases() -> None:
    found = records(SDN)
    azia, nioc = found["ofac:46769"], found["ofac:11317"]
    assert azia.kind == "LegalEntity"
    assert [(n.text, n.type) for n in azia.names] == [
        ("AZIA SHIPPING COMPANY", "primary"),
        ("AZSCO", "weak alias"),
        ("OOO SUDOKHODNAIA KOMPANIIA AZIA", "alias"),
    ]
    assert [(i.scheme, i.value, i.country, i.valid) for i in azia.identifiers] == [
        ("imo-company", "5766958", "", True),
        ("ogrn", "1132540008732", "ru", True),
        ("inn", "2540195189", "ru", True),
    ]
    assert azia.facts == (
        Fact("address", "29, Posetskaya Str., Vladivostok 690091, Russia"),
        Fact("country", "ru", "Russia"),
    )
    assert [f.value for f in nioc.facts if f.prop == "country"] == ["ir"]
    assert [f.prop for f in nioc.facts].count("address") == 2
    assert Fact("remark", "all offices worldwide") in nioc.facts
    assert Fact("IFCA determination", "Involved in Energy Sector") in nioc.facts


def test_ship_numbers_as_the_list_really_writes_them() -> None:
    found = records(SDN)
    numbers = {
        uid: [(i.scheme, i.value) for i in found[f"ofac:{uid}"].identifiers]
        for uid in (17104, 23424, 37043, 37479)
    }
    assert numbers == {
        17104: [("imo-ship", "8606173")],
        23424: [("ship-registration", "15411")],
        37043: [("imo-ship", "8904408")],
        37479: [("mmsi", "273385420"), ("ship-registration", "RS 150443"), ("call-sign", "UBAO8")],
    }
    dino = found["ofac:15904"]
    assert Fact("flag", "tz", "Tanzania", FORMER) in dino.facts
    assert Fact("owner as stated", "NITC") in dino.facts
    assert Name("INFINITY", "former") in dino.names


def test_a_person_has_names_births_and_documents() -> None:
    person = records(SDN)["ofac:99000001"]
    assert person.kind == "Person"
    assert person.names == (Name("EXAMPLE, Jane"),)
    assert [(i.scheme, i.value, i.country) for i in person.identifiers] == [
        ("passport", "X0000001", "pa")
    ]
    assert str(person.identifiers[0].period.end_max) == "2020-01-31"
    assert [(f.prop, f.value) for f in person.facts] == [
        ("gender", "Female"),
        ("title", "Captain"),
        ("birth date", "1960-03-12"),
        ("birth date", "circa 1961"),
        ("birth date", "1962-01-01 to 1964-12-31"),
        ("birth place", "Colon, Panama"),
        ("nationality", "pa"),
        ("citizenship", "undetermined"),
    ]


def test_the_only_problem_is_the_bad_company_number() -> None:
    assert [(p.code, p.record, p.value) for p in problems(list(ofac_legacy.read(SDN)))] == [
        ("bad-identifier", "ofac:23513", "IMO 543400")
    ]


def test_the_old_namespace_and_packed_files_read_the_same(tmp_path: Path) -> None:
    old = list(ofac_legacy.read(FOLDER / "sdn_tempuri.xml"))
    assert [type(item).__name__ for item in old] == ["Edition", "Record", "Listing"]
    assert Name("AERO-CARIBBEAN", "alias") in records(FOLDER / "sdn_tempuri.xml")["ofac:36"].names
    packed = tmp_path / "sdn.xml.gz"
    packed.write_bytes(gzip.compress(SDN.read_bytes()))
    assert list(ofac_legacy.read(packed)) == list(ofac_legacy.read(SDN))


def test_recognises_the_root_and_nothing_else() -> None:
    assert ofac_legacy.recognises(head(SDN), SDN)
    assert ofac_legacy.recognises(head(FOLDER / "sdn_tempuri.xml"), SDN)
    assert not ofac_legacy.recognises(b"<?xml version='1.0'?><Designations/>", SDN)
    assert not ofac_legacy.recognises(b"<!DOCTYPE html><html>", SDN)
    assert not ofac_legacy.recognises(b"\x00\x01", SDN)


def test_elements_that_are_new_or_doubled_become_problems(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        "<lastName>ANGARA</lastName>",
        "<lastName>ANGARA</lastName><colour>red</colour><crew><name>A</name></crew>",
    )
    found = problems(list(ofac_legacy.read(path)))
    assert [(p.code, p.record, p.value) for p in found] == [
        ("bad-identifier", "ofac:23513", "IMO 543400"),
        ("unread-field", "ofac:37059", "red"),
        ("unread-field", "ofac:37059", ""),
    ]
    assert "'colour'" in found[1].message and "'crew'" in found[2].message


def test_an_entry_without_uid_and_a_uid_twice_are_skipped_with_a_problem(tmp_path: Path) -> None:
    path = changed(tmp_path, "<uid>37059</uid>", "<uid></uid>")
    assert "no-key" in {p.code for p in problems(list(ofac_legacy.read(path)))}
    path = changed(tmp_path, "<uid>37059</uid>", "<uid>37065</uid>")
    found = list(ofac_legacy.read(path))
    assert [p.value for p in problems(found) if p.code == "double-entry"] == ["37065"]
    assert len([item for item in found if isinstance(item, Record)]) == 10


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<Record_Count>11<", "<Record_Count>12<", "expected 12 entries (its Record_Count)"),
        ("<sdnType>Vessel<", "<sdnType>Submarine<", "found 'Submarine'"),
        ("05/07/2024", "7 May", "expected Publish_Date as MM/DD/YYYY"),
        ("exports/XML", "exports/XML2", "expected the root sdnList in the namespace"),
        ("sdnList", "sanctionsData", "found {https://"),
        ("publshInformation", "publishInformation", "expected publshInformation"),
    ],
)
def test_another_shape_stops_the_load(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SourceChanged) as stopped:
        list(ofac_legacy.read(changed(tmp_path, old, new)))
    assert says in str(stopped.value) and "sdn.xml" in str(stopped.value)


BOMB = b'<!DOCTYPE sdnList [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE sdnList [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (SDN.read_bytes()[:4000], "breaks off"),
        (SDN.read_bytes()[:4000] + b"</sdnList>", "breaks off or is damaged"),
        (SDN.read_bytes().replace(b"<sdnList", BOMB + b"<sdnList", 1), "found a DOCTYPE"),
        (SDN.read_bytes().replace(b"<sdnList", OUTSIDE + b"<sdnList", 1), "found a DOCTYPE"),
        (SDN.read_bytes().replace(b"ANGARA", b"&a;"), "breaks off or is damaged"),
        (b"<!DOCTYPE html><html><body>Access denied</body></html>", "found a web page"),
        (b"\x7fELF\x02\x01\x01\x00", "which is no XML"),
        (b"uid,name\n1,ANGARA\n", "which is no XML"),
        (b"", "is empty"),
    ],
)
def test_what_is_not_the_list_stops_in_one_sentence(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "sdn.xml"
    path.write_bytes(content)
    with pytest.raises(FileProblem) as stopped:
        list(ofac_legacy.read(path))
    assert says in str(stopped.value) and str(path) in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_a_damaged_packed_file_stops_as_such(tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml.gz"
    path.write_bytes(gzip.compress(SDN.read_bytes())[:-200])
    with pytest.raises(FileProblem, match="damaged or cut off"):
        list(ofac_legacy.read(path))


@given(st.binary(max_size=300), st.integers(0, 9000), st.integers(0, 300))
def test_no_bytes_raise_anything_but_our_errors(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, cut: int
) -> None:
    whole = SDN.read_bytes()
    path = tmp_path_factory.mktemp("noise") / "sdn.xml"
    for content in (noise, whole[:at] + noise + whole[at + cut :]):
        path.write_bytes(content)
        try:
            assert list(ofac_legacy.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)


def test_the_real_list_whole(real_data: Path) -> None:
    items = list(ofac_legacy.read(real_data / "ofac" / "sdn_2024-05-07.xml"))
    found = [item for item in items if isinstance(item, Record)]
    links = [item for item in items if isinstance(item, Link)]
    assert isinstance(items[0], Edition) and items[0].list == "SDN"
    assert Counter(record.kind for record in found) == {
        "LegalEntity": 6884,
        "Person": 6855,
        "Vessel": 851,
        "Aircraft": 376,
    }
    assert Counter(p.code for p in problems(items)) == {"bad-identifier": 67}
    primary: defaultdict[str, set[str]] = defaultdict(set)
    other: defaultdict[str, set[str]] = defaultdict(set)
    for record in found:
        for name in record.names:
            (primary if name.type == "primary" else other)[name.text].add(record.id)
    settled = [primary.get(link.object_name) or other.get(link.object_name) for link in links]
    assert len(links) == len({link.id for link in links}) == 6380
    assert sum(1 for ends in settled if ends and len(ends) == 1) == 6370


@pytest.mark.parametrize("day", ["2024-05-06", "2025-03-28"])
def test_the_real_consolidated_lists_are_known_as_such(real_data: Path, day: str) -> None:
    items = list(ofac_legacy.read(real_data / "ofac" / f"consolidated_{day}.xml"))
    assert isinstance(items[0], Edition)
    assert (items[0].list, str(items[0].published), items[0].entries) == ("Consolidated", day, 443)
    assert Counter(p.code for p in problems(items)) == {"bad-identifier": 2}
