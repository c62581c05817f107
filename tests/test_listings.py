"""Places on lists put together from what several sources say, and never beyond it."""

from __future__ import annotations

from datetime import date

from hullmark.graph.answer import Evidence, SourcedListing
from hullmark.graph.dates import say
from hullmark.graph.listings import meet, places
from hullmark.graph.model import Listing, Period

DAY = date(2022, 5, 8)
SINCE = Period(start_min=DAY, start_max=DAY, end_min=DAY)
SEEN = Period(start_max=date(2024, 5, 7), end_min=date(2024, 5, 7), tense="current")


def _said(source: str, period: Period, *programmes: str, **more: object) -> SourcedListing:
    listing = Listing(f"{source}/SDN", source, "OFAC", "SDN", programmes, period=period)
    if more.get("absent"):
        listing = Listing(f"{source}/-", source, "OFAC", "", period=period, absent=True)
    return SourcedListing(listing, Evidence(source, "SDN", source.upper(), source))


def test_a_dated_and_an_undated_statement_of_one_place_are_one_place() -> None:
    (place,) = places([_said("list", SEEN, "R"), _said("case", SINCE, "R")], None)
    assert (place.period.start_min, place.period.end_min) == (DAY, date(2024, 5, 7))
    assert sorted(one.source for one in place.evidence) == ["case", "list"]
    assert [p.holds for p in places([_said("list", SEEN, "R")], date(2022, 1, 1))] == ["possibly"]
    both = [_said("list", SEEN, "R"), _said("case", SINCE, "R")]
    assert [p.holds for p in places(both, date(2022, 1, 1))] == ["no"]


def test_a_date_for_one_programme_is_no_date_for_another() -> None:
    found = places([_said("list", SEEN, "R", "U"), _said("case", SINCE, "R")], None)
    assert [(p.programmes, p.period.start_min) for p in found] == [
        (("R",), DAY),
        (("R", "U"), None),
    ]


def test_dated_statements_of_all_programmes_speak_for_the_undated_one() -> None:
    older = Period(start_max=date(2022, 2, 23), start_min=date(2014, 1, 1), end_min=DAY)
    said = [_said("list", SEEN, "R", "U"), _said("case", SINCE, "R"), _said("case2", older, "U")]
    found = places(said, None)
    assert [(p.programmes, len(p.evidence)) for p in found] == [(("R",), 2), (("U",), 2)]


def test_statements_that_contradict_each_other_stay_apart() -> None:
    other = Period(start_min=date(2023, 1, 1), start_max=date(2023, 1, 1), end_min=date(2023, 1, 1))
    found = places([_said("a", SINCE, "R"), _said("b", other, "R")], None)
    assert [str(p.period.start_min) for p in found] == ["2022-05-08", "2023-01-01"]


def test_not_listed_on_a_day_bounds_what_began_at_an_unknown_time() -> None:
    report = date(2023, 10, 16)
    no = Period(report, report, report, report)
    found = places([_said("list", SEEN, "R"), _said("case", no, absent=True)], report)
    assert [(p.holds, str(p.period.start_min)) for p in found] == [("no", "2023-10-17")]
    (place,) = places([_said("case", no, absent=True)], None)
    assert (place.absent, place.holds, say(place.period)) == (True, "no", "2023-10-16")
    listed_before = places([_said("list", SINCE, "R"), _said("case", no, absent=True)], report)
    assert [p.period.start_min for p in listed_before] == [DAY]


def test_meet_is_what_both_periods_allow() -> None:
    month = Period(start_min=date(2022, 5, 1), start_max=date(2022, 5, 31))
    assert meet(month, SINCE) == SINCE
    assert meet(month, Period(end_max=date(2022, 4, 1))) is None
    assert meet(Period(), SINCE) == meet(SINCE, Period()) == SINCE
