"""Charts on paper: sheets, what fits, what is left out, names in other scripts, one's own style."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from lxml import etree
from msgspec.structs import replace
from pypdf import PdfReader

from hullmark.graph.answer import Answer, Entity, EntityLink, Evidence, SourcedRecord
from hullmark.graph.charts.clusters import clusters
from hullmark.graph.charts.fit import Wish
from hullmark.graph.charts.flags import COLOURS, flags
from hullmark.graph.charts.ownership import draw, fitted, numbered
from hullmark.graph.charts.scripts import captions, language
from hullmark.graph.charts.strokes import strokes
from hullmark.graph.charts.style import default, style_of, template
from hullmark.graph.charts.trim import trimmed
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.model import Fact, Identifier, Name, Period, Record
from hullmark.graph.schema import schema
from hullmark.tests.chart_layout import mistakes

SVG = "{http://www.w3.org/2000/svg}"
EVIDENCE = Evidence(source="made", list="made", title="Made up", record="made:1", place="line 1")


def entity(key: str, *names: Name, kind: str = "Company", flag: str = "") -> Entity:
    facts = (Fact("flag" if kind == "Vessel" else "country", flag),) if flag else ()
    numbers = (Identifier("imo-ship", "9179842", valid=True),) if kind == "Vessel" else ()
    record = Record(f"made:{key}", kind, names, numbers, facts)
    return Entity(key, kind, names[0].text, (SourcedRecord(record, EVIDENCE),))


def link(subject: str, role: str, target: str) -> EntityLink:
    return EntityLink(f"{subject} {role} {target}", subject, role, target, Period(), EVIDENCE)


def owned(count: int) -> Answer:
    """One ship with many companies above it, of every class of role in turn."""
    ship = entity("s", Name("SHIP"), kind="Vessel", flag="ru")
    bodies = [entity(f"c{n:04}", Name(f"COMPANY NUMBER {n} LIMITED")) for n in range(count)]
    roles = ("owner", "operator", "linked to", "technical manager")
    links = [link(one.id, roles[at % 4], "s") for at, one in enumerate(bodies)]
    everything = {one.id: one for one in (ship, *bodies)}
    return Answer("SHIP", subjects=("s",), entities=everything, links=tuple(links))


def words(path: Path) -> str:
    root = etree.fromstring(path.read_bytes())
    return " ".join(" ".join((one.text or "").split()) for one in root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("paper", "way", "size"),
    [
        ("a4", "landscape", (842, 595)),
        ("a4", "portrait", (595, 842)),
        ("a3", "landscape", (1191, 842)),
        ("a3", "portrait", (842, 1191)),
    ],
)
def test_a_chart_is_one_sheet_of_its_paper(
    paper: str, way: str, size: tuple[int, int], tmp_path: Path
) -> None:
    wish = Wish(paper=paper, orientation=way)
    (page,) = PdfReader(draw(owned(5), tmp_path / "a.pdf", wish=wish), strict=True).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    root = etree.fromstring(draw(owned(5), tmp_path / "a.svg", wish=wish).read_bytes())
    assert (root.get("width"), root.get("height")) == (f"{size[0]}pt", f"{size[1]}pt")
    data = draw(owned(5), tmp_path / "a.png", wish=wish).read_bytes()
    dots = tuple(int.from_bytes(data[at : at + 4]) for at in (16, 20))
    assert dots == tuple(round(one * 200 / 72) for one in size)


def test_the_way_up_is_the_one_with_the_larger_letters() -> None:
    flat, tall = owned(4), Answer(
        "CHAIN",
        subjects=("c0",),
        entities={f"c{n}": entity(f"c{n}", Name(f"C{n}")) for n in range(9)},
        links=tuple(link(f"c{n + 1}", "parent", f"c{n}") for n in range(8)),
    )  # fmt: skip
    assert fitted(flat)[2].format.orientation == "landscape"
    assert fitted(tall)[2].format.orientation == "portrait"


def test_many_owners_stand_in_several_rows(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, fit = fitted(owned(40))
    assert fit.rows > 2
    assert fit.scale > 0.25  # in one row it would be 0.11


def test_small_letters_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(owned(60), tmp_path / "a.svg")
    said = capsys.readouterr().err
    assert "points high on A4" in said and "--paper a3" in said and "--max-nodes" in said
    draw(owned(3), tmp_path / "b.svg")
    assert capsys.readouterr().err == ""


def test_what_is_left_out_is_said_in_the_picture(tmp_path: Path) -> None:
    answer, (said,) = trimmed(owned(20), 9)
    assert len(answer.entities) == 9
    assert sorted(one.role for one in answer.links) == [
        *["operator"] * 2,
        *["owner"] * 5,
        "technical manager",
    ]
    assert said.startswith("12 of 21 ships, companies and persons, and 12 of 20 statements")
    shown = words(draw(owned(20), tmp_path / "a.svg", wish=Wish(most=9)))
    assert "Not shown" in shown and "12 of 21 ships, companies and persons" in shown
    assert trimmed(owned(20), 21) == (owned(20), ())
    assert "Not shown" not in words(draw(owned(20), tmp_path / "a.svg"))


def test_five_thousand_boxes_are_drawn_as_the_nearest_few(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draw(owned(5000), tmp_path / "a.svg", wish=Wish(most=30))
    assert "4,971 of 5,001 ships, companies and persons" in words(path)
    assert "Not shown: 4,971 of 5,001" in capsys.readouterr().err
    assert mistakes(path) == []


def test_the_nearest_are_kept_first() -> None:
    answer = owned(3)
    far = {f"f{n}": entity(f"f{n}", Name(f"FAR {n}")) for n in range(3)}
    links = tuple(link(f"f{n}", "parent", f"c{n:04}") for n in range(3))
    whole = replace(answer, entities={**far, **answer.entities}, links=(*links, *answer.links))
    assert set(trimmed(whole, 4)[0].entities) == {"s", "c0000", "c0001", "c0002"}
    assert set(trimmed(whole, 2)[0].entities) == {"s", "c0000"}  # the owner, of all


RUSSIAN = entity(
    "r", Name("SOVFRACHT"), Name("Совфрахт", lang="rus"), Name("Совфрахт-УА", lang="uk"),
    Name("Старое имя", type="former"),
)  # fmt: skip


def test_names_in_other_scripts_stand_beside_and_the_asked_language_first(tmp_path: Path) -> None:
    assert captions(RUSSIAN) == ("SOVFRACHT", "Совфрахт")
    assert captions(RUSSIAN, "ru") == ("Совфрахт", "SOVFRACHT")
    assert captions(RUSSIAN, "uk") == ("Совфрахт-УА", "SOVFRACHT")
    assert captions(RUSSIAN, "zh") == ("SOVFRACHT", "Совфрахт")  # no record has one
    cyrillic = entity("c", Name("Совфрахт"), Name("Sovfracht", type="alias"))
    assert captions(cyrillic, "en") == ("Sovfracht", "Совфрахт")
    untagged = entity("u", Name("SOVFRACHT"), Name("Совфрахт", lang="und-Cyrl"))
    assert captions(untagged, "ru") == ("Совфрахт", "SOVFRACHT")
    assert (language("rus"), language("RU"), language("")) == ("ru", "ru", "")
    with pytest.raises(BadValue, match=r"--lang expects one of en, ru, uk.*found 'xx'"):
        language("xx")
    alone = Answer("q", subjects=("r",), entities={"r": RUSSIAN})
    shown = words(draw(alone, tmp_path / "a.svg", wish=Wish(lang="ru")))
    assert shown.index("Совфрахт") < shown.index("SOVFRACHT")


def test_flags_are_fields_of_known_colours() -> None:
    assert len(flags()) > 30
    for code, fields in flags().items():
        assert len(code) == 2
        assert set(fields) <= {*COLOURS, "/"}
        assert all(fields.split("/"))


def test_the_flag_is_words_and_colours(tmp_path: Path) -> None:
    path = draw(owned(1), tmp_path / "a.svg")
    assert "ship · flag Russia" in words(path)
    fills = {one.get("fill") for one in etree.fromstring(path.read_bytes()).iter(f"{SVG}polygon")}
    assert {COLOURS["b"], COLOURS["r"]} <= fills


def test_the_default_style_says_what_the_schema_says() -> None:
    style = default()
    assert {k: (v.colour, v.dash) for k, v in style.lines.items()} == {
        k: (v.colour, v.style) for k, v in schema().classes.items()
    }
    assert style.fills == {k: v.fill for k, v in schema().kinds.items()}


def test_a_style_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("paper: a3\nlines: {ownership: {colour: '#123456'}}\nsizes: {name: 14}\n")
    look = style_of(mine)
    assert (look.paper, look.sizes.name, look.sizes.facts) == ("a3", 14, 9.5)
    assert (look.lines["ownership"].colour, look.lines["ownership"].dash) == ("#123456", "solid")
    text = draw(owned(2), tmp_path / "a.svg", wish=Wish(look=look)).read_text()
    assert 'stroke="#123456"' in text and 'width="1191pt"' in text
    mine.write_text(template())
    assert style_of(mine) == default()
    mine.write_text("")
    assert style_of(mine) == default()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sizes: {nam: 3}", "sizes: there is no setting 'nam'; expected one of title, name, facts"),
        ("colors: {}", "the file: there is no setting 'colors'; expected one of paper"),
        ("colours: {ink: red}", "colours.ink: expected a colour such as \"#1b3a57\""),
        ("colours: {ink: '#12345'}", "colours.ink: expected a colour"),
        ("colours: {ink: '#123456\"/>'}", "colours.ink: expected a colour"),
        ("fills: {Vessel: [1]}", "fills.Vessel: expected a colour"),
        ("lines: {people: {dash: wavy}}", "lines.people.dash: expected solid or dashed or dotted"),
        ("dashes: {former: no}", "dashes.former: expected solid or dashed or dotted"),
        ("sizes: {name: big}", "sizes.name: expected a number of points from 4 to 40"),
        ("sizes: {name: .nan}", "sizes.name: expected a number of points from 4 to 40"),
        ("sizes: {name: true}", "sizes.name: expected a number"),
        ("widths: {line: 99}", "widths.line: expected a number of points from 0.2 to 12"),
        ("margin: -1", "margin: expected a number of points from 0 to 100"),
        ("paper: a5", "paper: expected a4 or a3; found 'a5'"),
        ("paper: [a4]", "paper: expected a4 or a3"),
        ("font: 'x\"><script>'", "font: expected the name of a font"),
        ("lines: 3", "lines: expected settings such as ownership"),
        ("- 1", "the file: expected settings such as paper"),
    ],
)  # fmt: skip
def test_a_style_that_can_not_be_is_refused_by_name(text: str, said: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    with pytest.raises(BadValue) as refused:
        style_of(mine)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "data", [b"a: [", b"\xff\xfe\x00", b"a: !!python/object:os.system x", b"x: &a [*a]"]
)
def test_a_style_that_is_no_yaml_is_refused(data: bytes, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(data)
    with pytest.raises((FileProblem, BadValue), match=r"mine\.yaml: "):
        style_of(mine)
    with pytest.raises(FileProblem, match="can't be read"):
        style_of(tmp_path / "none.yaml")


def test_the_template_is_yaml_with_every_setting() -> None:
    assert set(yaml.safe_load(template())) == set(default().__struct_fields__)


def test_frames_are_around_what_belongs_together(tmp_path: Path) -> None:
    ships = [entity(f"s{n}", Name(f"SHIP {n}"), kind="Vessel") for n in (1, 2)]
    bodies = [entity(name, Name(name.upper())) for name in ("own1", "top1", "own2", "both")]
    links = (
        link("own1", "owner", "s1"), link("top1", "parent", "own1"), link("own2", "owner", "s2"),
        link("both", "operator", "s1"), link("both", "operator", "s2"),
    )  # fmt: skip
    everything = {one.id: one for one in (*ships, *bodies)}
    answer = Answer("q", subjects=("s1", "s2"), entities=everything, links=links)
    notes = numbered(answer)
    drawn = strokes(answer, notes)
    assert [sorted(one.ids) for one in clusters(answer, drawn, "ship")] == [
        ["own1", "s1", "top1"],
        ["own2", "s2"],
    ]
    (group,) = clusters(answer, drawn, "group")
    assert (group.title, sorted(group.ids)) == ("joined by ownership or control", ["own1", "top1"])
    assert clusters(answer, drawn, "") == ()
    shown = words(draw(answer, tmp_path / "a.svg", title="T", wish=Wish(clusters="ship")))
    assert "SHIP 1, and what stands above it alone" in shown
    assert mistakes(tmp_path / "a.svg") == []


def test_lines_of_many_ships_begin_apart(tmp_path: Path) -> None:
    ships = [entity(f"s{n:02}", Name(f"SHIP {n}"), kind="Vessel") for n in range(20)]
    links = tuple(link("owner", "owner", one.id) for one in ships)
    everything = {one.id: one for one in (*ships, entity("owner", Name("OWNER")))}
    graph, _, fit = fitted(Answer("q", entities=everything, links=links))
    assert fit.rows > 1
    (top,) = [one for one in graph.nodes() if "OWNER" in one.attr["label"]]
    ends = {edge.attr["tailport"] for edge in graph.out_edges(top)}
    assert len(ends - {None, ""}) == 20


def test_a_cut_sheet_ends_below_the_drawing(tmp_path: Path) -> None:
    wish = Wish(orientation="portrait", cut=True)
    root = etree.fromstring(draw(owned(5), tmp_path / "a.svg", wish=wish).read_bytes())
    assert root.get("width") == "595pt"
    assert 150 < float(root.get("height", "").removesuffix("pt")) < 600
    assert mistakes(tmp_path / "a.svg") == []
