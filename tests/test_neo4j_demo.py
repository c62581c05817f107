"""``make neo4j``, as a person runs it: what it prints is enough to enter and to see the graph."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hullmark.graph.neo4j.demo import FIRST_QUERY
from hullmark.graph.neo4j.distribution import LTS
from hullmark.graph.neo4j.server import Access, Server, answers_bolt
from hullmark.tests.neo4j_fixtures import session_on


def test_what_it_prints_leads_to_the_graph(neo4j_5: Access, tmp_path: Path) -> None:
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server; this starts its own")
    clean = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    started = subprocess.Popen(
        [sys.executable, "-m", "hullmark.graph.neo4j.demo", "--version", LTS],
        cwd=tmp_path,
        env=clean,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with started:
        assert started.stdout is not None
        try:
            said = ""
            while FIRST_QUERY not in said:
                line = started.stdout.readline()
                assert line, started.communicate()
                said += line
            (page,) = re.findall(r"Browser +(http://127\.0\.0\.1:\d+/browser/)\n", said)
            (uri,) = re.findall(r"connect +(bolt://127\.0\.0\.1:\d+)\n", said)
            (password,) = re.findall(r"password +(\S+)\n", said)
            with session_on(Access(uri, "neo4j", password)) as session:
                captions = {
                    node["caption"]
                    for path in session.run(FIRST_QUERY).value("p")
                    for node in path.nodes
                }
        finally:
            started.send_signal(signal.SIGINT)
            _, stderr = started.communicate(timeout=60)
    assert page.endswith("/browser/")
    assert {"ANGARA", "KAALBYE GROUP", "OCEAN ENERGY"} <= captions
    assert (started.returncode, stderr) == (0, "Stopped.\n")
    assert not answers_bolt(int(uri.rpartition(":")[2]))
