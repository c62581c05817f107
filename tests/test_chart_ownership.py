"""The ownership chart of ANGARA and MARIA, hand-written after Figure 7 of "The Orient Express"."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from pypdf import PdfReader

from hullmark.graph.answer import (
    Answer,
    Entity,
    EntityLink,
    Evidence,
    Snapshot,
    SourcedListing,
    SourcedRecord,
)
from hullmark.graph.charts.boxes import badges, former_names, kind_line, number
from hullmark.graph.charts.lettering import escaped, width, wrapped
from hullmark.graph.charts.ownership import draw, fitted
from hullmark.graph.charts.strokes import Stroke, bundles, is_former, strokes
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.footnotes import footnotes, marks
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Fact,
    Identifier,
    Listing,
    Name,
    Period,
    Record,
    Share,
)
from hullmark.graph.text import visible

REPORT_DAY, LIST_DAY = date(2023, 10, 16), date(2024, 5, 7)
ANGARA, MARIA = "imo-vsl-9179842", "imo-vsl-8517839"
PAGE = "https://www.rusi.org/explore-our-research/publications/external-publications/orient-express-north-koreas-clandestine-supply-route-russia"
PART = Share("0", "100", True, True)


def rusi(key: str, cite: str = "Suspect Couriers") -> Evidence:
    return Evidence(
        source="orient-express",
        list="case file",
        title="RUSI: The Orient Express, case file",
        record=f"orient-express:{key}",
        published=REPORT_DAY,
        first_seen=REPORT_DAY,
        last_seen=REPORT_DAY,
        sha256="0" * 64,
        place="orient-express.yaml:40",
        cite=cite,
        url=PAGE,
    )


def ofac(uid: str) -> Evidence:
    return Evidence(
        source="ofac",
        list="SDN",
        title="OFAC Specially Designated Nationals (SDN) List",
        record=f"ofac:{uid}",
        published=LIST_DAY,
        first_seen=LIST_DAY,
        last_seen=LIST_DAY,
        sha256="ab" * 32,
        place=f"sdnEntry uid {uid}",
    )


def entity(
    id: str,
    kind: str,
    caption: str,
    *,
    numbers: tuple[Identifier, ...] = (),
    country: str = "",
    former: tuple[str, ...] = (),
    listed: str = "",
    since: date | None = None,
) -> Entity:
    """A thing that the report names and, where ``listed`` is its OFAC uid, OFAC lists."""
    names = (Name(caption), *(Name(old, type="former", period=FORMER) for old in former))
    prop = "flag" if kind == "Vessel" else "country"
    facts = (Fact(prop, country, period=CURRENT),) if country else ()
    records = [SourcedRecord(Record(f"orient-express:{id}", kind, names, numbers, facts), rusi(id))]
    listings: list[SourcedListing] = []
    if listed:
        uid = f"ofac:{listed}"
        records.append(SourcedRecord(Record(uid, kind, (Name(caption),), numbers), ofac(listed)))
        period = Period(since, since or LIST_DAY, LIST_DAY, tense="" if since else "current")
        listing = Listing(f"{uid}:SDN", uid, "OFAC", "SDN", period=period)
        listings.append(SourcedListing(listing, ofac(listed)))
    return Entity(id, kind, caption, tuple(records), tuple(listings))


def link(
    subject: str,
    role: str,
    object: str,
    evidence: Evidence,
    *,
    former: bool = False,
    share: Share | None = None,
) -> EntityLink:
    day = evidence.published
    period = (
        Period(end_max=day, tense="former")
        if former
        else Period(start_max=day, end_min=day, tense="current")
    )
    key = f"{subject} {role} {object} {evidence.record}"
    return EntityLink(key, subject, role, object, period, evidence, share)


def imo(number: str, scheme: str = "imo-ship") -> tuple[Identifier, ...]:
    return (Identifier(scheme, number, valid=True),)


MAY, DECEMBER = date(2022, 5, 8), date(2023, 12, 12)
ENTITIES = (
    entity(ANGARA, "Vessel", "ANGARA", numbers=imo("9179842"), country="ru",
           former=("OCEAN ENERGY",), listed="37059", since=MAY),
    entity(MARIA, "Vessel", "MARIA", numbers=imo("8517839"), country="ru", listed="46773"),
    entity("m-leasing", "Company", "M LEASING LLC", numbers=imo("6246853", "imo-company"),
           country="ru", listed="37065", since=MAY),
    entity("mts", "Company", "MARINE TRANS SHIPPING LLC", numbers=imo("6183435", "imo-company"),
           country="ru", listed="37066", since=MAY),
    entity("kaalbye", "Company", "Kaalbye Group"),
    entity("azia-holdings", "Company", "AZIA SHIPPING HOLDINGS LIMITED",
           numbers=imo("5053924", "imo-company"), country="cy", listed="46770", since=DECEMBER),
    entity("subsidiary", "Company", "Subsidiary of Azia Shipping Holdings (not named)"),
    entity("azia", "Company", "AZIA SHIPPING COMPANY", country="ru",
           numbers=imo("5766958", "imo-company"), listed="46769", since=DECEMBER),
    entity("sovfracht", "Company", "JSC SOVFRACHT", country="ru",
           numbers=(Identifier("ogrn", "1027739059820", valid=True),), listed="20292",
           since=date(2016, 9, 1)),
    entity("oboron", "Company", "OBORONLOGISTICS LLC", country="ru",
           numbers=imo("5906931", "imo-company"), listed="22407"),
    entity("ibex", "Company", "IBEX SHIPPING INC", country="cy",
           numbers=imo("5344160", "imo-company"), listed="46768", since=DECEMBER),
)  # fmt: skip
SAMPLE = Answer(
    question="Who owns and manages ANGARA and MARIA?",
    as_of=LIST_DAY,
    subjects=(ANGARA, MARIA),
    entities={one.id: one for one in ENTITIES},
    links=(
        link("m-leasing", "owner", ANGARA, rusi("1")),
        link("m-leasing", "operator", ANGARA, rusi("2")),
        link("mts", "owner", ANGARA, rusi("3")),
        link("mts", "operator", ANGARA, rusi("4")),
        link("kaalbye", "owner", ANGARA, rusi("5"), former=True),
        link(ANGARA, "linked to", "m-leasing", ofac("37059")),
        link("azia-holdings", "operator", MARIA, rusi("6")),
        link("azia-holdings", "parent", "subsidiary", rusi("7")),
        link("subsidiary", "owner", MARIA, rusi("8")),
        link("azia", "technical manager", MARIA, rusi("9")),
        link("sovfracht", "DOC company", MARIA, rusi("10", "Figure 7")),
        link("oboron", "shareholder", "azia", rusi("11"), former=True, share=PART),
        link(MARIA, "linked to", "ibex", ofac("46773")),
    ),
    snapshots=(
        Snapshot(1, "orient-express", "case file", "RUSI: The Orient Express, case file",
                 REPORT_DAY, "stated", "orient-express.yaml", "0f" * 32, 9000),
        Snapshot(2, "ofac", "SDN", "OFAC Specially Designated Nationals (SDN) List", LIST_DAY,
                 "stated", "sdn.xml", "ab" * 32, 20_000_000),
    ),
    unknown=(
        "When Kaalbye Group owned ANGARA: no source gives dates.",
        "The name of the subsidiary that owns MARIA: the report does not give it.",
    ),
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
NOTES = footnotes(
    [rusi("1"), rusi("1", "Figure 7"), ofac("37059"), ofac("46773"), ofac("37065"), ofac("37066")]
)


def drawn_svg(answer: Answer, folder: Path, title: str | None = None) -> etree._Element:
    path = draw(answer, folder / "chart.svg", title=title)
    return etree.fromstring(path.read_bytes())


def texts(root: etree._Element) -> list[str]:
    return [" ".join((one.text or "").split()) for one in root.iter(f"{SVG}text")]


def titles(root: etree._Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}title")]


def height(root: etree._Element, words: str) -> float:
    return next(float(t.get("y", "")) for t in root.iter(f"{SVG}text") if t.text == words)


def only(*links: EntityLink, as_of: date | None = LIST_DAY) -> tuple[Stroke, ...]:
    return strokes(replace(SAMPLE, links=links, as_of=as_of), NOTES)


def test_the_picture_says_who_by_which_number_and_listed_by_whom(tmp_path: Path) -> None:
    words = texts(drawn_svg(SAMPLE, tmp_path, "Ownership of ANGARA and MARIA"))
    assert words.count("Ownership of ANGARA and MARIA") == 1
    for one in ("ANGARA", "ship · flag Russia", "IMO 9179842", "formerly OCEAN ENERGY [11]",
                "LISTED BY", "OFAC · since 2022-05-08 [3]", "OFAC · in the list of 2024-05-07 [9]",
                "company · Cyprus", "IMO company no. 6246853", "OGRN 1027739059820",
                "HOLDINGS LIMITED"):  # fmt: skip
        assert one in words
    assert words.count("LISTED BY") == 9  # all but Kaalbye and the subsidiary without a name


def test_lines_say_role_share_dates_and_source(tmp_path: Path) -> None:
    words = texts(drawn_svg(SAMPLE, tmp_path))
    assert words.count("linked to") == 2
    assert words.count("owner") == 3
    assert "owner (former)" in words
    assert "part, over by 2023-10-16" in words
    assert "as of 2023-10-16 [11]" in words
    assert "as of 2024-05-07 [3]" in words
    assert "controls" not in words


def test_the_footer_has_sources_legend_date_versions_and_gaps(tmp_path: Path) -> None:
    words = " ".join(filter(None, texts(drawn_svg(SAMPLE, tmp_path))))
    for one in ("Sources", "[3] sdnEntry uid 37059", "[10] Figure 7", "[11] Suspect Couriers",
                "RUSI: The Orient Express, case file, 2023-10-16", "As of 2024-05-07",
                "ownership; control of a company", "a link in the list's own words, no more",
                "former: over by the date asked about", "SHA-256 0f0f0f0f0f0f", "Not known",
                "· When Kaalbye Group owned ANGARA: no source gives dates."):  # fmt: skip
        assert one in words
    assert re.search(r"What is drawn here: SHA-256 [0-9a-f]{16}", words)
    assert "stated by more than one source" not in words  # nothing in this picture is
    assert "All dates" in texts(drawn_svg(replace(SAMPLE, as_of=None), tmp_path))


def test_owners_and_managers_stand_above_the_ships(tmp_path: Path) -> None:
    root = drawn_svg(SAMPLE, tmp_path)
    assert abs(height(root, "ANGARA") - height(root, "MARIA")) < 12
    for upper, lower in (
        ("M LEASING LLC", "ANGARA"),
        ("Kaalbye Group", "ANGARA"),
        ("JSC SOVFRACHT", "MARIA"),
        ("OBORONLOGISTICS LLC", "AZIA SHIPPING COMPANY"),
    ):
        assert height(root, upper) < height(root, lower)


def test_svg_is_closed_in_itself_and_titled(tmp_path: Path) -> None:
    root = drawn_svg(SAMPLE, tmp_path)
    data = (tmp_path / "chart.svg").read_text()
    assert "DOCTYPE" not in data and "<script" not in data and "href=" not in data
    assert data.count("http") == data.count("http://www.w3.org/") + data.count(">https://www.rusi")
    assert titles(root)[0] == "Who owns and manages ANGARA and MARIA?"
    assert f"ANGARA ({ANGARA})" in titles(root)
    assert f"M LEASING LLC (m-leasing): owner, operator: ANGARA ({ANGARA})" in titles(root)
    assert root.get("role") == "img"


def test_links_of_two_sources_are_one_double_line() -> None:
    one, two = link("m-leasing", "owner", ANGARA, rusi("1")), link(
        "m-leasing", "owner", ANGARA, ofac("37059")
    )  # fmt: skip
    (line,) = only(one, two)
    assert line.double
    assert line.rows == ("as of 2023-10-16 [6]", "as of 2024-05-07 [1]")
    (single,) = only(one, link("m-leasing", "owner", ANGARA, rusi("2", "Figure 7")))
    assert not single.double
    assert single.rows == ("as of 2023-10-16 [5][6]",)


def test_styles_tell_unproven_and_former_apart() -> None:
    (linked,) = only(link(ANGARA, "linked to", "m-leasing", ofac("37059")))
    assert (linked.noun, linked.style, linked.upper) == ("linked to", "dashed", "m-leasing")
    (owner,) = only(link("mts", "owner", ANGARA, rusi("1")))
    assert (owner.noun, owner.style, owner.colour) == ("owner", "solid", "#1b3a57")
    (former,) = only(link("kaalbye", "owner", ANGARA, rusi("1"), former=True))
    assert (former.noun, former.style, former.colour) == ("owner (former)", "dotted", "#767676")
    graph, _, _ = fitted(replace(SAMPLE, links=(link("kaalbye", "owner", ANGARA, rusi("1"),
                                                   former=True),)))  # fmt: skip
    assert {edge.attr["style"] for edge in graph.edges()} == {"dotted"}


def test_a_company_stands_above_a_ship_whatever_the_role() -> None:
    (line,) = only(link("mts", "linked to", ANGARA, ofac("37066")))
    assert (line.upper, line.lower, line.object) == ("mts", ANGARA, ANGARA)


def undated_former() -> EntityLink:
    return link("kaalbye", "owner", ANGARA, rusi("1"), former=True)


def test_what_may_hold_on_the_date_is_marked() -> None:
    may = replace(link("mts", "owner", ANGARA, rusi("1")), holds="possibly", confidence="reported")
    (line,) = only(may)
    assert line.rows == ("as of 2023-10-16 ?, reported [6]",)
    (undated,) = only(replace(may, period=Period(), confidence=""))
    assert undated.rows == ("date not known ? [6]",)
    (former,) = only(replace(undated_former(), holds="possibly"), as_of=REPORT_DAY)
    assert former.rows == ("over by 2023-10-16 [6]",)


def test_former_is_judged_on_the_date_asked_about() -> None:
    ended = replace(
        link("kaalbye", "owner", ANGARA, rusi("1")), period=Period(end_max=date(2021, 6, 30))
    )
    assert is_former(ended, None)
    assert is_former(ended, date(2022, 1, 1))
    assert not is_former(ended, date(2020, 1, 1))
    said_former = link("kaalbye", "owner", ANGARA, rusi("1"), former=True)
    assert is_former(said_former, REPORT_DAY)
    assert not is_former(said_former, date(2018, 1, 1))
    assert is_former(replace(ended, period=Period(), holds="no"), date(2020, 1, 1))
    gone = replace(ofac("1"), gone_on=date(2025, 1, 1))
    assert is_former(replace(ended, period=Period(), evidence=gone), None)


def test_roles_of_one_pair_share_a_line_unless_they_look_different() -> None:
    pair = only(
        link("m-leasing", "owner", ANGARA, rusi("1")),
        link("m-leasing", "operator", ANGARA, rusi("2")),
        link(ANGARA, "linked to", "m-leasing", ofac("37059")),
    )
    assert [[one.role for one in group] for group in bundles(pair)] == [
        ["owner", "operator"],
        ["linked to"],
    ]


def test_badges_say_no_more_than_the_lists() -> None:
    maria, angara = SAMPLE.entities[MARIA], SAMPLE.entities[ANGARA]
    assert [(b.standing, b.when) for b in badges(angara, LIST_DAY)] == [
        ("listed", "since 2022-05-08")
    ]
    assert badges(angara, date(2022, 5, 7)) == ()
    undated = [("possibly", "in the list of 2024-05-07")]
    assert [(b.standing, b.when) for b in badges(maria, REPORT_DAY)] == undated
    one = angara.listings[0]
    twice = replace(maria, listings=(*maria.listings, one))
    (badge,) = badges(twice, LIST_DAY)
    assert (badge.authority, badge.when) == ("OFAC", "since 2022-05-08")
    assert marks(badge.evidence, NOTES) == "[1][4]"
    assert badges(twice, date(2022, 5, 7)) == ()  # the dated listing says that it had not begun
    other = replace(maria.listings[0].listing, programmes=("UKRAINE-EO13685",))
    older = replace(angara, listings=(one, replace(maria.listings[0], listing=other)))
    assert [b.when for b in badges(older, LIST_DAY)] == [
        "since 2022-05-08",
        "in the list of 2024-05-07",
    ]
    case = replace(maria.listings[0], evidence=rusi("1"))  # a report's date is not the list's
    assert badges(replace(maria, listings=(case,)), LIST_DAY)[0].when == "seen 2024-05-07"
    ended = replace(one.listing, period=replace(one.listing.period, end_max=date(2025, 1, 1)))
    over = replace(angara, listings=(replace(one, listing=ended),))
    assert [b.standing for b in badges(over, None)] == ["formerly"]
    assert badges(SAMPLE.entities["kaalbye"], None) == ()


def test_a_box_says_only_what_records_say() -> None:
    angara, kaalbye = SAMPLE.entities[ANGARA], SAMPLE.entities["kaalbye"]
    assert kind_line(angara, LIST_DAY) == "ship · flag Russia"
    assert (kind_line(kaalbye, LIST_DAY), number(kaalbye)) == ("company", "")
    assert [words for words, _ in former_names(angara)] == ["formerly OCEAN ENERGY"]
    wrong = Record("r", "Vessel", identifiers=(Identifier("imo-ship", "9179843", valid=False),))
    entity_of = Entity("r", "Vessel", "X", (SourcedRecord(wrong, rusi("r")),))
    assert number(entity_of) == "IMO 9179843 (fails its check)"


def test_footnotes_are_one_number_a_place() -> None:
    notes = footnotes([ofac("46773"), ofac("5"), rusi("1"), rusi("2"), rusi("3", "Figure 10"),
                       rusi("4", "Figure 7")])  # fmt: skip
    places = [(note.number, note.place) for _, group in notes.documents for note in group]
    assert places == [(1, "sdnEntry uid 5"), (2, "sdnEntry uid 46773"), (3, "Figure 7"),
                      (4, "Figure 10"), (5, "Suspect Couriers")]  # fmt: skip
    assert marks([rusi("9"), ofac("5")], notes) == "[1][5]"


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_same_answer_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    here = draw(SAMPLE, tmp_path / f"a.{suffix}").read_bytes()
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from test_chart_ownership import SAMPLE\n"
        "from hullmark.graph.charts.ownership import draw\n"
        "draw(SAMPLE, Path(sys.argv[1]))\n"
    )
    for seed, zone in (("1", "UTC"), ("2", "Asia/Vladivostok")):
        path = tmp_path / f"{seed}.{suffix}"
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            check=True, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )  # fmt: skip
        assert path.read_bytes() == here
    turned = replace(
        SAMPLE,
        links=SAMPLE.links[::-1],
        entities=dict(reversed(SAMPLE.entities.items())),
        snapshots=SAMPLE.snapshots[::-1],
    )
    assert draw(turned, tmp_path / f"b.{suffix}").read_bytes() == here
    assert b"CreationDate" not in here


def test_pdf_without_its_date_is_still_sound(tmp_path: Path) -> None:
    reader = PdfReader(draw(SAMPLE, tmp_path / "a.pdf"), strict=True)
    words = reader.pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "formerly OCEAN ENERGY [11]" in words
    assert "CreationDate" not in str(reader.metadata)
    assert len(reader.pages) == 1


def test_png_knows_its_size_in_print(tmp_path: Path) -> None:
    data = draw(SAMPLE, tmp_path / "a.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[37:41] == b"pHYs"
    assert int.from_bytes(data[41:45]) == 7874  # 200 dots an inch
    assert b"tIME" not in data


HOSTILE = ('A "B" <i>&amp;</i>',
           "back\\N \\l \\G", "bell\x07 null\x00 \ud800 end",
           "עברית \u202eright",
           "</TD></TABLE>", "->", "n1", "{|}", "\ufffe\x7f", " ", "")  # fmt: skip


def test_hostile_names_are_letters_and_nothing_else(tmp_path: Path) -> None:
    things = {f"i{n}": Entity(f"i{n}", "Company", name) for n, name in enumerate(HOSTILE)}
    links = tuple(link(f"i{n}", "parent", "i0", rusi("1")) for n in range(1, len(HOSTILE)))
    answer = Answer("q", entities=things, links=links, unknown=HOSTILE)
    words = texts(drawn_svg(answer, tmp_path, HOSTILE[0]))
    for one in ('A "B" <i>&amp;</i>', "back\\N \\l \\G", "bell null end",
           "עברית right",
                "</TD></TABLE>", "->", "n1", "{|}"):  # fmt: skip
        assert one in words
    assert draw(answer, tmp_path / "h.pdf").read_bytes().startswith(b"%PDF")


@given(st.text(), st.integers(1, 40))
def test_any_text_is_sound_markup_and_fits_its_lines(text: str, columns: int) -> None:
    told = etree.fromstring(f"<a>{escaped(text)}</a>").text or ""
    assert told.replace("\\\\", "\\") == visible(text)
    lines = wrapped(text, columns)
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")
    assert all(width(line) <= max(columns, 2) for line in lines)
    assert len(wrapped(text, columns, lines=2)) <= 2


def test_one_node_is_a_picture(tmp_path: Path) -> None:
    alone = replace(SAMPLE, links=(), entities={MARIA: SAMPLE.entities[MARIA]}, subjects=(MARIA,))
    assert "IMO 8517839" in texts(drawn_svg(alone, tmp_path))


def test_level_roles_and_circles_are_drawn(tmp_path: Path) -> None:
    links = (
        link("mts", "successor", "m-leasing", rusi("1")),
        link("mts", "parent", "m-leasing", rusi("1")),
        link("m-leasing", "parent", "mts", rusi("1")),
        link("mts", "shareholder", "mts", rusi("1")),
        link("mts", "parent", "not-in-the-answer", rusi("1")),
    )
    words = texts(drawn_svg(replace(SAMPLE, links=links), tmp_path))
    assert [words.count(one) for one in ("successor", "parent", "shareholder")] == [1, 2, 1]


def test_what_can_not_be_drawn_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"chart\.gif: can't tell .* '\.gif'; expected one of \.svg"):
        draw(SAMPLE, tmp_path / "chart.gif")
    with pytest.raises(BadValue, match="nothing to draw"):
        draw(Answer("Who owns nothing?"), tmp_path / "chart.svg")
    with pytest.raises(FileProblem, match=r"missing/chart\.svg: can't be written"):
        draw(SAMPLE, tmp_path / "missing" / "chart.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(FileProblem, match="can't be written"):
        draw(SAMPLE, tmp_path / "folder.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.svg"]
