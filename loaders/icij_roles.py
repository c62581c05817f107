"""The words of ICIJ's links as roles, by the tables of ``icij.yaml``; never more than they say."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.model import Tense

FILE = Path(__file__).parent / "icij.yaml"
UNKNOWN = "linked to"  # the role of words that are in no table
_BREAK = re.compile(r"[^\w]+|_")


class Tables(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``icij.yaml``."""

    roles: dict[str, list[str]]
    addresses: list[str]
    alike: list[str]
    nobody: list[str]
    over: list[str]
    lasting: list[str]
    columns: dict[str, list[str]]


class Meaning(Struct, frozen=True):
    """What a link's words are of: an address, likeness, or roles; none where no table has them."""

    roles: tuple[str, ...] = ()
    tense: Tense = ""
    address: bool = False
    alike: bool = False


@cache
def tables() -> Tables:
    """The tables; a mistake in the file is a ``msgspec.ValidationError`` naming the field."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(FILE.read_bytes(), Loader=loader), Tables)


def plain(words: str) -> str:
    """Words in the form in which the tables have them: lower case, with single blanks."""
    return " ".join(_BREAK.sub(" ", words.lower()).split())


@lru_cache(maxsize=16384)
def meaning(words: str, kind: str = "") -> Meaning:
    """What the words of a link and its type mean; no roles where no table has them.

    >>> meaning("Owner, director and shareholder").roles
    ('owner', 'director', 'shareholder')
    """
    said = plain(words) or plain(kind)
    if plain(kind) == "registered address" or _holds(said, _phrases("addresses")):
        return Meaning(address=True)
    if said in _alike() or plain(kind) in _alike():
        return Meaning(alike=True)
    found, rest = dict[int, str](), f" {said} "
    for phrase, role in _roles():
        while (at := rest.find(phrase)) >= 0:
            found[at] = role
            # What a longer phrase covers is not read again; its blanks part its neighbours.
            rest = f"{rest[: at + 1]}{'#' * (len(phrase) - 2)}{rest[at + len(phrase) - 1 :]}"
    return Meaning(tuple(dict.fromkeys(found[at] for at in sorted(found))), tense_of(said))


def tense_of(status: str) -> Tense:
    """Whether a status or words say that a link is over or lasts."""
    said = set(plain(status).split())
    if said & {*tables().over}:
        return "former"
    return "current" if said & {*tables().lasting} else ""


def is_nobody(name: str) -> bool:
    """Whether a name is that of nobody in particular, such as a bearer of shares."""
    said = plain(name).rstrip("0123456789 ")
    return said in _nobody()


@cache
def _nobody() -> frozenset[str]:
    return frozenset(plain(name) for name in tables().nobody)


@cache
def _alike() -> frozenset[str]:
    return frozenset(plain(words) for words in tables().alike)


@cache
def _phrases(table: str) -> tuple[str, ...]:
    return tuple(f" {plain(words)} " for words in getattr(tables(), table))


@cache
def _roles() -> tuple[tuple[str, str], ...]:
    """Each phrase with its role, the longest first."""
    every = [(f" {plain(w)} ", role) for role, words in tables().roles.items() for w in words]
    return tuple(sorted(every, key=lambda one: (-len(one[0]), one)))


def _holds(said: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in f" {said} " for phrase in phrases)
