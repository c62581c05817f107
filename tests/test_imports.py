"""Imports point one way, as the design draws it, and the heavy ones wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What stands on the model alone, and which of each other these modules may know.
LEAVES: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "territories": set(),
    "text": {"territories"},
    "name_words": set(),
    "spans": {"errors"},
    "dates": {"model", "errors", "spans"},
    "shares": {"model", "errors"},
    "identifiers": {"model"},
    "schema": {"errors"},
    "ftm": {"model", "schema"},
    "bods": set(),
    "steps": {"model"},
    "answer": {"model", "steps"},
    "asked": {"answer"},
    "evidence": {"model", "answer", "dates"},
    "listings": {"model", "answer", "dates", "evidence"},
    "footnotes": {"answer"},
    "ties": {"model", "answer"},
    "files": {"errors"},
    "cells": set(),
    "collecting": set(),
    "counted": set(),
    "watched": set(),
}
LEAF_MODULES = tuple(f"hullmark.graph.{name}" for name in LEAVES)
# Queries see the graph through the reader's face, so that a second store can stand behind it.
FACES = ("hullmark.graph.reader",)
# Where the parts meet: commands parse, call one function and print; load joins loaders and store.
MEETING = ("commands.py", "load.py")
HEAVY = (
    "pandas",
    "networkx",
    "neo4j",
    "matplotlib",
    "pygraphviz",
    "lxml",
    "rapidfuzz",
    "rigour",
    "stdnum",
    "openpyxl",
    "followthemoney",
    "numpy",
    "httpx",
)
MOST_MODULES = 700  # of `hullmark --help`, Python's own and typer's and rich's included


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, with ``from`` names resolved to modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write hullmark.… in full"
            base = node.module or ""
            found |= {
                f"{base}.{alias.name}" if is_module(f"{base}.{alias.name}") else base
                for alias in node.names
            }
    return found


def is_module(dotted: str) -> bool:
    place = ROOT.joinpath(*dotted.split(".")[1:])
    return dotted.startswith("hullmark.") and (
        place.with_suffix(".py").exists() or place.joinpath("__init__.py").exists()
    )


def strays(folder: str, *allowed: str) -> dict[str, set[str]]:
    """What modules of a folder import of ours beyond the allowed modules and packages."""
    out: dict[str, set[str]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.name in MEETING or path.name.endswith("_commands.py"):
            continue
        ours = {name for name in imported(path) if name.split(".")[0] == "hullmark"}
        if wrong := {n for n in ours if not any(n == a or n.startswith(a + ".") for a in allowed)}:
            out[path.relative_to(ROOT).as_posix()] = wrong
    return out


def test_leaf_modules_stand_on_the_model_alone() -> None:
    found = {path.stem: path for path in (ROOT / "graph").glob("*.py") if path.stem in LEAVES}
    assert found.keys() == LEAVES.keys()
    for name, path in found.items():
        ours = {module for module in imported(path) if module.startswith("hullmark")}
        assert ours <= {f"hullmark.graph.{leaf}" for leaf in LEAVES[name]}, name


def test_loaders_know_neither_the_store_nor_the_queries() -> None:
    assert strays("loaders", *LEAF_MODULES, "hullmark.loaders") == {}


def test_charts_and_exports_draw_answers_alone() -> None:
    assert strays("graph/charts", *LEAF_MODULES, "hullmark.graph.charts") == {}
    assert strays("graph/export", *LEAF_MODULES, "hullmark.graph.export") == {}


def test_the_graph_knows_no_loaders_queries_or_commands() -> None:
    assert strays("graph", "hullmark.graph") == {}


def test_queries_read_through_the_reader() -> None:
    assert strays("queries", *LEAF_MODULES, *FACES, "hullmark.queries") == {}


def test_one_folder_alone_imports_the_driver() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for top in ("graph", "loaders", "queries", "cli.py")
        for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*.py"))
        if any(name.split(".")[0] == "neo4j" for name in imported(path))
    }
    assert users
    assert {user for user in users if not user.startswith("graph/neo4j/")} == set()


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from hullmark.cli import main\n"
        "sys.argv = ['hullmark', '--help']\n"
        "try:\n    code = main()\n"
        "except SystemExit as done:\n    code = done.code\n"
        "assert not code, code\n"
        "print('MODULES', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    assert "lookup" in done.stdout and "load" in done.stdout
    modules = done.stdout.rpartition("MODULES ")[2].split()
    assert {name.partition(".")[0] for name in modules}.isdisjoint(HEAVY)
    assert 50 < len(modules) < MOST_MODULES
