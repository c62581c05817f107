"""A real Neo4j server on loopback, for tests and for looking at a graph: start, stop, kill."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import Self

from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.graph.neo4j.distribution import Distribution, Say, generation, obtain
from hullmark.graph.neo4j.home import (
    LOOPBACK,
    OPENED,
    set_first_password,
    started_before,
    write_settings,
)

USER = "neo4j"
START_LIMIT = 120.0  # seconds; 6-8 were seen on two idle cores
LAST_LINES = 12
STOP_LIMIT = 20.0  # seconds; open connections are waited for, about 10
# Bolt's greeting, and four ranges of its versions: 5.0-5.8, 4.2-4.4, none, none.
GREETING = bytes.fromhex("6060b017 00080805 00020404 00000000 00000000")


class StartFailed(HullmarkError):
    """The server ended, or didn't answer in time; the message has the last lines of its log."""


class Access:
    """Where a server is and who may enter: ``uri``, ``user``, ``password``; and its ``version``."""

    def __init__(self, uri: str, user: str, password: str, version: str = "") -> None:
        self.uri, self.user, self.password, self.version = uri, user, password, version

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.uri!r}, user={self.user!r}, {self.version!r})"


def named_server() -> Access | None:
    """The running server that ``NEO4J_URI``, ``NEO4J_USER`` and ``NEO4J_PASSWORD`` name, if any."""
    uri = os.environ.get("NEO4J_URI")
    user = os.environ.get("NEO4J_USER") or os.environ.get("NEO4J_USERNAME") or USER
    return Access(uri, user, os.environ.get("NEO4J_PASSWORD", "")) if uri else None


@contextmanager
def running(
    version: str | None = None,
    home: Path | None = None,
    *,
    password: str | None = None,
    read_only: bool = False,
    bolt: int | None = None,
    http: int | None = None,
    heap: str = "1g",
    say: Say | None = None,
) -> Iterator[Server]:
    """A server of our own, answering, until the block ends.

    ``version`` as in :func:`~hullmark.graph.neo4j.distribution.obtain`. ``home`` is its folder,
    kept afterwards; without one, a folder that is deleted. ``password`` as a rule is made up; it
    must be given for a home that a server ran on. Ports, where not given, are free ones. Raises
    ``Unavailable`` when there's nothing to start, ``StartFailed`` when it doesn't answer.
    """
    distribution = obtain(version, say=say)
    folder = home or Path(tempfile.mkdtemp(prefix="hullmark-neo4j-"))
    try:
        secret = _password_for(distribution, folder, password)
        server = Server(distribution, folder, secret, (bolt, http), heap)
        try:
            yield server.start(read_only=read_only)
        finally:
            # An orderly stop takes 10 seconds, for data that nobody will open again.
            server.stop() if home else server.kill()
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


class Server(Access):
    """A server that we started: besides its access its ``http`` address, ``home`` and ``pid``."""

    def __init__(
        self,
        distribution: Distribution,
        home: Path,
        password: str,
        ports: tuple[int | None, int | None] = (None, None),
        heap: str = "1g",
    ) -> None:
        self.distribution, self.home, self.heap = distribution, home, heap
        free = free_ports(2)
        self.bolt_port, self.http_port = ports[0] or free[0], ports[1] or free[1]
        self.http = f"http://{LOOPBACK}:{self.http_port}"
        self._process: subprocess.Popen[bytes] | None = None
        uri = f"bolt://{LOOPBACK}:{self.bolt_port}"
        super().__init__(uri, USER, password, distribution.version)

    @property
    def pid(self) -> int | None:
        """The process id; ``None`` while it is stopped."""
        return self._process.pid if self._process else None

    def start(
        self, *, read_only: bool = False, more: Mapping[str, str] = MappingProxyType({})
    ) -> Self:
        """Start it and wait until it answers; ``StartFailed`` when it ends or takes too long.

        ``more`` are settings of this start alone, by Neo4j's names.
        """
        if self._process is not None:
            raise BadValue(f"{self.uri}: runs already; stop it first.")
        ports = (self.bolt_port, self.http_port)
        write_settings(self.home, bolt=ports[0], http=ports[1], read_only=read_only, more=more)
        with self._log.open("ab") as log:
            # In a session of its own: Ctrl-C is for us, and we stop it in good order.
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_for_answer()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Stop it in good order: SIGTERM, and SIGKILL after 20 seconds; nothing if it's stopped."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no warning, no last words to the disk."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wait(self) -> None:
        """Wait until it ends by itself."""
        if self._process is not None:
            self._process.wait()

    def restart(
        self, *, read_only: bool = False, more: Mapping[str, str] = MappingProxyType({})
    ) -> Self:
        """Start it again on the same home and ports, after stopping it where it still runs."""
        self.stop()
        return self.start(read_only=read_only, more=more)

    @property
    def _log(self) -> Path:
        (self.home / "logs").mkdir(parents=True, exist_ok=True)
        return self.home / "logs" / "console.log"

    def _command(self) -> list[str]:
        old = generation(self.version) == "5"
        main = "CommunityEntryPoint" if old else "Neo4jCommunity"
        options = [f"-Xmx{self.heap}", "-XX:+UseG1GC", *OPENED]
        options += ["-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true"]
        classes = f"{self.home / 'conf'}{os.pathsep}{self.distribution.lib / '*'}"
        program = [str(self.distribution.java), *options, "-Dfile.encoding=UTF-8", "-cp", classes]
        own = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        return [*program, f"org.neo4j.server.{main}", *own]

    def _wait_for_answer(self) -> None:
        assert self._process is not None
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if (code := self._process.poll()) is not None:
                raise StartFailed(self._failure(f"ended with exit code {code} while it started"))
            # HTTP comes last, and names the Bolt port: another program's answer won't do.
            if f":{self.bolt_port}" in _front_page(self.http_port) and answers_bolt(self.bolt_port):
                return
            time.sleep(0.1)
        raise StartFailed(self._failure(f"did not answer within {START_LIMIT:.0f} seconds"))

    def _failure(self, what: str) -> str:
        logs = (self._log, self.home / "logs" / "neo4j.log")
        text = "".join(log.read_text(errors="replace") for log in logs if log.exists())
        # The stack's frames push what matters off the end.
        lines = [line for line in text.splitlines() if not line.startswith("\t")]
        last = "\n".join(lines[-LAST_LINES:])
        return f"Neo4j {self.version} on {self.uri} {what}; its log ends with:\n{last}"


def free_ports(count: int) -> list[int]:
    """So many different ports that nothing listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def answers_bolt(port: int) -> bool:
    """Whether a server on this port of loopback agrees to speak Bolt."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as talk:
            talk.sendall(GREETING)
            return talk.recv(4) not in (b"", b"\0\0\0\0")
    except OSError:
        return False


def _front_page(port: int) -> str:
    """What HTTP answers at ``/``; nothing when nobody does. No proxy of the user's is asked."""
    talk = HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        talk.request("GET", "/", headers={"Accept": "application/json"})
        return talk.getresponse().read(10_000).decode(errors="replace")
    except (OSError, HTTPException):
        return ""
    finally:
        talk.close()


def _password_for(distribution: Distribution, home: Path, given: str | None) -> str:
    if started_before(home):
        if given is None:
            raise BadValue(
                f"{home}: a server ran on this home; give the password it was set up with."
            )
        return given
    secret = given if given is not None else secrets.token_hex(12)
    set_first_password(distribution, home, secret)
    return secret
