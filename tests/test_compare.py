"""``compare``: what is a disagreement of sources and what is only another spelling or time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.answer import Matter
from hullmark.graph.dates import parse_period
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.identifiers import identifier
from hullmark.graph.intake import store
from hullmark.graph.model import Edition, Fact, Item, Link, Listing, Name, Record
from hullmark.graph.shares import parse_share
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.queries import sameness
from hullmark.queries.compare import compare
from hullmark.queries.compare_table import compare_rows, summary

IMO = "9179842"


@contextmanager
def lists(**said: Sequence[Item]) -> Iterator[WorkspaceReader]:
    """A workspace with one list each that says these things."""
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "c.db") as workspace:
        for source, items in said.items():
            file = File(f"{source}.csv", source.ljust(64, "0")[:64], 1, date(2024, 8, 1), "file")
            edition = Edition(source, "list", title=f"List {source}")
            store(workspace, edition, file, iter(items), accept_counts=True)
        yield WorkspaceReader(workspace)


def ship(source: str, *names: Name | str, facts: Sequence[Fact] = ()) -> Record:
    return Record(
        id=f"{source}:s",
        kind="Vessel",
        names=tuple(Name(one) if isinstance(one, str) else one for one in names),
        identifiers=(identifier("imo-ship", IMO),),
        facts=tuple(facts),
    )


def owned(source: str, by: str, role: str, when: str = "", share: str = "") -> tuple[Item, ...]:
    key = f"{source}:{by.replace(' ', '-')}"
    return (
        Record(id=key, kind="Company", names=(Name(by),)),
        Link(
            id=f"{source}:{by}/{role}/{when}",
            subject=key,
            role=role,
            object=f"{source}:s",
            period=parse_period(when) if when else parse_period("since 1990"),
            share=parse_share(share) if share else None,
        ),
    )


def findings(reader: WorkspaceReader) -> dict[str, str]:
    return {one.about: one.finding for one in compare(reader, IMO).matters}


def the(reader: WorkspaceReader, about: str) -> Matter:
    (found,) = [one for one in compare(reader, IMO).matters if one.about == about]
    return found


def test_another_flag_is_a_disagreement_with_both_sides_and_their_evidence() -> None:
    now = parse_period("2020 – 2024")
    with lists(
        a=[ship("a", "ANGARA", facts=[Fact("flag", "ru", "Russia", period=now)])],
        b=[ship("b", "Angara", facts=[Fact("flag", "pa", "Panama flag", period=now)])],
        c=[ship("c", "ANGARA", facts=[Fact("flag", "Russian Federation", period=now)])],
    ) as reader:
        found = the(reader, "flag")
        assert (found.finding, found.note) == ("disagree", "")
        assert [
            (side.value, [one.record for one in side.evidence], side.words) for side in found.sides
        ] == [
            ("Russia / Russian Federation", ["a:s", "c:s"], ()),
            ("Panama", ["b:s"], ("Panama flag",)),
        ]
        assert findings(reader) == {
            "flag": "disagree",
            "name": "agree",
            "IMO ship number": "agree",
        }
        answer = compare(reader, IMO)
        rows = compare_rows(answer)
        assert [(row["value"], row["source"], row["published"]) for row in rows] == [
            ("Russia / Russian Federation", "a list", "2024-08-01"),
            ("Russia / Russian Federation", "c list", "2024-08-01"),
            ("Panama", "b list", "2024-08-01"),
        ]
        assert len(compare_rows(answer, everything=True)) == 9
        assert summary(answer, everything=False) == (
            "They agree on name, IMO ship number. See them with --all. What one source alone says "
            "is not compared."
        )


def test_a_flag_that_the_other_list_has_as_a_former_one_is_only_possibly_another() -> None:
    with lists(
        a=[ship("a", "ANGARA", facts=[Fact("flag", "ru"), Fact("former flag", "pa")])],
        b=[ship("b", "ANGARA", facts=[Fact("flag", "pa")])],
    ) as reader:
        found = the(reader, "flag")
        assert (found.finding, found.note) == ("possibly", "Panama is a former flag in List a")


def test_a_former_name_a_new_name_and_an_alias() -> None:
    with lists(
        a=[ship("a", "ANGARA", Name("OCEAN ENERGY", "former"))],
        b=[ship("b", "OCEAN ENERGY")],
    ) as reader:
        found = the(reader, "name")
        assert found.finding == "possibly"
        assert found.note == "OCEAN ENERGY is what List a calls a former or later name"
    with lists(
        a=[ship("a", "ANGARA", Name("BARGUZIN", "alias"))], b=[ship("b", "BARGUZIN")]
    ) as reader:
        assert findings(reader)["name"] == "spelling"
    with lists(a=[ship("a", "LADY R")], b=[ship("b", "MARIA")]) as reader:
        assert findings(reader)["name"] == "possibly"


@pytest.mark.parametrize(
    ("role", "one", "other", "finding"),
    [
        ("registered owner", "2015 – 2018", "2020 – 2023", "other times"),
        ("registered owner", "2015 – 2021", "2018 – 2023", "disagree"),
        ("registered owner", "since 2015", "2018 – 2023", "possibly"),
        ("owner", "2015 – 2021", "2018 – 2023", "possibly"),
        ("DOC company", "2015 – 2021", "2018 – 2023", "disagree"),
    ],
)
def test_two_holders_disagree_only_for_the_same_time(
    role: str, one: str, other: str, finding: str
) -> None:
    with lists(
        a=[ship("a", "ANGARA"), *owned("a", "ALPHA SHIPPING", role, one)],
        b=[ship("b", "ANGARA"), *owned("b", "OMEGA TRANSPORT", role, other)],
    ) as reader:
        assert findings(reader)[role] == finding


def test_two_registered_owners_for_one_day_in_one_list_are_a_disagreement() -> None:
    with lists(
        a=[
            ship("a", "ANGARA"),
            *owned("a", "ALPHA SHIPPING", "registered owner", "2015 – 2021"),
            *owned("a", "OMEGA TRANSPORT", "registered owner", "2018 – 2023"),
        ]
    ) as reader:
        assert findings(reader) == {"registered owner": "disagree"}


def test_legal_forms_scripts_and_shares_beside_each_other_are_no_disagreement() -> None:
    with lists(
        a=[ship("a", "ANGARA"), *owned("a", "ООО Совфрахт", "registered owner", "2015 – 2021")],
        b=[ship("b", "ANGARA"), *owned("b", "SOVFRAKHT LLC", "registered owner", "2018 – 2023")],
    ) as reader:
        assert findings(reader)["registered owner"] == "spelling"
    with lists(
        a=[ship("a", "ANGARA"), *owned("a", "ALPHA SHIPPING", "owner", "", "50")],
        b=[ship("b", "ANGARA"), *owned("b", "OMEGA TRANSPORT", "owner", "", "50")],
    ) as reader:
        assert "owner" not in findings(reader)


def test_built_and_tonnage() -> None:
    with lists(
        a=[ship("a", "X", facts=[Fact("built", "1998"), Fact("gross tonnage", "7,260")])],
        b=[ship("b", "X", facts=[Fact("built", "1998-05"), Fact("gross tonnage", "7261")])],
        c=[ship("c", "X", facts=[Fact("built", "2001"), Fact("gross tonnage", "9000")])],
    ) as reader:
        assert (findings(reader)["built"], findings(reader)["gross tonnage"]) == (
            "disagree",
            "possibly",
        )


def test_listing_days_of_one_authority() -> None:
    def place(source: str, when: str) -> Listing:
        return Listing(
            id=f"{source}:l",
            record=f"{source}:s",
            authority="OFAC",
            list="SDN",
            programmes=("P",),
            period=parse_period(when),
        )

    for other, finding in (("since 2022-05-09", "disagree"), ("since 2022-05", "spelling")):
        with lists(
            a=[ship("a", "ANGARA"), place("a", "2022-05-08 – 2024-01-01")],
            b=[ship("b", "ANGARA"), place("b", other)],
        ) as reader:
            assert findings(reader)["listed by OFAC, SDN (P)"] == finding


def test_the_demo_says_what_is_true(demo: WorkspaceReader) -> None:
    answer = compare(demo, "Angara")
    assert {one.about: one.finding for one in answer.matters} == {
        "owner or operator": "spelling",
        "listed by OFAC, SDN (RUSSIA-EO14024)": "spelling",
        "name": "agree",
        "IMO ship number": "agree",
        "flag": "agree",
    }
    assert summary(answer, everything=False).startswith("No two sources disagree. They agree on ")


@pytest.mark.parametrize(
    ("one", "other", "family", "likeness"),
    [
        ("LADY R", "Lady  R", "vessel", "same"),
        ("M/V LADY R", "LADY R", "vessel", "same"),
        ("MARIA", "MARIA E", "vessel", "other"),
        ("SPARTA", "SPARTA II", "vessel", "other"),
        ("SPARTA 2", "SPARTA 3", "vessel", "other"),
        ("PUTIN, Vladimir", "Vladimir Vladimirovich PUTIN", "person", "spelling"),
        ("Yussef Khalil", "YOUSSEF KHALIL", "person", "spelling"),
        ("OOO Marine Trans Shipping", "Marine Trans Shipping LLC", "body", "spelling"),
        ("Kumertau Aviation Production Enterprise", "JSC Kumertau Aviation Production Company",
         "body", "spelling"),
        ("Fleet 7 LLC", "Fleet 8 LLC", "body", "other"),
        ("ALPHA SHIPPING", "OMEGA SHIPPING", "body", "other"),
    ],
)  # fmt: skip
def test_names_that_are_one(one: str, other: str, family: str, likeness: str) -> None:
    assert sameness.names(one, other, family) == likeness
    assert sameness.names(other, one, family) == likeness


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(1900, 1, 1), date(2030, 1, 1)))
def test_days_are_other_days_only_when_they_are(one: date, other: date) -> None:
    assert (sameness.days(str(one), str(other)) == "same") is (one == other)
    assert sameness.days(str(one), str(one.year)) == "spelling"
    assert (sameness.days(str(one.year), str(other)) == "other") is (one.year != other.year)
    assert sameness.swapped(str(one), str(other)) is (
        one != other and (one.year, one.month, one.day) == (other.year, other.day, other.month)
    )
