"""Stakes as registers write them, and their sums as the 50 per cent rules need them."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Share
from hullmark.graph.shares import PART, UNKNOWN, high, low, parse_share, say, say_held, share, total


@pytest.mark.parametrize(
    ("text", "low_end", "high_end", "low_open", "high_open", "words"),
    [
        ("50%", "50", "50", False, False, "50 %"),
        ("33,3 %", "33.3", "33.3", False, False, "33.3 %"),
        ("1/3", "100/3", "100/3", False, False, "33.33 %"),
        ("1/2", "50", "50", False, False, "50 %"),
        ("25+", "25", "100", False, False, "25–100 %"),
        ("75% or more", "75", "100", False, False, "75–100 %"),
        ("at least 50 per cent", "50", "100", False, False, "50–100 %"),
        ("more than 25 % but not more than 50 %", "25", "50", True, False, ">25–50 %"),
        ("More than 50% but less than 75%", "50", "75", True, True, ">50–<75 %"),
        ("at least 20 percent and less than 30", "20", "30", False, True, "20–<30 %"),
        (">25–50", "25", "50", True, False, ">25–50 %"),
        ("more than 75%", "75", "100", True, False, ">75–100 %"),
        ("over 50", "50", "100", True, False, ">50–100 %"),
        ("25-50", "25", "50", False, False, "25–50 %"),
        ("between 25% and 50%", "25", "50", False, False, "25–50 %"),
        ("less than 25%", "0", "25", False, True, "0–<25 %"),
        ("no more than 50", "0", "50", False, False, "0–50 %"),
        ("unknown", "0", "100", False, False, ""),
        ("", "0", "100", False, False, ""),
        ("part-owned", "0", "100", True, True, "part"),
        ("0%", "0", "0", False, False, "0 %"),
        ("100", "100", "100", False, False, "100 %"),
    ],
)
def test_words_become_an_interval_and_back(
    text: str, low_end: str, high_end: str, low_open: bool, high_open: bool, words: str
) -> None:
    stake = parse_share(text)
    assert stake == Share(low_end, high_end, low_open, high_open, text=text)
    assert say(stake) == words


@pytest.mark.parametrize(
    "text",
    ["101", "-5", "150/100", "1/0", "50-25", ">50-50", "50 60", "1e1", "half", "25%%", "٣", "+",
     "%", "more than 100", "less than 0", "less than 50+", "more than 25 or more", "9" * 5000,
     "1/3/4"],
)  # fmt: skip
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_share(text)
    assert "expected per cent such as 50%" in str(refused.value)
    assert len(str(refused.value)) < 400


def test_fifty_fifty_is_a_split_and_not_the_whole() -> None:
    with pytest.raises(BadValue, match="'50/50' may be a split between two holders"):
        parse_share("50/50")


@given(
    st.text(max_size=150) | st.from_regex(r"[<>]?=?[0-9]{1,4}[.,]?[0-9]{0,4}[ %+/–-]{0,3}[0-9]*")
)
def test_any_text_is_a_share_or_a_bad_value(text: str) -> None:
    try:
        stake = parse_share(text)
    except BadValue:
        return
    assert 0 <= low(stake) <= high(stake) <= 100
    assert low(stake) < high(stake) or not (stake.low_open or stake.high_open)


QUARTERS = st.integers(0, 400).map(lambda n: Fraction(n, 4))


@st.composite
def stakes(draw: st.DrawFn) -> Share:
    """Any interval with bounds on quarters of a per cent."""
    bounds = sorted(draw(st.tuples(QUARTERS, QUARTERS)))
    if bounds[0] == bounds[1]:
        return share(*bounds)
    return share(*bounds, low_open=draw(st.booleans()), high_open=draw(st.booleans()))


def holds(stake: Share, value: Fraction) -> bool:
    above = value > low(stake) if stake.low_open else value >= low(stake)
    below = value < high(stake) if stake.high_open else value <= high(stake)
    return above and below


@given(stakes())
def test_what_is_said_of_a_stake_reads_back(stake: Share) -> None:
    assert parse_share(say(stake) or "unknown") == Share(
        stake.low, stake.high, stake.low_open, stake.high_open, text=say(stake) or "unknown"
    )


def test_sums_keep_their_open_ends() -> None:
    band = parse_share("more than 25 % but not more than 50 %")
    assert total([band, band]) == Share("50", "100", True, False)
    assert total([parse_share("less than 25"), parse_share("less than 25")]) == Share(
        "0", "50", False, True
    )
    assert total([parse_share("50"), parse_share("more than 25")]) == Share("75", "100", True)
    assert total([]) == Share("0", "0")
    assert total([UNKNOWN, UNKNOWN]) == UNKNOWN
    assert total([PART, PART]) == Share("0", "100", True, False)


@pytest.mark.parametrize(
    ("as_stated", "expected"),
    [
        ("voting rights: more than 50% but less than 75%", "voting rights >50–<75 %"),
        ("votingRights; indirect", "voting rights >50–<75 %"),
        ("voting-rights-50-to-75-percent", "voting rights >50–<75 %"),
        (
            "ownership of shares: more than 50% of a trust; voting rights: more than 50%",
            ">50–<75 %",
        ),
        ("ownership of shares: more than 50% but less than 75%", ">50–<75 %"),
        ("significant influence or control", ">50–<75 %"),
        ("", ">50–<75 %"),
    ],
)
def test_votes_are_not_taken_for_shares(as_stated: str, expected: str) -> None:
    """A band is said to be of votes only where its source speaks of votes and nothing else."""
    assert say_held(share(50, 75, low_open=True, high_open=True), as_stated) == expected


def test_votes_without_a_figure_say_nothing_of_a_share() -> None:
    assert say_held(None, "voting rights") == ""
    assert say_held(UNKNOWN, "voting rights") == ""


def test_thirds_add_up_exactly() -> None:
    assert total([parse_share("1/3")] * 3) == Share("100", "100")
    assert total([parse_share("33.3%"), parse_share("66.7%")]) == Share("100", "100")
    assert total([parse_share("33.33%")] * 3) == Share("99.99", "99.99")


def test_a_sum_never_passes_the_whole() -> None:
    assert total([parse_share("60"), parse_share("60")]) == Share("100", "100")
    assert total([parse_share("over 50"), parse_share("over 50")]) == Share("100", "100")


@given(st.lists(stakes(), max_size=4))
def test_a_sum_is_the_same_in_any_order_and_grouping(several: list[Share]) -> None:
    whole = total(several)
    assert all(total(order) == whole for order in permutations(several))
    for cut in range(len(several)):
        assert total([total(several[:cut]), total(several[cut:])]) == whole


@st.composite
def held(draw: st.DrawFn) -> tuple[Share, Fraction]:
    """A stake and a value within it, on eighths, so that open ends have room beside them."""
    stake = draw(stakes())
    first = Fraction(math.floor(low(stake) * 8) + stake.low_open, 8)
    last = Fraction(math.ceil(high(stake) * 8) - stake.high_open, 8)
    return stake, Fraction(draw(st.integers(int(first * 8), int(last * 8))), 8)


@given(st.lists(held(), max_size=4))
def test_a_sum_holds_every_sum_of_values(several: list[tuple[Share, Fraction]]) -> None:
    assert all(holds(stake, value) for stake, value in several)
    value = sum((value for _, value in several), Fraction(0))
    assert holds(total(stake for stake, _ in several), min(value, Fraction(100)))


@given(st.lists(stakes(), min_size=1, max_size=3))
def test_a_sum_claims_no_end_that_its_parts_cannot_reach(several: list[Share]) -> None:
    whole = total(several)
    lows, highs = sum(map(low, several)), sum(map(high, several))
    assert low(whole) == min(lows, 100)
    assert high(whole) == min(highs, 100)
    if lows < 100:
        assert whole.low_open == any(s.low_open for s in several)
    if highs <= 100:
        assert whole.high_open == any(s.high_open for s in several)


def test_bounds_are_exact_text_and_no_floats() -> None:
    assert share(Fraction(1, 10**6), Fraction(200, 3)) == Share("0.000001", "200/3")
    assert say(share(Fraction(1, 10**6), Fraction(200, 3))) == "0.000001–66.67 %"
    assert say(share(Fraction(1, 3000), Fraction(1, 3))) == "0.000333–0.33 %"
    assert say(None) == ""
