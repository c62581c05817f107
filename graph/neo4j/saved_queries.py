"""The saved queries of ``queries.yaml``, each under the question it answers."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.schema import schema

FILE = Path(__file__).with_name("queries.yaml")
SETTING = "00 Set the parameters"
_CLASSES = re.compile("«([^»]*)»")
_PARAMETER = re.compile(r"\$(\w+)")


class SavedQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """One query by the question it answers; its Cypher is complete, values are ``$parameters``."""

    name: str
    about: str
    shows: Literal["graph", "table"]
    cypher: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in the order in which they appear."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.cypher)))


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    parameters: dict[str, str]
    queries: tuple[SavedQuery, ...]


def saved_queries() -> tuple[SavedQuery, ...]:
    """The saved queries in their order, with the relationship types of the schema put in."""
    return tuple(
        msgspec.structs.replace(one, cypher=_CLASSES.sub(_types, one.cypher).strip())
        for one in _read().queries
    )


def example_parameters() -> dict[str, str]:
    """The values of all parameters with which each saved query finds something in the demo."""
    return dict(_read().parameters)


def scripts() -> dict[str, str]:
    """What is saved under each name, which is a comment in its first line.

    First what sets the parameters. The names are numbered, as the Browser sorts them.
    """
    found = {SETTING: f"// {SETTING}\n{setting()}"}
    for number, one in enumerate(saved_queries(), 1):
        name = f"{number:02} {one.name}"
        found[name] = f"// {name}\n// {one.about}\n{one.cypher}"
    return found


def setting() -> str:
    """The Browser's command that sets all parameters to those that ask about the demo."""
    return f":params {json.dumps(example_parameters(), ensure_ascii=False)}"


@cache
def _read() -> _File:
    return msgspec.convert(yaml.safe_load(FILE.read_bytes()), _File)


def _types(classes: re.Match[str]) -> str:
    names = [name.strip() for name in classes[1].split(",")]
    if unknown := set(names) - set(schema().classes):
        raise BadValue(f"{FILE.name}: expected classes of roles, found {sorted(unknown)}.")
    return "|".join(one.type for one in schema().roles.values() if one.class_ in names)
