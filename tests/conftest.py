"""What several tests share: the real lists beside the clone, and the program as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from hullmark.cli import demo_files
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load

ROOT = Path(__file__).parent.parent

# Two slow cores at CI must not make a sound property "flaky"; the examples are the same each run.
settings.register_profile("hullmark", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("hullmark")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real lists: ``HULLMARK_DATA``, or ``../shared/data`` beside the clone."""
    folder = Path(os.environ.get("HULLMARK_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "ofac").is_dir():
        reason = (
            f"the real lists are not in {folder}: set HULLMARK_DATA to the folder that has them"
        )
        if os.environ.get("CI") or os.environ.get("HULLMARK_REQUIRE_DATA"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def hullmark(tmp_path: Path) -> Run:
    """``hullmark(*args)`` runs the program as users do, in an empty folder, without a terminal."""

    def run(*args: str | Path, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("HULLMARK_", "COV_"))}
        return subprocess.run(
            [sys.executable, "-m", "hullmark.cli", *map(str, args)],
            cwd=cwd,
            env={**clean, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demo's files, loaded as ``hullmark demo`` does; don't write to it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Workspace.open(path) as workspace:
        for file in demo_files():
            load(workspace, file, extract="extract" in file.name)
    return path


@pytest.fixture
def demo(demo_db: Path) -> Iterator[WorkspaceReader]:
    """The demo's graph."""
    with Workspace.open(demo_db, create=False) as workspace:
        yield WorkspaceReader(workspace)
