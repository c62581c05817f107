"""BODS and Analyst's Notebook: valid, no stronger than the source, and what is lost is counted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph.dates import parse_period
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.intake import store
from hullmark.graph.model import Edition, Fact, Identifier, Item, Link, Listing, Name, Record, Share
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.queries.owners import owners
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_graphs import odd_workspace

# What libcovebods would fetch from org-id.guide: the codes that we write.
PREFIXES = ["GB-COH", "XI-LEI", "RU-OGRN", "RU-INN", "RU-OKPO", "CN-SAMR"]
STAKES = {
    "a": Share("100", "100"),
    "b": Share("25", "50", low_open=True),
    "c": Share("0", "10", high_open=True),
}


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker asks the network for a list of registers; here it gets the ones that we use."""
    from libcove2 import common

    monkeypatch.setattr(common, "get_orgids_prefixes", lambda *_: PREFIXES)
    from libcovebods.tasks.checks import legacy_checks, record_based_checks

    for module in (legacy_checks, record_based_checks):
        monkeypatch.setattr(module, "get_orgids_prefixes", lambda *_: PREFIXES)


def faults(path: Path) -> list[Any]:
    """What lib-cove-bods finds: mistakes against the schema, then its further checks."""
    from libcovebods.config import LibCoveBODSConfig
    from libcovebods.data_reader import DataReader
    from libcovebods.jsonschemavalidate import JSONSchemaValidator
    from libcovebods.run_tasks import process_additional_checks
    from libcovebods.schema import SchemaBODS

    reader, config = DataReader(str(path)), LibCoveBODSConfig()
    schema = SchemaBODS(reader, config)
    assert schema.schema_version == "0.4"
    wrong = [one.json() for one in JSONSchemaValidator(schema).validate(reader)]
    return [*wrong, *process_additional_checks(reader, config, schema)["additional_checks"]]


def items() -> Iterator[Item]:
    yield Record(
        "x:firm", "Company", (Name("FIRM LTD"), Name("ФИРМА", "alias")),
        (Identifier("gb-coh", "01234567"), Identifier("imo-company", "6246853", valid=True)),
        (Fact("country", "gb"), Fact("address", "1 Example Road"),
         Fact("established", "2001-02-03")),
    )  # fmt: skip
    for key, stake in STAKES.items():
        yield Record(f"x:{key}", "Person", (Name(f"HOLDER {key}"),),
                     (Identifier("passport", f"P{key}", country="ru"), Identifier("id", "1")),
                     (Fact("nationality", "ru"), Fact("birth date", "1970-01-02")))  # fmt: skip
        yield Link(
            f"x:{key}/s", f"x:{key}", "shareholder", "x:firm",
            period=parse_period("2019-02-03 to 2021-08-12"), share=stake,
        )  # fmt: skip
    yield Link("x:a/d", "x:a", "director", "x:firm", period=parse_period("since 2019-02"))
    yield Link("x:b/o", "x:b", "owner", "x:firm", as_stated="owns it")
    yield Record("x:ship", "Vessel", (Name("SHIP"),))
    yield Link("x:ship/o", "x:firm", "registered owner", "x:ship")
    yield Link("x:a/l", "x:a", "linked to", "x:b")
    yield Listing("x:a/list", "x:a", "OFAC", "SDN")


def made(path: Path) -> Path:
    file = File("x.xml", "1" * 64, 10, date(2024, 1, 1), "file")
    with Workspace.open(path) as workspace:
        store(workspace, Edition("x", "X", title="A list"), file, items(), accept_counts=True)
    return path


def statements(path: Path, kind: str) -> list[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return [one for one in found if one["recordType"] == kind]


def test_it_is_valid_and_says_what_it_left_out(hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("--db", made(tmp_path / "a.db"), "export", "-o", "a.bods.json")
    assert done.returncode == 0, done.stderr
    assert (
        "BODS has no place for: 3 numbers of persons without a country and a kind, 2 beginnings "
        "and ends that are no single day, 1 listings, 1 ships and aircraft, 1 links “linked to”, "
        "1 links of ships and aircraft."
    ) in done.stderr
    assert faults(tmp_path / "a.bods.json") == []
    (firm,) = statements(tmp_path / "a.bods.json", "entity")
    assert firm["recordDetails"] == {
        "isComponent": False,
        "entityType": {"type": "registeredEntity"},
        "name": "FIRM LTD",
        "alternateNames": ["ФИРМА"],
        "identifiers": [
            {"id": "01234567", "schemeName": "Companies House number", "scheme": "GB-COH"},
            {"id": "6246853", "schemeName": "IMO company number"},
        ],
        "jurisdiction": {"name": "United Kingdom", "code": "GB"},
        "foundingDate": "2001-02-03",
        "addresses": [{"type": "registered", "address": "1 Example Road"}],
    }
    person = statements(tmp_path / "a.bods.json", "person")[0]["recordDetails"]
    assert person["identifiers"] == [
        {"id": "Pa", "schemeName": "passport", "scheme": "RUS-PASSPORT"}
    ]


def test_interests_are_no_stronger_than_the_role(hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("--db", made(tmp_path / "a.db"), "export", "-o", "a.bods.json").returncode == 0
    found = {
        one["recordId"]: one["recordDetails"]["interests"][0]
        for one in statements(tmp_path / "a.bods.json", "relationship")
    }
    assert [found[f"x:{key}/s@x"]["share"] for key in STAKES] == [
        {"exact": 100},
        {"exclusiveMinimum": 25, "maximum": 50},
        {"minimum": 0, "exclusiveMaximum": 10},
    ]
    assert (found["x:a/s@x"]["startDate"], found["x:a/s@x"]["endDate"]) == (
        "2019-02-03",
        "2021-08-12",
    )
    assert found["x:a/d@x"]["type"] == "boardMember" and "startDate" not in found["x:a/d@x"]
    assert (found["x:b/o@x"]["type"], found["x:b/o@x"]["details"]) == (
        "unknownInterest",
        "owner; owns it",
    )


def test_what_is_loaded_again_keeps_shares_dates_and_roles(hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("--db", made(tmp_path / "a.db"), "export", "-o", "a.bods.json").returncode == 0
    with Workspace.open(tmp_path / "b.db") as workspace:
        load(workspace, tmp_path / "a.bods.json", accept_counts=True)
        answer = owners(WorkspaceReader(workspace), ["FIRM LTD"])
    shares = {link.role: [] for link in answer.links}  # type: dict[str, list[Share | None]]
    for link in answer.links:
        shares[link.role].append(link.share)
    assert sorted(shares) == ["holds an interest in", "shareholder"]
    again = {
        (one.low, one.high, one.low_open, one.high_open) for one in shares["shareholder"] if one
    }
    assert again == {
        ("100", "100", False, False), ("25", "50", True, False), ("0", "10", False, True),
    }  # fmt: skip
    (period,) = {link.period for link in answer.links if link.role == "shareholder"}
    assert (str(period.start_min), str(period.end_max)) == ("2019-02-03", "2021-08-12")


def test_the_demo_and_hostile_names_are_valid(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("--db", demo_db, "export", "-o", "demo.bods.json").returncode == 0
    assert faults(tmp_path / "demo.bods.json") == []
    odd_workspace(tmp_path / "odd.db")
    assert hullmark("--db", "odd.db", "export", "-o", "odd.bods.json").returncode == 0
    json.loads((tmp_path / "odd.bods.json").read_text(encoding="utf-8"))


def test_the_table_for_analysts_notebook(hullmark: Run, tmp_path: Path) -> None:
    assert hullmark("--db", made(tmp_path / "a.db"), "export", "-o", "a.i2.csv").returncode == 0
    text = (tmp_path / "a.i2.csv").read_bytes().decode()
    rows = {row["link identity"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 7
    held = rows["x:b/s@x"]
    assert held["link label"] == (
        "shareholder (former), more than 25, up to 50 %, 2019-02-03 – 2021-08-12"
    ) or held["link label"].startswith("shareholder (former), ")
    assert (held["start date"], held["end date"], held["strength"]) == (
        "2019-02-03",
        "2021-08-12",
        "Confirmed",
    )
    assert (held["type 1"], held["type 2"]) == ("Person", "Organization")
    assert rows["x:a/l@x"]["strength"] == "Unconfirmed"
    odd_workspace(tmp_path / "odd.db")
    assert hullmark("--db", "odd.db", "export", "-o", "odd.i2.csv").returncode == 0
    with (tmp_path / "odd.i2.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)
