"""FollowTheMoney files: parties, links by their words, listings, nested and bad files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph import ftm as tables
from hullmark.graph.dates import say
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Link, Listing, Problem, Record, Share
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, ftm, loader
from hullmark.loaders.ftm_sanction import authority_of
from hullmark.loaders.load import load

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL = FIXTURES / "ftm" / "small.ftm.json"


@pytest.fixture(scope="module")
def items() -> list[Any]:
    return list(ftm.read(SMALL))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "h.db") as opened:
        yield opened


def of(items: list[Any], kind: type[Any]) -> dict[str, Any]:
    return {item.id: item for item in items if isinstance(item, kind)}


def written(folder: Path, *entities: object, name: str = "list.ftm.json") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in entities), encoding="utf-8")
    return path


def party(key: str, schema: str = "Company", **properties: object) -> dict[str, object]:
    return {"id": key, "schema": schema, "properties": {"name": [key.upper()], **properties}}


def edge(schema: str, **properties: object) -> dict[str, object]:
    return {"id": "e", "schema": schema, "properties": properties}


def test_the_fixture_is_recognised_and_named_after_its_file(items: list[Any]) -> None:
    assert detect(SMALL) is loader("ftm")
    assert items[0] == Edition("ftm", "small", title="FollowTheMoney: small")
    assert list(of(items, Record)) == [
        "ftm:ofac-22407",
        "ftm:ofac-37059",
        "ftm:ofac-example",
        "ftm:gov-1",
        "ftm:pers-1",
        "ftm:gb-fcdo-rus1",
        "ftm:gb-fcdo-named-mg-flot",
    ]


def test_links_say_what_their_words_say_and_no_more(items: list[Any]) -> None:
    found = [
        (one.subject[4:], one.role, one.object[4:], one.as_stated, say(one.period))
        for one in of(items, Link).values()
    ]
    assert found == [
        ("ofac-22407", "owns or controls", "ofac-37059", "Owned or Controlled By", ""),
        ("ofac-example", "shareholder", "ofac-22407", "Ownership; 1000 shares",
         "2021-08 – 2023-02-28"),
        ("ofac-example", "commercial manager", "ofac-37059", "commerce_manager",
         "since 2022-11-22"),
        ("pers-1", "officer", "gov-1", "Minister", ""),
        ("ofac-22407", "acts for", "gov-1", "Representation", ""),
        ("ofac-22407", "successor", "ofac-example", "Succession", "within 2020"),
        ("ofac-22407", "linked to", "gov-1", "supplier", ""),
        ("gb-fcdo-named-mg-flot", "owner or operator", "gb-fcdo-rus1", "owner", ""),
    ]  # fmt: skip
    assert of(items, Link)["ftm:rel-2"].share == Share("25", "25", text="25")
    assert of(items, Link)["ftm:rel-4"].period.tense == "former"


def test_a_sanction_is_a_listing(items: list[Any]) -> None:
    found = of(items, Listing)
    one = found["ftm:ofac-37059#sanc-1"]
    assert (one.record, one.authority, one.list) == ("ftm:ofac-37059", "OFAC", "SDN")
    assert (one.programmes, one.reference) == (("RUSSIA-EO14024", "US-RUSHAR"), "37059")
    assert (one.period.start_min, one.period.tense) == (date(2022, 5, 8), "current")
    assert (one.measures, one.reason) == (("Block",), "Executive Order 14024 (Russia)")
    other = found["ftm:gb-fcdo-rus1#sanc-2"]
    assert (other.authority, other.list, other.reference) == ("UK", "UK Sanctions List", "RUS1416")
    assert other.reason == "also under UNX"


def test_what_other_entities_say_of_a_party_is_its_own(items: list[Any]) -> None:
    records = of(items, Record)
    assert (
        Fact("address", "Komsomolskiy pr. 18/3, Moscow, Russia") in records["ftm:ofac-22407"].facts
    )
    person = records["ftm:pers-1"]
    office = next(fact for fact in person.facts if fact.prop == "office")
    assert (office.value, say(office.period)) == ("Minister of Examples", "2012 – 2024")
    passport = person.identifiers[0]
    assert (passport.scheme, passport.value, passport.country) == ("passport", "EX0000001", "ru")
    assert say(passport.period) == "2015-01-01 – 2020-01-01"
    assert [(one.scheme, one.value) for one in records["ftm:ofac-example"].identifiers] == [
        ("digital-currency-address-eth", "0xEXAMPLE"),
        ("isin", "RU0007796926"),
    ]


def test_what_is_not_read_is_counted(items: list[Any]) -> None:
    found = [(one.code, one.value, one.place) for one in items if isinstance(one, Problem)]
    assert found == [
        ("not-a-party", "house-1", "line 11"),
        ("not-read", "1", "line 21"),
        ("not-read", "1", "line 13"),
    ]


@pytest.mark.parametrize(
    ("schema_", "words", "role"),
    [
        ("Ownership", "", "owner"),
        ("Ownership", "Owner", "owner"),
        ("Ownership", "Property in the interest of", "holds an interest in"),
        ("Ownership", "Owns, controls, or operates", "linked to"),
        ("Ownership", "ultimate beneficial owner", "beneficial owner"),
        ("Ownership", "registered owner", "registered owner"),
        ("Ownership", "ownership-of-shares-25-to-50-percent", "shareholder"),
        ("Ownership", "right-to-share-surplus-assets-25-to-50-percent", "holds an interest in"),
        ("Ownership", "voting-rights-25-to-50-percent", "controls"),
        ("Ownership", "significant-influence-or-control", "controls"),
        ("Ownership", "subsidiary of", "parent"),
        ("Ownership", "c/o", "linked to"),
        ("Ownership", "Учредитель", "holds an interest in"),
        ("Directorship", "", "director"),
        ("Directorship", "Board Member", "director"),
        ("Directorship", "secretary", "officer"),
        ("Directorship", "Leader or official of", "linked to"),
        ("UnknownLink", "", "linked to"),
        ("UnknownLink", "ISM Manager", "DOC company"),
        ("UnknownLink", "Providing support to", "supports"),
        ("UnknownLink", "owner", "linked to"),
        ("UnknownLink", "P&I Club", "linked to"),
        ("Family", "parent", "family"),
        ("Associate", "beneficial owner", "associate"),
        ("Employment", "Director", "employee"),
    ],
)
def test_words_decide_the_role_weakest_first(schema_: str, words: str, role: str) -> None:
    assert tables.role_of(schema_, words) == role


def test_our_own_roles_are_read_back_from_their_schema() -> None:
    for name, role in schema().roles.items():
        assert tables.role_of(role.ftm, name) == name
        assert tables.tables().links[role.ftm]


def test_a_share_in_several_words_is_one_interval(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        party("a"),
        party("b"),
        edge("Ownership", owner=["a"], asset=["b"], percentage=["25-50", "60%"]),
        {**edge("Ownership", owner=["a"], asset=["b"], percentage=["most"]), "id": "f"},
    )
    found = list(ftm.read(path))
    links = of(found, Link)
    assert links["ftm:e"].share == Share("25", "60", text="25-50 / 60%")
    assert links["ftm:f"].share == Share(text="most")
    assert [one.code for one in found if isinstance(one, Problem)] == ["bad-share"]


def test_a_link_without_an_end_or_with_thousands_is_not_read(tmp_path: Path) -> None:
    many = [f"x{n}" for n in range(40)]
    path = written(
        tmp_path,
        party("a"),
        edge("Ownership", owner=["a"]),
        edge("Ownership", owner=many, asset=many),
        edge("Sanction"),
    )
    found = [one for one in ftm.read(path) if isinstance(one, Problem)]
    assert [one.code for one in found] == ["bad-link", "bad-link", "bad-listing"]
    assert "found 1 and 0" in found[0].message
    assert "found 40 and 40" in found[1].message


def test_dates_that_contradict_each_other_are_a_problem(tmp_path: Path) -> None:
    ends = {"owner": ["a"], "asset": ["a"], "startDate": ["2022"], "endDate": ["2021", "soon"]}
    found = list(ftm.read(written(tmp_path, party("a"), edge("Ownership", **ends))))
    assert [one.code for one in found if isinstance(one, Problem)] == ["bad-date", "bad-date"]
    assert [say(one.period) for one in of(found, Link).values()] == [""]


@pytest.mark.parametrize(
    ("datasets", "names", "programmes", "answer"),
    [
        (["us_ofac_sdn"], [], [], ("OFAC", "SDN")),
        (["default"], ["Office of Foreign Assets Control"], [], ("OFAC", "default")),
        ([], ["OFAC"], [], ("OFAC", "")),
        (["un_sc_sanctions"], ["UN"], [], ("UN", "UN Security Council Consolidated List")),
        (["gb_fcdo_sanctions"], ["UN"], [], ("UK", "UK Sanctions List")),
        (["us_trade_csl"], ["Bureau of Industry and Security"], [],
         ("Bureau of Industry and Security", "us_trade_csl")),
        (["x"], [], ["EU-MARE"], ("EU", "x")),
        (["x"], [], ["US-BIS"], ("US", "x")),
        (["x"], [], [], ("x", "x")),
        ([], [], [], ("not stated", "")),
    ],
)  # fmt: skip
def test_the_authority_is_that_of_the_dataset_or_the_words(
    datasets: list[str], names: list[str], programmes: list[str], answer: tuple[str, str]
) -> None:
    assert authority_of(datasets, names, programme_ids=programmes) == answer


def test_a_sanction_that_is_over_is_no_current_listing(tmp_path: Path) -> None:
    sanction = edge("Sanction", entity=["a"], authority=["OFAC"], status=["Delisted"])
    ended = {**edge("Sanction", entity=["a"], endDate=["2021-02"]), "id": "f"}
    found = of(list(ftm.read(written(tmp_path, party("a"), sanction, ended))), Listing)
    assert found["ftm:a#e"].period.tense == "former"
    assert say(found["ftm:a#f"].period) == "until 2021-02"


def test_entities_inside_one_another_are_read_once(tmp_path: Path) -> None:
    owner = party("b", country=["ru"])
    sanction = {"id": "s", "schema": "Sanction", "properties": {"authority": ["OFAC"]}}
    owned = {"id": "o", "schema": "Ownership", "properties": {"owner": [owner]}}
    away = {"id": "d", "schema": "Address", "properties": {"full": ["1 Road"]}}
    top = party("a", ownershipAsset=[owned], sanctions=[sanction], addressEntity=[away])
    back = {"id": "o", "schema": "Ownership", "properties": {"asset": [party("a")]}}
    for lines in ((top,), (top, party("b", country=["ru"], ownershipOwner=[back]))):
        path = written(tmp_path, *lines, name="targets.nested.json")
        assert detect(path) is loader("ftm")
        found = list(ftm.read(path))
        assert not [one for one in found if isinstance(one, Problem)]
        records = of(found, Record)
        assert list(records) == ["ftm:a", "ftm:b"]
        assert records["ftm:a"].facts == (Fact("address", "1 Road"),)
        assert records["ftm:b"].facts == (Fact("country", "ru"),)
        (link,) = of(found, Link).values()
        assert (link.id, link.subject, link.object) == ("ftm:o", "ftm:b", "ftm:a")
        (listing,) = of(found, Listing).values()
        assert (listing.id, listing.record, listing.period) == ("ftm:a#s", "ftm:a", CURRENT)


def test_bad_lines_are_problems_and_the_load_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.ftm.json"
    good = json.dumps(party("a"))
    lines = [good, "{", "[1]", '{"id": 1, "schema": "Person", "properties": {}}', "\xff", ""]
    lines += ["[" * 5000 + "]" * 5000, '{"id": "b", "schema": "Person", "properties": 7}', good]
    path.write_bytes("\n".join(lines).encode("latin-1") + b"\n")
    found = list(ftm.read(path))
    codes = [one.code for one in found if isinstance(one, Problem)]
    assert codes == ["bad-line"] * 5 + ["odd-value", "no-name"]
    assert [one.id for one in found if isinstance(one, Record)] == ["ftm:a", "ftm:b", "ftm:a"]


def test_files_that_break_off_or_are_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ftm.json"
    path.write_text(json.dumps(party("a")) + "\n" + json.dumps(party("b"))[:40])
    with pytest.raises(FileProblem, match="line 2: the file breaks off"):
        list(ftm.read(path))
    path.write_text("{}x\n" * 200)
    with pytest.raises(SourceChanged, match="line 100: expected a FollowTheMoney entity"):
        list(ftm.read(path))


@pytest.mark.parametrize(
    ("name", "datasets", "listed"),
    [
        ("20240507/us_ofac_sdn/entities.ftm.json", [], "us_ofac_sdn"),
        ("entities.ftm.json.gz", ["eu_fsf"], "eu_fsf"),
        ("sanctions-2024-05-07.ftm.json", ["a", "b"], "sanctions"),
        ("20240507/entities.ftm.json", [], "entities"),
    ],
)
def test_the_list_is_the_dataset_or_the_name(name: str, datasets: list[str], listed: str) -> None:
    line = json.dumps({**party("a"), "datasets": datasets}).encode() + b"\n"
    assert ftm.list_of(line, Path("/") / name) == listed


def test_parties_join_other_lists_by_their_numbers(workspace: Workspace) -> None:
    demo = FIXTURES / "demo"
    load(workspace, demo / "ofac-sdn-extract-2024-05-07.xml", extract=True)
    load(workspace, demo / "uk-sanctions-extract-2025-04-10.xml", extract=True)
    stored = load(workspace, SMALL, published=date(2024, 5, 7))
    assert stored.counts == {"links": 8, "listings": 2, "records": 7}
    reader = WorkspaceReader(workspace)
    entity = reader.entities(["imo-vsl-9179842"])["imo-vsl-9179842"]
    assert {"ftm:ofac-37059", "ofac:37059"} <= {one.record.id for one in entity.records}
    entities = workspace.connection.execute(
        "SELECT count(DISTINCT entity) FROM record WHERE key IN ('ftm:ofac-22407', 'ofac:22407')"
    )
    assert entities.fetchone() == (1,)
    assert load(workspace, SMALL, published=date(2024, 5, 7)).already


def test_the_real_file_loads(real_data: Path, workspace: Workspace) -> None:
    path = real_data / "ftm" / "yente-parteispenden-entities.ftm.json"
    stored = load(workspace, path, published=date(2024, 1, 1))
    assert (stored.counts, stored.problems) == ({"records": 96}, 1)
