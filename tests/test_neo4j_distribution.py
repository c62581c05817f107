"""Which Neo4j is run, on which Java: fetched once, whole or not at all, or a sentence why not."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hullmark.graph.neo4j.distribution import (
    CALENDAR,
    LTS,
    POM,
    Unavailable,
    cache_folder,
    generation,
    java_for,
    obtain,
)
from hullmark.graph.neo4j.server import Access, Server


def _java(folder: Path, version: str) -> Path:
    program = folder / version / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has Java and nothing else: nothing cached, nothing named, an empty PATH."""
    for name in ("NEO4J_HOME", "NEO4J_URI", "NEO4J_USER", "NEO4J_USERNAME", "NEO4J_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path / "jvm", "21.0.4").parent.parent))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return tmp_path


def test_a_second_time_needs_neither_maven_nor_network(
    neo4j_server: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = neo4j_server
    if not isinstance(own, Server) or not own.distribution.lib.is_relative_to(cache_folder()):
        pytest.skip("NEO4J_URI or NEO4J_HOME is used, not the cache")
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[str] = []
    assert obtain(own.version, say=told.append) == own.distribution
    assert told == []
    assert list(cache_folder().glob(".*")) == []
    assert any(own.distribution.lib.glob("neo4j-browser-*.jar"))


def test_an_unpacked_distribution_serves_its_own_generation(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_HOME", str(bare / "unpacked"))
    with pytest.raises(Unavailable, match="expected an unpacked Neo4j with lib/neo4j-server-"):
        obtain()
    (bare / "unpacked" / "lib").mkdir(parents=True)
    (bare / "unpacked" / "lib" / "neo4j-server-5.26.4.jar").touch()
    assert obtain().version == obtain(LTS).version == "5.26.4"
    assert obtain().lib == bare / "unpacked" / "lib"
    with pytest.raises(Unavailable, match=r"Neo4j 2026\.08\.1 is not in"):
        obtain(CALENDAR)


def test_without_maven_the_sentence_names_the_ways_out(bare: Path) -> None:
    with pytest.raises(Unavailable) as why:
        obtain(LTS)
    assert str(why.value) == (
        f"Neo4j 5.26.30 is not in {bare}/cache/hullmark/neo4j/5.26.30/lib yet and comes from Maven "
        "Central by mvn, which is not on PATH; install it (apt-get install maven), set NEO4J_HOME "
        "to an unpacked Neo4j 5.26.30, or name a running server with NEO4J_URI, NEO4J_USER and "
        "NEO4J_PASSWORD."
    )


def test_without_a_network_nothing_half_fetched_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("mvn") is None or shutil.which("java") is None:
        pytest.skip("needs Java and mvn: apt-get install maven")
    monkeypatch.delenv("NEO4J_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    dead = "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=1"
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={tmp_path / 'm2'} {dead}")
    told: list[str] = []
    with pytest.raises(Unavailable) as why:
        obtain(LTS, say=told.append)
    assert str(why.value).startswith("mvn could not fetch Neo4j 5.26.30 from Maven Central: ")
    assert "try again with a network" in str(why.value) and "\n" not in str(why.value)
    assert told == [
        "Fetching Neo4j 5.26.30 from Maven Central (about 140 MB, kept in "
        f"{tmp_path}/hullmark/neo4j/5.26.30)."
    ]
    assert list(cache_folder().iterdir()) == []


def test_the_oldest_java_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    old, seventeen, newer, newest = (
        _java(tmp_path, version) for version in ("1.8.0_392", "17.0.15", "21.0.4", "25")
    )
    assert java_for(LTS, [newest, newer, seventeen, old]) == seventeen
    assert java_for(CALENDAR, [newest, newer, seventeen, old]) == newer
    assert java_for(CALENDAR, [newest, seventeen]) == newest
    with pytest.raises(Unavailable) as why:
        java_for(CALENDAR, [old, seventeen, tmp_path / "missing"])
    assert str(why.value) == (
        f"Neo4j 2026.08.1 needs Java 21 or later, found Java 8 ({old}), Java 17 ({seventeen}) on "
        "PATH, in JAVA_HOME, JAVA21_HOME and /usr/lib/jvm; install one (apt-get install "
        "openjdk-21-jre-headless), or name a running server with NEO4J_URI, NEO4J_USER and "
        "NEO4J_PASSWORD."
    )
    with pytest.raises(Unavailable, match="needs Java 17 or later, found no Java on PATH"):
        java_for(LTS, [])


def test_versions_fall_into_two_generations() -> None:
    assert [generation(version) for version in (LTS, "5.18.0")] == ["5", "5"]
    assert [generation(version) for version in (CALENDAR, "2025.01.0")] == ["calendar", "calendar"]
    assert generation("4.4.9") == "4"


def test_the_list_of_jars_is_of_the_lts_version() -> None:
    version = ElementTree.parse(POM).find(".//{*}properties/{*}neo4j.version")
    assert version is not None and version.text == LTS
