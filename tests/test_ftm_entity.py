"""One FollowTheMoney entity as a record: names, numbers, facts, and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph import ftm
from hullmark.graph.errors import BadValue
from hullmark.graph.model import CURRENT, FORMER, Fact, Identifier, Name
from hullmark.graph.schema import schema
from hullmark.loaders.ftm_entity import entity_parts, entity_record, texts

SHIP = {
    "id": "ofac-37059",
    "caption": "ANGARA",
    "schema": "Vessel",
    "datasets": ["us_ofac_sdn"],
    "referents": ["gb-coh-x"],
    "last_seen": "2025-11-13T08:52:17",
    "properties": {
        "name": ["Angara", "ANGARA"],
        "previousName": ["HUA YUE"],
        "weakAlias": ["A"],
        "imoNumber": ["IMO9179842"],
        "mmsi": ["273296560"],
        "callSign": ["UBUN7"],
        "registrationNumber": ["123"],
        "flag": ["ru"],
        "pastFlags": ["Panama"],
        "buildDate": ["1999"],
        "type": ["General Cargo"],
        "pastTypes": ["Bulker"],
        "grossRegisteredTonnage": ["8811"],
        "deadweightTonnage": [12],
        "owner": ["ofac-37060"],
        "sourceUrl": ["https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37059"],
    },
}
COMPANY = {
    "id": "c",
    "schema": "Company",
    "properties": {
        "name": ["M Leasing LLC"],
        "imoNumber": ["6246853"],
        "leiCode": ["213800CACNBGHWMQHO54"],
        "ogrnCode": ["1117746641572"],
        "innCode": ["7702059030"],
        "taxNumber": ["1"],
        "registrationNumber": ["2"],
        "incorporationDate": ["2011-08-15"],
        "jurisdiction": ["ru"],
        "addressEntity": ["addr-1"],
    },
}
PERSON = {
    "id": "p",
    "schema": "Person",
    "properties": {
        "name": ["Jane Roe"],
        "passportNumber": ["X1"],
        "idNumber": ["3"],
        "birthDate": ["1969", "1969-06-16T00:00:00", "June 1969"],
        "nationality": ["ru", "Atlantis"],
        "gender": ["female"],
    },
}


def test_a_vessel() -> None:
    record, problems = entity_parts(SHIP, place="line 1")
    assert problems == []
    assert (record.id, record.kind, record.place) == ("ftm:ofac-37059", "Vessel", "line 1")
    assert record.names == (
        Name("ANGARA"),
        Name("Angara"),
        Name("A", "weak alias"),
        Name("HUA YUE", "former"),
    )
    assert record.identifiers == (
        Identifier("imo-ship", "9179842", "IMO9179842", True),
        Identifier("mmsi", "273296560"),
        Identifier("call-sign", "UBUN7"),
        Identifier("ship-registration", "123"),
    )
    assert record.facts == (
        Fact("flag", "ru", period=CURRENT),
        Fact("flag", "pa", "Panama", FORMER),
        Fact("built", "1999"),
        Fact("vessel type", "General Cargo"),
        Fact("vessel type", "Bulker", period=FORMER),
        Fact("gross tonnage", "8811"),
        Fact("deadweight", "12"),
        Fact("source page", "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37059"),
        Fact("dataset", "us_ofac_sdn"),
        Fact("referent", "gb-coh-x"),
    )
    assert record.url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37059"


def test_a_company_has_a_company_number_and_a_ship_a_ship_number() -> None:
    record = entity_record(COMPANY)
    assert record.kind == "Company"
    assert [(one.scheme, one.value, one.valid) for one in record.identifiers] == [
        ("imo-company", "6246853", True),
        ("lei", "213800CACNBGHWMQHO54", True),
        ("ogrn", "1117746641572", True),
        ("inn", "7702059030", True),
        ("tax", "1", None),
        ("registration", "2", None),
    ]
    assert record.facts == (Fact("established", "2011-08-15"), Fact("jurisdiction", "ru"))
    as_ship = entity_record({**COMPANY, "schema": "Vessel"})
    assert as_ship.identifiers[0] == Identifier("imo-ship", "6246853", "", False)


def test_a_person() -> None:
    record, problems = entity_parts(PERSON)
    assert [(one.scheme, one.value) for one in record.identifiers] == [
        ("passport", "X1"),
        ("identification-number", "3"),
    ]
    assert record.facts == (
        Fact("birth date", "1969"),
        Fact("birth date", "1969-06-16", "1969-06-16T00:00:00"),
        Fact("birth date", "June 1969"),
        Fact("nationality", "Atlantis"),
        Fact("nationality", "ru"),
        Fact("gender", "female"),
    )
    assert [(one.code, one.value) for one in problems] == [("bad-date", "June 1969")]


@pytest.mark.parametrize(
    ("stated", "kind", "facts"),
    [
        ("Airplane", "Aircraft", ()),
        ("Organization", "Organization", ()),
        ("LegalEntity", "LegalEntity", ()),
        ("PublicBody", "Organization", (Fact("FollowTheMoney schema", "PublicBody"),)),
    ],
)
def test_schemas_are_kinds(stated: str, kind: str, facts: tuple[Fact, ...]) -> None:
    record = entity_record({"id": "a", "schema": stated, "properties": {"name": ["B"]}})
    assert (record.kind, record.facts) == (kind, facts)


def test_values_in_another_order_are_no_change() -> None:
    turned = {name: values[::-1] for name, values in SHIP["properties"].items()}  # type: ignore[attr-defined]
    assert entity_record({**SHIP, "properties": turned}) == entity_record(SHIP)


def test_a_property_that_is_new_is_kept_under_its_own_words() -> None:
    record, problems = entity_parts(
        {"id": "a", "schema": "Person", "properties": {"name": "B", "shoeSize": ["44"]}}
    )
    assert record.facts == (Fact("shoe size", "44"),)
    assert [(one.code, one.value) for one in problems] == [("new-property", "44")]


def test_an_entity_without_a_name_has_its_caption_for_one() -> None:
    assert entity_record({"id": "a", "schema": "Person", "caption": "B"}).names == (Name("B"),)
    record, problems = entity_parts({"id": "a", "schema": "Person", "properties": {}})
    assert (record.names, [one.code for one in problems]) == ((), ["no-name"])


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ({}, "has no id"),
        ({"id": 7, "schema": "Person"}, "has no id: expected text, found 7"),
        ({"id": " ", "schema": "Person"}, "has no id"),
        ({"id": "a"}, "a: a FollowTheMoney None is no ship, person or body: expected one of Ves"),
        ({"id": "a", "schema": "Position"}, "a FollowTheMoney 'Position' is no ship"),
        ({"id": "a", "schema": ["Person"]}, "is no ship, person or body"),
    ],
)
def test_what_is_no_party_is_refused(entity: dict[str, object], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        entity_record(entity)


def test_odd_values_are_read_as_far_as_they_go() -> None:
    assert texts([" b\u200b  c ", None, 7, True, ["deep"], {"id": "x"}, "a"]) == ["7", "a", "b c"]
    assert (texts(None), texts({}), texts(""), texts(" a ")) == ([], [], [], ["a"])
    assert texts(1.5) == ["1.5"]
    _, problems = entity_parts({"id": "a", "schema": "Person", "properties": ["x"]})
    assert [one.code for one in problems] == ["odd-value", "no-name"]
    deep = {"name": ["B"], "gender": [["x"]], "country": [], "owner": [{"id": None}]}
    _, problems = entity_parts({"id": "a", "schema": "Person", "properties": deep})
    assert [(one.code, one.value) for one in problems] == [("odd-value", "[['x']]")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    schema_=st.sampled_from([*ftm.kinds()]),
    properties=st.dictionaries(
        st.sampled_from([*ftm.rules("vessel"), *ftm.rules("body"), "x"]), json_values, max_size=6
    )
    | json_values,
    beside=json_values,
)
def test_nothing_crashes_it(schema_: str, properties: object, beside: object) -> None:
    entity = {"id": "a", "schema": schema_, "properties": properties, "datasets": beside}
    record, _ = entity_parts({**entity, "caption": beside, "referents": beside})
    assert record.id == "ftm:a"


def test_the_table_has_a_kind_for_each_schema_and_no_property_twice_in_one_place() -> None:
    assert set(ftm.kinds().values()) == set(schema().kinds)
    tables = ftm.tables()
    for part in ("any", "vessel", "aircraft", "person", "body"):
        numbers, facts = tables.identifiers.get(part, {}), tables.facts.get(part, {})
        assert not {*numbers} & {*facts}
        assert not {*numbers, *facts} & {*tables.names, *tables.references}


def test_every_company_of_the_labelled_pairs_is_read_with_its_name(real_data: Path) -> None:
    pairs = real_data.parent / "bench" / "id_linked" / "pairs_org.jsonl"
    lines = pairs.read_text(encoding="utf-8").splitlines() if pairs.exists() else []
    found = [json.loads(line) for line in lines]
    entities = [one[side] for one in found for side in ("left", "right")]
    if not entities:
        pytest.skip("no pairs beside the real data")
    records = [entity_record(one) for one in entities]
    assert len(records) == 2 * 1_148
    assert all(record.names for record in records)


def test_the_word_for_a_schema_is_no_name() -> None:
    """Two companies without a name are not two of one name, ``Company``."""
    record, problems = entity_parts({"id": "a", "schema": "Company", "caption": "Company"})
    assert record.names == ()
    assert [one.code for one in problems] == ["no-name"]
    named, _ = entity_parts({"id": "b", "schema": "Company", "caption": "Company of Ships"})
    assert [name.text for name in named.names] == ["Company of Ships"]
