"""The report: what it says of the worked case, in four formats, with nothing of the data obeyed."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import Ambiguous, HullmarkError, NotFound
from hullmark.graph.workspace import Workspace
from hullmark.queries.report.compose import composed
from hullmark.queries.report.document import Bullets, Document, Heading, Paragraph, Picture, Table
from hullmark.queries.report.findings import findings
from hullmark.queries.report.markdown import escaped, markdown
from hullmark.queries.report.page import page
from hullmark.queries.report.printed import printed
from hullmark.queries.report.word import word
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_graphs import ODD, odd_workspace

MARIA = "8517839"


@pytest.fixture(scope="module")
def report(demo_db: Path) -> Document:
    with Workspace.open(demo_db, create=False) as workspace:
        found = findings(WorkspaceReader(workspace), ["Angara", MARIA], to=["Kaalbye"])
    return composed(found, (), asked="hullmark report Angara", version="1.2.3")


def headings(document: Document) -> list[str]:
    return [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 1]


def under(document: Document, heading: str) -> Iterator[str]:
    """The lines of a section, each with the numbers of its sources."""
    inside = False
    for block in document.blocks:
        match block:
            case Heading(text, 1):
                inside = text == heading
            case Paragraph(cell) if inside:
                yield cell.text + cell.marks
            case Bullets(items) if inside:
                yield from (item.text + item.marks for item in items)
            case Table(_, rows) if inside:
                yield from (" | ".join(cell.text + cell.marks for cell in row) for row in rows)


def test_the_sections_of_the_worked_case(report: Document) -> None:
    angara, maria = "ANGARA (IMO 9179842)", "MARIA (IMO 8517839)"
    assert report.title == "ANGARA, MARIA"
    assert headings(report) == [
        "In short",
        f"Card: {angara}",
        f"Card: {maria}",
        "Who stands above",
        f"Listed behind {angara}",
        f"Listed behind {maria}",
        f"Blocked by ownership: {angara}",
        f"Blocked by ownership: {maria}",
        f"Connection: {angara} – KAALBYE GROUP",
        f"Connection: {maria} – KAALBYE GROUP",
        "In common",
        f"Life: {angara}",
        f"Life: {maria}",
        f"Where sources differ: {angara}",
        f"Where sources differ: {maria}",
        "Not known",
        "Sources",
        "Method and limits",
        "State of the data",
    ]


def test_every_statement_has_the_number_of_its_source(report: Document) -> None:
    short = list(under(report, "In short"))
    assert short[0] == (
        "ANGARA (IMO 9179842): Canada since 2025-02-21; EU since 2024-06-25; OFAC since "
        "2022-05-08; UK since 2024-07-31. By ownership rules: OFAC blocked, EU blocked, UK "
        "blocked. 2 listed behind it."
    )
    (way,) = under(report, "Connection: ANGARA (IMO 9179842) – KAALBYE GROUP")
    words, number = re.fullmatch(r"(.*)\[(\d+)\]", way).groups()  # type: ignore[union-attr]
    assert words == (
        "ANGARA (IMO 9179842), then named OCEAN ENERGY, was owned by KAALBYE GROUP — formerly, for "
        "several years, while named OCEAN ENERGY, over by 2023-10-16"
    )
    sources = list(under(report, "Sources"))
    assert f"Suspect Couriers[{number}]" in sources
    numbers = [int(found[1]) for one in sources if (found := re.search(r"\[(\d+)\]$", one))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_is_not_known_and_no_path_are_said(report: Document) -> None:
    (none,) = under(report, "Connection: MARIA (IMO 8517839) – KAALBYE GROUP")
    assert none.startswith("No path within 6 hops between MARIA and KAALBYE GROUP in these sources")
    unknown = list(under(report, "Not known"))
    assert "No list of EU is loaded; whom it lists is not known here." in unknown
    assert none in unknown


def test_where_sources_differ_is_said_of_each(report: Document) -> None:
    (said,) = under(report, "Where sources differ: ANGARA (IMO 9179842)")
    assert said == (
        "No two sources disagree. They agree on name, IMO ship number, flag. Written or dated "
        "differently, but the same: owner or operator, listed by OFAC, SDN (RUSSIA-EO14024). "
        "What one source alone says is not compared."
    )


def test_a_day_narrows_all_of_it(demo_db: Path) -> None:
    with Workspace.open(demo_db, create=False) as workspace:
        found = findings(WorkspaceReader(workspace), [MARIA], as_of=date(2023, 10, 16))
    document = composed(found, (), version="1")
    assert document.lines[0] == "as of 2023-10-16"
    (short,) = under(document, "In short")
    assert short.startswith("MARIA (IMO 8517839): in no list loaded here (no clearance). By")


def test_four_formats_same_bytes_again(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    for folder, suffix, *options in (
        ("1", "md"), ("1", "html"), ("1", "pdf"), ("1", "docx"), ("2", "pdf"), ("2", "html"),
        ("3", "docx", "--no-pictures"), ("4", "docx", "--no-pictures"),
    ):  # fmt: skip
        out = tmp_path / folder / f"angara.{suffix}"
        out.parent.mkdir(exist_ok=True)
        words = ("report", "Angara", "--to", "Kaalbye", *options)
        done = hullmark("--db", demo_db, *words, "-o", out)
        assert done.returncode == 0, done.stderr
        assert f"Wrote {out}." in done.stderr
    for one, other, name in (("1", "2", "pdf"), ("1", "2", "html"), ("3", "4", "docx")):
        first, second = (tmp_path / at / f"angara.{name}" for at in (one, other))
        assert first.read_bytes() == second.read_bytes(), name
    made_in = tmp_path / "1"
    text = (made_in / "angara.md").read_text(encoding="utf-8")
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert (made_in / name).read_bytes().startswith(b"\x89PNG")
    assert text.count("![") == 3
    html = (made_in / "angara.html").read_text(encoding="utf-8")
    assert html.count("<img ") == html.count("data:image/svg+xml;base64,") == 3
    assert not re.search(r"(src|href)=\"(?!data:)", html)
    pages = PdfReader(made_in / "angara.pdf").pages
    said = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert "ANGARA (IMO 9179842), then named OCEAN ENERGY, was owned by KAALBYE GROUP" in said
    assert all("/FontFile2" in font for font in _fonts(made_in / "angara.pdf"))
    made = docx.Document(str(made_in / "angara.docx"))
    assert len(made.inline_shapes) == 3
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "M LEASING (IMO 6246853) · listed by Canada, EU, OFAC, UK" in cells


def _fonts(path: Path) -> list[Any]:
    """The descriptors of the fonts of a PDF's first page."""
    resources: Any = PdfReader(path).pages[0]["/Resources"]
    fonts = [one.get_object() for one in resources["/Font"].values()]
    assert fonts
    return [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts]


def test_hostile_names_are_words_in_every_format(tmp_path: Path) -> None:
    odd_workspace(tmp_path / "odd.db")
    with Workspace.open(tmp_path / "odd.db", create=False) as workspace:
        reader = WorkspaceReader(workspace)
        keys = reader.keys("")
        documents = [composed(findings(reader, [key]), (), version="1") for key in keys]
    assert len(documents) > len(ODD)
    for document in documents:
        html, text = page(document), markdown(document, "{}.png")
        allowed = {
            "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li",
            "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "bdi", "sup", "strong",
        }  # fmt: skip
        assert set(re.findall(r"<([a-zA-Z]\w*)", html)) <= allowed
        assert not re.search(r"(?<!\\)[<>`]", text), document.title
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in _rows(text)} <= {4, 5, 6}
        with zipfile.ZipFile(BytesIO(word(document))) as package:
            assert package.testzip() is None


def _rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def test_markdown_marks_are_escaped() -> None:
    assert escaped("[a](http://x) *b* `c` <d> #1 a|b &amp;\nnext") == (
        r"\[a\](http://x) \*b\* \`c\` \<d\> \#1 a\|b \&amp; next"
    )
    assert escaped("- item") == r"\- item"
    assert escaped("1. item") == r"1\. item"
    assert escaped("Совфрахт, ООО") == "Совфрахт, ООО"


def test_a_pdf_fetches_nothing_and_says_what_is_missing(
    report: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec.structs import replace

    picture = Picture("x", "a picture", b"<svg xmlns='http://www.w3.org/2000/svg'><image "
                      b"href='file:///etc/hostname' width='9' height='9'/></svg>")  # fmt: skip
    data = printed(replace(report, blocks=(Heading("One"), picture)))
    assert data.startswith(b"%PDF") and len(PdfReader(BytesIO(data)).pages) == 1
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(HullmarkError, match=r"could not be printed \(1\); write \.html"):
        printed(report)


def test_bad_questions_end_in_a_sentence(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    for words, code, said in (
        (("Angara", "-o", "a.xyz"), 2, "a.xyz: expected a file ending in one of .md, .html, .pdf"),
        (("Angara", "-o", "no/where.md"), 1, "can't be written"),
        (("Maria", "-o", "a.md"), 4, "2 things bear the name 'Maria'"),
        (("Nobody Such", "-o", "a.md"), 4, "Nobody Such"),
        (("Angara", "--as-of", "2023-02-30", "-o", "a.md"), 2, "2023-02-30"),
    ):
        done = hullmark("--db", demo_db, "report", *words)
        assert (done.returncode, said in done.stderr) == (code, True), (words, done.stderr)
    assert list(tmp_path.glob("a.*")) == []


def test_unknown_names_are_told_apart(demo_db: Path) -> None:
    with Workspace.open(demo_db, create=False) as workspace:
        reader = WorkspaceReader(workspace)
        with pytest.raises(Ambiguous):
            findings(reader, ["Maria"])
        with pytest.raises(NotFound):
            findings(reader, ["Nobody Such"])
        assert findings(reader, ["Angara", "9179842"]).names == ("ANGARA",)
