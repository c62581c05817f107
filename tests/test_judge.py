"""The judge: cases that it must get right, rules, reasons, and names that no list should have."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from hullmark.graph.comparable import Comparable, combined, comparable
from hullmark.graph.identifiers import identifier
from hullmark.graph.judge import EVIDENCE, VERSION, judge
from hullmark.graph.judge_weights import weights
from hullmark.graph.model import Fact, Name, Record

CASES = Path(__file__).parent / "cases" / "pairs.yml"


def thing(
    kind: str, *names: str, number: tuple[str, str] | None = None, **facts: str
) -> Comparable:
    numbers = (identifier(*number),) if number else ()
    stated = tuple(Fact(prop.replace("_", " "), value) for prop, value in facts.items())
    return comparable(Record("x:1", kind, tuple(map(Name, names)), numbers, stated))


def verdict(left: Comparable, right: Comparable) -> str:
    return str(judge([left], [right]).verdicts[0])


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=str)
def test_cases(case: dict[str, Any]) -> None:
    found = verdict(thing(case["kind"], case["left"]), thing(case["kind"], case["right"]))
    refused = {"not-same": {"same"}, "not-different": {"different"}}.get(case["verdict"])
    assert found not in refused if refused else found == case["verdict"]


def test_two_ships_of_one_name_with_two_imo_numbers_are_two() -> None:
    one = thing("Vessel", "ANGARA", number=("imo-ship", "9179842"), flag="ru")
    two = thing("Vessel", "ANGARA", number=("imo-ship", "8517839"), flag="ru")
    found = judge([one, one], [two, one])
    assert found.verdicts.tolist() == ["different", "same"]
    assert found.scores[0] == 0
    rule = found.reasons(0)[0]
    assert rule.rule and rule.evidence == "different valid IMO ship numbers: 9179842 and 8517839"


SAFONOVO = "Oktyabrskaya Street 78, Safonovo, Smolensk Region, 215500, Russia"
MOSCOW = "12 Sadovnicheskaya Street, Building 1, Moscow, 115035, Russia"


def test_one_common_word_at_two_addresses_is_for_a_person_to_look_at() -> None:
    plant = thing("Company", "JSC Avangard", "АО Авангард", country="ru", address=SAFONOVO)
    bank = thing("Company", "AVANGARD JOINT STOCK BANK", "AVANGARD", country="ru", address=MOSCOW)
    again = thing("Company", "AVANGARD", country="ru", address=SAFONOVO)
    assert verdict(plant, bank) == "unsure"
    assert verdict(plant, again) == "same"
    assert verdict(plant, thing("Company", "AVANGARD", country="ru")) == "same"


def test_a_name_that_one_gave_up_does_not_make_two_bodies_one() -> None:
    def named(*names: Name) -> Comparable:
        return comparable(Record("x:1", "Organization", names, (), (Fact("country", "pk"),)))

    former = Name("HARAKAT UL-ANSAR", "former")
    one = named(Name("HARAKAT UL-MUJAHIDEEN"), former, Name("HUA", "alias"))
    two = named(Name("HARAKAT-UL JIHAD ISLAMI"), Name("HARAKAT-UL-ANSAR", "alias"))
    assert verdict(one, two) == "unsure"
    assert (
        verdict(one, named(Name("HARAKAT UL-MUJAHIDEEN"), former, Name("HUM", "alias"))) == "same"
    )


def test_numbers_that_contradict_leave_one_name_to_a_person() -> None:
    one = thing(
        "Company", "FINDER TECHNOLOGY LTD", number=("registration", "35585540"), country="hk"
    )
    two = thing(
        "Company", "FINDER TECHNOLOGY LTD", number=("registration", "9602180"), country="hk"
    )
    assert verdict(one, two) == "unsure"
    assert verdict(one, thing("Company", "FINDER TECHNOLOGY LTD", country="hk")) == "same"


def test_two_numbers_of_one_state_for_a_person_are_two_persons_until_somebody_looks() -> None:
    """A common name, and two numbers of thirteen digits (made up)."""

    def man(scheme: str, number: str, **facts: str) -> Comparable:
        return thing("Person", "Ghulam Abbas", number=(scheme, number), nationality="pk", **facts)

    one, two = man("national-id", "1110100000011"), man("national-id", "22202-1234567-1")
    apart = judge([one], [two])
    weights = {reason.evidence: reason.weight for reason in apart.reasons(0)}
    assert apart.verdicts[0] == "unsure"
    assert weights["personal number contradicted"] == -4.0
    assert verdict(one, man("national-id", "11101-0000001-1")) == "same"
    # A passport is renewed, a shorter number is another kind of number: no word against one man.
    for scheme, numbers in (("passport", ("AB1234567", "AB7654321")), ("dni", ("123", "3214"))):
        papers = judge([man(scheme, numbers[0])], [man(scheme, numbers[1])])
        assert "personal number contradicted" not in {one.evidence for one in papers.reasons(0)}
    born = {"birth_date": "1971-02-03", "address": "Gujranwala, Punjab"}
    again = judge([man("national-id", "1110100000011", **born)], [man("cnic", "1", **born)])
    assert again.verdicts[0] == "same"


def test_a_ship_is_not_a_company() -> None:
    ship, firm = thing("Vessel", "OCEAN MIGHT"), thing("Company", "OCEAN MIGHT")
    assert verdict(ship, firm) == "different"


def test_exact_births_more_than_a_year_apart_are_two_persons() -> None:
    old, young = (
        thing("Person", "Ivan Petrov", birth_date=d) for d in ("1950-01-01", "1970-01-01")
    )
    found = judge([old], [young])
    assert found.verdicts.tolist() == ["different"]
    assert "born more than a year apart" in found.reasons(0)[0].evidence
    vague = thing("Person", "Ivan Petrov", birth_date="1970")
    assert not judge([old], [vague]).ruled[0]


def test_reasons_give_both_values_and_add_up_to_the_score() -> None:
    left = thing("Person", "Vladislav Kurtashin", birth_date="1965-05-21", nationality="ru")
    right = thing("Person", "Владислав Курташин", birth_date="1965-05-21", nationality="ru")
    found = judge([left], [right])
    said = {reason.evidence: reason for reason in found.reasons(0)}
    day = said["date agreed to the day"]
    assert (day.left, day.right) == ("1965-05-21", "1965-05-21") and day.weight > 0
    assert said["words agreed"].right == "Владислав Курташин"
    assert found.scores[0] > 0.9


def test_a_pair_is_judged_alike_alone_turned_round_and_among_others() -> None:
    things = [
        thing("Company", f"Neva {n} Shipping", country="ru") for n in ("Star", "Stan", "Co", "IV")
    ]
    left, right = [a for a in things for _ in things], [b for _ in things for b in things]
    together = judge(left, right).scores.tolist()
    assert together == [float(judge([a], [b]).scores[0]) for a, b in zip(left, right, strict=True)]
    assert together == judge(right, left).scores.tolist()


def test_comparable_is_kept_as_bytes_and_combined() -> None:
    one = thing("Vessel", "SPARTA IV", number=("imo-ship", "9743033"), flag="ru", built="2017")
    two = thing("Vessel", "Спарта IV", call_sign="UBXY", flag="ru")
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Comparable)
    assert again == one
    both = combined([one, two])
    assert [name.text for name in both.names] == ["SPARTA IV", "Спарта IV"]
    assert both.numbers == (("imo-ship", "9743033"),) and both.flags == ("ru",)


@pytest.mark.parametrize(
    "name",
    [
        "x" * 10_000,
        "ab " * 3_300,
        "?!… —",
        "",
        "🚢🚢",
        "\u200b\u200e\u202eabc\u2066",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "Ivan Иван عيسى 伊万 이반",
        "\x00\x01",
        "İ" * 300,
        "1" * 5_000,
        "¹²³ ①②",
    ],
    ids=lambda name: ascii(name[:12]),
)
def test_odd_names_are_judged_without_a_crash(name: str) -> None:
    for kind in ("Person", "Company", "Vessel"):
        odd, plain = thing(kind, name), thing(kind, "Ivan Petrov")
        found = judge([odd, odd, plain], [plain, odd, odd])
        assert len(found) == 3 and ((found.scores >= 0) & (found.scores < 1)).all()
        assert all(isinstance(found.reasons(place), list) for place in range(3))


def test_no_pairs_and_no_names_are_judged_too() -> None:
    assert len(judge([], [])) == 0
    assert verdict(thing("Person"), thing("Person")) != "same"


def test_each_weight_is_of_known_evidence_and_the_version_is_stated() -> None:
    stated = weights()
    assert set(stated.evidence) <= set(EVIDENCE)
    assert stated.version == VERSION


def test_numpy_is_not_needed_to_read_the_weights() -> None:
    assert "hullmark.graph.judge_weights" in sys.modules


def test_many_names_are_judged_in_parts_with_the_same_scores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stems = ("Neva", "Volga", "Okhta", "Luga", "Svir")
    things = [thing("Company", *(f"{a} {b} {n}" for a in stems for b in stems)) for n in range(4)]
    left, right = [a for a in things for _ in things], things * len(things)
    whole = judge(left, right)
    monkeypatch.setattr("hullmark.graph.judge.CROSSED", 1000)
    parts = judge(left, right)
    assert parts.scores.tolist() == whole.scores.tolist()
    assert (parts.names == whole.names).all()
