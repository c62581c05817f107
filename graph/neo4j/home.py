"""A server's own folder: settings, first password, data; and Neo4j's admin tool on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.graph.neo4j.distribution import Distribution

LOOPBACK = "127.0.0.1"
SHORTEST_PASSWORD = 8  # Neo4j's own rule
ADMIN_LIMIT = 3600  # seconds
# What Neo4j's own start scripts open for its memory-mapped files.
OPENED = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


class AdminFailed(HullmarkError):
    """Neo4j's admin tool ended with an error; the message has its last lines."""


def write_settings(
    home: Path,
    *,
    bolt: int,
    http: int,
    read_only: bool = False,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write ``conf/neo4j.conf``: loopback alone, authentication on, nothing sent to anyone.

    ``bolt`` and ``http`` are ports. ``read_only`` makes every database of the user's refuse writes;
    Community has no user who may only read. ``more`` are further settings, by Neo4j's names.
    """
    for folder in ("conf", "data", "logs", "run", "import", "plugins"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    settings = {
        "server.default_listen_address": LOOPBACK,
        "server.default_advertised_address": LOOPBACK,
        "server.bolt.listen_address": f"{LOOPBACK}:{bolt}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{bolt}",
        "server.http.listen_address": f"{LOOPBACK}:{http}",
        "server.http.advertised_address": f"{LOOPBACK}:{http}",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "server.memory.pagecache.size": "256m",
        "db.tx_log.rotation.retention_policy": "keep_none",
        "server.databases.default_to_read_only": str(read_only).lower(),
        **more,
    }
    lines = "".join(f"{name}={value}\n" for name, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(lines, encoding="utf-8")


def started_before(home: Path) -> bool:
    """Whether a server ran on this home: its users, with their passwords, are in its data."""
    return (home / "data" / "databases" / "system").exists()


def set_first_password(distribution: Distribution, home: Path, password: str) -> None:
    """Set the password of the user ``neo4j``, before the home's first start.

    The admin tool reads it from a file that only this user can read and that is gone afterwards,
    so that it's on no command line. ``BadValue`` when it is shorter than 8 characters.
    """
    if len(password) < SHORTEST_PASSWORD or not password.isprintable():
        raise BadValue(
            f"A password for Neo4j: expected {SHORTEST_PASSWORD} or more printable characters, "
            f"found {len(password)} that are not; choose another."
        )
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    home.mkdir(parents=True, exist_ok=True)
    file = home / "first-password"
    file.touch(mode=0o600)
    try:
        # The "--" lets a password begin with a dash.
        file.write_text(f'--\n"{quoted}"\n', encoding="utf-8")
        admin(distribution, home, "dbms", "set-initial-password", f"@{file}")
    finally:
        file.unlink()


def admin(
    distribution: Distribution,
    home: Path,
    *arguments: str,
    folder: Path | None = None,
    heap: str = "1g",
) -> str:
    """What ``neo4j-admin`` prints when run with these arguments on a home whose server is stopped.

    Relative paths in the arguments start from ``folder`` (the home, when not given). Raises
    ``AdminFailed``.
    """
    jars = distribution.lib / "*"
    command = [str(distribution.java), f"-Xmx{heap}", *OPENED, "-Dfile.encoding=UTF-8"]
    command += ["-cp", str(jars), "org.neo4j.cli.AdminTool", *arguments]
    (home / "conf").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command,
        cwd=folder or home,
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=ADMIN_LIMIT,
    )
    said = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise AdminFailed(
            f"neo4j-admin {' '.join(arguments[:3])} on {home} ended with exit code "
            f"{done.returncode}; its last lines were:\n" + "\n".join(said.splitlines()[-12:])
        )
    return said


def import_full(
    distribution: Distribution,
    home: Path,
    *arguments: str,
    database: str = "neo4j",
    folder: Path | None = None,
) -> str:
    """What the importer prints after it made a database anew out of CSV files.

    ``arguments`` are its own: ``--nodes=…``, ``--relationships=…``, ``--bad-tolerance=0``; paths
    in them start from ``folder``. Raises ``AdminFailed``.
    """
    given = ("database", "import", "full", database, "--overwrite-destination", *arguments)
    return admin(distribution, home, *given, folder=folder)
