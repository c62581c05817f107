"""Letters that few fonts have, marks piled on letters, and names from right to left."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from hullmark.graph.answer import Answer
from hullmark.graph.charts.letters import apart, fonts_for, say_missing
from hullmark.graph.charts.ownership import draw
from hullmark.graph.charts.sheet import Sheet, measured
from hullmark.graph.model import Name
from hullmark.graph.text import visible
from hullmark.tests.chart_layout import mistakes
from hullmark.tests.test_chart_paper import entity, link, words

CHINESE, KOREAN, PERSIAN, HEBREW = "中国远洋", "조선해운", "شرکت ملی نفتکش ایران", "חברת ספנות"
FEW_HAVE = "中조ⰀꙀ𞤀ሀሴ"


def odd() -> Answer:
    things = (
        entity("s", Name(f"{CHINESE} COSCO"), Name(KOREAN, type="alias"), kind="Vessel"),
        entity("a", Name(PERSIAN), Name("NATIONAL IRANIAN TANKER COMPANY")),
        entity("h", Name(HEBREW)),
        entity("z", Name("Z" + "\u0301\u0302\u0303\u0304" * 40 + "ALGO")),
        entity("l", Name("A NAME OF THREE HUNDRED LETTERS " * 9 + "ENDS HERE. 30")),
        entity("u", Name("unbroken" * 37 + "ende")),
    )
    links = [link(one.id, "owner", "s") for one in things[1:]]
    everything = {one.id: one for one in things}
    return Answer("q", subjects=("s",), entities=everything, links=tuple(links))


def test_only_letters_beyond_the_usual_alphabets_are_looked_for() -> None:
    assert apart("ANGARA «Ангара» Ünïcode · 12") == frozenset()
    assert apart("中 A") == {"中"}
    assert fonts_for(apart(HEBREW)) == ((), "")  # DejaVu Sans has them
    assert say_missing([HEBREW, PERSIAN, "Ангара"]) == ""


@pytest.mark.parametrize("letter", FEW_HAVE)
def test_a_missing_letter_is_one_that_fontconfig_knows_no_font_for(letter: str) -> None:
    if shutil.which("fc-list") is None:
        pytest.skip("fc-list, which tells what fontconfig knows, is not on this machine")
    asked = ["fc-list", f":charset={ord(letter):x}", "file"]
    known = subprocess.run(asked, capture_output=True, check=True).stdout
    names, missing = fonts_for(frozenset(letter))
    assert (missing == letter) == (not known)
    if known:
        assert say_missing([letter]) == ""
    else:
        assert names == ()
        assert f"No font on this machine has the letters {letter} (" in say_missing([letter])


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_missing_letters_are_told_in_one_sentence(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(odd(), tmp_path / f"a.{ending}")
    missing = fonts_for(apart(CHINESE + KOREAN))[1]
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("No font")]
    assert len(said) == (1 if missing else 0)
    assert all(letter in said[0] for letter in missing)
    sheet = Sheet(400, 200)
    sheet.text(10, 10, CHINESE)
    sheet.printed(f".{ending}", "title")
    assert ("No font" in capsys.readouterr().err) == bool(fonts_for(apart(CHINESE))[1])


def test_an_svg_leaves_the_fonts_to_its_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draw(odd(), tmp_path / "a.svg")
    assert "No font" not in capsys.readouterr().err
    shown = words(path)
    for one in (
        CHINESE,
        KOREAN,
        HEBREW,
        PERSIAN,
        "NATIONAL IRANIAN TANKER COMPANY",
        "ENDS HERE. 30",
    ):
        assert one in shown
    assert "…" not in shown  # a name of 300 letters is not cut
    assert [one for one in mistakes(path) if "overlaps" in one or "page" in one] == []


def test_piled_marks_are_cut_to_three() -> None:
    found = visible("q" + "\u0301" * 9 + "f")
    assert found == "q\u0301\u0301\u0301f"
    assert visible("x" + "\u0302\u0303" * 9) == "x\u0302\u0303\u0302"
    assert visible("Việt Nam, שָׁלוֹם") == "Việt Nam, שָׁלוֹם"


def test_a_pdf_has_its_fonts_inside(tmp_path: Path) -> None:
    page: Any
    (page,) = PdfReader(draw(odd(), tmp_path / "a.pdf")).pages
    fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 2
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = inner["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), font
    assert "NATIONAL IRANIAN" in page.extract_text().replace("\N{NO-BREAK SPACE}", " ")


def test_the_width_of_letters_from_other_fonts_is_measured() -> None:
    assert measured(CHINESE, 10) > 20
    assert measured(HEBREW, 10) > 20
