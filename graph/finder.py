"""Finding entities by what a person types: a key, a number, a name, words of it, or nearly it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from hullmark.graph.identifiers import title
from hullmark.graph.model import Hit
from hullmark.graph.reader import HOW
from hullmark.graph.text import clean, loose_key, name_key

MAX_QUESTION = 500
SIMILAR_FROM = 0.75  # rapidfuzz ratio of the loose keys; below that a suggestion is noise
SIMILAR_POOL = 3000  # names looked at for a suggestion, those that share beginnings of words

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
# A name that only an older version of its record has is no longer what the source calls it.
_TYPE = "CASE WHEN s.latest THEN n.type ELSE 'earlier' END"
_OF_ENTITY = (
    "JOIN statement s ON s.id = n.statement AND s.since <= ?"
    " JOIN record r ON r.id = n.record JOIN entity e ON e.id = r.entity"
)


def find(con: sqlite3.Connection, question: str, known: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """Entities that the words may mean, each once, surest first; see ``GraphReader.find``.

    Only names and numbers that the stamp ``known`` knows of count.
    """
    words = clean(question[:MAX_QUESTION])
    if not words:
        return ()
    hits: dict[str, Hit] = {}
    # A key or a number is meant as such; names are looked at only when it is neither.
    for searches in ((_by_key, _by_number), (_by_name, _by_words), (_similar,)):
        for search in searches:
            for hit in search(con, words, known, limit):
                best = hits.get(hit.entity)
                if best is None or hit.score > best.score:
                    hits[hit.entity] = hit
        if hits:
            break
    ranked = sorted(hits.values(), key=lambda hit: (-hit.score, hit.caption, hit.entity))
    return tuple(ranked[:limit])


def _by_key(con: sqlite3.Connection, words: str, known: str, limit: int) -> Iterator[Hit]:
    for key, kind, caption in con.execute(
        "SELECT e.key, e.kind, e.caption FROM entity e WHERE e.key = :key UNION"
        " SELECT e.key, e.kind, e.caption FROM record r JOIN entity e ON e.id = r.entity"
        " WHERE r.key = :key LIMIT :limit",
        {"key": words, "limit": limit},
    ):
        yield Hit(key, kind, caption, words, HOW[0], 1.0, matched_as="key")


def _by_number(con: sqlite3.Connection, words: str, known: str, limit: int) -> Iterator[Hit]:
    schemes: tuple[str, ...] | None = None
    number = words
    if match := _NUMBERED.match(words):
        schemes, number = _SCHEMES[match[1].lower()], match[2]
    values = {number, number.upper(), re.sub(r"[\s./-]+", "", number).upper()}
    for value in sorted(values):
        for scheme, key, kind, caption in con.execute(
            "SELECT i.scheme, e.key, e.kind, e.caption FROM identifier i"
            " JOIN statement s ON s.id = i.statement AND s.since <= ?"
            " JOIN record r ON r.id = i.record JOIN entity e ON e.id = r.entity"
            " WHERE i.value = ? ORDER BY i.scheme, e.key LIMIT ?",
            (known, value, limit),
        ):
            if schemes is None or scheme in schemes:
                yield Hit(key, kind, caption, value, HOW[1], 1.0, matched_as=title(scheme))


def _by_name(con: sqlite3.Connection, words: str, known: str, limit: int) -> Iterator[Hit]:
    for column, wanted, how, score in (
        ("key", name_key(words), HOW[2], 0.98),
        ("loose", loose_key(words), HOW[3], 0.9),
    ):
        if not wanted:
            continue
        for type_, text, key, kind, caption in con.execute(
            f"SELECT {_TYPE}, n.text, e.key, e.kind, e.caption FROM name n {_OF_ENTITY}"
            f" WHERE n.{column} = ? ORDER BY e.key, n.id LIMIT ?",
            (known, wanted, limit * 20),
        ):
            weight = score - _NAME_WEIGHT[type_]
            yield Hit(key, kind, caption, text, how, weight, matched_as=_NAME_TYPES[type_])


def _by_words(con: sqlite3.Connection, words: str, known: str, limit: int) -> Iterator[Hit]:
    tokens = loose_key(words).split()
    if not tokens:
        return
    match = " AND ".join(f'"{token}"' for token in tokens) + "*"
    yield from _matching(con, match, words, known, HOW[4], limit * 20, 0.5, 0.3)


def _similar(con: sqlite3.Connection, words: str, known: str, limit: int) -> Iterator[Hit]:
    tokens = [token for token in loose_key(words).split() if len(token) > 2]
    if not tokens:
        return
    match = " OR ".join(f'"{token[:3]}"*' for token in tokens[:8])
    for hit in _matching(con, match, words, known, HOW[5], SIMILAR_POOL, 0.0, 0.5):
        if hit.score >= 0.5 * SIMILAR_FROM:
            yield hit


def _matching(
    con: sqlite3.Connection,
    match: str,
    words: str,
    known: str,
    how: str,
    pool: int,
    base: float,
    share: float,
) -> Iterator[Hit]:
    """Names that the full-text index matches, scored by their likeness to what was typed."""
    from rapidfuzz.fuzz import ratio

    wanted = loose_key(words)
    for type_, text, loose, key, kind, caption in con.execute(
        f"SELECT {_TYPE}, n.text, n.loose, e.key, e.kind, e.caption"
        " FROM (SELECT rowid AS id FROM name_words WHERE name_words MATCH ? LIMIT ?) w"
        f" JOIN name n ON n.id = w.id {_OF_ENTITY}",
        (match, pool, known),
    ):
        likeness = ratio(wanted, loose) / 100
        score = base + share * likeness
        yield Hit(key, kind, caption, text, how, score, matched_as=_NAME_TYPES[type_])
