"""The officers of a company as Companies House's API answers: roles, times, pages, damage."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    Edition,
    Fact,
    Identifier,
    Item,
    Link,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.loaders import ch_officers
from hullmark.loaders.ch_officers_item import ROLES

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures" / "gb-coh" / "officers.json"
COMPANY = "gb-coh:19999001"
T = TypeVar("T", bound=Item)
Alter = Callable[[dict[str, Any]], None]


def items(path: Path, sort: type[T]) -> list[T]:
    return [item for item in ch_officers.read(path) if isinstance(item, sort)]


def altered(path: Path, alter: Alter) -> Path:
    page = json.loads(SMALL.read_text(encoding="utf-8"))
    alter(page)
    path.write_text(json.dumps(page), encoding="utf-8")
    return path


def test_a_director_is_a_person_with_the_same_key_at_every_company() -> None:
    director = items(SMALL, Record)[1]
    assert (director.id, director.kind) == ("gb-coh:officer/madeUpOfficer1", "Person")
    assert director.names == (Name("Alex Example SAMPLE"), Name("Alex BEFORE", "former"))
    assert director.facts == (
        Fact("name as stated", "SAMPLE, Alex Example, Mx"),
        Fact("title", "Mx"),
        Fact("birth date", "1961-12"),
        Fact("nationality", "gb", "British"),
        Fact("country of residence", "gb", "England"),
        Fact("address", "12 Example Street, London, ZZ1 1ZZ, England"),
        Fact("occupation", "Shipbroker"),
        Fact("officer number in the register", "000000001"),
    )
    link = items(SMALL, Link)[0]
    day = date(2019, 5, 1)
    assert link == Link(
        f"{COMPANY}/appointment/madeUpAppointment1",
        "gb-coh:officer/madeUpOfficer1",
        "director",
        COMPANY,
        period=Period(day, day, day, None, tense="current"),
        as_stated="director",
        place="item 1",
    )


def test_times_of_appointments() -> None:
    _, secretary, early, _ = items(SMALL, Link)
    began, ended = date(2001, 2, 3), date(2019, 5, 1)
    assert (secretary.role, secretary.as_stated) == ("officer", "nominee secretary")
    assert secretary.period == Period(began, began, ended, ended)
    # "Appointed before 31 December 1991" says when it had begun, not when it began.
    known = date(1991, 12, 30)
    assert early.period == Period(None, known, known, None, tense="current")


def test_a_corporate_officers_number_is_joined_only_where_the_register_is_sure() -> None:
    records = {one.id: one for one in items(SMALL, Record)}
    british = records["gb-coh:officer/madeUpOfficer2"]
    assert british.kind == "Company"
    assert british.identifiers == (Identifier("gb-coh", "03530981", "3530981"),)
    foreign = records["gb-coh:officer/madeUpOfficer4"]
    assert foreign.identifiers == (Identifier("registration", "155600001", country="pa"),)


def test_the_roles_are_those_of_the_register(real_data: Path) -> None:
    import yaml

    path = real_data / "companies-house" / "api-enumerations" / "constants.yml"
    assert set(ROLES) == set(yaml.safe_load(path.read_text(encoding="utf-8"))["officer_role"])


def test_each_company_and_each_page_is_a_list_of_its_own(tmp_path: Path) -> None:
    assert items(SMALL, Edition)[0].list == "Officers of 19999001"
    path = altered(tmp_path / "p.json", lambda page: page.update(total_results=90, start_index=35))
    assert items(path, Edition)[0].list == "Officers of 19999001, 36 to 39"


def test_what_is_new_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    altered(path, lambda page: page["items"][0].update(officer_role="king"))
    with pytest.raises(SourceChanged, match=r"item 1: expected an officer_role .*, found 'king'"):
        list(ch_officers.read(path))
    altered(path, lambda page: page["items"][0].update(mood="good"))
    (problem,) = items(path, Problem)
    assert (problem.code, problem.value) == ("unread-field", "good")
    assert problem.record == "gb-coh:officer/madeUpOfficer1"


def test_bad_items_are_problems_and_bad_files_refused(tmp_path: Path) -> None:
    path = altered(tmp_path / "p.json", lambda page: page["items"].append({"name": 3}))
    assert [(one.code, one.place) for one in items(path, Problem)] == [("bad-row", "item 5")]
    text = SMALL.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(FileProblem, match="expected JSON, found that it breaks off"):
        list(ch_officers.read(path))
    path.write_text('{"items": []}', encoding="utf-8")
    with pytest.raises(SourceChanged, match="expected a link /company/NUMBER/officers"):
        list(ch_officers.read(path))


@given(
    field=st.sampled_from(["name", "officer_role", "links", "appointed_on", "date_of_birth"]),
    value=st.one_of(
        st.none(),
        st.integers(),
        st.text(max_size=9),
        st.lists(st.text(max_size=3), max_size=2),
        st.dictionaries(st.sampled_from(["self", "officer", "year", "month"]), st.text(max_size=4)),
    ),
)
def test_no_value_does_more_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "officers.json"
    altered(path, lambda page: page["items"][0].update({field: value}))
    try:
        assert items(path, Record)
    except HullmarkError as refused:
        assert path.name in str(refused)
