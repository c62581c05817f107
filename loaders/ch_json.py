"""The register's JSON against the structs that hullmark has for it: fields that are new."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec import Struct


def prune(tree: Any, shape: type[Struct], unknown: dict[str, str], path: str = "") -> None:
    """Take out of a tree what its struct has no field for, and note it under its path."""
    if not isinstance(tree, dict):
        return
    inside = _inside(shape)
    for name in list(tree):
        if name not in shape.__struct_fields__:
            unknown[f"{path}{name}"] = str(tree.pop(name))
        elif name in inside:
            prune(tree[name], inside[name], unknown, f"{path}{name}.")


@cache
def _inside(shape: type[Struct]) -> dict[str, type[Struct]]:
    """The fields of a struct that are structs themselves."""
    return {
        name: one
        for name, hint in get_type_hints(shape).items()
        for one in (hint, *get_args(hint))
        if isinstance(one, type) and issubclass(one, Struct)
    }
