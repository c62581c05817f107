import gzip
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.dates import as_of
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Edition,
    Fact,
    Item,
    Listing,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.loaders import eu_fsf
from hullmark.loaders.base import head
from hullmark.loaders.eu_fsf_numbers import CODES, scheme_of

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures/eu/small.xml"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in eu_fsf.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = SMALL) -> Record:
    return next(record for record in _of(Record, path) if record.id == key)


def _facts(record: Record, prop: str) -> list[str]:
    return [fact.value for fact in record.facts if fact.prop == prop]


def _numbers(record: Record) -> list[tuple[str, str, str]]:
    return [(one.scheme, one.value, one.country) for one in record.identifiers]


def _day(year: int, month: int, day: int) -> Period:
    one = date(year, month, day)
    return Period(start_min=one, start_max=one, end_min=one, tense="current")


def test_edition_comes_first_with_the_day_the_list_was_made() -> None:
    first = next(eu_fsf.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list) == ("eu", "EU consolidated list")
    assert first.published == date(2030, 1, 5)
    assert [record.id for record in _of(Record)] == [
        "eu:EU.9442.82",
        "eu:EU.11340.22",
        "eu:EU.90001.1",
        "eu:logical-900003",
        "eu:EU.90004.4",
        "eu:EU.90002.2",
        "eu:EU.90005.5",
        "eu:EU.90006.6",
    ]


def test_ship_is_a_ship_because_a_remark_says_so() -> None:
    ship = _record("eu:EU.9442.82")
    assert (ship.kind, ship.place) == ("Vessel", "line 3")
    assert ship.names == (Name("Unica", cite="2022/2429 (OJ L318I)"),)
    assert _numbers(ship) == [("eu-ref", "EU.9442.82", ""), ("imo-ship", "8514306", "")]
    assert [(fact.prop, fact.value, fact.stated) for fact in ship.facts] == [
        ("vessel type", "delivery vessel, oil tanker", ""),
        ("country", "kp", "KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF"),
        ("principal place of business", "DPRK, People’s Republic of China", ""),
    ]


def test_own_name_is_the_one_that_carries_the_remarks() -> None:
    firm = _record("eu:EU.11340.22")
    assert firm.kind == "LegalEntity"
    assert [(name.text, name.type, name.lang) for name in firm.names] == [
        ("MG-Flot LLC", "primary", "eng"),
        ("sociedad de responsabilidad limitada MG-Flot", "alias", "spa"),
        ("TransMorFlot", "alias", "eng"),
        ("TransMorFlot LLC", "former", ""),
        ("ООО МГ-ФЛОТ", "alias", "rus"),
    ]
    assert _numbers(firm) == [("eu-ref", "EU.11340.22", ""), ("tax", "3017041900", "")]
    cite = "2024/753 (OJ L23022024)"
    assert Fact("registration date", "2005-02-17", "17.2.2005", cite=cite) in firm.facts
    assert _facts(firm, "organization type") == ["Limited Liability Company"]
    assert _facts(firm, "remark") == ["previously known as TransMorFlot LLC"]
    assert _facts(firm, "address") == [
        "st. Lenina, 18 “d”, premises. 1, 368730, Akhty village, Akhtynsky district, "
        "Republic of Dagestan, Russia"
    ]


def test_names_of_a_person() -> None:
    person = _record("eu:EU.90001.1")
    assert person.kind == "Person"
    assert [(name.text, name.type) for name in person.names] == [
        ("Dr. Jane Q Example", "primary"),
        ("Jane EXAMPLE", "alias"),
        ("The Example", "weak alias"),
        ("Jane Sample", "alias"),
        ("Jane Maiden", "former"),
        ("Джейн Пример", "alias"),
        ("Only Parts", "alias"),
    ]
    assert _facts(person, "name remark") == [
        "The Example: born 1.1.1971",
        "Джейн Пример: maiden name",
    ]
    assert _facts(person, "position") == ["Head of Nothing"]
    assert _facts(person, "title") == ["Dr."]
    assert Fact("gender", "female", "F") in person.facts
    assert _facts(person, "remark") == ["Deceased."]


def test_births_as_far_as_they_are_known() -> None:
    person = _record("eu:EU.90001.1")
    assert [(one.value, one.stated) for one in person.facts if one.prop == "birth date"] == [
        ("1971-01-28", ""),
        ("1972-08", ""),
        ("circa 1973", ""),
        ("circa 1974 to 1976", ""),
        ("1977 or later", ""),
        ("1978 or before", ""),
        ("1982-04-19", "24.6.1402 (Islamic calendar)"),
        ("1403 (Islamic calendar)", ""),
        ("31.2.1979", ""),
        ("1.3", ""),
    ]
    assert _facts(person, "birth place") == ["Homs, Syria", "Place, Region, Afghanistan"]
    assert _facts(person, "birth remark") == ["1972-08: former USSR"]


def test_citizenships_and_addresses_have_their_times() -> None:
    person = _record("eu:EU.90001.1")
    lost = [(one.value, one.period) for one in person.facts if one.prop == "citizenship"]
    assert lost == [
        ("sy", Period()),
        (
            "yucs",
            Period(date(2001, 2, 3), date(2001, 2, 3), date(2010, 5, 6), date(2010, 5, 6)),
        ),
        ("NARNIA", Period(date(2011, 2, 3), date(2011, 2, 3), date(2011, 2, 3))),
    ]
    addresses = [(one.prop, one.value, one.period) for one in person.facts if "addr" in one.prop]
    assert addresses == [
        ("address", "Old Street 1, P.O. Box 12, Homs, Syria", FORMER),
        ("address at the time of listing", "P.O. Box 13, Aleppo, Syria", Period()),
        ("address remark", "P.O. Box 13, Aleppo: as of 2020", Period()),
        ("address", "Cair Paravel, NARNIA", Period()),
    ]
    contacts = [(prop, _facts(person, prop)) for prop in ("phone", "email", "website", "fax")]
    assert contacts == [
        ("phone", ["+963 1"]),
        ("email", ["a@example.org"]),
        ("website", ["example.org"]),
        ("fax", ["+963 2"]),
    ]


def test_documents_of_a_person() -> None:
    person = _record("eu:EU.90001.1")
    passports = {one.value: one.period for one in person.identifiers if one.scheme == "passport"}
    issued, ended = date(2013, 6, 11), date(2017, 6, 11)
    assert passports == {
        "D 1": Period(issued, issued, ended, ended),
        "D 2": Period(date(2003, 6, 11), date(2003, 6, 11), date(2003, 6, 11), tense="former"),
        "D 3": FORMER,
        "D 5": Period(end_min=date(2001, 1, 1), end_max=date(2001, 1, 1)),
        "D 5 LATIN": Period(end_min=date(2001, 1, 1), end_max=date(2001, 1, 1)),
        "D 6": Period(),
        "77": Period(),
    }
    assert _facts(person, "false document") == ["passport D 4"]
    assert _facts(person, "passport information") == [
        "D 1: diplomatic; issued by Minister; region Bangui; (name on doc. 'J. Example')",
        "D 1: CAR diplomatic passport",
        "D 2: known to have expired",
        "D 3: reported lost; revoked by its issuer; name on it J Example",
        "D 4: known to be false",
    ]
    assert ("tax", "614322649248", "") in _numbers(person)
    assert ("un-ref", "QDi.900", "") in _numbers(person)
    assert ("identification-number", "78", "") in _numbers(person)


def test_two_entries_under_one_reference_are_one_record_with_two_listings() -> None:
    firm = _record("eu:EU.90002.2")
    assert firm.place == "line 69"
    assert [(name.text, name.type) for name in firm.names] == [
        ("Example Shipping LLC", "primary"),
        ("Example Lines", "alias"),
        ("Example Lines Minsk", "alias"),
    ]
    assert _numbers(firm) == [
        ("eu-ref", "EU.90002.2", ""),
        ("ogrn", "1027700132195", ""),
        ("ogrn", "1027700132195", "ru"),
        ("inn", "7710137066", ""),
        ("inn", "7710137067", ""),
        ("kpp", "771001001", ""),
        ("registration", "01794877", "gb"),
        ("imo-company", "5434358", ""),
        ("imo-company", "5571322", ""),
        ("bic", "DCBKKPPY", ""),
    ]
    listings = [one for one in _of(Listing) if one.record == firm.id]
    assert [(one.id, one.programmes, one.period) for one in listings] == [
        ("eu:EU.90002.2#UKR", ("UKR",), _day(2030, 1, 2)),
        ("eu:EU.90002.2#BLR", ("BLR",), _day(2030, 1, 3)),
    ]


def test_listing_names_the_last_act_and_its_own_date() -> None:
    listings = {one.record: one for one in _of(Listing)}
    ship = listings["eu:EU.9442.82"]
    assert (ship.authority, ship.list, ship.programmes) == ("EU", "EU consolidated list", ("PRK",))
    assert (ship.reference, ship.measures) == ("EU.9442.82", ())
    assert ship.url == "https://eur-lex.europa.eu/eli/reg_impl/2022/2429/oj"
    assert ship.cite == (
        "council amendment 2022/2429 (OJ L318I), published 2022-12-12, in force 2022-12-12"
    )
    assert as_of(ship.period, date(2022, 12, 11)) == "no"
    assert as_of(ship.period, date(2022, 12, 12)) == "yes"
    assert listings["eu:logical-900003"].period == _day(2018, 12, 21)
    assert listings["eu:logical-900003"].reference == ""
    assert listings["eu:EU.90006.6"].period == CURRENT
    over = listings["eu:EU.90005.5"].period
    assert (over.start_min, over.end_max) == (date(2029, 1, 1), date(2030, 1, 4))


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(one.code, one.record, one.value) for one in _of(Problem)] == [
        ("bad-date", "eu:EU.90001.1", "2011-01-01 to 2001-01-01"),
        ("no-value", "eu:EU.90001.1", "id"),
        ("bad-date", "eu:EU.90001.1", "31.2.1979"),
        ("bad-date", "eu:EU.90001.1", "1.3"),
        ("bad-date", "eu:EU.90001.1", "to soon"),
        ("bad-identifier", "eu:EU.90002.2", "7710137067"),
        ("unread-field", "eu:EU.90004.4", ""),
        ("unread-field", "eu:EU.90004.4", "green"),
        ("bad-date", "eu:EU.90004.4", "21.01.201"),
        ("unread-field", "eu:EU.90004.4", "blue"),
        ("bad-date", "eu:EU.90004.4", "soon"),
        ("bad-date", "eu:EU.90004.4", "soon"),
        ("unread-field", "eu:EU.90004.4", "green"),
        ("unread-field", "eu:EU.90004.4", ""),
        ("double-entry", "eu:EU.90002.2", "Example Twice"),
        ("shared-reference", "eu:EU.90005.5", "QDi.901"),
        ("no-name", "eu:EU.90006.6", ""),
        ("shared-reference", "eu:EU.90006.6", "QDi.901"),
        ("no-key", "", "No Key"),
        ("unread-field", "", "end of list"),
    ]
    odd = _record("eu:EU.90004.4")
    assert (_facts(odd, "mood"), _facts(odd, "sector")) == (["glad"], ["Shipping"])


def test_number_of_the_un_that_two_subjects_claim_joins_neither() -> None:
    for key in ("eu:EU.90005.5", "eu:EU.90006.6"):
        record = _record(key)
        assert [one.scheme for one in record.identifiers] == ["eu-ref"]
        assert _facts(record, "UN list reference as stated") == ["QDi.901"]


@pytest.mark.parametrize(
    ("code", "words", "scheme"),
    [
        ("regnumber", (), "registration"),
        ("regnumber", ("State registration number",), "registration"),
        ("regnumber", ("SRN/OGRN",), "ogrn"),
        ("regnumber", ("PSRN primary state registration number",), "ogrn"),
        ("regnumber", ("Primary State registration number",), "ogrn"),
        ("regnumber", ("Tax registration number",), "tax"),
        ("regnumber", ("Registration date: 8.5.2014 Tax Registration Number: 1",), "registration"),
        ("fiscalcode", ("TIN",), "tax"),
        ("fiscalcode", ("TIN/INN",), "inn"),
        ("fiscalcode", ("INN KPP",), "tax"),
        ("other", ("ID number",), "identification-number"),
        ("other", ("OKPO",), "okpo"),
        ("other", ("SWIFT/BIC",), "bic"),
        ("other", ("Russian passport number",), "passport"),
        ("other", ("Passport No or ID",), "identification-number"),
        ("other", ("Wagner Group ID",), "identification-number"),
        ("imo", (), "imo-company"),
    ],
)
def test_scheme_is_what_the_code_and_the_words_say(
    code: str, words: tuple[str, ...], scheme: str
) -> None:
    assert scheme_of(code, words) == scheme


@given(st.sampled_from(sorted(CODES)), st.lists(st.text(max_size=40), max_size=3), st.booleans())
def test_any_words_give_some_scheme(code: str, words: list[str], ship: bool) -> None:
    assert scheme_of(code, tuple(words), ship=ship)


def test_recognises_its_root_and_namespace_only() -> None:
    assert eu_fsf.recognises(head(SMALL), SMALL)
    assert not eu_fsf.recognises(b"<export/>", SMALL)
    assert not eu_fsf.recognises(b'<export xmlns="http://other.example"/>', SMALL)
    assert not eu_fsf.recognises(b"<WHOLE/>", SMALL)
    assert not eu_fsf.recognises(b"", SMALL)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no xml at all", "which is no XML"),
        (b"<html><body>404</body></html>", "found <html>"),
        (b'<!DOCTYPE e [<!ENTITY a "aa">]><export>&a;</export>', "found a DOCTYPE"),
        (SMALL.read_bytes()[:9000], "breaks off or is damaged"),
        (SMALL.read_bytes()[:-12], "breaks off or is damaged"),
    ],
)
def test_bad_file_stops_with_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(eu_fsf.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code="person" classificationCode="P"', 'code="ship" classificationCode="V"', "'ship'"),
        ('TypeCode="swiftbic"', 'TypeCode="iban"', "line 85: .*identificationTypeCode.*'iban'"),
        ('key="FAX"', 'key="TELEX"', "line 54: .*contactInfo.*'TELEX'"),
    ],
)
def test_new_code_stops_and_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    path.write_text(SMALL.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceChanged, match=said):
        list(eu_fsf.read(path))


def test_new_attribute_of_the_root_is_worth_no_refusal(tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    text = SMALL.read_text(encoding="utf-8").replace("<export ", '<export generated="now" ', 1)
    path.write_text(text, encoding="utf-8")
    assert (_of(Problem, path)[0].code, _of(Problem, path)[0].value) == ("unread-field", "now")


def test_list_without_a_usable_date_is_undated(tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    text = SMALL.read_text(encoding="utf-8").replace("2030-01-05T17:44:28.283+02:00", "soon")
    path.write_text(text, encoding="utf-8")
    assert _of(Edition, path)[0].published is None
    assert _of(Problem, path)[0].code == "bad-date"


def test_packed_and_repeated_reading_give_equal_items(tmp_path: Path) -> None:
    packed = tmp_path / "eu.xml.gz"
    packed.write_bytes(gzip.compress(SMALL.read_bytes()))
    assert list(eu_fsf.read(packed)) == list(eu_fsf.read(SMALL)) == list(eu_fsf.read(SMALL))


def test_repeated_reference_in_an_encoding_that_was_not_foreseen(tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    text = SMALL.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    path.write_text(text, encoding="utf-16")
    doubles = [one.value for one in _of(Problem, path) if one.code == "double-entry"]
    assert doubles == ["Example Lines Minsk", "Example Twice"]
    assert len([one for one in _of(Record, path) if one.id == "eu:EU.90002.2"]) == 1


@given(st.binary(max_size=40), st.integers(0, 35_000), st.integers(0, 60))
def test_no_bytes_raise_anything_but_our_own(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: int
) -> None:
    data = SMALL.read_bytes()
    path = tmp_path_factory.mktemp("eu") / "eu.xml"
    path.write_bytes(data[:at] + junk + data[at + cut :])
    try:
        assert isinstance(next(eu_fsf.read(path)), Edition)
        list(eu_fsf.read(path))
    except HullmarkError as stopped:
        assert str(path) in str(stopped)


def test_real_list(real_data: Path) -> None:
    path = real_data / "eu/fsf_full_1_1_2024-05-13.xml"
    items = list(eu_fsf.read(path))
    records = {item.id: item for item in items if isinstance(item, Record)}
    kinds = [record.kind for record in records.values()]
    assert (len(records), kinds.count("Person"), kinds.count("Vessel")) == (4_808, 3_753, 2)
    assert sum(isinstance(item, Listing) for item in items) == 4_811
    problems = [(one.code, one.value) for one in items if isinstance(one, Problem)]
    assert problems == [
        ("shared-reference", "KPi.045"),
        ("shared-reference", "KPi.045"),
        ("bad-date", "21.01.201"),
        ("bad-date", "21.01.201"),
        ("shared-reference", "QDi.43"),
        ("shared-reference", "QDi.43"),
    ]
    firm = records["eu:EU.11337.46"]
    assert firm.place == "line 135765"
    assert [(name.text, name.type) for name in firm.names] == [
        ("M Leasing LLC", "primary"),
        ("sociedad de responsabilidad limitada M Leasing", "alias"),
        ("OOO “M Lizing”", "alias"),
        ("ООО М ЛИЗИНГ", "alias"),
        ("Общество с ограниченной ответственностью “М Лизинг”", "alias"),
    ]
    assert _numbers(firm) == [("eu-ref", "EU.11337.46", ""), ("tax", "9701173086", "")]
    assert _facts(firm, "registration date") == ["2021-03-18"]
    twice = [item for item in items if isinstance(item, Listing) and "EU.334.4#" in item.id]
    assert [(one.programmes, one.period.start_min) for one in twice] == [
        (("AFG",), date(2001, 2, 23)),
        (("TAQA",), None),
    ]
    shipping = records["eu:EU.4444.43"]
    assert ("imo-company", "5571322", "") in _numbers(shipping)


def test_truncated_real_list_is_refused(real_data: Path) -> None:
    with pytest.raises(FileProblem, match=r"line 28,198: .*breaks off or is damaged"):
        list(eu_fsf.read(real_data / "eu/fsf_full_1_1_2022-03-18.TRUNCATED.xml"))
