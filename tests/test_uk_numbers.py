"""Numbers in the words of the UK's lists, under the schemes that the words name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.loaders.uk_numbers import in_sentences, named_scheme, paper, registrations

# Cells as OFSI's list of 10 April 2025 has them, of firms.
CELLS = [
    ("OGRN: 1157847282603 TIN: 7840038027", [("ogrn", "1157847282603"), ("tax", "7840038027")]),
    ("Tax Identification Number: INN: 7804001110", [("inn", "7804001110")]),
    ("Russian TIN: 7718763393", [("inn", "7718763393")]),
    ("9709056472 - Russia INN", [("inn", "9709056472")]),
    ("9731001285 - TIN", [("tax", "9731001285")]),
    ("(УНН/ИНН): 190950894 (Belarus)", [("tax", "190950894")]),
    ("Tax ID No. 7813491943 (Russia)", [("inn", "7813491943")]),
    (
        "1037804006811 (Russia). Tax ID 7802059185",
        [("registration", "1037804006811"), ("tax", "7802059185")],
    ),
    ("Legal Entity Identifier: 5299008ONRYZRO61SY92", [("lei", "5299008ONRYZRO61SY92")]),
    ("USCC: 91440300MA5HX80Y1Q", [("uscc", "91440300MA5HX80Y1Q")]),
    ("UK Company no. 06527449", [("gb-coh", "06527449")]),
    ("Business Registration Number 14850239 (Estonia)", [("registration", "14850239")]),
    (
        "SWIFT/BIC MINNRUMM BIK (RU) 044525600 Tax ID No. 7725039953 (Russia) Government Gazette "
        "Number 09317135 (Russia) Legal Entity Number 2534006SJ05GGKETEY75 (Russia) "
        "Registration Number 1027739179160 (Russia)",
        [
            ("bic", "MINNRUMM"),
            ("bik", "044525600"),
            ("inn", "7725039953"),
            ("okpo", "09317135"),
            ("lei", "2534006SJ05GGKETEY75"),
            ("registration", "1027739179160"),
        ],
    ),
]
# What is not understood to its end stays one number, as it stands.
WHOLE = [
    "1027739646164",
    "1534407 (BVI)",
    "7704734000/770301001 (Russia)",
    "1147746527279 dated 27/07/1992. Tax ID: 7701863782e",
    "License number: 328 INN: 7831000122 OGRN: 1027800000084",
    "Trade Register Number: District Court of Würzburg HRB 13359",
    "Russian TIN number -",
    "INN",
]


@pytest.mark.parametrize(("cell", "found"), CELLS)
def test_cell_is_taken_apart_by_its_labels(cell: str, found: list[tuple[str, str]]) -> None:
    numbers = registrations(cell)
    assert [(one.scheme, one.value) for one in numbers] == found
    assert {one.stated for one in numbers} == {cell}


@pytest.mark.parametrize("cell", WHOLE)
def test_cell_that_is_not_understood_stays_whole(cell: str) -> None:
    assert [(one.scheme, one.value) for one in registrations(cell)] == [("registration", cell)]


def test_sentences_of_their_own_hold_the_entrys_numbers() -> None:
    text = (
        "Trust services. Registered company number: 02150590. Its owner has company number "
        "138086160. OGRN: 1137847171846; KPP: 781101001. Passport no: G4506013, issued in Iran. "
        "Diplomatic passport number 836110034 is another's."
    )
    assert [(one.scheme, one.value) for one in in_sentences(text)] == [
        ("registration", "02150590"),
        ("ogrn", "1137847171846"),
        ("kpp", "781101001"),
        ("passport", "G4506013"),
    ]
    assert in_sentences("(company number 138086160) and the Ltd (company number 06850415)") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("D00001184 (CAR passport)", "D00001184"),
        ("Qatar passport no. 01016646", "01016646"),
        ("Passport No. 836420186 issued 28 October 2016 expires 2021", "836420186"),
        ("A501801 (Indian) (BOMBAY) issued on 26 July 1985", "A501801"),
        ("H 236483 (Moroccan)", "H 236483"),
        ("S335026 (False Indonesian)", ""),
        ("May use a fake passport", ""),
        ("Passport no 836110034 or 836110035", ""),
        ("passport no. K142736 issued 2011 b) passport no. G579315", ""),
        ("7190", ""),
        ("", ""),
    ],
)
def test_passport_is_the_number_that_a_cell_begins_with(words: str, number: str) -> None:
    found = paper("passport", words)
    assert (found.value if found else "") == number


def test_identity_card_is_no_passport() -> None:
    found = paper("national-id", "E-189935 (Moroccan)")
    assert found is not None
    assert found.value == "E-189935"
    assert paper("national-id", "9103314932 (Russian national passport)") is None
    assert paper("national-id", "SSN 156-92-9858 (United States)") is None


def test_details_of_a_number_may_name_its_scheme() -> None:
    assert named_scheme("national-id", "INN") == "inn"
    assert named_scheme("national-id", "Russian – TIN Number") == "inn"
    assert named_scheme("national-id", "TIN") == "tax"
    assert named_scheme("national-id", "Moroccan") == "national-id"
    assert named_scheme("national-id", "") == "national-id"


@given(st.text(max_size=200))
def test_any_words_are_read(words: str) -> None:
    assert registrations(words) or not words
    in_sentences(words)
    paper("passport", words)
    paper("national-id", words)
    named_scheme("national-id", words)


@pytest.mark.parametrize("piece", ["1 ", "INN ", "OGRN: 1 ", "1 (Russia) ", "(1", "Passport no "])
def test_endless_words_are_left_alone(piece: str) -> None:
    words = piece * 50_000
    registrations(words)
    in_sentences(words)
    assert paper("passport", words) is None
    assert named_scheme("national-id", words) == "national-id"
