"""Which pairs of records are worth judging: those that meet in small blocks, never all pairs.

Each block (``graph/blocks.py``) that few records share proposes its pairs; a pair weighs the sum of
its shared blocks, each the more the fewer records share it; of each record the heaviest pairs are
taken. Weights are whole numbers, so that every engine takes the same pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import TYPE_CHECKING

from msgspec import Struct

from hullmark.graph.blocks import (
    DETAIL,
    KIND_SHIFT,
    LETTERS,
    NAME,
    NUMBER,
    PAIR,
    SOUND,
    TITLES,
    WORD,
)  # fmt: skip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# How many records may share a block of a kind; larger ones propose nothing and are counted. What
# they find of the links in real lists stands in docs/resolver.md.
CAPS = {NUMBER: 100, NAME: 60, DETAIL: 60, WORD: 40, SOUND: 40, PAIR: 25, LETTERS: 25}
# A number or a whole name says more than its rarity; runs of letters overlap.
FACTORS = {NUMBER: 6, NAME: 4, DETAIL: 2, WORD: 2, SOUND: 2, PAIR: 2, LETTERS: 1}
MOST = 12  # pairs that one record proposes
LEAST = 8.0  # doublings of rarity that a pair must share: one rare word, or several runs of letters
FEW = 4096  # in a workspace of fewer records a word is not more common for that
STEP = 1 << 22  # shared blocks that are weighed at once: some 300 MB


class Capped(Struct, frozen=True):
    """A kind of block that was too large: how many there are, and a record of the largest.

    ``record`` is its position.
    """

    kind: int
    blocks: int
    largest: int
    record: int
    key: int

    @property
    def title(self) -> str:
        return TITLES[self.kind]


def block_weight(kind: int, size: int, count: int) -> int:
    """What a block that ``size`` of ``count`` records share weighs for a pair, in thousandths."""
    rarity = log2(max(count, FEW) / size) if size else 0.0
    return round(rarity * FACTORS.get(kind, 0) * 1000)


class Blocking:
    """Records by their blocks: which are small enough, and which pairs they propose.

    ``owners`` and ``keys`` are arrays of one length: a record's position and one of its block keys.
    Positions are 0 to ``count`` - 1. Memory: 28 bytes a key, and what ``STEP`` takes.
    """

    def __init__(self, owners: Numbers, keys: Numbers, count: int) -> None:
        import numpy as np

        self.count = count
        order = np.lexsort((owners, keys))
        keys, owners = keys[order], owners[order]
        starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else order
        sizes = np.diff(starts, append=len(keys))
        kinds = keys[starts] >> KIND_SHIFT
        caps = np.array([CAPS.get(kind, 0) for kind in range(max(CAPS) + 1)])
        self.capped = _capped(keys, owners, starts, sizes, kinds, caps)
        small = (sizes > 1) & (sizes <= caps[kinds])
        self._members = owners[np.repeat(small, sizes)]
        self._sizes = sizes[small]
        self._starts = np.cumsum(self._sizes) - self._sizes
        weights = np.array(
            [
                [block_weight(kind, size, count) for size in range(max(CAPS.values()) + 1)]
                for kind in range(max(CAPS) + 1)
            ],
            np.int64,
        )
        self._weights = weights[kinds[small], self._sizes]

    def pairs(self, wanted: Numbers | None = None) -> Iterator[tuple[Numbers, Numbers]]:
        """Positions of both ends of the pairs that ``wanted`` records (or all) propose, in steps.

        The lower position stands left; a pair that both its ends propose comes once or twice.
        """
        import numpy as np

        block = np.repeat(np.arange(len(self._sizes)), self._sizes)
        owner = self._members
        if wanted is not None:
            chosen = np.zeros(self.count, bool)
            chosen[wanted] = True
            kept = chosen[owner]
            owner, block = owner[kept], block[kept]
        order = np.argsort(owner, kind="stable")
        owner, block = owner[order], block[order]
        done = np.cumsum(self._sizes[block])
        at = 0
        while at < len(owner):
            limit = (done[at - 1] if at else 0) + STEP
            end = max(int(np.searchsorted(done, limit)), at + 1)
            # A record's blocks are weighed together.
            end = int(np.searchsorted(owner, owner[end - 1], side="right"))
            yield self._heaviest(owner[at:end], block[at:end])
            at = end

    def _heaviest(self, owner: Numbers, block: Numbers) -> tuple[Numbers, Numbers]:
        import numpy as np

        sizes = self._sizes[block]
        first = np.repeat(self._starts[block] - np.cumsum(sizes) + sizes, sizes)
        other = self._members[first + np.arange(len(first))]
        code = np.repeat(owner, sizes) * self.count + other
        weight = np.repeat(self._weights[block], sizes)
        order = np.argsort(code, kind="stable")
        code, weight = code[order], weight[order]
        starts = np.flatnonzero(np.diff(code, prepend=-1))
        weight = np.add.reduceat(weight, starts) if len(starts) else weight
        owner, other = np.divmod(code[starts], self.count)
        kept = (owner != other) & (weight >= LEAST * 1000)
        owner, other, weight = owner[kept], other[kept], weight[kept]
        order = np.lexsort((other, -weight, owner))
        owner, other = owner[order], other[order]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        rank = np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner)))
        owner, other = owner[rank < MOST], other[rank < MOST]
        return np.minimum(owner, other), np.maximum(owner, other)


def _capped(
    keys: Numbers, owners: Numbers, starts: Numbers, sizes: Numbers, kinds: Numbers, caps: Numbers
) -> tuple[Capped, ...]:
    found = []
    for kind in CAPS:
        large = (kinds == kind) & (sizes > caps[kind])
        if large.any():
            most = int((sizes * large).argmax())
            at = int(starts[most])
            found.append(
                Capped(kind, int(large.sum()), int(sizes[most]), int(owners[at]), int(keys[at]))
            )
    return tuple(found)
