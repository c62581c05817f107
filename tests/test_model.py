"""The structs are frozen, compare by value, and are written without what is unknown."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from hullmark.graph.answer import Answer
from hullmark.graph.model import (
    CURRENT,
    UNDATED,
    Edition,
    Event,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Period,
    Problem,
    Record,
    Share,
)

ANGARA = Record(
    id="ofac:37059",
    kind="Vessel",
    names=(
        Name("ANGARA"),
        Name("OCEAN ENERGY", type="former", period=Period(end_max=date(2021, 8, 12))),
    ),
    identifiers=(Identifier("imo-ship", "9179842", stated="IMO 9179842", valid=True),),
    facts=(Fact("flag", "ru", stated="Russia"),),
    place="entry 1",
)
LINK = Link(
    id="ofac:37059-1",
    subject="ofac:1",
    role="shareholder",
    object="ofac:2",
    period=Period(start_min=date(2021, 8, 12), start_max=date(2021, 8, 12)),
    share=Share(low="25", high="50", low_open=True),
)


@pytest.mark.parametrize(
    "item",
    [
        ANGARA,
        LINK,
        Listing("ofac:37059-l", "ofac:37059", "US (OFAC)", "SDN", ("RUSSIA-EO14024",)),
        Event("e1", "port call", ("ofac:37059",), at="Dunai", lat=42.9, lon=132.3),
        Problem("bad-date", "'2021-13' is not a date", record="ofac:1", place="line 3"),
        Edition("ofac", "sdn", date(2024, 5, 7), 14966),
    ],
)
def test_what_is_written_reads_back_equal(item: Item) -> None:
    written = msgspec.json.encode(item)
    assert msgspec.json.decode(written, type=type(item)) == item
    assert msgspec.json.encode(msgspec.json.decode(written, type=type(item))) == written


def test_the_unknown_is_not_written() -> None:
    assert msgspec.json.encode(Record(id="x:1", kind="Person")) == b'{"id":"x:1","kind":"Person"}'
    assert msgspec.json.encode(UNDATED) == b"{}"
    assert msgspec.json.encode(LINK.share) == b'{"low":"25","high":"50","low_open":true}'


def test_unknown_is_no_stake_and_no_date() -> None:
    plain = Link(id="x:1", subject="x:2", role="owner")
    assert plain.share is None
    assert plain.period == UNDATED
    assert Identifier("mmsi", "273210440").valid is None
    assert (Share().low, Share().high) == ("0", "100")
    assert Listing("x:1", "x:2", "EU", "EU").period == CURRENT


def test_structs_are_frozen_and_hashable() -> None:
    with pytest.raises(AttributeError):
        ANGARA.kind = "Company"  # type: ignore[misc]
    assert len({LINK, msgspec.structs.replace(LINK), msgspec.structs.replace(LINK, id="y")}) == 2


def test_an_answer_starts_with_nothing_known() -> None:
    answer = Answer(question="lookup 9179842")
    assert (answer.as_of, answer.links, answer.paths, answer.unknown) == (None, (), (), ())
    assert answer.entities == {}
    assert answer.entities is not Answer(question="").entities
