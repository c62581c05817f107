"""ICIJ's Offshore Leaks as CSV: nodes of five kinds and the relationships between them.

The files are read together: addresses first, which become facts of their nodes, then the nodes,
then the links. The words of a link decide its role; no share is stated anywhere, and none made up.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.model import Edition, Item, Problem
from hullmark.graph.text import clean
from hullmark.loaders.base import Row, Source
from hullmark.loaders.icij_files import (
    LINK_COLUMNS,
    NODE_COLUMNS,
    NODES,
    Files,
    columns,
    file_set,
    part,
    rows,
)
from hullmark.loaders.icij_link import links
from hullmark.loaders.icij_node import node
from hullmark.loaders.icij_roles import Meaning, meaning
from hullmark.loaders.icij_shelf import Shelf, shelf

LIST = "Offshore Leaks"
SOURCE = Source(
    id="icij",
    title="ICIJ Offshore Leaks Database",
    format="CSV",
    publisher="International Consortium of Investigative Journalists",
    licence="Open Database License (ODbL) and CC BY-SA; cite ICIJ",
    url="https://offshoreleaks.icij.org/pages/database",
    expected={LIST: (100_000, 10_000_000)},  # 1,608,264 nodes that are no addresses in 2025
)
_SAMPLES = 500  # different words without a meaning that are named one by one


def recognises(head: bytes, path: Path) -> bool:
    """Whether it is a folder with ICIJ's files, or a CSV with the columns of one of them."""
    if path.is_dir():
        found = {part(one.name)[1] for one in path.iterdir() if one.is_file()}
        return "relationships" in found and len(found) > 2
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    try:
        header = set(columns(next(csv.reader([first]), [])))
    except csv.Error:
        return False
    return (
        header >= LINK_COLUMNS
        or header >= {"node_id", "sourceID"}
        or header
        >= {
            "node_id",
            "valid_until",
        }
    )


def files(path: Path) -> tuple[Path, ...]:
    """All files that a load of a folder or of the relationships reads."""
    return file_set(path).all


def read(path: Path) -> Iterator[Item]:
    """The items of one release, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is damaged or lies apart from its companions, and
    ``SourceChanged`` for another header.
    """
    found = file_set(path)
    yield Edition(SOURCE.id, LIST, title=SOURCE.title, url=SOURCE.url)
    with shelf(path) as kept:
        yield from _addresses(found, kept)
        for kind in NODES:
            if kind in found.nodes:
                yield from _nodes(found.nodes[kind], kind, kept)
        if found.links is not None:
            yield from _links(found.links, kept)


def _addresses(found: Files, kept: Shelf) -> Iterator[Problem]:
    """Keep the addresses, and who has them."""
    if "addresses" in found.nodes:
        for one in rows(found.nodes["addresses"], NODE_COLUMNS):
            if isinstance(one, Problem):
                yield one
                continue
            _, fields = one
            words = clean(fields.get("address") or "") or clean(fields.get("name") or "")
            kept.put(fields["node_id"].strip(), words, fields.get("countries") or "")
    if found.links is None:
        return
    for one in rows(found.links, LINK_COLUMNS):
        if isinstance(one, Problem):
            continue  # said when the links are read
        _, fields = one
        if _meaning(fields).address:
            prop = clean(fields.get("link") or "").lower() or "registered address"
            kept.join(*_ends(fields), _prop(prop))
    kept.index()
    for example, count in kept.lost():
        if count:
            message = f"links name addresses that no file has: not read, {count:,} of them"
            yield Problem("no-address", message, value=str(example))


def _prop(words: str) -> str:
    return words.removesuffix(" of").strip() or "address"


def _meaning(fields: dict[str, str]) -> Meaning:
    return meaning(fields.get("link") or "", fields.get("rel_type") or "")


def _ends(fields: dict[str, str]) -> tuple[str, str]:
    return fields["node_id_start"].strip(), fields["node_id_end"].strip()


def _nodes(path: Path, kind: str, kept: Shelf) -> Iterator[Item]:
    for one in rows(path, NODE_COLUMNS):
        if isinstance(one, Problem):
            yield one
            continue
        place, fields = one
        number = fields["node_id"].strip()
        try:
            record, problems = node(Row(fields, place), kind, kept.of(number))
        except KeyError:
            message = "a node without node_id; it was not read"
            yield Problem("no-key", message, value=str(fields.get("name"))[:200], place=place)
            continue
        if kept.first(number):
            yield record
            yield from problems
        else:  # ICIJ lists some as officer and as intermediary
            message = "expected each node_id once, found it again; the first was kept"
            yield Problem("double-entry", message, record.id, kind, place)


def _links(path: Path, kept: Shelf) -> Iterator[Item]:
    alike: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for one in rows(path, LINK_COLUMNS):
        if isinstance(one, Problem):
            yield one
            continue
        place, fields = one
        said, (start, end) = _meaning(fields), _ends(fields)
        words = clean(fields.get("link") or "") or clean(fields.get("rel_type") or "")
        if said.address:
            continue
        if said.alike:
            alike[words] += 1
            continue
        if not start or not end:
            message = "a relationship without both ends; it was not read"
            yield Problem("bad-link", message, value=words[:200], place=place)
            continue
        if not said.roles:
            unknown[words[:200]] += 1
        row = Row(fields, place)
        row.ignore("node_id_start", "node_id_end")
        for item in links(row, said, start, end):
            if isinstance(item, Problem) or kept.first(item.id):
                yield item
    for words, count in alike.most_common():
        message = f"links that two nodes are alike ({words}) are no roles: not read, {count:,}"
        yield Problem("alike", message, value=words, place=path.name)
    for words, count in unknown.most_common(_SAMPLES):
        message = f"the words of a link are not known; kept as 'linked to', {count:,} of them"
        yield Problem("new-role", message, value=words, place=path.name)
    if len(unknown) > _SAMPLES:
        message = f"{len(unknown) - _SAMPLES:,} more different words of links are not known"
        yield Problem("new-role", message, place=path.name)
