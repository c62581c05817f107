"""Companies House's PSC snapshot: kinds, natures of control, owners' numbers, totals, damage."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import Fact, Identifier, Item, Link, Name, Period, Problem, Record, Share
from hullmark.graph.workspace import Workspace
from hullmark.loaders import ch_psc, detect
from hullmark.loaders.ch_natures import NATURES, groups
from hullmark.loaders.ch_psc_statement import EXEMPTIONS, STATEMENTS
from hullmark.loaders.load import load

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures" / "gb-coh" / "psc.txt"
PERSON = "gb-coh:19999001/psc/madeUp-Person_01"
T = TypeVar("T", bound=Item)


def items(path: Path, sort: type[T]) -> dict[str, T]:
    found = [item for item in ch_psc.read(path) if isinstance(item, sort)]
    return {getattr(item, "id", str(at)): item for at, item in enumerate(found)}


def holder(number: str = "19999001", **data: Any) -> dict[str, Any]:
    link = {"self": f"/company/{number}/persons-with-significant-control/corporate-entity/x1"}
    kind = "corporate-entity-person-with-significant-control"
    return {"company_number": number, "data": {"kind": kind, "links": link, **data}}


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return path


def test_a_company_owner_joins_by_its_number() -> None:
    owner = items(SMALL, Record)["gb-coh:04120481/psc/m5XNR_-nKtmMDh9BkcfpD7Pzkic"]
    assert owner.kind == "Company"
    assert owner.names == (Name("Clientlogic Holding Limited"),)
    assert owner.identifiers == (Identifier("gb-coh", "03530981"),)
    assert Fact("country", "gb", "England And Wales") in owner.facts
    assert Fact("registered at", "Companies House") in owner.facts


def test_natures_of_control_are_intervals_with_open_and_closed_ends() -> None:
    links = items(SMALL, Link)
    quarter = links["gb-coh:02847483/psc/YIVGZxjcS8tcf-5WdYZBtTTW-so#shareholder"]
    assert quarter.share == Share("25", "50", low_open=True)
    half = links[f"{PERSON}#shareholder"]
    assert half.share == Share("50", "75", low_open=True, high_open=True)
    assert half.as_stated == "ownership of shares: more than 50% but less than 75%"
    whole = links["gb-coh:04120481/psc/m5XNR_-nKtmMDh9BkcfpD7Pzkic#shareholder"]
    assert whole.share == Share("75", "100")
    votes = links[f"{PERSON}#controls"]
    assert (votes.role, votes.share) == ("controls", Share("50", "75", True, True))
    assert votes.as_stated == "voting rights: more than 50% but less than 75%"
    abroad = links["gb-coh:OE000001/psc/madeUp-Owner_01#shareholder"]
    assert abroad.share == Share("25", "100", low_open=True)


def test_what_is_held_through_a_trust_or_firm_is_no_own_share() -> None:
    links = items(SMALL, Link)
    through = links[f"{PERSON}#controls-2"]
    assert (through.role, through.share) == ("controls", None)
    assert through.as_stated == (
        "ownership of shares: more than 25% but not more than 50% with control over the trustees "
        "of a trust; voting rights: more than 25% but not more than 50% as a member of a firm; "
        "significant influence or control"
    )


def test_every_nature_has_a_role_and_only_own_bands_an_interval() -> None:
    assert len(NATURES) == 86
    shares = {code for code, one in NATURES.items() if one.role == "shareholder"}
    assert len(shares) == 4
    assert all(code.startswith("ownership-of-shares-") for code in shares)
    banded = [code for code, one in NATURES.items() if one.share is not None]
    assert not [code for code in banded if "trust" in code or "firm" in code]
    assert not [code for code in banded if "percent" not in code]
    surplus = "right-to-share-surplus-assets-50-to-75-percent-limited-liability-partnership"
    assert NATURES[surplus].role == "owns or controls"
    assert NATURES[surplus].share == Share("50", "75", True, True)


def test_the_codes_are_those_of_the_register(real_data: Path) -> None:
    import yaml

    folder = real_data / "companies-house" / "api-enumerations"
    told = yaml.safe_load((folder / "psc_descriptions.yml").read_text(encoding="utf-8"))
    assert set(NATURES) == set(told["short_description"])
    assert set(STATEMENTS) == set(told["statement_description"])
    exempt = yaml.safe_load((folder / "exemption_descriptions.yml").read_text(encoding="utf-8"))
    assert set(EXEMPTIONS) == set(exempt["exemption_type"])


def test_a_person_is_no_more_than_the_register_states() -> None:
    person = items(SMALL, Record)[PERSON]
    assert person.kind == "Person"
    assert person.names == (Name("Alex Example Sample"),)
    assert person.identifiers == ()
    assert person.facts == (
        Fact("title", "Mx"),
        Fact("birth date", "1961-12"),
        Fact("nationality", "gb", "British"),
        Fact("nationality", "ie", "Irish"),
        Fact("country of residence", "gb", "England"),
        Fact("address", "12 Example Street, London, ZZ1 1ZZ, England"),
    )


def test_a_protected_person_has_no_name_and_keeps_the_link() -> None:
    key = "gb-coh:19999001/psc/madeUp-Secure_01"
    secret = items(SMALL, Record)[key]
    assert (secret.names, secret.facts) == ((), ())
    assert secret.description == "protected (super-secure)"
    link = items(SMALL, Link)[f"{key}#holder"]
    assert (link.role, link.as_stated) == ("owns or controls", "person with significant control")


def test_times_of_control() -> None:
    links = items(SMALL, Link)
    day, end, first = date(2021, 12, 13), date(2024, 2, 29), date(2016, 4, 6)
    assert links[f"{PERSON}#shareholder"].period == Period(day, day, end, end)
    # Notified on the register's first day: it may have begun earlier.
    old = links["gb-coh:04120481/psc/m5XNR_-nKtmMDh9BkcfpD7Pzkic#shareholder"].period
    assert old == Period(None, first, first, None, tense="current")


def test_statements_and_exemptions_are_facts_of_the_company() -> None:
    records = items(SMALL, Record)
    one = records["gb-coh:19999002/psc-statement/madeUp-Statement_1"]
    assert one.identifiers == (Identifier("gb-coh", "19999002"),)
    assert one.facts == (
        Fact(
            "PSC statement",
            "no individual or entity with significant control",
            "no-individual-or-entity-with-signficant-control",
            Period(date(2016, 9, 11), date(2016, 9, 11), date(2021, 12, 13), date(2021, 12, 13)),
        ),
    )
    two = records["gb-coh:19999002/psc-statement/madeUp-Statement_2"]
    assert two.facts[0].value == "PSC exists but not identified: Somebody Example"
    exempt = records["gb-coh:19999003/psc-exemptions"]
    assert [(fact.prop, fact.value) for fact in exempt.facts] == [
        ("exempt from the PSC register", "traded on a regulated market outside the UK"),
        ("exempt from the PSC register", "traded company under DTR5"),
    ]


@pytest.mark.parametrize(
    ("country", "place", "number", "scheme", "value"),
    [
        ("England", "Companies House", "3530981", "gb-coh", "03530981"),
        ("United Kingdom", "England And Wales", "03530981", "gb-coh", "03530981"),
        ("Scotland", "Companies House, Edinburgh", "SC 123456", "gb-coh", "SC123456"),
        ("England", "England And Wales", "3530981", "registration", "3530981"),
        ("Gibraltar", "Companies House", "03530981", "registration", "03530981"),
        (None, "Companies House", "03530981", "registration", "03530981"),
        ("England", None, "03530981", "registration", "03530981"),
        ("Jersey", "Jersey", "12345678", "registration", "12345678"),
        ("England", "Companies House", "89101112", "registration", "89101112"),
        ("England", "Companies House", "19999001", "registration", "19999001"),
        ("England", "Companies House", "00000000", "registration", "00000000"),
    ],
)
def test_an_owners_number_is_the_registers_only_where_that_is_said(
    tmp_path: Path, country: str | None, place: str | None, number: str, scheme: str, value: str
) -> None:
    said = {"country_registered": country, "place_registered": place, "registration_number": number}
    path = written(tmp_path / "p.txt", holder(name="A", identification=said))
    (found,) = items(path, Record)["gb-coh:19999001/psc/x1"].identifiers
    assert (found.scheme, found.value) == (scheme, value)


def test_the_companys_own_number_at_its_owner_is_reported(tmp_path: Path) -> None:
    said = {"country_registered": "UK", "place_registered": "UK", "registration_number": "19999001"}
    problems = items(written(tmp_path / "p.txt", holder(name="A", identification=said)), Problem)
    assert problems["0"].code == "odd-value"
    assert problems["0"].record == "gb-coh:19999001/psc/x1"


def test_what_is_new_stops_the_load_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    for data, name in (
        ({"natures_of_control": ["ownership-of-moons"]}, "ownership-of-moons"),
        ({"kind": "ghost-with-significant-control"}, "ghost-with-significant-control"),
        ({"kind": "exemptions", "exemptions": {"a": {"exemption_type": "x-y"}}}, "x-y"),
        ({"kind": "persons-with-significant-control-statement", "statement": "hm"}, "hm"),
    ):
        written(path, holder(**data))
        with pytest.raises(SourceChanged, match=f"line 1: expected a kind or a code .*{name!r}"):
            list(ch_psc.read(path))


def test_a_new_field_is_reported_once(tmp_path: Path) -> None:
    path = written(
        tmp_path / "p.txt", *(holder(name="A", address={"galaxy": "Milky Way"}, x=1) for _ in "123")
    )
    found = [one for one in items(path, Problem).values() if one.code == "unread-field"]
    assert [(one.message.split("'")[1], one.value) for one in found] == [
        ("data.address.galaxy", "Milky Way"),
        ("data.x", "1"),
    ]


def test_one_bad_line_is_a_problem_and_a_cut_file_is_refused(tmp_path: Path) -> None:
    good, path = json.dumps(holder(name="A")), tmp_path / "p.txt"
    path.write_text(f"{good}\n[1]\n{good}\n", encoding="utf-8")
    assert [one.code for one in items(path, Problem).values()] == ["bad-row", "no-totals"]
    path.write_text(f"{good}\n{good[:60]}", encoding="utf-8")
    with pytest.raises(FileProblem, match="line 2: expected a JSON object, found that the file br"):
        list(ch_psc.read(path))
    path.write_text("[\n{}\n]\n", encoding="utf-8")
    with pytest.raises(SourceChanged, match="line 1: expected a JSON object with company_number"):
        list(ch_psc.read(path))


def test_totals_that_are_not_the_files_are_refused(tmp_path: Path) -> None:
    totals = {"kind": ch_psc.TOTALS, "persons_of_significant_control_count": 1}
    path = written(tmp_path / "p.txt", holder(name="A"), {"data": totals})
    assert items(path, Problem) == {}
    written(path, holder(name="A"), {"data": {**totals, "persons_of_significant_control_count": 9}})
    with pytest.raises(SourceChanged, match=r"expected 9 holders \(its totals line\), found 1"):
        list(ch_psc.read(path))


def test_dates_that_can_not_be_are_reported(tmp_path: Path) -> None:
    path = written(tmp_path / "p.txt", holder(notified_on="2020-01-01", ceased_on="2019-01-01"))
    assert [one.code for one in items(path, Problem).values()] == ["bad-date", "no-totals"]
    (link,) = items(path, Link).values()
    assert link.period == Period(tense="former", text="from 2020-01-01 to 2019-01-01")


def test_a_snapshot_in_parts_is_one_list(tmp_path: Path) -> None:
    lines = SMALL.read_text(encoding="utf-8").splitlines(keepends=True)
    one, two = (tmp_path / f"psc-snapshot-2026-09-01_{at}of2.txt" for at in (1, 2))
    one.write_text("".join(lines[:4]), encoding="utf-8")
    with Workspace.open(tmp_path / "part.db") as workspace:
        assert load(workspace, one, extract=True).published == date(2026, 9, 1)
    two.write_text("".join(lines[4:]), encoding="utf-8")
    assert ch_psc.files(one) == (one, two) == ch_psc.files(tmp_path)
    whole = [item for item in ch_psc.read(SMALL) if isinstance(item, Link)]
    parts = [item for item in ch_psc.read(tmp_path) if isinstance(item, Link)]
    assert [item.id for item in parts] == [item.id for item in whole]
    assert parts[0].place == "psc-snapshot-2026-09-01_1of2.txt line 1"
    with pytest.raises(FileProblem, match="is part 2 of 2, and all of them are in its folder"):
        ch_psc.files(two)


def test_the_three_formats_meet_in_one_company(tmp_path: Path) -> None:
    assert detect(SMALL) is not None
    with Workspace.open(tmp_path / "h.db") as workspace:
        for name in ("psc.txt", "companies.csv", "officers.json"):
            load(workspace, SMALL.with_name(name), published=date(2026, 9, 1), extract=True)
        reader = WorkspaceReader(workspace)
        (hit,) = reader.find("19999001")
        entity = reader.entities([hit.entity])[hit.entity]
        links = reader.expand([hit.entity])
    assert entity.caption == "EXAMPLE HOLDINGS LIMITED"
    assert {link.role for link in links} == {
        "shareholder",
        "controls",
        "owns or controls",
        "director",
        "officer",
    }


def test_the_real_lines_are_read(real_data: Path, tmp_path: Path) -> None:
    lines = []
    for path in (real_data / "companies-house" / "bods-uk-psc-pipeline").glob("psc-data-*.json"):
        for one in json.loads(path.read_text(encoding="utf-8")):
            one.pop("ContentDate", None)  # that pipeline's own
            lines += [] if one["data"]["kind"] == ch_psc.TOTALS else [one]
    path = written(tmp_path / "psc.txt", *lines)
    assert {one.code for one in items(path, Problem).values()} == {"no-totals"}
    assert len(lines) == 19


@given(
    data=st.dictionaries(
        st.sampled_from(
            ["kind", "name", "notified_on", "ceased_on", "natures_of_control", "links"]
        ),
        st.one_of(
            st.none(), st.text(max_size=9), st.integers(), st.lists(st.text(max_size=3), max_size=2)
        ),
    ),
    number=st.one_of(st.none(), st.text(max_size=9)),
)
def test_no_line_does_more_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any], number: str | None
) -> None:
    path = written(
        tmp_path_factory.getbasetemp() / "psc-line.txt",
        holder(name="A"),
        {"company_number": number, "data": {**holder()["data"], **data}},
    )
    try:
        found = list(ch_psc.read(path))
    except HullmarkError as refused:
        assert path.name in str(refused)
    else:
        assert found


def test_natures_under_one_role_and_interval_are_one_link() -> None:
    codes = ("voting-rights-75-to-100-percent", "right-to-appoint-and-remove-directors")
    votes, board = groups(codes)
    assert (votes.suffix, votes.share) == ("controls", Share("75", "100"))
    assert (board.suffix, board.share) == ("controls-2", None)
