"""What everything beside the names says for and against one thing, for many pairs of records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hullmark.graph.comparables import Comparables
from hullmark.graph.ragged import crossed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hullmark.graph.ragged import Ragged

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]
    Bits = NDArray[np.uint64]

YEAR = 366
FACTS = (
    "hard id agreed",
    "id agreed",
    "id contradicted",
    "personal number contradicted",
    "date agreed to the day",
    "date agreed to the year",
    "date near",
    "year contradicted by one",
    "date contradicted",
    "country agreed",
    "country contradicted",
    "nationality agreed",
    "nationality contradicted",
    "address",
    "address contradicted",
    "birth place",
    "contact agreed",
    "gender agreed",
    "gender contradicted",
    "flag agreed",
    "flag contradicted",
    "tonnage agreed",
    "tonnage contradicted",
    "ship type agreed",
    "ship type contradicted",
)
_AT = {name: place for place, name in enumerate(FACTS)}


def fact_evidence(these: Comparables, left: Ints, right: Ints) -> Floats:
    """The measures of each pair of records, one column each of ``FACTS``; 0 where one is silent."""
    import numpy as np

    out = np.zeros((len(left), len(FACTS)), np.float32)

    def put(name: str, value: Any) -> None:
        out[:, _AT[name]] = value

    ours: NDArray[Any]
    theirs: NDArray[Any]
    hard = _shares(these.hard, left, right)
    agreed = _shares(these.numbers, left, right)
    put("hard id agreed", hard)
    put("id agreed", agreed & ~hard)
    put("id contradicted", _shares(these.schemes, left, right) & ~agreed & ~hard)
    put("personal number contradicted", _shares(these.personal, left, right) & ~agreed & ~hard)
    _dates(these, left, right, put)
    for name, bits in (
        ("country", these.countries),
        ("nationality", these.nationalities),
        ("flag", these.flags),
    ):
        ours, theirs = bits[left], bits[right]
        shared = (ours & theirs).any(1)
        put(f"{name} agreed", shared)
        put(f"{name} contradicted", ours.any(1) & theirs.any(1) & ~shared)
    put("address", _overlap(these.addresses, these.address_bits, left, right))
    near = out[:, _AT["address"]]
    both = (these.addresses.counts[left] > 0) & (these.addresses.counts[right] > 0)
    put("address contradicted", both & (near < 0.2))
    put("birth place", _overlap(these.birth_places, these.place_bits, left, right))
    put("contact agreed", _shares(these.contacts, left, right))
    ours, theirs = these.gender[left], these.gender[right]
    put("gender agreed", (ours == theirs) & (ours > 0))
    put("gender contradicted", (ours != theirs) & (ours > 0) & (theirs > 0))
    closeness = _tonnage(these.tonnages, left, right)
    put("tonnage agreed", closeness > 0.97)
    put("tonnage contradicted", (closeness > 0) & (closeness < 0.85))
    shared = _shares(these.ship_types, left, right)
    put("ship type agreed", shared)
    put(
        "ship type contradicted",
        (these.ship_types.counts[left] > 0) & (these.ship_types.counts[right] > 0) & ~shared,
    )
    return out


def _shares(rows: Ragged, left: Ints, right: Ints) -> NDArray[np.bool_]:
    import numpy as np

    out = np.zeros(len(left), np.bool_)
    pair, one, other = crossed(rows, rows, left, right)
    if len(pair):
        out[pair[rows.values[one] == rows.values[other]]] = True
    return out


def _highest(count: int, pair: Ints, values: Floats) -> Floats:
    import numpy as np

    out = np.zeros(count, np.float32)
    np.maximum.at(out, pair, values)
    return out


def _dates(these: Comparables, left: Ints, right: Ints, put: Callable[[str, Any], None]) -> None:
    """The nearest of all pairs of dates; a date that may be any day of a year contradicts none."""
    import numpy as np

    pair, one, other = crossed(these.first, these.first, left, right)
    level = np.full(len(left), -1, np.int64)
    if len(pair):
        starts, ends = these.first.values, these.last.values
        gap = np.maximum(starts[one] - ends[other], starts[other] - ends[one])
        exact = (starts[one] == ends[one]) & (starts[other] == ends[other])
        # 4 the same day, 3 within one another, 2 within weeks, 1 the year beside it, 0 further
        value = np.where(
            gap <= 0, np.where(exact, 4, 3), np.where(gap <= 31, 2, np.where(gap <= YEAR, 1, 0))
        )
        np.maximum.at(level, pair, value)
    for name, wanted in (
        ("date agreed to the day", 4),
        ("date agreed to the year", 3),
        ("date near", 2),
        ("year contradicted by one", 1),
        ("date contradicted", 0),
    ):
        put(name, level == wanted)


def _overlap(rows: Ragged, bits: Bits, left: Ints, right: Ints) -> Floats:
    """How far the words of the nearest two texts are the same, 0 to 1."""
    import numpy as np

    pair, one, other = crossed(rows, rows, left, right)
    if not len(pair):
        return np.zeros(len(left), np.float32)
    ours, theirs = bits[rows.values[one]], bits[rows.values[other]]
    shared = np.bitwise_count(ours & theirs).sum(1)
    least = np.minimum(np.bitwise_count(ours).sum(1), np.bitwise_count(theirs).sum(1))
    whole = np.bitwise_count(ours | theirs).sum(1)
    value = (shared / np.maximum(whole, 1) + shared / np.maximum(least, 1)) / 2
    return _highest(len(left), pair, value.astype(np.float32))


def _tonnage(rows: Ragged, left: Ints, right: Ints) -> Floats:
    import numpy as np

    pair, one, other = crossed(rows, rows, left, right)
    if not len(pair):
        return np.zeros(len(left), np.float32)
    ours, theirs = rows.values[one], rows.values[other]
    return _highest(
        len(left), pair, (np.minimum(ours, theirs) / np.maximum(ours, theirs)).astype(np.float32)
    )
