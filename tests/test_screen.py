"""Screening a file: what is a hit, what is near, what was not screened; in order and counted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.screen_pool import pool_of
from hullmark.graph.screen_workers import screen_all
from hullmark.graph.screening import Pool, screened
from hullmark.graph.workspace import Workspace
from hullmark.loaders.screen_columns import fields_of
from hullmark.loaders.screen_rows import Row, kind_named, read, row_of
from hullmark.tests.conftest import Run

FLEET = """\
Vessel name;IMO;Flag;Ref
ANGARA;9179842;Russia;A1
Maria;8517839;RU;A2
ANGARA;9074729;Panama;A3
Ocean Energy;;;A4
"=HYPERLINK(1)";1234568;;A5
;;;A6
Sovfrakht;;Russia;A7
Совфрахт ООО;;;A8
Nobody Such Shipping;;;A9
"""
FOUND = [
    ("line 2", "hit", "number", "imo-vsl-9179842"),
    ("line 3", "hit", "number", "imo-vsl-8517839"),
    ("line 3", "near miss", "name, but another number or kind", "imo-vsl-9617923"),
    ("line 4", "near miss", "name, but another number or kind", "imo-vsl-9179842"),
    ("line 5", "hit", "name", "imo-vsl-9179842"),
    ("line 6", "nothing found", "", ""),
    ("line 7", "not screened", "", ""),
    ("line 8", "hit", "judge", "ofac:20292"),
    ("line 8", "near miss", "likeness", "ofac:20291"),
    ("line 8", "near miss", "likeness", "ofac:20288"),
    ("line 9", "hit", "name", "ofac:20292"),
    ("line 9", "near miss", "likeness", "ofac:20291"),
    ("line 9", "near miss", "likeness", "ofac:20288"),
    ("line 10", "nothing found", "", ""),
]


@pytest.fixture(scope="module")
def pool(demo_db: Path) -> Pool:
    with Workspace.open(demo_db, create=False) as workspace:
        return pool_of(WorkspaceReader(workspace))


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.csv"
    path.write_text(FLEET, encoding="utf-8")
    return path


def test_hits_near_misses_and_rows_without(
    demo_db: Path, fleet: Path, hullmark: Run, tmp_path: Path
) -> None:
    done = hullmark("--db", demo_db, "screen", fleet, "-o", "out.csv")
    assert done.returncode == 5, done.stderr
    assert done.stderr.endswith("9 rows: 5 hit, 1 near miss, 2 nothing found, 1 not screened.\n")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["row"], row["outcome"], row["how"], row["entity"]) for row in rows] == FOUND
    first, other, spoilt = rows[0], rows[3], rows[5]
    assert first["listed"] == (
        "Canada since 2025-02-21; EU since 2024-06-25; OFAC since 2022-05-08; UK since 2024-07-31"
    )
    assert (first["ref"], first["caption"], first["score"]) == ("A1", "ANGARA", "1.000")
    assert other["reasons"].startswith(
        "rule: different valid IMO ship numbers: 9074729 and 9179842"
    )
    assert spoilt["asked"] == "'=HYPERLINK(1)"  # no formula in a spreadsheet
    assert spoilt["notes"] == "IMO ship number 1234568 fails its check; it was not used"
    assert rows[6]["notes"].startswith("not screened: it has neither a name nor a number")


def test_every_format_says_the_same(
    demo_db: Path, fleet: Path, hullmark: Run, tmp_path: Path
) -> None:
    for name in ("out.jsonl", "out.json", "out.xlsx"):
        done = hullmark("--db", demo_db, "-q", "screen", fleet, "-o", name)
        assert done.returncode == 5, done.stderr
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (whole["schema_version"], whole["query"], whole["answer"]) == (1, "screen", lines)
    assert [(row["row"], row["outcome"], row["how"], row["entity"]) for row in lines] == FOUND
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == list(lines[0])
    assert [row[3] for row in cells[1:]] == [line["outcome"] for line in lines]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_the_table_fits_and_has_both_parts(demo_db: Path, fleet: Path, hullmark: Run) -> None:
    done = hullmark("--db", demo_db, "screen", fleet)
    assert max(map(len, done.stdout.splitlines())) <= 120
    assert "Hits (5)" in done.stdout and "Near misses (6)" in done.stdout
    assert "listed by EU since 2024-06-25;" in done.stdout


def test_workbook_and_json_lines_are_read_alike(pool: Pool, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for cells in (["Company", "IMO number", "Type"], ["ANGARA", 9179842, "ship"]):
        book.active.append(cells)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.jsonl").write_text(
        '{"vessel": "ANGARA", "imo_no": 9179842, "type": "ship", "nested": {"x": 1}}\n'
        "{broken\n[]\n\n"
        '{"vessel": null, "former names": ["OCEAN ENERGY"], "type": "ship"}\n',
        encoding="utf-8",
    )
    (row,) = read(tmp_path / "a.xlsx", {})
    assert [one.entity for one in screened(pool, [row])[0]] == ["imo-vsl-9179842"]
    rows = list(read(tmp_path / "a.jsonl", {}))
    assert [one.place for one in rows] == ["line 1", "line 2", "line 3", "line 5"]
    assert [len(one.records) for one in rows] == [1, 0, 0, 1]
    assert rows[1].notes[0].startswith("not screened: a line that is no JSON")
    found = screened(pool, rows)
    assert [[one.how for one in hits] for hits in found] == [["number"], [], [], ["name"]]


def test_several_processes_give_what_one_gives_in_order(pool: Pool) -> None:
    names = ("ANGARA", "Nobody Such", "Sovfrakht", "M Leasing LLC", "Lady R")
    rows = [row_of(f"line {at}", {"name": names[at % 5]}) for at in range(2_500)]
    one, two = (
        [
            (row.place, found)
            for row, found in screen_all(pool, rows, jobs=jobs, least=0.5, most=5, chunk=700)
        ]
        for jobs in (1, 2)
    )
    assert [place for place, _ in one] == [f"line {at}" for at in range(2_500)]
    assert one == two
    assert one[0][1][0].entity == "imo-vsl-9179842" and one[1][1] == ()


def test_only_listed_and_a_day(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nKaalbye Group\nMaria\n", encoding="utf-8")
    done = hullmark("--db", demo_db, "screen", "a.csv", "-f", "jsonl")
    assert "KAALBYE GROUP" in done.stdout
    done = hullmark("--db", demo_db, "screen", "a.csv", "-f", "jsonl", "--listed", "--exit-code")
    assert done.returncode == 3
    assert "KAALBYE GROUP" not in done.stdout and "imo-vsl-8517839" in done.stdout
    options = ("-f", "jsonl", "--as-of", "2023-10-16", "--known-by", "2023-10-16")
    done = hullmark("--db", demo_db, "screen", "a.csv", *options)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["entity"]: row["listed"] for row in lines}["imo-vsl-8517839"] == ""


def test_columns_are_named_or_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert fields_of(path, ["Ship Name", "IMO No.", "DOB"], {}) == {
        "Ship Name": "name",
        "IMO No.": "imo",
        "DOB": "birth",
    }
    assert fields_of(path, ["name", "Counter"], {"name": "Counter"}) == {"Counter": "name"}
    for headers, chosen, words in (
        (["a", "b"], {}, "none of its columns is known to hold names or numbers"),
        (["a"], {"name": "b"}, "has no column 'b'; its columns are a."),
        (["a"], {"nam": "a"}, "--column nam=a: expected one of name, alias"),
    ):
        with pytest.raises(BadValue, match=words):
            fields_of(path, headers, chosen)


def test_a_row_is_what_its_numbers_and_words_say() -> None:
    kinds = {
        "ship": {"imo": "9179842"},
        "company": {"lei": "213800CACNBGHWMQHO54"},
        "person": {"name": "A B", "kind": "Individual"},
        "either": {"name": "A B"},
    }
    made = {key: [one.kind for one in row_of("x", cells).records] for key, cells in kinds.items()}
    assert made == {
        "ship": ["Vessel"],
        "company": ["Company"],
        "person": ["Person"],
        "either": ["Vessel", "Company"],
    }
    row = row_of("x", {"name": "A B", "country": "Narnia", "kind": "tram", "birth": "1 Foo"})
    assert row.notes == (
        "the kind 'tram' is not known here; taken for a ship or a company",
        "the country 'Narnia' is not known; it was not used",
        "birth date '1 Foo' is no date; it was not used",
    )
    assert [one.kind for one in row.records] == ["Person"]
    with pytest.raises(BadValue, match="--kind expects ship, company or person; found 'tram'"):
        kind_named("tram")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"name\n", "has no rows under its header"),
        (b"name,name\nA,B\n", "the column 'name' stands twice"),
        (b"name\n\xff\xfe\xff\n", "is not UTF-8 text"),
        (b'name\n"never closed', "a quote is opened and never closed"),
    ],
)
def test_files_that_cannot_be_screened(
    demo_db: Path, hullmark: Run, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    done = hullmark("--db", demo_db, "screen", "a.csv", "-o", "out.csv")
    assert done.returncode in (1, 2) and words in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_hostile_names_are_screened(pool: Pool, tmp_path: Path) -> None:
    names = ["A" * 10_000, "…!?", "\u202eARAGNA", "🚢", "\x1b[31mX", "ANGARA\u200b", "x " * 900]
    rows = [row_of(str(at), {"name": name}) for at, name in enumerate(names)]
    found = screened(pool, rows)
    assert [one.notes for one in rows[:2]] == [
        (
            "a name of 10,000 characters was not used",
            "not screened: it has neither a name nor a number that passes its check",
        ),
        ("not screened: it has neither a name nor a number that passes its check",),
    ]
    assert found[5][0].entity == "imo-vsl-9179842"


@given(st.dictionaries(st.sampled_from(["name", "imo", "kind", "country", "birth", "id", "inn"]),
                       st.text(max_size=30)))  # fmt: skip
def test_any_cells_make_a_row(cells: dict[str, str]) -> None:
    row = row_of("line 1", cells)
    assert isinstance(row, Row)
    assert row.records or any(note.startswith("not screened") for note in row.notes)


def test_a_column_of_excel_numbers_and_a_missing_file(tmp_path: Path) -> None:
    row = row_of("x", {"imo": "9179842.0", "built": "1997.0"})
    assert [one.value for one in row.records[0].identifiers] == ["9179842"]
    assert [one.value for one in row.records[0].facts] == ["1997"]
    with pytest.raises(FileProblem):
        list(read(tmp_path / "none.csv", {}))
