"""FollowTheMoney entities as JSON lines, by ``ftm.yaml`` read the other way round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hullmark.graph import ftm
from hullmark.graph.answer import Entity, EntityLink, Evidence, SourcedListing
from hullmark.graph.errors import BadValue
from hullmark.graph.export.graph import Graph, plain
from hullmark.graph.files import write_parts
from hullmark.graph.model import Identifier, Period, Share
from hullmark.graph.schema import family, schema
from hullmark.graph.shares import parse_share
from hullmark.graph.spans import say_span
from hullmark.graph.ties import ended

if TYPE_CHECKING:
    from followthemoney.proxy import EntityProxy

_NAMES = {"later": "alias"}  # of types that no property stands for
_UNSAFE = re.compile(r"[^0-9A-Za-z-]|-$")
_MOST = 12  # kinds of loss that are named one by one


def followthemoney(graph: Graph, path: Path) -> list[str]:
    """Write the graph as FollowTheMoney; return what it could not say, counted, in sentences.

    ``BadValue`` where the package that knows the schemas is not installed.
    """
    try:
        import followthemoney as package
    except ImportError:
        raise BadValue(
            f"{path}: FollowTheMoney needs its package: pip install 'hullmark[ftm]'."
        ) from None
    made = _Writer(package.model)
    parts = (msgspec.json.encode(one.to_dict()) + b"\n" for one in made.all(graph))
    write_parts(path, parts)
    return list(made.notes())


class _Writer:
    """What writes entities, and counts what FollowTheMoney has no place for."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.dropped: Counter[str] = Counter()
        self.outside: Counter[str] = Counter()

    def all(self, graph: Graph) -> Iterator[EntityProxy]:
        """Every entity with its sanctions, then every link."""
        kinds: dict[str, str] = {}
        for entity in graph.entities():
            kinds[entity.id] = entity.kind
            yield self._entity(entity)
            self.dropped["events"] += len(entity.events)
            for number, one in enumerate(entity.listings):
                if not one.listing.absent:
                    yield self._sanction(entity.id, number, one)
                else:
                    self.dropped["statements that somebody is not listed"] += 1
        for link in graph.links():
            yield self._link(link, kinds)

    def notes(self) -> Iterator[str]:
        """What was dropped, the most frequent first."""
        lost = [(what, count) for what, count in self.dropped.most_common() if count]
        if lost:
            told = ", ".join(f"{count:,} {what}" for what, count in lost[:_MOST])
            more = sum(count for _, count in lost[_MOST:])
            rest = f", {more:,} others" if more else ""
            yield f"FollowTheMoney has no place for, and the file leaves out: {told}{rest}."
        if self.outside:
            told = ", ".join(
                f"{name} {count:,} times" for name, count in sorted(self.outside.items())
            )
            yield (
                "Written all the same, though the kind of an end is not the schema that "
                f"FollowTheMoney expects there: {told}."
            )

    def _add(self, made: EntityProxy, name: str, values: Iterable[str], what: str) -> None:
        """Values that the schema takes; those that it does not are counted."""
        prop = made.schema.properties.get(name)
        for value in dict.fromkeys(value for value in values if value):
            clean = None if prop is None or prop.stub else prop.type.clean(plain(value))
            if clean is None:
                self.dropped[what] += 1
            else:
                made.add(name, clean, cleaned=True)

    def _entity(self, entity: Entity) -> EntityProxy:
        made: EntityProxy = self.model.make_entity(schema().kinds[entity.kind].ftm)
        made.id = entity_id(entity.id)
        group = family(entity.kind)
        for one in entity.records:
            record = one.record
            for name in record.names:
                prop = _names().get(name.type, _NAMES.get(name.type, "alias"))
                self._add(made, prop, [name.text], "names")
            for number in record.identifiers:
                self._number(made, group, number)
            for fact in record.facts:
                tense = fact.period.tense
                at = _facts(group).get((fact.prop, tense), "")
                if not at and tense != "former":  # what is over would read as if it held
                    at = _facts(group).get((fact.prop, ""), "")
                    at = at or _facts(group).get((fact.prop, "current"), "")
                self._add(made, at, [fact.value], f"facts ({fact.prop})")
            self._add(made, "notes", [record.description], "descriptions")
            self._add(made, "sourceUrl", [record.url], "addresses of pages")
        return made

    def _number(self, made: EntityProxy, group: str, number: Identifier) -> None:
        prop = _numbers(group).get(number.scheme, "")
        self._add(made, prop, [number.value], f"numbers ({number.scheme})")

    def _link(self, link: EntityLink, kinds: dict[str, str]) -> EntityProxy:
        edge = schema().roles[link.role].ftm
        made: EntityProxy = self.model.make_entity(edge)
        where = link.evidence  # two lists may say the same
        made.id = entity_id(f"link-{link.id}@{where.source} {where.list}")
        rule = ftm.tables().links[edge]
        made.add(rule.subject, entity_id(link.subject), cleaned=True)
        made.add(rule.object, entity_id(link.object), cleaned=True)
        for name, end in ((rule.subject, link.subject), (rule.object, link.object)):
            wanted = made.schema.properties[name].range
            own = self.model.get(schema().kinds[kinds[end]].ftm)
            if wanted is not None and not own.is_a(wanted):
                self.dropped[
                    f"checks that the {name} of {edge} is of the schema {wanted.name}"
                ] += 1
        self._add(made, rule.words, [link.role], "roles")
        if link.share is not None:
            words = _percentage(link.share)
            self.dropped["shares (no words for exact bounds)"] += not words
            self._add(made, "percentage", [words], "shares")
        self._dates(made, link.period, where)
        told = {
            "words of the source": link.as_stated,
            "degrees of confidence": link.confidence,
            "names then borne": link.then_named,
        }
        for what, words in told.items():
            if words and words != link.role:
                said = words if what == "words of the source" else f"{what}: {words}"
                self._add(made, "description", [said], what)
        self._source(made, where)
        return made

    def _sanction(self, entity: str, number: int, one: SourcedListing) -> EntityProxy:
        listing = one.listing
        made: EntityProxy = self.model.make_entity("Sanction")
        made.id = entity_id(f"sanction-{number}-{entity}")
        made.add("entity", entity_id(entity), cleaned=True)
        self._add(made, "authority", [listing.authority], "authorities")
        self._add(made, "program", listing.programmes, "programmes")
        self._add(made, "authorityId", [listing.reference], "references")
        self._add(made, "provisions", listing.measures, "measures")
        self._add(made, "reason", [listing.reason], "reasons")
        self._add(made, "summary", [listing.list], "names of lists")
        self._dates(made, listing.period, one.evidence, of_list=True)
        self._source(made, one.evidence)
        return made

    def _dates(
        self, made: EntityProxy, period: Period, where: Evidence, *, of_list: bool = False
    ) -> None:
        """Beginning and end as far as both their bounds are known; else they are no such dates."""
        for name, first, last in (
            ("startDate", period.start_min, period.start_max),
            ("endDate", period.end_min, period.end_max),
        ):
            if first and last:
                self._add(made, name, _days(first, last), "dates")
            elif first or last:
                self.dropped["days that bound a beginning or end on one side"] += 1
        gone = where.gone_on is not None
        if ended(period, where) or (of_list and gone):
            made.add("status", "former", cleaned=True)
        elif period.tense == "current" and period.end_max is None and not gone:
            made.add("status", "active", cleaned=True)

    def _source(self, made: EntityProxy, where: Evidence) -> None:
        self._add(made, "publisher", [where.title or where.list], "publishers")
        self._add(made, "sourceUrl", [where.url], "addresses of pages")
        self._add(made, "recordId", [where.record], "keys of records")


def entity_id(key: str) -> str:
    """An id that FollowTheMoney takes (letters, digits, ``-``, ``.``); of two keys never the same.

    >>> entity_id("ofac:37059")
    'ofac.3az37059'
    """
    safe = _UNSAFE.sub(lambda found: f".{ord(found[0]):x}z", key)
    return safe if safe[:1].isalnum() else f"0.{safe}"


def _days(first: date, last: date) -> list[str]:
    """A span as one date where it is a year, a month or a day, else its two ends."""
    said = say_span(first, last)
    return [said] if said.replace("-", "").isdecimal() else [str(first), str(last)]


def _percentage(share: Share) -> str:
    """The share in words that our own reader takes for the same interval; ``""`` without such."""
    for words in (_bounds(share), share.text):
        try:
            read = parse_share(words)
        except BadValue:
            continue
        if (read.low, read.high, read.low_open, read.high_open) == (
            share.low, share.high, share.low_open, share.high_open,
        ):  # fmt: skip
            return words
    return ""


def _bounds(share: Share) -> str:
    low, high = share.low, share.high
    if low == high:
        part = Fraction(low) / 100
        return f"{part.numerator}/{part.denominator}" if "/" in low else low
    if not share.low_open and not share.high_open:
        return f"{low}-{high}"
    more = "more than" if share.low_open else "at least"
    less = "less than" if share.high_open else "not more than"
    return f"{more} {low} % but {less} {high} %"


@cache
def _names() -> dict[str, str]:
    return _first((kind, prop) for prop, kind in ftm.tables().names.items())


@cache
def _numbers(group: str) -> dict[str, str]:
    tables = ftm.tables().identifiers
    return _first(
        (scheme, prop) for part in (group, "any") for prop, scheme in tables.get(part, {}).items()
    )


@cache
def _facts(group: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for prop, rule in ftm.rules(group).items():
        if rule.reading in ("text", "country", "date"):
            found.setdefault((rule.word, rule.period.tense), prop)
    return found


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, prop in pairs:
        found.setdefault(word, prop)
    return found
