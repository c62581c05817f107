"""Servers that refuse, vanish or die, and pushes that are killed: a sentence, and a push mends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from neo4j.exceptions import DriverError, Neo4jError

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.graph.neo4j.connect import ServerError, Target, connected
from hullmark.graph.neo4j.connect import target as named
from hullmark.graph.neo4j.push import push_workspace
from hullmark.graph.neo4j.reader import opened
from hullmark.graph.neo4j.server import Access, Server, free_ports
from hullmark.graph.workspace import Workspace
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_fixtures import empty, session_on
from hullmark.tests.neo4j_graphs import contents, odd_workspace, push, target

SECRET = "sekrit-words-17"


@pytest.fixture
def mortal(neo4j_5: Access) -> Iterator[Server]:
    """A server of our own, emptied, that may be killed; it runs again afterwards."""
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server; this kills its own")
    empty(neo4j_5)
    yield neo4j_5
    if neo4j_5.pid is None:
        neo4j_5.start()


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    """The demo's workspace and the odd names."""
    path = tmp_path / "both.db"
    path.write_bytes(demo_db.read_bytes())
    odd_workspace(path)
    return path


def _refused(hullmark: Run, db: Path, *arguments: str) -> str:
    """What stderr says of a push that fails; the secret is in no output, in no mode."""
    for debug in ([], ["--debug"]):
        done = hullmark(*debug, "--db", db, "push", *arguments)
        assert done.returncode in (1, 2)
        assert SECRET not in done.stdout + done.stderr
        if not debug:
            assert (done.stdout, done.stderr.count("\n")) == ("", 1)
            said = done.stderr.removeprefix("hullmark: ")
    return said


def test_what_cannot_be_entered_is_said_in_one_sentence(
    hullmark: Run,
    empty_neo4j: Access,
    demo_db: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uri, host = empty_neo4j.uri, empty_neo4j.uri.removeprefix("bolt://")
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    assert _refused(hullmark, demo_db, uri) == (
        f"{uri}: refuses user 'neo4j' with this password; check NEO4J_USER, NEO4J_PASSWORD.\n"
    )
    nowhere = f"bolt://127.0.0.1:{free_ports(1)[0]}"
    said = _refused(hullmark, demo_db, nowhere)
    assert said.startswith(f"{nowhere}: no Neo4j server answers there, or it went away; start it,")
    for wrong in (f"http://{host}", "neo4j:/host", "ftp://x", "bolt://"):
        assert "expected a server such as neo4j://host or bolt://host:7687." in _refused(
            hullmark, demo_db, wrong
        )
    said = _refused(hullmark, demo_db, f"bolt://neo4j:{SECRET}@{host}")
    assert said == (
        f"{uri}: leave user and password out of the address, where others can see them; set "
        "NEO4J_USER and NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE.\n"
    )
    said = _refused(hullmark, demo_db, f"bolt+s://{host}")
    assert said.startswith(f"bolt+s://{host}: no Neo4j server answers there, or it went away;")
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password)
    assert _refused(hullmark, demo_db, uri, "--database", "nix") == (
        f"{uri}: has no database 'nix'; name another with --database or NEO4J_DATABASE.\n"
    )
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert "no password; set NEO4J_PASSWORD, or" in _refused(hullmark, demo_db, uri)
    assert contents(empty_neo4j) == ([], [])


def test_a_web_server_is_no_graph(hullmark: Run, neo4j_5: Access, demo_db: Path,
                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server; this needs its HTTP port")
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    uri = f"bolt://127.0.0.1:{neo4j_5.http_port}"
    assert _refused(hullmark, demo_db, uri).startswith(f"{uri}: no Neo4j server answers there")


def test_the_password_comes_from_a_file_and_is_in_no_repr(
    neo4j_5: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    file = tmp_path / "secret"
    file.write_text(f"{neo4j_5.password}\n", encoding="utf-8")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(file))
    where = named(neo4j_5.uri)
    assert neo4j_5.password == where.password
    assert neo4j_5.password not in f"{where!r} {where} {[where]}"
    with connected(where) as driver:
        driver.verify_connectivity()
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(BadValue, match=r"NEO4J_PASSWORD_FILE .*none: can't be read"):
        named(neo4j_5.uri)


def test_the_real_commands_push_and_ask(
    hullmark: Run, empty_neo4j: Access, demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = empty_neo4j.uri
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password)
    early = hullmark("--db", uri, "lookup", "9179842")
    assert (early.returncode, early.stdout) == (1, "")
    assert early.stderr == (
        f"hullmark: {uri}: hullmark has not pushed a graph there; do it with: hullmark push {uri}\n"
    )
    dry = hullmark("--db", demo_db, "push", uri, "--dry-run")
    done = hullmark("--db", demo_db, "push", uri)
    again = hullmark("--db", demo_db, "push", uri)
    nodes, ties = contents(empty_neo4j)
    count = f"{len(nodes) + len(ties):,}"
    assert dry.stderr == (
        f"{uri}: {count} would be created, 0 would be updated, 0 would be removed, 0 unchanged.\n"
    )
    assert done.stderr == f"{uri}: {count} created, 0 updated, 0 removed, 0 unchanged.\n"
    assert again.stderr == f"{uri}: 0 created, 0 updated, 0 removed, {count} unchanged.\n"
    for question in (
        ("lookup", "9179842"),
        ("lookup", "Angara", "--as-of", "2023-10-16", "-f", "json"),
        ("path", "Angara", "Kaalbye"),
        ("owners", "Maria", "Angara", "-f", "csv"),
        ("lookup", "Nobody at all"),
    ):
        ours, theirs = hullmark("--db", demo_db, *question), hullmark("--db", uri, *question)
        assert theirs.stdout == ours.stdout
        assert (theirs.returncode, theirs.stderr) == (ours.returncode, ours.stderr)
    then = hullmark("--db", uri, "lookup", "9179842", "--known-by", "2022-06-01")
    assert (then.returncode, "as it is known now; ask the workspace" in then.stderr) == (2, True)
    wrong = hullmark("--db", uri, "push", uri)
    assert "expected the workspace file that is to be pushed" in wrong.stderr


def test_a_reader_cannot_write(empty_neo4j: Access, demo_db: Path) -> None:
    push(empty_neo4j, demo_db)
    with opened(target(empty_neo4j)) as reader, pytest.raises(ServerError, match="write"):
        reader._rows("CREATE (n:Hullmark {id: 'x'}) RETURN n")
    assert len(push(empty_neo4j, demo_db).counters) == 0


def test_a_read_only_server_is_read_and_says_that_it_takes_no_push(
    mortal: Server, demo_db: Path, db: Path
) -> None:
    push(mortal, demo_db)
    before = contents(mortal)
    mortal.restart(read_only=True)
    try:
        with pytest.raises(ServerError) as refused:
            push(mortal, db)
        with opened(target(mortal)) as reader:
            assert reader.find("9179842")[0].caption == "ANGARA"
        assert contents(mortal) == before
    finally:
        mortal.kill()
        mortal.start()
    assert "does not let 'neo4j' write to the database" in str(refused.value)
    assert mortal.password not in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "after", "back"), [(0, 0.2, True), (400, 0.01, False), (900, 0.0, True)]
)
def test_a_server_killed_in_the_middle_ends_in_the_same_graph(
    mortal: Server, db: Path, rows: int, after: float, back: bool
) -> None:
    killers: list[Timer] = []

    def kill() -> None:
        mortal.kill()
        if back:  # in time for the transaction to be tried again, on a machine that is quick
            mortal.start()

    def step(count: int) -> None:
        if count > rows and not killers:
            killers.append(Timer(after, kill))
            killers[0].start()

    with Workspace.open(db, create=False) as workspace:
        graph, where = WorkspaceReader(workspace), target(mortal)
        try:
            push_workspace(graph, where, batch=5, progress=step)
        except ServerError as error:
            assert back or "no Neo4j server answers there, or it went away" in str(error)
        else:
            assert back or mortal.pid is not None
        killers[0].join()
        if mortal.pid is None:
            mortal.start()
        mended = push_workspace(graph, where)
    assert mended.counters.get("nodes_deleted", 0) == 0
    assert push(mortal, db).counters == {}
    ended = contents(mortal)
    empty(mortal)
    push(mortal, db)
    assert contents(mortal) == ended


@pytest.mark.parametrize("share", [0.05, 0.4, 0.8])
def test_a_push_killed_in_the_middle_ends_in_the_same_graph(
    empty_neo4j: Access, db: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(empty_neo4j, db)
    clean = contents(empty_neo4j)
    whole = len(clean[0]) + len(clean[1])
    empty(empty_neo4j)
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password)
    command = [sys.executable, "-m", "hullmark.cli", "--db", str(db), "push", empty_neo4j.uri,
               "--batch", "1"]  # fmt: skip
    query = "RETURN COUNT { (:Hullmark) } + COUNT { ()-->() }"
    with (
        session_on(empty_neo4j) as session,
        subprocess.Popen(command) as pushing,
    ):
        while (written := session.run(query).value()) < [share * whole] and not pushing.poll():
            time.sleep(0.01)
        pushing.kill()
    assert written[0] < whole
    push(empty_neo4j, db)
    assert contents(empty_neo4j) == clean


def test_no_error_of_the_driver_gets_out_as_it_is(demo_db: Path) -> None:
    nowhere = Target(f"bolt://127.0.0.1:{free_ports(1)[0]}", "neo4j", SECRET)
    with pytest.raises(HullmarkError) as raised, connected(nowhere):
        pass
    assert not isinstance(raised.value, Neo4jError | DriverError)
    assert SECRET not in str(raised.value)
