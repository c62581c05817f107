"""The codes of the Beneficial Ownership Data Standard as roles, kinds, schemes: ``bods.yaml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

FILE = Path(__file__).parent / "bods.yaml"
_BREAK = re.compile(r"[\s_-]+")


class Tables(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``bods.yaml``; the keys of all its tables in plain form, see ``plain``."""

    interests: dict[str, str]
    indirect: dict[str, str]
    indirect_beneficial: dict[str, str]
    entities: dict[str, str]
    subtypes: dict[str, list[str]]
    persons: list[str]
    nameless: list[str]
    reasons: dict[str, str]
    schemes: dict[str, str]
    documents: dict[str, str]
    scheme_names: dict[str, str]
    statuses: list[str]
    names: dict[str, str]
    addresses: dict[str, str]


def plain(code: str) -> str:
    """A code without case, hyphens and blanks, as versions of the standard differ by them."""
    return _BREAK.sub("", code).lower()


@cache
def tables() -> Tables:
    """The tables; a mistake in the file is a ``msgspec.ValidationError`` naming the field."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stated = yaml.load(FILE.read_bytes(), Loader=loader)
    for name in ("interests", "entities", "reasons", "names", "addresses"):
        stated[name] = {plain(code): value for code, value in stated[name].items()}
    stated["subtypes"] = {
        code: [plain(kind) for kind in kinds] for code, kinds in stated["subtypes"].items()
    }
    for name in ("persons", "nameless"):
        stated[name] = [plain(code) for code in stated[name]]
    return msgspec.convert(stated, Tables)


def role_of(interest: str, *, indirect: bool, beneficial: bool) -> str | None:
    """The role that an interest's code states, ``None`` for a code that is not in the tables."""
    role = tables().interests.get(plain(interest))
    if role is None or not indirect:
        return role
    through = tables().indirect_beneficial if beneficial else tables().indirect
    return through.get(role, role)
