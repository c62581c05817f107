"""Connecting to a Neo4j server, and its errors as sentences; no password in any of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import neo4j
from msgspec import Struct
from neo4j import exceptions as wrong

from hullmark.graph.errors import BadValue, HullmarkError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
READ_SECONDS = 60.0
CONNECT_SECONDS = 15.0


class ServerError(HullmarkError):
    """The Neo4j server can't be reached, refuses, or can't do what was asked."""


class TooMuchAtOnce(ServerError):
    """A transaction takes more memory than the server gives one; less at a time may do."""


class Target(Struct, frozen=True):
    """Which server, as whom, and which of its databases (``None``: its default)."""

    uri: str
    user: str
    password: str
    database: str | None = None

    def __repr__(self) -> str:
        return f"Target({self.uri!r}, user={self.user!r}, database={self.database!r})"


def is_uri(text: str) -> bool:
    """Whether a ``--db`` names a server and not a file."""
    return text.partition("://")[0].lower() in SCHEMES and "://" in text


def target(uri: str, *, user: str = "", database: str = "") -> Target:
    """The server at a URI, with credentials from the environment, a file or a prompt.

    ``NEO4J_USER`` (or ``NEO4J_USERNAME``; default neo4j), ``NEO4J_PASSWORD``,
    ``NEO4J_PASSWORD_FILE``, ``NEO4J_DATABASE``. A password in the URI is refused: arguments are
    seen by everyone on the machine. ``BadValue`` says what is missing.
    """
    parts = urlsplit(uri)
    shown = f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    if parts.scheme.lower() not in SCHEMES or not parts.hostname:
        raise BadValue(f"{shown}: expected a server such as neo4j://host or bolt://host:7687.")
    if parts.username or parts.password:
        raise BadValue(
            f"{shown}: leave user and password out of the address, where others can see them; "
            "set NEO4J_USER and NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE."
        )
    name = user or os.environ.get("NEO4J_USER") or os.environ.get("NEO4J_USERNAME") or "neo4j"
    base = database or parts.path.strip("/") or os.environ.get("NEO4J_DATABASE") or None
    return Target(shown, name, _password(shown), base)


def _password(shown: str) -> str:
    if found := os.environ.get("NEO4J_PASSWORD"):
        return found
    if file := os.environ.get("NEO4J_PASSWORD_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as refused:
            raise BadValue(f"NEO4J_PASSWORD_FILE {file}: can't be read ({refused}).") from None
    if sys.stdin.isatty() and sys.stderr.isatty():
        import getpass

        return getpass.getpass(f"Password for {shown}: ", stream=sys.stderr)
    raise BadValue(
        f"{shown}: no password; set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE to a file that holds it."
    )


@contextmanager
def connected(where: Target) -> Iterator[neo4j.Driver]:
    """A driver that reached the server; every error of the driver leaves as a ``ServerError``."""
    with explained(where):
        try:
            driver = neo4j.GraphDatabase.driver(
                where.uri,
                auth=(where.user, where.password),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS,
                max_transaction_retry_time=20.0,
                notifications_min_severity="OFF",
                user_agent="hullmark",
            )
        except (ValueError, wrong.ConfigurationError) as bad:
            raise BadValue(f"{where.uri}: is no address of a server ({bad}).") from None
        with driver:
            with driver.session(database=where.database) as session:
                session.run("RETURN 1").consume()
            yield driver


@contextmanager
def explained(where: Target) -> Iterator[None]:
    """The driver's exceptions as one sentence each: what, where, and what to do."""
    try:
        yield
    except (wrong.Neo4jError, wrong.DriverError) as error:
        raise ServerError(f"{where.uri}: {_sentence(error, where)}") from error


def _sentence(error: Any, where: Target) -> str:
    code, said = str(getattr(error, "code", "") or ""), _first_line(error)
    base = where.database or "its default"
    if isinstance(error, wrong.AuthError):
        return f"refuses user {where.user!r} with this password; check NEO4J_USER, NEO4J_PASSWORD."
    if "DatabaseNotFound" in code:
        return f"has no database {base!r}; name another with --database or NEO4J_DATABASE."
    if "ReadOnly" in code or "AccessMode" in code or isinstance(error, wrong.Forbidden):
        return f"does not let {where.user!r} write to the database {base!r} ({said})."
    if "OutOfMemory" in code:
        return "ran out of memory in a transaction; give it more, or push with a smaller --batch."
    if "Schema" in code or "Constraint" in code:
        return f"a constraint or index there conflicts with hullmark's: {said}"
    if isinstance(error, wrong.ServiceUnavailable | wrong.SessionExpired):
        return (
            "no Neo4j server answers there, or it went away; start it, check the address, then "
            f"do it again ({said})."
        )
    if "TransactionTimedOut" in code or "Timeout" in code:
        return "took too long and was stopped; ask for less, or give the server more memory."
    return f"the server refuses: {said}"


def _first_line(error: Any) -> str:
    text = str(getattr(error, "message", "") or error)
    return " ".join(text.split())[:300]
