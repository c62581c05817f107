"""Two names laid side by side, word by word: what agrees, what is like, what only one has.

Many pairs at once. Each word is matched with at most one of the other name, the surest first;
words that one side joins (``Abdul Rahman``, ``Abdulrahman``) are matched as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hullmark.graph.comparables import Names, Vocabulary
from hullmark.graph.ragged import padded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

EXACT, SYMBOL, INITIAL_LIKE, LEAST = 1.0, 0.96, 0.55, 0.5
JOIN_LEAST = 0.84  # a joined word must be nearly the other word; alike is not enough
WIDTHS = (1, 2, 3, 4, 6, 9, 14, 24)
_NUMBER, _INITIAL = ord("n"), ord("i")


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


def aligned(vocabulary: Vocabulary, names: Names, left: Ints, right: Ints, width: int) -> Alignment:
    """The alignment of names that have ``width`` words at most."""
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
    if width > 1:
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
) -> None:
    """Match two neighbours with one word of the other name where that fits better than either."""
    import numpy as np

    joined = padded(names.joined, which, others.shape[1] - 1)
    single = np.maximum(scores[:, :-1, :], scores[:, 1:, :])
    sure = scores.max(2) >= SYMBOL
    open_rows = (joined >= 0) & ~sure[:, :-1] & ~sure[:, 1:]
    live = np.flatnonzero(open_rows.any(1) & (scores.max(1) < SYMBOL).any(1))
    if not len(live):
        return
    values = likeness(vocabulary, joined[live][:, :, None], others[live][:, None, :])
    values[~open_rows[live]] = 0
    values[values <= single[live]] = 0
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


def likeness(vocabulary: Vocabulary, left: Ints, right: Ints) -> Floats:
    """How like the words of one array are to those of the other, 0 to 1; -1 is no word."""
    import numpy as np

    left, right = np.broadcast_arrays(left, right)
    out = np.zeros(left.shape, np.float32)
    real = (left >= 0) & (right >= 0)
    one, other = left[real], right[real]
    size = len(vocabulary.word)
    keys, back = np.unique(
        np.minimum(one, other) * size + np.maximum(one, other), return_inverse=True
    )
    out[real] = _word_pairs(vocabulary, keys // size, keys % size)[back]
    return out


def _word_pairs(vocabulary: Vocabulary, one: Ints, other: Ints) -> Floats:
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    found = np.zeros(len(one), np.float32)
    same = vocabulary.word_id[one] == vocabulary.word_id[other]
    marks = vocabulary.mark[one], vocabulary.mark[other]
    number = (marks[0] == _NUMBER) | (marks[1] == _NUMBER)
    lengths = vocabulary.length[one], vocabulary.length[other]
    letter = (np.minimum(*lengths) == 1) & ~number
    initial = letter & (vocabulary.initial[one] == vocabulary.initial[other])
    longest = np.maximum(*lengths)
    spelled = np.flatnonzero(~same & ~number & ~letter & (np.minimum(*lengths) * 2 > longest))
    if len(spelled):
        ours, theirs = one[spelled], other[spelled]

        def compared(forms: list[str]) -> Floats:
            return cpdist(
                [forms[at] for at in ours.tolist()],
                [forms[at] for at in theirs.tolist()],
                scorer=OSA.normalized_similarity,
                dtype=np.float32,
            )

        found[spelled] = np.maximum(compared(vocabulary.word), 0.97 * compared(vocabulary.loose))
    bare = np.flatnonzero(~same & (vocabulary.skeleton[one] | vocabulary.skeleton[other]))
    if len(bare):
        found[bare] = np.maximum(
            found[bare],
            0.9
            * cpdist(
                [vocabulary.squeezed[at] for at in one[bare].tolist()],
                [vocabulary.squeezed[at] for at in other[bare].tolist()],
                scorer=OSA.normalized_similarity,
                dtype=np.float32,
            ),
        )
    found[initial] = INITIAL_LIKE
    shared = np.flatnonzero(
        ~same & (vocabulary.symbol_bits[one] & vocabulary.symbol_bits[other]).any(1)
    )
    if len(shared):
        marks_left = vocabulary.symbols[one[shared]][:, :, None]
        both = (marks_left == vocabulary.symbols[other[shared]][:, None, :]) & (marks_left >= 0)
        found[shared[both.any((1, 2))]] = SYMBOL
    found[same] = EXACT
    return found
