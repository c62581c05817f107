"""The ship-life chart: lanes and bars as the sources bear them out; nothing leaves the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lxml import etree
from msgspec.structs import replace
from pypdf import PdfReader

from hullmark.graph.answer import Answer, Entity, Evidence, SourcedEvent, SourcedRecord
from hullmark.graph.charts.bars import Axis, core, somewhen, ticks
from hullmark.graph.charts.life_rows import Row, life_rows
from hullmark.graph.charts.sheet import Sheet, broken, measured
from hullmark.graph.charts.sheet_footer import FooterLine, in_columns
from hullmark.graph.charts.timeline import draw_timeline, timeline
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, FileProblem, NotFound
from hullmark.graph.model import Event, Name, Period, Record
from hullmark.queries.life import ship_life

ANGARA, MARIA = "imo-vsl-9179842", "imo-vsl-8517839"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def life(demo: WorkspaceReader) -> Answer:
    return ship_life(demo, ["Angara", "8517839"])


def lanes(rows: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    return [(row.lane, row.label, row.when) for row in rows]


def test_the_rows_of_angara(life: Answer) -> None:
    rows, left_out = life_rows(life, ANGARA)
    assert lanes(rows)[:11] == [
        ("Names", "ANGARA", "seen 2022-05-08 – 2026-11-22"),
        ("Names", "OCEAN ENERGY (former)", "over by 2023-10-16"),
        ("Flags", "Russia", "seen 2022-05-08 – 2025-04-10"),
        (
            "Owner",
            "KAALBYE GROUP",
            "formerly, for several years, while named OCEAN ENERGY, over by 2023-10-16",
        ),
        ("Owner", "M LEASING", "as of 2023-10-16"),
        ("Operator", "MARINE TRANS SHIPPING LLC", "as of 2023-10-16"),
        ("Linked to", "M LEASING", "seen 2022-05-08 – 2024-05-07"),
        ("Listings", "Canada: SEMA Russia, schedule 1.1", "since 2025-02-21"),
        ("Listings", "EU: Regulation 833/2014, annex XLII", "since 2024-06-25"),
        ("Listings", "OFAC: SDN", "since 2022-05-08"),
        ("Listings", "UK: UK Sanctions List", "since 2024-07-31"),
    ]
    assert [row.lane for row in rows[11:]] == [
        "Port calls",
        "AIS off",
        "AIS off",
        "Voyages",
        "Voyages",
        "Voyages",
        "Cargo",
        "Cargo",
    ]
    assert left_out == (
        "ANGARA: 3 statements on depot",
        "ANGARA: 6 statements on imagery without a date",
    )
    assert all(row.evidence for row in rows)


def test_a_weak_word_stays_weak(life: Answer) -> None:
    rows, _ = life_rows(life, ANGARA)
    (linked,) = [row for row in rows if row.lane == "Linked to"]
    assert linked.hatched and not any(row.hatched for row in rows if row.lane == "Owner")


def test_what_is_sure_and_what_may_be() -> None:
    day, later = date(2021, 8, 12), date(2022, 1, 1)
    assert core(Period(day, day, later, None)) == (day, later)
    assert core(Period(start_max=later, end_min=day)) is None
    assert somewhen(Period(start_max=later, end_min=day)) == (day, later)
    assert core(Period(end_min=day, end_max=day)) == (day, day)
    assert core(Period(start_min=day, start_max=day)) == (day, day)
    assert core(Period(start_min=day)) is None
    assert core(Period()) is None and somewhen(Period()) == (None, None)
    assert somewhen(Period(end_max=day)) == (None, day)


def texts(svg: bytes) -> list[str]:
    root = etree.fromstring(svg)
    return [" ".join("".join(map(str, one.itertext())).split()) for one in root.iter("{*}text")]


def ids(svg: bytes) -> list[str]:
    return [i for one in etree.fromstring(svg).iter() if (i := one.get("id", "")).startswith("s")]


def test_the_picture_has_lanes_bars_sources_and_the_state_of_the_data(life: Answer) -> None:
    sheet, heading = timeline(life)
    svg = sheet.printed(".svg", heading)
    words = texts(svg)
    assert words[0] == "ANGARA, MARIA: names, flags, companies, listings, voyages"
    for expected in (
        "ANGARA · IMO 9179842",
        "MARIA · IMO 8517839",
        "DOC company",
        "Technical manager",
        "OFAC: SDN",
        "Sources",
        "How to read it",
        "State of the data",
        "All dates",
        "Not shown",
        "2024",
    ):
        assert expected in words, expected
    assert any(
        word.startswith("· OFAC SDN list, 2024-05-07, an extract, SHA-256") for word in words
    )
    cited = {int(n) for word in words for n in re.findall(r"\[(\d+)\]", word)}
    assert cited == set(range(1, max(cited) + 1))
    bars = ids(svg)
    assert "s0-r0-0-sure" in bars and "s0-r0-0-before" in bars
    assert "s0-r1-0-somewhen" in bars and "s0-r1-0-sure" not in bars


def test_nothing_leaves_the_page_and_no_words_lie_on_words(life: Answer) -> None:
    sheet, _ = timeline(life)
    for left, top, width, text in sheet.words:
        assert left >= 0 and left + width <= sheet.width + 0.5, text
        assert top >= 0 and top + 8 <= sheet.height, text
    shown = [one for one in sheet.words if one[3]]
    for at, (left, top, width, text) in enumerate(shown):
        for other_left, other_top, other_width, other in shown[at + 1 :]:
            apart = left + width <= other_left + 0.5 or other_left + other_width <= left + 0.5
            assert apart or abs(top - other_top) >= 6, (text, other)


def test_the_same_answer_gives_the_same_bytes(life: Answer, tmp_path: Path) -> None:
    for ending in (".svg", ".png", ".pdf"):
        one = draw_timeline(life, tmp_path / f"a{ending}").read_bytes()
        assert draw_timeline(life, tmp_path / f"b{ending}").read_bytes() == one
    svg = (tmp_path / "a.svg").read_bytes()
    assert b"<!DOCTYPE" not in svg and b"<script" not in svg and b'href="http' not in svg
    pdf = PdfReader(tmp_path / "a.pdf")
    assert "CreationDate" not in str(pdf.metadata)
    assert "KAALBYE GROUP" in pdf.pages[0].extract_text()


def test_the_legend_shows_what_is_in_the_picture_only(life: Answer) -> None:
    words = texts(timeline(life)[0].printed(".svg", "x"))
    assert "frame of dashes: at some time within, the days are not known" in words
    assert not any("date asked about" in word for word in words)
    ship = life.entities[ANGARA]
    alone = replace(
        life, subjects=(ANGARA,), links=(), entities={ANGARA: replace(ship, events=(), listings=())}
    )
    fewer = texts(timeline(alone)[0].printed(".svg", "x"))
    assert "AIS off" not in fewer and "on that day" not in fewer


def test_one_day_is_marked(demo: WorkspaceReader) -> None:
    day = ship_life(demo, ["Angara"], as_of=date(2023, 10, 16))
    svg = timeline(day)[0].printed(".svg", "x")
    assert "s0-as-of" in ids(svg)
    assert "As of 2023-10-16" in texts(svg)
    assert "EU: Regulation 833/2014, annex XLII" not in texts(svg)


def hostile(name: str) -> Answer:
    evidence = Evidence("case", "x", "<b>&A</b>", "case:x/y", place="line 1")
    periods = [Period(), Period(end_min=date(2020, 1, 1)), Period(start_max=date.max)]
    events = tuple(
        SourcedEvent(Event(f"e{n}", "port call", ("case:x/y",), one, at=name), evidence)
        for n, one in enumerate(periods)
    )
    record = Record("case:x/y", "Vessel", (Name(name),))
    ship = Entity("case:x/y", "Vessel", name, (SourcedRecord(record, evidence),), events=events)
    return Answer("x", subjects=(ship.id,), entities={ship.id: ship})


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "$x^{2}$ \\frac & ' \"",
        "W" * 300,
        "سفينة كبيرة",
        "나진항 배",
        "e\u0301\u0301\u0301 \u202e evil",
        "\x00\x07",
    ],
)
def test_hostile_names_are_only_words(name: str) -> None:
    sheet, heading = timeline(hostile(name))
    svg = sheet.printed(".svg", heading)
    assert b"<script" not in svg
    assert all(left + width <= sheet.width + 1 for left, _, width, _ in sheet.words)
    if name.startswith("$"):
        assert any(name in text for text in texts(svg))


def test_bad_questions(demo: WorkspaceReader, life: Answer, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"M LEASING.* is no ship but a Company; a timeline and a m"):
        ship_life(demo, ["M Leasing"])
    with pytest.raises(BadValue, match=r"expected one of .svg, .png, .pdf"):
        draw_timeline(life, tmp_path / "a.gif")
    with pytest.raises(BadValue, match=r"There is nothing to draw: no loaded source says anything"):
        draw_timeline(Answer("x"), tmp_path / "a.svg")
    with pytest.raises(FileProblem):
        draw_timeline(life, tmp_path / "none" / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_command(hullmark: Run, demo_db: Path, tmp_path: Path) -> None:
    done = hullmark("--db", demo_db, "chart", "--kind", "timeline", "Angara", "-o", "life.svg")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("Wrote life.svg.\n")
    assert "ANGARA · IMO 9179842" in texts((tmp_path / "life.svg").read_bytes())
    done = hullmark("--db", demo_db, "chart", "--kind", "pie", "Angara", "-o", "life.svg")
    assert done.returncode == 2
    assert done.stderr.startswith("hullmark: --kind expects one of ownership, timeline")


def test_lines_are_broken_at_their_measured_width() -> None:
    for text in ("a b c " * 30, "W" * 200, ""):
        for line in broken(text, 100, 7):
            assert measured(line, 7) <= 100
    assert broken("aaaa bbbb cccc", 30, 7, lines=1)[0].endswith("…")


def test_columns_keep_order_and_are_about_equal() -> None:
    blocks = [[FooterLine(str(n))] * 3 for n in range(12)]
    columns = in_columns(blocks)
    assert [len(column) for column in columns] == [4, 4, 4]
    assert [block[0].text for column in columns for block in column] == [str(n) for n in range(12)]


def test_ticks_fit_their_axis() -> None:
    long = Axis(date(1998, 1, 1), date(2026, 1, 1), 0, 300)
    assert [text for _, text, _ in ticks(long) if text][:3] == ["2001", "2004", "2007"]
    short = Axis(date(2023, 8, 1), date(2023, 10, 16), 0, 300)
    assert [text for _, text, _ in ticks(short)] == ["2023-09", "2023-10"]
    assert long.at(date(1900, 1, 1)) == 0 and long.at(date(2100, 1, 1)) == 300
    assert isinstance(Sheet(10, 10).printed(".png", "x"), bytes)
