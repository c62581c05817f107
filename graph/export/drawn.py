"""Mermaid and DOT: pictures as text, with nothing in a name that either would obey."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hullmark.graph.answer import EntityLink
from hullmark.graph.dates import say as say_period
from hullmark.graph.export.graph import Graph, plain
from hullmark.graph.schema import schema
from hullmark.graph.shares import say as say_share

_LOUD = re.compile(r"[^\w ,.()/–·'>+-]|[_>]")


def dot(graph: Graph) -> Iterator[str]:
    """A digraph for Graphviz: dashed lines are unproven, the words on them role, share and when."""
    yield "digraph hullmark {\nrankdir=TB;\nnode [shape=box];\n"
    number: dict[str, int] = {}
    for entity in graph.entities():
        at = number[entity.id] = len(number)
        label = _dot((entity.caption or entity.id) + "\n" + schema().kinds[entity.kind].word)
        yield f"n{at} [label={label}];\n"
    for link in graph.links():
        style = schema().classes[schema().roles[link.role].class_].style
        ends = f"n{number[link.subject]} -> n{number[link.object]}"
        yield f"{ends} [label={_dot(_words(link))}, style={style}];\n"
    yield "}\n"


def _dot(label: str) -> str:
    label = plain(label).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "\\n".join(label.splitlines()) + '"'


def mermaid(graph: Graph) -> Iterator[str]:
    """A Mermaid flowchart, from the top down; dotted lines are unproven."""
    yield "flowchart TD\n"
    number: dict[str, int] = {}
    for entity in graph.entities():
        at = number[entity.id] = len(number)
        yield f'n{at}["{_mermaid(entity.caption or entity.id)}"]\n'
    for link in graph.links():
        dashed = schema().classes[schema().roles[link.role].class_].style != "solid"
        line = "-.->" if dashed else "-->"
        label = _mermaid(_words(link))
        yield f'n{number[link.subject]} {line}|"{label}"| n{number[link.object]}\n'


def _mermaid(label: str) -> str:
    one_line = " ".join(plain(label).split())
    return _LOUD.sub(lambda found: f"#{ord(found[0])};", one_line)


def _words(link: EntityLink) -> str:
    doubt = "possibly" if link.holds == "possibly" else ""
    told = (link.role, say_share(link.share), say_period(link.period), link.confidence, doubt)
    return ", ".join(word for word in told if word)
