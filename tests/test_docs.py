"""What the documents say is what the code says; their made parts are fresh."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from hullmark import cli
from hullmark.loaders import SOURCES, loader

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *ROOT.glob("benchmarks/*.md")]
STALE = "is stale: run `make docs` and look at what changed"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that makes the made parts; it stands beside the documents, in no package."""
    monkeypatch.syspath_prepend(str(DOCS))
    return import_module("generate")


def test_made_parts_are_fresh(made: Any) -> None:
    pages = dict(made.pages())
    assert {path.name for path in pages} >= {"README.md", "ARCHITECTURE.md", "cli.md", "model.md"}
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} {STALE}"


def test_every_part_that_can_be_made_stands_somewhere(made: Any) -> None:
    texts = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {name for name in made.MADE if f"<!-- made: {name} -->\n" not in texts} == set()
    assert texts.count("<!-- made: ") == texts.count("<!-- end -->") == len(made.MADE)


def test_numbers_in_the_example_column_pass_their_checks(made: Any) -> None:
    failing = [s for s, n in made.NUMBERS.items() if made.identifier(s, n).valid is False]
    assert failing == []


def letters(svg: str) -> Counter[str]:
    """All letters of a picture: where its lines break depends on the machine's fonts."""
    words = "".join(re.findall(r"<text[^>]*>([^<]*)<", svg))
    return Counter("".join(words.replace("&#160;", "").split()))


def test_picture_says_what_the_demo_draws(made: Any) -> None:
    drawn = letters(made.demo()[1])
    assert drawn.total() > 1000
    picture = (DOCS / "orient-express.svg").read_text(encoding="utf-8")
    assert letters(picture) == drawn, f"docs/orient-express.svg {STALE}"
    png = (DOCS / "orient-express.png").read_bytes()
    assert png.startswith(b"\x89PNG") and len(png) < 400_000


def test_pictures_on_sheets_say_what_the_demo_draws(made: Any, tmp_path: Path) -> None:
    made.draw_sheets(tmp_path)
    for name, _, _ in made.SHEETS:
        drawn = letters((tmp_path / f"{name}.svg").read_text(encoding="utf-8"))
        assert drawn.total() > 1000
        picture = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
        assert letters(picture) == drawn, f"docs/{name}.svg {STALE}"
        png = (DOCS / f"{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG") and len(png) < 600_000


def test_every_command_has_help_with_an_example(made: Any) -> None:
    examples = made.commands.examples()
    assert len(examples) == len(cli.app.registered_commands) > 7
    for name, lines in examples.items():
        assert lines, f"{name}: the help has no 'Example: ...' in its epilog"
        assert all(line.startswith(f"hullmark {name}") for line in lines), name


def test_every_example_in_a_help_runs(
    made: Any, shell: Callable[[str], CompletedProcess[str]]
) -> None:
    lines = [line for found in made.commands.examples().values() for line in found]
    lines.sort(key=lambda line: not line.startswith("hullmark demo"))
    for line in [lines[0], "mv demo.db hullmark.db", *lines[1:]]:
        done = shell(line)
        if line.startswith("hullmark push"):  # needs a server: tests/test_neo4j_push.py has one
            assert (done.returncode, "no password; set" in done.stderr) == (2, True), line
        elif line.startswith("hullmark review"):  # tests/test_review.py has a terminal
            assert (done.returncode, "asks at a terminal" in done.stderr) == (2, True), line
        else:
            assert done.returncode == 0, (line, done.stderr)


def test_every_loader_has_its_row_and_its_section() -> None:
    page = (DOCS / "sources.md").read_text(encoding="utf-8")
    for name in SOURCES:
        source = loader(name).SOURCE
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert [source.publisher, source.licence, source.url] == cells[2:5], name
        assert f"\n## `{name}`: " in page, name


def test_every_table_of_the_workspace_is_explained() -> None:
    tables = (ROOT / "graph/tables.sql").read_text(encoding="utf-8")
    names = re.findall(r"^CREATE (?:VIRTUAL )?TABLE (\w+)", tables, re.MULTILINE)
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert sorted(re.findall(r"`(\w+)`", rows)) == sorted(names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_named_files_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    assert [one for one in links if "://" not in one and not (page.parent / one).exists()] == []
    named = re.findall(r"`((?:graph|loaders|queries|tests|docs|fixtures)/[\w/.-]+\.\w+)`", text)
    assert [one for one in named if not (ROOT / one).exists()] == []
