"""Kinds, roles and their words, read once from ``schema.yaml``, the only place they are written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue

FILE = Path(__file__).parent / "schema.yaml"


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of thing: its family (what it may be one with), word for people, FtM and BODS type."""

    family: str
    rank: int
    word: str
    ftm: str
    bods: str | None
    shape: str
    fill: str


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """A role: Neo4j type, class, which end stands above, and its words now and formerly."""

    type: str
    class_: str = msgspec.field(name="class")
    up: str = "subject"
    ftm: str = "UnknownLink"
    noun: str = ""
    says: tuple[str, str] = ("", "")
    said: tuple[str, str] = ("", "")


class LineClass(Struct, frozen=True, forbid_unknown_fields=True):
    """How charts draw the links of one class of roles, and where the class stands in an order."""

    colour: str
    style: str
    order: int


class Schema(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``schema.yaml``."""

    kinds: dict[str, Kind]
    roles: dict[str, Role]
    classes: dict[str, LineClass]


@cache
def schema() -> Schema:
    """The whole schema; a mistake in the file is a ``msgspec.ValidationError`` naming the field."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(FILE.read_bytes(), Loader=loader), Schema)


def family(kind: str) -> str:
    """The family of a kind: records of two families are never one thing."""
    return schema().kinds[kind].family


def role(name: str) -> Role:
    """The role of that name; ``BadValue`` lists the roles there are."""
    try:
        return schema().roles[name]
    except KeyError:
        raise BadValue(
            f"There is no role {name!r}: expected one of {', '.join(schema().roles)}."
        ) from None


def roles_named(words: str) -> frozenset[str]:
    """The roles that a person's ``owner,management`` names: roles, or classes of roles."""
    found: set[str] = set()
    for word in (part.strip() for part in words.split(",")):
        if not word:
            continue
        if word in schema().classes:
            found |= {name for name, one in schema().roles.items() if one.class_ == word}
        else:
            lowered = {name.lower(): name for name in schema().roles}
            if word.lower() not in lowered:
                some, classes = list(schema().roles)[:3], ", ".join(schema().classes)
                raise BadValue(
                    f"There is no role or class {word!r}: expected roles such as "
                    f"{', '.join(some)}, or classes: {classes}."
                )
            found.add(lowered[word.lower()])
    return frozenset(found)
