"""The resolver on a real local Spark: the same candidates and decisions as in one process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hullmark.graph import comparing, decisions
from hullmark.graph.candidates import Blocking
from hullmark.graph.judge import VERSION
from hullmark.graph.resolution import resolve
from hullmark.graph.spark import spark_engine
from hullmark.graph.workspace import Workspace


def _ledger(workspace: Workspace) -> list[tuple[object, ...]]:
    return [
        (row.left, row.right, row.verdict, row.score)
        for row in decisions.rows(workspace.connection)
    ]


def test_spark_proposes_and_decides_the_same(
    tmp_path: Path, demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    found = []
    for name in ("local", "spark"):
        path = tmp_path / f"{name}.db"
        path.write_bytes(demo_db.read_bytes())
        with Workspace.open(path) as workspace:
            if name == "local":
                resolve(workspace)
                kept = comparing.kept(workspace.connection, VERSION)
                blocking = Blocking(kept.owners, kept.keys, len(kept))
                every = comparing.Kept(
                    kept.records, kept.owners, kept.keys, np.arange(len(kept), dtype=np.int64)
                )
                codes = [left * len(kept) + right for left, right in blocking.pairs()]
                wanted = np.unique(np.concatenate(codes)).tolist()
            else:
                with spark_engine() as cluster:
                    proposed = cluster.propose(every).tolist()
                    cluster.forget()
                    resolve(workspace, engine=cluster, propose=cluster.propose)
            found.append(_ledger(workspace))
    assert proposed == wanted != []
    assert found[0] == found[1] != []


def test_without_pyspark_it_says_what_to_install(tmp_path: Path, demo_db: Path) -> None:
    program = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from hullmark.cli import main\n"
        f"sys.argv = ['hullmark', '--db', {str(demo_db)!r}, 'resolve', '--engine', 'spark']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ}
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "hullmark: The engine 'spark' needs PySpark, found none: pip install 'hullmark[spark]'.\n"
    )
