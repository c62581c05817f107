"""Lists of unequal length as flat arrays: crossing them, padding them, the best of each group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Ragged(Struct, frozen=True):
    """Rows of unequal length: row ``i`` is ``values[starts[i] : starts[i] + counts[i]]``."""

    values: Ints
    starts: Ints
    counts: Ints


def ragged(rows: Sequence[Sequence[int]]) -> Ragged:
    """Rows of numbers laid end to end."""
    import numpy as np

    counts = np.fromiter((len(row) for row in rows), np.int64, len(rows))
    total = int(counts.sum())
    values = np.fromiter((value for row in rows for value in row), np.int64, total)
    return Ragged(values, np.cumsum(counts) - counts, counts)


def crossed(left: Ragged, right: Ragged, i: Ints, j: Ints) -> tuple[Ints, Ints, Ints]:
    """Each value of row ``i[k]`` beside each of row ``j[k]``: k, place left, place right."""
    import numpy as np

    wide, high = left.counts[i], right.counts[j]
    size = wide * high
    pair = np.repeat(np.arange(len(i)), size)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size)
    across = high[pair]
    return pair, left.starts[i][pair] + within // across, right.starts[j][pair] + within % across


def padded(rows: Ragged, which: Ints, width: int, filler: int = -1) -> Ints:
    """The chosen rows as a matrix of that width, cut off or filled up."""
    import numpy as np

    places = np.arange(width)
    inside = places < rows.counts[which][:, None]
    at = np.where(inside, rows.starts[which][:, None] + places, 0)
    if not len(rows.values):
        return np.full((len(which), width), filler, np.int64)
    return np.where(inside, rows.values[at], filler)


def best(group: Ints, score: NDArray[np.float32], most: int) -> Ints:
    """The places of the ``most`` highest scores of each group; groups come sorted."""
    import numpy as np

    if not len(group):
        return np.zeros(0, np.int64)
    first = np.r_[True, group[1:] != group[:-1]]
    starts = np.flatnonzero(first)
    sizes = np.diff(np.r_[starts, len(group)])
    if most == 1:
        highest = np.repeat(np.maximum.reduceat(score, starts), sizes)
        tops = np.flatnonzero(score == highest)
        return tops[np.r_[True, group[tops][1:] != group[tops][:-1]]]
    small = np.repeat(sizes <= most, sizes)
    kept, large = np.flatnonzero(small), np.flatnonzero(~small)
    order = large[np.lexsort((-score[large], group[large]))]
    within = sizes[sizes > most]
    rank = np.arange(len(order)) - np.repeat(np.cumsum(within) - within, within)
    return np.sort(np.r_[kept, order[rank < most]])
