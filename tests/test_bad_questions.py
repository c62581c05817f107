"""Bad names, days, options and workspaces: one sentence each, the right code, no trace."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def refused(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    """It ended with this code and one sentence of these first words, and wrote no data."""
    assert done.stderr.startswith(f"hullmark: {words}")
    assert done.stderr.count("\n") == 1
    assert (done.returncode, done.stdout) == (code, "")


@pytest.mark.parametrize(
    ("db", "words"),
    [
        ("folder", "folder: is a folder; expected a workspace file."),
        ("letter.txt", "letter.txt: is not a hullmark workspace (file is not a database); name an"),
        ("empty.db", "empty.db: is not a hullmark workspace; name another file with --db."),
        ("none.db", "none.db: there is no workspace here; make one with: hullmark --db none.db l"),
        ("cut.db", "cut.db: "),
    ],
)
def test_what_is_no_workspace(
    hullmark: Run, demo_db: Path, tmp_path: Path, db: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "letter.txt").write_text("Dear colleague,\n" * 100)
    (tmp_path / "empty.db").touch()
    (tmp_path / "cut.db").write_bytes(demo_db.read_bytes()[:20_000])
    before = {one: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
    refused(hullmark("--db", db, "lookup", "Angara"), 1, words)
    assert {one: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()} == before


@pytest.mark.parametrize(
    ("db", "words"),
    [
        ("folder", "folder: is a folder; expected a workspace file."),
        ("letter.txt", "letter.txt: is not a hullmark workspace (file is not a database); name an"),
        ("none/x.db", "none/x.db: the workspace can't be opened (unable to open database file)"),
    ],
)
def test_where_no_workspace_can_be_made(hullmark: Run, tmp_path: Path, db: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "letter.txt").write_text("Dear colleague,\n" * 100)
    case = ROOT / "fixtures/casefile/small.yaml"
    refused(hullmark("--db", db, "load", case), 1, words)
    assert (tmp_path / "letter.txt").read_text() == "Dear colleague,\n" * 100


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        ("lookup Angara --as-of 2023-13-45", 2, "'2023-13-45' is not a date: expected a year, a "),
        ("lookup Angara --as-of nonsense", 2, "'nonsense' is not a date: expected a year, a mon"),
        ("lookup Angara --known-by 2020", 2, "'2020' is not one day: expected a date such as 20"),
        ("path Angara Kaalbye --roles nonsense", 2, "There is no role or class 'nonsense': expe"),
        ("path Angara 9179842", 2, "'Angara' and '9179842' are the same thing here: ANGARA ("),
        ("chart Angara -o chart.docx", 2, "chart.docx: can't tell what to draw from the ending"),
        ("chart Angara -o none/a.svg", 1, "none/a.svg: can't be written (No such file or direc"),
        ("chart Angara -o a.svg --paper a5", 2, "--paper expects a4 or a3; found 'a5'."),
        ("chart Angara -o a.svg --orientation up", 2, "--orientation expects portrait or lands"),
        ("chart Angara -o a.svg --clusters all", 2, "--clusters expects ship or group; found "),
        ("chart Angara -o a.svg --lang xx", 2, "--lang expects one of en, ru, uk, be, bg, el"),
        ("chart Angara -o a.svg --style no.yaml", 1, "no.yaml: can't be read (No such file or"),
        ("chart Angara -o a.svg --kind timeline --paper a3", 2, "--paper goes with --kind owner"),
        ("chart Angara -o a.svg --kind voyages --max-nodes 9", 2, "--max-nodes goes with --kind o"),
        ("chart Angara -o a.svg --kind timeline --roles owner", 2, "--roles goes with --kind own"),
        ("chart Angara -o a.svg --kind timeline --depth 3", 2, "--depth goes with --kind owner"),
        ("chart Angara -o a.svg --kind pie", 2, "--kind expects one of ownership, timeline, vo"),
        ("problems nonsense", 4, "No source 'nonsense' is loaded here; there is: case, ofac, uk."),
        ("load --source nonsense a.xml", 2, "There is no loader 'nonsense': expected one of ofac"),
        ("load --published 2023 a.xml", 2, "'2023' is not one day: expected a date such as 2021"),
    ],
)
def test_what_was_typed_wrong(
    hullmark: Run, demo_db: Path, question: str, code: int, words: str
) -> None:
    refused(hullmark("--db", demo_db, *question.split()), code, words)


@pytest.mark.parametrize(
    "question",
    [
        "chart Angara -o a.svg --max-nodes 5000",
        "path Angara Kaalbye --max-hops 0",
        "path Angara",
        "lookup Angara -f xml",
        "nonsense",
    ],
)
def test_wrong_use_keeps_the_usual_form(hullmark: Run, demo_db: Path, question: str) -> None:
    done = hullmark("--db", demo_db, *question.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: hullmark ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "...",
        "🚢",
        "ספינה",
        '" OR 1=1 --',
        "'; DROP TABLE name; --",
        "NEAR(x y)",
        "*",
        "zzz AND",
        '"',
        "zzzz\nqqqq\x1b[31m",
        "\udcff\udcfe",
        "name:zzzz",
        "-5 zzzz",
        "\u202ezzzz",
    ],
)
def test_an_odd_name_is_only_not_found(hullmark: Run, demo_db: Path, name: str) -> None:
    refused(hullmark("--db", demo_db, "lookup", "--", name), 4, "No loaded source knows ")


@pytest.mark.parametrize("command", ["lookup", "owners"])
def test_an_empty_name_is_wrong_use(hullmark: Run, demo_db: Path, command: str) -> None:
    words = "The name is empty; expected a number, a name or an id.\n"
    refused(hullmark("--db", demo_db, command, " "), 2, words)


@pytest.mark.parametrize("name", ["x" * 100_000, "ab " * 33_000])
def test_a_very_long_name_is_quoted_by_its_ends(hullmark: Run, demo_db: Path, name: str) -> None:
    done = hullmark("--db", demo_db, "lookup", name)
    refused(done, 4, f"No loaded source knows '{name[:500]}")
    assert len(done.stderr) < 2_100
    assert done.stderr.endswith("UK Sanctions List.\n")
