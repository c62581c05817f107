"""What several tests share: the real lists beside the clone, and the program as a process."""

from __future__ import annotations

import os
import re
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
pytest_plugins = ("hullmark.tests.neo4j_fixtures",)

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


@pytest.fixture
def shell(tmp_path: Path) -> Run:
    """``shell(line)`` runs a line as it is typed, in a folder such as a user has; see ``desk``."""
    folder = desk(tmp_path / "desk")

    def run(line: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("HULLMARK_", "COV_"))}
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return subprocess.run(
            ["sh", "-c", line],
            cwd=folder,
            env={**clean, "PATH": programs, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


def desk(folder: Path) -> Path:
    """A folder with what the documents' commands name: OFAC's files and a case file.

    The lists are the demo's extracts, filled up with invented entries to as many as whole ones
    have; the case file is the one that ``docs/casefile.md`` shows.
    """
    folder.mkdir()
    demo, uids = ROOT / "fixtures/demo", range(90_000_001, 90_005_001)
    xml = (demo / "ofac-sdn-extract-2024-05-07.xml").read_text(encoding="utf-8")
    count = xml.count("<sdnEntry>") + len(uids)
    xml = re.sub(r"(?<=<Record_Count>)\d+", str(count), xml).removesuffix("</sdnList>")
    entries = (
        f"<sdnEntry><uid>{uid}</uid><lastName>EXAMPLE {uid}</lastName><sdnType>Entity</sdnType>"
        "<programList><program>SDGT</program></programList></sdnEntry>\n"
        for uid in uids
    )
    (folder / "sdn.xml").write_text(f"{xml}{''.join(entries)}</sdnList>", encoding="utf-8")
    csv = (demo / "ofac-sdn-extract-2022-05-08.csv").read_bytes().removesuffix(b"\x1a")
    rows = (f'{uid},"EXAMPLE {uid}",-0- ,"SDGT"{",-0- " * 8}\r\n'.encode() for uid in uids)
    (folder / "sdn.csv").write_bytes(csv + b"".join(rows) + b"\x1a")
    guide = (ROOT / "docs/casefile.md").read_text(encoding="utf-8")
    (folder / "fleet.csv").write_text("Vessel name,IMO\nANGARA,9179842\n", encoding="utf-8")
    (folder / "my-case.yaml").write_text(
        guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8"
    )
    pairs = (ROOT / "fixtures/pairs/small.jsonl").read_bytes()
    (folder / "pairs.jsonl").write_bytes(pairs)
    return folder
