"""An answer on its way out: formats, the suffix of a file, cells, widths, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from hullmark.graph.cells import safe_cell
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.files import write
from hullmark.queries.output import Format, emit, new_console, painted

ROWS = [{"ship": "ANGARA", "note": "=1+1"}, {"ship": "Ангара", "note": ""}]
ANSWER = {"ships": 2}
TEXT = st.text()


def paint(console: Console) -> None:
    console.print("ANGARA   ")
    console.print()
    console.print("[not markup]", markup=False)


def put(out: Path | None, format: Format | None = None) -> None:
    emit("lookup", ANSWER, ROWS, paint, format=format, out=out)


def test_json_says_its_version_and_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    put(None, Format.json)
    assert json.loads(capsys.readouterr().out) == {
        "schema_version": 1,
        "query": "lookup",
        "answer": {"ships": 2},
    }


def test_jsonl_is_a_row_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    put(None, Format.jsonl)
    assert capsys.readouterr().out == (
        '{"ship":"ANGARA","note":"=1+1"}\n{"ship":"Ангара","note":""}\n'
    )


def test_csv_holds_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    put(None, Format.csv)
    assert capsys.readouterr().out == "ship,note\nANGARA,'=1+1\nАнгара,\n"


def test_a_table_has_no_blanks_at_the_ends_of_lines(capsys: pytest.CaptureFixture[str]) -> None:
    put(None)
    assert capsys.readouterr().out == "ANGARA\n\n[not markup]\n"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", '{\n  "schema_version": 1,'),
        ("a.JSON", '{\n  "schema_version": 1,'),
        ("a.jsonl", '{"ship":"ANGARA"'),
        ("a.csv", "ship,note\n"),
        ("a.txt", "ANGARA\n"),
    ],
)
def test_the_suffix_says_the_format(tmp_path: Path, name: str, start: str) -> None:
    put(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_stated_format_outranks_the_suffix(tmp_path: Path) -> None:
    put(tmp_path / "a.json", Format.csv)
    assert (tmp_path / "a.json").read_text(encoding="utf-8").startswith("ship,note\n")


def test_a_suffix_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"a\.docx: the suffix does not say a format; expected one"):
        put(tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole_or_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"old")
    write(path, b"new")
    assert path.read_bytes() == b"new"
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileProblem, match=r"folder\.csv: can't be written \(Is a directory\)"):
        write(tmp_path / "folder.csv", b"x")
    with pytest.raises(FileProblem, match=r"No such file or directory\); name a folder that is"):
        write(tmp_path / "none" / "a.csv", b"x")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "folder.csv"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, Format.csv)
    assert os.read(reader, 1000).decode() == "ship,note\nANGARA,'=1+1\nАнгара,\n"
    os.close(reader)
    assert pipe.is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "latest.csv").symlink_to("today.csv")
    write(tmp_path / "latest.csv", b"one")
    write(tmp_path / "latest.csv", b"two")
    assert (tmp_path / "latest.csv").is_symlink()
    assert (tmp_path / "today.csv").read_bytes() == b"two"
    assert not (tmp_path / "today.csv").is_symlink()


@pytest.mark.parametrize("width", [("20", 60), ("100", 100), ("400", 120), ("wide", 80)])
def test_the_width_is_that_of_the_page(
    width: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, expected = width
    monkeypatch.setenv("COLUMNS", columns)
    assert new_console().width == expected


def test_painting_writes_nothing_to_stdout_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert painted(paint) == "ANGARA\n\n[not markup]\n"
    assert capsys.readouterr().out == ""


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula_and_none_is_lost(value: str) -> None:
    cell = safe_cell(value)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    assert cell.removeprefix("'") == plain.removeprefix("'")


@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT}), min_size=1, max_size=4))
def test_csv_reads_back_as_it_was_written(rows: list[Mapping[str, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream := io.StringIO())
        emit("lookup", None, rows, paint, format=Format.csv)
    back = list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))
    assert back == [{name: safe_cell(value) for name, value in row.items()} for row in rows]
