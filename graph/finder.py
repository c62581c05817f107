"""Finding entities by what a person types: a key, a number, a name, words of it, or nearly it.

The order and the scores are decided here, the rows come from a store: the workspace or Neo4j.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from hullmark.graph.answer import Hit
from hullmark.graph.identifiers import title
from hullmark.graph.reader import HOW
from hullmark.graph.text import clean, loose_key, name_key

MAX_QUESTION = 500
LONGEST_WORD = 255  # letters; Neo4j's full-text index cuts longer words up, so no store is asked
SIMILAR_FROM = 0.75  # rapidfuzz ratio of the loose keys; below that a suggestion is noise
NAME_POOL, WORD_POOL, SIMILAR_POOL = 400, 400, 1500  # rows looked at, the first in order of names

_NUMBERED = re.compile(
    r"\s*(imo|mmsi|lei|inn|ogrn)\b[\s:.#-]*(?:no\.?|number)?[\s:.#-]*(\S+)\s*$", re.I
)
_SCHEMES = {
    "imo": ("imo-ship", "imo-company"),
    "mmsi": ("mmsi",),
    "lei": ("lei",),
    "inn": ("inn",),
    "ogrn": ("ogrn",),
}
_NAME_TYPES = {
    "primary": "name",
    "alias": "alias",
    "weak alias": "weak alias",
    "former": "former name",
    "later": "later name",
    "earlier": "name in an earlier snapshot",
}
# A name the thing bears now is a surer match than one it bore or is loosely called.
_NAME_WEIGHT = {
    "primary": 0.0,
    "later": 0.01,
    "alias": 0.02,
    "former": 0.03,
    "weak alias": 0.05,
    "earlier": 0.06,
}

Face = tuple[str, str, str]  # entity id, kind, caption
Bearer = tuple[str, str, str, Face]  # type of name, its text, its loose key, who bears it


class Names(Protocol):
    """Where a store keeps names and numbers. All rows come in one order in every store."""

    def keyed(self, key: str) -> Iterable[Face]:
        """The entity with this id, or with a record of this key."""
        ...

    def numbered(self, values: Sequence[str]) -> Iterable[tuple[str, str, Face]]:
        """Scheme, number and entity of these numbers."""
        ...

    def named(self, column: str, key: str, limit: int) -> Iterable[Bearer]:
        """Names whose ``key`` or ``loose`` form is this."""
        ...

    def worded(self, words: Sequence[str], limit: int) -> Iterable[Bearer]:
        """Names with all these words, the last one as a beginning; by loose form, then entity."""
        ...


def find(names: Names, question: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """Entities that the words may mean, each once, surest first; see ``GraphReader.find``."""
    words = clean(question[:MAX_QUESTION])
    if not words:
        return ()
    hits: dict[str, Hit] = {}
    # A key or a number is meant as such; names are looked at only when it is neither.
    for searches in ((_by_key, _by_number), (_by_name, _by_words), (_similar,)):
        for search in searches:
            for hit in search(names, words):
                best = hits.get(hit.entity)
                if best is None or hit.score > best.score:
                    hits[hit.entity] = hit
        if hits:
            break
    ranked = sorted(hits.values(), key=lambda hit: (-hit.score, hit.caption, hit.entity))
    return tuple(ranked[:limit])


def _by_key(names: Names, words: str) -> Iterator[Hit]:
    for face in names.keyed(words):
        yield Hit(*face, matched=words, how=HOW[0], score=1.0, matched_as="key")


def _by_number(names: Names, words: str) -> Iterator[Hit]:
    schemes: tuple[str, ...] | None = None
    number = words
    if match := _NUMBERED.match(words):
        schemes, number = _SCHEMES[match[1].lower()], match[2]
    values = {number, number.upper(), re.sub(r"[\s./-]+", "", number).upper()}
    for scheme, value, face in names.numbered(sorted(values)):
        if schemes is None or scheme in schemes:
            yield Hit(*face, matched=value, how=HOW[1], score=1.0, matched_as=title(scheme))


def _by_name(names: Names, words: str) -> Iterator[Hit]:
    for column, wanted, how, score in (
        ("key", name_key(words), HOW[2], 0.98),
        ("loose", loose_key(words), HOW[3], 0.9),
    ):
        if wanted:
            for kind, text, _, face in names.named(column, wanted, NAME_POOL):
                yield _hit(face, text, how, score - _NAME_WEIGHT[kind], kind)


def _by_words(names: Names, words: str) -> Iterator[Hit]:
    wanted = loose_key(words)
    if wanted and max(map(len, wanted.split())) <= LONGEST_WORD:
        for kind, text, loose, face in names.worded(wanted.split(), WORD_POOL):
            score = 0.5 + 0.3 * _alike(wanted, loose) - _NAME_WEIGHT[kind]
            yield _hit(face, text, HOW[4], score, kind)


def _similar(names: Names, words: str) -> Iterator[Hit]:
    """Names that have a word with the same beginning and are much alike as a whole."""
    wanted = loose_key(words)
    longest = sorted({w for w in wanted.split() if len(w) > 2}, key=lambda w: (-len(w), w))
    for word in longest[:4]:
        for kind, text, loose, face in names.worded([word[:3]], SIMILAR_POOL):
            if (alike := _alike(wanted, loose)) >= SIMILAR_FROM:
                yield _hit(face, text, HOW[5], 0.5 * alike - _NAME_WEIGHT[kind], kind)


def _hit(face: Face, text: str, how: str, score: float, kind: str) -> Hit:
    return Hit(*face, matched=text, how=how, score=score, matched_as=_NAME_TYPES[kind])


def _alike(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other)) / 100
