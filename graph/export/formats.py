"""Which writer a suffix or a name of a format means; a file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.export.bods import beneficial_ownership
from hullmark.graph.export.drawn import dot, mermaid
from hullmark.graph.export.ftm import followthemoney
from hullmark.graph.export.graph import Graph
from hullmark.graph.export.i2 import analysts_notebook
from hullmark.graph.export.markup import gexf, graphml
from hullmark.graph.export.script import cypher, json_lines
from hullmark.graph.export.tables import csv_folder, workbook
from hullmark.graph.files import write_parts

Lines = Callable[[Graph], Iterator[str]]
Notes = list[str]
Writer = Callable[[Graph, Path], Notes]


class Format(Struct, frozen=True):
    """A format: its name for ``--as``, its suffix (``""``: a folder), and who writes it.

    The writer returns what the format could not say, in sentences.
    """

    name: str
    suffix: str
    write: Writer


def _streamed(lines: Lines) -> Writer:
    def write(graph: Graph, path: Path) -> Notes:
        write_parts(path, (line.encode("utf-8", "backslashreplace") for line in lines(graph)))
        return []

    return write


def _whole(writer: Callable[[Graph, Path], None]) -> Writer:
    def write(graph: Graph, path: Path) -> Notes:
        writer(graph, path)
        return []

    return write


FORMATS = (
    Format("graphml", ".graphml", _streamed(graphml)),
    Format("gexf", ".gexf", _streamed(gexf)),
    Format("ftm", ".ftm.json", followthemoney),
    Format("bods", ".bods.json", beneficial_ownership),
    Format("i2", ".i2.csv", _streamed(analysts_notebook)),
    Format("mermaid", ".mmd", _streamed(mermaid)),
    Format("dot", ".dot", _streamed(dot)),
    Format("cypher", ".cypher", _streamed(cypher)),
    Format("xlsx", ".xlsx", _whole(workbook)),
    Format("jsonl", ".jsonl", _streamed(json_lines)),
    Format("csv", "", _whole(csv_folder)),
)


def format_of(path: Path, name: str = "") -> Format:
    """The format of that name, else the one that the suffix says; none means a folder of CSV.

    ``BadValue`` for a name or a suffix that there is not.
    """
    if name:
        for one in FORMATS:
            if one.name == name.lower():
                return one
        raise BadValue(f"--as {name}: expected one of {', '.join(one.name for one in FORMATS)}.")
    for one in FORMATS:
        if one.suffix and path.name.lower().endswith(one.suffix):
            return one
    if not path.suffix or path.is_dir():
        return FORMATS[-1]
    suffixes = ", ".join(one.suffix for one in FORMATS if one.suffix)
    raise BadValue(
        f"{path}: the suffix does not say a format; expected one of {suffixes}, a name without a "
        "suffix for a folder of CSV files, or the format with --as."
    )
