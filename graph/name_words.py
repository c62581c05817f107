"""What a word of a name weighs, and its form without the habits of transliterators.

``words.txt`` has how common words are in names of persons, bodies and ships, counted over public
lists (benchmarks/count_words.py); a word that is not in it is rare and weighs most.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "words.txt"
# What is left of a word's weight by what it is to its name; a legal form is compared apart.
_BY_MARK = {"s": 0.15, "i": 0.3, "d": 0.6, "p": 0.7, "n": 0.7, "t": 0.1, "l": 0.0}
_STEPS = (
    8  # words.txt counts in steps: 0 is rarer than one name in 20,000, each step 2.5 times more
)
_LOOSE = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        ("kh|ch(?=[^aeiouy])", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
        ("h$", ""),
        ("tsch|tch|sch|ts|tz|sh|ch", "s"),
        ("dzh|zh|dj|dz", "j"),
        ("z", "s"),
        ("ck|[qxc]", "k"),
        ("w", "v"),
        ("ou|oo|u", "o"),
        ("ee|ie|ei|iy|ij|yi|ii|y|j", "i"),
        ("ae|ai", "a"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = re.compile(r"[aeiouyw]+")


@lru_cache(maxsize=131072)
def loose(word: str) -> str:
    """The word with the letters that transliterators differ on made one: yussef, youssef."""
    if len(word) < 3 or word.isdigit():
        return word
    for pattern, into in _LOOSE:
        word = pattern.sub(into, word)
    return word


@lru_cache(maxsize=131072)
def squeezed(word: str) -> str:
    """The loose word without its vowels: what a script that writes none leaves of it."""
    bare = loose(word)
    return _VOWELS.sub("", bare) or bare


def rarity(word: str, family: str, mark: str) -> float:
    """What a word weighs in its name: 1 for a rare word, .15 for ``the``; short words less."""
    step = words().get(family, {}).get(word, 0)
    weight = 1.0 - 0.09 * step
    if len(word) <= 2 and mark == "w":
        weight *= 0.7
    return round(weight * _BY_MARK.get(mark, 1.0), 3)


@cache
def words() -> dict[str, dict[str, int]]:
    """How common words are, in steps of 0 to 8, by family; read once."""
    found: dict[str, dict[str, int]] = {}
    family = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            family = line.strip("[]")
            found[family] = {}
        elif line and not line.startswith("#"):
            step, *these = line.split()
            found[family].update(dict.fromkeys(these, int(step)))
    return found
