"""Exports: each format is what it claims, loses nothing silently, and obeys no name in the data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from followthemoney import model, registry
from openpyxl import load_workbook

from hullmark.graph.answer import EntityLink
from hullmark.graph.dates import parse_period
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue
from hullmark.graph.export.drawn import dot, mermaid
from hullmark.graph.export.formats import FORMATS, format_of
from hullmark.graph.export.ftm_words import entity_id
from hullmark.graph.export.graph import Graph
from hullmark.graph.export.markup import gexf, graphml
from hullmark.graph.export.script import cypher, json_lines, literal
from hullmark.graph.intake import store
from hullmark.graph.model import Edition, Fact, Identifier, Item, Link, Listing, Name, Record, Share
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders.load import load
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_graphs import ODD, odd_workspace

WHOLE = Share("100", "100")
STAKES = (
    WHOLE,
    Share("25", "50", low_open=True),
    Share("0", "10", high_open=True),
    Share("100/3", "100/3"),
)
STATED = ("since 2019-02-03", "2019-02 to 2021", "2020 to 2021-08-12", "since 2021")


def items() -> Iterator[Item]:
    """A ship, its holders with a stake and a period each, and a listing of the first."""
    yield Record("x:ship", "Vessel", (Name("SHIP"),))
    for at, (stake, when) in enumerate(zip(STAKES, STATED, strict=True)):
        key = f"x:{at}"
        yield Record(key, "Company", (Name(f"HOLDER {at}"),))
        yield Link(
            f"{key}/s", key, "beneficial owner", "x:ship", period=parse_period(when), share=stake
        )
        yield Link(f"{key}/m", key, "technical manager", "x:ship", as_stated="manages")
    yield Listing(
        "x:0/l", "x:0", "OFAC", "SDN", ("DPRK3",), "OFAC-1", parse_period("since 2022-05-08"),
    )  # fmt: skip


def made(path: Path, found: Iterator[Item]) -> Path:
    file = File("x.xml", "1" * 64, 10, date(2024, 1, 1), "file")
    with Workspace.open(path) as workspace:
        store(workspace, Edition("x", "X"), file, found, accept_counts=True)
    return path


def whole(reader: WorkspaceReader) -> Graph:
    keys = reader.keys(limit=10_000)
    return Graph(
        lambda: reader.entities(keys).values(),
        lambda: (one for one in reader.expand(keys)),
        reader.snapshots(),
    )


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Graph]:
    odd_workspace(tmp_path / "odd.db")
    with Workspace.open(tmp_path / "odd.db", create=False) as workspace:
        yield whole(WorkspaceReader(workspace))


def test_graphml_and_gexf_are_read_by_networkx_with_odd_names(odd: Graph) -> None:
    read = nx.parse_graphml("".join(graphml(odd)).encode(), force_multigraph=True)
    other = nx.read_gexf(io.BytesIO("".join(gexf(odd)).encode()), version="1.3")
    assert len(read) == len(other) == len(ODD) + 1
    assert read.number_of_edges() == other.number_of_edges() == len(ODD)
    labels = {data["label"] for _, data in read.nodes(data=True)}
    assert {"SHIP", "two\nlines and\ta tab", '"`) DETACH DELETE n //'} & labels
    first = next(iter(read.edges(data=True)))[2]
    assert first["role"] == "owner" and first["share"] == ">25–33.33 %"
    assert (first["start_min"], first["end_max"]) == ("2019-02-03", "2021-12-31")
    ElementTree.fromstring("".join(gexf(odd)))


def test_json_lines_say_all_and_are_read_back(odd: Graph) -> None:
    import msgspec

    lines = [json.loads(line) for line in "".join(json_lines(odd)).splitlines()]
    assert [line["type"] for line in lines].count("entity") == len(ODD) + 1
    links = [line for line in lines if line.pop("type") == "link"]
    assert tuple(msgspec.convert(one, EntityLink) for one in links) == tuple(odd.links())


def test_a_value_in_cypher_stays_a_value() -> None:
    assert literal("it's") == r"'it\'s'"
    assert literal("\\u0027") == r"'\\' + 'u0027'"
    assert literal("a\nb\x00") == r"'a\nb" + "\ufffd'"


@pytest.mark.parametrize("name", ODD)
def test_nothing_in_a_name_ends_its_quotes(name: str) -> None:
    said = literal(name)
    assert re.fullmatch(r"'(?:[^'\\\n\r]|\\[\\'nrt])*'(?: \+ '(?:[^'\\\n\r]|\\[\\'nrt])*')*", said)
    assert not re.search(r"\\u", said)


def test_a_script_and_pictures_have_one_statement_a_line(odd: Graph) -> None:
    assert len("".join(cypher(odd)).splitlines()) == 1 + len(ODD) + 1 + len(ODD)
    assert len("".join(mermaid(odd)).splitlines()) == 1 + len(ODD) + 1 + len(ODD)
    for line in "".join(mermaid(odd)).splitlines()[1:]:
        assert line.count('"') == 2
    for line in "".join(dot(odd)).splitlines()[3:-1]:
        assert re.fullmatch(r'n\d+(?: -> n\d+)? \[label="(?:[^"\\]|\\.)*"(?:, style=\w+)?\];', line)


def test_graphviz_reads_the_dot_file(odd: Graph) -> None:
    import pygraphviz

    drawn = pygraphviz.AGraph(string="".join(dot(odd)))
    assert (len(drawn.nodes()), len(drawn.edges())) == (len(ODD) + 1, len(ODD))


def test_tables_hold_no_formula(tmp_path: Path) -> None:
    names = ("=1+1", "+1", "-1", "@x")
    risky = [Record(f"x:{n}", "Company", (Name(name),)) for n, name in enumerate(names)]
    with Workspace.open(made(tmp_path / "w.db", iter(risky)), create=False) as workspace:
        graph = whole(WorkspaceReader(workspace))
        format_of(tmp_path / "t.xlsx").write(graph, tmp_path / "t.xlsx")
        format_of(tmp_path / "t").write(graph, tmp_path / "t")
    with (tmp_path / "t" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["'=1+1", "'+1", "'-1", "'@x"]
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["nodes", "links", "listings", "sources"]
    cells = [row[1] for row in book["nodes"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells] == [
        ("s", "=1+1"), ("s", "+1"), ("s", "-1"), ("s", "@x"),
    ]  # fmt: skip


def test_followthemoney_keeps_roles_dates_and_shares(tmp_path: Path) -> None:
    out = tmp_path / "x.ftm.json"
    with Workspace.open(made(tmp_path / "w.db", items()), create=False) as workspace:
        notes = format_of(out).write(whole(WorkspaceReader(workspace)), out)
    assert notes == [
        "FollowTheMoney has no place for, and the file leaves out: 3 days that bound a beginning "
        "or end on one side."
    ]
    for line in out.read_text(encoding="utf-8").splitlines():
        stated = json.loads(line)
        proxy = model.get_proxy(stated, cleaned=False).to_dict()  # drops what is not valid
        assert proxy["properties"].keys() == stated["properties"].keys()
        assert model[stated["schema"]].validate(stated) is None
    with Workspace.open(tmp_path / "again.db") as workspace:
        load(workspace, out, accept_counts=True)
        reader = WorkspaceReader(workspace)
        links = reader.expand(reader.keys(limit=100))
        entities = reader.entities(reader.keys(limit=100))
    owners = {one.subject: one for one in links if one.role == "beneficial owner"}
    assert sorted(one.role for one in links) == ["beneficial owner"] * 4 + ["technical manager"] * 4
    for at, (stake, when) in enumerate(zip(STAKES, STATED, strict=True)):
        again = owners[f"ftm:x.3az{at}"]
        assert again.share is not None
        assert (again.share.low, again.share.high) == (stake.low, stake.high)
        assert (again.share.low_open, again.share.high_open) == (stake.low_open, stake.high_open)
        old, new = parse_period(when), again.period
        assert (new.start_min, new.start_max) == (old.start_min, old.start_max)
        assert (new.end_min, new.end_max) == (old.end_min, old.end_max)
    listed = entities["ftm:x.3az0"].listings[0].listing
    assert (listed.authority, listed.reference, listed.programmes) == ("OFAC", "OFAC-1", ("DPRK3",))
    assert listed.period.start_min == date(2022, 5, 8)


def test_ids_are_what_followthemoney_takes_and_stay_apart() -> None:
    keys = ("a:b", "a.3azb", "-a", "a-", "0.-a", "é", "case:x/y", "a b", "imo-vsl-9161003")
    ids = [entity_id(key) for key in keys]
    assert len(set(ids)) == len(keys) and ids[-1] == "imo-vsl-9161003"
    assert [registry.entity.clean(one) for one in ids] == ids


def test_what_followthemoney_drops_is_said(demo_db: Path, hullmark: Run) -> None:
    done = hullmark("--db", demo_db, "export", "-o", "demo.ftm.json")
    assert done.returncode == 0 and done.stdout == ""
    assert "leaves out: " in done.stderr and "43 events" in done.stderr
    assert "10 countries of numbers" in done.stderr


@pytest.mark.parametrize("name", [one.suffix or "folder" for one in FORMATS])
def test_each_format_of_the_demo_and_of_nothing(
    name: str, demo_db: Path, hullmark: Run, tmp_path: Path
) -> None:
    out = tmp_path / f"demo{name}"
    line = ("export", "--around", "ANGARA", "--as-of", "2023-08-01", "-o", out)
    done = hullmark("--db", demo_db, *line)
    assert (done.returncode, done.stdout) == (0, "") and out.exists()
    empty = tmp_path / f"none{name}"
    assert format_of(empty).write(Graph(lambda: (), lambda: ()), empty) == []
    assert empty.exists()


def test_the_same_bytes_each_time(demo: WorkspaceReader) -> None:
    assert list(graphml(whole(demo))) == list(graphml(whole(demo)))


def test_long_and_right_to_left_names(tmp_path: Path) -> None:
    names = ("X" * 300, "شركة النقل البحري", "e\u0301" * 150, "\u202egnihs")
    found = [Record(f"x:{n}", "Company", (Name(name),)) for n, name in enumerate(names)]
    with Workspace.open(made(tmp_path / "w.db", iter(found)), create=False) as workspace:
        graph = whole(WorkspaceReader(workspace))
        for one in FORMATS:
            one.write(graph, tmp_path / f"out{one.suffix}")
        read = nx.parse_graphml("".join(graphml(graph)))
        captions = {one.caption for one in graph.entities()}
    assert {data["label"] for _, data in read.nodes(data=True)} == captions


def test_mistakes_are_one_sentence(demo_db: Path, hullmark: Run, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"expected one of \.graphml"):
        format_of(Path("x.pdf"))
    with pytest.raises(BadValue, match="--as pdf: expected one of graphml"):
        format_of(Path("x"), "pdf")
    for line, said in (
        (("-o", "x.foo"), "the suffix does not say a format"),
        (("-o", "missing/x.graphml"), "can't be written"),
        (("-o", "missing/folder"), "can't be written"),
        (("--around", "ANGARA"), "Expected one of -o FILE and --neo4j-admin DIR"),
        (("-o", "x.dot", "--around", "NOBODY KNOWS THIS"), "NOBODY KNOWS THIS"),
    ):
        done = hullmark("--db", demo_db, "export", *line)
        assert done.returncode in (1, 2, 4) and len(done.stderr.splitlines()) == 1
        assert said in done.stderr and "Traceback" not in done.stderr
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").write_text("mine", encoding="utf-8")
    done = hullmark("--db", demo_db, "export", "-o", "thesis")
    assert done.returncode == 2 and "'thesis.docx' in it" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["thesis"]


def test_a_missing_extra_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Graph(lambda: (), lambda: ())
    for package, out in (("openpyxl", "x.xlsx"), ("followthemoney", "x.ftm.json")):
        monkeypatch.setitem(__import__("sys").modules, package, None)
        with pytest.raises(BadValue, match="pip install 'hullmark"):
            format_of(Path(out)).write(nothing, tmp_path / out)
    assert list(tmp_path.iterdir()) == []


def test_what_numbers_and_names_lose_in_followthemoney_is_said(tmp_path: Path) -> None:
    lived = parse_period("2019 to 2021")
    found = Record(
        "x:1",
        "Vessel",
        (Name("SHIP"), Name("LATER SHIP", "later"), Name("FORMER SHIP", "former", lived)),
        (Identifier("imo-ship", "1234568", valid=False, country="kp", period=lived),),
        (Fact("flag", "kp", period=lived),),
    )
    out = tmp_path / "x.ftm.json"
    with Workspace.open(made(tmp_path / "w.db", iter([found])), create=False) as workspace:
        (note,) = format_of(out).write(whole(WorkspaceReader(workspace)), out)
    assert note == (
        "FollowTheMoney has no place for, and the file leaves out: 1 dates of names, 1 marks "
        "that a name is a later one, 1 marks that a number fails its check, 1 countries of "
        "numbers, 1 dates of numbers, 1 dates of facts."
    )
