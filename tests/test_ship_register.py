"""A user's register by a mapping file, as CSV and as a workbook; the guide's example runs."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import CaseFileError, FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Item, Link, Name, Period, Problem, Record
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.loaders.mapping import read_mapping
from hullmark.loaders.mapping_columns import pattern
from hullmark.loaders.ship_register import Register, read
from hullmark.loaders.ship_register_words import not_known, odd_letters, safe_period

ROOT = Path(__file__).parent.parent
MAPPING = ROOT / "fixtures/mapping/harbour.yaml"
TABLE = ROOT / "fixtures/mapping/harbour.csv"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def items(path: Path = TABLE, mapping: Path = MAPPING) -> list[Item]:
    return list(read(path, read_mapping(mapping)))


def records(found: list[Item]) -> dict[str, Record]:
    return {one.id: one for one in found if isinstance(one, Record)}


def test_columns_become_what_the_mapping_says() -> None:
    found = items()
    assert found[0] == Edition("sampleton", "ships", title="Ship register of Sampleton")
    ships = records(found)
    river = ships["sampleton:9900019"]
    assert river.names == (
        Name("EXAMPLE RIVER"),
        Name("EXAMPLE BROOK", "former"),
        Name("EXAMPLE POND", "former"),
    )
    month = Period(
        date(2011, 10, 1),
        date(2011, 10, 31),
        date(2011, 10, 1),
        tense="current",
        text="since 2011-10",
    )
    assert river.facts == (
        Fact("flag", "pw", "Palau", month),
        Fact("built", "1998", period=CURRENT),
        Fact("P&I club", "Example Club", period=CURRENT),
    )
    lake = ships["sampleton:9900021"]
    assert Fact("flag", "not known", "Unknown", CURRENT) in lake.facts
    assert Fact("registered owner", "not known", "WITHHELD", CURRENT) in lake.facts
    owner, manager, _, charterer = [one for one in found if isinstance(one, Link)]
    assert (owner.subject, owner.role, owner.object) == (
        "sampleton:company-9901018",
        "registered owner",
        "sampleton:9900019",
    )
    assert owner.period.start_min == date(2021, 4, 3)
    assert (manager.subject, manager.role) == ("sampleton:company-9901021", "ship manager")
    assert (charterer.period.start_min, charterer.period.end_max) == (
        date(2020, 2, 1),
        date(2021, 12, 31),
    )
    assert [one for one in found if isinstance(one, Problem)] == []


def test_the_guide_shows_this_mapping_and_its_commands_run(hullmark: Run, tmp_path: Path) -> None:
    guide = (ROOT / "docs/mappings.md").read_text(encoding="utf-8")
    assert guide.split("```yaml\n")[1].split("```")[0] == MAPPING.read_text(encoding="utf-8")
    assert guide.split("```csv\n")[1].split("```")[0] == TABLE.read_text(encoding="utf-8")
    (tmp_path / "harbour.yaml").write_bytes(MAPPING.read_bytes())
    (tmp_path / "harbour.csv").write_bytes(TABLE.read_bytes())
    lines = re.findall(r"^hullmark (load --mapping .*)$", guide, re.MULTILINE)
    assert lines
    for line in lines:
        done = hullmark(*line.split())
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "Ship register of Sampleton of 2026-06-16: 4 links, 5 records" in done.stderr
    shown = hullmark("lookup", "EXAMPLE RIVER").stdout
    assert "EXAMPLE LEASING LLC (IMO 9901018)" in shown


def workbook(path: Path, rows: list[list[Any]], sheet: str = "Ships", form: str = "") -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"  # type: ignore[union-attr]
    found = book.create_sheet(sheet)
    for row in rows:
        found.append(row)
    if form:
        found.cell(3, 9).number_format = form
    book.save(path)
    return path


def rows() -> list[list[Any]]:
    lines = [line.split(";") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    lines[2] = [*lines[2][:2], "EXAMPLE BROOK; EXAMPLE POND", *lines[2][4:]]
    return [list[Any](line) for line in lines]


def test_a_workbook_says_the_same_as_the_csv(tmp_path: Path) -> None:
    table = rows()
    table[2][0], table[2][8] = 9900019, 9901018.0
    table[2][10] = datetime.datetime(2021, 4, 3)
    found = items(workbook(tmp_path / "a.xlsx", table))

    def said(one: Item) -> str:
        return re.sub(r"place=('[^']*'|\"[^\"]*\")|text='since [^']*'|id='[^']*'", "", repr(one))

    assert [said(one) for one in found] == [said(one) for one in items()]
    assert records(found)["sampleton:9900019"].place == "sheet 'Ships', row 3"


def test_formulas_and_errors_are_not_taken(tmp_path: Path) -> None:
    table = rows()
    table[2][7], table[2][5] = '=HYPERLINK("http://example.org")', "#REF!"
    found = items(workbook(tmp_path / "a.xlsx", table))
    told = [(one.code, one.message) for one in found if isinstance(one, Problem)]
    assert told == [
        ("unread-cell", "the cell under 'Built' holds the error #REF!"),
        (
            "unread-cell",
            "the cell under 'Owner' holds a formula; formulas are not evaluated, put its value in "
            "its place",
        ),
    ]
    assert "HYPERLINK" not in str(found) and "#REF!" not in str(records(found))


def test_a_number_is_read_as_the_sheet_shows_it(tmp_path: Path) -> None:
    table = rows()
    table[2][8] = 990101
    shown = items(workbook(tmp_path / "a.xlsx", table, form="0000000"))
    assert "sampleton:company-0990101" in records(shown)
    plain = items(workbook(tmp_path / "b.xlsx", table))
    (problem,) = [one for one in plain if isinstance(one, Problem)]
    assert (problem.code, problem.value) == ("bad-identifier", "990101")


def test_bad_workbooks_are_one_sentence(tmp_path: Path) -> None:
    import zipfile

    good = workbook(tmp_path / "a.xlsx", rows(), sheet="Other")
    with pytest.raises(FileProblem, match=r"has no sheet 'Ships'; there is: 'Notes', 'Other'"):
        items(good)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:-900])
    with pytest.raises(FileProblem):
        items(cut)

    def packed(name: str, parts: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return tmp_path / name

    with pytest.raises(FileProblem, match=r"is a workbook that can't be read \("):
        items(packed("empty.xlsx", {"xl/workbook.xml": b"<a/>"}))
    bomb = {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (70 << 20)}
    with pytest.raises(FileProblem, match=r"unpacks to 73,400,\d+ bytes, more than the 67,108,864"):
        items(packed("bomb.xlsx", bomb))
    doctype = {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}
    with pytest.raises(FileProblem, match=r"xl/workbook.xml has a DOCTYPE, whose entities can gro"):
        items(packed("doctype.xlsx", doctype))


def written(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


SIMPLE = """mapping: simple
title: A register
publisher: A port
columns:
  IMO: {field: imo-ship}
  Name: {field: name}
  Owner: {role: owner, date: Since}
may_lack: [Since]
"""


def simple(tmp_path: Path, table: str | bytes, more: str = "") -> list[Item]:
    mapping = written(tmp_path, SIMPLE + more, "m.yaml")
    return items(written(tmp_path, table), mapping)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_seen(tmp_path: Path, sign: str) -> None:
    text = f"\ufeffIMO{sign}Name{sign}Owner\r\n9900019{sign}A{sign}B\r\n"
    assert [one.names for one in records(simple(tmp_path, text)).values()] == [
        (Name("A"),),
        (Name("B"),),
    ]


def test_encodings(tmp_path: Path) -> None:
    text = "IMO,Name,Owner\n9900019,ЛАДОГА,\n"
    with pytest.raises(FileProblem, match=r"t.csv: is not UTF-8 text; say in the mapping how it"):
        simple(tmp_path, text.encode("cp1251"))
    found = simple(tmp_path, text.encode("cp1251"), "encoding: windows-1251\n")
    assert records(found)["simple:9900019"].names == (Name("ЛАДОГА"),)
    assert records(simple(tmp_path, text.encode("utf-16")))["simple:9900019"].names


def test_rows_that_do_not_fit_are_problems(tmp_path: Path) -> None:
    found = simple(tmp_path, "IMO,Name,Owner\n9900019,A\n,NO NUMBER,X\n9900021,B,C,D\n9900033,D,\n")
    assert [(p.place, p.message) for p in found if isinstance(p, Problem)] == [
        ("line 2", "expected a row about a ship, found 2 cells under 3 columns; it was not read"),
        (
            "line 3",
            "expected a row about a ship, found neither a ship's number nor a key; it was not read",
        ),
        ("line 4", "expected a row about a ship, found 4 cells under 3 columns; it was not read"),
    ]
    assert list(records(found)) == ["simple:9900033"]


def test_columns_that_lack_or_are_not_mapped(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match=r"t.csv: expected the column 'Owner', which the mapp"):
        simple(tmp_path, "IMO,Name\n9900019,A\n")
    with pytest.raises(FileProblem, match=r"line 1: the column 'Name' stands twice"):
        simple(tmp_path, "IMO,Name,Owner,Name\n9900019,A,B,C\n")
    with pytest.raises(FileProblem, match=r"line 2: a quote is opened and never closed"):
        simple(tmp_path, 'IMO,Name,Owner\n9900019,"A,B\n')
    (problem,) = [
        one
        for one in simple(tmp_path, "IMO,Name,Owner,Photo\n9900019,A,B,C\n")
        if isinstance(one, Problem)
    ]
    assert problem.message == "the column 'Photo' is not in the mapping; it was not read"


# What stands in the mapping, what a slip makes of it, and what is said.
MISTAKES = [
    ("mapping: simple", "mapping: My Register", "line 1: 'mapping' expects small letters, digits"),
    ("mapping: simple", "mapping: ofac", "line 1: 'ofac' is the name of a source that hullmark"),
    ("title: A register\n", "", "line 1: the mapping file has no 'title'; add it."),
    ("role: owner", "role: overlord", "line 7: 'role' expects one of registered owner, owner,"),
    ("field: name", "field: nmae", "found 'nmae'; did you mean 'name'?"),
    ("field: name", "feild: name", "line 6: the column 'Name' expects one of 'field', 'fact', 'ro"),
    ("date: Since", "dates: Since", "the column 'Owner' has the key 'dates', expected only"),
    ("{field: name}", "a name", "line 6: expected the column 'Name' as 'key: value' pairs, found"),
    ("field: imo-ship", "field: mmsi", "no column is '{field: imo-ship}' or '{field: key}'; one"),
    ("field: name", "field: imo-ship", "two columns are '{field: imo-ship}'; keep one."),
    ("{field: name}", "&a {field: name}", "anchor or alias (& or *), which mapping files don't"),
    ("date: Since}", "date: Since, means: eaten}", "'means' expects one of began, held, ended, as"),
    ("role: owner", "role_column: Role", "the column 'Owner' has a 'role_column' and no 'roles';"),
    ("date: Since}", 'cell: "(number) name"}', "'cell' expects the words name, number, country an"),
    ("date: Since}", "cell: name number}", "'cell' expects the words name, number, country and da"),
    ("may_lack:", "delimiter: x\nmay_lack:", "'delimiter' expects one of tab, comma, semicolon"),
    ("may_lack:", "encoding: hex\nmay_lack:", "'encoding' expects a name such as utf-8, windows-"),
    ("may_lack:", "header: none\nmay_lack:", "'header' expects a line from 1 to 1000, found 'no"),
    ("columns:", "column:", "has no 'columns'; say for each column what it means."),
    ("may_lack:", "complete: perhaps\nmay_lack:", "'complete' expects true or false, found 'perh"),
]


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES)
def test_each_mistake_in_a_mapping_is_one_sentence(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in SIMPLE
    path = written(tmp_path, SIMPLE.replace(old, new, 1), "m.yaml")
    with pytest.raises(CaseFileError) as told:
        read_mapping(path)
    assert str(told.value).startswith(f"{path}, line ") and words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_bad_mapping_makes_no_workspace(hullmark: Run, tmp_path: Path) -> None:
    written(tmp_path, SIMPLE.replace("role: owner", "role: overlord"), "m.yaml")
    written(tmp_path, "IMO,Name,Owner\n9900019,A,B\n")
    done = hullmark("load", "--mapping", "m.yaml", "t.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("hullmark: m.yaml, line 7: 'role' expects one of registered ow")
    assert not (tmp_path / "hullmark.db").exists()
    done = hullmark("load", "--mapping", "m.yaml", "--source", "gur", "t.csv")
    assert done.stderr == (
        "hullmark: --mapping says how the file is read, and so does --source; keep one.\n"
    )
    done = hullmark("load", "--mapping", "none.yaml", "t.csv")
    assert done.stderr == "hullmark: none.yaml: no such file; check the name and the folder.\n"


def test_a_complete_register_ends_what_it_lacks(tmp_path: Path) -> None:
    register = written(tmp_path, SIMPLE + "complete: yes\n", "m.yaml")
    table = "IMO,Name,Owner\n9900019,A,B\n9900021,C,D\n"
    with Workspace.open(tmp_path / "h.db") as workspace:
        first = written(tmp_path, table, "a.csv")
        load(workspace, first, mapping=register, published=date(2024, 1, 1))
        second = written(tmp_path, table.replace("9900021,C,D\n", "9900033,E,F\n"), "b.csv")
        stored = load(workspace, second, mapping=register, published=date(2025, 1, 1))
    assert (stored.extract, stored.gone) == (False, 2)


def test_recognising_needs_every_column(tmp_path: Path) -> None:
    register = Register(read_mapping(written(tmp_path, SIMPLE, "m.yaml")))
    for text, known in (
        ("IMO,Name,Owner\n", True),
        ("IMO,Name\n", False),
        ("IMO Name Owner", False),
    ):
        path = written(tmp_path, text)
        assert register.recognises(path.read_bytes(), path) is known


def test_words_for_not_known() -> None:
    for words in (
        "UNKNOWN",
        "Unknown.",
        "REPORTED SOLD UNDISCLOSED INTEREST",
        "RPTD SOLD UNDISCLOSED INTEREST",
        "Reported sold  China",
        "not known",
    ):
        assert not_known(words), words
    for words in ("UNKNOWN SHIPPING LTD", "SOLD SHIPPING", "NONESUCH", ""):
        assert not not_known(words), words


@pytest.mark.parametrize(
    ("text", "means", "until", "bounds"),
    [
        ("12/08/2021", "began", "", ("2021-08-12", "2021-08-12", "2021-08-12", None)),
        ("since 08/2021", "began", "", ("2021-08-01", "2021-08-31", "2021-08-01", None)),
        ("before 2010", "began", "", (None, "2009-12-31", None, None)),
        ("after 2010", "began", "", ("2011-01-01", None, None, None)),
        ("2010", "held", "", (None, "2010-12-31", "2010-01-01", None)),
        ("2010", "ended", "", (None, None, "2010-01-01", "2010-12-31")),
        ("", "began", "2010", (None, None, "2010-01-01", "2010-12-31")),
        ("2009", "began", "2010", ("2009-01-01", "2009-12-31", "2010-01-01", "2010-12-31")),
        ("until 2010", "as written", "", (None, None, "2010-01-01", "2010-12-31")),
        ("2012", "began", "2010", (None, None, None, None)),
        ("soon", "began", "", (None, None, None, None)),
    ],
)
def test_what_a_date_means(
    text: str, means: str, until: str, bounds: tuple[str | None, ...]
) -> None:
    period, _ = safe_period(text, means, "not said", day_first=True, until=until)
    found = (period.start_min, period.start_max, period.end_min, period.end_max)
    assert tuple(str(day) if day else None for day in found) == bounds


def test_the_order_of_day_and_month() -> None:
    first, _ = safe_period("03/04/2021", "began", "current", day_first=True)
    second, _ = safe_period("03/04/2021", "began", "current", day_first=False)
    assert (first.start_min, second.start_min) == (date(2021, 4, 3), date(2021, 3, 4))


def test_a_cell_is_taken_apart_by_its_pattern() -> None:
    found = pattern("name (number / country / date)").fullmatch("A (B) LTD (1 / 2 3 /4)")
    assert found is not None
    parts = {word: part.strip() for word, part in found.groupdict().items()}
    assert parts == {"name": "A (B) LTD", "number": "1", "country": "2 3", "date": "4"}
    assert pattern("name [number]").fullmatch("A LTD") is None


@given(
    st.text(max_size=60),
    st.sampled_from(["began", "held", "ended", "as written"]),
    st.text(max_size=20),
)
def test_any_words_beside_a_company_are_a_period(text: str, means: str, until: str) -> None:
    period, wrong = safe_period(text, means, "current", day_first=True, until=until)
    assert isinstance(period, Period) and (not wrong or period.start_min is None)


@given(st.text(max_size=40))
def test_odd_letters_are_told_of_any_text(text: str) -> None:
    told = odd_letters(text)
    assert (told == "") == all(not c.isalpha() or _latin(c) for c in text)


def _latin(char: str) -> bool:
    import unicodedata

    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "MODIFIER"))


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=5))
def test_any_table_is_read_or_refused_in_a_sentence(cells: list[list[str]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        text = "IMO,Name,Owner,Since\n" + "\n".join(",".join(row) for row in cells)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        (Path(folder) / "m.yaml").write_text(SIMPLE, encoding="utf-8")
        try:
            items(path, Path(folder) / "m.yaml")
        except HullmarkError as told:
            assert str(path) in str(told)
