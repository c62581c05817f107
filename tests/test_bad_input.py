"""Bad files: one sentence each that says what, where and what to do; the workspace unchanged."""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hullmark.graph.workspace import Workspace

ROOT = Path(__file__).parent.parent
XML = (ROOT / "fixtures/demo/ofac-sdn-extract-2024-05-07.xml").read_bytes()
UK = (ROOT / "fixtures/uk/small.xml").read_bytes()
CSV = (ROOT / "fixtures/ofac/csv/sdn.csv").read_bytes()
CASE = (ROOT / "fixtures/casefile/small.yaml").read_text(encoding="utf-8")

KINDS = "; expected one of: OFAC sanctions lists (XML); UK Sanctions List (XML); "  # and so on
NO_DOCTYPE = "line 1: expected no document type, found a DOCTYPE, whose entities can grow "
BROKEN = "that it breaks off or is damaged ("
PACKED = "the compressed file is damaged or cut off after "
OPENING = b'<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>'
ENTRY = (
    OPENING + b"05/07/2024</Publish_Date></publshInformation><sdnEntry><uid>1</uid>"
    b"<lastName>&x;</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>"
)
BOMB = b"".join(
    b'<!ENTITY %c "%s">' % (ord("n") + depth, b"&%c;" % (ord("m") + depth) * 10)
    for depth in range(11)
)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sdn.xml", content)
    return stream.getvalue()


# A file's name, what it holds, and what is said of it.
FILES: list[tuple[str, bytes | str, str]] = [
    ("empty.xml", b"", "the file is empty (0 bytes), as after a failed download; download"),
    ("blank.txt", b" \n ", f"holds only blanks{KINDS}"),
    ("cut.xml", XML[:8000], f"line 276: expected XML up to </sdnList>, found {BROKEN}"),
    ("cut-uk.xml", UK[:1500], f"line 23: expected XML up to </Designations>, found {BROKEN}"),
    ("cut.xml.gz", gzip.compress(XML)[:-200], PACKED),
    ("cut.xml.xz", lzma.compress(XML)[:-200], PACKED),
    ("cut.zip", zipped(XML)[:-100], "the zip file is damaged or cut off ("),
    ("nothing.gz", gzip.compress(b""), f"is packed and holds nothing{KINDS}"),
    ("page.xml", b"<!DOCTYPE html>\n<html><body>503</body></html>", "is a web page (HTML), prob"),
    ("bomb.xml", b'<!DOCTYPE sdnList [<!ENTITY m "ha">' + BOMB + b"]>" + ENTRY, NO_DOCTYPE),
    (
        "outside.xml",
        b'<!DOCTYPE sdnList [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ENTRY,
        NO_DOCTYPE,
    ),
    (
        "outside-uk.xml",
        b'<!DOCTYPE Designations [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
        b"<Designations><Designation><UniqueID>&x;</UniqueID></Designation></Designations>",
        NO_DOCTYPE,
    ),
    ("doctype.xml", b"<!DOCTYPE sdnList>" + ENTRY.replace(b"&x;", b"A"), NO_DOCTYPE),
    ("root.xml", b"<lists><entry/></lists>", f"is XML of a kind that no loader knows{KINDS}"),
    (
        "space.xml",
        b'<sdnList xmlns="urn:other"><sdnEntry/></sdnList>',
        "line 1: expected the root sdnList in the namespace https://sanctionslistservice.",
    ),
    (
        "day.xml",
        ENTRY.replace(b"05/07", b"13/45").replace(b"&x;", b"A"),
        "line 1: expected Publish_Date as MM/DD/YYYY and Record_Count as a number, found '13/45/20",
    ),
    (
        "sdn.csv",
        b"\n".join(b",".join(line.split(b",")[:7]) for line in CSV.split(b"\n")),
        "line 1: expected rows of 12 columns that begin with an entry number, found 7 columns; do",
    ),
    ("noise.csv", bytes(range(255, 0, -1)) * 9, f"is text of a kind that no loader knows{KINDS}"),
    (
        "day.yaml",
        CASE.replace("published: 2023-10-16", "published: 2023-13-45"),
        "'published': '2023-13-45' is not a date: expected a year, a month or a day such as 2021",
    ),
    ("indent.yaml", "case: a\n  title: b\n", "is not sound YAML (mapping values are not allowed"),
    ("tab.yaml", "case: a\n\ttitle: b\n", "is not sound YAML (while scanning"),
    (
        "bomb.yaml",
        "case: a\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "uses a YAML anchor or alias (& or *), which case files don't have; write the value out",
    ),
    ("text.txt", "Dear colleague,\n", f"is text of a kind that no loader knows{KINDS}"),
    (
        "ship.png",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        f"is a binary file of a kind that no loader knows{KINDS}",
    ),
    ("nul.yaml", "case: a\ntitle: b\x00\n", "found the control character '\\x00', which no text"),
    ("two\nlines.xml", b"<a/>", f"is XML of a kind that no loader knows{KINDS}"),
]


def dump(db: Path) -> list[str]:
    """All that a workspace holds, as SQL."""
    with Workspace.open(db, create=False) as workspace:
        return list(workspace.connection.iterdump())


@pytest.fixture
def own_db(demo_db: Path, tmp_path: Path) -> Path:
    """A copy of the demo's workspace that a test may write to."""
    return Path(shutil.copy(demo_db, tmp_path / "own.db"))


def refused(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    """It ended with this code and one sentence of these first words, and wrote no data."""
    assert done.stderr.startswith(f"hullmark: {words}")
    assert done.stderr.count("\n") == 1
    assert (done.returncode, done.stdout) == (code, "")


def test_each_bad_file_is_one_sentence_and_changes_nothing(
    hullmark: Run, own_db: Path, tmp_path: Path
) -> None:
    before = dump(own_db)
    for name, content, _ in FILES:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
    done = hullmark("--db", own_db, "load", *(name for name, _, _ in FILES))
    assert (done.returncode, done.stdout) == (1, "")
    assert "root:" not in done.stderr and "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    found = [
        (line[: len(f"hullmark: {shown(name)}")], words in line)
        for line, (name, _, words) in zip(lines, FILES, strict=True)
    ]
    assert found == [(f"hullmark: {shown(name)}", True) for name, _, _ in FILES]
    assert dump(own_db) == before


def shown(name: str) -> str:
    return name.replace("\n", "\\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.xml", "none.xml: no such file; check the name and the folder."),
        ("folder", f"folder: is a folder without the files of a known list{KINDS}"),
        ("/dev/null", "/dev/null: is a pipe or a device; save it as a file and load that."),
        ("alt.csv", "alt.csv: expected the main file sdn.csv, found its companion alt, which na"),
    ],
)
def test_what_is_no_file_of_a_list(
    hullmark: Run, own_db: Path, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    shutil.copy(ROOT / "fixtures/ofac/csv/alt.csv", tmp_path)
    before = dump(own_db)
    refused(hullmark("--db", own_db, "load", name), 1, words)
    assert dump(own_db) == before


# What stands in the case file, what a slip makes of it, and the word that the sentence quotes.
MISTAKES = [
    ("who: owner, role: owner", "who: owner, role: overlord", "overlord"),
    ("who: owner, role: owner", "who: nobody, role: owner", "nobody"),
    ("when: since 2021-08", "when: since 2021-13", "2021-13"),
    ("kind: Vessel", "kind: Ship", "Ship"),
    ("same_as: ofac:37059", "same: ofac:37059", "same"),
]


def test_a_case_file_with_a_mistake_is_told_its_line(
    hullmark: Run, own_db: Path, tmp_path: Path
) -> None:
    before = dump(own_db)
    names = [f"case-{number}.yaml" for number in range(len(MISTAKES))]
    for name, (old, new, _) in zip(names, MISTAKES, strict=True):
        (tmp_path / name).write_text(CASE.replace(old, new, 1), encoding="utf-8")
    done = hullmark("--db", own_db, "load", *names)
    assert (done.returncode, done.stdout) == (1, "")
    for line, name, (old, _, word) in zip(done.stderr.splitlines(), names, MISTAKES, strict=True):
        place = CASE[: CASE.index(old)].count("\n") + 1
        assert line.startswith(f"hullmark: {name}, line {place}: ")
        assert repr(word) in line
    assert dump(own_db) == before


def test_a_file_name_of_odd_bytes_is_kept_in_readable_form(hullmark: Run, tmp_path: Path) -> None:
    (tmp_path / "\udcff.yaml").write_text(CASE, encoding="utf-8")
    assert hullmark("load", "\udcff.yaml").returncode == 0
    assert "\\udcff.yaml, SHA-256 " in hullmark("sources").stdout
