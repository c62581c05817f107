"""Candidates: what meets in a block, what is too common, and that it is never all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph import candidates
from hullmark.graph.blocks import NAME, WORD, block_keys, block_keys_each, blocks, sound
from hullmark.graph.candidates import MOST, Blocking
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact, Name, Record


def _record(text: str, kind: str = "Company", *numbers: tuple[str, str], fact: str = "") -> Record:
    facts = (Fact("birth date", fact),) if fact else ()
    ids = tuple(identifier(scheme, number) for scheme, number in numbers)
    return Record(text, kind, (Name(text),), ids, facts)


def _blocking(records: list[Record]) -> Blocking:
    keys = [block_keys(record) for record in records]
    owners = np.repeat(np.arange(len(records)), [len(found) for found in keys])
    numbers = np.array([key for found in keys for key in found], np.int64)
    return Blocking(owners, numbers, len(records))


def _pairs(records: list[Record], wanted: list[int] | None = None) -> set[tuple[str, str]]:
    chosen = None if wanted is None else np.array(wanted, np.int64)
    return {
        (records[left].id, records[right].id)
        for lefts, rights in _blocking(records).pairs(chosen)
        for left, right in zip(lefts.tolist(), rights.tolist(), strict=True)
    }


# Strangers that keep a word from being in half of all records, as it would in a list of two.
STRANGERS = [
    _record(f"{one}{other}", kind)
    for kind in ("Company", "Vessel", "Person")
    for one in ("Ab", "Uv", "Om", "Ig", "Ek")
    for other in ("lutri", "pazso", "neggo", "kirfa", "tusdi")
]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Sovfracht", "Совфрахт"),
        ("OOO M Leasing", "M LEASING LLC"),
        ("Oboronlogistics LLC", "Oboronlogistika OOO"),
        ("Marine Trans Shipping LLC", "Trans Marine Shipping"),
        ("National Iranian Tanker Company", "NITC"),
        ("KAALBYE GROUP", "Kaalbye Shipping"),
        ("Ocean Energy Ltd", "Ocean Energi"),
    ],
)
def test_spellings_of_one_name_meet(left: str, right: str) -> None:
    records = [_record(left), _record(right), *STRANGERS]
    assert (left, right) in _pairs(records)


def test_ships_meet_by_former_name_call_sign_and_mmsi() -> None:
    renamed = Record("a:1", "Vessel", (Name("ANGARA"), Name("OCEAN MIGHT", "former")))
    signed = _record("RICHMOND", "Vessel", ("call-sign", "UBXK3"))
    named = Record("b:1", "Vessel", (Name("Ocean Might"),))
    other = _record("BARSIN", "Vessel", ("call-sign", "UBXK3"), ("mmsi", "273315780"))
    third = _record("LUNDAR", "Vessel", ("mmsi", "273315780"))
    found = _pairs([renamed, signed, named, other, third, *STRANGERS])
    assert {("a:1", "b:1"), ("RICHMOND", "BARSIN"), ("BARSIN", "LUNDAR")} <= found


def test_a_ship_and_a_firm_of_one_name_never_meet() -> None:
    ship, firm = _record("OCEAN MIGHT", "Vessel"), _record("OCEAN MIGHT", "Company")
    person = _record("OCEAN MIGHT", "Person")
    assert set(block_keys(ship)).isdisjoint(block_keys(firm))
    assert not {"OCEAN MIGHT"} & {end for pair in _pairs([ship, firm, person]) for end in pair}


def test_wrong_and_trifling_numbers_are_no_blocks() -> None:
    record = _record("X", "Vessel", ("imo-ship", "9179843"), ("registration", "12"))
    assert list(blocks(record)) == [(NAME, "x")]


def test_sounds() -> None:
    assert sound("sovfracht") == sound("sovfrakht") == "svfrkt"
    assert sound("mohammed") == sound("muhammad") == "md"
    assert sound("angara") == "angr"


def test_one_record_proposes_a_few_and_a_word_that_all_share_proposes_nothing() -> None:
    words = [a + b + c for a in "bdfgklm" for b in "aeiou" for c in "nprstvz"]
    records = [_record(f"Global {word.upper()}") for word in words]
    blocking = _blocking(records)
    assert sum(len(left) for left, _ in blocking.pairs()) <= MOST * len(records)
    (capped,) = [one for one in blocking.capped if one.kind == WORD]
    assert (capped.title, capped.blocks, capped.largest) == ("word", 1, 245)


def test_a_name_of_hundreds_meets_only_with_a_year_beside_it() -> None:
    records = [_record("Ivan Petrov", "Person", fact=str(1900 + at)) for at in range(99)]
    records = [
        Record(f"p:{at}", "Person", one.names, (), one.facts) for at, one in enumerate(records)
    ]
    twin = Record("p:twin", "Person", (Name("Petrov, Ivan"),), (), (Fact("birth date", "1950-03"),))
    assert _pairs([*records, twin]) == {("p:50", "p:twin")}
    (name,) = [one for one in _blocking([*records, twin]).capped if one.kind == NAME]
    assert (name.blocks, name.largest) == (1, 100)


def test_only_the_wanted_records_propose() -> None:
    records = [_record("Sovfracht"), _record("Совфрахт"), *STRANGERS, _record("Kaalbye Group")]
    records.append(_record("Kaalbye Shipping"))
    assert _pairs(records, [0]) == {("Sovfracht", "Совфрахт")}
    assert _pairs(records, [len(records) - 1]) == {("Kaalbye Group", "Kaalbye Shipping")}
    assert _pairs(records, []) == set()


def test_steps_do_not_change_what_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [_record(f"{a}{b} {c}") for a in ("Bal", "Nor") for b in ("tik", "dis") for c in
               ("Kirov", "Lemar", "Sumet", "Kirof", "Lemarr", "Tumet")]  # fmt: skip
    whole = _pairs(records)
    monkeypatch.setattr(candidates, "STEP", 5)
    assert _pairs(records) == whole != set()


def test_nothing_and_names_of_nothing() -> None:
    assert _pairs([]) == set()
    odd = ["", "...", "🚢🚢", "\u200b", "\u202e", "x", "-0-", "''"]
    records = [Record(f"r:{at}", "Company", (Name(text),)) for at, text in enumerate(odd)]
    assert _pairs([*records, Record("none", "Company")]) == set()


def test_names_without_end_have_few_keys() -> None:
    long = " ".join(f"word{at}" for at in range(5000))
    assert len(block_keys(_record(long))) <= 400
    assert len(block_keys(_record("x" * 10_000))) <= 400


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("ANGARA", "M LEASING", "Совфрахт", "")),
            st.sampled_from(("Vessel", "Company", "Person")),
            st.sampled_from(("", "1960-01-01", "1961")),
        ),
        max_size=8,
    )
)
def test_keys_of_records_one_after_the_other_are_those_of_each(
    rows: list[tuple[str, str, str]],
) -> None:
    records = [_record(text, kind, fact=fact) for text, kind, fact in rows]
    assert list(block_keys_each(records)) == [block_keys(one) for one in records]
