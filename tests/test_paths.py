"""``path``: the best explanations, against a search that tries everything; dates, hubs, doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import combinations, pairwise, permutations, product
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hullmark.graph.answer import Answer, EntityLink
from hullmark.graph.dates import parse_period
from hullmark.graph.decisions import enter
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.entities import derive
from hullmark.graph.errors import BadValue
from hullmark.graph.intake import store
from hullmark.graph.model import Decision, Edition, Item, Link, Name, Record
from hullmark.graph.reach import touch
from hullmark.graph.schema import schema
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.queries import path_links
from hullmark.queries.path_weights import hub_cost, weights
from hullmark.queries.paths import path

# one end, role, other end, and perhaps: when, how sure, which list says it
Tied = tuple[str, ...]


def _items(ties: Sequence[Tied], source: str) -> Iterator[Item]:
    for one in sorted({end for tie in ties for end in (tie[0], tie[2])}):
        yield Record(id=f"g:{one}", kind="Company", names=(Name(one),))
    for at, (subject, role, far, *more) in enumerate(ties):
        yield Link(
            id=f"{source}:{at}",
            subject=f"g:{subject}",
            role=role,
            object=f"g:{far}",
            period=parse_period(more[0]) if more and more[0] else parse_period("1990 – 2030"),
            confidence=more[1] if len(more) > 1 else "",
        )


@contextmanager
def graph(*ties: Tied) -> Iterator[WorkspaceReader]:
    """A workspace with these ties; the sixth item of a tie is its list, ``a`` unless said."""
    lists: dict[str, list[Tied]] = {}
    for tie in ties:
        lists.setdefault(tie[5] if len(tie) > 5 else "a", []).append(tie)
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "g.db") as workspace:
        for source, some in lists.items():
            edition = Edition(source, "list", title=source)
            file = File(f"{source}.csv", source * 64, 1, date(2024, 8, 1), "file")
            store(workspace, edition, file, _items(some, source), accept_counts=True)
        yield WorkspaceReader(workspace)


def walked(answer: Answer) -> list[str]:
    """The ways as the names they pass: ``A B C``."""
    return [
        " ".join(
            answer.entities[key].caption
            for key in (found.hops[0].start, *(hop.end for hop in found.hops))
        )
        for found in answer.paths
    ]


def test_ownership_comes_before_association_and_two_publishers_before_one() -> None:
    with graph(
        ("A", "linked to", "B"), ("B", "linked to", "Z"),
        ("A", "owner", "C"), ("C", "owner", "Z"),
        ("A", "owner", "D"), ("D", "owner", "Z"),
        ("A", "owner", "D", "", "", "b"),
    ) as reader:  # fmt: skip
        answer = path(reader, "A", "Z")
        assert walked(answer) == ["A D Z", "A C Z", "A B Z"]
        assert [found.cost for found in answer.paths] == [2.45, 2.6, 5.6]
        parts = [(one.what, one.cost) for one in answer.paths[0].parts]
        assert parts == [
            ("hop 1: hop", 1.0), ("hop 1: 2 publishers", 0.15),
            ("hop 2: hop", 1.0), ("hop 2: 1 publisher", 0.3),
        ]  # fmt: skip
        assert walked(path(reader, "A", "Z", k=1)) == ["A D Z"]
        assert walked(path(reader, "A", "Z", via=["B"])) == ["A B Z"]
        assert walked(path(reader, "A", "Z", avoid=["D", "B"])) == ["A C Z"]
        assert walked(path(reader, "A", "Z", roles={"linked to"})) == ["A B Z"]
        assert walked(path(reader, "A", "Z", all_paths=True)) == walked(answer)


def test_a_hedge_of_the_source_costs() -> None:
    with graph(
        ("A", "owner", "B", "", "alleged"), ("B", "owner", "Z"),
        ("A", "owner", "C"), ("C", "owner", "Z"),
    ) as reader:  # fmt: skip
        answer = path(reader, "A", "Z")
        assert walked(answer) == ["A C Z", "A B Z"]
        assert [found.cost for found in answer.paths] == [2.6, 3.1]


def test_a_2015_owner_and_a_2023_manager_are_not_a_chain() -> None:
    with graph(
        ("A", "owner", "B", "2013 – 2015"),
        ("C", "ship manager", "B", "2023 – 2024"),
    ) as reader:
        answer = path(reader, "A", "C")
        assert answer.paths == ()
        assert answer.unknown == (
            "1 way was refused: the dates of its hops cannot overlap; see with --no-consistent.",
            "No path within 6 hops between A and C in these sources: a.",
        )
        (marked,) = path(reader, "A", "C", consistent=False).paths
        assert (marked.dates, marked.parts[-1].what) == ("no", "dates cannot overlap")
        assert marked.cost == pytest.approx(1.3 + 1.8 + 3)
    with graph(
        ("A", "owner", "B", "since 2015"),
        ("C", "ship manager", "B", "2023 – 2024"),
    ) as reader:
        (found,) = path(reader, "A", "C").paths
        assert found.dates == "possibly"


def test_each_hop_keeps_only_what_may_have_held_with_the_others() -> None:
    with graph(
        ("A", "owner", "B", "2013 – 2015"),
        ("A", "operator", "B", "2022 – 2024"),
        ("C", "ship manager", "B", "2023 – 2024"),
    ) as reader:
        (found,) = path(reader, "A", "C").paths
        assert [[link.role for link in hop.links] for hop in found.hops] == [
            ["operator"],
            ["ship manager"],
        ]
        assert found.dates == "yes"
        (near,) = path(reader, "A", "B").paths
        assert [link.role for link in near.hops[0].links] == ["owner", "operator"]


def test_hubs_cost_by_their_links_and_say_so() -> None:
    crowd = [(f"N{at}", "linked to", "HUB") for at in range(78)]
    with graph(
        ("A", "owner", "HUB"), ("HUB", "owner", "Z"), *crowd,
        ("A", "owner", "B"), ("B", "owner", "C"), ("C", "owner", "Z"),
    ) as reader:  # fmt: skip
        answer = path(reader, "A", "Z")
        assert walked(answer) == ["A HUB Z", "A B C Z"]
        assert ("80 links: HUB", hub_cost(80)) in [
            (one.what, one.cost) for one in answer.paths[0].parts
        ]
        assert hub_cost(80) == 1.0
        assert answer.paths[0].cost == pytest.approx(3.6)
        assert answer.paths[1].cost == pytest.approx(3.9)


def test_a_huge_hub_is_not_looked_through_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(path_links, "MOST_LINKS", 50)
    crowd = [(f"N{at}", "linked to", "HUB") for at in range(60)]
    with graph(
        ("A", "owner", "B"), ("B", "linked to", "HUB"), ("C", "linked to", "HUB"),
        ("Z", "owner", "C"), *crowd,
    ) as reader:  # fmt: skip
        answer = path(reader, "A", "Z")
        assert answer.paths == () or walked(answer) == ["A B HUB C Z"]
        assert answer.unknown
        # From its other neighbours the hub's own end is reached all the same.
        assert walked(path(reader, "A", "HUB")) == ["A B HUB"]


def test_a_doubtful_same_as_is_counted_and_shown() -> None:
    with graph(("A", "owner", "B"), ("B2", "owner", "Z", "", "", "b")) as reader:
        con = reader.workspace.connection
        with reader.workspace.transaction():
            same = Decision("g:B", "g:B2", "same", "hullmark", "alike", score=0.975)
            enter(con, same, by_person=False)
            touch(con, {number for (number,) in con.execute("SELECT id FROM record")})
            derive(con)
        (found,) = path(reader, "A", "Z").paths
        assert (found.parts[-1].what.split(":")[0], found.parts[-1].cost) == (
            "1 doubtful same-as",
            0.75,
        )
        with reader.workspace.transaction():
            confirmed = Decision("g:B", "g:B2", "same", "ann", "checked")
            enter(con, confirmed, by_person=True)
        (found,) = path(reader, "A", "Z").paths
        assert found.cost == 2.6


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"k": 0}, "-k is 0"),
        ({"max_hops": 0}, "--max-hops is 0"),
        ({"via": ["A"]}, "which the question names already"),
        ({"via": ["B"], "avoid": ["B"]}, "--avoid 'B' is B"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(how: dict[str, object], words: str) -> None:
    ties = ("A", "owner", "B"), ("B", "owner", "Z")
    with graph(*ties) as reader, pytest.raises(BadValue, match=words):
        path(reader, "A", "Z", **how)  # type: ignore[arg-type]


# The oracle: every way without a thing twice, every choice of statements, costs from the text.
NODES = "ABCDEF"
SPANS = ("", "2010 – 2012", "2013 – 2016", "2015 – 2020", "since 2014", "until 2013")
ROLES = ("owner", "parent", "operator", "linked to")


def _oracle(
    links: Sequence[EntityLink], one: str, other: str, k: int, max_hops: int, *, consistent: bool
) -> list[float]:
    between: dict[frozenset[str], list[EntityLink]] = {}
    for link in links:
        between.setdefault(frozenset((link.subject, link.object)), []).append(link)
    nodes = sorted({end for pair in between for end in pair})
    degree = {node: sum(node in (x.subject, x.object) for x in links) for node in nodes}
    costs = []
    near = {node: {end for pair in between if node in pair for end in pair} for node in nodes}
    inner = [node for node in nodes if node not in (one, other) and len(near[node]) > 2]
    for size in range(min(len(inner), max_hops - 1) + 1):
        for middle in permutations(inner, size):
            nodes_on = (one, *middle, other)
            hops = [between.get(frozenset(pair), []) for pair in pairwise(nodes_on)]
            if not all(hops):
                continue
            through = sum(0.5 * log2(degree[n] / 20) for n in middle if degree[n] > 20)
            fitting = [
                sum(_hop_cost(link, hop) for link, hop in zip(chosen, hops, strict=True))
                for chosen in product(*hops)
                if all(_may(a, b) for a, b in combinations(chosen, 2))
            ]
            if fitting:
                costs.append(min(fitting) + through)
            elif not consistent:
                cheapest = sum(min(_hop_cost(x, hop) for x in hop) for hop in hops)
                costs.append(cheapest + through + weights().apart)
    return sorted(round(cost, 4) for cost in costs)[:k]


def _may(one: EntityLink, other: EntityLink) -> bool:
    starts = [link.period.start_min or date.min for link in (one, other)]
    ends = [link.period.end_max or date.max for link in (one, other)]
    return max(starts) <= min(ends)


def _hop_cost(link: EntityLink, hop: Sequence[EntityLink]) -> float:
    class_ = schema().roles[link.role].class_
    said_by = {
        other.evidence.source
        for other in hop
        if schema().roles[other.role].class_ == class_
        and other.subject == link.subject
        and _may(link, other)
    }
    extra = {"ownership": 0.0, "control": 0.25, "management": 0.5, "association": 1.5}[class_]
    hedged = 0.5 if link.confidence else 0.0
    undated = 0.2 if link.period.start_min is None and link.period.end_max is None else 0.0
    return 1 + extra + 0.3 / len(said_by) + hedged + undated


_CROWDS = st.sampled_from((16, 30, 70))  # of links that make a hub


@st.composite
def _graphs(draw: st.DrawFn) -> list[Tied]:
    ties: list[Tied] = []
    for _ in range(draw(st.integers(1, 14))):
        one, other = draw(st.permutations(NODES))[:2]
        ties.append(
            (
                one,
                draw(st.sampled_from(ROLES)),
                other,
                draw(st.sampled_from(SPANS)),
                draw(st.sampled_from(("", "", "alleged"))),
                draw(st.sampled_from("ab")),
            )
        )
    for hub, many in draw(st.dictionaries(st.sampled_from(NODES), _CROWDS, max_size=2)).items():
        ties += [(f"{hub}{at}", "linked to", hub) for at in range(many)]
    return [("A", "linked to", "F"), *ties] if draw(st.booleans()) else [*ties, ("A", "owner", "B")]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_graphs(), st.integers(1, 6), st.integers(1, 5), st.booleans(), st.randoms())
def test_the_best_are_those_of_a_search_that_tries_everything(
    ties: list[Tied], k: int, max_hops: int, consistent: bool, random: object
) -> None:
    with graph(*ties) as reader:
        names = {key: one.caption for key, one in reader.entities(reader.keys()).items()}
        links = reader.expand(list(names))
        ids = {caption: key for key, caption in names.items()}
        for other in "BF":
            if "A" not in ids or other not in ids:
                continue
            answer = path(
                reader, ids["A"], ids[other], k=k, max_hops=max_hops, consistent=consistent
            )
            wanted = _oracle(links, ids["A"], ids[other], k, max_hops, consistent=consistent)
            assert [round(found.cost or 0, 4) for found in answer.paths] == wanted
            assert len(set(walked(answer))) == len(answer.paths)
    shuffled = list(ties)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with graph(*shuffled) as again:
        if {"A", "B"} <= {end for tie in ties for end in (tie[0], tie[2])}:
            with graph(*ties) as reader:
                ours, theirs = (
                    path(one, "g:A", "g:B", k=k, max_hops=max_hops) for one in (reader, again)
                )
                assert walked(ours) == walked(theirs)
