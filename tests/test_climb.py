"""Climbing: every link above, level by level, and a sentence where it was too much to read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.answer import EntityLink
from hullmark.queries.climb import AT_ONCE, CROWD, climb
from hullmark.queries.fleet import fleet
from hullmark.queries.owners import owners
from hullmark.tests.holdings_graphs import graph

THINGS = "ABCDEFGH"
PAIRS = st.lists(st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS)), max_size=20)


def _pairs(links: tuple[EntityLink, ...]) -> set[tuple[str, str]]:
    return {(link.subject[4:], link.object[4:]) for link in links}


@given(pairs=PAIRS, levels=st.integers(1, 4))
def test_all_that_stands_above_is_found_to_the_level_asked(
    pairs: list[tuple[str, str]], levels: int
) -> None:
    """Against a search that knows no parts and no bound."""
    held = {(above, below) for above, below in pairs if above != below}
    reached, want, fresh = {"A"}, set[tuple[str, str]](), {"A"}
    for _ in range(levels):
        step = {pair for pair in held if pair[1] in fresh}
        want |= step
        fresh = {above for above, _ in step} - reached
        reached |= fresh
    further = any(pair[1] in fresh for pair in held)
    with (
        TemporaryDirectory() as folder,
        graph(
            Path(folder) / "a.db",
            [("A", "50", "Z"), *((above, "50", below) for above, below in sorted(held))],
            {},
        ) as reader,
    ):
        found = climb(reader, ["reg:A"], levels=levels, most=1_000)
    assert _pairs(found.links) == want
    assert {one[4:] for one in found.reached} == reached
    assert (found.stopped, found.further) == ("", further)


def test_a_level_too_wide_is_left_in_the_middle_and_said(tmp_path: Path) -> None:
    """200 owners, each with three of its own: as many are looked above of as 500 links hold."""
    wide = [(f"O{at}", "1", "S") for at in range(200)]
    above = [(f"P{at}-{n}", "1", f"O{at}") for at in range(200) for n in range(3)]
    with graph(tmp_path / "a.db", [*wide, *above], {}) as reader:
        found = climb(reader, ["reg:S"], levels=5, most=300)
        whole = climb(reader, ["reg:S"], levels=5, most=1_000)
        answer = owners(reader, ["reg:S"], levels=1)
    assert len(found.links) == 200 + 3 * (AT_ONCE // 3)
    assert found.stopped == (
        "Stopped after 698 links, at level 2, where 166 of 200 things were looked above of"
    )
    assert len(whole.links) == 800 and whole.stopped == ""
    assert answer.unknown == ("There is more above level 1, which is not shown.",)


def test_what_is_not_kept_is_not_followed(tmp_path: Path) -> None:
    ties = [("B", "50", "A"), ("C", "director", "A"), ("D", "50", "C"), ("E", "50", "B")]
    with graph(tmp_path / "a.db", ties, {}) as reader:
        found = climb(
            reader, ["reg:A"], levels=3, most=9, kept=lambda link: link.role == "shareholder"
        )
    assert _pairs(found.links) == {("B", "A"), ("E", "B")}


def test_what_has_too_many_links_is_named_and_left(tmp_path: Path) -> None:
    """An agent with 5,001 holders and ships stands among the owners; asked about, it is read."""
    held = [("N", "50", "A"), ("B", "50", "A"), ("O", "50", "B")]
    many = [(f"P{at}", "1", "N") for at in range(CROWD + 1)]
    with graph(tmp_path / "a.db", [*held, *many], {}) as reader:
        answer = owners(reader, ["reg:A"])
        itself = climb(reader, ["reg:N"], levels=2, most=9_999)
    assert _pairs(answer.links) == {("N", "A"), ("B", "A"), ("O", "B")}
    assert answer.unknown == (
        "N (reg:N) has more than 5,000 links further on, which were not read; ask about it itself.",
    )
    assert len(itself.links) == CROWD + 1 and itself.crowded == ()


def test_a_fleet_does_not_look_beyond_ships(tmp_path: Path) -> None:
    """What a list links to a ship is no part of its owner's fleet, however crowded it is."""
    held = [("T", "100", "C"), ("C", "registered owner", "S"), ("N", "linked to", "S")]
    many = [("N", "registered owner", f"V{at}") for at in range(CROWD + 1)]
    kinds = dict.fromkeys(["S", *(f"V{at}" for at in range(CROWD + 1))], "Vessel")
    with graph(tmp_path / "a.db", [*held, *many], {}, kinds) as reader:
        answer = fleet(reader, "reg:T", indirect=True)
    assert [one.hops[-1].end for one in answer.paths] == ["reg:S"]
    assert answer.unknown == ()


def test_a_fleet_does_not_go_on_below_what_has_too_many_links(tmp_path: Path) -> None:
    held = [("T", "100", "N"), ("T", "100", "C"), ("C", "registered owner", "S")]
    many = [("N", "registered owner", f"V{at}") for at in range(CROWD + 1)]
    kinds = {"S": "Vessel"} | {f"V{at}": "Vessel" for at in range(CROWD + 1)}
    with graph(tmp_path / "a.db", [*held, *many], {}, kinds) as reader:
        answer = fleet(reader, "reg:T", indirect=True)
        straight = fleet(reader, "reg:N")
    assert [one.hops[-1].end for one in answer.paths] == ["reg:S"]
    assert answer.unknown == (
        "N (reg:N) has more than 5,000 links further on, which were not read; ask about it itself.",
    )
    assert len(straight.paths) == CROWD + 1 and straight.unknown == ()
