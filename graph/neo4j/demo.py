"""``make neo4j``: a Neo4j on this machine with the demo's graph in it, until Ctrl-C.

On Neo4j's usual ports where they are free. Its data is deleted at the end.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hullmark.graph.errors import HullmarkError
from hullmark.graph.neo4j.home import LOOPBACK
from hullmark.graph.neo4j.server import Server, running

BOLT, HTTP = 7687, 7474
FIRST_QUERY = (
    "MATCH p=(:Vessel {caption:'ANGARA'})-[*..3]-(:Company {caption:'KAALBYE GROUP'}) RETURN p"
)


def main(arguments: list[str] | None = None) -> int:
    """Start a server, push the demo into it, say how to enter, and wait; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m hullmark.graph.neo4j.demo")
    parser.add_argument("--version", help="Neo4j's version: 5.26.30 (the default) or 2026.08.1")
    version: str | None = parser.parse_args(arguments).version
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running(
            version,
            password=os.environ.get("NEO4J_PASSWORD"),
            bolt=_if_free(BOLT),
            http=_if_free(HTTP),
            say=_say,
        ) as server:
            push_demo(server)
            print(welcome(server), flush=True)
            server.wait()
            _say(f"Neo4j ended by itself; its data was in {server.home}.")
            return 1
    except HullmarkError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("Stopped.")
        return 0


def welcome(server: Server) -> str:
    """How to enter a server with the Browser, and what to paste there first."""
    return "\n".join(
        (
            f"Neo4j {server.version} runs, with the demo in it, until Ctrl-C.",
            "",
            f"  Browser   {server.http}/browser/",
            f"  connect   {server.uri}",
            f"  user      {server.user}",
            f"  password  {server.password}",
            "",
            "Paste this first:",
            "",
            f"  {FIRST_QUERY}",
            "",
        )
    )


def push_demo(server: Server) -> None:
    """Load the demo's files into a workspace of the moment and push its graph into a server."""
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.neo4j.connect import Target
    from hullmark.graph.neo4j.push import push_workspace
    from hullmark.graph.workspace import Workspace

    with TemporaryDirectory() as folder:
        db = Path(folder) / "demo.db"
        # As a process of its own: the graph knows neither the loaders nor the command line.
        made = subprocess.run(
            [sys.executable, "-m", "hullmark.cli", "demo", "--keep", db, "-o", "chart.svg"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        if made.returncode != 0:
            said = made.stderr.decode(errors="replace").strip()
            raise HullmarkError(f"hullmark demo did not make the demo's workspace: {said}")
        with Workspace.open(db, create=False) as workspace:
            where = Target(server.uri, server.user, server.password)
            push_workspace(WorkspaceReader(workspace), where)


def _if_free(port: int) -> int | None:
    with socket.socket() as one:
        # A port that a server has just left is free.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, port))
        except OSError:
            return None
    return port


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
