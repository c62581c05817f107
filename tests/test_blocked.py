"""Blocked by ownership: OFAC's own examples, bands, cycles, dates, other regimes, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hullmark.graph import shares
from hullmark.graph.answer import Tie
from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.model import Certainty, Share
from hullmark.graph.shares import figure
from hullmark.graph.steps import Verdict
from hullmark.queries.blocked import blocked
from hullmark.queries.blocked_all import blocked_all
from hullmark.queries.blocked_table import blocked_rows, paint_all, paint_blocked
from hullmark.queries.output import painted
from hullmark.queries.stakes import UNSTATED, combined, stakes
from hullmark.tests.holdings_graphs import Tied, graph
from hullmark.tests.test_cascade import product_of_percentages, stake

SDN = {"X": "OFAC", "Y": "OFAC [SDGT]"}
# OFAC FAQ 399 (stakes of persons blocked under different programmes add up) and 401, each example.
FAQS: dict[str, tuple[Sequence[Tied], dict[str, str]]] = {
    "398": ([("X", "controls", "A"), ("X", "director", "A"), ("W", "100", "A")],
            {"A": "not blocked"}),
    "399": ([("X", "25", "A"), ("Y", "25", "A")], {"A": "blocked"}),
    "401.1": ([("X", "50", "A"), ("A", "50", "B")], {"A": "blocked", "B": "blocked"}),
    "401.2": ([("X", "50", "A"), ("X", "50", "B"), ("A", "25", "C"), ("B", "25", "C")],
              {"A": "blocked", "B": "blocked", "C": "blocked"}),
    "401.3": ([("X", "50", "A"), ("X", "10", "B"), ("A", "40", "B")],
              {"A": "blocked", "B": "blocked"}),
    "401.4": ([("X", "50", "A"), ("X", "25", "B"), ("A", "25", "C"), ("B", "25", "C")],
              {"A": "blocked", "B": "not blocked", "C": "not blocked"}),
    "401.5": ([("X", "25", "A"), ("X", "25", "B"), ("A", "50", "C"), ("B", "50", "C")],
              {"A": "not blocked", "B": "not blocked", "C": "not blocked"}),
}  # fmt: skip


def others(ties: Sequence[Tied]) -> list[Tied]:
    """The stakes with a person who is not listed holding the rest of every body."""
    left: dict[str, int] = {}
    for _, share, body, *_ in ties:
        if share.isdigit():
            left[body] = left.get(body, 100) - int(share)
    return [*ties, *(("W", str(rest), body) for body, rest in left.items() if rest)]


def ask(
    path: Path,
    ties: Sequence[Tied],
    one: str,
    listed: dict[str, str] | None = None,
    kinds: dict[str, str] | None = None,
    **how: Any,
) -> Verdict:
    """The one verdict (OFAC's unless said) on one thing of a graph."""
    with graph(path, ties, SDN if listed is None else listed, kinds) as reader:
        (verdict,) = blocked(reader, f"reg:{one}", **{"regimes": "OFAC", **how}).verdicts
    return verdict


def sum_of(verdict: Verdict) -> str:
    return shares.say(verdict.steps[-1].sum) or "0–100 %"


@pytest.mark.parametrize("name", FAQS)
def test_ofacs_examples_come_out_as_published(tmp_path: Path, name: str) -> None:
    ties, published = FAQS[name]
    for at, (one, verdict) in enumerate(published.items()):
        assumed = ask(tmp_path / f"{at}.db", ties, one, others_clear=True)
        stated = ask(tmp_path / f"{at}-all.db", others(ties), one)
        assert (assumed.verdict, stated.verdict) == (verdict, verdict), one


def test_the_page_says_what_the_rule_and_what_a_product_makes_of_each_example(
    tmp_path: Path,
) -> None:
    page = (Path(__file__).parent.parent / "docs/blocked.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| FAQ")]
    found = []
    for name, (ties, published) in FAQS.items():
        for one, verdict in published.items():
            held = [
                stake(holder, body, Fraction(share))
                for holder, share, body in ties
                if share.isdigit()
            ]
            product = figure(product_of_percentages(held, set(SDN), one))
            found.append([f"FAQ {name}".replace(".", ", example "), one, verdict, f"{product} %"])
    assert [[row[0], *row[2:]] for row in rows] == found
    wrong = [row for row in rows if (row[3] == "blocked") != (float(row[4][:-2]) >= 50)]
    assert len(wrong) == 3


def test_without_the_other_holders_an_example_cannot_be_known(tmp_path: Path) -> None:
    ties, _ = FAQS["401.5"]
    found = ask(tmp_path / "a.db", ties, "C")
    assert (found.verdict, sum_of(found)) == ("cannot be known", "0–100 %")
    assert found.missing == (
        "who holds the other 75 % of A (25 % of it would do)",
        "who holds the other 75 % of B (25 % of it would do)",
    )
    assert [step.entity for step in found.steps] == ["reg:B", "reg:A", "reg:C"]


def test_a_verdict_has_every_sum_and_every_holder(tmp_path: Path) -> None:
    ties, _ = FAQS["401.3"]
    found = ask(tmp_path / "a.db", others(ties), "B")
    assert found.why == "owned 50 % by the blocked (at least 50 % is needed): A 40 %, X 10 %"
    assert found.rule == (
        "OFAC's 50 Percent Rule: at least 50 %, added together; control does not count "
        "(since 2014-08-13)"
    )
    assert [(step.entity, shares.say(step.sum), step.meets) for step in found.steps] == [
        ("reg:A", "50 %", "yes"),
        ("reg:B", "50 %", "yes"),
    ]
    counted = [
        (one.holder, shares.say(one.share), one.counts, one.standing)
        for one in found.steps[1].counted
    ]
    assert counted == [
        ("reg:A", "40 %", "surely", "blocked by ownership (step 1)"),
        ("reg:W", "50 %", "not", "not blocked"),
        ("reg:X", "10 %", "surely", "listed"),
    ]


@pytest.mark.parametrize(
    ("stakes", "sum_", "verdict", "uk"),
    [
        (("more than 25 % but not more than 50 %",), ">25–50 %", "cannot be known", "not blocked"),
        (("more than 50 % but less than 75 %",), ">50–<75 %", "blocked", "blocked"),
        (("75+",), "75–100 %", "blocked", "blocked"),
        (("50",), "50 %", "blocked", "not blocked"),
        (("25-50",), "25–50 %", "cannot be known", "not blocked"),
        (("<50",), "0–<50 %", "not blocked", "not blocked"),
        (("49.999999",), "49.999999 %", "not blocked", "not blocked"),
        (("1/3",), "33.33 %", "not blocked", "not blocked"),
        (("?",), "0–100 %", "cannot be known", "cannot be known"),
        (("owner",), ">0–100 %", "cannot be known", "cannot be known"),
    ],
)
def test_bands_are_intervals_with_open_and_closed_ends(
    tmp_path: Path, stakes: tuple[str, ...], sum_: str, verdict: str, uk: str
) -> None:
    ties = [("X", stake, "A") for stake in stakes]
    how: dict[str, Any] = {"listed": {"X": "OFAC;UK"}, "others_clear": True}
    found = ask(tmp_path / "a.db", ties, "A", **how)
    assert (sum_of(found), found.verdict) == (sum_, verdict)
    assert ask(tmp_path / "b.db", ties, "A", regimes="UK", **how).verdict == uk


def test_two_open_bands_reach_the_threshold_only_if_they_must(tmp_path: Path) -> None:
    band = "more than 25 % but not more than 50 %"
    found = ask(tmp_path / "a.db", [("X", band, "A"), ("Y", band, "A")], "A", others_clear=True)
    assert (found.verdict, sum_of(found)) == ("blocked", ">50–100 %")
    found = ask(tmp_path / "b.db", [("X", "1/3", "A"), ("Y", "1/6", "A")], "A", others_clear=True)
    assert (found.verdict, sum_of(found)) == ("blocked", "50 %")


def test_a_band_that_decides_is_named(tmp_path: Path) -> None:
    ties = [("X", "25-50", "A"), ("W", "50-75", "A")]
    found = ask(tmp_path / "a.db", ties, "A")
    assert found.verdict == "cannot be known"
    assert found.missing[0] == "how much of A X holds (25–50 %; 25 % more would do)"


def test_cycles_add_nobody_by_themselves(tmp_path: Path) -> None:
    ring = [("A", "100", "B"), ("B", "100", "C"), ("C", "100", "A")]
    assert ask(tmp_path / "a.db", ring, "B").verdict == "not blocked"
    ring = [("A", "50", "B"), ("B", "50", "C"), ("C", "50", "A"), ("X", "40", "C"), ("X", "1", "B")]
    assert ask(tmp_path / "b.db", ring, "C", others_clear=True).verdict == "not blocked"
    ring.append(("Y", "10", "C"))
    found = ask(tmp_path / "c.db", ring, "C", others_clear=True)
    assert (found.verdict, sum_of(found)) == ("blocked", "100 %")
    assert [step.entity for step in found.steps] == ["reg:A", "reg:B", "reg:C"]
    assert ask(tmp_path / "d.db", [("A", "100", "A")], "A").verdict == "cannot be known"


def test_stakes_over_100_percent_are_reported_and_the_excess_is_nobodys(tmp_path: Path) -> None:
    found = ask(tmp_path / "a.db", [("X", "60", "A"), ("W", "60", "A")], "A")
    assert (found.verdict, sum_of(found)) == ("cannot be known", "40–60 %")
    assert found.steps[0].notes == ("the stakes add up to 120 % at least",)
    found = ask(tmp_path / "b.db", [("X", "80", "A"), ("Y", "80", "A")], "A")
    assert (found.verdict, sum_of(found)) == ("blocked", "100 %")


def test_shares_held_in_two_ways_are_not_added(tmp_path: Path) -> None:
    nominee = [("X", "beneficial owner: 30", "A"), ("Y", "30", "A"), ("W", "70", "A")]
    found = ask(tmp_path / "a.db", nominee, "A")
    assert (found.verdict, sum_of(found)) == ("not blocked", "30 %")
    twice = [("X", "50", "A"), ("A", "50", "B"), ("X", "25", "B", "", "held indirectly")]
    found = ask(tmp_path / "b.db", [*twice, ("W", "50", "B")], "B")
    assert (found.verdict, sum_of(found)) == ("blocked", "50 %")


@pytest.mark.parametrize(
    ("listed", "kind", "verdict"),
    [
        ("OFAC", "OFAC", "blocked"),
        ("OFAC Consolidated", "OFAC", "not blocked"),
        ("OFAC [NS-PLC]", "OFAC", "not blocked"),
        ("OFAC [ETHIOPIA-EO14046]", "OFAC", "not blocked"),
        ("EU", "EU", "blocked"),
        ("EU ports", "EU", "not blocked"),
        ("UK", "UK", "blocked"),
        ("UK ships", "UK", "not blocked"),
        ("EU; UK", "OFAC", "not blocked"),
    ],
)
def test_only_listings_that_block_are_carried_on(
    tmp_path: Path, listed: str, kind: str, verdict: str
) -> None:
    found = ask(tmp_path / "a.db", [("X", "100", "A")], "A", {"X": listed}, regimes=kind)
    assert found.verdict == verdict


def test_an_ethiopia_listing_blocks_the_listed_and_not_what_it_owns(tmp_path: Path) -> None:
    listed = {"B": "OFAC [ETHIOPIA-EO14046]"}
    found = ask(tmp_path / "a.db", [("B", "100", "A")], "B", listed)
    assert found.verdict == "blocked"
    assert found.beside == ("listed under a programme that does not block what the listed own",)


def test_holders_listed_or_delisted_meanwhile(tmp_path: Path) -> None:
    ties = [("X", "60", "A", "2015 to 2030"), ("W", "40", "A", "2015 to 2030")]
    listed = {"X": "OFAC [] 2018-04-06 to 2022-02-24"}
    with graph(tmp_path / "a.db", ties, listed) as reader:
        on = {
            day: blocked(reader, "reg:A", regimes="OFAC", as_of=day).verdicts[0].verdict
            for day in (date(2018, 4, 5), date(2018, 4, 6), date(2022, 2, 24), date(2022, 2, 25))
        }
        assert list(on.values()) == ["not blocked", "blocked", "blocked", "not blocked"]


def test_stakes_that_ended_do_not_count_and_are_reported(tmp_path: Path) -> None:
    ties = [("X", "60", "A", "2015 to 2021-05-01"), ("W", "100", "A", "since 2021-05-02")]
    found = ask(tmp_path / "a.db", ties, "A")
    assert (found.verdict, sum_of(found)) == ("not blocked", "0 %")
    assert found.beside == (
        "ended, not counted: X held a share in A (60 %) (2015 to 2021-05-01): blocked",
    )
    long = {"X": "OFAC [] since 2014-03-20"}
    ties[0] = ("X", "60", "A", "2015 to 2021-05-01")
    found = ask(tmp_path / "b.db", ties, "A", {"X": "OFAC [] 2014 to 2030"}, as_of=date(2020, 1, 1))
    assert found.verdict == "blocked"
    found = ask(tmp_path / "c.db", ties, "A", long, as_of=date(2015, 6, 1))
    assert (found.verdict, found.steps[0].counted[0].note) == ("cannot be known", "possibly held")


def test_uk_holders_count_alone_with_what_they_own_unless_they_act_jointly(tmp_path: Path) -> None:
    listed = {"X": "UK", "Y": "UK"}
    ties = [("X", "30", "A"), ("Y", "30", "A"), ("W", "40", "A")]
    uk: dict[str, Any] = {"regimes": "UK", "listed": listed}
    assert ask(tmp_path / "a.db", ties, "A", **uk).verdict == "not blocked"
    joint = ask(tmp_path / "b.db", ties, "A", jointly=["reg:X", "reg:Y"], **uk)
    assert (joint.verdict, joint.steps[-1].together) == ("blocked", "reg:X, reg:Y")
    ties = [
        ("X", "60", "B"),
        ("W", "40", "B"),
        ("B", "30", "A"),
        ("X", "30", "A"),
        ("W", "40", "A"),
    ]
    found = ask(tmp_path / "c.db", ties, "A", **uk)
    assert (found.verdict, sum_of(found)) == ("blocked", "60 %")
    listed = {"X": "EU", "Y": "EU"}
    ties = [("X", "30", "A"), ("Y", "30", "A"), ("W", "40", "A")]
    assert ask(tmp_path / "d.db", ties, "A", listed, regimes="EU").verdict == "blocked"


def test_control_counts_in_the_uk_is_a_flag_in_the_eu_and_nothing_for_ofac(tmp_path: Path) -> None:
    ties = [("X", "controls", "A"), ("W", "100", "A")]
    listed = {"X": "OFAC;EU;UK"}
    with graph(tmp_path / "a.db", ties, listed) as reader:
        ofac, eu, uk = blocked(reader, "reg:A").verdicts
    assert (ofac.verdict, eu.verdict, uk.verdict) == ("not blocked", "not blocked", "blocked")
    assert uk.why == "controlled by X, which is blocked"
    assert "control, which can be rebutted: X controls A" in eu.beside[0]
    assert "control, which does not count here: X controls A" in ofac.beside[0]
    weak = [("X", "controls", "A", "", "voting rights: more than 25% but not more than 50%"),
            ("W", "100", "A")]  # fmt: skip
    gleif = "IS_DIRECTLY_CONSOLIDATED_BY (accounting period 2023; fully consolidated)"
    parent = [("X", "parent", "A", "", gleif), weak[1]]
    assert ask(tmp_path / "d.db", parent, "A", listed, regimes="UK").verdict == "cannot be known"
    words = "voting rights: 75% or more; significant influence or control"
    strong = [("X", "controls", "A", "", words), weak[1]]
    assert ask(tmp_path / "c.db", strong, "A", listed, regimes="UK").verdict == "blocked"
    found = ask(tmp_path / "b.db", weak, "A", listed, regimes="UK")
    assert (found.verdict, found.missing) == ("cannot be known", ("whether X controls A",))


@pytest.mark.parametrize("role", ["DOC company", "technical manager", "director", "linked to"])
def test_management_posts_and_links_never_block(tmp_path: Path, role: str) -> None:
    ties = [("X", role, "A"), ("A", role, "X"), ("W", "100", "A")]
    with graph(tmp_path / "a.db", ties, {"X": "OFAC;EU;UK"}) as reader:
        found = blocked(reader, "reg:A").verdicts
    assert [one.verdict for one in found] == ["not blocked"] * 3


def test_owns_or_controls_is_never_a_stake_and_leaves_it_open(tmp_path: Path) -> None:
    found = ask(tmp_path / "a.db", [("X", "owns or controls", "A")], "A", others_clear=True)
    assert (found.verdict, sum_of(found)) == ("cannot be known", "0–100 %")
    assert found.missing == ("whether X has a stake in A, and how much",)
    assert "not counted as a stake: X owns or controls A" in found.beside[0]
    ties = [("X", "owns or controls", "A"), ("W", "100", "A")]
    assert ask(tmp_path / "b.db", ties, "A").verdict == "not blocked"


def test_a_ship_is_the_property_of_its_owner(tmp_path: Path) -> None:
    ties = [("X", "50", "A"), ("A", "registered owner", "S"), ("Y", "operator", "S")]
    kinds = {"S": "Vessel"}
    found = ask(tmp_path / "a.db", ties, "S", kinds=kinds)
    assert found.verdict == "blocked"
    assert found.why == "property of A (registered owner as of 2024-08-01), owned by the blocked"
    ties = [("W", "registered owner", "S"), ("Y", "operator", "S")]
    found = ask(tmp_path / "b.db", ties, "S", kinds=kinds)
    assert (found.verdict, found.why) == (
        "not blocked",
        "property of W, not blocked on the lists and stakes loaded here",
    )
    found = ask(tmp_path / "c.db", [("Y", "operator", "S")], "S", kinds=kinds)
    assert (found.verdict, found.missing) == ("cannot be known", ("who owns it",))
    found = ask(tmp_path / "d.db", [("Y", "owner or operator", "S")], "S", kinds=kinds)
    assert (found.verdict, found.why) == ("cannot be known", "possibly property of Y")
    ports = ask(tmp_path / "e.db", ties, "S", {"S": "EU ports"}, kinds, regimes="EU")
    assert ports.verdict == "not blocked"
    assert ports.beside[0].startswith("on a list that does not block by itself: Regulation 833")


def test_rules_of_other_days(tmp_path: Path) -> None:
    ties = [("X", "25", "A", "2000 to 2030"), ("Y", "25", "A", "2000 to 2030"),
            ("W", "50", "A", "2000 to 2030")]  # fmt: skip
    listed = {"X": "OFAC [] 2001 to 2030;EU [] 2001 to 2030",
              "Y": "OFAC [] 2001 to 2030;EU [] 2001 to 2030"}  # fmt: skip
    with graph(tmp_path / "a.db", ties, listed) as reader:

        def on(day: date, regime: str) -> str:
            return blocked(reader, "reg:A", regimes=regime, as_of=day).verdicts[0].verdict

        assert on(date(2014, 8, 12), "OFAC") == "not blocked"
        assert on(date(2014, 8, 13), "OFAC") == "blocked"
        assert on(date(2024, 7, 2), "EU") == "not blocked"
        assert on(date(2024, 7, 3), "EU") == "blocked"
        early = blocked(reader, "reg:A", regimes="UK", as_of=date(2010, 1, 1)).verdicts[0]
    assert early.verdict == "cannot be known"
    assert early.why == (
        "the first rule of UK asset freeze by ownership or control that is known here is of "
        "2020-12-31, after 2010-01-01"
    )


def test_what_is_said_of_lists_that_are_not_loaded_and_bad_questions(tmp_path: Path) -> None:
    with graph(tmp_path / "a.db", [("X", "60", "A")], SDN) as reader:
        answer = blocked(reader, "reg:A", regimes="uk")
        assert answer.unknown[0] == "No list of UK is loaded; whom it lists is not known here."
        with pytest.raises(BadValue, match="no regime 'UN': expected one or more of OFAC, EU, UK"):
            blocked(reader, "reg:A", regimes="UN")
        with pytest.raises(NotFound):
            blocked(reader, "reg:A", jointly=["nobody"])
        rows = blocked_rows(blocked(reader, "reg:A"))
        assert [row["regime"] for row in rows] == ["OFAC", "OFAC", "EU", "EU", "UK", "UK"]
        assert (rows[0]["holder"], rows[0]["share_percent"]) == ("X", "60 %")
        assert (rows[1]["sum_percent"], rows[1]["result"]) == ("60–100 %", "blocked")
        text = painted(lambda console: paint_blocked(console, blocked(reader, "reg:A")), plain=True)
    assert ["X", "60", "%", "surely", "listed", "[1]"] in [
        line.split() for line in text.splitlines()
    ]
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_whole_graph_agrees_with_each_thing_alone(tmp_path: Path) -> None:
    ties = [("X", "60", "A"), ("A", "50", "B"), ("B", "25-50", "C"), ("Y", "10", "D"),
            ("C", "100", "E"), ("W", "100", "F"), ("W", "90", "D"), ("A", "owner", "S"),
            ("C", "registered owner", "T"), ("Y", "parent", "G"), ("Y", "30", "H"),
            ("K", "70", "H"), ("Z", "100", "I")]  # fmt: skip
    listed = {"X": "OFAC", "Y": "OFAC;UK", "Z": "OFAC Consolidated"}
    with graph(tmp_path / "a.db", ties, listed, {"S": "Vessel", "T": "Vessel"}) as reader:
        answer = blocked_all(reader, regimes="OFAC")
        found = {one.entity[4:]: one.verdict for one in answer.verdicts}
        assert found == {
            "A": "blocked", "B": "blocked", "C": "cannot be known", "D": "not blocked",
            "E": "cannot be known", "G": "cannot be known", "H": "cannot be known",
            "S": "blocked", "T": "cannot be known",
        }  # fmt: skip
        for one, verdict in found.items():
            (alone,) = blocked(reader, f"reg:{one}", regimes="OFAC").verdicts
            assert alone.verdict == verdict, one
        sums = {one.entity[4:]: sum_of(one) for one in answer.verdicts if one.steps}
        assert sums == {"A": "60 %", "B": "50 %", "C": "25–50 %", "D": "10 %", "E": "0–100 %",
                        "G": "0–100 %", "H": "30 %"}  # fmt: skip
        assert len(blocked_all(reader).verdicts) == len(found) + 3  # Y's under the UK's rule
        text = painted(lambda console: paint_all(console, answer), plain=True)
    assert "OFAC: 3 blocked, 5 cannot be known, 1 not blocked" in text
    assert "A (owner)" in text


def test_the_whole_of_nothing(tmp_path: Path) -> None:
    with graph(tmp_path / "a.db", [("W", "60", "A")], {}) as reader:
        assert blocked_all(reader).verdicts == ()


def test_a_share_that_cannot_be_is_cut_to_what_can() -> None:
    def tie(low: str, high: str) -> Tie:
        return Tie("l", "X", "shareholder", "A", "reg", share=Share(low, high))

    assert combined([tie("-5", "150")]) == ((0, 100, False, False), "")
    assert combined([tie("120", "150")]) == ((100, 100, False, False), "")
    assert combined([tie("60", "40")])[0] == UNSTATED


def test_sources_that_agree_narrow_a_stake_and_those_that_do_not_widen_it() -> None:
    def tie(number: int, source: str, low: str, high: str, holds: Certainty = "yes") -> Tie:
        return Tie(f"l{number}", "X", "shareholder", "A", source, holds, share=Share(low, high))

    agreeing = [tie(1, "a", "25", "50"), tie(2, "b", "40", "40"), tie(3, "b", "40", "40")]
    assert combined(agreeing) == ((40, 40, False, False), "")
    apart = [tie(1, "a", "30", "30"), tie(2, "b", "60", "60")]
    assert combined(apart) == ((30, 60, False, False), "sources disagree: 30 % and 60 %")
    one = [tie(1, "a", "30", "30"), tie(2, "a", "25", "25")]
    assert combined(one) == (
        (25, 55, False, False),
        "one source states 25 % and 30 %: two holdings, or one stated anew",
    )
    (found,) = stakes([tie(1, "a", "60", "60", "possibly"), tie(2, "b", "40", "40")])
    assert (found.low, found.high, found.sure) == (40, 40, True)
    (found,) = stakes([tie(1, "a", "60", "60", "possibly")])
    assert (found.low, found.high, found.sure) == (0, 60, False)
