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
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.loaders import un_sc

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures/un/small.xml"
LIST = "UN Security Council Consolidated List"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in un_sc.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = SMALL) -> Record:
    return next(record for record in _of(Record, path) if record.id == key)


def _said(record: Record, *props: str) -> list[tuple[str, str, str]]:
    return [(fact.prop, fact.value, fact.stated) for fact in record.facts if fact.prop in props]


def _listed(folder: Path, entry: str, date_generated: str = "2026-04-02T23:00:02.140Z") -> Path:
    path = folder / "un.xml"
    path.write_text(
        f'<CONSOLIDATED_LIST dateGenerated="{date_generated}"><INDIVIDUALS>{entry}</INDIVIDUALS>'
        "<ENTITIES/></CONSOLIDATED_LIST>",
        encoding="utf-8",
    )
    return path


def _individual(fields: str) -> str:
    return f"<INDIVIDUAL><REFERENCE_NUMBER>XXi.009</REFERENCE_NUMBER>{fields}</INDIVIDUAL>"


def test_edition_comes_first_with_the_day_the_list_was_made() -> None:
    first = next(un_sc.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list, first.published) == ("un", LIST, date(2026, 4, 2))
    assert [(record.id, record.kind, record.place) for record in _of(Record)] == [
        ("un:XXi.001", "Person", "line 4"),
        ("un:9900002", "Person", "line 148"),
        ("un:KPe.066", "LegalEntity", "line 164"),
        ("un:KPe.067", "LegalEntity", "line 187"),
        ("un:XXe.001", "LegalEntity", "line 217"),
    ]


def test_names_and_their_qualities() -> None:
    assert _record("un:XXi.001").names == (
        Name("JANE Q EXAMPLE AL-INVENTED"),
        Name("جين مثال", "alias"),
        Name("Jayne Example", "alias"),
        Name("Jane Exampel", "alias"),
        Name("Jean Example", "alias"),
        Name("جين (Jen; Jenny)", "weak alias"),
    )
    assert _record("un:KPe.067").names == (
        Name("KOTI CORP"),
        Name("Koti Invented", "alias"),
        Name("Koti Before", "former"),
    )
    assert _record("un:9900002").names == (Name("مثال"),)


def test_what_is_said_of_an_alias_stays_with_the_alias() -> None:
    assert _said(_record("un:XXi.001"), "alias remark") == [
        (
            "alias remark",
            "جين (Jen; Jenny): born 1973-08-26, Cair Paravel, Narnia; nom de guerre",
            "",
        )
    ]
    assert _said(_record("un:KPe.067"), "alias remark") == [
        ("alias remark", "Koti Before: formerly listed as", "")
    ]


def test_births_as_far_as_they_are_known() -> None:
    place = "Lamp Post, Lantern Waste, Western March, Narnia"
    assert _said(_record("un:XXi.001"), "birth date", "birth place", "birth remark") == [
        ("birth date", "1971-03-04", ""),
        ("birth remark", "1971-03-04: from an invented paper", ""),
        ("birth date", "circa 1972", ""),
        ("birth date", "circa 1973 to 1975", ""),
        ("birth date", "1980 or before", ""),
        ("birth date", "1976-11", "Nov. 1976"),
        ("birth remark", "30-35 years old", ""),
        ("birth date", "197x", ""),
        ("birth remark", "1981-01-01: from false passport", ""),
        ("birth place", place, ""),
        ("birth remark", f"{place}: near the wood", ""),
    ]


def test_a_range_without_its_end_is_open(tmp_path: Path) -> None:
    birth = "<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1960</FROM_YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
    record = _record("un:XXi.009", _listed(tmp_path, _individual(birth)))
    assert record.facts == (Fact("birth date", "1960 or later"),)


def test_documents() -> None:
    person = _record("un:XXi.001")
    assert person.identifiers == (
        Identifier("un-ref", "XXi.001"),
        Identifier("passport", "X 0000001", country="rw"),
        Identifier("passport", "X2"),
        Identifier("national-id", "77"),
    )
    props = ("passport information", "national id information", "false document", "document")
    assert [(prop, value) for prop, value, _ in _said(person, *props)] == [
        (
            "passport information",
            "X 0000001: diplomatic passport; issued 2011-12-07 in Kampala, Uganda; "
            "expires on 6 Dec. 2016",
        ),
        ("national id information", "77: Ration card number; issued 2011-02-30"),
        ("national id information", "of Rwanda; number not known"),
        ("false document", "Passport Counterfeit passport 5: of Uganda"),
        ("document", "Library card L 1: issued in Rwanda"),
    ]


def test_offices_nationalities_and_the_rest() -> None:
    person = _record("un:XXi.001")
    props = ("title", "position", "gender", "nationality", "data id", "other information")
    assert _said(person, *props) == [
        ("data id", "9900001", ""),
        ("title", "Dr.", ""),
        ("position", "Treasurer", ""),
        ("position", "Secretary", ""),
        ("gender", "female", "Female"),
        ("nationality", "rw", "Rwanda"),
        ("nationality", "Narnia", ""),
        ("other information", "Sister of nobody. INTERPOL-UN Special Notice.", ""),
    ]
    assert _said(person, "amended") == [
        ("amended", "2016-10-13", ""),
        ("amended", "2018-13-01", ""),
    ]


def test_addresses() -> None:
    person, firm = _record("un:XXi.001"), _record("un:KPe.067")
    address = "1 Example Road, Kigali, Kigali Province, 00100, Rwanda"
    assert Fact("address", address, period=FORMER) in person.facts
    assert Fact("country", "rw", "Rwanda", FORMER) in person.facts
    assert Fact("country", "ug", "Uganda") in person.facts
    assert _said(person, "address remark") == [("address remark", "Uganda: as of early 2016", "")]
    assert Fact("address at the time of listing", "Panama City, Panama") in firm.facts
    assert Fact("country", "pa", "Panama") in firm.facts
    assert _said(firm, "address remark", "address") == []


def test_an_imo_number_has_the_scheme_that_the_words_name_and_else_none() -> None:
    named, unnamed = _record("un:KPe.066"), _record("un:KPe.067")
    assert named.identifiers == (
        Identifier("un-ref", "KPe.066"),
        Identifier("imo-company", "5434358", valid=True),
    )
    assert _said(named, "IMO number") == []
    assert unnamed.identifiers == (Identifier("un-ref", "KPe.067"),)
    assert _said(unnamed, "IMO number") == [("IMO number", "5982254", "")]


@pytest.mark.parametrize(
    ("comment", "numbers", "facts"),
    [
        ("Its IMO company number: 5434358.", [("imo-company", "5434358")], []),
        ("Ship number IMO 9074729", [("imo-ship", "9074729")], []),
        ("IMO vessel number 9074729", [("imo-ship", "9074729")], []),
        ("Maritime Organization (IMO) Number: 1790183.", [], ["1790183"]),
        ("IMO 90747290", [], []),
        ("passport number 9074729", [], []),
        ("The vessel TIMO 9074729", [], []),
    ],
)
def test_imo_numbers_in_comments(
    comment: str, numbers: list[tuple[str, str]], facts: list[str], tmp_path: Path
) -> None:
    path = _listed(tmp_path, _individual(f"<COMMENTS1>{comment}</COMMENTS1>"))
    record = _record("un:XXi.009", path)
    assert [(one.scheme, one.value) for one in record.identifiers[1:]] == numbers
    assert [value for _, value, _ in _said(record, "IMO number")] == facts
    assert Fact("other information", comment) in record.facts


def test_listing_has_its_date_and_regime() -> None:
    listings = {listing.record: listing for listing in _of(Listing)}
    person = listings["un:XXi.001"]
    assert person.id == "un:XXi.001#listing"
    assert (person.authority, person.list, person.reference) == ("UN", LIST, "XXi.001")
    assert (person.programmes, person.measures) == (("Al-Qaida",), ())
    assert as_of(person.period, date(2015, 6, 30)) == "no"
    assert as_of(person.period, date(2015, 7, 1)) == "yes"
    assert person.period.tense == "current"
    assert listings["un:KPe.067"].reference == "KPe.067"
    assert listings["un:9900002"].period == CURRENT
    assert (listings["un:9900002"].reference, listings["un:9900002"].programmes) == ("", ("GB",))


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    found = [(one.code, one.record, one.value, one.place) for one in _of(Problem)]
    assert found == [
        ("bad-date", "un:XXi.001", "197x", "line 4"),
        ("bad-date", "un:XXi.001", "2011-02-30", "line 4"),
        ("odd-value", "un:XXi.001", "Library card", "line 4"),
        ("bad-date", "un:XXi.001", "2018-13-01", "line 4"),
        ("unread-field", "un:XXi.001", "green", "line 4"),
        ("no-reference", "un:9900002", "", "line 148"),
        ("bad-date", "un:9900002", "soon", "line 148"),
        ("odd-value", "un:9900002", "Draft List", "line 148"),
        ("no-key", "", "NO KEY", "line 157"),
        ("unread-field", "", "INVENTED STAR", "line 163"),
        ("double-entry", "un:KPe.067", "", "line 212"),
        ("no-name", "un:XXe.001", "", "line 217"),
        ("unread-field", "", "end of list", "line 221"),
        ("unread-field", "", "boo", "line 160"),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            "<INDIVIDUAL_ALIAS>\n<QUALITY>Medium</QUALITY></INDIVIDUAL_ALIAS>",
            "line 1: expected QUALITY to be one of 'good', 'low', 'a.k.a.', 'f.k.a.', "
            "found 'Medium'; hullmark needs to learn",
        ),
        (
            "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>GUESS</TYPE_OF_DATE>"
            "</INDIVIDUAL_DATE_OF_BIRTH>",
            "line 1: expected TYPE_OF_DATE to be one of 'exact', 'approximately', 'between', "
            "found 'GUESS'; hullmark needs to learn",
        ),
    ],
)
def test_a_code_that_is_new_stops_the_load(fields: str, said: str, tmp_path: Path) -> None:
    path = _listed(tmp_path, _individual(fields))
    with pytest.raises(SourceChanged) as caught:
        list(un_sc.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_recognises_its_root_only() -> None:
    assert un_sc.recognises(SMALL.read_bytes()[:500], SMALL)
    assert not un_sc.recognises(b"<sdnList/>", SMALL)
    assert not un_sc.recognises(b'<CONSOLIDATED_LIST xmlns="urn:other"/>', SMALL)
    assert not un_sc.recognises(b"CONSOLIDATED_LIST", SMALL)
    assert not un_sc.recognises(b"", SMALL)


BOMB = b'<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST>&b;'
FETCH = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&a;'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no xml at all", "which is no XML"),
        (b"<html><body>404</body></html>", "found <html>"),
        (b"<sdnList/>", "expected the root <CONSOLIDATED_LIST>, found <sdnList>"),
        (BOMB, "found a DOCTYPE"),
        (FETCH, "found a DOCTYPE"),
        (SMALL.read_bytes()[:3000], "breaks off or is damaged"),
        (SMALL.read_bytes()[:-30], "breaks off or is damaged"),
    ],
)
def test_bad_file_stops_with_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(un_sc.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_list_without_a_usable_date_is_undated(tmp_path: Path) -> None:
    path = _listed(tmp_path, _individual(""), date_generated="")
    assert [one.published for one in _of(Edition, path)] == [None]
    assert [one.code for one in _of(Problem, path)] == ["no-name"]
    path = _listed(tmp_path, _individual(""), date_generated="yesterday")
    assert [one.published for one in _of(Edition, path)] == [None]
    assert [(one.code, one.value) for one in _of(Problem, path)] == [
        ("bad-date", "yesterday"),
        ("no-name", ""),
    ]


def test_real_lists(real_data: Path) -> None:
    counts = []
    for day in ("2025-04-19", "2026-04-02"):
        items = list(un_sc.read(real_data / f"un/un_consolidated_{day}.xml"))
        records = {item.id: item for item in items if isinstance(item, Record)}
        listings = {item.record: item for item in items if isinstance(item, Listing)}
        kinds = [record.kind for record in records.values()]
        counts.append((kinds.count("Person"), kinds.count("LegalEntity"), len(listings)))
        assert [item for item in items if isinstance(item, Problem)] == []
    assert counts == [(684, 193, 877), (733, 272, 1005)]
    omm = records["un:KPe.020"]
    assert omm.names == (
        Name("OCEAN MARITIME MANAGEMENT COMPANY, LIMITED (OMM)"),
        Name("East Sea Shipping Company", "alias"),
        Name("Korea Mirae Shipping Co. Ltd", "alias"),
        Name("Haeyang Crew Management Company", "alias"),
    )
    assert _said(omm, "IMO number", "amended", "country") == [
        ("country", "kp", "Democratic People's Republic of Korea"),
        ("IMO number", "1790183", ""),
        ("amended", "2022-07-26", ""),
    ]
    yujong = listings["un:KPe.066"]
    assert (yujong.programmes, yujong.period.start_min) == (("DPRK",), date(2018, 3, 30))
    number = Identifier("imo-company", "5434358", valid=True)
    assert number in records["un:KPe.066"].identifiers
    assert listings["un:TAe.014"].period.start_min == date(2015, 3, 27)  # 2015-03-27-04:00


@settings(max_examples=100, deadline=None)
@given(st.binary(), st.integers(0, 9000))
def test_no_bytes_raise_anything_but_our_own(junk: bytes, at: int) -> None:
    data = SMALL.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "un.xml"
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            assert isinstance(next(un_sc.read(path)), Edition)
            list(un_sc.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)
