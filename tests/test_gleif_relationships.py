"""GLEIF level 2 relationships: direction, periods, status, what the publisher took back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hullmark.graph.errors import HullmarkError, SourceChanged
from hullmark.graph.model import FORMER, Edition, Identifier, Item, Link, Period, Problem, Record
from hullmark.loaders import detect, gleif_relationships

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "gleif"
CSV, XML = FIXTURES / "20250515-0000-rr.csv", FIXTURES / "rr.xml"
CHILD, PARENT = "gleif:549300O897ZC5H7CY412", "gleif:549300OWK6ZGNYP4G142"
T = TypeVar("T", bound=Item)


def items(path: Path, sort: type[T]) -> list[T]:
    return [item for item in gleif_relationships.read(path) if isinstance(item, sort)]


def test_the_end_node_is_the_parent_of_the_start_node() -> None:
    direct, ultimate, *_ = items(CSV, Link)
    day = date(2006, 8, 8)
    assert direct == Link(
        f"{CHILD}/direct/549300OWK6ZGNYP4G142",
        PARENT,
        "parent",
        CHILD,
        period=Period(day, day, day, None, tense="current"),
        as_stated="is directly consolidated by (IFRS)",
        url="https://search.gleif.org/#/record/549300O897ZC5H7CY412",
        place="line 2",
    )
    assert (ultimate.subject, ultimate.role, ultimate.object) == (PARENT, "parent", CHILD)
    assert ultimate.as_stated == (
        "is ultimately consolidated by (accounting consolidation 75 percentage; record lapsed)"
    )


def test_an_amount_of_accounts_is_no_share_and_a_lapsed_record_may_be_over() -> None:
    ultimate = items(CSV, Link)[1]
    assert ultimate.share is None
    day = date(2006, 8, 8)
    assert ultimate.period == Period(day, day, day, None)


def test_what_is_over_and_what_is_no_parent() -> None:
    _, _, over, branch, fund = items(CSV, Link)
    began, ended = date(2015, 1, 1), date(2020, 12, 31)
    assert over.period == Period(began, began, ended, ended)
    assert (branch.role, branch.as_stated) == ("linked to", "is international branch of")
    assert (branch.subject, branch.object) == (
        "gleif:HULLMARKEXAMPLE0C024",
        "gleif:HULLMARKEXAMPLE0A084",
    )
    assert (fund.role, fund.as_stated) == ("linked to", "is fund managed by")
    assert fund.period == FORMER


def test_what_the_publisher_took_back_is_a_problem() -> None:
    (problem,) = items(CSV, Problem)
    assert (problem.code, problem.record) == ("annulled", "gleif:HULLMARKEXAMPLE0A084")
    assert problem.message == "GLEIF marks the relationship as annulled; not read"


def test_each_end_is_a_record_with_its_lei() -> None:
    found = {one.id: one for one in items(CSV, Record)}
    assert len(found) == 5
    assert found[CHILD].identifiers == (Identifier("lei", "549300O897ZC5H7CY412", valid=True),)


def test_csv_and_xml_say_the_same() -> None:
    def said(path: Path) -> list[Item]:
        found = [one for one in gleif_relationships.read(path) if not isinstance(one, Edition)]
        return [replace(one, place="") for one in found if not isinstance(one, Edition)]

    assert said(CSV) == said(XML)
    assert detect(CSV) is detect(XML)
    assert items(XML, Edition)[0].published == date(2025, 5, 15)


def altered(path: Path, old: str, new: str) -> Path:
    text = CSV.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_new_relations_stop_and_bad_ends_do_not(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.csv", "IS_INTERNATIONAL_BRANCH_OF", "IS_COUSIN_OF")
    with pytest.raises(SourceChanged, match=r"line 5: expected a type of .* 'IS_COUSIN_OF'"):
        list(gleif_relationships.read(path))
    path = altered(tmp_path / "a.csv", '"LEI","549300OWK6ZGNYP4G142"', '"BIC","X"')
    assert [one.code for one in items(path, Problem)] == ["no-key", "annulled"]
    path = altered(tmp_path / "a.csv", "2020-12-31T00", "2014-12-31T00")
    assert [one.code for one in items(path, Problem)] == ["bad-date", "annulled"]
    assert items(path, Link)[2].period == FORMER


def test_the_real_answers_are_read(real_data: Path) -> None:
    links = problems = 0
    for path in (real_data / "gleif/gleif-rs-api/tests/data/relationships").iterdir():
        links += len(items(path, Link))
        problems += len(items(path, Problem))
    assert (links, problems) == (121, 0)


@given(noise=st.binary(max_size=12), at=st.integers(min_value=0, max_value=8000))
def test_no_bytes_do_more_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    whole = (CSV if at % 2 else XML).read_bytes()
    path = tmp_path_factory.getbasetemp() / "rr-noise"
    at %= len(whole)
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) // 2 :])
    try:
        list(gleif_relationships.read(path))
    except HullmarkError as refused:
        assert path.name in str(refused)
