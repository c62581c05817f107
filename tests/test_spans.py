"""Partial dates in the forms that lists, registers and people write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import BadValue
from hullmark.graph.spans import parse_day, parse_span, say_span

D = date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", D(2021, 1, 1), D(2021, 12, 31)),
        ("2021-08", D(2021, 8, 1), D(2021, 8, 31)),
        ("2020-02", D(2020, 2, 1), D(2020, 2, 29)),
        ("2021-08-12", D(2021, 8, 12), D(2021, 8, 12)),
        ("12/08/2021", D(2021, 8, 12), D(2021, 8, 12)),
        ("25.6.2024", D(2024, 6, 25), D(2024, 6, 25)),
        ("05/2013", D(2013, 5, 1), D(2013, 5, 31)),
        ("12 Aug 2021", D(2021, 8, 12), D(2021, 8, 12)),
        ("12-AUG-2021", D(2021, 8, 12), D(2021, 8, 12)),
        ("Sept. 2021", D(2021, 9, 1), D(2021, 9, 30)),
        (" august 2021 ", D(2021, 8, 1), D(2021, 8, 31)),
    ],
)
def test_partial_dates(text: str, first: date, last: date) -> None:
    assert parse_span(text) == (first, last)


def test_the_publisher_says_whether_the_day_comes_first() -> None:
    assert parse_span("05/06/2024", day_first=True) == (D(2024, 6, 5), D(2024, 6, 5))
    assert parse_span("05/06/2024", day_first=False) == (D(2024, 5, 6), D(2024, 5, 6))
    assert parse_span("06/2024", day_first=False) == (D(2024, 6, 1), D(2024, 6, 30))


@pytest.mark.parametrize(
    "text",
    ["", "0000-00-00", "0021-08-12", "2021-8-32", "2021-00", "31/02/2021", "13/13/2021", "Foo 2021",
     "12 2021", "2021-08-12T00:00:00", "20210812", "٢٠٢١", "2021\n2022", "99999", "-2021"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is not a date: expected a year"):
        parse_span(text)


def test_a_day_is_asked_for_exactly() -> None:
    assert parse_day("2021-08-12") == D(2021, 8, 12)
    with pytest.raises(BadValue, match="'2021-08' is not one day"):
        parse_day("2021-08")


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,4}[-/. ][0-9]{1,4}"))
def test_any_text_is_a_span_or_a_bad_value(text: str) -> None:
    try:
        first, last = parse_span(text)
    except BadValue:
        return
    assert D(1000, 1, 1) <= first <= last


@given(st.dates(D(1000, 1, 1)))
def test_what_is_said_of_a_day_month_or_year_reads_back(day: date) -> None:
    for text in (f"{day}", f"{day:%Y-%m}", f"{day:%Y}"):
        assert say_span(*parse_span(text)) == text


def test_spans_in_words() -> None:
    assert say_span(D(1960, 1, 1), D(1964, 12, 31)) == "1960–1964"
    assert say_span(D(2021, 8, 1), D(2021, 8, 30)) == "between 2021-08-01 and 2021-08-30"
    assert say_span(D(2021, 8, 1), D(2021, 9, 30)) == "between 2021-08-01 and 2021-09-30"
    assert say_span(D(2021, 8, 1), None) == "2021-08-01"
    assert say_span(None, None) == ""
