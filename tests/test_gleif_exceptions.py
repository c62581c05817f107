"""GLEIF's reporting exceptions: why no parent is named, as facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import CURRENT, Edition, Fact, Identifier, Item, Problem, Record
from hullmark.loaders import detect, gleif_exceptions

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "gleif"
CSV, XML = FIXTURES / "20250515-0000-repex.csv", FIXTURES / "repex.xml"
T = TypeVar("T", bound=Item)


def items(path: Path, sort: type[T]) -> list[T]:
    return [item for item in gleif_exceptions.read(path) if isinstance(item, sort)]


def test_an_exception_is_a_fact_that_says_why() -> None:
    shell, old = items(CSV, Record)
    assert shell == Record(
        "gleif:21380068P1DRHMJ8KU70/no-parent/ultimate",
        "LegalEntity",
        identifiers=(Identifier("lei", "21380068P1DRHMJ8KU70", valid=True),),
        facts=(
            Fact(
                "no ultimate parent named",
                "no person is known to control it",
                "NO_KNOWN_PERSON",
                CURRENT,
            ),
        ),
        url="https://search.gleif.org/#/record/21380068P1DRHMJ8KU70",
        place="line 2",
    )
    assert [(fact.prop, fact.value, fact.stated) for fact in old.facts] == [
        ("no direct parent named", "the relationship is not public", "NON_PUBLIC"),
        ("no direct parent named", "laws prevent it", "LEGAL_OBSTACLES"),
        ("reference for that", "Invented Act, section 1", ""),
    ]


def test_csv_and_xml_say_the_same() -> None:
    plain = [replace(one, place="") for one in items(CSV, Record)]
    assert plain == [replace(one, place="") for one in items(XML, Record)]
    assert detect(CSV) is detect(XML)
    assert items(XML, Edition)[0].published == date(2025, 5, 15)


def test_new_reasons_stop_the_load_and_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = CSV.read_text(encoding="utf-8")
    for old, new in (("NON_PUBLIC", "TOO_SHY"), ("DIRECT_ACC", "DISTANT_ACC")):
        path.write_text(text.replace(f'"{old}', f'"{new}', 1), encoding="utf-8")
        with pytest.raises(SourceChanged, match=f"expected a category or reason .*'{new}"):
            list(gleif_exceptions.read(path))


def test_the_real_answers_are_read(real_data: Path) -> None:
    found: list[Record] = []
    for path in (real_data / "gleif/gleif-rs-api/tests/data/reporting_exceptions").iterdir():
        found += items(path, Record)
        assert items(path, Problem) == []
    assert len(found) == 17
