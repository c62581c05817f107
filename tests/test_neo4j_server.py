"""A real Neo4j on loopback: obtained once, entered by password only, killed and started again."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from neo4j.exceptions import AuthError, ClientError

from hullmark.graph.errors import BadValue
from hullmark.graph.neo4j.distribution import LTS, Distribution
from hullmark.graph.neo4j.home import AdminFailed, import_full, set_first_password
from hullmark.graph.neo4j.server import (
    Access,
    Server,
    StartFailed,
    answers_bolt,
    free_ports,
    named_server,
    running,
)
from hullmark.tests.neo4j_fixtures import empty, session_on

ROOT = Path(__file__).parent.parent


@pytest.fixture
def own(neo4j_server: Access) -> Server:
    """A server of each generation that the tests started, so that they may kill it."""
    if not isinstance(neo4j_server, Server):
        pytest.skip("NEO4J_URI names a server that isn't ours to stop")
    return neo4j_server


def test_it_answers_as_the_version_that_was_asked_for(empty_neo4j: Access) -> None:
    with session_on(empty_neo4j) as session:
        kernel = session.run("CALL dbms.components()").values("versions")[0]
        assert kernel == [[empty_neo4j.version]]
        assert session.run("MATCH (n) RETURN count(n)").value() == [0]
        assert session.run("CYPHER 5 RETURN 1").value() == [1]


def test_it_refuses_a_wrong_password(neo4j_server: Access) -> None:
    wrong = Access(neo4j_server.uri, neo4j_server.user, "not-the-password")
    with pytest.raises(AuthError, match="Unauthorized"), session_on(wrong) as session:
        session.run("RETURN 1").consume()


def test_it_listens_on_loopback_alone(own: Server) -> None:
    if not Path("/proc/net/tcp6").exists():
        pytest.skip("reads Linux's /proc")
    assert _listening(own.pid) == {("127.0.0.1", own.bolt_port), ("127.0.0.1", own.http_port)}


def test_its_password_is_in_no_file_and_on_no_command_line(own: Server) -> None:
    files = [path for path in own.home.rglob("*") if path.is_file()]
    assert own.home / "conf" / "neo4j.conf" in files
    secret = own.password.encode()
    assert [path for path in files if secret in path.read_bytes()] == []
    if (command := Path(f"/proc/{own.pid}/cmdline")).exists():
        assert secret not in command.read_bytes()
    assert own.password not in repr(own)


def test_a_kill_loses_nothing_and_a_read_only_start_refuses_writes(own: Server) -> None:
    empty(own)
    with session_on(own) as session:
        session.run("CREATE (:Ship {imo: $imo})", imo="9179842").consume()
    first = own.pid
    try:
        own.kill()
        assert (own.pid, answers_bolt(own.bolt_port)) == (None, False)
        own.start(read_only=True)
        assert own.pid not in (None, first)
        with session_on(own) as session:
            assert session.run("MATCH (s:Ship) RETURN s.imo").value() == ["9179842"]
            with pytest.raises(ClientError, match="read-only"):
                session.run("CREATE (:Ship)").consume()
    finally:
        own.kill()
        own.start()
    with session_on(own) as session:
        session.run("MATCH (s:Ship) DELETE s").consume()


def test_emptying_takes_constraints_too(empty_neo4j: Access) -> None:
    with session_on(empty_neo4j) as session:
        session.run("CREATE CONSTRAINT `a b` FOR (n:A) REQUIRE n.id IS UNIQUE").consume()
        session.run("CREATE FULLTEXT INDEX names FOR (n:A) ON EACH [n.name]").consume()
        session.run("CREATE (:A {id: 1})-[:TO]->(:A {id: 2})").consume()
    empty(empty_neo4j)
    with session_on(empty_neo4j) as session:
        assert session.run("MATCH (n) RETURN count(n)").value() == [0]
        assert session.run("SHOW CONSTRAINTS").value() == []
        assert session.run("SHOW INDEXES YIELD type").value() == ["LOOKUP", "LOOKUP"]


def test_the_importer_fills_a_stopped_home(neo4j_5: Access, tmp_path: Path) -> None:
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server that isn't ours to stop")
    distribution, home = neo4j_5.distribution, tmp_path / "home"
    with gzip.open(tmp_path / "ships.csv.gz", "wt", encoding="utf-8") as file:
        file.write(
            'imo:ID,caption,:LABEL\n9179842,ANGARA,Vessel\n6246853,"KAALBYE, GROUP",Company\n'
        )
    (tmp_path / "roles.csv").write_text(":START_ID,:END_ID,:TYPE\n6246853,9179842,GROUP_OWNER_OF\n")
    files = ("--nodes=ships.csv.gz", "--relationships=roles.csv", "--bad-tolerance=0")
    assert "2 nodes" in import_full(distribution, home, *files, folder=tmp_path)
    with running(LTS, home, password="first-password") as server, session_on(server) as session:
        query = "MATCH (a)-[r:GROUP_OWNER_OF]->(b:Vessel) RETURN a.caption, b.caption"
        assert session.run(query).values() == [["KAALBYE, GROUP", "ANGARA"]]
    assert (home / "data" / "databases" / "neo4j").is_dir()
    with pytest.raises(BadValue, match="a server ran on this home; give the password"):
        running(LTS, home).__enter__()
    with pytest.raises(AdminFailed, match=r"(?s)neo4j-admin database import full .* exit code"):
        import_full(distribution, home, "--nodes=missing.csv", folder=tmp_path)


def test_a_start_that_fails_shows_the_end_of_the_log(neo4j_5: Access) -> None:
    with pytest.raises(StartFailed, match=r"(?s)ended with exit code 1 .*maximum heap"):
        running(LTS, heap="1k").__enter__()


def test_a_server_that_the_environment_names_is_used_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_USERNAME", "NEO4J_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    assert named_server() is None
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://example.org")
    monkeypatch.setenv("NEO4J_PASSWORD", "a secret")
    named = named_server()
    assert named is not None
    assert (named.uri, named.user, named.password) == ("neo4j+s://example.org", "neo4j", "a secret")
    assert repr(named) == "Access('neo4j+s://example.org', user='neo4j', '')"
    monkeypatch.setenv("NEO4J_USER", "reader")
    named = named_server()
    assert named is not None and named.user == "reader"


def test_a_short_password_is_refused_before_anything_runs(tmp_path: Path) -> None:
    nothing = Distribution(LTS, tmp_path / "lib", tmp_path / "java")
    with pytest.raises(BadValue, match="8 or more printable characters"):
        set_first_password(nothing, tmp_path / "home", "seven77")
    assert not (tmp_path / "home").exists()


def test_free_ports_differ_and_nobody_answers_there() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert [answers_bolt(port) for port in ports] == [False] * 5


def test_the_compose_file_opens_loopback_and_demands_a_password() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"][
        "neo4j"
    ]
    assert service["image"] == f"neo4j:{LTS.rpartition('.')[0]}-community"
    assert service["ports"] == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]
    assert service["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")


def _listening(pid: int | None) -> set[tuple[str, int]]:
    """The IPv4 addresses and ports on which a process listens; IPv6 ones in their raw form."""
    links = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            links.add(file.readlink().name)
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in links:
                address, port = local.split(":")
                mapped = address.removeprefix("0000000000000000FFFF0000")
                shown = "127.0.0.1" if mapped == "0100007F" else address
                found.add((shown, int(port, 16)))
    return found
