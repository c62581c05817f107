"""The advanced XML: parties, typed links, dated listings, codes that nobody names, real files."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hullmark.graph.dates import as_of
from hullmark.graph.errors import FileProblem, SourceChanged
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
    Period,
    Problem,
    Record,
)
from hullmark.graph.schema import role as role_named
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, ofac_advanced, ofac_legacy
from hullmark.loaders.load import load
from hullmark.loaders.ofac_advanced_codes import RELATIONS
from hullmark.loaders.ofac_advanced_dates import When
from hullmark.loaders.ofac_advanced_shelf import shelf

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL = FIXTURES / "ofac_advanced" / "small.xml"
NEW = ofac_advanced.NAMESPACES[0]
T = TypeVar("T", bound=Item)


def of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in ofac_advanced.read(path) if isinstance(item, kind)]


def record(key: str, path: Path = SMALL) -> Record:
    return next(one for one in of(Record, path) if one.id == key)


def changed(tmp_path: Path, *swaps: tuple[str, str]) -> Path:
    text = SMALL.read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "advanced.xml"
    path.write_text(text, encoding="utf-8")
    return path


def codes(path: Path) -> Counter[str]:
    return Counter(problem.code for problem in of(Problem, path))


def test_the_edition_names_a_list_of_its_own_so_that_no_other_format_ends_its_links() -> None:
    first = next(ofac_advanced.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list, first.published, first.entries, first.title) == (
        "ofac",
        "SDN advanced",
        date(2026, 9, 9),
        None,
        "OFAC SDN list, advanced",
    )
    assert ofac_advanced.SOURCE.expected == {
        "SDN advanced": (5_000, 60_000),
        "Consolidated advanced": (200, 2_000),
    }


def test_the_list_is_the_one_that_most_entries_are_on(tmp_path: Path) -> None:
    path = changed(tmp_path, ('ListID="1550"', 'ListID="91512"'))
    assert [one.list for one in of(Edition, path)] == ["Consolidated advanced"]
    path = changed(tmp_path, ('ListID="1550"', 'ListID="91507"'), ('ListID="91512"', ""))
    assert [one.list for one in of(Edition, path)] == ["Consolidated advanced"]
    unnamed = next(one for one in of(Listing, path) if one.record == "ofac:99000002")
    assert unnamed.list == "Consolidated"


@pytest.mark.parametrize("key", ["ofac:37059", "ofac:37065"])
def test_an_entry_that_is_in_both_formats_is_the_same_record(key: str) -> None:
    legacy = ofac_legacy.read(FIXTURES / "ofac" / "sdn.xml")
    theirs = next(one for one in legacy if isinstance(one, Record) and one.id == key)
    assert replace(record(key), place="") == replace(theirs, place="")


def test_ship_and_its_company() -> None:
    assert record("ofac:37059") == Record(
        id="ofac:37059",
        kind="Vessel",
        names=(Name("ANGARA"),),
        identifiers=(Identifier("imo-ship", "9179842", "IMO 9179842", True),),
        facts=(
            Fact("vessel type", "Roll-on Roll-off"),
            Fact("flag", "ru", "Russia", CURRENT),
            Fact("gross tonnage", "8811"),
        ),
        url="https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37059",
        place="FixedRef 37059, line 147",
    )
    assert record("ofac:37065").identifiers == (
        Identifier("inn", "9701173086", "", True, "ru"),
        Identifier("imo-company", "6246853", "IMO 6246853", True),
    )


def test_aircraft() -> None:
    aircraft = record("ofac:15432")
    assert (aircraft.kind, aircraft.names) == ("Aircraft", (Name("EP-GOL"),))
    assert aircraft.identifiers == (Identifier("aircraft-serial", "1013409297"),)
    assert aircraft.facts == (
        Fact("built", "1991"),
        Fact("aircraft model", "IL-76TD"),
        Fact("operator as stated", "YAS AIR"),
    )


def test_names_by_type_and_script_the_primary_one_first() -> None:
    assert record("ofac:99000001").names == (
        Name("EXAMPLE, Jane"),
        Name("JX", "weak alias"),
        Name("SAMPLE, Jane Q.", "alias"),
        Name("EXEMPLAR, Jane", "later"),
        Name("NOVEL, Jane", "alias"),
        Name("جين مثال", "alias", lang="und-Arab"),
        Name("ЭКЗАМПЛ, Джейн", "alias", lang="und-Cyrl"),
        Name("例珍", "alias", lang="und-Hans"),
    )
    assert record("ofac:99000002").names == (
        Name("INVENTED HOLDING"),
        Name("FORMERLY INVENTED", "former"),
    )


def test_names_with_dates_and_characters_around_them(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        (
            '<Alias FixedRef="99000002" AliasTypeID="1401" Primary="false" LowQuality="false">',
            '<Alias FixedRef="99000002" AliasTypeID="1401" Primary="false" LowQuality="true">'
            '<DatePeriod CalendarTypeID="1"><End Approximate="false"><To><Year>2015</Year>'
            "<Month>5</Month><Day>1</Day></To></End></DatePeriod>",
        ),
        (
            '<DocumentedNamePart><NamePartValue NamePartGroupID="121"',
            '<DocumentedNamePart LeadingChars="[" TrailingChars="]">'
            '<NamePartValue NamePartGroupID="121"',
        ),
    )
    end = date(2015, 5, 1)
    assert record("ofac:99000002", path).names[1] == Name(
        "[FORMERLY INVENTED]", "former", Period(end_min=end, end_max=end)
    )


def test_person() -> None:
    person = record("ofac:99000001")
    assert person.kind == "Person"
    issued = date(1999, 1, 18)
    valid = Period(
        issued, issued, date(2009, 1, 1), date(2009, 12, 31), text="issued 1999-01-18; expires 2009"
    )
    assert person.identifiers == (
        Identifier("passport", "E0000001", country="ir", period=valid),
        Identifier("fraudulent-passport", "F0000002", country="ir"),
    )
    assert person.facts == (
        Fact("remark", "Made up from end to end"),
        Fact("passport: issued in", "Sea Town, Russia"),
        Fact("birth date", "circa 1951"),
        Fact("birth date", "1962 to 1964"),
        Fact("birth date", "1970-03"),
        Fact("birth date", "1970-03-02 to 1971-04-05"),
        Fact("birth place", "Anytown"),
        Fact("nationality", "ru", "Russia"),
        Fact("gender", "Female"),
        Fact("gender (said to be false)", "Female"),
        Fact("title", "Dr."),
        Fact("phone", "+0 000"),
        Fact("phone number: reliability", "Reported"),
    )


def test_firm_with_two_countries_and_dated_features() -> None:
    day = date(2014, 6, 1)
    may, panama = date(2015, 5, 1), date(2020, 1, 2)
    assert record("ofac:99000002").facts == (
        Fact("registration number: issuing authority", "OGRN"),
        Fact("address", "1 Made-up Street, Anytown, Some State, Region: Nowhere, Iran"),
        Fact("country", "ir", "Iran"),
        Fact("country", "ae", "United Arab Emirates"),
        Fact("address", "Sea Town, Russia"),
        Fact("country", "ru", "Russia"),
        Fact("registration country", "ru", "Russia", Period(may, may, may)),
        Fact(
            "website",
            "www.example.org",
            period=Period(date(2011, 1, 1), date(2011, 12, 31), day, day),
        ),
        Fact("website", "www.example.com"),
        Fact("flag", "pa", "Panama", Period(end_min=panama, end_max=panama)),
        Fact("shoe size", "43"),
    )


def test_features_of_ships_by_the_built_in_table_alone(tmp_path: Path) -> None:
    feature = (
        '<Feature ID="1" FeatureTypeID="{}"><FeatureVersion ID="1" ReliabilityID="1">'
        '<VersionDetail DetailTypeID="1432">{}</VersionDetail></FeatureVersion></Feature>'
    )
    features = (
        ("1", "UBAO8"),
        ("4", "Some Owner"),
        ("5", "56,068"),
        ("24", "Malta"),
        ("11", "Iran"),
    )
    ship = (
        f'<Sanctions xmlns="{NEW}" Version="3"><DistinctParties><DistinctParty FixedRef="7">'
        '<Profile ID="7" PartySubTypeID="1"><Identity ID="1" FixedRef="7" Primary="true" '
        'False="false"><Alias FixedRef="7" AliasTypeID="1403" Primary="true" LowQuality="false">'
        '<DocumentedName ID="1" FixedRef="7" DocNameStatusID="1"><DocumentedNamePart>'
        '<NamePartValue NamePartGroupID="1" ScriptID="215" ScriptStatusID="1" Acronym="false">'
        "SHIP</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>"
        + "".join(feature.format(code, value) for code, value in features)
        + "</Profile></DistinctParty></DistinctParties><SanctionsEntries>"
        '<SanctionsEntry ID="1" ProfileID="7" ListID="1550"/></SanctionsEntries></Sanctions>'
    )
    path = tmp_path / "advanced.xml"
    path.write_text(ship)
    assert of(Problem, path) == []
    assert of(Edition, path)[0].published is None
    assert of(Record, path)[0].identifiers == (Identifier("call-sign", "UBAO8", period=CURRENT),)
    assert of(Record, path)[0].facts == (
        Fact("owner as stated", "Some Owner"),
        Fact("tonnage", "56068", "56,068"),
        Fact("flag", "mt", "Malta", FORMER),
        Fact("citizenship", "ir", "Iran"),
    )
    assert of(Listing, path)[0].period == CURRENT


def test_relationships_keep_type_direction_quality_and_dates() -> None:
    began = date(2013, 1, 1)
    assert of(Link) == [
        Link(
            id="ofac-link:bbb3634dd5793be4",
            subject="ofac:99000001",
            role="linked to",
            object_name="M LEASING LLC",
            period=CURRENT,
            as_stated="Linked To: M LEASING LLC",
            place="FixedRef 99000001, line 202",
        ),
        Link(
            id="ofac-link:13207",
            subject="ofac:37065",
            role="owns or controls",
            object="ofac:37059",
            period=CURRENT,
            as_stated="Owned or Controlled By",
            place="ProfileRelationship 13207, line 347",
        ),
        Link(
            id="ofac-link:90001",
            subject="ofac:99000001",
            role="linked to",
            object="ofac:99000002",
            period=FORMER,
            as_stated="Leader or official of",
            confidence="quality High",
            place="ProfileRelationship 90001, line 348",
        ),
        Link(
            id="ofac-link:90002",
            subject="ofac:99000002",
            role="holds an interest in",
            object="ofac:15432",
            period=Period(began, began, began, tense="current"),
            as_stated="Property in the interest of",
            confidence="quality Low",
            place="ProfileRelationship 90002, line 349",
        ),
        Link(
            id="ofac-link:90003",
            subject="ofac:99000002",
            role="supports",
            object="ofac:36",
            period=CURRENT,
            as_stated="Providing support to",
            confidence="on OFAC's SDN list",
            place="ProfileRelationship 90003, line 350",
        ),
    ]


@pytest.mark.parametrize(
    ("code", "words", "subject", "role", "target"),
    [
        ("15003", "Owned or Controlled By", "37065", "owns or controls", "37059"),
        ("92122", "Property in the interest of", "37065", "holds an interest in", "37059"),
        ("92019", "Owns, controls, or operates", "37059", "linked to", "37065"),
        ("15001", "Providing support to", "37059", "supports", "37065"),
        ("15002", "Acting for or on behalf of", "37059", "acts for", "37065"),
        ("91725", "Leader or official of", "37059", "linked to", "37065"),
        ("91900", "Principal Executive Officer", "37059", "officer", "37065"),
        ("91422", "playing a significant role in", "37059", "linked to", "37065"),
        ("15004", "Family member of", "37059", "family", "37065"),
        ("1555", "Associate Of", "37059", "associate", "37065"),
    ],
)
def test_each_relation_type(
    code: str, words: str, subject: str, role: str, target: str, tmp_path: Path
) -> None:
    path = changed(
        tmp_path,
        (
            'To-ProfileID="37065" RelationTypeID="15003"',
            f'To-ProfileID="37065" RelationTypeID="{code}"',
        ),
    )
    link = next(one for one in of(Link, path) if one.id == "ofac-link:13207")
    assert (link.subject, link.role, link.object, link.as_stated) == (
        f"ofac:{subject}",
        role,
        f"ofac:{target}",
        words,
    )
    assert role_named(role).says != ("", "")
    assert len(RELATIONS) == 10


def test_listings_have_dates_programmes_measures_and_legal_bases() -> None:
    listings = {one.id: one for one in of(Listing)}
    began = date(2022, 5, 8)
    assert listings["ofac:37059/SDN"] == Listing(
        id="ofac:37059/SDN",
        record="ofac:37059",
        authority="OFAC",
        list="SDN",
        programmes=("RUSSIA-EO14024",),
        reference="37059",
        period=Period(began, began, began, tense="current"),
        measures=("Block",),
        reason="Executive Order 14024 (Russia)",
        place="SanctionsEntry 37059, line 354",
    )
    assert as_of(listings["ofac:37059/SDN"].period, date(2022, 5, 7)) == "no"
    assert listings["ofac:99000001/SDN"].measures == ("Block: with words",)
    assert listings["ofac:99000001/SDN"].period == CURRENT
    holding = listings["ofac:99000002/Consolidated"]
    assert holding.programmes == ("NPWMD", "SDGT")
    assert holding.measures == (
        "13662 Sectoral Directive 1",
        "Program NPWMD (since 2016-03-04)",
    )
    assert holding.period.start_max == date(2014, 10, 10)
    assert holding.reason == (
        "Executive Order 13224 (Terrorism) (since 2014-10-10); "
        "Executive Order 13382 (Non-proliferation) (since 2016-03-04)"
    )
    assert list(listings)[-2:] == [
        "ofac:99000002/Sectoral Sanctions Identifications List",
        "ofac:99000002/Sectoral Sanctions Identifications List/990004",
    ]


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(one.code, one.record, one.value) for one in of(Problem)] == [
        ("no-value", "", ""),
        ("new-name-type", "ofac:99000001", "NOVEL, Jane"),
        ("bad-date", "ofac:99000001", "1972-2-30"),
        ("unknown-code", "ofac:99000001", "77777"),
        ("no-value", "ofac:99000001", ""),
        ("missing-location", "ofac:99000001", "404404"),
        ("bad-identifier", "ofac:99000002", "1027739609392"),
        ("new-label", "ofac:99000002", "43"),
        ("unread-field", "ofac:99000002", "green"),
        ("bad-date", "ofac:99000002", "2014-06-01 to 2011-01-01"),
        ("no-name", "ofac:99000003", ""),
        ("no-key", "", "FixedRef 'x'"),
        ("double-entry", "ofac:37065", "37065"),
        ("unread-field", "ofac:99000002", "as reported"),
        ("no-record", "ofac:99000002", "ProfileID 36"),
        ("double-entry", "ofac:99000002", "90003"),
        ("bad-date", "ofac:99000001", "2012-2-31"),
        ("no-value", "ofac:99000001", ""),
        ("unread-field", "ofac:99000002", "none"),
        ("no-record", "", "ProfileID 424242"),
        ("no-record", "", "IdentityID 7777"),
        ("no-listing", "ofac:99000003", ""),
    ]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("<Locations>", "<Locations><Area>a</Area>", "a"),
        ("  </Locations>", "<Area>b</Area></Locations>", "b"),
        ("<Locations>", "<Weather>c</Weather><Locations>", "c"),
        ("</Sanctions>", "<Weather>d</Weather></Sanctions>", "d"),
        ("</Sanctions>", '<Location ID="1">e</Location></Sanctions>', "e"),
        ("<Feature ID=", "<Height>f</Height><Feature ID=", "f"),
        ("<Profile ID=", '<Profile DeltaAction="g" ID=', "g"),
        ("<VersionDetail ", '<VersionDetail DeltaAction="h" ', "h"),
        ("<Value>Sea Town", "<Value><Bold>i</Bold>Sea Town", "i"),
        ("<Comment /><Value>Moscow", "<Comment>j</Comment><Value>Moscow", "j"),
        (
            "<SanctionsEntryLinks />",
            "<SanctionsEntryLinks><SanctionsEntryLink>k</SanctionsEntryLink></SanctionsEntryLinks>",
            "k",
        ),
        ("<Locations>", "<Weather>m<Location /></Weather><Locations>", "m"),
        ("</FeatureVersion>", '<Location ID="1">l</Location></FeatureVersion>', ""),
    ],
)
def test_what_is_new_in_the_format_is_noticed(
    old: str, new: str, value: str, tmp_path: Path
) -> None:
    before = Counter(one.value for one in of(Problem) if one.code == "unread-field")
    path = changed(tmp_path, (old, new))
    after = Counter(one.value for one in of(Problem, path) if one.code == "unread-field")
    assert set(after - before) - {""} == {value} - {""}
    assert after != before


@pytest.mark.parametrize(
    "before",
    [
        '<LocationCountry CountryID="11171"',
        "<IDRegistrationNo>E0000001",
        '<Start Approximate="true"',
        '<Identity ID="9002"',
        "<NamePartGroups>",
        '<Alias FixedRef="37059"',
        '<DocumentedName ID="15001"',
        '<DocumentedNamePart><NamePartValue NamePartGroupID="101"',
        '<VersionDetail DetailTypeID="1431" DetailReferenceID="91802"',
        '<EntryEvent ID="370590"',
        '<Date CalendarTypeID="1"><Year>2012</Year><Month>9</Month>',
    ],
)
def test_words_where_none_are_expected_are_noticed(before: str, tmp_path: Path) -> None:
    path = changed(tmp_path, (before, f"<Comment>spoken</Comment>{before}"))
    assert "spoken" in [one.value for one in of(Problem, path)]
    assert (of(Record, path), len(of(Link, path))) == (of(Record), 5)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('RelationTypeID="15003"', 'RelationTypeID="15999"', "RelationType code .* found '15999'"),
        ('RelationTypeID="15003"', "", "RelationType code .* found ''"),
        (
            ">Owned or Controlled By<",
            ">Owned By<",
            "15003 as 'Owned or Controlled By', found 15003 ",
        ),
        ('"15003" Symmetrical="false">', '"15999" Symmetrical="false">', ""),
        ('FeatureTypeID="2"', 'FeatureTypeID="98765"', "FeatureType code .* found '98765'"),
        ('PartySubTypeID="2"', 'PartySubTypeID="5"', r"PartySubType code .* found '5'"),
        ('IDRegDocTypeID="1626"', 'IDRegDocTypeID="1600"', "IDRegDocType code .* found '1600'"),
        ('ListID="91507"', 'ListID="5"', "List code .* found '5'"),
        ('SanctionsTypeID="91505"', 'SanctionsTypeID="5"', "SanctionsType code .* found '5'"),
        ('AliasTypeID="1402"', 'AliasTypeID="5"', "AliasType code .* found '5'"),
        ('RelationQualityID="1541"', 'RelationQualityID="5"', "RelationQuality code .* found '5'"),
        ('EntryEventTypeID="1"', 'EntryEventTypeID="5"', "EntryEventType code .* found '5'"),
        ('LocPartTypeID="1454"', 'LocPartTypeID="5"', "LocPartType code .* found '5'"),
    ],
)
def test_a_code_that_nobody_names_stops_the_load_and_is_named(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    path = changed(tmp_path, (old, new))
    if not said:  # the word is in the table, the file's own set need not repeat it
        assert len(of(Link, path)) == len(of(Link))
        return
    with pytest.raises(SourceChanged, match=rf"advanced.xml: .*line \d+: .*{said}"):
        list(ofac_advanced.read(path))


def test_a_relation_type_that_only_the_file_names_stops_the_load(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        (
            "<RelationTypeValues>",
            '<RelationTypeValues><RelationType ID="5">Rival of</RelationType>',
        ),
        ('RelationTypeID="15003"', 'RelationTypeID="5"'),
    )
    with pytest.raises(SourceChanged, match=r"expected a relation type .* found 5 \('Rival of'\)"):
        list(ofac_advanced.read(path))


def test_other_codes_that_only_the_file_names_are_kept_in_its_words(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        (
            "<ReferenceValueSets>",
            "<ReferenceValueSets><EntryEventTypeValues><EntryEventType ID='2'>"
            "Amended</EntryEventType></EntryEventTypeValues><IDRegDocDateTypeValues>"
            "<IDRegDocDateType ID='9'>Renewal Date</IDRegDocDateType></IDRegDocDateTypeValues>"
            "<LocPartTypeValues><LocPartType ID='9'>GRID SQUARE</LocPartType></LocPartTypeValues>",
        ),
        ('ID="370590" EntryEventTypeID="1"', 'ID="370590" EntryEventTypeID="2"'),
        ('IDRegDocDateTypeID="1481"', 'IDRegDocDateTypeID="9"'),
        ('LocPartTypeID="1450"', 'LocPartTypeID="9"'),
    )
    assert codes(path) - codes(SMALL) == Counter({"new-event": 1, "new-date-type": 1})
    listing = next(one for one in of(Listing, path) if one.id == "ofac:37059/SDN")
    assert (listing.period, listing.reason) == (CURRENT, "")
    address = "1 Made-up Street, Anytown, Some State, Region: Nowhere, Iran"
    assert Fact("address", address) in record("ofac:99000002", path).facts


def test_a_false_identity_names_nobody_surely(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        (
            '<Identity ID="9002" FixedRef="99000002" Primary="true" False="false">',
            '<Identity ID="9002" FixedRef="99000002" Primary="false" False="true">',
        ),
    )
    assert {name.type for name in record("ofac:99000002", path).names} == {"weak alias"}
    assert codes(path)["false-identity"] == 1


def test_a_party_of_two_profiles_is_one_record(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        (
            '      <Profile ID="99000003" PartySubTypeID="3">',
            '<Profile ID="8" PartySubTypeID="4"/><Profile ID="99000003" PartySubTypeID="3">',
        ),
        ('From-ProfileID="37059"', 'From-ProfileID="8"'),
    )
    assert record("ofac:99000003", path).kind == "Person"
    assert codes(path)["two-kinds"] == 1
    assert next(one for one in of(Link, path) if one.id == "ofac-link:13207").object == (
        "ofac:99000003"
    )


def test_relationships_without_numbers_have_keys_from_their_fields(tmp_path: Path) -> None:
    path = changed(tmp_path, ('<ProfileRelationship ID="13207"', "<ProfileRelationship"))
    ours = [one.id for one in of(Link, path)][1]
    assert [one.id for one in of(Link, path)][1] == ours
    assert len(ours) == len("ofac-link:") + 16
    path = changed(tmp_path, ('From-ProfileID="37059" ', ""))
    assert codes(path) - codes(SMALL) == Counter({"no-key": 1})


def test_dates_are_as_exact_as_they_are_meant() -> None:
    def words(first: date, last: date, *, circa: bool = False) -> str:
        return When((first, first), (last, last), circa).words

    assert words(date(1962, 1, 1), date(1962, 12, 31)) == "1962"
    assert words(date(1962, 1, 1), date(1962, 12, 31), circa=True) == "circa 1962"
    assert words(date(1962, 2, 1), date(1962, 2, 28)) == "1962-02"
    assert words(date(1962, 2, 3), date(1962, 2, 3)) == "1962-02-03"
    assert words(date(1962, 1, 1), date(1964, 12, 31)) == "1962 to 1964"
    assert words(date(1962, 2, 1), date(1964, 4, 30)) == "1962-02 to 1964-04"
    assert words(date(1962, 2, 1), date(1962, 2, 10)) == "1962-02-01 to 1962-02-10"
    day = date(2000, 1, 1)
    assert When((day, day), None, False).words == "2000-01-01"
    assert When((day, day), (day, day), True).period == Period(text="circa 2000-01-01")


@given(st.dates(date(1900, 1, 1)), st.integers(0, 40_000))
def test_any_two_days_read_back_as_what_was_meant(first: date, days: int) -> None:
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    when = When((first, first), (last, last), False)
    period = when.period
    assert (period.start_min, period.start_max, period.end_min, period.end_max) == (
        first,
        first,
        last,
        last,
    )
    assert when.words.startswith(f"{first.year:04}")
    assert str(last.year) in when.words


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Sanctions>&b;</Sanctions>'


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", FileProblem, "is empty"),
        (b"no xml at all", FileProblem, "which is no XML"),
        (BOMB, FileProblem, "found a DOCTYPE"),
        (
            SMALL.read_bytes()[:30_000],
            FileProblem,
            "expected XML up to </Sanctions>, found that it",
        ),
        (SMALL.read_bytes()[:-4], FileProblem, "breaks off or is damaged"),
        (b"<html><body>404</body></html>", SourceChanged, "found html"),
        (b"<Sanctions/>", SourceChanged, "expected the root Sanctions in the namespace"),
        (f'<Sanctions xmlns="{NEW}"/>'.encode(), SourceChanged, "found none"),
        (
            f'<Sanctions xmlns="{NEW}" DeltaBaseVersion="2"/>'.encode(),
            SourceChanged,
            "expected a whole list, found a delta on version 2",
        ),
        (
            f'<Sanctions xmlns="{NEW}"><DateOfIssue><Year>x</Year></DateOfIssue>'
            "</Sanctions>".encode(),
            SourceChanged,
            "expected the day of issue in Year, Month and Day, found 'x'",
        ),
        (
            f'<Sanctions xmlns="{NEW}"><SanctionsEntries><SanctionsEntry/></SanctionsEntries>'
            "<Locations/></Sanctions>".encode(),
            SourceChanged,
            "expected the sections in the order DateOfIssue, ReferenceValueSets, ",
        ),
        ((FIXTURES / "ofac" / "sdn.xml").read_bytes(), SourceChanged, "found {https://sanction"),
    ],
)
def test_bad_file_stops_with_one_sentence(
    data: bytes, kind: type[FileProblem], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "advanced.xml"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(ofac_advanced.read(path))
    assert type(caught.value) is kind
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_recognises_both_namespaces_and_no_other_list() -> None:
    assert detect(SMALL) is ofac_advanced
    for namespace in ofac_advanced.NAMESPACES:
        assert ofac_advanced.recognises(f'<Sanctions xmlns="{namespace}">'.encode(), SMALL)
    for other in (
        b"<Sanctions>",
        b'<Sanctions xmlns="http://example.org">',
        b"<sdnList/>",
        b"",
        b"x",
    ):
        assert not ofac_advanced.recognises(other, SMALL)


def test_packed_files_say_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "sdn_advanced.xml.gz"
    packed.write_bytes(gzip.compress(SMALL.read_bytes()))
    archive = tmp_path / "sdn_advanced.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(SMALL, "sdn_advanced.xml")
    plain = list(ofac_advanced.read(SMALL))
    assert list(ofac_advanced.read(packed)) == plain
    assert list(ofac_advanced.read(archive)) == plain


def test_a_disk_without_room_is_said() -> None:
    said = r"small.xml: reading it needs a temporary file, .*disk is full.*set TMPDIR"
    with pytest.raises(FileProblem, match=said), shelf(SMALL):
        raise sqlite3.OperationalError("database or disk is full")


def test_a_legacy_snapshot_ends_no_typed_link(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "h.db") as workspace:
        load(workspace, SMALL, extract=True)
        load(workspace, FIXTURES / "ofac" / "sdn.xml", accept_counts=True)
        streams = {(one.source, one.list) for one in workspace.snapshots()}
        assert streams == {("ofac", "SDN advanced"), ("ofac", "SDN")}
        (until,) = workspace.connection.execute(
            "SELECT until FROM statement WHERE key = 'ofac-link:13207'"
        ).fetchone()
        assert until is None


def test_the_real_consolidated_list_of_2020(real_data: Path) -> None:
    path = real_data / "ofac" / "advanced" / "cons_advanced_2020-03-17.xml"
    items = list(ofac_advanced.read(path))
    assert Counter(type(item).__name__ for item in items) == {
        "Edition": 1,
        "Record": 375,
        "Link": 276,
        "Listing": 759,
        "Problem": 1,
    }
    assert items[0] == Edition(
        source="ofac",
        list="Consolidated advanced",
        published=date(2020, 3, 17),
        title="OFAC Consolidated (non-SDN) list, advanced",
        url="https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
    )
    found = {item.id: item for item in items if isinstance(item, Record | Link | Listing)}
    vtb = found["ofac:17013"]
    assert isinstance(vtb, Record)
    assert vtb.names[0] == Name("VTB BANK OAO")
    assert vtb.identifiers[:3] == (
        Identifier("ogrn", "1027739609391", "", True, "ru"),
        Identifier("okpo", "00032520", "", None, "ru"),
        Identifier("inn", "7702070139", "", True, "ru"),
    )
    since = found["ofac:17013/Sectoral Sanctions Identifications List"]
    assert isinstance(since, Listing)
    assert (since.period.start_min, since.measures, since.reason) == (
        date(2014, 7, 29),
        ("13662 Sectoral Directive 1",),
        "Executive Order 13662 (Ukraine)",
    )
    owned = found["ofac-link:2198"]
    assert isinstance(owned, Link)
    assert (owned.subject, owned.role, owned.object) == (
        "ofac:17015",
        "owns or controls",
        "ofac:18268",
    )
    lists = Counter(item.list for item in items if isinstance(item, Listing))
    assert lists == {
        "Consolidated": 375,
        "Sectoral Sanctions Identifications List": 290,
        "Non-SDN Palestinian Legislative Council List": 78,
        "SDN": 9,
        "FSE List": 6,
        "CAPTA List": 1,
    }
    (wrong,) = (item for item in items if isinstance(item, Problem))
    assert (wrong.code, wrong.record, wrong.value) == ("bad-identifier", "ofac:18298", "3287")


def test_real_entries_are_the_same_in_both_formats(real_data: Path) -> None:
    ofac = real_data / "ofac"
    ours = {one.id: one for one in of(Record, ofac / "advanced" / "cons_advanced_2020-03-17.xml")}
    legacy = ofac_legacy.read(ofac / "consolidated_2024-05-06.xml")
    theirs = {one.id: one for one in legacy if isinstance(one, Record)}
    both = ours.keys() & theirs.keys()
    assert (len(ours), len(theirs), len(both)) == (375, 443, 367)
    assert [key for key in both if ours[key].kind != theirs[key].kind] == []
    compared = Counter(
        (mine.scheme, other.scheme, mine.country, other.country)
        for key in both
        for mine in ours[key].identifiers
        for other in theirs[key].identifiers
        if mine.value == other.value
    )
    # In the four years between, OFAC added the country to 47 numbers, which makes them OGRNs.
    assert {
        schemes: number
        for schemes, number in compared.items()
        if schemes[0] != schemes[1] or schemes[2] != schemes[3]
    } == {
        ("registration", "ogrn", "", "ru"): 22,
        ("tax", "inn", "", "ru"): 13,
        ("government-gazette", "okpo", "", "ru"): 12,
    }
    assert sum(compared.values()) == 599


def test_the_real_vessel_of_2026(real_data: Path) -> None:
    (path,) = (real_data / "ofac" / "advanced").glob("EXCERPT_*_MAR_AZUL.xml")
    (ship,) = of(Record, path)
    (listing,) = of(Listing, path)
    assert (ship.id, ship.kind, ship.names) == ("ofac:4238", "Vessel", (Name("MAR AZUL"),))
    assert ship.identifiers == (Identifier("call-sign", "CL2192", period=CURRENT),)
    assert ship.facts == (
        Fact("flag", "cu", "Cuba", CURRENT),
        Fact("owner as stated", "Samir de Navegacion S.A."),
        Fact("gross tonnage", "212"),
    )
    assert (listing.list, listing.programmes, listing.period.start_min) == (
        "SDN",
        ("CUBA",),
        date(1989, 1, 5),
    )
    # The excerpt leaves the reference values and the locations out.
    assert [one.code for one in of(Problem, path)] == ["unknown-code", "missing-location"]
