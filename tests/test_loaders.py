"""Each loader has all that belongs to one; files are recognised, gathered and loaded whole."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hullmark.graph.errors import BadValue, FileProblem, HullmarkError
from hullmark.graph.workspace import Workspace
from hullmark.loaders import SOURCES, base, detect, files, loader
from hullmark.loaders.load import gathered, load

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
SMALL = {
    "ofac_legacy": FIXTURES / "ofac" / "sdn.xml",
    "uk_sanctions": FIXTURES / "uk" / "small.xml",
    "uk_csv": FIXTURES / "uk" / "small.csv",
    "ofsi_conlist": FIXTURES / "ofsi" / "conlist_36.csv",
    "eu_fsf": FIXTURES / "eu" / "small.xml",
    "eu_journal": FIXTURES / "eu_journal" / "small.csv",
    "ofac_csv": FIXTURES / "ofac" / "csv" / "sdn.csv",
    "ca_sema": FIXTURES / "ca" / "small.xml",
    "ofac_enhanced": FIXTURES / "ofac_enhanced" / "small.xml",
    "ofac_advanced": FIXTURES / "ofac_advanced" / "small.xml",
    "un_sc": FIXTURES / "un" / "small.xml",
    "ch_psc": FIXTURES / "gb-coh" / "psc.txt",
    "ch_company": FIXTURES / "gb-coh" / "companies.csv",
    "ch_officers": FIXTURES / "gb-coh" / "officers.json",
    "gleif_lei": FIXTURES / "gleif" / "20250515-0000-lei2.csv",
    "gleif_relationships": FIXTURES / "gleif" / "20250515-0000-rr.csv",
    "gleif_exceptions": FIXTURES / "gleif" / "20250515-0000-repex.csv",
    "exported": FIXTURES / "hullmark" / "angara.jsonl",
    "ftm": FIXTURES / "ftm" / "small.ftm.json",
    "bods": FIXTURES / "bods" / "small.json",
    "icij": FIXTURES / "icij" / "relationships.csv",
    "ihs_shipdata": FIXTURES / "ihs" / "ships.xml",
    "equasis": FIXTURES / "equasis" / "ships.csv",
    "gur": FIXTURES / "gur" / "ships.csv",
    "casefile": FIXTURES / "casefile" / "small.yaml",
}
# Pieces of the real formats, so that noise gets past the first look at a file.
PIECES = [
    *(path.read_bytes()[:4000] for path in SMALL.values()),
    b'<sdnList xmlns="http://tempuri.org/sdnList.xsd">',
    b"<publshInformation><Publish_Date>05/07/2024</Publish_Date></publshInformation>",
    b"<sdnEntry><uid>1</uid><lastName>A</lastName><sdnType>Vessel</sdnType></sdnEntry>",
    b"</sdnList>",
    b"<Designations><Designation><UniqueID>RUS0001</UniqueID></Designation></Designations>",
    b'36,"AEROCARIBBEAN",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n',
    b"case: a\ntitle: b\ndocument: {title: c, publisher: d, published: 2023}\nentities: {}\n",
    b"\x1f\x8b\x08\x00",
    b"\xfd7zXZ\x00",
    b"PK\x03\x04",
    b"BZh9",
    b"\xff\xfe",
    b"\x00",
    b'"',
    b"&a;",
    b"]]>",
]
ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8).map(b"".join),
    st.builds(
        lambda whole, at, noise: whole[: at % len(whole)] + noise + whole[at % len(whole) + 3 :],
        st.sampled_from([path.read_bytes() for path in SMALL.values()]),
        st.integers(min_value=0, max_value=1 << 20),
        st.binary(max_size=6),
    ),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "h.db") as opened:
        yield opened


@pytest.fixture
def csv_set(tmp_path: Path) -> Path:
    """OFAC's four CSV files in a folder of their own."""
    return Path(shutil.copytree(FIXTURES / "ofac" / "csv", tmp_path / "2022-05-08"))


def said(workspace: Workspace) -> list[tuple[object, ...]]:
    """Everything that the records, links and listings of a workspace say."""
    query = "SELECT sort, key, body, place FROM statement ORDER BY sort, key"
    return workspace.connection.execute(query).fetchall()


def test_each_loader_has_all_that_belongs_to_one() -> None:
    table = ROOT / "docs" / "sources.md"
    rows = table.read_text(encoding="utf-8") if table.exists() else ""
    missing = []
    for name in SOURCES:
        module = loader(name)
        for attribute in ("SOURCE", "read", "recognises"):
            if not hasattr(module, attribute):
                missing.append(f"loaders/{name}.py: {attribute}")
        folders = {module.SOURCE.id, name}
        if not any((FIXTURES / folder / "SOURCE.md").is_file() for folder in folders):
            missing.append(f"fixtures/{module.SOURCE.id}/SOURCE.md")
        if not (ROOT / "tests" / f"test_{name}.py").is_file():
            missing.append(f"tests/test_{name}.py")
        if f"`{name}`" not in rows:
            missing.append(f"docs/sources.md: a row with `{name}`")
    assert missing == []


@pytest.mark.parametrize(("name", "path"), SMALL.items())
def test_each_format_is_recognised_by_its_content(name: str, path: Path) -> None:
    assert detect(path) is loader(name)
    assert files(loader(name), path)[0] == path


def test_an_unknown_loader_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(BadValue, match=r"no loader 'ofac': expected one of ofac_legacy, uk_sanc"):
        loader("ofac")


def test_what_no_loader_knows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    for content, found in (
        (b"<html><body>503</body></html>", r"is a web page \(HTML\), probably an error page"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<a/>", "is XML of a kind that no loader knows"),
        (b" \r\n", "holds only blanks"),
        (gzip.compress(b""), "is packed and holds nothing"),
        (b"\x89PNG\r\n\x1a\n\x00", "is a binary file of a kind that no loader knows"),
        (b"Dear all", "is text of a kind that no loader knows"),
    ):
        path.write_bytes(content)
        expected = r"; expected one of: OFAC sanctions lists \(XML\); UK Sanctions List \(XML\); "
        with pytest.raises(FileProblem, match=f"list.txt: {found}.*{expected}.*; load the file as"):
            detect(path)
    with pytest.raises(FileProblem, match="is a folder without the files of a known list"):
        detect(tmp_path)


def test_a_set_of_files_is_one_list(csv_set: Path) -> None:
    csv = loader("ofac_csv")
    set_of_four = [csv_set / f"{name}.csv" for name in ("sdn", "alt", "add", "sdn_comments")]
    assert list(files(csv, csv_set)) == set_of_four
    assert list(files(csv, csv_set / "sdn.csv")) == set_of_four
    with pytest.raises(FileProblem, match=r"expected the main file sdn.csv, found its companion"):
        files(csv, csv_set / "alt.csv")


def test_companions_are_gathered_to_their_main_file(csv_set: Path, tmp_path: Path) -> None:
    sdn, alt, case = csv_set / "sdn.csv", csv_set / "alt.csv", SMALL["casefile"]
    stray = Path(shutil.copy(alt, tmp_path / "alt.csv"))
    assert gathered([alt, sdn, case, csv_set / "add.csv"]) == [sdn, case]
    assert gathered([sdn, csv_set]) == [csv_set]
    assert gathered([alt]) == [alt]
    assert gathered([sdn, stray, tmp_path / "none.csv"]) == [sdn, stray, tmp_path / "none.csv"]


def test_a_set_is_known_by_all_its_files(csv_set: Path, workspace: Workspace) -> None:
    first = load(workspace, csv_set / "sdn.csv", extract=True)
    assert (first.file, str(first.published), first.dated_by) == (
        "sdn.csv",
        "2022-05-08",
        "file name",
    )
    (snapshot,) = workspace.snapshots()
    names = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
    sums = [hashlib.sha256((csv_set / name).read_bytes()).hexdigest() for name in names]
    lines = "".join(f"{sum_}  {name}\n" for sum_, name in zip(sums, names, strict=True))
    assert snapshot.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert snapshot.bytes == sum((csv_set / name).stat().st_size for name in names)
    (csv_set / "notes.txt").write_text("of no set")
    assert load(workspace, csv_set, extract=True).already
    alt = csv_set / "alt.csv"
    alt.write_bytes(alt.read_bytes().replace(b"\x1a", b'36,99,"aka","AERO TEST",-0- \r\n'))
    assert not load(workspace, csv_set, extract=True).already


def test_a_folder_named_by_a_dot_is_filed_under_its_name(
    csv_set: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(csv_set)
    stored = load(workspace, Path(), extract=True)
    assert (stored.file, str(stored.published)) == ("2022-05-08", "2022-05-08")


def test_a_packed_list_says_the_same_as_the_plain_one(tmp_path: Path) -> None:
    plain = SMALL["ofac_legacy"].read_bytes()
    (tmp_path / "a.xml").write_bytes(plain)
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(plain))
    (tmp_path / "a.xml.xz").write_bytes(lzma.compress(plain))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sdn.xml", plain)
    found = []
    for name in ("a.xml", "a.xml.gz", "a.xml.xz", "a.zip"):
        with Workspace.open(tmp_path / f"{name}.db") as workspace:
            load(workspace, tmp_path / name, extract=True)
            found.append(said(workspace))
    assert found[0]
    assert found == [found[0]] * 4


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=ANY_BYTES)
def test_no_bytes_do_more_than_a_refusal(
    tmp_path: Path, workspace: Workspace, name: str, content: bytes
) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    before = said(workspace)
    try:
        load(workspace, path, source=name, extract=True)
    except HullmarkError as refused:
        assert str(path) in str(refused) or path.name in str(refused)
        assert said(workspace) == before
        assert not workspace.connection.in_transaction


def test_the_first_bytes_alone_decide(tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml"
    path.write_bytes(SMALL["ofac_legacy"].read_bytes() + b" " * base.HEAD)
    assert detect(path) is loader("ofac_legacy")
