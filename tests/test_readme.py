"""Every command in the README runs as it stands, in its order, in one folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:sh|console)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
# `make demo` and `pip install` need a network and make a venv, which .ci/run does on a clean
# machine; `make test` is this run itself.
SKIPPED = ("make ", "pip install ")
EXIT_CODE = re.compile(r"#.*\bexit code (\d+)")


def test_commands_run_and_end_as_the_readme_says(
    shell: Callable[[str], CompletedProcess[str]],
) -> None:
    ran = [line for line in LINES if not line.startswith(SKIPPED)]
    assert len(ran) >= 15
    for line in ran:
        done = shell(line)
        said = EXIT_CODE.search(line)
        assert done.returncode == int(said[1] if said else 0), (line, done.stderr)
        assert "Traceback" not in done.stderr, line


def test_what_is_skipped_is_there_to_be_run() -> None:
    skipped = [line.split("#")[0].strip() for line in LINES if line.startswith(SKIPPED)]
    assert skipped == ["make demo", "make test", "pip install ."]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"demo", "test", "docs"} <= set(targets)


def test_ten_things_are_numbered_one_to_ten() -> None:
    numbers = [int(found[1]) for line in LINES if (found := re.search(r"# (\d+)\. ", line))]
    assert numbers == list(range(1, 11))


def test_python_and_licence_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or later" in README
    assert f"The code: {project['license']}" in README


def test_packages_to_install_are_those_that_make_asks_for() -> None:
    libicu = (ROOT / ".ci/libicu").read_text(encoding="utf-8")
    asked = re.findall(
        r"'sudo (apt-get|dnf) install ([^']+)'", " ".join(libicu.split('" \\\n    "'))
    )
    for program, packages in asked:
        assert f"sudo {program} install {packages}" in README
    assert [program for program, _ in asked] == ["apt-get", "dnf"]
