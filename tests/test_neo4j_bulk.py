"""The bulk import's files: what the real importer makes of them is the graph that a push makes."""

from __future__ import annotations

import gzip
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.graph.neo4j.admin_csv import SCHEMA, Exported, export_admin, graph_rows, write
from hullmark.graph.neo4j.demo import FIRST_QUERY
from hullmark.graph.neo4j.distribution import Unavailable, obtain
from hullmark.graph.neo4j.home import import_full, set_first_password
from hullmark.graph.neo4j.server import Access, Server
from hullmark.graph.neo4j.shapes import Node, hashed, tie
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_fixtures import session_on
from hullmark.tests.neo4j_graphs import contents, odd_workspace, push

PASSWORD = "imported-1"


@contextmanager
def imported(server: Access, made: Exported, home: Path) -> Iterator[Server]:
    """A server of the same version, started on what its own importer made of an export."""
    try:
        distribution = obtain(server.version)
    except Unavailable as why:
        pytest.skip(str(why))
    set_first_password(distribution, home, PASSWORD)
    options = [one for one in made.arguments[4:] if one != "--overwrite-destination"]
    said = import_full(distribution, home, *options, folder=made.folder)
    assert "IMPORT DONE" in said
    started = Server(distribution, home, PASSWORD).start()
    try:
        yield started
    finally:
        started.kill()


def _export(db: Path, folder: Path) -> Exported:
    with Workspace.open(db, create=False) as workspace:
        return export_admin(WorkspaceReader(workspace), folder)


def _text(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode()


@pytest.fixture
def odd_demo(demo_db: Path, tmp_path: Path) -> Path:
    """The demo's workspace with names in it that break whatever can be broken."""
    db = tmp_path / "odd-demo.db"
    db.write_bytes(demo_db.read_bytes())
    odd_workspace(db)
    return db


def test_the_importer_makes_the_graph_that_a_push_makes(
    empty_neo4j: Access, odd_demo: Path, tmp_path: Path
) -> None:
    pushed = push(empty_neo4j, odd_demo)
    made = _export(odd_demo, tmp_path / "files")
    assert pushed.created == made.nodes + made.relationships
    nodes, ties = contents(empty_neo4j)
    assert (made.nodes, made.relationships) == (len(nodes), len(ties))
    with imported(empty_neo4j, made, tmp_path / "home") as server:
        their_nodes, their_ties = contents(server)
        for ours, theirs in ((nodes, their_nodes), (ties, their_ties)):
            assert [row[:-1] for row in theirs] == [row[:-1] for row in ours]
            for one, other in zip(ours, theirs, strict=True):
                apart = {n for n in one[-1] | other[-1] if one[-1].get(n) != other[-1].get(n)}
                assert {n: (one[-1].get(n), other[-1].get(n)) for n in apart} == {}, one[:2]
        with session_on(server) as session:
            (path,) = session.run(FIRST_QUERY + " ORDER BY length(p) LIMIT 1").value("p")
        assert [one["caption"] for one in path.nodes] == ["ANGARA", "KAALBYE GROUP"]
        again = push(server, odd_demo)
    assert (again.created, again.updated, again.removed) == (0, 0, 0)
    assert again.counters == {}
    assert again.unchanged == pushed.unchanged + pushed.created


def test_the_whole_list_arrives_as_it_was_written(
    neo4j_5: Access, real_data: Path, tmp_path: Path
) -> None:
    db = tmp_path / "real.db"
    with Workspace.open(db) as workspace:
        load(workspace, real_data / "ofac" / "sdn_2024-05-07.xml")
        labels: Counter[str] = Counter()
        types: Counter[str] = Counter()
        hashes = {}
        for rows in graph_rows(WorkspaceReader(workspace)):
            for row in rows:
                here = (row.id,) if isinstance(row, Node) else (row.start, row.id)
                if here not in hashes:
                    hashes[here] = row.properties["hash"]
                    if isinstance(row, Node):
                        labels.update(("Hullmark", *row.labels))
                    else:
                        types[row.type] += 1
    made = _export(db, tmp_path / "files")
    assert made.nodes + made.relationships == len(hashes) > 150_000
    with imported(neo4j_5, made, tmp_path / "home") as server:
        with session_on(server) as session:
            query = "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*)"
            assert {row[0]: row[1] for row in session.run(query)} == labels
            query = "MATCH ()-[r]->() RETURN type(r), count(*)"
            assert {row[0]: row[1] for row in session.run(query)} == types
            there = {(n,): h for n, h in session.run("MATCH (n) RETURN n.id, n.hash")}
            query = "MATCH (n)-[r]->() RETURN n.id, r.id, r.hash"
            there |= {(start, id_): h for start, id_, h in session.run(query)}
        assert there == hashes
        again = push(server, db)
    assert (again.created, again.updated, again.removed, again.counters) == (0, 0, 0, {})


def test_the_same_graph_gives_the_same_bytes(demo_db: Path, tmp_path: Path) -> None:
    one, other = _export(demo_db, tmp_path / "one"), _export(demo_db, tmp_path / "other")
    assert one.arguments == other.arguments
    files = sorted(file.name for file in one.folder.iterdir())
    assert len(files) == 2 * 10 + 1 and SCHEMA in files
    for name in files:
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


def test_batches_do_not_show_in_the_bytes(demo: WorkspaceReader, tmp_path: Path) -> None:
    whole = export_admin(demo, tmp_path / "whole")
    small = export_admin(demo, tmp_path / "small", batch=2)
    assert (small.nodes, small.relationships) == (whole.nodes, whole.relationships)
    for file in whole.folder.glob("*.gz"):
        text, other = _text(file), _text(small.folder / file.name)
        assert sorted(text.splitlines()) == sorted(other.splitlines()), file.name


ROWS = (
    Node("a", ("Entity", "Company"), hashed({"caption": 'A "B"\n', "sources": ["x", "y"]})),
    Node("event:1", ("Event",), hashed({"caption": "call", "lat": 1.5, "at": "KERCH"})),
    Node("port:KERCH", ("Port",), hashed({"caption": "KERCH"})),
    tie("t", "TOOK_PART_IN", "a", "event:1", {"caption": "call"}),
    tie("event:1>AT", "AT", "event:1", "port:KERCH", {"caption": "at"}),
    tie("l", "OWNER_OF", "a", "a", {"startMin": date(2021, 8, 1), "gone": True, "shareLow": 0.5}),
)


def test_the_files_as_they_are_written(tmp_path: Path) -> None:
    made = write([*ROWS, *ROWS[1:3], ROWS[4]], tmp_path / "x")
    assert (made.nodes, made.relationships) == (3, 3)
    text = {file.name: _text(file) for file in made.folder.glob("*.gz")}
    digest = [row.properties["hash"] for row in ROWS]
    assert text["entities.csv.gz"] == (
        '"a","Hullmark\x1fEntity\x1fCompany","A ""B""\n",,,,,,,,,,,,,,,,"x\x1fy",,,,,'
        f'"{digest[0]}",,\n'
    )
    assert text["ports.csv.gz"] == f'"port:KERCH","Hullmark\x1fPort","KERCH",,"{digest[2]}"\n'
    assert text["ties.csv.gz"].splitlines()[1] == (
        f'"event:1>AT","event:1","port:KERCH","AT","at",,,,,,,,,,,"{digest[4]}"'
    )
    assert text["roles.csv.gz"].startswith('"l","a","a","OWNER_OF",,,,0.5,,,,,,true,,,,2021-08-01,')
    header = (made.folder / "entities-header.csv").read_text(encoding="utf-8")
    assert header.startswith(
        "id:ID,:LABEL,caption:string,name:string,fullCaption:string,kind:string,family:string,"
    )
    assert header.endswith(
        ",sources:string[],recordIds:string[],urls:string[],listedBy:string[],body:string,"
        "hash:string,digest:string,rolesDigest:string\n"
    )
    header = (made.folder / "roles-header.csv").read_text(encoding="utf-8")
    assert header.startswith("id:string,:START_ID,:END_ID,:TYPE,caption:string,role:string,")
    assert ",shareLow:float," in header and ",startMin:date," in header
    assert made.arguments == (
        "database", "import", "full", "neo4j", "--overwrite-destination",
        "--nodes=./entities-header.csv,./entities.csv.gz",
        "--nodes=./events-header.csv,./events.csv.gz",
        "--nodes=./ports-header.csv,./ports.csv.gz",
        "--relationships=./roles-header.csv,./roles.csv.gz",
        "--relationships=./ties-header.csv,./ties.csv.gz",
        "--array-delimiter=U+001F", "--multiline-fields=true", "--bad-tolerance=0",
    )  # fmt: skip


def test_a_value_longer_than_the_importers_buffer_makes_the_buffer_longer(tmp_path: Path) -> None:
    long = Node("a", ("Port",), hashed({"caption": "x" * 3_000_000}))
    made = write([long], tmp_path / "x")
    assert made.arguments[-1] == f"--read-buffer-size={4 * 4 * 3_000_002}"


def test_what_has_no_column_is_not_lost_in_silence(tmp_path: Path) -> None:
    odd = Node("a", ("Port",), hashed({"caption": "A", "colour": "red"}))
    with pytest.raises(HullmarkError, match="no column in 'ports' for colour; please report this"):
        write([odd], tmp_path / "x")
    split = Node("a", ("Entity",), hashed({"urls": ["x\x1fy"]}))
    with pytest.raises(HullmarkError, match=r"holds the character U\+001F"):
        write([split], tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_an_export_replaces_an_export_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write(ROWS, folder)
    write([ROWS[2]], folder)
    assert sorted(file.name for file in folder.iterdir()) == [
        "ports-header.csv", "ports.csv.gz", SCHEMA,
    ]  # fmt: skip
    (folder / "thesis.docx").touch()
    with pytest.raises(BadValue, match=r"an earlier export to replace; found 'thesis\.docx' in it"):
        write(ROWS, folder)
    with pytest.raises(BadValue, match=r"thesis\.docx: is a file; name a folder"):
        write(ROWS, folder / "thesis.docx")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x"]


def test_the_command_prints_the_line_that_imports(
    hullmark: Run, demo_db: Path, tmp_path: Path
) -> None:
    done = hullmark("--db", demo_db, "export", "--neo4j-admin", "it's, here", "--database", "x")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    words = shlex.split(done.stdout)
    assert words[:8] == ["cd", str(tmp_path / "it's, here"), "&&", "neo4j-admin",
                         "database", "import", "full", "x"]  # fmt: skip
    assert "--bad-tolerance=0" in words
    assert re.fullmatch(
        r"Wrote [\d,]+ nodes and [\d,]+ relationships\. Stop the server, run the line above \(it "
        r"replaces the database 'x'\), start it, and make the indexes: hullmark push, or "
        rf"cypher-shell -f {re.escape(SCHEMA)}\.\n",
        done.stderr,
    )
    again = hullmark("--db", demo_db, "-q", "export", "--neo4j-admin", "it's, here")
    assert (again.returncode, again.stderr) == (0, "")
