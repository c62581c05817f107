"""The Browser kit: every saved query finds something in the demo, and names only what there is."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import neo4j.graph
import pytest

from hullmark.graph.answer import (
    Entity,
    EntityLink,
    Evidence,
    SourcedEvent,
    SourcedListing,
    SourcedRecord,
)
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Event, Fact, Identifier, Listing, Name, Period, Record, Share
from hullmark.graph.neo4j.browser_kit import favorites, guide, style, write_kit
from hullmark.graph.neo4j.perspective import perspective
from hullmark.graph.neo4j.rows import FACTS, SCALARS, entity_rows, link_rows, snapshot_rows
from hullmark.graph.neo4j.saved_queries import SETTING, example_parameters, saved_queries
from hullmark.graph.neo4j.server import Access
from hullmark.graph.neo4j.shapes import Node, Row
from hullmark.graph.neo4j.vocabulary import LABELS, TIES
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_fixtures import empty, session_on
from hullmark.tests.neo4j_graphs import push

QUERIES = saved_queries()
DAY = date(2024, 5, 7)


@pytest.fixture(scope="module")
def with_demo(neo4j_server: Access, demo_db: Path) -> Access:
    """Each generation in turn, with the demo's graph."""
    empty(neo4j_server)
    push(neo4j_server, demo_db)
    return neo4j_server


def everything() -> list[Row]:
    """Rows of an invented ship of which every field is filled, and of one link, long gone."""
    period = Period(DAY, DAY, DAY, DAY, tense="former", text="then")
    seen = Evidence("s", "l", "S", "s:1", DAY, DAY, DAY, None, DAY, "0" * 16, "f", "1", "p", "u")
    numbers = [Identifier(scheme, "1") for scheme in SCALARS]
    facts = [Fact(prop, "x") for prop in FACTS]
    record = Record("s:1", "Vessel", (Name("A", period=period),), (*numbers,), (*facts,), url="u")
    listing = Listing("s:1/l", "s:1", "A", "l", ("P",), "1", period, ("m",), absent=True)
    call = Event("e", "port call", ("s:1",), period, "P", "Q", "R", 1.0, 2.0, "d", "p")
    ship = Entity(
        "ship",
        "Vessel",
        "A",
        (SourcedRecord(record, seen),),
        (SourcedListing(listing, seen), SourcedListing(Listing("x", "s:1", "A", "k"), seen)),
        (SourcedEvent(call, seen),),
    )
    company = Entity("company", "Company", "C", (SourcedRecord(Record("c", "Company"), seen),))
    link = EntityLink(
        "l", "company", "owner", "ship", period, seen, Share("1", "2"), "own", "high", "A"
    )
    return [*entity_rows(ship), *entity_rows(company), *link_rows(link, ship)]


@pytest.fixture(scope="module")
def there(demo_db: Path) -> tuple[set[str], set[str], set[str]]:
    """The labels, the relationship types and the properties that the graph can have."""
    with Workspace.open(demo_db, create=False) as workspace:
        reader = WorkspaceReader(workspace)
        keys = reader.keys("", 1000)
        found = [row for one in reader.entities(keys).values() for row in entity_rows(one)]
        found += snapshot_rows(reader.snapshots())
    found += everything()
    labels = {label for row in found if isinstance(row, Node) for label in row.labels}
    types = {row.type for row in found if not isinstance(row, Node)}
    types |= {one.type for one in schema().roles.values()}
    properties = {key for row in found for key in row.properties} | {"id"}
    return labels | {"Hullmark", *schema().kinds}, types, properties


def test_vocabulary_is_that_of_the_rows(there: tuple[set[str], set[str], set[str]]) -> None:
    labels, types, _ = there
    assert labels == {*LABELS, *schema().kinds}
    assert types == {*TIES, *(one.type for one in schema().roles.values())}
    assert {end for one in TIES.values() for end in (one.start, one.end)} <= labels


def test_queries_name_only_what_there_is(there: tuple[set[str], set[str], set[str]]) -> None:
    labels, types, properties = there
    for one in QUERIES:
        cypher = re.sub(r"'[^']*'", "''", one.cypher)
        words = {
            word
            for named in re.findall(r"[\w(\[]:([A-Z]\w*(?:[|&][A-Z]\w*)*)", cypher)
            for word in re.split(r"[|&]", named)
        }
        assert words and words <= labels | types, one.name
        used = set(re.findall(r"\b[a-z]\w*\.(\w+)", cypher))
        used |= set(re.findall(r"\{(\w+): ", cypher))
        assert used <= properties, one.name


def test_queries_are_named_by_short_questions_and_ask_with_parameters() -> None:
    assert 20 <= len(QUERIES) < 40
    assert len({one.name for one in QUERIES}) == len(QUERIES)
    for one in QUERIES:
        # The Browser's list cuts a name of more than about 30 characters, the number included.
        assert one.name.endswith("?") and len(one.name) <= 27, one.name
        assert one.about.count("?") == 1 and one.about.endswith("."), one.name
        assert "apoc" not in one.cypher.lower() and "«" not in one.cypher, one.name
    used = {name for one in QUERIES for name in one.parameters}
    assert used == example_parameters().keys()


def test_every_query_finds_something_in_the_demo(with_demo: Access) -> None:
    languages = ["CYPHER 5 "] if with_demo.version.startswith("5.") else ["CYPHER 5 ", "CYPHER 25 "]
    with session_on(with_demo) as session:
        for one in QUERIES:
            for language in languages:
                result = session.run(language + one.cypher, example_parameters())
                values = [value for record in result for value in record.values()]
                assert values, (one.name, language)
                drawn = [isinstance(value, neo4j.graph.Path) for value in values if value]
                assert all(drawn) if one.shows == "graph" else not any(drawn), one.name


def answer(server: Access, name: str, **others: str) -> list[dict[str, Any]]:
    (one,) = (query for query in QUERIES if query.name == name)
    with session_on(server) as session:
        return session.run(one.cypher, example_parameters() | others).data()


def test_answers_on_a_day(with_demo: Access) -> None:
    then = answer(with_demo, "Whose ship on a day?")
    assert [(row["who"], row["role"], row["thatDay"]) for row in then] == [
        ("MARINE TRANS SHIPPING LLC", "operator", "yes"),
        ("M LEASING", "owner", "yes"),
    ]
    before = answer(with_demo, "Whose ship on a day?", date="2023-10-15")
    assert ("KAALBYE GROUP", "possibly") in {(row["who"], row["thatDay"]) for row in before}
    later = answer(with_demo, "Whose ship on a day?", date="2024-01-01")
    assert {(row["who"], row["thatDay"]) for row in later} == {
        ("MARINE TRANS SHIPPING LLC", "possibly"),
        ("M LEASING", "possibly"),
    }
    listed = {row["who"]: row["listed"] for row in answer(with_demo, "Who was listed on a day?")}
    assert listed["ANGARA"] == ["OFAC: yes"]
    assert "KAALBYE GROUP" not in listed


def test_answers_about_former_names_and_owners(with_demo: Access) -> None:
    (owner,) = answer(with_demo, "Who owned it before?")
    assert (owner["who"], owner["shipThenNamed"]) == ("KAALBYE GROUP", "OCEAN ENERGY")
    names = answer(with_demo, "Which names did it bear?")
    assert [(row["name"], row["types"]) for row in names] == [
        ("ANGARA", ["primary"]),
        ("OCEAN ENERGY", ["former"]),
    ]
    (stake,) = answer(with_demo, "Which stakes are known?")
    assert (stake["stated"], stake["atLeast"], stake["atMost"]) == ("part", 0.0, 100.0)


def test_kit_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = write_kit(tmp_path / "one"), write_kit(tmp_path / "two")
    names = "README.md favorites.zip guide.html perspective.json queries.cypher style.grass"
    assert [path.name for path in one] == names.split()
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert [path.read_bytes() for path in write_kit(tmp_path / "one")] == [
        path.read_bytes() for path in two
    ]


def test_favorites_are_a_folder_of_named_cypher_files() -> None:
    with zipfile.ZipFile(BytesIO(favorites())) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    assert len(files) == len(QUERIES) + 1
    assert list(files)[:2] == [
        "hullmark/00-set-the-parameters.cypher",
        "hullmark/01-what-ties-it-to-a-company.cypher",
    ]
    assert files["hullmark/00-set-the-parameters.cypher"].startswith(f"// {SETTING}\n:params {{")
    first = files["hullmark/01-what-ties-it-to-a-company.cypher"]
    assert first.startswith("// 01 What ties it to a company?\n// How is a ship tied to a comp")
    assert first.endswith(f"\n{QUERIES[0].cypher}\n")


def test_style_has_a_rule_for_each_label_and_type() -> None:
    selectors = re.findall(r"^(\S+) \{$", style(), re.MULTILINE)
    assert selectors[:4] == ["node", "relationship", "node.Hullmark", "node.Entity"]
    assert {one.removeprefix("node.") for one in selectors[2:] if one.startswith("node.")} == {
        *LABELS,
        *schema().kinds,
    }
    types = {one.type for one in schema().roles.values()}
    assert {f"relationship.{one}" for one in types} <= set(selectors)
    assert (
        'node.Vessel {\n  color: #e8f1fa;\n  border-color: #1b3a57;\n  caption: "{caption}";'
        in (style())
    )


def test_guide_has_a_slide_a_query_and_no_scripts() -> None:
    text = guide()
    assert text.count("<slide>") == text.count("</slide>") == len(QUERIES) + 2
    assert "<script" not in text and "http" not in text
    assert "&lt;= date($date)" in text


def test_perspective_has_every_label_and_the_queries_that_draw() -> None:
    found = json.loads(perspective())
    assert {one["name"] for one in found["categories"]} == {*LABELS, *schema().kinds} - {
        "Hullmark",
        "Entity",
    }
    assert {one["id"] for one in found["relationshipTypes"]} == {
        *TIES,
        *(one.type for one in schema().roles.values()),
    }
    assert len(found["templates"]) == sum(one.shows == "graph" for one in QUERIES)
    assert found["templates"][0]["text"] == "What ties it to a company $ship $other"


def test_command_writes_the_kit_and_refuses_a_file(tmp_path: Path, hullmark: Run) -> None:
    done: CompletedProcess[str] = hullmark("browser-kit", "kit")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Wrote 6 files; begin with kit/README.md.\n"
    assert "00 Set the parameters" in (tmp_path / "kit/README.md").read_text(encoding="utf-8")
    with pytest.raises(BadValue, match=r"README.md: expected a folder for the kit, found a file"):
        write_kit(tmp_path / "kit/README.md")
