"""On which records a thing stands: what joined each is said in the order of how sure it is."""

from __future__ import annotations

import pytest

from hullmark.graph.answer import Entity, Evidence, JudgedSame, SourcedRecord
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Name, Record
from hullmark.queries.joined import joined
from hullmark.tests.conftest import Run


def _record(key: str, *numbers: tuple[str, str]) -> SourcedRecord:
    ids = tuple(identifier(scheme, number) for scheme, number in numbers)
    source = key.partition(":")[0]
    record = Record(key, "Vessel", (Name("ANGARA"),), ids)
    return SourcedRecord(record, Evidence(source, source, source, key))


def _entity(*judged: JudgedSame) -> Entity:
    imo = ("imo-ship", "9179842")
    return Entity(
        "imo-vsl-9179842", "Vessel", "ANGARA",
        (_record("a:1", imo), _record("b:1"), _record("c:1", ("imo-ship", "9179843")),
         _record("d:1", imo), _record("d:1", imo)),
        judged=judged,
    )  # fmt: skip


def test_numbers_come_before_the_judge_and_decisions_last() -> None:
    """c:1 states a number that fails its check: it joins nothing."""
    pairs = (JudgedSame("b:1", "d:1", 0.9742), JudgedSame("a:1", "b:1", 0.9711))
    found = list(joined(_entity(*pairs)))
    assert [(one.record, one.by, one.doubtful) for one in found] == [
        ("a:1", "", False),
        ("d:1", "by IMO ship number 9179842", False),
        ("b:1", "judged the same as d:1, score 0.9742", True),
        ("c:1", "by a decision", False),
    ]
    assert [len(one.evidence) for one in found] == [1, 2, 1, 1]


@pytest.mark.parametrize(("score", "doubtful"), [(0.9899, True), (0.99, False), (0.9998, False)])
def test_below_99_a_join_of_the_judge_is_doubtful(score: float, doubtful: bool) -> None:
    entity = _entity(JudgedSame("a:1", "c:1", score))
    (one,) = [one for one in joined(entity) if one.record == "c:1"]
    assert (one.by, one.doubtful) == (f"judged the same as a:1, score {score:.4f}", doubtful)
    assert entity.doubts == (entity.judged if doubtful else ())


def test_one_record_alone_is_not_told(hullmark: Run, demo_db: object) -> None:
    card = hullmark("--db", str(demo_db), "lookup", "9179842", "-f", "csv").stdout
    stands = [line.split(",")[1:5] for line in card.splitlines() if ",Stands on," in line]
    assert stands[0] == ["Stands on", "record", "ofac:37059", ""]
    assert stands[1][2:] == ["case:orient-express-lists/angara", ""]
    alone = hullmark("--db", str(demo_db), "lookup", "Kaalbye", "-f", "csv").stdout
    assert "Stands on" not in alone and "KAALBYE GROUP" in alone
