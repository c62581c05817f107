"""The CSV lists: a set of four files, rows gone wrong, and the same entries as in the XML."""

from __future__ import annotations

import gzip
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Item, Link, Listing, Name, Problem, Record
from hullmark.loaders import ofac_csv, ofac_csv_files, ofac_legacy
from hullmark.loaders.base import head

FOLDER = Path(__file__).parent.parent / "fixtures" / "ofac" / "csv"
NULLS = ",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "


def records(items: list[Item]) -> dict[str, Record]:
    return {item.id: item for item in items if isinstance(item, Record)}


def problems(items: list[Item]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def targets(items: list[Item]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for item in items:
        if isinstance(item, Link):
            found[item.subject].append(item.object_name)
    return found


def row(uid: int, name: str, remark: str = "-0- ", kind: str = "-0- ") -> str:
    return f'{uid},"{name}",{kind},"CUBA"{NULLS},"{remark}"\r\n'


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text.encode() + b"\x1a")
    return folder / "sdn.csv"


def test_a_folder_and_its_main_file_are_the_same_list() -> None:
    items = list(ofac_csv.read(FOLDER))
    assert items == list(ofac_csv.read(FOLDER / "sdn.csv"))
    assert isinstance(items[0], Edition)
    assert (items[0].list, items[0].published, items[0].entries) == ("SDN", None, None)
    assert len(records(items)) == 11
    assert problems(items) == []


def test_a_ship_with_its_listing_and_its_link() -> None:
    items = [i for i in ofac_csv.read(FOLDER) if getattr(i, "place", "") == "uid 37059, line 8"]
    record, listing, link = items
    assert isinstance(record, Record) and isinstance(listing, Listing) and isinstance(link, Link)
    assert (record.id, record.kind, record.names) == ("ofac:37059", "Vessel", (Name("ANGARA"),))
    assert [(i.scheme, i.value, i.valid) for i in record.identifiers] == [
        ("imo-ship", "9179842", True)
    ]
    assert record.facts == (
        Fact("vessel type", "Roll-on Roll-off"),
        Fact("flag", "ru", "Russia", CURRENT),
        Fact("gross tonnage", "8811"),
        Fact("secondary sanctions risk", "See Section 11 of Executive Order 14024."),
    )
    assert (listing.id, listing.programmes) == ("ofac:37059/SDN", ("RUSSIA-EO14024",))
    assert (link.object_name, link.as_stated) == ("M LEASING LLC", "Linked To: M LEASING LLC")


def test_programmes_names_addresses_and_tonnages_come_from_their_columns() -> None:
    items = list(ofac_csv.read(FOLDER))
    found = records(items)
    nioc = next(i for i in items if isinstance(i, Listing) and i.record == "ofac:11317")
    assert nioc.programmes == ("IRAN", "IFCA", "IFSR", "SDGT")
    assert [(n.text, n.type) for n in found["ofac:46769"].names] == [
        ("AZIA SHIPPING COMPANY", "primary"),
        ("OOO SUDOKHODNAIA KOMPANIIA AZIA", "alias"),
        ("AZSCO", "weak alias"),
    ]
    assert Name("INFINITY", "former") in found["ofac:15904"].names
    assert Fact("address", "Baumanskaya Ul., D.7, Str. 1, Of. 301, Moscow 105005, Russia") in (
        found["ofac:37065"].facts
    )
    assert Fact("tonnage", "99144", "99,144") in found["ofac:15036"].facts
    assert Fact("owner as stated", "NITC") in found["ofac:15904"].facts


def test_links_keep_a_full_stop_that_is_the_names_own() -> None:
    found = targets(list(ofac_csv.read(FOLDER)))
    assert found["ofac:11620"] == ["PERSIAN GULF PETROCHEMICAL INDUSTRY CO."]
    assert found["ofac:11317"] == [
        "ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE",
        "MINISTRY OF PETROLEUM",
    ]


def test_a_title_repeated_in_the_remarks_is_told_once() -> None:
    person = records(list(ofac_csv.read(FOLDER)))["ofac:99000001"]
    assert [f.value for f in person.facts if f.prop in ("title", "remark")] == [
        "Captain",
        "member of no crew",
    ]


def test_entries_are_the_same_as_in_the_xml() -> None:
    ours = list(ofac_csv.read(FOLDER))
    theirs = list(ofac_legacy.read(FOLDER.parent / "sdn.xml"))
    left, right = records(ours), records(theirs)
    for uid in (11317, 15904, 23424, 37059, 37065, 46769, 99000001):
        one, other = left[f"ofac:{uid}"], right[f"ofac:{uid}"]
        assert set(one.identifiers) == set(other.identifiers)
        assert set(one.names) == set(other.names)
        assert targets(ours)[one.id] == targets(theirs)[one.id]


def test_a_lone_main_file_says_what_it_misses(tmp_path: Path) -> None:
    path = tmp_path / "sdn_2024-05-03.csv"
    shutil.copy(FOLDER / "sdn.csv", path)
    shutil.copy(FOLDER / "alt.csv", tmp_path / "alt.csv")
    items = list(ofac_csv.read(path))
    assert len(records(items)) == 11
    assert [(p.code, "alternate names" in p.message) for p in problems(items)] == [
        ("missing-file", True)
    ]
    shutil.copy(FOLDER / "alt.csv", tmp_path / "ALT_2024-05-03.CSV")
    again = problems(list(ofac_csv.read(path)))
    assert "alternate names" not in again[0].message and "addresses" in again[0].message


def test_a_companion_alone_and_an_unclear_folder_name_the_file_to_load(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"expected the main file sdn\.csv, found its companion"):
        list(ofac_csv.read(FOLDER / "alt.csv"))
    with pytest.raises(FileProblem, match="found neither"):
        list(ofac_csv.read(tmp_path))
    shutil.copy(FOLDER / "sdn.csv", tmp_path / "sdn_1.csv")
    shutil.copy(FOLDER / "sdn.csv", tmp_path / "sdn_2.csv")
    with pytest.raises(FileProblem, match=r"found sdn_1\.csv, sdn_2\.csv"):
        list(ofac_csv.read(tmp_path))


def test_the_list_is_told_by_the_files_name_or_its_programmes(tmp_path: Path) -> None:
    for name, text, listed in (
        ("cons_prim", row(1, "A"), "Consolidated"),
        ("SDN_2022-05-08", row(1, "A"), "SDN"),
        ("mine", row(1, "A"), "SDN"),
        ("other", row(1, "A").replace("CUBA", "CMIC-EO13959"), "Consolidated"),
    ):
        path = tmp_path / f"{name}.csv"
        path.write_text(text)
        first = next(iter(ofac_csv.read(path)))
        assert isinstance(first, Edition) and first.list == listed


def test_names_of_files_say_their_part_and_day() -> None:
    part = ofac_csv_files.part
    assert part("sdn.csv") == ("sdn", "")
    assert part("SDN_COMMENTS.CSV") == ("sdn_comments", "")
    assert part("sdn_2024-05-03.csv.gz") == ("sdn", "_2024-05-03")
    assert part("cons_alt (1).csv") == ("cons_alt", " (1)")
    assert part("alternate.csv") == ("", "")
    assert part("sdn.xml") == ("", "")


def test_a_remark_of_a_thousand_characters_goes_on_in_the_comments(tmp_path: Path) -> None:
    rest = " No. 9701173086 (Russia); Linked To: M LEASING LLC."
    long = ("Website www." + "x" * 977 + ".ru; ") + "Tax ID"
    assert len(long) == 1000
    path = written(tmp_path, sdn=row(1, "A", long), alt="", add="", sdn_comments=f'1,"{rest}"\r\n')
    whole = list(ofac_csv.read(path))
    assert [(i.scheme, i.value) for i in records(whole)["ofac:1"].identifiers] == [
        ("inn", "9701173086")
    ]
    assert targets(whole) == {"ofac:1": ["M LEASING LLC"]}
    assert problems(whole) == []
    (tmp_path / "sdn_comments.csv").unlink()
    cut = list(ofac_csv.read(path))
    assert records(cut)["ofac:1"].identifiers == ()
    assert records(cut)["ofac:1"].facts[-1].prop == "remark"
    assert [p.code for p in problems(cut)] == ["missing-file", "cut-remark"]


def test_bad_rows_are_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    good = row(1, "A") + row(2, "B")
    bad = '3,"C",CUBA\r\n' + '4,"D"E",-0- \r\n' + row(2, "B") + "x" + row(5, "E")
    path = written(tmp_path, sdn=good + bad, alt='9,1,"aka","Z",-0- \r\n', add="7\r\n")
    items = list(ofac_csv.read(path))
    assert list(records(items)) == ["ofac:1", "ofac:2"]
    assert [(p.code, p.place) for p in problems(items)] == [
        ("bad-row", "add.csv line 1"),
        ("missing-file", ""),
        ("bad-row", "sdn.csv line 3"),
        ("bad-row", "sdn.csv line 4"),
        ("double-entry", "uid 2, line 5"),
        ("bad-row", "sdn.csv line 6"),
        ("orphan-row", "alt.csv line 1"),
    ]
    assert "expected 12 columns" in problems(items)[2].message
    assert "found 3 columns" in problems(items)[2].message


def test_an_alias_of_another_type_is_kept_as_an_alias(tmp_path: Path) -> None:
    alt = '1,1,"bka","OLD",-0- \r\n1,2,aka,Another name,\r\n'
    items = list(ofac_csv.read(written(tmp_path, sdn=row(1, "A"), alt=alt)))
    assert [n.type for n in records(items)["ofac:1"].names] == ["primary", "alias", "alias"]
    assert "new-name-type" in {p.code for p in problems(items)}


def test_other_files_and_kinds_stop_the_load(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    for content, says in (
        ("<html>\n<body>Access denied</body>\n</html>\n", "expected rows of 12 columns"),
        ("uid,name\n1,ANGARA\n", "found 2 columns"),
        ("\x1a", "found no rows"),
        (row(1, "A", kind="submarine"), "found 'submarine'"),
    ):
        path.write_text(content, newline="")
        with pytest.raises(SourceChanged, match=says) as stopped:
            list(ofac_csv.read(path))
        assert str(path) in str(stopped.value)
    path.write_text(row(1, "A") + row(2, "B")[:-20], newline="")
    with pytest.raises(FileProblem, match="line 2: expected a row of 12 columns, found that"):
        list(ofac_csv.read(path))
    with pytest.raises(FileProblem, match="no such file"):
        list(ofac_csv.read(tmp_path / "cons_prim.csv"))


def test_windows_letters_and_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(row(1, "CAFÉ").replace("\r\n", "\n").encode("cp1252"))
    items = list(ofac_csv.read(path))
    assert records(items)["ofac:1"].names == (Name("CAFÉ"),)
    assert "encoding" in {p.code for p in problems(items)}
    path.write_bytes(row(1, "CAFÉ").encode())
    again = list(ofac_csv.read(path))
    assert records(again)["ofac:1"].names == (Name("CAFÉ"),)
    assert "encoding" not in {p.code for p in problems(again)}


def test_recognises_its_files_and_no_others(tmp_path: Path) -> None:
    for name in ("sdn.csv", "alt.csv", "add.csv"):
        assert ofac_csv.recognises(head(FOLDER / name), FOLDER / name)
    assert ofac_csv.recognises(b"", FOLDER)
    assert not ofac_csv.recognises(b"", tmp_path)
    assert ofac_csv.recognises(head(FOLDER / "sdn.csv"), Path("list.csv"))
    assert not ofac_csv.recognises(b"Last Updated,Unique ID,OFSI Group ID\n", Path("uk.csv"))
    assert not ofac_csv.recognises(b"1,2,3\n", Path("numbers.csv"))


def test_a_packed_main_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv.gz"
    path.write_bytes(gzip.compress((FOLDER / "sdn.csv").read_bytes()))
    assert len(records(list(ofac_csv.read(path)))) == 11


@given(st.binary(max_size=300), st.integers(0, 2500), st.integers(0, 200))
def test_no_bytes_raise_anything_but_our_errors(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    whole = (FOLDER / "sdn.csv").read_bytes()
    for name in ("alt", "add", "sdn_comments"):
        (folder / f"{name}.csv").write_bytes(noise or b"\n")
    for content in (noise, whole[:at] + noise + whole[at + cut :]):
        (folder / "sdn.csv").write_bytes(content)
        try:
            assert list(ofac_csv.read(folder))
        except HullmarkError as stopped:
            assert str(folder) in str(stopped)


def test_the_real_csv_says_what_the_real_xml_says(real_data: Path) -> None:
    ours = list(ofac_csv.read(real_data / "ofac" / "csv_snapshots" / "sdn_2024-05-03.csv"))
    theirs = list(ofac_legacy.read(real_data / "ofac" / "sdn_2024-05-07.xml"))
    left, right = records(ours), records(theirs)
    cut = {p.record for p in problems(ours) if p.code == "cut-remark"}
    assert set(right) - set(left) == {"ofac:48603"} and len(left) == 14965 and len(cut) == 18
    differ = {
        uid for uid, one in left.items() if set(one.identifiers) != set(right[uid].identifiers)
    }
    links, others = targets(ours), targets(theirs)
    assert differ <= cut and len(differ) == 14
    assert {uid for uid in left if links[uid] != others[uid]} <= cut


def test_the_real_set_of_2022_reads_with_its_known_faults(real_data: Path) -> None:
    items = list(ofac_csv.read(real_data / "ofac" / "csv_2022-01"))
    assert len(records(items)) == 9043
    assert Counter(p.code for p in problems(items)) == {
        "bad-identifier": 14,
        "cut-remark": 7,
        "missing-file": 1,
        "double-entry": 1,
        "orphan-row": 1,
    }
    with pytest.raises(FileProblem, match="found neither"):
        list(ofac_csv.read(real_data / "ofac" / "csv_2025-12_partial"))
