"""Every query gives the same whole answer from the workspace and from Neo4j."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest

from hullmark.cli import demo_files
from hullmark.graph.answer import Answer
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import Ambiguous, HullmarkError
from hullmark.graph.neo4j.reader import Neo4jReader
from hullmark.graph.neo4j.server import Access
from hullmark.graph.reader import Direction, GraphReader
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.queries.blocked import blocked
from hullmark.queries.blocked_all import blocked_all
from hullmark.queries.candidates import candidate_rows
from hullmark.queries.choose import choose
from hullmark.queries.climb import climb
from hullmark.queries.compare import compare
from hullmark.queries.exposure import exposure
from hullmark.queries.fleet import fleet
from hullmark.queries.holdings import above
from hullmark.queries.life import ship_life
from hullmark.queries.lookup import lookup
from hullmark.queries.owners import owners
from hullmark.queries.path_links import count, count_all, grow
from hullmark.queries.paths import path
from hullmark.queries.reached import follow, outlines, standings_in
from hullmark.queries.shared import shared
from hullmark.queries.stats import stats
from hullmark.queries.timeline import timeline
from hullmark.queries.watch import found_again, state_of
from hullmark.tests.neo4j_fixtures import empty
from hullmark.tests.neo4j_graphs import ODD, both, odd_workspace, push

Ask = Callable[[GraphReader, str], object]
DAYS = (None, date(2000, 1, 1), date(2022, 5, 8), date(2023, 10, 16), date(2024, 5, 7),
        date(2026, 1, 1))  # fmt: skip


def _owners(graph: GraphReader, name: str, **how: Any) -> Answer:
    return owners(graph, [name], **how)


def _ship_life(graph: GraphReader, name: str, **how: Any) -> Answer:
    return ship_life(graph, [name], **how)


def _path(graph: GraphReader, name: str, other: str, **how: Any) -> Answer:
    return path(graph, name, other, **how)


# Each query, asked about one thing; a query that is not here fails the test below.
QUERIES: dict[Callable[..., object], tuple[Ask, ...]] = {
    choose: (choose, partial(choose, strict=True)),
    candidate_rows: (lambda graph, name: candidate_rows(graph, graph.find(name, limit=50)),),
    lookup: tuple(partial(lookup, as_of=day) for day in DAYS),
    owners: (
        *(partial(_owners, as_of=day) for day in DAYS),
        partial(_owners, roles={"owner", "parent"}),
        partial(_owners, levels=1),
        lambda graph, name: owners(graph, [name, "Maria"]),
    ),
    climb: (
        lambda graph, name: climb(graph, [choose(graph, name).entity], levels=3, most=9),
        lambda graph, name: climb(graph, [choose(graph, name).entity], levels=1, most=99),
    ),
    above: (lambda graph, name: above(graph, [choose(graph, name).entity], as_of=None),),
    blocked: (
        *(partial(blocked, as_of=day) for day in DAYS[::2]),
        partial(blocked, regimes="uk", others_clear=True),
        partial(blocked, jointly=("Sovfracht",)),
    ),
    blocked_all: (
        lambda graph, name: blocked_all(graph) if name == "Angara" else None,
        lambda graph, name: blocked_all(graph, as_of=DAYS[3]) if name == "Maria" else None,
    ),
    fleet: (
        *(partial(fleet, as_of=day) for day in DAYS[::2]),
        partial(fleet, indirect=True),
        partial(fleet, listed=True, roles={"owner", "linked to"}),
    ),
    exposure: tuple(partial(exposure, as_of=day) for day in DAYS[::2]),
    compare: tuple(partial(compare, as_of=day) for day in DAYS[::2]),
    shared: (
        lambda graph, name: shared(graph, [name, "8517839"]),
        lambda graph, name: shared(graph, [name, "ofac:37060"], as_of=DAYS[3]),
    ),
    timeline: (lambda graph, name: timeline(graph, [name], as_of=DAYS[3]),),
    stats: (lambda graph, name: stats(graph) if name == "Angara" else None,),
    state_of: (state_of, partial(state_of, levels=1)),
    found_again: (
        lambda graph, name: found_again(graph, name, ("ofac:37059", "uk:RUS1848")),
        lambda graph, name: found_again(graph, name, ()),
    ),
    ship_life: tuple(partial(_ship_life, as_of=day) for day in DAYS[3:5]),
    path: (
        *(partial(_path, other="Kaalbye", as_of=day) for day in DAYS),
        partial(_path, other="Angara", all_paths=True, max_hops=3),
        partial(_path, other="Sovfracht", roles={"owner", "operator"}),
        partial(_path, other="Oboronlogistics LLC", max_hops=8),
        partial(_path, other="Maria", k=5, consistent=False, via=["M Leasing"]),
        partial(_path, other="Adler", avoid=["M Leasing"]),
    ),
}
# Of ``path`` and of ``blocked --all``, which are in the list.
STEPS = {count, count_all, grow, follow, outlines, standings_in}
WAYS: tuple[Direction, ...] = ("up", "down", "both")
QUESTIONS = (
    "9179842", "IMO 9179842", "imo: 9179842", "IMO 6246853", "6246853", "mmsi 273315780",
    "ofac:37059", "imo-vsl-9179842", "uk:RUS1848", "case:orient-express/kaalbye",
    "Angara", " angara ", "OCEAN ENERGY", "m leasing", "Maria", "Lady R", "Sovfracht", "Совфрахт",
    "Kaalbye", "ocean", "shipping", "lead", "marine trans", "Oboronlogistica", "oboron",
    "Zzyzx", "", "*", "a", "ooo", "LLC", "and or not", 'say "ahoy"', "Azia Shipping Holdings",
    "Adler", "x" * 300, "x" * 255, "x" * 600, "海運", "IMO", "123", *ODD,
)  # fmt: skip


def outcome(graph: GraphReader, ask: Ask, question: str) -> object:
    """The answer, or the refusal with its words and its candidates."""
    try:
        return ask(graph, question)
    except HullmarkError as refused:
        hits = refused.candidates if isinstance(refused, Ambiguous) else ()
        return type(refused), str(refused), tuple(hits)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("neo4j_5", "demo"), id="demo-5.26"),
        pytest.param(("neo4j_5", "real"), id="real-5.26"),
        pytest.param(("neo4j_calendar", "demo"), id="demo-2026"),
    ],
)
def stores(
    request: pytest.FixtureRequest, demo_db: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[WorkspaceReader, Neo4jReader]]:
    """A workspace with the demo and odd names, or OFAC's whole list and the case file; pushed."""
    fixture, what = request.param
    server = request.getfixturevalue(fixture)
    assert isinstance(server, Access)
    db = tmp_path_factory.mktemp(what) / f"{what}.db"
    if what == "real":
        folder: Path = request.getfixturevalue("real_data")
        with Workspace.open(db) as workspace:
            load(workspace, folder / "ofac" / "sdn_2024-05-07.xml")
            for file in demo_files():
                load(workspace, file, extract="extract" in file.name)
    else:
        db.write_bytes(demo_db.read_bytes())
        odd_workspace(db)
    empty(server)
    push(server, db)
    with both(server, db) as pair:
        yield pair


def test_every_query_is_in_the_list() -> None:
    folder = Path(__file__).parent.parent / "queries"
    found = set()
    for file in sorted(folder.glob("*.py")):
        if file.name in ("__init__.py", "commands.py") or file.name.endswith("_commands.py"):
            continue
        module = import_module(f"hullmark.queries.{file.stem}")
        for name, one in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(one).parameters.values()
            reads = any("GraphReader" in str(parameter.annotation) for parameter in parameters)
            if reads and one.__module__ == module.__name__ and not name.startswith("_"):
                found.add(one)
    assert found - STEPS == set(QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda one: str(one.__name__))
def test_a_query_answers_the_same(
    stores: tuple[WorkspaceReader, Neo4jReader], query: Callable[..., object]
) -> None:
    workspace, server = stores
    for question in QUESTIONS:
        for ask in QUERIES[query]:
            ours, theirs = outcome(workspace, ask, question), outcome(server, ask, question)
            assert theirs == ours, question


def test_questions_from_all_over_the_list_are_answered_the_same(
    stores: tuple[WorkspaceReader, Neo4jReader],
) -> None:
    workspace, server = stores
    assert server.snapshots() == workspace.snapshots()
    keys = list(_all_keys(workspace))
    some = keys[:: max(1, len(keys) // 60)]
    entities = workspace.entities(some)
    assert server.entities([*some, "nobody", some[0]]) == entities
    for question in [*some, *(one.caption for one in entities.values())]:
        assert server.find(question) == workspace.find(question), question
        for ask in (QUERIES[lookup][0], QUERIES[lookup][3], QUERIES[owners][0]):
            assert outcome(server, ask, question) == outcome(workspace, ask, question), question
    linked = sorted({end for link in workspace.expand(keys) for end in (link.subject, link.object)})
    for one, other in islice(pairwise(linked[:: max(1, len(linked) // 40)]), 40):
        for day in DAYS[::2]:
            ask = partial(_path, other=other, as_of=day)
            assert outcome(server, ask, one) == outcome(workspace, ask, one), (one, other, day)


def _all_keys(workspace: WorkspaceReader) -> Iterator[str]:
    after = ""
    while keys := workspace.keys(after):
        yield from keys
        after = keys[-1]


def test_ties_outlines_and_the_listed_are_the_same(
    stores: tuple[WorkspaceReader, Neo4jReader],
) -> None:
    workspace, server = stores
    keys = list(_all_keys(workspace))[:3000]
    assert list(server.listed()) == list(workspace.listed()) != []
    assert server.outlines(keys) == workspace.outlines(keys)
    walked = server.keys(limit=5)
    assert (walked, server.keys(walked[-1], 7)) == (sorted(keys)[:5], sorted(keys)[5:12])
    for way in WAYS:
        near = workspace.near(keys, roles={"owner", "shareholder"}, direction=way)
        assert server.near(keys, roles={"owner", "shareholder"}, direction=way) == near != {}
    for day in DAYS:
        for way in WAYS:
            ours = workspace.ties(keys, roles=set(schema().roles), direction=way, as_of=day)
            assert server.ties(keys, roles=set(schema().roles), direction=way, as_of=day) == ours


def test_degrees_are_the_same(stores: tuple[WorkspaceReader, Neo4jReader]) -> None:
    workspace, server = stores
    keys = [*list(_all_keys(workspace))[:3000], "nobody"]
    for roles in (set(schema().roles), {"owner", "linked to"}):
        most = {key: 5 - at % 2 for at, key in enumerate(keys)}
        for way in WAYS:
            ours = workspace.degrees(most, roles=roles, direction=way)
            assert server.degrees(most, roles=roles, direction=way) == ours
            assert set(ours.values()) > {0, 1}


def test_every_step_is_the_same(stores: tuple[WorkspaceReader, Neo4jReader]) -> None:
    workspace, server = stores
    keys = list(_all_keys(workspace))[:3000]
    roles: tuple[set[str] | None, ...] = (None, set(), {"owner"}, {"linked to", "parent"})
    for some in roles:
        for day in DAYS:
            for way in WAYS:
                ours = workspace.expand(keys, roles=some, direction=way, as_of=day)
                theirs = server.expand(keys, roles=some, direction=way, as_of=day)
                assert theirs == ours, (some, day, way)
