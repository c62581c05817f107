import gzip
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    Edition,
    Fact,
    Item,
    Link,
    Listing,
    Period,
    Problem,
    Record,
)
from hullmark.loaders import eu_journal
from hullmark.loaders.base import head
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.eu_journal_cells import take_dates, take_numbers, take_passports, values
from hullmark.loaders.eu_journal_links import owners_of, ships_of
from hullmark.loaders.eu_journal_names import take_name
from hullmark.loaders.eu_journal_row import act

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures/eu_journal/small.csv"
ANNEX = ROOT / "fixtures/eu_journal/annex_xlii.csv"
ON = Period(start_max=date(2018, 3, 30), end_min=date(2018, 3, 30))
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in eu_journal.read(path) if isinstance(item, kind)]


def _record(key: str, path: Path = SMALL) -> Record:
    return next(one for one in _of(Record, path) if one.id == f"eu-journal:{key}")


def _numbers(record: Record) -> list[tuple[str, str, str]]:
    return [(one.scheme, one.value, one.stated) for one in record.identifiers]


def _facts(record: Record, prop: str) -> list[str]:
    return [fact.value for fact in record.facts if fact.prop == prop]


def _since(year: int, month: int, day: int) -> Period:
    one = date(year, month, day)
    return Period(start_min=one, start_max=one, end_min=one, tense="current")


def test_edition_names_the_act_and_no_day() -> None:
    assert next(eu_journal.read(ANNEX)) == Edition(
        source="eu-journal",
        list="Regulation 833/2014",
        title="EU Official Journal, Regulation 833/2014",
        url="https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014R0833",
    )


@pytest.mark.parametrize(
    ("celex", "named"),
    [
        ("32014R0833", "Regulation 833/2014"),
        ("32014R0269", "Regulation 269/2014"),
        ("32017R1509", "Regulation 2017/1509"),
        ("32015R0001", "Regulation 2015/1"),
        ("32011D0173", "Decision 2011/173"),
        ("02014R0833-20260717", "02014R0833-20260717"),
    ],
)
def test_act_in_short(celex: str, named: str) -> None:
    assert act(celex) == named


def test_ship_of_annex_xlii() -> None:
    ship = _record("32014R0833:9179842", ANNEX)
    assert (ship.kind, ship.place) == ("Vessel", "line 4")
    assert [(name.text, name.type) for name in ship.names] == [("Angara", "primary")]
    assert _numbers(ship) == [("imo-ship", "9179842", "")]
    listing = next(one for one in _of(Listing, ANNEX) if one.record == ship.id)
    assert (listing.authority, listing.list) == ("EU", "Regulation 833/2014, annex XLII")
    assert (listing.programmes, listing.reference) == (("EU-RUS",), "no. 1")
    assert listing.measures == ("Transportation restrictions",)
    assert listing.reason.startswith("Article 3s(2), point (a): transport goods and technology")
    assert listing.period == _since(2024, 6, 25)
    assert listing.cite == "Regulation 833/2014, annex XLII no. 1"


def test_ship_in_several_rows_is_one_record_with_several_listings() -> None:
    ids = [record.id for record in _of(Record, ANNEX)]
    assert ids.count("eu-journal:32014R0833:9333670") == 1
    twice = [one for one in _of(Listing, ANNEX) if one.record.endswith(":9333670")]
    assert [(one.reference, one.period) for one in twice] == [
        ("no. 586", _since(2025, 12, 19)),
        ("no. 616", _since(2026, 4, 24)),
    ]
    ship = _record("32017R1509:8712362")
    assert [(name.text, name.type) for name in ship.names] == [
        ("CHON MYONG 1", "primary"),
        ("Older Name", "former"),
        ("Odd; Name", "former"),
    ]
    assert Fact("flag", "kp", "DPRK", CURRENT) in ship.facts
    assert _facts(ship, "other information") == ["A ship-to-ship transfer in December 2017."]
    assert [
        (one.list, one.measures) for one in _of(Listing) if one.record.endswith(":8712362")
    ] == [
        ("Regulation 2017/1509, annex XIV.A", ("Asset freeze",)),
        ("Regulation 2017/1509, annex XIV.B", ("Transportation restrictions",)),
    ]
    other = _record("32017R1509:8628597")
    assert [(name.text, name.type) for name in other.names] == [
        ("HAO FAN 6", "primary"),
        ("HAO FAN SIX", "alias"),
    ]
    assert _numbers(other) == [("imo-ship", "8628597", ""), ("mmsi", "341985000", "")]


def test_ship_without_a_number_or_with_a_wrong_one() -> None:
    none = _record("32017R1509:XIV.B:ship-33")
    assert (none.identifiers, _facts(none, "IMO number as stated")) == ((), ["Does not exist"])
    wrong = _record("32017R1509:9179843")
    assert [(one.value, one.valid) for one in wrong.identifiers] == [("9179843", False)]


def test_same_firm_without_a_number_has_a_key_of_its_annex() -> None:
    assert [record.id for record in _of(Record, ANNEX)][:2] == [
        "eu-journal:32014R0833:V:bbda7fa176f21c35",
        "eu-journal:32014R0833:XIX.A:1",
    ]


def test_persons_of_one_name_are_kept_apart_by_their_births() -> None:
    found = [one for one in _of(Record) if one.names[0].text == "Jill EXAMPLE"]
    assert [_facts(one, "birth date") for one in found] == [["1980"], ["1990"]]


def test_person() -> None:
    person = _record("32017R1509:XV.A:1")
    assert (person.kind, person.place) == ("Person", "line 15")
    assert [(name.text, name.type) for name in person.names] == [
        ("Jane EXAMPLE", "primary"),
        ("Jane SAMPLE", "alias"),
        ("Джейн ПРИМЕР", "alias"),
        ("J. Example", "alias"),
        ("JE", "weak alias"),
    ]
    assert _numbers(person) == [
        ("tax", "614322649248", "614322649248."),
        ("tax", "016154160136", "271201003620, 016154160136 (Russia)"),
        ("tax", "271201003620", "271201003620, 016154160136 (Russia)"),
        ("identification-number", "ES662458", "ES662458 (Ukraine)"),
        ("passport", "76 2759110", ""),
        (
            "passport",
            "55 0314316",
            "Russian passport no. 55 0314316, valid from 6.12.2019 until 6.12.2029",
        ),
        ("passport", "836110034", "836110034 (diplomatic)"),
    ]
    assert _facts(person, "birth date") == ["1971-02-01", "1972-04-03"]
    assert _facts(person, "birth place") == []
    assert Fact("gender", "female", "Female.") in person.facts
    assert Fact("nationality", "ru", "Russian") in person.facts
    assert _facts(person, "nationality") == ["ru", "Narnian"]
    assert _facts(person, "position") == ["Nobody", "Nothing"]
    assert [(fact.prop, fact.value) for fact in person.facts[-9:]] == [
        ("appearance", "tall"),
        ("ethnicity", "none known"),
        ("father", "John"),
        ("mother", "Joan"),
        ("address", "Pyongyang, DPRK"),
        ("address", "Moscow"),
        ("phone", "+1"),
        ("email", "a@example.org"),
        ("website", "example.org"),
    ]


def test_firm_has_its_numbers_under_the_schemes_that_columns_and_labels_name() -> None:
    firm = _record("32017R1509:XV.B:1")
    assert firm.kind == "Company"
    assert [(one.scheme, one.value, one.valid, one.country) for one in firm.identifiers] == [
        ("imo-company", "6016988", True, ""),
        ("registration", "1027700132195", None, ""),
        ("ogrn", "1027739059820", True, ""),
        ("registration", "2182045", None, ""),
        ("registration", "14005160213", None, ""),
        ("registration", "1067761638240", None, "ru"),
        ("inn", "7702059030", True, ""),
        ("inn", "7718857267", True, ""),
        ("tax", "7701005930", None, ""),
        ("kpp", "771001001", None, ""),
        ("okpo", "04872702", None, ""),
        ("inn", "7710137066", True, ""),
        ("ogrn", "1021601627090", True, ""),
        ("ogrn", "1027700132196", False, ""),
        ("kpp", "771001001", None, ""),
        ("okpo", "04872702", None, ""),
        ("lei", "6556009FCJ7O8QPFTC19", True, ""),
        ("ticker", "EXMP", None, ""),
    ]
    assert [(fact.prop, fact.value) for fact in firm.facts] == [
        ("incorporated", "2002"),
        ("jurisdiction", "hk"),
        ("legal form", "Joint Stock Company"),
        ("sector", "Shipping"),
    ]
    agency = _record("32017R1509:XIII.B:90")
    assert _numbers(agency) == [("bic", "DCBKKPPY", "")]


def test_number_that_two_rows_claim_joins_neither() -> None:
    assert _numbers(_record("32017R1509:XVI.B:10")) == [
        ("tax", "7731084175", "7731084175 (Tax ID/INN)")
    ]
    assert _numbers(_record("32017R1509:XVI.B:11")) == [
        ("tax", "77 310 84175", ""),
        ("registration", "1027700132195", ""),
    ]


def test_owners_and_managers_that_reasons_begin_with_are_links() -> None:
    assert [
        (link.subject or link.subject_name, link.role, link.object or link.object_name)
        for link in _of(Link)
    ] == [
        ("eu-journal:32017R1509:XIII.B:56", "registered owner", "CHON MYONG 1"),
        ("eu-journal:32017R1509:XIII.B:70", "registered owner", "JI SONG 6"),
        ("eu-journal:32017R1509:XIII.B:70", "owner", "JI SONG 8"),
        ("eu-journal:32017R1509:XIII.B:70", "owner", "WOORY STAR"),
        ("eu-journal:32017R1509:XIII.B:72", "registered owner", "DONG FENG 6"),
        ("eu-journal:32017R1509:XIII.B:72", "ship manager", "DONG FENG 6"),
        ("eu-journal:32017R1509:XIII.B:72", "commercial manager", "DONG FENG 6"),
        ("eu-journal:32017R1509:XIII.B:73", "ship manager", "HAO FAN 2"),
        ("eu-journal:32017R1509:XIII.B:73", "ship manager", "HAO FAN 6"),
        ("eu-journal:32017R1509:XIII.B:73", "commercial manager", "HAO FAN 2"),
        ("eu-journal:32017R1509:XIII.B:73", "commercial manager", "HAO FAN 6"),
        ("Phyongchon Shipping & Marine", "owner", "eu-journal:32017R1509:8503228"),
    ]
    assert {link.period for link in _of(Link)} == {ON}
    assert _of(Link)[0].as_stated == "Registered owner of CHON MYONG 1"
    assert _of(Link)[-1].as_stated == "M/V JI SONG 8 is owned by Phyongchon Shipping & Marine"


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        (
            "Registered owner of DPRK tanker AN SAN 1 believed to have been involved.",
            [("registered owner", "AN SAN 1")],
        ),
        (
            "Registered owner of the DPRK tanker NAM SAN 8, which is known, and owner of vessel "
            "HAP JANG GANG 6.",
            [("registered owner", "NAM SAN 8"), ("owner", "HAP JANG GANG 6")],
        ),
        (
            "Ship manager of DPRK oil products tanker YU SON, which is believed to be involved.",
            [("ship manager", "YU SON")],
        ),
        ("Owner of the BILLIONS NO. 18, a ship.", [("owner", "BILLIONS NO. 18")]),
        ("Owner of several ships.", []),
        ("Owner of DPRK tankers.", []),
        ("Former registered owner of CHON MYONG 1.", []),
        ("Director of the registered owner of CHON MYONG 1.", []),
        ("Owner of the CHON MYONG 1 group of firms.", []),
        ("The company also owns vessels bought in 2017.", []),
    ],
)
def test_only_clear_words_make_a_link(reason: str, found: list[tuple[str, str]]) -> None:
    links = list(ships_of("r", reason, ON, "line 1"))
    assert [(link.role, link.object_name) for link in links] == found
    assert list(owners_of("r", reason, ON, "line 1")) == []


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(one.code, one.record, one.value[:60], one.place) for one in _of(Problem)] == [
        ("bad-identifier", "eu-journal:32017R1509:9179843", "9179843", "line 14"),
        ("bad-date", "eu-journal:32017R1509:XV.A:2", "soon", "line 16"),
        ("bad-date", "eu-journal:32017R1509:XV.A:2", "possibly 1971", "line 16"),
        ("bad-identifier", "eu-journal:32017R1509:XV.B:1", "1027700132196", "line 19"),
        ("double-entry", "eu-journal:32017R1509:XV.B:2", "Example Bureau Again", "line 22"),
        ("double-entry", "eu-journal:32017R1509:XV.B:2", "Example Bureau Ltd", "line 23"),
        ("not-a-party", "eu-journal:32017R1509:XV.B:3", "Port of Example", "line 24"),
        ("no-name", "eu-journal:32017R1509:XV.B:4", "", "line 25"),
        ("shared-number", "eu-journal:32017R1509:XVI.B:10", "7731084175 (Tax ID/INN)", "line 27"),
        ("shared-number", "eu-journal:32017R1509:XVI.B:11", "77 310 84175", "line 28"),
        ("shared-number", "eu-journal:32017R1509:XVI.B:11", "1027700132195", "line 28"),
        ("bad-row", "", "32017R1509,10,EU-PRK,XV.B,too few columns", "line 29"),
        (
            "bad-row",
            "eu-journal::XV.B:11",
            ",11,EU-PRK,XV.B,Asset freeze,,,Company,No Act Co,,,,,,,,,,,,",
            "line 30",
        ),
        ("bad-row", "", "", "line 31"),
    ]
    bureau = _record("32017R1509:XV.B:2")
    assert (bureau.kind, [name.text for name in bureau.names]) == (
        "Organization",
        ["Example Bureau"],
    )
    listed = [one.measures for one in _of(Listing) if one.record == bureau.id]
    assert listed == [("Asset freeze",), ("Travel ban",)]
    bare = next(one for one in _of(Listing) if one.record == "eu-journal:32017R1509::9")
    assert (bare.list, bare.reference) == ("Regulation 2017/1509", "no. 9")


def test_dates_in_words() -> None:
    cells = {
        "1967-1969.": ["1967 to 1969"],
        "1954 or 1955": ["1954", "1955"],
        "15.4.1957, 22.2.1958": ["1957-04-15", "1958-02-22"],
        "7.8.1965 / 20.2.1972": ["1965-08-07", "1972-02-20"],
        "18.1.1963 (or 19.1.1963)": ["1963-01-18", "1963-01-19"],
        "7.8. 1978": ["1978-08-07"],
        "9/5/2012": ["2012-05-09"],
        "March 1965": ["1965-03"],
        "8.5.1967 Gender: female": ["1967-05-08"],
    }
    for cell, dates in cells.items():
        draft = Draft("r", "line 1")
        take_dates(draft, "birth date", cell)
        assert ([fact.value for fact in draft.made().facts], draft.problems) == (dates, [])
    draft = Draft("r", "line 1")
    take_dates(draft, "birth date", "a) 1964 b) 28.8.1962; 2.7.1990 (incorporation 30.7.2002)")
    assert [fact.value for fact in draft.made().facts] == [
        "a) 1964 b) 28.8.1962",
        "2.7.1990 (incorporation 30.7.2002)",
    ]
    assert [one.code for one in draft.problems] == ["bad-date", "bad-date"]


def test_values_of_a_cell() -> None:
    assert values('Foo; "Bar; Baz" ;Foo; n/a') == ["Foo", "Bar; Baz"]
    assert values("-") == values("") == values("N/D") == []
    assert values("one\u200b value") == ["one value"]


@pytest.mark.parametrize("piece", ["1 ", "1 (a ", "passport ", "INN ", "a (", "1.1.1999 ", " or "])
def test_endless_value_is_prose(piece: str) -> None:
    cell = (piece * 100_000)[:120_000].strip()
    draft = Draft("r", "line 1")
    take_numbers(draft, "registration", cell)
    take_passports(draft, cell)
    take_dates(draft, "born", cell)
    assert list(ships_of("r", f"Owner of {piece.upper() * 60_000}", ON, "line 1")) == []
    made = draft.made()
    assert (made.identifiers, len(made.facts), len(draft.problems)) == ((), 3, 1)


@given(st.text(max_size=80))
def test_any_cell_is_read(cell: str) -> None:
    draft = Draft("r", "line 1")
    take_numbers(draft, "registration", cell)
    take_passports(draft, cell)
    take_dates(draft, "born", cell)
    kept = draft.made()
    assert bool(values(cell)) == bool(kept.facts)  # a date or, else, the words of it


@given(st.from_regex(r"[0-9]{8,13}( \((INN|OGRN|CR No\.|Russia)\))?", fullmatch=True))
def test_numbers_keep_their_digits(cell: str) -> None:
    draft = Draft("r", "line 1")
    take_numbers(draft, "registration", cell)
    (found,) = draft.made().identifiers
    assert found.value == cell.split(" ")[0]
    scheme = "inn" if "INN" in cell else "ogrn" if "OGRN" in cell else "registration"
    assert (found.scheme, found.country) == (scheme, "ru" if "Russia" in cell else "")


def test_recognises_its_headers_only() -> None:
    assert eu_journal.recognises(head(SMALL), SMALL)
    assert eu_journal.recognises(b"\xef\xbb\xbf" + head(SMALL), SMALL)
    assert eu_journal.recognises(b"amendedCelex,amendmentCelex,recordId,programKey", SMALL)
    assert not eu_journal.recognises(b"celex,name", SMALL)
    assert not eu_journal.recognises(b'36,"AEROCARIBBEAN",-0- ,"CUBA"', SMALL)
    assert not eu_journal.recognises(b"", SMALL)


HEADER = ANNEX.read_bytes().split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", FileProblem, "is empty"),
        (b"<html></html>", FileProblem, "line 1: expected the header celex,recordId"),
        (b'"celex', FileProblem, "line 1: expected the header celex,recordId"),
        (b"amendedCelex,amendmentCelex,recordId\r\n", SourceChanged, "found that of an amending"),
        (b"celex,recordId,programKey,annex\r\n", SourceChanged, "none named measure, startDate"),
        (HEADER + b",celex\r\n", SourceChanged, "one of them twice"),
        (HEADER, SourceChanged, "line 2: expected a row with the CELEX number"),
        (ANNEX.read_bytes()[:-60], FileProblem, "line 6: .*the file breaks off"),
        (ANNEX.read_bytes() + b'32014R0833,1,"EU', FileProblem, "line 7: .*the file breaks off"),
        (HEADER + b"\r\n\xff\xfe", FileProblem, "line 2: expected a row in UTF-8"),
        (HEADER + b"\r\n" + b"a" * (1 << 20), FileProblem, "line 2: .*a line without end"),
        (
            ANNEX.read_bytes() + SMALL.read_bytes().split(b"\r\n")[1] + b"\r\n",
            SourceChanged,
            "line 7: expected one act in a file, 32014R0833, found '32017R1509'",
        ),
        (
            ANNEX.read_bytes().replace(b"Vessel", b"Airship"),
            SourceChanged,
            "line 4: expected the schema Person, .* found 'Airship'",
        ),
    ],
)
def test_bad_file_stops_with_one_sentence(
    data: bytes, kind: type[FileProblem], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "eu.csv"
    path.write_bytes(data)
    with pytest.raises(kind, match=said) as caught:
        list(eu_journal.read(path))
    assert str(path) in str(caught.value)


def test_new_column_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "eu.csv"
    lines = ANNEX.read_text(encoding="utf-8").splitlines()
    wider = [f"{line},{'tonnage' if at == 0 else at}" for at, line in enumerate(lines)]
    path.write_text("\n".join(wider) + "\n", encoding="utf-8")
    problems = [(one.code, one.value) for one in _of(Problem, path)]
    assert problems == [("unread-field", str(number)) for number in range(1, 6)]


def test_packed_and_repeated_reading_give_equal_items(tmp_path: Path) -> None:
    packed = tmp_path / "eu.csv.gz"
    packed.write_bytes(gzip.compress(SMALL.read_bytes()))
    assert list(eu_journal.read(packed)) == list(eu_journal.read(SMALL))


@given(st.binary(max_size=40), st.integers(0, 8_000), st.integers(0, 60))
def test_no_bytes_raise_anything_but_our_own(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: int
) -> None:
    data = SMALL.read_bytes()
    path = tmp_path_factory.mktemp("eu") / "eu.csv"
    path.write_bytes(data[:at] + junk + data[at + cut :])
    try:
        assert isinstance(next(eu_journal.read(path)), Edition)
        list(eu_journal.read(path))
    except HullmarkError as stopped:
        assert str(path) in str(stopped)


def test_real_tables(real_data: Path) -> None:
    found = {}
    for celex in ("32014R0833", "32014R0269", "32017R1509"):
        items = list(eu_journal.read(real_data / f"eu/journal/{celex}.csv"))
        codes = [item.code for item in items if isinstance(item, Problem)]
        found[celex] = (
            *(sum(isinstance(item, kind) for item in items) for kind in (Record, Listing, Link)),
            {code: codes.count(code) for code in sorted(set(codes))},
        )
    assert found == {
        "32014R0833": (
            1_717,
            1_718,
            0,
            {"bad-identifier": 18, "not-a-party": 28, "shared-number": 6},
        ),
        "32014R0269": (2_802, 2_802, 0, {"bad-date": 18, "name-in-image": 32, "shared-number": 1}),
        "32017R1509": (312, 326, 35, {"bad-date": 1}),
    }
    path = real_data / "eu/journal/32014R0269.csv"
    firm = _record("32014R0269:I.ENTITIES:373", path)
    assert (firm.kind, firm.names[0].text) == ("Company", "MG-Flot LLC")
    assert _numbers(firm) == [
        ("imo-company", "6016988", ""),
        ("registration", "1067761638240", ""),
        ("tax", "1053001124483", ""),
    ]
    listing = next(one for one in _of(Listing, path) if one.record == firm.id)
    assert (listing.list, listing.period) == ("Regulation 269/2014, annex I", _since(2024, 2, 23))
    path = real_data / "eu/journal/32014R0833.csv"
    ships = [record for record in _of(Record, path) if record.kind == "Vessel"]
    assert len(ships) == 632  # 633 rows: MIKHAIL ULYANOV, IMO 9333670, has two
    assert all(one.valid for ship in ships for one in ship.identifiers)
    assert _record("32014R0833:8517839", path).names[0].text == "Maria"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Chinese:", []),
        ("Text of image", []),
        ("Korean: 김영복", [("김영복", "primary", "kor")]),
        (
            "Rosgvardiya (Russian: Росгвардия)",
            [("Rosgvardiya", "primary", ""), ("Росгвардия", "alias", "rus")],
        ),
        (
            "Иван ПРИМЕР Ukrainian: Iван ПРИКЛАД",
            [("Иван ПРИМЕР", "primary", ""), ("Iван ПРИКЛАД", "alias", "ukr")],
        ),
        ("‘The Surgeon’ (Хирург)", [("‘The Surgeon’", "primary", ""), ("Хирург", "alias", "")]),
        ("Stage name: Shaman", [("Shaman", "primary", "")]),
        ("PLAZMA (OOO)", [("PLAZMA (OOO)", "primary", "")]),
        ("Ilyushin Branch: Plant", [("Ilyushin Branch: Plant", "primary", "")]),
    ],
)
def test_a_cell_of_names_in_two_languages_is_two_names(
    cell: str, found: list[tuple[str, str, str]]
) -> None:
    draft = Draft("eu-journal:x:1", "line 2", frozenset())
    take_name(draft, cell)
    assert [(one.text, one.type, one.lang) for one in draft.names.values()] == found
    codes = [one.code for one in draft.problems]
    assert codes == (["name-in-image"] if cell == "Text of image" else [])
