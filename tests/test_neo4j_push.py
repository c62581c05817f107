"""Pushing into real servers: only what changed is written, only what is ours is touched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from hullmark.graph.model import (
    Decision,
    Event,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Record,
)
from hullmark.graph.neo4j.connect import ServerError
from hullmark.graph.neo4j.push import Pushed
from hullmark.graph.neo4j.server import Access
from hullmark.tests.neo4j_fixtures import empty, session_on
from hullmark.tests.neo4j_graphs import ODD, both, contents, odd_workspace, push


def _written(pushed: Pushed) -> tuple[int, int, int, int]:
    return pushed.created, pushed.updated, pushed.removed, len(pushed.counters)


def _fleet(*, later: bool = False) -> Iterator[Item]:
    """Two ships, their owner and a call; later with another name, port, owner and programme."""
    names = (Name("NEWER"), Name("OLDER", type="former")) if later else (Name("OLDER"),)
    yield Record(
        id="x:1",
        kind="Vessel",
        names=names,
        identifiers=(Identifier("registration", "R-1"),),
        facts=(Fact("flag", "ru"),),
    )
    yield Record(id="x:2", kind="Vessel", names=(Name("SISTER"),))
    yield Record(id="x:3", kind="Company", names=(Name("OWNER LLC"),))
    yield Record(id="x:4", kind="LegalEntity" if later else "Company", names=(Name("SECOND"),))
    yield Listing(id="l1", record="x:1", authority="A", list="L",
                  programmes=("NEW",) if later else ("OLD",))  # fmt: skip
    yield Link(id="o1", subject="x:4" if later else "x:3", role="owner", object="x:1",
               then_named="OLDER")  # fmt: skip
    yield Link(id="o2", subject="x:3", role="operator" if later else "owner", object="x:2")
    yield Link(id="o3", subject="x:3", role="parent", object="x:4")
    at, origin = ("NOVOROSSIYSK", "") if later else ("KERCH", "TARTUS")
    yield Event(id="e1", type="port call", subjects=("x:1", "x:2"), at=at, origin=origin)
    if not later:
        yield Record(id="x:5", kind="Person", names=(Name("GONE"),))
        yield Event(id="e2", type="sighting", subjects=("x:5",), at="SUEZ")


def _small(path: Path, *, later: bool = False) -> Path:
    odd_workspace(path, _fleet(later=later))
    return path


def test_a_second_push_writes_nothing(empty_neo4j: Access, demo_db: Path) -> None:
    first = push(empty_neo4j, demo_db)
    assert first.created > 500
    assert (first.updated, first.removed) == (0, 0)
    nodes, ties = contents(empty_neo4j)
    assert len(nodes) + len(ties) == first.created
    made = first.counters["nodes_created"], first.counters["relationships_created"]
    assert made == (len(nodes), len(ties))
    for options in ({}, {"compare_all": True}, {"batch": 7}, {"prune": False}):
        assert _written(push(empty_neo4j, demo_db, **options)) == (0, 0, 0, 0)
    assert contents(empty_neo4j) == (nodes, ties)


def test_a_newer_snapshot_changes_what_it_changed_and_no_more(
    empty_neo4j: Access, demo_db: Path, tmp_path: Path
) -> None:
    db = tmp_path / "both.db"
    db.write_bytes(demo_db.read_bytes())
    odd_workspace(db, _fleet(), day=1)
    push(empty_neo4j, db)
    before = dict(_rows(empty_neo4j))
    odd_workspace(db, _fleet(later=True), day=2)
    dry = push(empty_neo4j, db, dry_run=True)
    assert dict(_rows(empty_neo4j)) == before
    pushed = push(empty_neo4j, db)
    assert (dry.created, dry.updated) == (pushed.created, pushed.updated)
    after = dict(_rows(empty_neo4j))
    apart = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {key for key, part in apart if not (part or key.startswith(("x:", "event:")))} == {
        "snapshot:odd/ODD/2222222222222222",
        "programme:A/NEW",
        "programme:A/OLD",
        "port:NOVOROSSIYSK",
        "port:KERCH",
        "port:TARTUS",
    }
    assert {key.partition("#")[0] for key, part in apart if part} == {
        "x:1", "x:3", "x:4", "event:e1@odd/ODD",
    }  # fmt: skip
    again = push(empty_neo4j, db)
    assert _written(again) == (0, 0, 0, 0)
    empty(empty_neo4j)
    push(empty_neo4j, db)
    assert dict(_rows(empty_neo4j)) == after


def _rows(server: Access) -> Iterator[tuple[tuple[str, str], object]]:
    nodes, ties = contents(server)
    yield from (((key, ""), (labels, rest)) for key, labels, rest in nodes)
    for start, key, *rest in ties:
        yield (start, f"-{key}"), rest


def test_two_that_turn_out_to_be_one_are_one(empty_neo4j: Access, tmp_path: Path) -> None:
    db = _small(tmp_path / "x.db", later=True)
    push(empty_neo4j, db)
    same = Decision("x:3", "x:4", "same", author="test", reason="one company")
    odd_workspace(db, chain(_fleet(later=True), [same]), day=2)
    assert push(empty_neo4j, db).removed > 0
    merged = contents(empty_neo4j)
    assert [key for key, labels, _ in merged[0] if "Entity" in labels] == ["x:1", "x:2", "x:3"]
    empty(empty_neo4j)
    push(empty_neo4j, db)
    assert contents(empty_neo4j) == merged


def test_what_is_gone_is_pruned_or_kept_as_asked(empty_neo4j: Access, tmp_path: Path) -> None:
    old, new = _small(tmp_path / "old.db"), _small(tmp_path / "new.db", later=True)
    push(empty_neo4j, new)
    clean = contents(empty_neo4j)
    empty(empty_neo4j)
    push(empty_neo4j, old)
    there = {key for key, _ in _rows(empty_neo4j)}
    kept = push(empty_neo4j, new, prune=False)
    assert kept.removed == 0 and kept.created > 0
    assert there <= {key for key, _ in _rows(empty_neo4j)}
    assert _written(push(empty_neo4j, new, prune=False)) == (0, 0, 0, 0)
    assert push(empty_neo4j, new).removed > 0
    assert contents(empty_neo4j) == clean
    assert _written(push(empty_neo4j, new)) == (0, 0, 0, 0)
    push(empty_neo4j, old)
    push(empty_neo4j, new)
    assert contents(empty_neo4j) == clean


def test_a_dry_run_writes_nothing_not_even_the_schema(empty_neo4j: Access, demo_db: Path) -> None:
    dry = push(empty_neo4j, demo_db, dry_run=True)
    with session_on(empty_neo4j) as session:
        assert session.run("MATCH (n) RETURN count(n)").value() == [0]
        assert session.run("SHOW CONSTRAINTS").values() == []
        assert session.run("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP'").values() == []
    pushed = push(empty_neo4j, demo_db)
    assert (dry.created, dry.updated, dry.removed, dry.counters) == (pushed.created, 0, 0, {})


THEIRS = """
CREATE (a:Company {id: 'x:3', caption: 'OWNER LLC', entity: 'x:3', hash: 'theirs'})
CREATE (b:Entity:Company {id: 'theirs', caption: 'THEIRS'})
CREATE (a)-[:OWNER_OF {id: 'o1', hash: 'theirs'}]->(b)
CREATE (:Name {caption: 'OLDER', key: 'older', loose: 'older', entity: 'x:1'})
CREATE (:Port {id: 'port:KERCH', caption: 'KERCH'})
CREATE (:Event {id: 'event:e1'}) CREATE (:Snapshot {id: 'snapshot:theirs'})
"""
NOTES = """
MATCH (ship:Hullmark {id: 'x:1'}), (gone:Hullmark {id: 'x:5'}), (b:Entity {id: 'theirs'})
CREATE (:Note {text: 'on a ship'})-[:ABOUT {hash: 'mine'}]->(ship)
CREATE (:Note {text: 'on one who goes'})-[:ABOUT]->(gone)
CREATE (ship)-[:OWNER_OF {id: 'o1'}]->(b) CREATE (ship)-[:KNOWS {since: 2020}]->(gone)
WITH ship MATCH (a:Hullmark {id: 'x:3'}) CREATE (a)-[:KNOWS {id: 'o1@odd/ODD'}]->(ship)
"""


def test_what_others_have_in_the_database_is_left_alone(
    empty_neo4j: Access, tmp_path: Path
) -> None:
    old, new = _small(tmp_path / "old.db"), _small(tmp_path / "new.db", later=True)
    push(empty_neo4j, new)
    clean = contents(empty_neo4j)
    empty(empty_neo4j)
    with session_on(empty_neo4j) as session:
        session.run(THEIRS).consume()
        theirs = contents(empty_neo4j)
        push(empty_neo4j, old)
        session.run(NOTES).consume()
        push(empty_neo4j, new)
        push(empty_neo4j, new)
        assert _written(push(empty_neo4j, new)) == (0, 0, 0, 0)
        notes = session.run(
            "MATCH (n:Note)-[r:ABOUT]->(m) RETURN n.text, r.hash, m.id ORDER BY n.text"
        ).values()
        assert notes == [["on a ship", "mine", "x:1"], ["on one who goes", None, "x:5"]]
        others = session.run(
            "MATCH (a:Hullmark)-[r:KNOWS|OWNER_OF]->(b) WHERE r.hash IS NULL"
            " RETURN type(r), b.id ORDER BY type(r), b.id"
        ).values()
        assert others == [["KNOWS", "x:1"], ["KNOWS", "x:5"], ["OWNER_OF", "theirs"]]
        session.run("MATCH (n:Note) DETACH DELETE n").consume()
        session.run("MATCH ()-[r:KNOWS|OWNER_OF]->() WHERE r.hash IS NULL DELETE r").consume()
        session.run("MATCH (n {id: 'x:5'}) WHERE NOT n:Hullmark DETACH DELETE n").consume()
    nodes, ties = contents(empty_neo4j)
    for mine, rest, left in zip((nodes, ties), theirs, clean, strict=True):
        assert sorted(map(repr, mine)) == sorted(map(repr, [*rest, *left]))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            "CREATE INDEX hullmark_imo FOR (n:Boat) ON (n.imo)",
            "the index or constraint 'hullmark_imo' there is on Boat(imo), expected Entity(imo); "
            "drop or rename it, or use another database.",
        ),
        (
            "CREATE CONSTRAINT hullmark_id FOR (n:Boat) REQUIRE n.key IS UNIQUE",
            "the index or constraint 'hullmark_id' there is on Boat(key), expected Hullmark(id);",
        ),
        (
            "CREATE INDEX mine FOR (n:Entity) ON (n.id)",
            "a constraint or index there conflicts with hullmark's: ",
        ),
        (
            "UNWIND [1, 2] AS i CREATE (:Entity {id: 'twice'})",
            "a constraint or index there conflicts with hullmark's: ",
        ),
        (
            "CREATE (:Entity {id: 'x:1'})",
            "a constraint or index there conflicts with hullmark's: ",
        ),
    ],
)
def test_a_database_that_is_in_the_way_is_refused_by_name(
    empty_neo4j: Access, tmp_path: Path, made: str, said: str
) -> None:
    with session_on(empty_neo4j) as session:
        session.run(made).consume()
    before = contents(empty_neo4j)
    with pytest.raises(ServerError) as refused:
        push(empty_neo4j, _small(tmp_path / "x.db"))
    assert str(refused.value).startswith(f"{empty_neo4j.uri}: {said}")
    assert [row for row in contents(empty_neo4j)[0] if "Hullmark" not in row[1]] == before[0]


def test_odd_names_arrive_and_do_nothing(empty_neo4j: Access, tmp_path: Path) -> None:
    db = tmp_path / "odd.db"
    odd_workspace(db)
    with session_on(empty_neo4j) as session:
        session.run("CREATE (:Bystander {id: 1})").consume()
        push(empty_neo4j, db)
        assert _written(push(empty_neo4j, db)) == (0, 0, 0, 0)
        query = "MATCH (:Vessel {id: 'odd:ship'})-[:SAILED_AS]->(n) RETURN n.caption"
        assert sorted(session.run(query).value()) == sorted({"SHIP", *ODD})
        query = "MATCH (:Company)-[r:OWNER_OF]->(:Vessel) RETURN r.asStated, r.shareLow, r.startMin"
        rows = {text: (low, day.iso_format()) for text, low, day in session.run(query).values()}
        assert rows == dict.fromkeys(ODD, (25.0, "2019-02-03"))
        assert session.run("MATCH (n:Bystander) RETURN count(n)").value() == [1]
        labels = session.run("MATCH (n) UNWIND labels(n) AS l RETURN DISTINCT l").value()
        assert set(labels) == {
            "Bystander", "Hullmark", "Entity", "Vessel", "Company", "Name", "VesselName",
            "Identifier", "Listing", "Programme", "Event", "PortCall", "Port", "Snapshot",
            "Document", "HullmarkPush",
        }  # fmt: skip
    with both(empty_neo4j, db) as (workspace, server):
        keys = ["odd:ship", *(f"odd:{at}" for at in range(len(ODD)))]
        assert server.entities(keys) == workspace.entities(keys)
        assert server.expand(keys) == workspace.expand(keys)
        for name in ODD:
            assert server.find(name) == workspace.find(name), name
