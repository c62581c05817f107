"""The rules that no score overrides, over arrays; ``resolve`` has the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.comparables import FAMILIES, Comparables
from hullmark.graph.ragged import crossed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

BIRTHS_APART = 366  # days; births of exact dates further apart than that are two persons


def ruled_apart(these: Comparables, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Where a rule says that two things can't be one: families, decisive numbers, births."""
    import numpy as np

    out = np.asarray(these.family[left] != these.family[right])
    for rows in these.decisive.values():
        both = np.flatnonzero((rows.counts[left] > 0) & (rows.counts[right] > 0))
        if len(both):
            pair, one, other = crossed(rows, rows, left[both], right[both])
            agreed = np.zeros(len(both), np.bool_)
            agreed[pair[rows.values[one] == rows.values[other]]] = True
            out[both[~agreed]] = True
    person = FAMILIES.index("person")
    born = np.flatnonzero(
        (these.family[left] == person)
        & (these.first.counts[left] > 0)
        & (these.first.counts[right] > 0)
    )
    if len(born):
        pair, one, other = crossed(these.first, these.first, left[born], right[born])
        starts, ends = these.first.values, these.last.values
        gap = np.maximum(starts[one] - ends[other], starts[other] - ends[one])
        exact = (starts[one] == ends[one]) & (starts[other] == ends[other])
        possible = np.zeros(len(born), np.bool_)
        possible[pair[~exact | (gap <= BIRTHS_APART)]] = True
        out[born[~possible]] = True
    return out
