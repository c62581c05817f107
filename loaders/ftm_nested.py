"""FollowTheMoney entities that are written inside one another, as in ``targets.nested.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hullmark.graph import ftm

_DEEPEST = 20  # levels; OpenSanctions writes three


def is_nested(line: bytes) -> bool:
    """Whether a line may hold an entity inside an entity."""
    return line.count(b'"schema"') > 1


def flattened(entity: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entity and all that are written inside it, each referring to the others by id alone."""
    found: list[dict[str, Any]] = []
    waiting: list[tuple[Mapping[str, Any], str, str, int]] = [(entity, "", "", 0)]
    while waiting:
        one, back, parent, depth = waiting.pop(0)
        stated = one.get("properties")
        if not isinstance(stated, Mapping) and not back:
            found.append(dict(one))
            continue
        properties = dict(stated) if isinstance(stated, Mapping) else {}
        if back:
            values = properties.get(back)
            properties[back] = [*(values if isinstance(values, list) else []), parent]
        for name, values in properties.items():
            if not isinstance(values, list) or depth >= _DEEPEST:
                continue
            inner = [value for value in values if _is_entity(value)]
            if inner:
                properties[name] = [v["id"] if _is_entity(v) else v for v in values]
                behind = ftm.tables().reverse.get(name, "")
                waiting += [(value, behind, str(one.get("id")), depth + 1) for value in inner]
        found.append({**one, "properties": properties})
    return found


def _is_entity(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("id"), str) and "schema" in value
