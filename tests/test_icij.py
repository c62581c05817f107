"""The Offshore Leaks: files as a set, roles by their words, addresses as facts, nobody unnamed."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.dates import say
from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Link, Name, Problem, Record
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, files, icij, loader
from hullmark.loaders.icij_files import part
from hullmark.loaders.icij_roles import is_nobody, meaning, tables
from hullmark.loaders.load import gathered, load

FIXTURES = Path(__file__).parent.parent / "fixtures" / "icij"
MAIN = FIXTURES / "relationships.csv"


def of(items: list[Any], kind: type[Any]) -> list[Any]:
    return [item for item in items if isinstance(item, kind)]


def problems(items: list[Any]) -> list[tuple[str, str]]:
    return [(one.code, one.value) for one in of(items, Problem)]


@pytest.fixture(scope="module")
def items() -> list[Any]:
    return list(icij.read(FIXTURES))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "2025-03-31"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "h.db") as opened:
        yield opened


def test_a_folder_or_the_relationships_stand_for_the_set(items: list[Any], release: Path) -> None:
    assert detect(FIXTURES) is detect(MAIN) is loader("icij")
    whole = files(loader("icij"), release)
    assert [path.name for path in whole] == [
        "relationships.csv",
        "nodes-entities.csv",
        "nodes-officers.csv",
        "nodes-intermediaries.csv",
        "nodes-others.csv",
        "nodes-addresses.csv",
    ]
    assert files(loader("icij"), release / "relationships.csv") == whole
    assert gathered(sorted(release.glob("*.csv"))) == [release / "relationships.csv"]
    assert gathered([*release.glob("*.csv"), release]) == [release]
    with pytest.raises(FileProblem, match=r"expected relationships.csv or the folder, found one"):
        files(loader("icij"), release / "nodes-officers.csv")
    assert items[0] == Edition(
        "icij", "Offshore Leaks", title=icij.SOURCE.title, url=icij.SOURCE.url
    )
    assert [one.id for one in of(list(icij.read(MAIN)), Record)] == [
        one.id for one in of(items, Record)
    ]


def test_an_entity(items: list[Any]) -> None:
    one = of(items, Record)[0]
    assert (one.id, one.kind) == ("icij:10000001", "LegalEntity")
    assert one.url == "https://offshoreleaks.icij.org/nodes/10000001"
    assert one.names == (
        Name("EXAMPLE SHIPPING CO., LTD."),
        Name("EXAMPLE OLD LIMITED", "former"),
    )
    assert [(n.scheme, n.value) for n in one.identifiers] == [
        ("icij", "10000001"),
        ("ibc-ruc", "25221"),
    ]
    told = [(fact.prop, fact.value) for fact in one.facts]
    for expected in (
        ("ICIJ node", "offshore entity"),
        ("jurisdiction", "ws"),
        ("jurisdiction code of ICIJ", "SAM"),
        ("country", "hk"),
        ("country", "vg"),
        ("established", "2006-03-23"),
        ("struck off", "2013-02-15"),
        ("registered address", "1 Example Road; Hong Kong"),
        ("current through", "The Panama Papers data is current through 2015"),
    ):
        assert expected in told


def test_the_words_of_a_link_decide_its_role_and_no_share_is_made_up(items: list[Any]) -> None:
    found = [
        (one.subject[5:], one.role, one.object[5:], one.as_stated, say(one.period))
        for one in of(items, Link)
    ]
    leak = "; Panama Papers"
    assert found == [
        ("12000001", "holds an interest in", "10000001", "nominee shareholder of" + leak,
         "since 2006-03-23"),
        ("12000002", "shareholder", "10000001", "shareholder of" + leak,
         "1998-01-21 – 2010-06-07"),
        ("12000003", "shareholder", "10000002", "shareholder of" + leak, ""),
        *(("12000004", role, "10000002", "Owner, director and shareholder; status Resigned" + leak,
           "") for role in ("owner", "director", "shareholder")),
        ("12000004", "linked to", "10000001", "officer_of" + leak, ""),
        ("12000004", "linked to", "10000001", "messenger of" + leak, ""),
        ("11000001", "linked to", "10000001", "intermediary of" + leak, ""),
        ("10000001", "linked to", "85004927", "underlying company of" + leak, ""),
    ]  # fmt: skip
    assert all(one.share is None for one in of(items, Link))
    assert {one.period.tense for one in of(items, Link) if "Resigned" in one.as_stated} == {
        "former"
    }


def test_what_is_not_read_is_counted(items: list[Any]) -> None:
    assert problems(items) == [
        ("no-address", "14009999"),
        ("bad-date", "2006-02-30"),
        ("bad-date", "2001-JAN-02"),
        ("bad-date", "10/04/96"),
        ("bad-row", "10000001,10000002,officer_of,shareholder of"),
        ("alike", "similar name and address as"),
        ("new-role", "messenger of"),
    ]


def test_a_bearer_of_shares_is_nobody_in_particular(items: list[Any]) -> None:
    bearers = [one for one in of(items, Record) if one.description]
    assert [(one.id, one.names, one.description) for one in bearers] == [
        (f"icij:{key}", (), "nobody in particular: THE BEARER") for key in (12000002, 12000003)
    ]
    assert [is_nobody(name) for name in ("El Portador", "Bearer 1", "BEARER LINES", "")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("shareholder of", ("shareholder",)),
        ("Shareholder (through Julex Foundation)", ("holds an interest in",)),
        ("nominee beneficial owner of", ("holds an interest in",)),
        ("ultimate beneficial owner", ("beneficial owner",)),
        ("Director / Beneficial Owner", ("director", "beneficial owner")),
        ("alternate director of", ("officer",)),
        ("co-trustee of trust of", ("holds an interest in",)),
        ("power of attorney of", ("acts for",)),
        ("protector of", ("linked to",)),
        ("officer of", ("linked to",)),
        ("Member of Foundation Council", ("officer",)),
        ("ownership", ()),
        ("", ()),
    ],
)
def test_words_mean_no_more_than_they_say(words: str, roles: tuple[str, ...]) -> None:
    assert meaning(words).roles == roles


def test_each_role_of_the_table_is_one_of_ours() -> None:
    assert set(tables().roles) <= set(schema().roles)
    every = [word for words in tables().roles.values() for word in words]
    assert len(every) == len(set(every))


def test_older_names_of_files_and_columns(tmp_path: Path) -> None:
    assert part("panama_papers.nodes.entity.csv") == ("panama_papers.", "entities")
    assert part("Intermediaries.csv.gz") == ("", "intermediaries")
    assert part("bahamas_leaks.edges.csv") == ("bahamas_leaks.", "relationships")
    assert part("sdn.csv") == ("", "")
    (tmp_path / "Officers.csv").write_text("node_id,name,sourceID\n1,A,P\n")
    (tmp_path / "Entities.csv").write_text("node_id,name,sourceID\n2,B,P\n")
    (tmp_path / "all_edges.csv").write_text("node_1,rel_type,node_2\n1,shareholder of,2\n")
    assert detect(tmp_path) is loader("icij")
    (link,) = of(list(icij.read(tmp_path)), Link)
    assert (link.subject, link.role, link.object) == ("icij:1", "shareholder", "icij:2")


def test_bad_files_are_refused(release: Path) -> None:
    officers, main = release / "nodes-officers.csv", release / "relationships.csv"
    sound = officers.read_bytes()
    officers.write_bytes(sound.replace(b"node_id", b"nodeid"))
    with pytest.raises(SourceChanged, match="line 1: expected the columns node_id, found"):
        list(icij.read(release))
    officers.write_bytes(sound + b'12000009,"cut')
    with pytest.raises(FileProblem, match=r"nodes-officers.csv: line 6: expected a row of CSV"):
        list(icij.read(release))
    officers.write_bytes(sound + b",nobody,,,,,\n12000001,AGAIN,,,,,\n12000009,caf\xe9,,,,,\n")
    found = problems(list(icij.read(main)))
    assert ("no-key", "nobody") in found
    assert ("double-entry", "officers") in found
    assert [code for code, _ in found].count("encoding") == 1


def test_a_release_loads_and_the_same_again_changes_nothing(
    workspace: Workspace, release: Path
) -> None:
    stored = load(workspace, release, extract=True)
    assert stored.counts == {"links": 10, "records": 8}
    assert (str(stored.published), stored.dated_by) == ("2025-03-31", "file name")
    assert load(workspace, release, extract=True).already


@given(words=st.text(max_size=30), name=st.text(max_size=20))
def test_no_words_crash_it(words: str, name: str) -> None:
    assert set(meaning(words).roles) <= set(schema().roles)
    is_nobody(name)


def test_real_words_are_known(real_data: Path) -> None:
    """The export of a graph tool, in other columns than ICIJ's, but with ICIJ's words."""
    path = real_data / "icij" / "amaboura" / "All-edges.csv"
    with path.open(encoding="utf-8-sig") as stream:
        words = {row["data.properties.name"] for row in csv.DictReader(stream)}
    assert len(words) == 33
    assert {one for one in words if not meaning(one).roles} == {""}
