"""Two names laid side by side, word by word: what agrees, what is like, what only one has.

Many pairs at once. Each word is matched with at most one of the other name, the surest first;
words that one side joins (``Abdul Rahman``, ``Abdulrahman``) are matched as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hullmark.graph.comparables import Names, Vocabulary
from hullmark.graph.ragged import padded
from hullmark.graph.word_likeness import SYMBOL, likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

LEAST = 0.5  # an initial's likeness is above it; words less alike than word_likeness.LEAST have 0
JOIN_LEAST = 0.84  # a joined word must be nearly the other word; alike is not enough
WORTH_JOINING = 0.5  # of the likeness of whole names; strangers have .3 to .45
WIDTHS = (1, 2, 3, 4, 6, 9, 14, 24)


class Alignment(Struct, frozen=True):
    """For each pair of names and each place of a word: how well it is matched, 0 for not at all.

    ``partner`` is the place of its match in the other name, -1 for none.
    """

    left: Ints
    right: Ints
    left_match: Floats
    right_match: Floats
    left_partner: NDArray[np.int8]
    right_partner: NDArray[np.int8]


def aligned(
    vocabulary: Vocabulary, names: Names, left: Ints, right: Ints, width: int, letters: Floats
) -> Alignment:
    """The alignment of names that have ``width`` words at most; ``letters`` is their likeness."""
    import numpy as np

    tokens_left, tokens_right = (
        padded(names.tokens, left, width),
        padded(names.tokens, right, width),
    )
    scores = likeness(vocabulary, tokens_left[:, :, None], tokens_right[:, None, :])
    count, rows = len(left), np.arange(len(left))
    left_match = np.zeros((count, width), np.float32)
    right_match = np.zeros((count, width), np.float32)
    left_partner = np.full((count, width), -1, np.int8)
    right_partner = np.full((count, width), -1, np.int8)
    close = letters >= WORTH_JOINING
    if width > 1 and close.any():
        _match_joined(
            vocabulary,
            names,
            left,
            tokens_right,
            scores,
            left_match,
            right_match,
            left_partner,
            right_partner,
            close,
        )
        _match_joined(
            vocabulary,
            names,
            right,
            tokens_left,
            scores.transpose(0, 2, 1),
            right_match,
            left_match,
            right_partner,
            left_partner,
            close,
        )
    live = rows
    for _ in range(width):
        flat = scores[live].reshape(len(live), -1)
        at = flat.argmax(1)
        found = flat[np.arange(len(live)), at]
        good = found >= LEAST
        live, at, found = live[good], at[good], found[good]
        if not len(live):
            break
        one, other = at // width, at % width
        left_match[live, one] = found
        right_match[live, other] = found
        left_partner[live, one] = other
        right_partner[live, other] = one
        scores[live, one, :] = 0
        scores[live, :, other] = 0
    return Alignment(
        tokens_left, tokens_right, left_match, right_match, left_partner, right_partner
    )


def _match_joined(
    vocabulary: Vocabulary,
    names: Names,
    which: Ints,
    others: Ints,
    scores: Floats,
    match: Floats,
    other_match: Floats,
    partner: NDArray[np.int8],
    other_partner: NDArray[np.int8],
    close: NDArray[np.bool_],
) -> None:
    """Match two neighbours with one word of the other name where that fits better than either."""
    import numpy as np

    rows = np.flatnonzero(close)
    joined, near = padded(names.joined, which[rows], others.shape[1] - 1), scores[rows]
    sure = near.max(2) >= SYMBOL
    free = (joined >= 0) & ~sure[:, :-1] & ~sure[:, 1:]
    some = free.any(1) & (near.max(1) < SYMBOL).any(1)
    live, near, free, joined = rows[some], near[some], free[some], joined[some]
    if not len(live):
        return
    values = likeness(vocabulary, joined[:, :, None], others[live][:, None, :])
    values[~free] = 0
    values[values <= np.maximum(near[:, :-1, :], near[:, 1:, :])] = 0
    flat = values.reshape(len(live), -1)
    at = flat.argmax(1)
    found = flat[np.arange(len(live)), at]
    good = found >= JOIN_LEAST
    live, at, found = live[good], at[good], found[good]
    width = others.shape[1]
    one, other = at // width, at % width
    for place in (one, one + 1):
        match[live, place] = found
        partner[live, place] = other
        scores[live, place, :] = 0
    other_match[live, other] = found
    other_partner[live, other] = one
    scores[live, :, other] = 0
