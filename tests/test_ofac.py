"""Values as OFAC writes them: schemes by id type, countries in brackets, dates and links."""

from __future__ import annotations

import pytest

from hullmark.graph.errors import BadValue
from hullmark.graph.model import CURRENT, FORMER, Edition, Fact, Identifier, Period
from hullmark.loaders import ofac, ofac_labels, ofac_numbers
from hullmark.loaders.ofac_remarks import linked, read_remark

SHIP_ID = "Vessel Registration Identification"


def entry(kind: str = "LegalEntity") -> ofac.Entry:
    return ofac.Entry("1", kind, "uid 1")


def test_the_scheme_comes_from_label_kind_and_country_never_from_digits() -> None:
    scheme = ofac_numbers.scheme
    assert scheme(SHIP_ID, "Vessel", "IMO 9179842", "") == "imo-ship"
    assert scheme(SHIP_ID, "Vessel", "8606173", "") == "imo-ship"
    assert scheme(SHIP_ID, "Vessel", "RS 150443", "ru") == "ship-registration"
    assert scheme(SHIP_ID, "Vessel", "15411", "mt") == "ship-registration"
    assert scheme(SHIP_ID, "LegalEntity", "IMO 5878589", "") == "imo-company"
    assert scheme("Identification Number", "LegalEntity", "IMO 6246853", "") == "imo-company"
    assert scheme("Identification Number", "Vessel", "IMO 9339301", "") == "imo-ship"
    assert scheme("Identification Number", "LegalEntity", "6246853", "") == "identification-number"
    assert scheme("Company Number", "LegalEntity", "IMO 543400", "") == "imo-company"
    assert scheme("Company Number", "LegalEntity", "01074897", "gb") == "registration"
    assert scheme("Tax ID No.", "LegalEntity", "9701173086", "ru") == "inn"
    assert scheme("Tax ID No.", "LegalEntity", "9701173086", "") == "tax"
    assert scheme("Registration Number", "LegalEntity", "1132540008732", "ru") == "ogrn"
    assert scheme("Registration Number", "LegalEntity", "1132540008732", "cy") == "registration"
    assert scheme("Registration ID", "Person", "319774600345330", "ru") == "ogrnip"
    assert scheme("Government Gazette Number", "LegalEntity", "75191644", "ru") == "okpo"
    assert scheme("Government Gazette Number", "LegalEntity", "1", "bg") == "government-gazette"
    assert scheme("Legal Entity Number", "LegalEntity", "851683897", "nl") == "lei"
    assert scheme("Passport", "Person", "1", "ir") == "passport"


def test_labels_that_no_table_names_get_a_scheme_or_a_prop_from_their_words() -> None:
    assert ofac_labels.slug("National ID No.") == "national-id"
    assert ofac_labels.slug("C.U.R.P.") == "curp"
    assert ofac_labels.slug("Driver's License No.") == "drivers-license"
    assert ofac_labels.words("Secondary sanctions risk:") == "secondary sanctions risk"
    assert ofac_labels.is_known("Digital Currency Address - XBT")
    assert ofac_labels.is_known("Listing Date (EO 14024 Directive 3):")
    assert not ofac_labels.is_known("Favourite Colour")


def test_an_id_type_that_is_new_is_kept_as_a_fact_and_reported() -> None:
    one = entry()
    one.numbered("Favourite Colour:", "grey", country="Panama")
    assert one.facts == [
        Fact("favourite colour", "grey"),
        Fact("favourite colour: country", "Panama"),
    ]
    assert [(p.code, p.value) for p in one.problems] == [("new-label", "grey")]


def test_a_country_in_brackets_is_split_off_and_a_city_is_not() -> None:
    split = ofac_numbers.ending_country
    assert split("1026303117642 (Russia)") == ("1026303117642", "Russia")
    assert split("394678 (Virgin Islands, British)") == ("394678", "Virgin Islands, British")
    assert split("HRA 738077 (Stuttgart) (Germany)") == ("HRA 738077 (Stuttgart)", "Germany")
    assert split("12 (Region: Crimea)") == ("12", "Region: Crimea")
    assert split("01200175 (Bogota)") == ("01200175 (Bogota)", "")
    assert split("7136946 (Delaware)") == ("7136946 (Delaware)", "")
    assert split("9179842") == ("9179842", "")


def test_dates_in_ofacs_words_become_iso_and_keep_circa_and_to() -> None:
    assert ofac_numbers.iso("12 Mar 1960") == "1960-03-12"
    assert ofac_numbers.iso("Mar 1960") == "1960-03"
    assert ofac_numbers.iso("1960") == "1960"
    assert ofac_numbers.iso("circa 1957") == "circa 1957"
    assert ofac_numbers.iso("circa 1979-1982") == "circa 1979 to 1982"
    assert ofac_numbers.iso("01 Jan 1962 to 31 Dec 1964") == "1962-01-01 to 1964-12-31"
    with pytest.raises(BadValue):
        ofac_numbers.iso("in spring")


def test_a_documents_dates_are_its_period_and_nonsense_is_a_problem() -> None:
    one = entry("Person")
    one.numbered("Passport", "A1", "Iran", "05 Jan 2000", "04 Jan 2005")
    one.numbered("Passport", "A2", "Iran", "", "2005")
    one.numbered("Passport", "A3", "Iran", "2010", "2005")
    first, second, third = (found.period for found in one.identifiers)
    assert str(first.start_min) == str(first.start_max) == "2000-01-05"
    assert str(first.end_min) == str(first.end_max) == "2005-01-04"
    assert first.text == "issued 05 Jan 2000; expires 04 Jan 2005"
    assert second.start_min is None and str(second.end_max) == "2005-12-31"
    assert third == Period(text="issued 2010; expires 2005")
    assert [(p.code, p.value) for p in one.problems] == [("bad-date", third.text)]


def test_flags_are_current_or_former_and_no_flag_keeps_its_words() -> None:
    one = entry("Vessel")
    one.ship("", "", "Korea, North", "")
    one.numbered("Former Vessel Flag", "Tanzania")
    one.numbered("Former Vessel Flag", "None Identified")
    assert one.facts == [
        Fact("flag", "kp", "Korea, North", CURRENT),
        Fact("flag", "tz", "Tanzania", FORMER),
        Fact("flag", "None Identified", "", FORMER),
    ]
    assert one.problems == []


def test_a_number_that_fails_its_check_is_kept_marked_and_reported() -> None:
    one = entry()
    one.numbered("Company Number", "IMO 543400")
    assert one.identifiers == [Identifier("imo-company", "543400", "IMO 543400", False)]
    assert [p.code for p in one.problems] == ["bad-identifier"]
    assert "IMO company number" in one.problems[0].message
    assert "seven digits" in one.problems[0].message


def test_links_are_parsed_with_balanced_brackets() -> None:
    assert linked("(Linked To: M LEASING LLC)") == (["M LEASING LLC"], [])
    assert linked("(Linked To: ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE)") == (
        ["ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE"],
        [],
    )
    assert linked("all offices; Fax: 1; (Linked To: A (B); Linked To: C S.A.S.)") == (
        ["A (B)", "C S.A.S."],
        ["all offices", "Fax: 1"],
    )
    assert linked("Member ETA") == ([], ["Member ETA"])
    assert linked("(Linked To: OPEN (B") == (["OPEN (B"], [])
    assert linked("") == ([], [])


def test_the_last_full_stop_of_a_csv_remark_is_the_names_where_the_list_has_that_name() -> None:
    one = entry()
    read_remark(one, "Linked To: NEW AHMADI LTD.", {"NEW AHMADI LTD."})
    read_remark(one, "Linked To: A S.A.; Linked To: M LEASING LLC.", {"M LEASING LLC"})
    assert one.targets == ["NEW AHMADI LTD.", "A S.A.", "M LEASING LLC"]


def test_a_csv_remark_gives_names_births_numbers_and_words() -> None:
    one = entry("Person")
    remark = (
        "DOB 12 Mar 1960; alt. DOB circa 1961; POB Murra, Nicaragua; nationality Nicaragua; "
        "citizen Spain; nationality possibly Iran; Passport A1 (Iran) expires 04 Jan 2005; "
        "alt. Passport A2; Passport A2 issued under the name B; a.k.a. 'X, Y'; f.k.a. 'Z'; "
        "Linked To: ETA; Italian Fiscal Code: K1; Member ETA."
    )
    read_remark(one, remark, set())
    assert [(n.text, n.type) for n in one.names] == [("X, Y", "weak alias"), ("Z", "former")]
    assert [(i.scheme, i.value, i.country, i.period.text) for i in one.identifiers] == [
        ("passport", "A1", "ir", "expires 04 Jan 2005"),
        ("passport", "A2", "", ""),
    ]
    assert [(f.prop, f.value) for f in one.facts] == [
        ("birth date", "1960-03-12"),
        ("birth date", "circa 1961"),
        ("birth place", "Murra, Nicaragua"),
        ("nationality", "ni"),
        ("citizenship", "es"),
        ("remark", "nationality possibly Iran"),
        ("remark", "Passport A2 issued under the name B"),
        ("remark", "Italian Fiscal Code: K1"),
        ("remark", "Member ETA"),
    ]
    assert one.targets == ["ETA"]


def test_a_cut_remark_keeps_its_last_piece_as_words() -> None:
    one = entry()
    read_remark(one, "Tax ID No. 9701173086 (Russia); Linked To: M LEAS", set(), cut=True)
    assert [i.scheme for i in one.identifiers] == ["inn"]
    assert one.targets == []
    assert one.facts == [Fact("remark", "Linked To: M LEAS")]
    assert [p.code for p in one.problems] == ["cut-remark"]


def test_the_first_entries_programmes_tell_the_lists_apart() -> None:
    assert ofac.which_list([("CUBA",), ("SDGT", "IRAN")]) == "SDN"
    assert ofac.which_list([("NS-PLC",), ("561-Related",), ("SDGT",)]) == "Consolidated"
    assert ofac.which_list([("UKRAINE-EO13662", "RUSSIA-EO14024")]) == "SDN"
    assert ofac.which_list([]) == "SDN"
    title = "OFAC Consolidated (non-SDN) list"
    url = "https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList"
    assert ofac.edition("Consolidated") == Edition("ofac", "Consolidated", title=title, url=url)
