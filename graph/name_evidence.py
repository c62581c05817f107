"""What two names say for and against one bearer, as measures between 0 and 1 for many pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.comparables import Names, Vocabulary
from hullmark.graph.name_alignment import WIDTHS, Alignment, aligned
from hullmark.graph.word_likeness import EXACT, SYMBOL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

NEAR, ALIKE = 0.84, 0.7  # of a word's likeness: a slip of the pen; another spelling, perhaps
MEASURES = (
    "words agreed",
    "words nearly agreed",
    "words alike",
    "initials",
    "words contradicted",
    "words missing",
    "weight agreed",
    "words in all",
    "letters",
    "same name",
    "number contradicted",
    "number missing",
    "place contradicted",
    "place missing",
    "legal form agreed",
    "legal form contradicted",
    "family name contradicted",
    "names swapped",
    "first word contradicted",
    "single word",
    "acronym",
    "order of words",
    "characters contradicted",
)
_AT = {name: place for place, name in enumerate(MEASURES)}


def name_evidence(vocabulary: Vocabulary, names: Names, left: Ints, right: Ints) -> Floats:
    """The measures of each pair of names, one row a pair, one column each of ``MEASURES``."""
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    out = np.zeros((len(left), len(MEASURES)), np.float32)
    out[:, _AT["letters"]] = cpdist(
        [names.solid[at] for at in left.tolist()],
        [names.solid[at] for at in right.tolist()],
        scorer=Indel.normalized_similarity,
        dtype=np.float32,
    )
    size = np.maximum(names.tokens.counts[left], names.tokens.counts[right])
    low = 0
    for width in WIDTHS:
        chosen = np.flatnonzero((size > low) & (size <= width))
        low = width
        for part in range(0, len(chosen), 20000):
            rows = chosen[part : part + 20000]
            one, other = left[rows], right[rows]
            letters = out[rows, _AT["letters"]]
            alignment = aligned(vocabulary, names, one, other, width, letters)
            out[rows] = _measures(vocabulary, names, one, other, alignment)
            out[rows, _AT["letters"]] = letters
    written = [at for at, name in enumerate(names.native) if name]
    both = np.flatnonzero(np.isin(left, written) & np.isin(right, written)) if written else ()
    if len(both):
        out[both, _AT["characters contradicted"]] = 1 - cpdist(
            [names.native[at] for at in left[both].tolist()],
            [names.native[at] for at in right[both].tolist()],
            scorer=Indel.normalized_similarity,
            dtype=np.float32,
        )
    return out


def _measures(
    vocabulary: Vocabulary, names: Names, left: Ints, right: Ints, found: Alignment
) -> Floats:
    import numpy as np

    sides = tuple(
        _Side(vocabulary, tokens, match, partner)
        for tokens, match, partner in (
            (found.left, found.left_match, found.left_partner),
            (found.right, found.right_match, found.right_partner),
        )
    )
    one, other = sides
    out = np.zeros((len(left), len(MEASURES)), np.float32)

    def both(low: float, high: float) -> Floats:
        return np.asarray((one.between(low, high) + other.between(low, high)) / 2, np.float32)

    agreed, near, alike = both(SYMBOL, 2), both(NEAR, SYMBOL), both(ALIKE, NEAR)
    initial = both(0.52, 0.56)
    loose = (
        one.between(0, ALIKE) - one.between(0.52, 0.56),
        other.between(0, ALIKE) - other.between(0.52, 0.56),
    )
    contradicted, missing = np.minimum(*loose), np.abs(loose[0] - loose[1])
    whole = np.maximum(agreed + near + alike + initial + contradicted + missing, 1e-6)
    for name, value in (
        ("words agreed", agreed / whole),
        ("words nearly agreed", near / whole),
        ("words alike", alike / whole),
        ("initials", initial / whole),
        ("words contradicted", contradicted / whole),
        ("words missing", missing / whole),
        ("weight agreed", np.minimum((agreed + near + 0.5 * alike) / 4, 1)),
        ("words in all", np.minimum(whole / 6, 1)),
        (
            "same name",
            (one.between(EXACT, 2) >= one.whole - 1e-4)
            & (other.between(EXACT, 2) >= other.whole - 1e-4)
            & (one.whole > 0),
        ),
        ("single word", (one.count == 1) | (other.count == 1)),
    ):
        out[:, _AT[name]] = value
    for name, mark in (("number", "n"), ("place", "p")):
        ours, theirs = one.marked(mark), other.marked(mark)
        out[:, _AT[f"{name} contradicted"]] = (ours[1] > 0) & (theirs[1] > 0)
        out[:, _AT[f"{name} missing"]] = (ours[1] > 0) ^ (theirs[1] > 0)
    forms = names.forms.counts[left] * names.forms.counts[right] > 0
    shared = _share_form(names, left, right)
    out[:, _AT["legal form agreed"]] = shared
    out[:, _AT["legal form contradicted"]] = forms & ~shared
    out[:, _AT["family name contradicted"]] = one.family_open & other.family_open
    out[:, _AT["names swapped"]] = _swapped(vocabulary, found)
    out[:, _AT["first word contradicted"]] = (found.left_match[:, 0] < ALIKE) & (
        found.right_match[:, 0] < ALIKE
    )
    out[:, _AT["order of words"]] = _reordered(found) & ~(one.family_known | other.family_known)
    for side, rows in ((found.right, left), (found.left, right)):
        some = np.flatnonzero(names.acronym[rows] >= 0)
        word = np.where(side[some] >= 0, vocabulary.word_id[side[some]], -2)
        met = (word == names.acronym[rows[some]][:, None]).any(1)
        out[some[met], _AT["acronym"]] = 1
    return out


class _Side:
    """One side of an alignment: weights of its words by how well they are matched."""

    def __init__(
        self, vocabulary: Vocabulary, tokens: Ints, match: Floats, partner: NDArray[np.int8]
    ) -> None:
        import numpy as np

        self.real = tokens >= 0
        self.weight = np.where(self.real, vocabulary.weight[tokens], np.float32(0))
        self.match = match
        self.marks = np.where(self.real, vocabulary.mark[tokens], 0)
        self.whole = self.weight.sum(1)
        self.count = self.real.sum(1)
        family = self.real & vocabulary.family[tokens]
        self.family_known = family.any(1)
        self.family_open = (family & (match < ALIKE)).any(1) & ~(family & (match >= ALIKE)).any(1)

    def between(self, low: float, high: float) -> Floats:
        import numpy as np

        inside = (self.match >= low) & (self.match < high)
        return np.asarray((self.weight * inside).sum(1), np.float32)

    def marked(self, mark: str) -> tuple[Ints, Ints]:
        """How many words of a mark there are, and how many of them are not matched."""
        these = self.marks == ord(mark)
        return these.sum(1), (these & (self.match < ALIKE)).sum(1)


def _share_form(names: Names, left: Ints, right: Ints) -> NDArray[np.bool_]:
    import numpy as np

    from hullmark.graph.ragged import padded

    out = np.zeros(len(left), np.bool_)
    rows = np.flatnonzero((names.forms.counts[left] > 0) & (names.forms.counts[right] > 0))
    ours = padded(names.forms, left[rows], 3, -1)
    theirs = padded(names.forms, right[rows], 3, -2)
    for one in ours.T:
        for other in theirs.T:
            out[rows] |= one == other
    return out


def _reordered(found: Alignment) -> NDArray[np.bool_]:
    """Whether the matched words stand in another order in the other name."""
    import numpy as np

    place = found.left_partner.astype(np.int64)
    before = np.maximum.accumulate(place, axis=1)
    return np.asarray(((place >= 0) & (place < before)).any(1))


def _swapped(vocabulary: Vocabulary, found: Alignment) -> NDArray[np.bool_]:
    """Whether a family name is matched with a given name where both sides say which is which."""
    import numpy as np

    ours = (found.left >= 0) & vocabulary.family[found.left]
    theirs = (found.right >= 0) & vocabulary.family[found.right]
    partner = np.maximum(found.left_partner, 0)
    met = np.take_along_axis(theirs, partner.astype(np.int64), 1) & (found.left_partner >= 0)
    crossed = ours & (found.left_partner >= 0) & ~met
    return np.asarray(crossed.any(1) & theirs.any(1) & ~(ours & met).any(1))
