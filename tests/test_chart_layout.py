"""No two boxes overlap, all text is inside its box, nothing leaves the page: on all four sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.answer import Answer, Entity, EntityLink, SourcedListing
from hullmark.graph.charts.fit import Wish
from hullmark.graph.charts.ownership import draw
from hullmark.graph.model import Listing, Name, Period, Share
from hullmark.graph.schema import schema
from hullmark.tests.chart_layout import mistakes
from hullmark.tests.test_chart_ownership import SAMPLE
from hullmark.tests.test_chart_paper import EVIDENCE, entity, owned

SHEETS = [(paper, way) for paper in ("a4", "a3") for way in ("portrait", "landscape")]
ROLES = tuple(schema().roles)
LATIN = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnop.&-'/0123456789", min_size=1, max_size=300
)
CYRILLIC = st.text("АБВГДЕЖЗИЙКЛМН абвгдежзийклмнопрст«»", min_size=1, max_size=60)


def test_the_check_finds_mistakes(tmp_path: Path) -> None:
    path = draw(SAMPLE, tmp_path / "a.svg")
    assert mistakes(path) == []
    text = path.read_text()
    path.write_text(text.replace('font-size="12.00"', 'font-size="22.00"'))
    assert any("leaves its box" in one for one in mistakes(path))
    path.write_text(text.replace('viewBox="0.00 0.00 842', 'viewBox="0.00 0.00 700'))
    assert any("leaves the page" in one for one in mistakes(path))


@pytest.mark.parametrize(("paper", "way"), SHEETS)
@pytest.mark.parametrize("clusters", ["", "ship", "group"])
def test_the_sample_is_sound_on_every_sheet(
    paper: str, way: str, clusters: str, tmp_path: Path
) -> None:
    wish = Wish(paper=paper, orientation=way, clusters=clusters)
    assert mistakes(draw(SAMPLE, tmp_path / "a.svg", title="A title", wish=wish)) == []


@pytest.mark.parametrize(("paper", "way"), SHEETS)
def test_many_owners_are_sound_on_every_sheet(paper: str, way: str, tmp_path: Path) -> None:
    wish = Wish(paper=paper, orientation=way)
    assert mistakes(draw(owned(45), tmp_path / "a.svg", wish=wish)) == []


@st.composite
def answers(some: st.DrawFn) -> Answer:
    """Any few ships, companies and persons with any links, names, listings and dates."""
    count = some(st.integers(1, 14))
    entities = {}
    for at in range(count):
        names = [Name(some(LATIN))]
        if some(st.booleans()):
            names.append(Name(some(CYRILLIC), type="alias"))
        names += [Name(some(LATIN), type="former") for _ in range(some(st.integers(0, 7)))]
        kind = some(st.sampled_from(list(schema().kinds)))
        made = entity(
            f"e{at}", *names, kind=kind, flag=some(st.sampled_from(["", "ru", "pa", "gb"]))
        )
        day = date(2000 + at, 1, 1)
        listings = tuple(
            SourcedListing(Listing(f"l{n}", f"made:e{at}", f"Authority {n}", "list",
                                   period=Period(day, day)), EVIDENCE)
            for n in range(some(st.integers(0, 5)))
        )  # fmt: skip
        entities[f"e{at}"] = Entity(made.id, made.kind, made.caption, made.records, listings)
    ends = st.sampled_from(list(entities))
    share = st.sampled_from([None, Share("25", "50"), Share("100", "100")])
    links = tuple(
        EntityLink(f"k{at}", some(ends), some(st.sampled_from(ROLES)), some(ends),
                   Period(date(2010, 1, 1), date(2011, 1, 1)), EVIDENCE, some(share))
        for at in range(some(st.integers(0, 24)))
    )  # fmt: skip
    subjects = tuple(some(st.lists(ends, max_size=3, unique=True)))
    return Answer("Any question", subjects=subjects, entities=entities, links=links)


@settings(max_examples=40, deadline=None)
@given(answers(), st.sampled_from(SHEETS), st.sampled_from(["", "ship", "group"]))
def test_any_chart_is_sound(answer: Answer, sheet: tuple[str, str], clusters: str) -> None:
    wish = Wish(paper=sheet[0], orientation=sheet[1], clusters=clusters)
    with TemporaryDirectory() as folder:
        path = draw(answer, Path(folder) / "a.svg", title="Any title", wish=wish)
        assert mistakes(path) == []
