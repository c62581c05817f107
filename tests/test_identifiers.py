"""Numbers of real listed ships and companies, under the scheme that their source names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.identifiers import (
    DECISIVE,
    HARD,
    IMO_COMPANY,
    IMO_SHIP,
    INN,
    LEI,
    MMSI,
    OGRN,
    TITLES,
    entity_id,
    from_entity_id,
    identifier,
    title,
)

SHIPS = ("9179842", "8517839", "9161003", "9358010", "9179854", "9198226", "9743033", "9074729")
COMPANIES = ("6246853", "6183435", "6016988", "1618475", "5906931", "2041999", "0860230", "5211759")
BOTH = ("9358010", "6385581", "0138716", "6421505", "0156598")
OGRNS = ("1217700121737", "1203000004151", "1067761638240", "1027739059820", "1117746641572")
INNS = ("9701173086", "3025037914", "7702059030", "7718857267")


@pytest.mark.parametrize("number", SHIPS)
def test_ships_pass_the_ship_rule(number: str) -> None:
    assert identifier(IMO_SHIP, number).valid is True


@pytest.mark.parametrize("number", COMPANIES)
def test_companies_pass_the_company_rule(number: str) -> None:
    assert identifier(IMO_COMPANY, number).valid is True


@pytest.mark.parametrize("number", BOTH)
def test_some_numbers_pass_both_rules_so_the_scheme_is_the_sources(number: str) -> None:
    ship, company = identifier(IMO_SHIP, number), identifier(IMO_COMPANY, number)
    assert (ship.scheme, ship.value, ship.valid) == (IMO_SHIP, number, True)
    assert (company.scheme, company.value, company.valid) == (IMO_COMPANY, number, True)
    assert entity_id(ship.scheme, ship.value) != entity_id(company.scheme, company.value)


def test_a_company_number_filed_as_a_ships_is_kept_and_fails() -> None:
    filed = identifier(IMO_SHIP, "IMO 6246853")
    assert (filed.scheme, filed.value, filed.valid) == (IMO_SHIP, "6246853", False)


@pytest.mark.parametrize(
    ("stated", "value", "valid"),
    [
        ("9179842", "9179842", True),
        ("IMO 9179842", "9179842", True),
        ("IMO  9179842", "9179842", True),
        ("imo9179842", "9179842", True),
        ("IMO: 9179842", "9179842", True),
        ("IMO No. 9179842", "9179842", True),
        ("IMO number 9179842", "9179842", True),
        (" 9179842\u200b", "9179842", True),
        ("９１７９８４２", "9179842", True),
        ("9179843", "9179843", False),
        ("0000000", "0000000", False),
        ("138716", "138716", False),
        ("92444867", "92444867", False),
        ("9179842/9179854", "9179842/9179854", False),
        ("917984²", "917984²", False),
        ("IMO", "IMO", False),
        ("RS 150443", "RS 150443", False),
        ("", "", False),
    ],
)
def test_seven_digits_or_kept_and_marked(stated: str, value: str, valid: bool) -> None:
    found = identifier(IMO_SHIP, stated)
    assert (found.value, found.valid) == (value, valid)
    assert found.stated == ("" if stated == value else stated)


def slips(number: str) -> list[str]:
    """Every number that one wrong digit makes of this one."""
    return [
        number[:place] + digit + number[place + 1 :]
        for place, old in enumerate(number)
        for digit in "0123456789"
        if digit != old
    ]


def missed(scheme: str, numbers: tuple[str, ...]) -> list[str]:
    return [slip for number in numbers for slip in slips(number) if identifier(scheme, slip).valid]


def test_the_ship_rule_misses_the_slips_that_its_weights_must() -> None:
    # Weights 7 to 2, mod 10: a digit off by 5 under an even weight, or by an even number under 5.
    weights = (7, 6, 5, 4, 3, 2)
    for number in SHIPS:
        expected = [
            slip
            for slip in slips(number)
            if slip[6] == number[6]
            and sum(w * (int(a) - int(b)) for w, a, b in zip(weights, slip, number, strict=False))
            % 10
            == 0
        ]
        assert missed(IMO_SHIP, (number,)) == expected
    assert len(missed(IMO_SHIP, ("9179842",))) == 7


def test_company_ogrn_and_inn_rules_miss_only_under_the_shared_check_digit() -> None:
    # The remainder of 11 has eleven values and the check digit ten, so two remainders share one.
    assert missed(IMO_COMPANY, tuple(n for n in COMPANIES if n[-1] != "1")) == []
    assert missed(OGRN, tuple(n for n in OGRNS if n[-1] != "0")) == []
    assert missed(INN, tuple(n for n in INNS if n[-1] != "0")) == []
    assert missed(IMO_COMPANY, ("5906931",)) == [
        "1906931",
        "5006931",
        "5936931",
        "5901931",
        "5906331",
        "5906901",
    ]


@given(st.integers(1, 999_999))
def test_each_rule_gives_six_digits_one_check_digit(stem: int) -> None:
    candidates = [f"{stem:06d}{check}" for check in range(10)]
    for scheme in (IMO_SHIP, IMO_COMPANY):
        assert sum(identifier(scheme, number).valid is True for number in candidates) == 1


def test_russian_numbers() -> None:
    assert all(identifier(OGRN, number).valid for number in OGRNS)
    assert all(identifier(INN, number).valid for number in INNS)
    assert identifier(OGRN, "1 02 77 39 05982 0").value == "1027739059820"
    assert identifier(INN, "7702059031").valid is False
    assert identifier(INN, "0000000000").valid is False
    assert identifier(INN, "000000000000").valid is False
    # The EU Journal prints this OGRN of MG-Flot in the tax number's field: kept there, and marked.
    filed = identifier(INN, "1053001124483")
    assert (filed.scheme, filed.valid) == (INN, False)
    assert identifier(OGRN, "1053001124483").valid is True


def test_lei_and_numbers_without_check_digits() -> None:
    assert identifier(LEI, "9845009ddeb72b444468").value == "9845009DDEB72B444468"
    assert identifier(LEI, "9845009DDEB72B444468").valid is True
    assert identifier(LEI, "9845009DDEB72B444469").valid is False
    assert identifier(MMSI, "273 210 440").value == "273210440"
    assert identifier(MMSI, "273210440").valid is None
    assert identifier(MMSI, "27321044").valid is False
    assert identifier(MMSI, "²" * 9).valid is False
    assert identifier("call-sign", "ubig 5").value == "UBIG5"
    assert identifier("call-sign", "UBIG5").valid is None
    assert identifier("bic", "SABRRUMM").valid is None
    assert identifier("registration", " SC  123456 ").value == "SC 123456"
    assert identifier("registration", "SC123456").valid is None


@given(st.sampled_from([*TITLES, "some-new-scheme"]), st.text(max_size=60))
def test_any_text_under_any_scheme_keeps_its_scheme_and_spelling(scheme: str, text: str) -> None:
    found = identifier(scheme, text, country="ru", cite="p. 3")
    assert (found.scheme, found.country, found.cite) == (scheme, "ru", "p. 3")
    assert (found.stated or found.value) == text or found.value == text
    assert identifier(scheme, found.value).value == found.value


@given(st.sampled_from([LEI, OGRN, INN, IMO_SHIP, "uscc", "isin", "bic"]), st.integers(1, 40))
def test_placeholders_of_one_digit_are_no_valid_numbers(scheme: str, length: int) -> None:
    assert identifier(scheme, "0" * length).valid is False


def test_entity_ids_go_both_ways() -> None:
    assert entity_id(IMO_SHIP, "9179842") == "imo-vsl-9179842"
    assert entity_id(IMO_COMPANY, "6246853") == "imo-org-6246853"
    assert entity_id(OGRN, "1217700121737") is None
    assert from_entity_id("imo-vsl-9179842") == (IMO_SHIP, "9179842")
    assert from_entity_id("lei-9845009DDEB72B444468") == (LEI, "9845009DDEB72B444468")
    assert from_entity_id("ofac:37059") is None


def test_schemes_have_titles_and_the_joining_ones_an_order() -> None:
    assert title(IMO_SHIP) == "IMO ship number"
    assert title("port-state-id") == "port state id"
    assert set(DECISIVE) < set(HARD) <= set(TITLES)
    assert MMSI not in HARD


def test_a_companies_house_number_has_eight_characters() -> None:
    for number in ("01234567", "SC123456", "OE000001", "IP28878R"):
        assert identifier("gb-coh", number).valid is None
    assert identifier("gb-coh", "sc 123456").value == "SC123456"
    assert identifier("gb-coh", "1234567").valid is False
    assert identifier("gb-coh", "ОЕ000001").valid is False  # in Cyrillic
