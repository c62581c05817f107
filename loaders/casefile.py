"""Case files: what a report or an investigation states, in YAML that people write, with citations.

A mistake stops the load at its line before anything is yielded: a person wrote the file and can put
it right. ``docs/casefile.md`` is the guide for writers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hullmark.graph import dates
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import TITLES, identifier
from hullmark.graph.model import (
    Edition,
    Event,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.graph.schema import schema
from hullmark.graph.text import country_code
from hullmark.loaders.base import Source
from hullmark.loaders.casefile_entry import Entry
from hullmark.loaders.casefile_statements import (
    VERDICTS,
    Case,
    cite_of,
    decisions,
    event,
    judged,
    link,
    listing,
    no_cite,
    not_listed,
)
from hullmark.loaders.casefile_yaml import Fields, Node, Text, parse, wrong

SOURCE = Source(
    id="case",
    title="Case file",
    format="YAML",
    publisher="whoever wrote it",
    licence="as the case file's writer says",
    url="",
    expected={},
)

NAME_TYPES = ("primary", "alias", "weak alias", "former", "later")
FACTS = (
    "flag",
    "country",
    "address",
    "home port",
    "vessel type",
    "built",
    "gross tonnage",
    "deadweight",
    "legal form",
    "incorporated",
    "activity",
    "website",
    "remark",
)
_COUNTRY_FACTS = ("flag", "country")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEAD = re.compile(rb"^(?:\xef\xbb\xbf)?(?:case|entities)[ \t]*:", re.MULTILINE)


def recognises(head: bytes, path: Path) -> bool:
    """Whether a file is a case file: YAML by its name, or by its first keys."""
    suffixes = {suffix.lower() for suffix in path.suffixes[-2:]}
    return bool(suffixes & {".yaml", ".yml"}) or _HEAD.search(head[:4096]) is not None


def read(path: Path) -> Iterator[Item]:
    """The case's edition, then its records, links, listings, events and decisions, in file order.

    Raises ``CaseFileError`` with the line of the first mistake, before the first item.
    """
    yield from _items(path)


def _items(path: Path) -> list[Item]:
    root = Entry(parse(path), path, "the case file")
    case_id = _key(root, "case")
    title = root.take("title")
    edition = _edition(root, case_id, title)
    entities = root.node("entities")
    if not isinstance(entities, Fields) or not entities.nodes:
        raise root.wrong("has no entities; expected a key and a mapping for each.", "entities")
    for name, line in entities.lines.items():
        if not _KEY.fullmatch(name):
            raise wrong(path, line, f"the entity key {name!r} must be like 'm-leasing'.")
    case = Case(path, case_id, frozenset(entities.nodes))
    items: list[Item] = []
    for name, node in entities.nodes.items():
        items += _entity(case, name, node, entities.lines[name])
    items += [link(case, node) for node in root.items("links")]
    items += [event(case, node) for node in root.items("events")]
    items += [judged(case, node) for node in root.items("decisions")]
    root.close()
    _check_repeated(case, items)
    return [edition, *items]


def _key(entry: Entry, name: str) -> str:
    found = entry.take(name)
    if not _KEY.fullmatch(found):
        raise entry.wrong(
            f"{name!r} expects small letters, digits and hyphens such as 'orient-express', "
            f"found {found!r}.",
            name,
        )
    return found


def _edition(root: Entry, case_id: str, title: str) -> Edition:
    node = root.node("document")
    if node is None:
        raise root.wrong("has no 'document'; say which publication the statements come from.")
    document = Entry(node, root.path, "'document'")
    document.take("title")
    document.take("publisher")
    document.texts("authors")
    stated, url = document.take("published"), document.maybe("url")
    document.close()
    try:
        published = dates.parse_day(stated)
    except BadValue as bad:
        raise document.wrong(f"'published': {bad}", "published") from None
    return Edition(source=SOURCE.id, list=case_id, published=published, title=title, url=url)


def _entity(case: Case, name: str, node: Node, line: int) -> list[Item]:
    entry = Entry(node, case.path, f"the entity {name!r}")
    place = f"line {line}"
    record = case.record(name)
    cite = entry.maybe("cite")
    kind = entry.choose("kind", tuple(schema().kinds))
    names = tuple(_name(case, one, cite, i) for i, one in enumerate(entry.items("names")))
    numbers = tuple(_identifier(case, one, cite) for one in entry.items("identifiers"))
    facts = tuple(_fact(case, one, cite) for one in entry.items("facts"))
    description, url = entry.maybe("description"), entry.maybe("url")
    if not names and not description:
        raise entry.wrong("an entity without 'names' needs a 'description'.")
    if not names and not cite:
        raise entry.wrong(no_cite(entry.what))
    items: list[Item] = [
        Record(record, kind, names, numbers, facts, description, url, cite=cite, place=place)
    ]
    items += [listing(case, record, one, cite) for one in entry.items("listings")]
    items += [not_listed(case, record, one, cite) for one in entry.items("not_listed")]
    for field, verdict in VERDICTS.items():
        items += decisions(case, entry, record, field, verdict)
    entry.close()
    items += [
        Problem(
            "check-digit",
            f"{number.scheme} {number.stated or number.value!r} fails its check; it was kept as it "
            "stands and joins nothing",
            record=record,
            value=number.value,
            place=place,
        )
        for number in numbers
        if number.valid is False
    ]
    return items


def _name(case: Case, node: Node, cite: str, position: int) -> Name:
    kind = "alias" if position else "primary"
    if isinstance(node, Text):
        if not node.value.strip() or not cite:
            raise wrong(case.path, node.line, no_cite(f"the name {node.value!r}"))
        return Name(" ".join(node.value.split()), kind, cite=cite)
    entry = Entry(node, case.path, "a name")
    name = Name(
        entry.take("name"),
        entry.one_of("type", NAME_TYPES, kind),
        entry.when(),
        entry.maybe("lang"),
        cite_of(entry, cite),
    )
    entry.close()
    return name


def _identifier(case: Case, node: Node, cite: str) -> Identifier:
    entry = Entry(node, case.path, "an identifier")
    scheme = entry.choose("scheme", tuple(TITLES))
    country = entry.maybe("country")
    number = identifier(
        scheme,
        entry.take("number"),
        country=_country(entry, country) if country else "",
        cite=cite_of(entry, cite),
    )
    entry.close()
    return number


def _country(entry: Entry, stated: str, field: str = "country") -> str:
    code = country_code(stated)
    if not code:
        raise entry.wrong(f"{stated!r} is no country; write its name or ISO code.", field)
    return code


def _fact(case: Case, node: Node, cite: str) -> Fact:
    entry = Entry(node, case.path, "a fact")
    prop, stated = entry.choose("fact", FACTS), entry.take("value")
    value = _country(entry, stated, "value") if prop in _COUNTRY_FACTS else stated
    fact = Fact(
        prop, value, "" if value == stated else stated, entry.when(), cite=cite_of(entry, cite)
    )
    entry.close()
    return fact


def _check_repeated(case: Case, items: list[Item]) -> None:
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Link | Listing | Event):
            if item.id in seen:
                line = int(item.place.removeprefix("line "))
                raise wrong(
                    case.path, line, f"repeats the statement of {seen[item.id]}; keep one of them."
                )
            seen[item.id] = item.place
