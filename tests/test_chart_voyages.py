"""The map of voyages: places and legs that sources state, nothing more; nothing off the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lxml import etree
from pypdf import PdfReader

from hullmark.graph.answer import Answer, Entity, Evidence, SourcedEvent
from hullmark.graph.charts.land_rings import rings
from hullmark.graph.charts.map_frame import bent, fitted, on_land
from hullmark.graph.charts.voyage_legs import voyages
from hullmark.graph.charts.voyages import draw_voyages, voyage_map
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Event
from hullmark.queries.life import ship_life

ANGARA, MARIA, LADY_R = "imo-vsl-9179842", "imo-vsl-8517839", "imo-vsl-9161003"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def life(demo: WorkspaceReader) -> Answer:
    return ship_life(demo, ["Angara", "8517839", "Lady R"])


def texts(svg: bytes) -> list[str]:
    root = etree.fromstring(svg)
    return [" ".join("".join(map(str, one.itertext())).split()) for one in root.iter("{*}text")]


def ids(svg: bytes) -> set[str]:
    return {i for one in etree.fromstring(svg).iter() if (i := one.get("id", ""))}


def test_places_and_legs_are_those_that_are_stated(life: Answer) -> None:
    found = voyages(life)
    assert [(one.name, one.lat, one.lon, one.depot) for one in sorted(found.places, key=str)] == [
        ("Dunai", 42.88, 132.34, False),
        ("Rajin", 42.23, 130.29, False),
        ("Tikhoretsk", 45.85, 40.13, True),
    ]
    legs = [(one.letter, one.ship, one.start.name, one.end.name, one.dark) for one in found.legs]
    assert legs == [
        ("A", ANGARA, "Dunai", "Rajin", True),
        ("B", ANGARA, "Rajin", "Dunai", True),
        ("C", MARIA, "Rajin", "Dunai", True),
    ]
    assert [(start.name, end.name) for start, end, _ in found.onward] == [("Dunai", "Tikhoretsk")]


def test_each_statement_stands_once(life: Answer) -> None:
    found = voyages(life)
    said = [one.words for one in found.told]
    assert len(said) == len(set(said)) == 22
    shared = [one.ships for one in found.told if len(one.ships) > 1]
    assert set(shared) == {(ANGARA, MARIA), (ANGARA, MARIA, LADY_R)}
    (joined,) = [one for one in found.told if one.words.startswith("joins the route between")]
    assert (joined.ships, joined.mark) == ((MARIA,), "")


def test_the_picture(life: Answer) -> None:
    sheet, heading = voyage_map(life)
    svg = sheet.printed(".svg", heading)
    words = texts(svg)
    for expected in (
        "ANGARA, MARIA, LADY R: port calls and voyages",
        "Dunai",
        "Rajin",
        "Tikhoretsk",
        "LADY R: port call, 2023-10-06 [8]",
        "MARIA: Rajin to Dunai, until 2023-10-14 [8]",
        "a ship's way with AIS off, as the source says",
        "Sources",
        "State of the data",
        "50 km",
    ):
        assert expected in words, expected
    assert "a ship's way" not in words
    assert {"leg-A", "leg-B", "leg-C", "place-Dunai", "onward-Tikhoretsk"} <= ids(svg)
    dashed = etree.fromstring(svg).xpath("//*[@id='leg-A']//*[contains(@style,'dasharray')]")
    assert dashed
    cited = {int(n) for word in words for n in re.findall(r"\[(\d+)\]", word)}
    assert cited == set(range(1, max(cited) + 1))


def test_nothing_leaves_the_page(life: Answer) -> None:
    sheet, _ = voyage_map(life)
    for left, top, width, text in sheet.words:
        assert left >= 0 and left + width <= sheet.width + 0.5, text
        assert top >= 0 and top + 8 <= sheet.height, text


def test_the_same_bytes_and_no_outside(life: Answer, tmp_path: Path) -> None:
    for ending in (".svg", ".pdf", ".png"):
        one = draw_voyages(life, tmp_path / f"a{ending}").read_bytes()
        assert draw_voyages(life, tmp_path / f"b{ending}").read_bytes() == one
    svg = (tmp_path / "a.svg").read_bytes()
    assert b"<!DOCTYPE" not in svg and b"<script" not in svg and b'href="http' not in svg
    assert "Tikhoretsk" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()


def test_a_day_leaves_out_what_is_over(demo: WorkspaceReader) -> None:
    answer = ship_life(demo, ["Angara", "8517839"], as_of=date(2023, 11, 1))
    legs = [(one.ship, one.start.name, one.end.name) for one in voyages(answer).legs]
    assert legs == [(ANGARA, "Rajin", "Dunai")]


def case(*events: Event) -> Answer:
    evidence = Evidence("case", "x", "A case", "case:x/y", place="line 1")
    ship = Entity(
        "case:x/y", "Vessel", "<EXAMPLE>", events=tuple(SourcedEvent(e, evidence) for e in events)
    )
    return Answer("x", subjects=(ship.id,), entities={ship.id: ship})


def test_one_place_alone_and_hostile_names() -> None:
    name = "<script>alert(1)</script> $x^2$ " + "W" * 200
    answer = case(Event("e", "port call", ("case:x/y",), at=name, lat=-89.0, lon=179.9))
    sheet, heading = voyage_map(answer)
    svg = sheet.printed(".svg", heading)
    assert b"<script" not in svg and "Sources" in texts(svg)


def test_across_the_date_line() -> None:
    answer = case(
        Event("a", "port call", ("case:x/y",), at="West", lat=52.0, lon=179.0),
        Event("b", "port call", ("case:x/y",), at="East", lat=52.0, lon=-179.0),
        Event("c", "voyage", ("case:x/y",), origin="West", destination="East"),
    )
    assert {"leg-A", "place-West", "place-East"} <= ids(voyage_map(answer)[0].printed(".svg", "x"))


def test_without_coordinates_there_is_no_map(life: Answer, tmp_path: Path) -> None:
    with pytest.raises(
        BadValue, match=r"There is nothing to draw: no loaded source says where 'x'"
    ):
        draw_voyages(case(Event("e", "port call", ("case:x/y",), at="Rajin")), tmp_path / "a.svg")
    with pytest.raises(BadValue, match=r"expected one of .svg, .png, .pdf"):
        draw_voyages(life, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_the_coastline_is_small_and_knows_land_from_sea() -> None:
    from hullmark.graph.charts.land_rings import FILE

    assert FILE.stat().st_size < 300_000
    assert len(rings()) == 3206
    assert on_land(37.6, 55.7) and on_land(-60.0, -10.0) and on_land(131.95, 43.2)
    assert not on_land(131.5, 42.3) and not on_land(0.0, 0.0) and not on_land(-30.0, 40.0)


def test_the_frame_holds_its_places() -> None:
    frame = fitted((10, 20, 300, 200), [(130.29, 42.23), (132.34, 42.88)], 1.0, 1.5)
    for lon, lat in ((130.29, 42.23), (132.34, 42.88)):
        x, y = frame.at(lon, lat)
        assert 10 < x < 310 and 20 < y < 220
        back = frame.back(x, y)
        assert abs(back[0] - lon) < 1e-9 and abs(back[1] - lat) < 1e-9
    curve = bent((0, 0), (10, 0), 5)
    assert (curve[0], curve[-1]) == ((0, 0), (10, 0)) and abs(curve[16][1]) == 5


def test_the_command(hullmark: Run, demo_db: Path, tmp_path: Path) -> None:
    done = hullmark("--db", demo_db, "chart", "--kind", "voyages", "Lady R", "-o", "map.svg")
    assert (done.returncode, done.stdout) == (0, "")
    shown = texts((tmp_path / "map.svg").read_bytes())
    assert any(text.startswith("LADY R: port call, 2023-10-06 [") for text in shown)
