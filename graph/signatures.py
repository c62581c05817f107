"""Texts as sets of bits, so that what two have in common is counted, not compared by letters."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.uint64]

CACHED = 1 << 17  # words and pairs of words whose forms are remembered from layout to layout
NAME_WORDS, TOKEN_WORDS = 8, 4  # of 64 bits: the signature of a name, of a word's symbols


def letters(words: Iterable[str]) -> Bits:
    """The set of letters of each word, as bits."""
    import numpy as np

    return np.array([_letter_bits(word) for word in words], np.uint64)


@lru_cache(maxsize=CACHED)
def _letter_bits(word: str) -> int:
    return sum({1 << (ord(letter) & 63) for letter in set(word)})


@lru_cache(maxsize=CACHED)
def grams(form: str, symbols: tuple[str, ...]) -> int:
    """The signature of a word: its pairs of letters, and its symbols."""
    edged = f"^{form}$"
    pairs = (edged[at : at + 2] for at in range(len(edged) - 1))
    return _signature((*pairs, *symbols), NAME_WORDS)


def bits(rows: Sequence[Iterable[str]], words: int) -> Bits:
    """A signature a row: each of its texts sets one bit."""
    return laid([_signature(row, words) for row in rows], words)


def _signature(texts: Iterable[str], words: int) -> int:
    whole = 0
    for one in texts:
        whole |= 1 << _crc(one) % (words * 64)
    return whole


@lru_cache(maxsize=CACHED)
def _crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


def laid(rows: Sequence[int], words: int) -> Bits:
    """Whole numbers as rows of so many 64-bit words, the lowest first."""
    import numpy as np

    flat = b"".join([row.to_bytes(words * 8, "little") for row in rows])
    return np.frombuffer(flat, "<u8").astype(np.uint64).reshape(len(rows), words)
