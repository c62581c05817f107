"""The fixed point against brute force, and what must hold of it whatever the stakes are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.shares import Exact
from hullmark.queries import cascade
from hullmark.queries.cascade import ANYONE, Network
from hullmark.queries.regimes import Rule
from hullmark.queries.stakes import Stake

BODIES, PERSONS = ("A", "B", "C", "D"), ("W", "X", "Y")
OFAC = Rule(date(2014, 8, 13), "50", False, True, "ignored", ())
UK = Rule(date(2020, 12, 31), "50", True, False, "counts", ())


def stake(holder: str, target: str, low: Exact, high: Exact | None = None) -> Stake:
    top = low if high is None else high
    return Stake(holder, target, "title", low, top, False, False, True, ())


def network(stakes: Iterable[Stake]) -> Network:
    made = Network()
    for one in stakes:
        made.stakes.setdefault(one.target, []).append(one)
    return made


@st.composite
def worlds(draw: st.DrawFn, exact: bool = True) -> list[Stake]:
    """Bodies whose holders' least stakes sum to at most 100; points, or intervals."""
    found = []
    for body in BODIES:
        left = Fraction(100)
        for holder in (*BODIES, *PERSONS):
            part = Fraction(draw(st.sampled_from((0, 0, 0, 10, 25, 30, 50, 51, 100))), 1)
            part = min(part, left) if draw(st.booleans()) else min(part / 3, left)
            wide = Fraction(0) if exact else Fraction(draw(st.sampled_from((0, 0, 10, 30))))
            if holder != body and (part or wide):
                found.append(stake(holder, body, part, min(part + wide, Fraction(100))))
                left -= part
    return found


seeds = st.sets(st.sampled_from(PERSONS))


def brute(stakes: Collection[Stake], listed: set[str]) -> set[str]:
    """The smallest set that has the listed and every body of which its members hold half."""
    closed = []
    for size in range(len(BODIES) + 1):
        for some in combinations(BODIES, size):
            group = listed | set(some)
            held = {
                body: sum((s.low for s in stakes if s.target == body and s.holder in group), 0)
                for body in BODIES
            }
            if all(body in group for body in BODIES if held[body] >= 50):
                closed.append(group)
    return min(closed, key=len)


@given(worlds(), seeds)
def test_exact_stakes_give_the_smallest_closed_set(stakes: list[Stake], listed: set[str]) -> None:
    assert set(cascade.surely(network(stakes), listed, OFAC)) == brute(stakes, listed)


@given(worlds(exact=False), seeds, st.randoms(use_true_random=False))
def test_every_world_within_the_intervals_agrees(
    stakes: list[Stake], listed: set[str], random: Random
) -> None:
    """Whatever the true figures and holders are: what is sure is so, what is impossible is not."""
    drawn = []
    for body in BODIES:
        held = [one for one in stakes if one.target == body]
        left: Exact = 100 - sum(one.low for one in held)
        for one in held:
            more = min(left, one.high - one.low) * Fraction(random.randint(0, 4), 4)
            drawn.append(stake(one.holder, body, one.low + more))
            left -= more
        drawn.append(stake("Y", body, left) if random.random() < 0.5 else stake("W", body, left))
    truth = brute(drawn, listed)
    sure = set(cascade.surely(network(stakes), listed, OFAC))
    maybe = set(cascade.possibly(network(stakes), {*listed, ANYONE}, OFAC, BODIES))
    assert sure <= truth <= maybe | {ANYONE}


@given(worlds(), seeds, seeds)
def test_more_listed_or_larger_stakes_never_free_anybody(
    stakes: list[Stake], listed: set[str], more: set[str]
) -> None:
    before = set(cascade.surely(network(stakes), listed, OFAC))
    assert before <= set(cascade.surely(network(stakes), listed | more, OFAC))
    larger = [
        stake(one.holder, one.target, min(one.low + 5, Fraction(100)))
        if one.holder in before
        else stake(one.holder, one.target, max(one.low - 5, Fraction(0)))
        for one in stakes
    ]
    held = network(larger)
    if not any(cascade.overstated(cascade.ways(of)) for of in held.stakes.values()):
        assert before <= set(cascade.surely(held, listed, OFAC))


@given(worlds(exact=False), seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_stakes_changes_nothing(
    stakes: list[Stake], listed: set[str], random: Random
) -> None:
    mixed = list(stakes)
    random.shuffle(mixed)
    for rule in (OFAC, UK):
        one, other = network(stakes), network(mixed)
        assert cascade.surely(one, listed, rule) == cascade.surely(other, listed, rule)
        every = {*listed, ANYONE}
        assert cascade.possibly(one, every, rule, BODIES) == cascade.possibly(
            other, every, rule, BODIES[::-1]
        )


@given(worlds(exact=False), seeds)
def test_what_was_reached_reaches_nobody_more(stakes: list[Stake], listed: set[str]) -> None:
    held = network(stakes)
    once = cascade.surely(held, listed, OFAC)
    assert set(cascade.surely(held, once, OFAC)) == set(once)
    assert set(once) <= set(cascade.possibly(held, listed, OFAC, BODIES))


def product_of_percentages(stakes: Iterable[Stake], listed: set[str], body: str) -> Fraction:
    """What a common mistake reckons: the percentages along each path multiplied, then added."""
    found = Fraction(0)
    for one in stakes:
        if one.target == body:
            above = product_of_percentages(stakes, listed, one.holder)
            part = Fraction(100) if one.holder in listed else above
            found += Fraction(one.low) * part / 100
    return found


def test_a_product_of_percentages_gets_ofacs_examples_wrong() -> None:
    """FAQ 401, examples 1 and 2: blocked, as the product of percentages does not see."""
    half, quarter, whole = Fraction(50), Fraction(25), Fraction(100)
    first = [stake("X", "A", half), stake("A", "B", half)]
    second = [stake("X", "A", half), stake("X", "B", half),
              stake("A", "C", quarter), stake("B", "C", quarter)]  # fmt: skip
    third = [stake("X", "A", half), stake("X", "B", Fraction(10)), stake("A", "B", Fraction(40))]
    for stakes, body, product in ((first, "B", 25), (second, "C", 25), (third, "B", 30)):
        assert product_of_percentages(stakes, {"X"}, body) == product
        assert body in cascade.surely(network(stakes), {"X"}, OFAC)
    # And the other way: the product finds 30 %, and the rule counts nothing of it.
    below = [stake("X", "A", Fraction(40)), stake("A", "C", whole), stake("X", "B", Fraction(20))]
    below += [stake("C", "D", half), stake("B", "D", half)]
    assert product_of_percentages(below, {"X"}, "D") == 30
    assert set(cascade.surely(network(below), {"X"}, OFAC)) == {"X"}


def test_a_long_chain_and_a_wide_hub_end() -> None:
    whole = Fraction(100)
    chain = [stake(f"N{at}", f"N{at + 1}", whole) for at in range(3000)]
    reached = cascade.surely(network(chain), {"N0"}, OFAC)
    assert reached["N3000"] == 3000
    hub = [stake(f"H{at}", "A", Fraction(1, 100)) for at in range(10_000)]
    assert "A" in cascade.surely(network(hub), {f"H{at}" for at in range(5000)}, OFAC)
    assert "A" not in cascade.surely(network(hub), {f"H{at}" for at in range(4999)}, OFAC)
