"""A Neo4j to run: the jars of a version, from ``NEO4J_HOME`` or Maven Central, and a Java for them.

Neo4j Community is GPL-3: it stays in the user's cache folder and runs as a process of its own;
nothing of it is in hullmark's repository or wheel.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import HullmarkError

LTS = "5.26.30"
CALENDAR = "2026.08.1"
GENERATIONS = (LTS, CALENDAR)

POM = Path(__file__).with_name("pom.xml")
MAVEN_LIMIT = 900  # seconds; a first fetch took 10-20 s, a slow line may need minutes
OTHERWISE = "or name a running server with NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD"

Say = Callable[[str], None]


class Unavailable(HullmarkError):
    """A Neo4j can't be had on this machine as it is; what was tried, and how to have one."""


class Distribution(Struct, frozen=True):
    """One version of Neo4j that can be started: its jars and the Java that runs them."""

    version: str
    lib: Path
    java: Path


def obtain(version: str | None = None, *, say: Say | None = None) -> Distribution:
    """The Neo4j of a version, ready to start; fetched by ``mvn`` only where it isn't cached yet.

    ``NEO4J_HOME`` (an unpacked distribution) serves its own generation, and is what no version
    asks for; else the cache; else Maven Central, about 140 MB, told through ``say``.
    ``Unavailable`` when there is no way, in one sentence with what would make one.
    """
    home = os.environ.get("NEO4J_HOME")
    if home:
        own = _version_in(Path(home) / "lib")
        if own is None:
            raise Unavailable(
                f"NEO4J_HOME={home}: expected an unpacked Neo4j with lib/neo4j-server-….jar, found "
                f"none; correct it, unset it, {OTHERWISE}."
            )
        if version is None or generation(own) == generation(version):
            return Distribution(own, Path(home).absolute() / "lib", java_for(own))
    version = version or LTS
    java = java_for(version)
    lib = cache_folder() / version / "lib"
    if _version_in(lib) != version:
        _fetch(version, lib, java, say or (lambda _: None))
    return Distribution(version, lib, java)


def generation(version: str) -> str:
    """Which of the two lines a version is of: ``5`` or ``calendar``; other text for what is not."""
    year = re.match(r"20[2-9]\d\.", version)
    return "calendar" if year else version.partition(".")[0]


def cache_folder() -> Path:
    """Where fetched versions are kept, outside any repository: under ``XDG_CACHE_HOME``."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "hullmark" / "neo4j"


def java_for(version: str, candidates: Iterable[Path] | None = None) -> Path:
    """The Java to run a version with: of those that are new enough, the oldest.

    A server was tested by its makers on the Javas of its own day: 5.26 on 17 and 21, not on 25.
    ``candidates`` are programs; as a rule those of :func:`java_programs`.
    """
    need = 17 if generation(version) == "5" else 21
    found = {
        program.resolve(): number
        for program in (java_programs() if candidates is None else candidates)
        if (number := _java_number(program))
    }
    if fit := sorted((number, path) for path, number in found.items() if number >= need):
        return fit[0][1]
    had = ", ".join(f"Java {number} ({path})" for path, number in found.items())
    raise Unavailable(
        f"Neo4j {version} needs Java {need} or later, found {had or 'no Java'} on PATH, in "
        f"JAVA_HOME, JAVA21_HOME and /usr/lib/jvm; install one (apt-get install "
        f"openjdk-{need}-jre-headless), {OTHERWISE}."
    )


def java_programs() -> list[Path]:
    """Every Java program in the usual places; some may be the same program twice."""
    homes = [Path(os.environ[name]) for name in ("JAVA21_HOME", "JAVA_HOME") if name in os.environ]
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    homes += sorted(Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"))
    on_path = shutil.which("java")
    programs = [home / "bin" / "java" for home in homes] + ([Path(on_path)] if on_path else [])
    return [program for program in programs if program.is_file()]


def _java_number(program: Path) -> int | None:
    try:
        told = subprocess.run(
            [program, "-version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30
        ).stderr.decode(errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(number[1]) if number else None


def _version_in(lib: Path) -> str | None:
    """The version of the server whose jars lie in a folder."""
    for jar in lib.glob("neo4j-server-*.jar"):
        if number := re.fullmatch(r"neo4j-server-(\d+\.\d+\.\d+)\.jar", jar.name):
            return number[1]
    return None


def _fetch(version: str, lib: Path, java: Path, say: Say) -> None:
    """Put a version's jars into the cache, whole or not at all, whoever else does the same."""
    mvn = shutil.which("mvn")
    if mvn is None:
        raise Unavailable(
            f"Neo4j {version} is not in {lib} yet and comes from Maven Central by mvn, which is "
            f"not on PATH; install it (apt-get install maven), set NEO4J_HOME to an unpacked "
            f"Neo4j {version}, {OTHERWISE}."
        )
    say(f"Fetching Neo4j {version} from Maven Central (about 140 MB, kept in {lib.parent}).")
    cache = lib.parent.parent
    try:
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=cache))
    except OSError as refused:
        raise Unavailable(
            f"Neo4j {version} can't be kept in {cache} ({refused.strerror}); set XDG_CACHE_HOME to "
            f"a folder that can be written, {OTHERWISE}."
        ) from refused
    try:
        shutil.copyfile(POM, folder / "pom.xml")
        reason = _run_maven(mvn, version, folder, java)
        if reason is None and _version_in(folder / "lib") != version:
            reason = f"mvn ended well, but left no neo4j-server-{version}.jar"
        if reason is not None:
            raise Unavailable(
                f"mvn could not fetch Neo4j {version} from Maven Central: {reason}; try again with "
                f"a network, set NEO4J_HOME to an unpacked Neo4j {version}, {OTHERWISE}."
            )
        _move_into_place(folder, lib.parent, version)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move_into_place(folder: Path, place: Path, version: str) -> None:
    try:
        folder.rename(place)
    except OSError:
        if _version_in(place / "lib") == version:
            return  # another process was first
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)


def _run_maven(mvn: str, version: str, folder: Path, java: Path) -> str | None:
    """Copy the jars into ``folder/lib``; the reason when that fails."""
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
    try:
        done = subprocess.run(
            [mvn, "-q", "-B", "--strict-checksums", f"-Dneo4j.version={version}", goal],
            cwd=folder,
            env={**os.environ, "JAVA_HOME": str(java.parent.parent)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MAVEN_LIMIT,
        )
    except subprocess.TimeoutExpired:
        return f"no end after {MAVEN_LIMIT // 60} minutes"
    if done.returncode == 0:
        return None
    lines = (done.stdout + done.stderr).decode(errors="replace").splitlines()
    errors = [line for line in lines if "ERROR" in line] or lines or ["it said nothing"]
    return re.sub(r"^\W*ERROR\W*", "", errors[0])[:400].rstrip(". ")
