"""Companies House's BasicCompanyData: columns, names, dates, parts, damage."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    Edition,
    Fact,
    Identifier,
    Item,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.loaders import ch_company, detect

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures" / "gb-coh" / "companies.csv"
T = TypeVar("T", bound=Item)


def items(path: Path, sort: type[T]) -> list[T]:
    return [item for item in ch_company.read(path) if isinstance(item, sort)]


def test_a_company_with_all_that_stands_in_its_row() -> None:
    one = items(SMALL, Record)[0]
    assert (one.id, one.kind, one.place) == ("gb-coh:19999001", "Company", "line 2")
    assert one.identifiers == (Identifier("gb-coh", "19999001"),)
    assert one.url == "http://business.data.gov.uk/id/company/19999001"
    assert one.names == (
        Name("EXAMPLE HOLDINGS LIMITED"),
        Name("EXAMPLE SHIPPING LIMITED", "former", until(2011, 3, 21)),
        Name("NEW EXAMPLE LIMITED", "former", until(2002, 1, 4)),
    )
    assert one.facts == (
        Fact("company category", "Private Limited Company"),
        Fact("company status", "Active"),
        Fact("country", "gb", "United Kingdom"),
        Fact("incorporated", "2000-10-20", "20/10/2000"),
        Fact("address", "c/o EXAMPLE LLP, PO Box 12, 1 EXAMPLE STREET, LONDON, ZZ1 1ZZ, ENGLAND"),
        Fact("activity (SIC)", "50200 - Sea and coastal freight water transport"),
        Fact("activity (SIC)", "70100 - Activities of head offices"),
    )


def until(*day: int) -> Period:
    return Period(end_min=date(*day), end_max=date(*day))


def test_what_is_not_said_is_no_fact() -> None:
    wound_up = items(SMALL, Record)[1]
    assert wound_up.names == (Name('MADE UP "ANCHOR" PLC'),)
    assert wound_up.facts == (
        Fact("company category", "Public Limited Company"),
        Fact("company status", "Liquidation"),
        Fact("country", "gb", "United Kingdom"),
        Fact("dissolved", "2026-02-01", "01/02/2026"),
    )


def test_bad_cells_are_problems_and_the_load_goes_on() -> None:
    found = [(one.code, one.record, one.value, one.place) for one in items(SMALL, Problem)]
    assert found == [
        ("bad-date", "gb-coh:FC099901", "31/02/2001", "line 4"),
        ("no-key", "", "NUMBERLESS LIMITED", "line 5"),
    ]
    assert Fact("incorporated", "31/02/2001") in items(SMALL, Record)[2].facts
    assert items(SMALL, Edition)[0].list == "Companies"


def altered(path: Path, old: str, new: str, count: int = -1) -> Path:
    text = SMALL.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return path


def test_blanks_before_the_names_of_columns_do_not_matter(tmp_path: Path) -> None:
    assert " CompanyNumber,RegAddress.CareOf" in SMALL.read_text(encoding="utf-8")
    plain = altered(tmp_path / "a.csv", ", ", ",")
    assert [one.id for one in items(plain, Record)] == [one.id for one in items(SMALL, Record)]
    assert detect(plain) is detect(SMALL)


def test_a_short_number_gets_its_noughts_back(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.csv", '"SC999901"', '"999901"')
    assert items(path, Record)[1].identifiers == (Identifier("gb-coh", "00999901", "999901"),)
    path = altered(tmp_path / "a.csv", '"SC999901"', '"SC9999012"')
    assert items(path, Problem)[0].code == "bad-identifier"
    assert items(path, Record)[1].identifiers[0].valid is False


def test_a_new_column_is_reported_once_and_a_lost_one_refused(tmp_path: Path) -> None:
    path = altered(tmp_path / "a.csv", "Accounts.AccountCategory", "Accounts.Mood")
    problem = items(path, Problem)[0]
    assert (problem.code, problem.value, problem.place) == (
        "unread-field",
        "Accounts.Mood",
        "line 1",
    )
    path = altered(tmp_path / "a.csv", "CompanyStatus", "Standing")
    with pytest.raises(SourceChanged, match=r"line 1: expected the columns .* without CompanySta"):
        list(ch_company.read(path))


def test_a_row_of_another_width_is_a_problem_and_a_cut_one_refused(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_text(text.replace('"PANAMA",', "", 1), encoding="utf-8")
    assert [one.code for one in items(path, Problem)] == ["bad-row", "no-key"]
    path.write_text(text[:-60], encoding="utf-8")
    with pytest.raises(FileProblem, match="line 5: expected a row of 55 columns, found that the"):
        list(ch_company.read(path))
    path.write_text(text[:-70] + '"', encoding="utf-8")
    with pytest.raises(FileProblem, match="line 5: expected a row"):
        list(ch_company.read(path))


def test_bytes_that_are_no_utf_8_are_read_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(SMALL.read_bytes().replace(b"INVENTED OVERSEAS", b"INVENT\xc9 OVERSEAS"))
    assert items(path, Record)[2].names == (Name("INVENTÉ OVERSEAS S.A."),)
    assert ("encoding", "line 4") in [(one.code, one.place) for one in items(path, Problem)]


def test_parts_of_a_snapshot_in_zips_are_one_list(tmp_path: Path) -> None:
    head, *rows = SMALL.read_text(encoding="utf-8").splitlines(keepends=True)
    paths = []
    for at in (1, 2):
        name = f"BasicCompanyData-2026-09-01-part{at}_2"
        paths.append(tmp_path / f"{name}.zip")
        with zipfile.ZipFile(paths[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{name}.csv", head + "".join(rows[at - 1 :: 2]))
    assert ch_company.files(paths[0]) == tuple(paths) == ch_company.files(tmp_path)
    assert detect(tmp_path) is detect(SMALL)
    assert items(tmp_path, Edition)[0].published == date(2026, 9, 1)
    assert [one.place for one in items(paths[0], Record)] == [
        "BasicCompanyData-2026-09-01-part1_2.zip line 2",
        "BasicCompanyData-2026-09-01-part1_2.zip line 3",
        "BasicCompanyData-2026-09-01-part2_2.zip line 2",
    ]
    paths[1].unlink()
    assert ch_company.files(paths[0]) == (paths[0],)
    with pytest.raises(FileProblem, match="all parts of one snapshot, found of 2 parts all but 2"):
        ch_company.files(tmp_path)


def test_the_real_header_is_the_one_that_is_read(real_data: Path, tmp_path: Path) -> None:
    # The saved sample was wrapped at 118 characters by its first keeper.
    saved = real_data / "companies-house" / "bods-uk-psc-pipeline" / "basic-company-data-1.csv"
    text = saved.read_text(encoding="utf-8").replace("\n", "")
    head, at, row = text.partition('"! LTD"')
    path = tmp_path / "a.csv"
    path.write_text(f"{head}\n{at}{row}\n", encoding="utf-8")
    (one,) = items(path, Record)
    assert (one.id, one.names) == ("gb-coh:08209948", (Name("! LTD"),))
    assert items(path, Problem) == []


@given(noise=st.text(max_size=30), at=st.integers(min_value=0, max_value=5000))
def test_no_text_does_more_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, noise: str, at: int
) -> None:
    text = SMALL.read_text(encoding="utf-8")
    path = tmp_path_factory.getbasetemp() / "companies-noise.csv"
    at %= len(text)
    path.write_text(text[:at] + noise + text[at + len(noise) :], encoding="utf-8")
    try:
        list(ch_company.read(path))
    except HullmarkError as refused:
        assert path.name in str(refused)
