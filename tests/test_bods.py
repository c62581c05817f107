"""BODS files: which statement counts, interests as links, shares as intervals, nobody twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph import bods as tables
from hullmark.graph.dates import say
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import Edition, Link, Problem, Record, Share
from hullmark.graph.schema import schema
from hullmark.graph.shares import say as say_share
from hullmark.graph.workspace import Workspace
from hullmark.loaders import bods, detect, loader
from hullmark.loaders.bods_party import scheme_of
from hullmark.loaders.load import load

FIXTURES = Path(__file__).parent.parent / "fixtures" / "bods"
SMALL, OLD = FIXTURES / "small.json", FIXTURES / "small_0_2.jsonl"
AT = "bods:example-register/"


def of(items: list[Any], kind: type[Any]) -> dict[str, Any]:
    return {item.id.removeprefix(AT): item for item in items if isinstance(item, kind)}


def codes(items: list[Any]) -> list[str]:
    return [one.code for one in items if isinstance(one, Problem)]


@pytest.fixture(scope="module")
def items() -> list[Any]:
    return list(bods.read(SMALL))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "h.db") as opened:
        yield opened


def changed(tmp_path: Path, *changes: tuple[int, dict[str, Any]]) -> Path:
    """The fixture with the details of some statements changed."""
    statements = json.loads(SMALL.read_text(encoding="utf-8"))
    for at, change in changes:
        statements[at]["recordDetails"].update(change)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    return path


def test_both_forms_are_recognised(items: list[Any]) -> None:
    assert detect(SMALL) is loader("bods") is detect(OLD)
    assert items[0] == Edition(
        "bods",
        "Example Register",
        date(2024, 5, 1),
        title="BODS: Example Register",
    )


def test_an_entity(items: list[Any]) -> None:
    one = of(items, Record)["ent-1"]
    assert (one.kind, [name.text for name in one.names]) == (
        "LegalEntity",
        ["A.P. Møller - Mærsk A/S"],
    )
    assert [(n.scheme, n.value, n.valid) for n in one.identifiers] == [
        ("isin", "DK0010244508", True),
        ("equity-ticker", "MAERSK B", None),
        ("lei", "549300D2K6PKKKXVNN73", True),
        ("dk-cvr", "22756214", None),
    ]
    assert [(fact.prop, fact.value) for fact in one.facts] == [
        ("entity type", "registered entity"),
        ("jurisdiction", "dk"),
        ("established", "1904-04-14"),
        ("publicly listed", "yes"),
        ("stock exchange", "Nasdaq Copenhagen, DK"),
        ("address", "Esplanaden 50, Copenhagen, 1263, Denmark"),
        ("country", "dk"),
        ("stated source", "officialRegister; https://register.example/"),
    ]


def test_interests_are_links_by_the_newest_statement(items: list[Any]) -> None:
    found = [
        (key, one.subject.removeprefix(AT), one.role, one.object.removeprefix(AT),
         say_share(one.share), say(one.period))
        for key, one in of(items, Link).items()
    ]  # fmt: skip
    assert found == [
        ("rel-1#shareholding", "ent-2", "shareholder", "ent-1", "41.51 %", "since 2013-11-01"),
        ("rel-1#votingrights", "ent-2", "controls", "ent-1", ">50–75 %", "since 2013-11-01"),
        ("rel-2#shareholding", "per-1", "beneficial owner", "ent-1", "25–<50 %", "on 2024-03-01"),
        ("rel-3#boardmember", "per-1", "director", "ent-2", "", "2010 – 2020-01-01"),
        ("rel-4#otherinfluenceorcontrol", "rel-4/party", "controls", "ent-1", "", "on 2024-03-01"),
        ("rel-5#otherinfluenceorcontrol", "rel-5/party", "controls", "ent-2", "", "on 2024-03-01"),
        ("rel-6#unknowninterest", "rel-6/party", "holds an interest in", "ent-2", "",
         "on 2024-03-01"),
    ]  # fmt: skip
    assert of(items, Link)["rel-2#shareholding"].as_stated == (
        "shareholding; indirect; beneficial; through 2 component records: ent-2, rel-1"
    )
    assert codes(items) == ["bad-date", "replaced"]


def test_somebody_unknown_is_never_one_for_several(items: list[Any]) -> None:
    records = of(items, Record)
    assert "per-2" not in records
    withheld = "anonymous person: the party is exempt from disclosure"
    for key in ("rel-4/party", "rel-5/party"):
        assert (records[key].kind, records[key].names) == ("Person", ())
        assert records[key].description == withheld
    assert records["rel-6/party"].description == (
        "not specified: the subject can't confirm or identify its beneficial owner: asked twice"
    )
    told = [(f.prop, f.value, say(f.period)) for f in records["ent-2"].facts]
    assert told[-1] == ("beneficial owners", "no beneficial owners", "on 2024-03-01")


def test_the_older_standard() -> None:
    found = list(bods.read(OLD))
    records, links = of(found, Record), of(found, Link)
    assert list(records) == ["old-1", "p-1"]
    company = records["old-1"]
    assert [name.text for name in company.names] == ["A.P. Møller - Mærsk A/S"]
    assert [(n.scheme, n.value) for n in company.identifiers] == [("lei", "549300D2K6PKKKXVNN73")]
    assert company.facts[-1].value == "reason unknown: No answer"
    (link,) = links.values()
    assert (link.subject, link.role, link.object) == (f"{AT}p-1", "controls", f"{AT}old-1")
    assert link.share == Share("25", "50", True, False)
    assert codes(found) == ["replaced"]


def test_a_closed_relationship_is_over_by_the_day_of_the_statement(tmp_path: Path) -> None:
    statements = json.loads(SMALL.read_text(encoding="utf-8"))
    statements[5]["recordStatus"] = "closed"
    path = tmp_path / "a.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    link = of(list(bods.read(path)), Link)["rel-1#shareholding"]
    assert link.period.tense == "former"
    assert say(link.period) == "since 2013-11-01, ended by 2024-04-01" or link.period.end_max


@pytest.mark.parametrize(
    ("share", "said", "problems"),
    [
        ({"exact": 26.150000000000002, "minimum": 26.150000000000002}, "26.15 %", []),
        ({"minimum": 25}, "25–100 %", []),
        ({"maximum": 10}, "0–10 %", []),
        ({"exclusiveMinimum": 25, "minimum": 25, "maximum": 50}, ">25–50 %", []),
        ({"minimum": 25, "maximum": 50, "exclusiveMinimum": True}, ">25–50 %", []),
        ({"exact": 60, "maximum": 50}, "", ["bad-share"]),
        ({"exact": 101}, "", ["bad-share"]),
        ({"minimum": 60, "maximum": 50}, "", ["bad-share"]),
        ({"exact": "half"}, "", ["odd-value", "bad-share"]),
        ({}, "", ["bad-share"]),
        ({"exact": 1e300}, "", ["bad-share"]),
    ],
)
def test_shares_are_intervals(
    tmp_path: Path, share: dict[str, Any], said: str, problems: list[str]
) -> None:
    interest = {"type": "shareholding", "share": share}
    found = list(bods.read(changed(tmp_path, (8, {"interests": [interest]}))))
    assert say_share(of(found, Link)["rel-4#shareholding"].share) == said
    assert [code for code in codes(found) if code not in ("bad-date", "replaced")] == problems


def test_each_code_has_a_role_of_ours() -> None:
    for role in tables.tables().interests.values():
        assert role in schema().roles
    for kind in tables.tables().entities.values():
        assert schema().kinds[kind].bods == "entity"
    assert tables.role_of("voting-rights", indirect=False, beneficial=False) == "controls"
    assert tables.role_of("shareholding", indirect=True, beneficial=False) == "holds an interest in"
    assert tables.role_of("friendship", indirect=False, beneficial=False) is None


@pytest.mark.parametrize(
    ("code", "name", "scheme"),
    [
        ("GB-COH", "anything", ("gb-coh", "")),
        ("XI-LEI", "", ("lei", "")),
        ("SK-ORSR", "", ("sk-orsr", "")),
        ("GBR-PASSPORT", "", ("passport", "gb")),
        ("", "GB Companies House", ("gb-coh", "")),
        ("", "DK Centrale Virksomhedsregister", ("dk-centrale-virksomhedsregister", "")),
        ("", "", ("identification-number", "")),
    ],
)
def test_schemes_are_those_that_are_named(code: str, name: str, scheme: tuple[str, str]) -> None:
    assert scheme_of(code, name) == scheme


@pytest.mark.parametrize(
    ("at", "change", "said"),
    [
        (8, {"interests": [{"type": "friendship"}]}, "item 9: .* found 'friendship'"),
        (None, {"recordType": "vessel"}, "item 1: .* found 'vessel'"),
        (None, {"recordStatus": "gone"}, "item 1: .* found 'gone'"),
    ],
)
def test_new_codes_stop_the_load_and_are_named(
    tmp_path: Path, at: int | None, change: dict[str, Any], said: str
) -> None:
    statements = json.loads(SMALL.read_text(encoding="utf-8"))
    (statements[0] if at is None else statements[at]["recordDetails"]).update(change)
    path = tmp_path / "new.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    with pytest.raises(SourceChanged, match=said):
        list(bods.read(path))


def test_a_file_that_breaks_off_is_refused_and_a_bad_line_is_not(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(SMALL.read_bytes()[:4000])
    with pytest.raises(FileProblem, match="item 6: expected a BODS statement, but the JSON is"):
        list(bods.read(path))
    lines = OLD.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[1], '{"a": ', "[]", '{"statementID": 5}', lines[2], ""]))
    assert codes(list(bods.read(path))) == ["bad-line"] * 3


def test_the_same_ids_of_two_publishers_are_two_parties(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, SMALL)
    other = tmp_path / "other.json"
    text = SMALL.read_text(encoding="utf-8").replace("Example Register", "Other Register")
    other.write_text(text, encoding="utf-8")
    load(workspace, other)
    rows = workspace.connection.execute(
        "SELECT count(*), count(DISTINCT entity) FROM record WHERE key LIKE 'bods:%/per-1'"
    )
    assert rows.fetchone() == (2, 2)
    joined = workspace.connection.execute(  # the LEI joins the company
        "SELECT count(*), count(DISTINCT entity) FROM record WHERE key LIKE 'bods:%/ent-1'"
    )
    assert joined.fetchone() == (2, 1)


STATEMENT = json.loads(SMALL.read_text(encoding="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2020-13-45"),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(
    at=st.integers(0, len(STATEMENT) - 1),
    field=st.sampled_from(  # of a statement and of its details
        [*STATEMENT[0], *STATEMENT[0]["recordDetails"], *STATEMENT[2]["recordDetails"], "interests"]
    ),
    value=values,
)
def test_nothing_crashes_it(
    tmp_path_factory: pytest.TempPathFactory, at: int, field: str, value: object
) -> None:
    statements = json.loads(json.dumps(STATEMENT))
    if isinstance(statements[at]["recordDetails"], dict):
        statements[at]["recordDetails"][field] = value
    statements[at][field] = json.loads(json.dumps(value))
    path = tmp_path_factory.mktemp("bods") / "a.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    try:
        list(bods.read(path))
    except HullmarkError as refused:
        assert str(path) in str(refused)


def test_the_standards_own_examples_load(real_data: Path) -> None:
    folder = real_data / "bods"
    for path in sorted((folder / "data-standard-0.4" / "examples").glob("*.json")):
        assert detect(path) is loader("bods")
        assert not {*codes(list(bods.read(path)))} - {"replaced", "bad-identifier"}, path.name
    tests = folder / "data-standard-0.4" / "tests" / "data"
    for path in sorted((tests / "valid-statements").glob("*.json")):
        assert not {*codes(list(bods.read(path)))} - {"no-name", "no-subject"}, path.name


def test_each_invalid_statement_is_reported_or_refused(real_data: Path) -> None:
    folder = real_data / "bods" / "data-standard-0.4" / "tests" / "data" / "invalid-statements"
    silent = []
    for path in sorted(folder.glob("*.json")):
        try:
            if not {*codes(list(bods.read(path)))} - {"no-name"}:
                silent.append(path.name)
        except HullmarkError:
            continue
    assert silent == ["statements_not_array.json"]  # a statement alone, which can be read


def test_real_statements_of_0_2(real_data: Path) -> None:
    folder = real_data / "bods" / "bodsdata-0.2" / "tests" / "fixtures"
    path = folder / "checks-2" / "bods-data-check-2.json.gz"
    found = list(bods.read(path))
    assert (len(of(found, Record)), len(of(found, Link)), codes(found)) == (60, 40, [])
