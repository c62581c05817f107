"""Which of ICIJ's CSV files belong together, and their rows under the newest column names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Problem
from hullmark.loaders.base import opened
from hullmark.loaders.csv_lines import Lines
from hullmark.loaders.icij_roles import tables

AGAIN = "download full-oldb.LATEST.zip again from offshoreleaks.icij.org and unpack it"
# nodes-entities.csv of today, panama_papers.nodes.entity.csv of 2018, Entities.csv of 2016.
_NAME = re.compile(
    r"(?P<prefix>.*?)(?:(?:nodes[-._])?(?P<node>entit(?:y|ies)|officers?|intermediar(?:y|ies)"
    r"|address(?:es)?|others?)|(?P<links>relationships|(?:all_)?edges))"
    r"\.csv(?:\.(?:gz|xz|bz2|zip))?",
    re.IGNORECASE,
)
_KINDS = {one[:2]: one for one in ("entities", "officers", "intermediaries", "addresses", "others")}
NODES = ("entities", "officers", "intermediaries", "others")  # in the order in which they are read
NODE_COLUMNS = {"node_id"}
LINK_COLUMNS = {"node_id_start", "node_id_end"}


class Files(Struct, frozen=True):
    """The files of one release: nodes by kind, and the relationships."""

    nodes: dict[str, Path]
    links: Path | None

    @property
    def all(self) -> tuple[Path, ...]:
        """All of them, the main one first."""
        every = [self.links, *self.nodes.values()]
        return tuple(path for path in every if path is not None)


def part(name: str) -> tuple[str, str]:
    """What comes before, and which part of a release a file's name says it is: ``officers``."""
    match = _NAME.fullmatch(name)
    if match is None:
        return "", ""
    if match["links"]:
        return match["prefix"].lower(), "relationships"
    word = match["node"].lower()
    return match["prefix"].lower(), next(k for s, k in _KINDS.items() if word.startswith(s))


def file_set(path: Path) -> Files:
    """The release that a folder holds, or that lies beside its file of relationships.

    Raises ``FileProblem`` for a folder with none or several, and for nodes given alone that have
    relationships beside them.
    """
    if path.is_dir():
        found = [one for one in _folder(path) if part(one.name)[1]]
        prefixes = sorted({part(one.name)[0] for one in found})
        if len(prefixes) != 1:
            named = ", ".join(prefix or "none" for prefix in prefixes) or "no such files"
            raise FileProblem(
                f"{path}: expected a folder with one release of ICIJ's CSV files (nodes-*.csv and "
                f"relationships.csv), found {named}; name one of relationships.csv."
            )
        return _set(found)
    prefix, which = part(path.name)
    if not which:
        of_links = _columns_of(path) >= LINK_COLUMNS
        return Files({}, path) if of_links else Files({"others": path}, None)
    known = [one for one in _folder(path.parent) if part(one.name)[1]]
    beside = [one for one in known if part(one.name)[0] == prefix]
    whole = _set(beside or [path])
    if which != "relationships" and whole.links is not None:
        raise FileProblem(
            f"{path}: expected {whole.links.name} or the folder, found one of its companions; "
            "load that, which takes all files beside it along."
        )
    return whole if which == "relationships" else Files({which: path}, None)


def _set(found: list[Path]) -> Files:
    by_part = {part(one.name)[1]: one for one in reversed(found)}
    links = by_part.pop("relationships", None)
    order = (*NODES, "addresses")
    return Files({kind: by_part[kind] for kind in order if kind in by_part}, links)


def _folder(path: Path) -> list[Path]:
    try:
        return sorted(one for one in path.iterdir() if one.is_file())
    except OSError:
        return []


def columns(header: list[str]) -> list[str]:
    """The columns of a header under the names of the newest release."""
    names = {old: new for new, olds in tables().columns.items() for old in olds}
    return [names.get(name.strip(), name.strip()) for name in header]


def _columns_of(path: Path) -> set[str]:
    with opened(path) as stream, suppress(csv.Error):
        return set(columns(next(csv.reader(Lines(stream)), [])))
    return set()


def rows(path: Path, needed: set[str]) -> Iterator[tuple[str, dict[str, str]] | Problem]:
    """Place and columns of each row; a row of another width is a problem.

    Raises ``SourceChanged`` for another header, ``FileProblem`` for a file that breaks off.
    """
    with opened(path) as stream:
        lines = Lines(stream)
        table = csv.reader(lines, strict=True)
        try:
            header = columns(next(table, []))
            if not set(header) >= needed:
                raise SourceChanged(
                    f"{path}: line 1: expected the columns {', '.join(sorted(needed))}, found "
                    f"{', '.join(header)[:100]!r}; {AGAIN}."
                )
            width = len(header)
            for values in table:
                place = f"{path.name} line {lines.at}"
                if len(values) == width:
                    yield place, dict(zip(header, values, strict=True))
                elif any(values):
                    message = f"expected {width} columns, found {len(values)}; the row was not read"
                    yield Problem("bad-row", message, value=",".join(values)[:200], place=place)
        except csv.Error as broken:
            raise FileProblem(
                f"{path}: line {lines.at}: expected a row of CSV, found a damaged one or the end "
                f"of the file ({broken}); {AGAIN}."
            ) from None
        yield from lines.problems(f"{path.name} ")
