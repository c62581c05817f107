"""Periods as registers and lists write them, and what they answer about a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.dates import (
    as_of,
    between,
    during,
    overlap,
    parse_period,
    say,
    since,
    within,
    witnessed,
)
from hullmark.graph.errors import BadValue
from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period
from hullmark.graph.spans import parse_span

D = date
ORDER = {"no": 0, "possibly": 1, "yes": 2}


@st.composite
def truths(draw: st.DrawFn) -> tuple[Period, date, date]:
    """A period with the true first and last day that its four bounds leave room for."""
    start, end = sorted(draw(st.tuples(DAYS, DAYS)))
    slack = st.none() | st.integers(0, 400)
    first, later, sooner, last = (draw(slack) for _ in range(4))
    bounds = Period(
        start_min=None if first is None else start - timedelta(days=first),
        start_max=None if later is None else start + timedelta(days=later),
        end_min=None if sooner is None else end - timedelta(days=sooner),
        end_max=None if last is None else end + timedelta(days=last),
        tense=draw(st.sampled_from(("", "current", "former"))),
    )
    return bounds, start, end


DAYS = st.dates(D(2000, 1, 1), D(2005, 1, 1))


@pytest.mark.parametrize(
    ("text", "start_min", "start_max", "end_min", "end_max"),
    [
        ("since 12/08/2021", D(2021, 8, 12), D(2021, 8, 12), D(2021, 8, 12), None),
        ("since 2021-08", D(2021, 8, 1), D(2021, 8, 31), D(2021, 8, 1), None),
        ("from 2021", D(2021, 1, 1), D(2021, 12, 31), D(2021, 1, 1), None),
        ("until 05/2013", None, None, D(2013, 5, 1), D(2013, 5, 31)),
        ("during 2015", None, D(2015, 12, 31), D(2015, 1, 1), None),
        ("during 02/2020", None, D(2020, 2, 29), D(2020, 2, 1), None),
        ("at 2021-08-12", None, D(2021, 8, 12), D(2021, 8, 12), None),
        ("12 Aug 2021", None, D(2021, 8, 12), D(2021, 8, 12), None),
        ("before 2015", None, None, None, D(2014, 12, 31)),
        ("before 03/2015", None, None, None, D(2015, 2, 28)),
        ("after 2015", D(2016, 1, 1), None, None, None),
        ("circa 1962", None, D(1964, 12, 31), D(1960, 1, 1), None),
        ("2015 to 2021", D(2015, 1, 1), D(2015, 12, 31), D(2021, 1, 1), D(2021, 12, 31)),
        ("2015-2021", D(2015, 1, 1), D(2015, 12, 31), D(2021, 1, 1), D(2021, 12, 31)),
        ("from 2015 until 05/2021", D(2015, 1, 1), D(2015, 12, 31), D(2021, 5, 1), D(2021, 5, 31)),
        ("2021-08-12 – 2021-08-20", D(2021, 8, 12), D(2021, 8, 12), D(2021, 8, 20), D(2021, 8, 20)),
        ("2021 .. 2021", D(2021, 1, 1), D(2021, 12, 31), D(2021, 1, 1), D(2021, 12, 31)),
    ],
)
def test_words_become_four_bounds(
    text: str,
    start_min: date | None,
    start_max: date | None,
    end_min: date | None,
    end_max: date | None,
) -> None:
    assert parse_period(text) == Period(start_min, start_max, end_min, end_max, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "2021 to 2015",
        "2021-02-30",
        "2021-13",
        "0021",
        "since",
        "after 9999",
        "2021-",
    ],
)
def test_what_is_no_period_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_period(text)
    assert repr(text) in str(refused.value)
    assert str(refused.value).endswith(".")


@given(st.text(max_size=200) | st.from_regex(r"(since|to|ca\.) [0-9./ -]{1,12}( to [0-9-]+)?"))
def test_any_text_is_a_period_or_a_bad_value(text: str) -> None:
    try:
        period = parse_period(text)
    except BadValue as refused:
        assert len(str(refused)) < 1000
    else:
        assert period.text == " ".join(text.split())


def test_hostile_text_is_refused_at_once() -> None:
    for text in ("a" + " " * 200_000 + "b", "1" * 200_000, "since " * 50_000, "2021-" * 50_000):
        with pytest.raises(BadValue, match="is not a date"):
            parse_period(text)


def test_as_of_says_yes_only_between_the_inner_bounds() -> None:
    kaalbye = parse_period("2014 to 2021-07")
    assert as_of(kaalbye, D(2013, 12, 31)) == "no"
    assert as_of(kaalbye, D(2014, 1, 1)) == "possibly"
    assert as_of(kaalbye, D(2014, 12, 31)) == "yes"
    assert as_of(kaalbye, D(2021, 7, 1)) == "yes"
    assert as_of(kaalbye, D(2021, 7, 2)) == "possibly"
    assert as_of(kaalbye, D(2021, 8, 1)) == "no"
    assert as_of(kaalbye, None) == "yes"


def test_as_of_never_fills_an_open_end() -> None:
    m_leasing = since(parse_span("12/08/2021"))
    assert as_of(m_leasing, D(2021, 8, 11)) == "no"
    assert as_of(m_leasing, D(2021, 8, 12)) == "yes"
    assert as_of(m_leasing, D(2021, 8, 13)) == "possibly"
    assert as_of(UNDATED, D(2021, 8, 12)) == "possibly"
    assert as_of(parse_period("before 2015"), D(2015, 1, 1)) == "no"
    assert as_of(parse_period("until 2021-08-12"), D(2021, 8, 12)) == "possibly"


def test_a_year_named_is_not_the_whole_year() -> None:
    year = parse_span("2021")
    assert as_of(during(year), D(2021, 6, 1)) == "possibly"
    assert as_of(during(year), D(2020, 6, 1)) == "possibly"
    assert as_of(within(year), D(2021, 6, 1)) == "possibly"
    assert as_of(within(year), D(2020, 6, 1)) == "no"
    assert as_of(during(parse_span("2021-08-12")), D(2021, 8, 12)) == "yes"


@given(truths(), DAYS)
def test_as_of_is_never_wrong_about_a_period_it_leaves_room_for(
    truth: tuple[Period, date, date], day: date
) -> None:
    period, start, end = truth
    answer = as_of(period, day)
    if start <= day <= end:
        assert answer != "no"
    else:
        assert answer != "yes"


def test_snapshots_prove_a_current_statement_on_their_days() -> None:
    listed = witnessed(CURRENT, D(2022, 5, 8), D(2024, 5, 7))
    assert (listed.start_min, listed.start_max) == (None, D(2022, 5, 8))
    assert (listed.end_min, listed.end_max) == (D(2024, 5, 7), None)
    assert as_of(listed, D(2023, 8, 1)) == "yes"
    assert as_of(listed, D(2022, 5, 7)) == "possibly"
    assert as_of(listed, D(2024, 5, 8)) == "possibly"


def test_an_absence_bounds_only_an_undated_start() -> None:
    seen, absent = D(2022, 5, 8), D(2022, 4, 30)
    assert witnessed(CURRENT, seen, seen, absent).start_min == D(2022, 5, 1)
    stated = since(parse_span("2021"), tense="current")
    assert witnessed(stated, seen, seen, absent).start_min == D(2021, 1, 1)


def test_a_former_statement_was_over_before_its_first_snapshot() -> None:
    assert witnessed(FORMER, D(2022, 5, 8), D(2024, 5, 7)) == Period(
        end_max=D(2022, 5, 7), tense="former"
    )
    assert witnessed(UNDATED, D(2022, 5, 8), D(2024, 5, 7)) == UNDATED


def test_a_snapshot_at_odds_with_a_stated_bound_leaves_it_alone() -> None:
    expired = Period(end_min=D(2020, 1, 1), end_max=D(2020, 12, 31), tense="current")
    assert witnessed(expired, D(2022, 5, 8), D(2022, 5, 8)) == expired
    announced = since(parse_span("2024-06-25"), tense="current")
    assert witnessed(announced, D(2024, 6, 24), D(2024, 6, 24)) == announced
    later = Period(start_min=D(2023, 1, 1), tense="former")
    assert witnessed(later, D(2022, 5, 8), D(2022, 5, 8)) == later


@given(truths(), st.integers(0, 1), st.data())
def test_witnesses_only_tighten_and_stay_true(
    truth: tuple[Period, date, date], gap: int, data: st.DataObject
) -> None:
    period, start, end = truth
    if period.tense == "former":
        first = last = end + timedelta(days=gap + 1)
    else:
        first, last = sorted((data.draw(st.dates(start, end)), data.draw(st.dates(start, end))))
    proved = witnessed(period, first, last)
    assert (proved.start_min or start) <= start <= (proved.start_max or start)
    assert (proved.end_min or end) <= end <= (proved.end_max or end)
    for day in (start, end, first, last):
        before, after = ORDER[as_of(period, day)], ORDER[as_of(proved, day)]
        assert before == after or before == ORDER["possibly"]


def test_overlap_of_two_owners() -> None:
    first = between(parse_span("2013-05"), parse_span("2021-08-11"))
    second = since(parse_span("2021-08-12"))
    assert overlap(first, second) == "no"
    assert overlap(first, parse_period("2019-03-01 to 2019-04-01")) == "yes"
    assert overlap(first, during(parse_span("2021"))) == "possibly"
    assert overlap(UNDATED, UNDATED) == "possibly"


@given(truths(), truths())
def test_overlap_is_symmetric_and_never_wrong(
    one: tuple[Period, date, date], other: tuple[Period, date, date]
) -> None:
    answer = overlap(one[0], other[0])
    assert answer == overlap(other[0], one[0])
    shared = max(one[1], other[1]) <= min(one[2], other[2])
    assert answer != ("no" if shared else "yes")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (UNDATED, ""),
        (parse_period("until May 2013"), "until May 2013"),
        (since(parse_span("12/08/2021")), "since 2021-08-12"),
        (since((D(2022, 5, 2), D(2022, 5, 8))), "began between 2022-05-02 and 2022-05-08"),
        (between(parse_span("2015"), parse_span("2021-07")), "2015 – 2021-07"),
        (within(parse_span("2023-08")), "2023-08"),
        (during(parse_span("2021")), "within 2021"),
        (during(parse_span("2021-08-12")), "on 2021-08-12"),
        (Period(start_max=D(2023, 10, 16)), "by 2023-10-16"),
        (Period(end_max=D(2014, 12, 31)), "until 2014-12-31 or before"),
        (Period(end_min=D(2013, 5, 1), end_max=D(2013, 5, 31)), "until 2013-05"),
        (Period(start_min=D(2016, 1, 1)), "since 2016-01-01 or after"),
        (Period(end_min=D(2016, 1, 1)), "on 2016-01-01 or after"),
        (
            Period(start_max=D(2022, 5, 8), end_min=D(2024, 5, 7)),
            "at least 2022-05-08 – 2024-05-07",
        ),
        (
            witnessed(CURRENT, D(2022, 5, 8), D(2024, 5, 7)),
            "seen 2022-05-08 – 2024-05-07",
        ),
        (witnessed(CURRENT, D(2022, 5, 8), D(2022, 5, 8)), "seen 2022-05-08"),
        (witnessed(FORMER, D(2022, 5, 8), D(2022, 5, 8)), "until 2022-05-07 or before"),
    ],
)
def test_periods_in_words(period: Period, words: str) -> None:
    assert say(period) == words


@given(truths())
def test_any_period_can_be_said(truth: tuple[Period, date, date]) -> None:
    period = truth[0]
    bounds = (period.start_min, period.start_max, period.end_min, period.end_max)
    assert (say(period) == "") == (bounds == (None, None, None, None))
    assert "None" not in say(period)
