"""How like two words are: letters, habits of transliterators, meanings and spellings they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.comparables import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

EXACT, SYMBOL, INITIAL_LIKE = 1.0, 0.96, 0.55
LEAST = 0.7  # words less alike in their letters are not alike
LOOSE = 0.97  # of the likeness of loose forms: a hair less than that of the words as written
BARE = 0.9  # of the likeness of consonants alone
_NUMBER = ord("n")


def likeness(vocabulary: Vocabulary, left: Ints, right: Ints) -> Floats:
    """How like the words of one array are to those of the other, 0 to 1; -1 is no word.

    Most pairs of words have too few letters in common to be alike, which a count of letters tells;
    those that are left are compared once each.
    """
    import numpy as np

    left, right = np.broadcast_arrays(left, right)
    out = np.zeros(left.shape, np.float32)
    flat = out.reshape(-1)
    places = np.flatnonzero((left >= 0) & (right >= 0))
    one, other = left.reshape(-1)[places], right.reshape(-1)[places]
    same = vocabulary.word_id[one] == vocabulary.word_id[other]
    flat[places[same]] = EXACT
    open_ = np.flatnonzero(~same)
    one, other, places = one[open_], other[open_], places[open_]
    worth = _worth(vocabulary, one, other)
    one, other, places = one[worth], other[worth], places[worth]
    if len(one):
        size = len(vocabulary.word)
        keys, back = np.unique(
            np.minimum(one, other) * size + np.maximum(one, other), return_inverse=True
        )
        flat[places] = _word_pairs(vocabulary, keys // size, keys % size)[back]
    return out


def _worth(vocabulary: Vocabulary, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Whether two different words may be alike at all; never wrongly no.

    A changed letter changes the set of letters by two at most, so words with a likeness of LEAST
    differ in no more letters than 2 · (1 - LEAST) of the longer one's length.
    """
    import numpy as np

    apart = np.bitwise_count(vocabulary.letters[one] ^ vocabulary.letters[other])
    longest = np.maximum(vocabulary.length[one], vocabulary.length[other])
    worth = apart * 10 <= longest * 6
    apart = np.bitwise_count(vocabulary.loose_letters[one] ^ vocabulary.loose_letters[other])
    longest = np.maximum(vocabulary.loose_length[one], vocabulary.loose_length[other])
    worth |= apart * 10 <= longest * 6
    worth |= vocabulary.skeleton[one] | vocabulary.skeleton[other]
    letter = np.minimum(vocabulary.length[one], vocabulary.length[other]) == 1
    worth |= letter & (vocabulary.initial[one] == vocabulary.initial[other])
    worth |= _share(vocabulary, one, other)
    return np.asarray(worth)


def _share(vocabulary: Vocabulary, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Whether two words may share a symbol, by the signatures of their symbols."""
    import numpy as np

    ours, theirs = vocabulary.symbol_bits, vocabulary.symbol_bits
    shared = ours[0][one] & theirs[0][other]
    for at in range(1, len(ours)):
        shared |= ours[at][one] & theirs[at][other]
    return np.asarray(shared != 0)


def _word_pairs(vocabulary: Vocabulary, one: Ints, other: Ints) -> Floats:
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    found = np.zeros(len(one), np.float32)
    number = (vocabulary.mark[one] == _NUMBER) | (vocabulary.mark[other] == _NUMBER)
    shortest = np.minimum(vocabulary.length[one], vocabulary.length[other])
    letter = (shortest == 1) & ~number
    bare = vocabulary.skeleton[one] | vocabulary.skeleton[other]

    def compared(forms: NDArray[np.object_], rows: Ints, part: float) -> None:
        if len(rows):
            values = part * cpdist(
                forms[one[rows]].tolist(),
                forms[other[rows]].tolist(),
                scorer=OSA.normalized_similarity,
                score_cutoff=LEAST / part,
                dtype=np.float32,
            )
            found[rows] = np.maximum(found[rows], values)

    spelled = np.flatnonzero(~number & ~letter)
    compared(vocabulary.words, spelled, 1.0)
    compared(vocabulary.loose, spelled, LOOSE)
    compared(vocabulary.squeezed, np.flatnonzero(bare & ~number), BARE)
    found[letter & (vocabulary.initial[one] == vocabulary.initial[other])] = INITIAL_LIKE
    shared = np.flatnonzero(_share(vocabulary, one, other))
    if len(shared):
        marks = vocabulary.symbols[one[shared]][:, :, None]
        both = (marks == vocabulary.symbols[other[shared]][:, None, :]) & (marks >= 0)
        found[shared[both.any((1, 2))]] = SYMBOL
    return found
