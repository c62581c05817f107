"""FollowTheMoney's properties as names, identifiers and facts: read once from ``ftm.yaml``."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period
from hullmark.graph.schema import schema

FILE = Path(__file__).parent / "ftm.yaml"
Reading = Literal["name", "number", "text", "country", "date", "reference"]
_BREAK = re.compile(r"[^\w]+|_")
_TENSES = {"": UNDATED, "current": CURRENT, "former": FORMER}


class Rule(Struct, frozen=True):
    """What a property is: how its values are read, the type, scheme or name, and the tense."""

    reading: Reading
    word: str
    period: Period = UNDATED


class Edge(Struct, frozen=True, forbid_unknown_fields=True):
    """A schema that is a link: its ends as ours, where its words stand, and its roles.

    ``role`` without any words, ``otherwise`` with words that no table has.
    """

    subject: str
    object: str
    words: str
    role: str
    otherwise: str


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """Who lists, by the names, programmes and datasets that say so; a dataset may be one list."""

    authority: str
    datasets: dict[str, str] = {}
    names: list[str] = []
    programmes: list[str] = []
    lists: dict[str, str] = {}


class _Tables(Struct, frozen=True, forbid_unknown_fields=True):
    schemas: dict[str, str]
    names: dict[str, str]
    identifiers: dict[str, dict[str, str]]
    facts: dict[str, dict[str, str | list[str]]]
    references: list[str]
    direct: dict[str, str]
    weaker: dict[str, dict[str, str]]
    links: dict[str, Edge]
    stated: dict[str, dict[str, list[str]]]
    over: list[str]
    lasting: list[str]
    reverse: dict[str, str]
    authorities: list[Authority]


@cache
def tables() -> _Tables:
    """The whole of ``ftm.yaml``; a mistake in it is a ``msgspec.ValidationError``."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(FILE.read_bytes(), Loader=loader), _Tables)


@cache
def kinds() -> dict[str, str]:
    """Our kind for each FollowTheMoney schema that is one: ``Airplane`` is an ``Aircraft``."""
    own = {kind.ftm: name for name, kind in schema().kinds.items()}
    return {**own, **tables().schemas}


@cache
def rules(family: str) -> dict[str, Rule]:
    """How each property of a family's schemas is read; one that is not here is new."""
    found: dict[str, Rule] = {}
    for name, kind in tables().names.items():
        found[name] = Rule("name", kind)
    for part in ("any", family):
        for name, scheme in tables().identifiers.get(part, {}).items():
            found[name] = Rule("number", scheme)
        for name, stated in tables().facts.get(part, {}).items():
            found[name] = _fact(stated)
    for name in (*tables().references, *tables().reverse):
        found[name] = Rule("reference", name)
    return found


def _fact(stated: str | list[str]) -> Rule:
    if isinstance(stated, str):
        return Rule("text", stated)
    word, reading, tense = (*stated, "")[:3]
    return Rule(msgspec.convert(reading, Reading), word, _TENSES[tense])


def plain(words: str) -> str:
    """Words in the form in which the tables have them: lower case, with single blanks."""
    return " ".join(_BREAK.sub(" ", words.lower()).split())


@cache
def _phrases(edge: str) -> list[tuple[str, str]]:
    """Each phrase of a schema with its role, in the order in which they are looked for."""
    return [
        (f" {plain(phrase)} ", role)
        for role, phrases in tables().stated.get(edge, {}).items()
        for phrase in phrases
    ]


@lru_cache(maxsize=4096)
def role_of(edge: str, words: str) -> str:
    """The role that a link's words state under its schema; never more than they say."""
    rule, said = tables().links[edge], plain(words)
    if not said:
        return rule.role
    own = _own_roles(edge).get(said)
    if own:
        return own
    padded = f" {said} "
    return next((role for phrase, role in _phrases(edge) if phrase in padded), rule.otherwise)


@cache
def _own_roles(edge: str) -> dict[str, str]:
    """Our names of the roles that are written under this schema, so that they are read back."""
    return {plain(name): name for name, one in schema().roles.items() if one.ftm == edge}
