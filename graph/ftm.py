"""FollowTheMoney's properties as names, identifiers and facts: read once from ``ftm.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period
from hullmark.graph.schema import schema

FILE = Path(__file__).parent / "ftm.yaml"
Reading = Literal["name", "number", "text", "country", "date", "reference"]
_TENSES = {"": UNDATED, "current": CURRENT, "former": FORMER}


class Rule(Struct, frozen=True):
    """What a property is: how its values are read, the type, scheme or name, and the tense."""

    reading: Reading
    word: str
    period: Period = UNDATED


class _Tables(Struct, frozen=True, forbid_unknown_fields=True):
    schemas: dict[str, str]
    names: dict[str, str]
    identifiers: dict[str, dict[str, str]]
    facts: dict[str, dict[str, str | list[str]]]
    references: list[str]


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
    for name in tables().references:
        found[name] = Rule("reference", name)
    return found


def _fact(stated: str | list[str]) -> Rule:
    if isinstance(stated, str):
        return Rule("text", stated)
    word, reading, tense = (*stated, "")[:3]
    return Rule(msgspec.convert(reading, Reading), word, _TENSES[tense])
