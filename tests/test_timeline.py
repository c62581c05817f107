"""A ship's life: rows in order, other values of one time, and changes that lie close together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hullmark.graph.answer import Evidence
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Period
from hullmark.graph.workspace import Workspace
from hullmark.queries.timeline import Moment, moments, reshuffles, timeline
from hullmark.queries.timeline_table import timeline_rows


def test_the_life_of_angara(demo_db: Path) -> None:
    with Workspace.open(demo_db) as workspace:
        answer = timeline(WorkspaceReader(workspace), ["Angara"])
        early = timeline(WorkspaceReader(workspace), ["Angara"], as_of=date(2023, 12, 31))
        with pytest.raises(BadValue):
            timeline(WorkspaceReader(workspace), [])
    life = moments(answer, answer.subjects[0])
    days = [one.day or date.max for one in life]
    assert days == sorted(days)
    listed = [(one.value.split(",")[0], one.when) for one in life if one.about == "listed"]
    assert listed == [
        ("OFAC", "since 2022-05-08"),
        ("EU", "since 2024-06-25"),
        ("UK", "since 2024-07-31"),
        ("Canada", "since 2025-02-21"),
    ]
    owners = [(one.value, one.note) for one in life if one.about == "owner"]
    assert ("KAALBYE GROUP", "then named OCEAN ENERGY") in owners
    assert any(one.about == "event: port call" for one in life)
    assert reshuffles(life) == ()  # no source dates the change of name
    told = [one.value for one in moments(early, early.subjects[0]) if one.about == "listed"]
    assert [value.split(",")[0] for value in told] == ["OFAC"]
    assert len(timeline_rows(answer)) == len(life)


def said(about: str, key: str, start: date | None, end: date | None = None) -> Moment:
    period = Period(start, start, end, end)
    source = Evidence("x", "x", "x", "x")
    return Moment("ship", about, key, f"since {start}", (source,), period, start, key)


def test_changes_that_lie_close_together() -> None:
    old = said("flag", "pa", date(2020, 1, 1)), said("name", "OLD", date(2019, 1, 1))
    flag, name = said("flag", "ru", date(2022, 3, 1)), said("name", "NEW", date(2022, 12, 1))
    listed = said("listed", "OFAC", date(2022, 5, 8))
    assert reshuffles([*old, flag, name, listed]) == (
        "flag ru, since 2022-03-01 and name NEW, since 2022-12-01: within 12 months",
        "flag ru, since 2022-03-01: within 90 days of the listing by OFAC, since 2022-05-08",
    )
    assert reshuffles([flag, name, listed]) == ()  # nothing is known from before
    assert reshuffles([*old, said("flag", "ru", date(2024, 1, 1)), name]) == ()
