"""Many comparables as arrays, so that pairs of them are judged by rows and columns.

Words, names and values that several records share are kept once and known by number: a pair of
words is compared once, however many pairs of records it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from hullmark.graph.comparable import Comparable
from hullmark.graph.comparable_names import LEGAL, STOP, TITLE, PreparedName, Token
from hullmark.graph.identifiers import DECISIVE, HARD, personal_form
from hullmark.graph.name_words import loose, squeezed
from hullmark.graph.ragged import Ragged, ragged
from hullmark.graph.signatures import CACHED, NAME_WORDS, TOKEN_WORDS, bits, grams, laid, letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bits = NDArray[np.uint64]
    Floats = NDArray[np.float32]

_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
FAMILIES = ("person", "body", "vessel", "aircraft")
TYPES = {"weak alias": 1, "former": 2, "later": 2}  # beside the strong names, which are 0
MOST_SYMBOLS = 24


class Vocabulary(Struct, frozen=True):
    """Every different word: its forms, weight, mark and symbols, by its number."""

    tokens: list[Token]
    word: list[str]
    words: NDArray[np.object_]
    loose: NDArray[np.object_]
    squeezed: NDArray[np.object_]
    letters: Bits
    loose_letters: Bits
    loose_length: NDArray[np.int16]
    word_id: Ints
    weight: Floats
    mark: NDArray[np.uint8]
    length: NDArray[np.int16]
    initial: NDArray[np.uint8]
    skeleton: NDArray[np.bool_]
    family: NDArray[np.bool_]
    symbols: NDArray[np.int32]
    symbol_bits: Bits


class Names(Struct, frozen=True):
    """Every different name: its words, pairs of neighbours written as one, forms, signature."""

    prepared: list[PreparedName]
    tokens: Ragged
    joined: Ragged
    forms: Ragged
    acronym: Ints
    bits: Bits
    size: Ints
    solid: list[str]
    native: list[str]


class Comparables(Struct, frozen=True):
    """The records: which names they bear, and everything else that is compared of them."""

    items: Sequence[Comparable]
    vocabulary: Vocabulary
    names: Names
    family: NDArray[np.int8]
    bears: Ragged
    bears_type: NDArray[np.int8]
    decisive: dict[str, Ragged]
    hard: Ragged
    numbers: Ragged
    schemes: Ragged
    personal: Ragged
    first: Ragged
    last: Ragged
    countries: Bits
    nationalities: Bits
    flags: Bits
    addresses: Ragged
    address_bits: Bits
    contacts: Ragged
    gender: NDArray[np.int8]
    tonnages: Ragged
    ship_types: Ragged
    birth_places: Ragged
    place_bits: Bits


def comparables(items: Sequence[Comparable]) -> Comparables:
    """The arrays of some records, in their order; a cost for each record, none for a pair."""
    import numpy as np

    numbers: dict[object, int] = {}
    names: dict[tuple[object, ...], int] = {}
    kept: list[PreparedName] = []
    bears: list[list[int]] = []
    types: list[int] = []
    for item in items:
        row = []
        for name in item.names:
            at = names.setdefault((name.tokens, name.forms), len(kept))
            if at == len(kept):
                kept.append(name)
            row.append(at)
            types.append(TYPES.get(name.type, 0))
        bears.append(row)

    def ids(rows: Iterable[Iterable[object]]) -> Ragged:
        return ragged([[numbers.setdefault(one, len(numbers)) for one in row] for row in rows])

    addresses = [one for item in items for one in item.addresses]
    places = [one for item in items for one in item.birth_places]
    vocabulary, prepared_names = _names(kept)
    return Comparables(
        items,
        vocabulary,
        prepared_names,
        np.array([FAMILIES.index(item.family) for item in items], np.int8),
        ragged(bears),
        np.array(types, np.int8),
        {
            scheme: ids([one for one in item.numbers if one[0] == scheme] for item in items)
            for scheme in DECISIVE
        },
        ids([one for one in item.numbers if one[0] in HARD] for item in items),
        # The same passport is an "id number" in another list, so any other number is its digits.
        ids([_bare(value) for _, value in item.numbers if len(value) > 4] for item in items),
        ids({scheme for scheme, _ in item.numbers} for item in items),
        ids(
            {form for number in item.numbers if (form := personal_form(*number))}
            if item.family == "person"
            else ()
            for item in items
        ),
        ragged([[one.first for one in item.dates] for item in items]),
        ragged([[one.last for one in item.dates] for item in items]),
        bits([item.countries for item in items], 4),
        bits([item.nationalities for item in items], 4),
        bits([item.flags for item in items], 4),
        _places([item.addresses for item in items]),
        bits([_words(one) for one in addresses], 4),
        ids(item.contacts for item in items),
        np.array([{"m": 1, "f": 2}.get(item.gender, 0) for item in items], np.int8),
        ragged([item.tonnages for item in items]),
        ids(item.ship_types for item in items),
        _places([item.birth_places for item in items]),
        bits([_words(one) for one in places], 4),
    )


def _bare(value: str) -> str:
    return "".join(one for one in value.casefold() if one.isalnum()).lstrip("0")


def _places(rows: Sequence[Sequence[str]]) -> Ragged:
    """Rows of running numbers: where the values of each row stand in the flat list of all."""
    import numpy as np

    counts = np.array([len(row) for row in rows], np.int64)
    return Ragged(np.arange(int(counts.sum())), np.cumsum(counts) - counts, counts)


def _names(kept: Sequence[PreparedName]) -> tuple[Vocabulary, Names]:
    import numpy as np

    known: dict[Token, int] = {}
    tokens: list[list[int]] = []
    joined: list[list[int]] = []
    acronyms: list[Token] = []
    solid: list[str] = []
    for name in kept:
        content = [one for one in name.tokens if one.mark not in (LEGAL, TITLE)]
        content = [one for one in content if one.mark != STOP or one.weight] or content
        tokens.append([known.setdefault(one, len(known)) for one in content])
        joined.append([known.setdefault(_join(a, b), len(known)) for a, b in pairwise(content)])
        initials = "".join(one.word[0] for one in content if one.mark != STOP)
        acronyms.append(Token(initials if len(initials) > 2 else ""))
        solid.append("".join(one.word for one in content) or "".join(name.forms))
    vocabulary = _vocabulary(list(known))
    words = {
        word: at for at, word in zip(vocabulary.word_id.tolist(), vocabulary.word, strict=True)
    }
    rows = ragged(tokens)
    signed = np.zeros((len(kept), NAME_WORDS), np.uint64)
    if len(rows.values):
        some = rows.counts > 0
        used, which = np.unique(rows.values, return_inverse=True)
        alone = [vocabulary.tokens[at] for at in used.tolist()]
        each = laid([grams(one.loose, one.symbols[:4]) for one in alone], NAME_WORDS)[which]
        signed[some] = np.bitwise_or.reduceat(each, rows.starts[some], axis=0)
    forms: dict[str, int] = {}
    return vocabulary, Names(
        list(kept),
        rows,
        ragged(joined),
        ragged([[forms.setdefault(one, len(forms)) for one in name.forms] for name in kept]),
        np.array([words.get(one.word, -1) if one.word else -1 for one in acronyms], np.int64),
        signed.T.copy(),
        np.bitwise_count(signed).sum(1).astype(np.int64),
        solid,
        [_native(name.text) for name in kept],
    )


def _native(text: str) -> str:
    """The name as written in a script that Latin letters tell apart badly: Han, kana, hangul."""
    return "" if text.isascii() else "".join(_EAST_ASIAN.findall(text))


@lru_cache(maxsize=CACHED)
def _join(one: Token, other: Token) -> Token:
    both = one.word + other.word
    bare = one.skeleton or other.skeleton
    return Token(
        both,
        symbols=(),
        weight=round(one.weight + other.weight, 3),
        loose=squeezed(both) if bare else loose(both),
        skeleton=bare,
    )


def _vocabulary(tokens: list[Token]) -> Vocabulary:
    import numpy as np

    words: dict[str, int] = {}
    symbols: dict[str, int] = {}
    table = np.full((len(tokens), MOST_SYMBOLS), -1, np.int32)
    for at, token in enumerate(tokens):
        for place, symbol in enumerate(token.symbols[:MOST_SYMBOLS]):
            table[at, place] = symbols.setdefault(symbol, len(symbols))
    return Vocabulary(
        tokens,
        [token.word for token in tokens],
        np.array([token.word for token in tokens], object),
        np.array([token.loose for token in tokens], object),
        np.array([squeezed(token.word) for token in tokens], object),
        letters(token.word for token in tokens),
        letters(token.loose for token in tokens),
        np.array([len(token.loose) for token in tokens], np.int16),
        np.array([words.setdefault(token.word, len(words)) for token in tokens], np.int64),
        np.array([token.weight for token in tokens], np.float32),
        np.array([ord(token.mark) for token in tokens], np.uint8),
        np.array([len(token.word) for token in tokens], np.int16),
        np.array([min(ord(token.word[0]), 127) for token in tokens], np.uint8),
        np.array([token.skeleton for token in tokens], np.bool_),
        np.array([token.family for token in tokens], np.bool_),
        table,
        bits([token.symbols[:MOST_SYMBOLS] for token in tokens], TOKEN_WORDS).T.copy(),
    )


def _words(text: str) -> list[str]:
    from rigour.names import tokenize_name

    return [loose(word) for word in tokenize_name(text.casefold()[:400]) if len(word) > 1]
