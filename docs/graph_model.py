"""The made parts of ``neo4j.md``: the graph's diagram, its labels and types, the first queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hullmark.graph.neo4j.saved_queries import saved_queries, setting
from hullmark.graph.neo4j.vocabulary import LABELS, TIES
from hullmark.graph.schema import schema

FIRST = 10
Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]


def model_diagram() -> str:
    """The labels and what ties them, for Mermaid."""
    roles = sorted({one.class_ for one in schema().roles.values()}, key=_order)
    lines = ["```mermaid", "graph LR"]
    lines += [f'    Entity["Entity: {", ".join(schema().kinds)}"]']
    lines += [f"    Entity -->|roles: {', '.join(roles)}| Entity"]
    for name, one in TIES.items():
        start, end = ("Entity" if part in schema().kinds else part for part in (one.start, one.end))
        lines.append(f"    {start} -->|{name}| {end}")
    return "\n".join([*lines, "```"])


def node_labels(table: Table) -> str:
    """The labels, those of the schema's kinds first."""
    rows = [(f"`{name}`", one.word, "with `Entity`") for name, one in schema().kinds.items()]
    rows += [(f"`{name}`", one.words, _beside(name)) for name, one in LABELS.items()]
    return table(("label", "a node of it is", "it stands"), rows)


def relationship_types(table: Table) -> str:
    """The relationship types: the roles in the order of their classes, then the others."""
    roles = sorted(schema().roles.items(), key=lambda item: _order(item[1].class_))
    rows = [
        (f"`{one.type}`", name, one.class_, "`Entity`", "`Entity`", one.says[0])
        for name, one in roles
    ]
    rows += [
        (f"`{name}`", "–", "–", f"`{one.start}`", f"`{one.end}`", one.words)
        for name, one in TIES.items()
    ]
    return table(("type", "role", "class", "from", "to", "says"), rows)


def first_queries() -> str:
    """The command that sets the parameters, and the first of the saved queries."""
    parts = [f"```\n{setting()}\n```"]
    for one in saved_queries()[:FIRST]:
        parts.append(f"**{one.name}** {one.about}\n\n```cypher\n{one.cypher}\n```")
    return "\n\n".join(parts)


def _beside(label: str) -> str:
    other = {"Hullmark": "every other", "Entity": "a kind", "VesselName": "`Name`"}
    other |= {"PortCall": "`Event`", "Document": "`Snapshot`", "Snapshot": "`Document`"}
    return "with " + other[label] if label in other else "alone"


def _order(name: str) -> int:
    return schema().classes[name].order
