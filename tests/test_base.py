"""Opening files of any kind and in any state, and rows whose leftovers are named."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.loaders.base import (
    RATIO_FLOOR,
    Row,
    Source,
    check_counts,
    checked_size,
    digest,
    head,
    key,
    opened,
)

LIST = b"<sdnList><sdnEntry><uid>37059</uid></sdnEntry></sdnList>\n" * 2000


@pytest.fixture
def make_zip(tmp_path: Path) -> Callable[..., Path]:
    def make(*names: str) -> Path:
        path = tmp_path / "sdn.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, LIST)
        return path

    return make


def read(path: Path) -> bytes:
    with opened(path) as stream:
        return stream.read()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_packed_files_read_as_they_are(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "sdn.xml"
    path.write_bytes(pack(LIST))
    assert read(path) == LIST
    assert head(path) == LIST[:65536]


def test_a_zip_with_one_file_reads_as_that_file(make_zip: Callable[..., Path]) -> None:
    assert read(make_zip("sdn.xml")) == LIST
    assert read(make_zip("lists/", "lists/sdn.xml", "__MACOSX/lists/._sdn.xml")) == LIST


def test_a_zip_with_two_files_or_none_is_refused(make_zip: Callable[..., Path]) -> None:
    with pytest.raises(FileProblem, match=r"expected a zip with one file in it, found 2; unpack"):
        read(make_zip("sdn.csv", "alt.csv"))
    with pytest.raises(FileProblem, match="expected a zip with one file in it, found 0"):
        read(make_zip())


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_cut_off_file_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "sdn.xml.packed"
    path.write_bytes(pack(LIST)[:-20])
    with pytest.raises(FileProblem, match=r"damaged or cut off after [0-9,]+ bytes .*again"):
        read(path)


@pytest.mark.parametrize("name", ["../sdn.xml", "a/../../sdn.xml", "/etc/x", "..\\x", "C:\\x"])
def test_a_zip_whose_names_lead_out_of_it_is_refused(
    make_zip: Callable[..., Path], name: str
) -> None:
    with pytest.raises(FileProblem, match=r"which leads out of its folder; no publisher packs so"):
        read(make_zip(name))


def test_a_cut_off_zip_is_refused(make_zip: Callable[..., Path]) -> None:
    path = make_zip("sdn.xml")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FileProblem, match="the zip file is damaged or cut off"):
        read(path)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_wrong_byte_is_noticed_or_harmless(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path, sound = tmp_path / "damaged", pack(LIST)
    refused = 0
    for place in range(0, len(sound), max(1, len(sound) // 60)):
        packed = bytearray(sound)
        packed[place] ^= 0x55
        path.write_bytes(packed)
        try:
            # A packed file whose first bytes are lost is read as plain, and no loader knows it.
            assert read(path) in (LIST, packed)
        except FileProblem:
            refused += 1
    assert refused > 40


def test_a_bomb_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml.gz"
    with gzip.open(path, "wb", compresslevel=9) as out:
        for _ in range(80):
            out.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    with opened(path) as stream:
        unpacked = 0
        with pytest.raises(FileProblem, match="unpacks to more than 67,108,864 bytes"):
            while chunk := stream.read(1 << 20):
                unpacked += len(chunk)
    assert unpacked <= RATIO_FLOOR


def test_a_large_plain_file_has_no_limit(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    with path.open("wb") as out:
        out.truncate(RATIO_FLOOR + (1 << 20))
    with opened(path) as stream:
        assert sum(len(chunk) for chunk in iter(lambda: stream.read(1 << 20), b"")) > RATIO_FLOOR


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"nowhere\.xml: no such file; check the name"):
        read(tmp_path / "nowhere.xml")
    with pytest.raises(FileProblem, match="is a folder; expected a file"):
        read(tmp_path)
    (tmp_path / "empty.xml").touch()
    with pytest.raises(FileProblem, match=r"the file is empty \(0 bytes\).*download it again"):
        read(tmp_path / "empty.xml")
    (tmp_path / "plain.txt").touch()
    with pytest.raises(FileProblem, match=r"can't be read \(Not a directory\)"):
        read(tmp_path / "plain.txt" / "sdn.xml")
    with pytest.raises(FileProblem, match=r"can't be read \(File name too long\)"):
        read(tmp_path / ("x" * 5000))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="is a pipe or a device; save it as a file"):
        read(tmp_path / "pipe")


def test_sizes_and_digests(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(b"36,-0-\n")
    assert checked_size(path) == 7
    assert digest(path) == hashlib.sha256(b"36,-0-\n").hexdigest()


def test_a_digest_of_several_files_knows_each_by_name_and_content(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("sdn.csv", "alt.csv", "add.csv"))
    for path in (one, two, three):
        path.write_bytes(b"36,12\n")
    lines = "".join(
        f"{hashlib.sha256(b'36,12' + bytes([10])).hexdigest()}  {name}\n"
        for name in ("sdn.csv", "alt.csv")
    )
    assert digest(one, two) == hashlib.sha256(lines.encode()).hexdigest()
    assert digest(one, three) != digest(one, two)
    two.write_bytes(b"36,13\n")
    assert digest(one, two) != hashlib.sha256(lines.encode()).hexdigest()


def test_keys_are_stable_and_tell_fields_apart() -> None:
    assert key("37059", "ANGARA") == "86d4c673ef395539"
    assert key("ab", "c") != key("a", "bc")
    assert key("a", "") != key("a")


SDN = Source(
    id="ofac",
    title="OFAC's list",
    format="sdn.xml",
    publisher="OFAC",
    licence="public domain",
    url="https://ofac.treasury.gov",
    expected={"sdn": (5_000, 60_000)},
)


@pytest.mark.parametrize("found", [5_000, 14_966, 60_000])
def test_a_sound_count_passes(found: int) -> None:
    check_counts(SDN, "sdn", found, Path("sdn.xml"))
    check_counts(SDN, "a list without bounds", 0, Path("sdn.xml"))


@pytest.mark.parametrize("found", [0, 4_999, 60_001])
def test_an_odd_count_stops_the_load_and_says_the_way_out(found: int) -> None:
    with pytest.raises(SourceChanged) as refused:
        check_counts(SDN, "sdn", found, Path("sdn.xml"))
    assert str(refused.value).startswith(f"sdn.xml: OFAC's list (sdn) has {found:,} entries")
    assert "expected between 5,000 and 60,000" in str(refused.value)
    assert "--extract" in str(refused.value)


def test_a_row_names_the_fields_that_nobody_took() -> None:
    row = Row(
        {"uid": " 37059 ", "name": "ANGARA", "flag": "", "new": "x" * 300, "none": None},
        place="line 2",
        record="ofac:37059",
    )
    assert row.take("uid") == "37059"
    assert row.maybe("name") == "ANGARA"
    assert row.maybe("name") == row.maybe("none") == row.maybe("never") == ""
    (problem,) = row.leftovers()
    assert (problem.code, problem.record, problem.place) == (
        "unread-field",
        "ofac:37059",
        "line 2",
    )
    assert "'new'" in problem.message
    assert problem.value == "x" * 200
    row.ignore("new", "never")
    assert list(row.leftovers()) == []


@pytest.mark.parametrize("name", ["missing", "blank", "none"])
def test_a_field_that_must_be_there_is_missed_by_name(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        Row({"blank": "  ", "none": None}, place="line 2").take(name)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.text(max_size=8), max_size=6))
def test_every_filled_field_is_taken_or_left_over(fields: dict[str, str | None]) -> None:
    filled = {name for name, value in fields.items() if value and value.strip()}
    assert len(list(Row(fields, "line 1").leftovers())) == len(filled)
