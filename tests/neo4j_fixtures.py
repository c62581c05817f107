"""Real Neo4j servers for the tests: one a generation, started when first asked for."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from neo4j import GraphDatabase, Session

from hullmark.graph.neo4j.distribution import CALENDAR, LTS, Unavailable, generation
from hullmark.graph.neo4j.server import Access, named_server, running

unavailable: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give all skips for one missing server one place, so that pytest folds them into one line."""
    report = yield
    if isinstance(report.longrepr, tuple) and report.longrepr[2] in unavailable:
        report.longrepr = (__file__, 1, report.longrepr[2])
    return report


@pytest.fixture(scope="session")
def neo4j_5() -> Iterator[Access]:
    """A server of 5.26 LTS; under ``HULLMARK_REQUIRE_NEO4J`` its absence fails the tests."""
    yield from _server(LTS, required=bool(os.environ.get("HULLMARK_REQUIRE_NEO4J")))


@pytest.fixture(scope="session")
def neo4j_calendar() -> Iterator[Access]:
    """A server of the calendar versions, where a Java 21 or later is found."""
    yield from _server(CALENDAR)


@pytest.fixture(
    scope="session",
    params=[pytest.param("neo4j_5", id="5.26"), pytest.param("neo4j_calendar", id="2026")],
)
def neo4j_server(request: pytest.FixtureRequest) -> Access:
    """Each generation in turn, with whatever the test before has left in it."""
    server = request.getfixturevalue(request.param)
    assert isinstance(server, Access)
    return server


@pytest.fixture
def empty_neo4j(neo4j_server: Access) -> Access:
    """Each generation in turn, with nothing in it."""
    empty(neo4j_server)
    return neo4j_server


@contextmanager
def session_on(server: Access) -> Iterator[Session]:
    """A session of the driver on a server's default database."""
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        yield session


def empty(server: Access) -> None:
    """Remove all nodes, relationships, constraints and indexes, in batches that fit any memory."""
    with session_on(server) as session:
        session.run(
            "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS"
        ).consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
        for name in session.run("SHOW CONSTRAINTS YIELD name").value("name"):
            session.run("DROP CONSTRAINT $name", name=name).consume()
        indexes = session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'")
        for name in indexes.value("name"):
            session.run("DROP INDEX $name", name=name).consume()


def _server(version: str, *, required: bool = False) -> Iterator[Access]:
    named = named_server()
    if named is not None and generation(found := _version(named)) == generation(version):
        # The tests empty it: not somebody's graph.
        with session_on(named) as session:
            if session.run("MATCH (n) RETURN n LIMIT 1").single() is not None:
                pytest.fail(f"{named.uri}: NEO4J_URI names a server that holds data; empty it.")
        yield Access(named.uri, named.user, named.password, found)
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(version))
        except Unavailable as why:
            if required:
                pytest.fail(f"HULLMARK_REQUIRE_NEO4J is set: {why}")
            unavailable.add(f"Skipped: {why}")
            pytest.skip(str(why))
        yield server


def _version(server: Access) -> str:
    with session_on(server) as session:
        query = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' "
        (version,) = session.run(query + "RETURN versions[0]").single(strict=True)
        return str(version)
