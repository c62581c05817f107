"""The wheel is the checkout under another name; these catch what a build would drop silently."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
TOP = ("graph", "loaders", "queries")
MODULES = sorted(
    ".".join(("hullmark", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for top in TOP
    for path in (ROOT / top).rglob("*.py")
)


def setuptools() -> dict[str, Any]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tool: dict[str, Any] = config["tool"]["setuptools"]
    return tool


def test_every_package_is_listed() -> None:
    found = {
        ".".join(("hullmark", *init.parent.relative_to(ROOT).parts))
        for top in TOP
        for init in (ROOT / top).rglob("__init__.py")
    }
    assert set(setuptools()["packages"]) == found | {"hullmark"}


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for top in TOP for path in (ROOT / top).rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_cli_is_the_only_module_at_the_root() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == ["cli.py"]


def test_data_files_ship() -> None:
    shipped = {
        path.relative_to(ROOT).as_posix()
        for package, patterns in setuptools()["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")[1:]).glob(pattern)
        if path.is_file()
    }
    # Anything in a code folder that isn't code is read at run time, so it has to ship.
    needed = {
        path.relative_to(ROOT).as_posix()
        for top in TOP
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert needed <= shipped
    assert {"py.typed", "graph/schema.yaml", "fixtures/demo/orient-express.yaml"} <= shipped
    assert sum((ROOT / name).stat().st_size for name in shipped) < 2_000_000


def test_nothing_but_the_demo_ships_of_the_fixtures() -> None:
    patterns = setuptools()["package-data"]["hullmark"]
    assert [p for p in patterns if p.startswith("fixtures")] == ["fixtures/demo/**/*"]


@pytest.mark.parametrize("module", [*MODULES, "hullmark.cli"])
def test_every_module_is_importable_from_this_checkout(module: str) -> None:
    file = importlib.import_module(module).__file__
    assert file is not None
    assert Path(file).resolve().is_relative_to(ROOT.resolve())
