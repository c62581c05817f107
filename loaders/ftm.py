"""FollowTheMoney entities as JSON lines: the files of OpenSanctions and of others, as they are.

The file is read twice: first what says something of another entity (addresses, documents, offices)
is put on a shelf, then the parties, links and sanctions are yielded in file order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph import ftm
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Edition, Fact, Item, Problem
from hullmark.loaders import ftm_beside, ftm_link, ftm_sanction
from hullmark.loaders.base import Source, head
from hullmark.loaders.ftm_entity import entity_parts, record_id, texts
from hullmark.loaders.ftm_nested import flattened, is_nested
from hullmark.loaders.ftm_shelf import Addition, Shelf, shelf
from hullmark.loaders.json_lines import DAMAGE, lines, objects

SOURCE = Source(
    id="ftm",
    title="FollowTheMoney entities",
    format="JSON lines",
    publisher="whoever publishes the file, such as OpenSanctions",
    licence="as its publisher says; OpenSanctions' data: CC BY-NC 4.0",
    url="https://www.opensanctions.org/docs/bulk/json/",
    expected={},
)
_WHAT = "a FollowTheMoney entity with id, schema and properties"
_START = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{(?=.*"schema"\s*:\s*"[A-Z])(?=.*"properties"\s*:\s*\{)', re.DOTALL
)
_DAY = re.compile(r"[-_.]?(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d(?:\d{6})?")
_USUAL = frozenset({"entities", "targets", "entity", "ftm", "data", ""})  # names that say nothing
_SUFFIXES = re.compile(r"(?:\.(?:ftm|nested|json|jsonl|ndjson|gz|xz|bz2|zip))+$")


class _Head(msgspec.Struct):
    id: object = None
    schema: object = None


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first line is an object with a schema and properties."""
    first = head.split(b"\n", 1)[0] if b"\n" in head.lstrip() else head
    return _START.match(first.lstrip() or head.lstrip()) is not None


def read(path: Path) -> Iterator[Item]:
    """The items of one file in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that breaks off, ``SourceChanged`` for one without entities.
    """
    listed = list_of(head(path), path)
    yield Edition(SOURCE.id, listed, title=f"FollowTheMoney: {listed}")
    with shelf(path) as kept:
        yield from _first_pass(path, kept)
        yield from _Reading(kept).items(path)


def list_of(start: bytes, path: Path) -> str:
    """The dataset that the first entities have all in common, else the file's name."""
    common: set[str] | None = None
    for line in start.split(b"\n")[:200]:
        try:
            found = msgspec.json.decode(line)
        except DAMAGE:
            continue
        if isinstance(found, dict):
            own = set(texts(found.get("datasets")))
            common = own if common is None else common & own
    if common and len(common) == 1:
        return common.pop()
    full = path.absolute()
    for name in (_SUFFIXES.sub("", full.name), full.parent.name):
        bare = _DAY.sub("", name).strip("-_. ")
        if bare.lower() not in _USUAL:
            return bare
    return "entities"


def _first_pass(path: Path, kept: Shelf) -> Iterator[Problem]:
    """Put on the shelf what the parties need; what can't be read is said in the second pass."""
    decode = msgspec.json.Decoder(_Head).decode
    passed = {*ftm.tables().links, *ftm.kinds(), "Sanction"} - {"Vessel"}
    for number, line in lines(path):
        problems: list[Problem] = []
        try:
            if is_nested(line):
                found = flattened(msgspec.json.decode(line, type=dict[str, Any]))
            else:
                top = decode(line)
                if top.schema in passed:
                    continue
                found = [{"id": top.id, "schema": top.schema}]
                if top.schema in ftm_beside.SCHEMAS:
                    found = [msgspec.json.decode(line)]
        except DAMAGE:
            continue
        for depth, one in enumerate(found):
            _shelve(one, kept, f"line {number}", depth > 0, problems)
        yield from problems


def _shelve(
    one: Mapping[str, Any], kept: Shelf, place: str, inner: bool, problems: list[Problem]
) -> None:
    key, stated_as = one.get("id"), one.get("schema")
    if not isinstance(key, str) or not isinstance(stated_as, str):
        return
    key = key.strip()

    def report(code: str, message: str, value: object) -> None:
        problems.append(Problem(code, message, record_id(key), str(value)[:200], place))

    if stated_as in ftm_beside.SCHEMAS and not (inner and not kept.first(f"beside {key}")):
        ftm_beside.keep(one, kept, report)
    if stated_as in ftm.kinds():
        if inner:
            kept.put_inner(key, place, dict(one))
        if stated_as != "Vessel":
            return
    if stated_as not in ftm.tables().links and stated_as != "Sanction":
        kept.put_other(key, stated_as)


class _Reading:
    """The second pass: what is yielded, and what is counted and left out."""

    def __init__(self, kept: Shelf) -> None:
        self.kept = kept
        self.left_out: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def items(self, path: Path) -> Iterator[Item]:
        """The items of each line; then parties without a line, and what was left out, counted."""
        for number, found in objects(path, _WHAT):
            place = f"line {number}"
            if isinstance(found, str):
                yield Problem("bad-line", found, place=place)
                continue
            top, *inner = flattened(found)
            yield from self._top(top, place)
            for one in inner:
                if one.get("schema") not in ftm.kinds() and self.kept.first(str(one["id"])):
                    yield from self._one(one, place)
        if self.kept.has_inner:
            for place, one in self.kept.inner():
                yield from self._party(one, place)
        for schema, count in sorted(self.left_out.items()):
            message = (
                f"entities of the schema {schema} are neither party, link nor listing; "
                f"not read, {count:,} of them"
            )
            yield Problem("not-read", message, value=str(count), place=self.examples[schema])

    def _top(self, one: Mapping[str, Any], place: str) -> Iterator[Item]:
        key, schema = one.get("id"), one.get("schema")
        if not isinstance(key, str) or not key.strip() or not isinstance(schema, str):
            message = f"expected {_WHAT}; the line was not read"
            yield Problem("bad-line", message, value=f"{key!r:.80} {schema!r:.80}", place=place)
            return
        one = {**one, "id": key.strip()}
        if schema in ftm.kinds():
            self.kept.has_line(one["id"])
            yield from self._party(one, place)
        elif not self.kept.has_inner or self.kept.first(one["id"]):
            yield from self._one(one, place)

    def _one(self, one: Mapping[str, Any], place: str) -> Iterator[Item]:
        schema = one["schema"]
        if schema in ftm.tables().links:
            yield from ftm_link.links(one, self.kept.schema, place)
        elif schema == "Sanction":
            yield from ftm_sanction.listings(one, place)
        elif schema not in ftm_beside.SCHEMAS:
            name = str(schema)[:60]
            self.left_out[name] += 1
            self.examples.setdefault(name, place)

    def _party(self, one: Mapping[str, Any], place: str) -> Iterator[Item]:
        try:
            record, problems = entity_parts(one, place=place, others=self._others(one))
        except BadValue as bad:
            yield Problem("bad-line", str(bad), place=place)
            return
        yield record
        yield from ftm_link.direct_links(one, place)
        yield from problems

    def _others(self, one: Mapping[str, Any]) -> Iterator[Addition]:
        """Addresses, documents and offices that other entities state of this one."""
        properties = one.get("properties")
        if self.kept.has_words and isinstance(properties, Mapping):
            for key in texts(properties.get("addressEntity")):
                if text := self.kept.words(key):
                    yield Fact("address", text)
        for addition in self.kept.added(one["id"]):
            if isinstance(addition, Fact) and addition.prop == "office":
                post = self.kept.words(addition.value)
                yield Fact("office", post or addition.value, period=addition.period)
            else:
                yield addition
