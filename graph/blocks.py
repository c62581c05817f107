"""The blocks in which records meet before they are judged: a number, a name, a word, a sound.

A record's block keys are whole numbers: four bits say which kind of block, the rest is a hash of
the family and of what is shared, so that a ship and a company never meet. Keys follow from the
record alone; how many records may share one is decided in ``candidates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from hullmark.graph.identifiers import CALL_SIGN, MMSI
from hullmark.graph.model import Record
from hullmark.graph.schema import schema
from hullmark.graph.text import loose_key, name_key

NUMBER, NAME, DETAIL, WORD, SOUND, PAIR, LETTERS = range(1, 8)
TITLES = {
    NUMBER: "number", NAME: "name", DETAIL: "name with a year or country", WORD: "word",
    SOUND: "sound", PAIR: "pair of words", LETTERS: "run of letters",
}  # fmt: skip
BLOCKS_VERSION = 1  # of what follows; kept keys of another version are made anew
KIND_SHIFT = 59  # the kind stands above the hash, and the sign bit stays free
MOST_KEYS = 400  # of one record: the EU writes some entries' names in all its languages
MOST_WORDS = 12  # of one name that are paired; a longer one is found by its rare words
RUN, RUNS = 5, 36  # letters in a run, and runs of one name

_HASH = (1 << KIND_SHIFT) - 1
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_REPEATED = re.compile(r"(.)\1+")
_SOUNDS = (
    ("sch", "s"), ("sh", "s"), ("zh", "s"), ("ch", "k"), ("kh", "k"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("ts", "s"), ("tz", "s"), ("dj", "j"), ("ck", "k"), ("x", "ks"), ("q", "k"),
    ("c", "k"), ("w", "v"), ("z", "s"), ("j", "i"), ("y", "i"), ("h", ""),
)  # fmt: skip
_VOWELS = re.compile(r"(?<!^)[aeiou]+")

Block = tuple[int, str]


def blocks(record: Record, keyed: Iterable[tuple[str, str]] | None = None) -> Iterator[Block]:
    """The blocks that a record stands in, kind and what is shared, the telling ones first.

    ``keyed`` are its names' comparable keys (``name_key``, ``loose_key``) where they are known. A
    block may come twice.
    """
    for number in record.identifiers:
        if number.valid is not False and len(number.value) > 3:
            scheme = number.scheme if number.scheme in (MMSI, CALL_SIGN) else ""
            yield NUMBER, f"{scheme}:{number.value}"
    if keyed is None:
        keyed = [(name_key(name.text), loose_key(name.text)) for name in record.names]
    keyed = tuple(keyed)
    names = [name.split() for name in dict.fromkeys(key for pair in keyed for key in pair if key)]
    details = tuple(dict.fromkeys(_details(record)))
    for name in names:
        whole = " ".join(sorted(name))
        yield NAME, whole
        for detail in details:
            yield DETAIL, f"{whole}|{detail}"
    words = dict.fromkeys(word for name in names for word in name if len(word) > 1)
    yield from ((WORD, word) for word in words)
    yield from ((WORD, "".join(word[0] for word in name)) for name in names if 2 < len(name) < 9)
    yield from ((SOUND, heard) for word in words if len(heard := sound(word)) > 1)
    for name in names:
        yield from ((PAIR, pair) for pair in _pairs(name[:MOST_WORDS]))
    for loose in dict.fromkeys(loose for _, loose in keyed):
        run = loose.replace(" ", "")[: RUNS + RUN - 1]
        yield from ((LETTERS, run[at : at + RUN]) for at in range(len(run) - RUN + 1))


def block_keys(record: Record, keyed: Iterable[tuple[str, str]] | None = None) -> list[int]:
    """The keys of a record's blocks, each once, at most ``MOST_KEYS``."""
    return _keys(record, blocks(record, keyed))


def block_keys_each(records: Iterable[Record]) -> Iterator[list[int]]:
    """The keys of each record; one that says what the one before does shares its blocks.

    Rows of which nobody says whether they are ships or companies come once as each.
    """
    said: object = None
    found: list[Block] = []
    for record in records:
        what = (record.names, record.identifiers, tuple(_details(record)))
        if what != said:
            said, found = what, list(dict.fromkeys(blocks(record)))
        yield _keys(record, found)


def _keys(record: Record, found: Iterable[Block]) -> list[int]:
    family = schema().kinds[record.kind].family
    keys: dict[int, None] = {}
    for kind, shared in found:
        keys[block_key(family, kind, shared)] = None
        if len(keys) == MOST_KEYS:
            break
    return list(keys)


@lru_cache(maxsize=1 << 17)
def block_key(family: str, kind: int, shared: str) -> int:
    """The number under which the records of a family meet in a block."""
    digest = blake2b(f"{family}\n{shared}".encode(), digest_size=8).digest()
    return kind << KIND_SHIFT | int.from_bytes(digest) & _HASH


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A word as spellings of one sound share it: ``sovfracht``, ``sovfrakht`` are ``svfrkt``."""
    for letters, heard in _SOUNDS:
        if letters in word:
            word = word.replace(letters, heard)
    return _REPEATED.sub(r"\1", _VOWELS.sub("", word))


def _pairs(name: list[str]) -> Iterator[str]:
    """Every two words of a name, by their sounds, in either order."""
    heard = sorted({sound(word) for word in name if len(word) > 1})
    for at, one in enumerate(heard):
        for other in heard[at + 1 :]:
            if len(one) + len(other) > 3:
                yield f"{one} {other}"


def _details(record: Record) -> Iterator[str]:
    """What tells bearers of one name apart: years of birth, founding or building, countries."""
    for fact in record.facts:
        if fact.prop in ("birth date", "built", "established"):
            yield from _YEAR.findall(fact.value)
        elif fact.prop in ("country", "nationality", "citizenship", "flag"):
            yield fact.value
