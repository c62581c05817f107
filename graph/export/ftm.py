"""FollowTheMoney entities as JSON lines, by ``ftm.yaml`` read the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hullmark.graph import ftm
from hullmark.graph.answer import Entity, EntityLink, Evidence, SourcedListing
from hullmark.graph.errors import BadValue
from hullmark.graph.export.ftm_words import (
    bounded,
    days,
    entity_id,
    fact_properties,
    name_properties,
    number_properties,
    percentage,
)
from hullmark.graph.export.graph import Graph, plain
from hullmark.graph.files import write_parts
from hullmark.graph.model import Identifier, Period
from hullmark.graph.schema import family, schema
from hullmark.graph.ties import ended

if TYPE_CHECKING:
    from followthemoney.proxy import EntityProxy

_NAMES = {"later": "alias"}  # of types that no property stands for
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
                prop = name_properties().get(name.type, _NAMES.get(name.type, "alias"))
                self._add(made, prop, [name.text], "names")
                self._lose("dates of names", bounded(name.period))
                self._lose("marks that a name is a later one", name.type == "later")
            for number in record.identifiers:
                self._number(made, group, number)
            for fact in record.facts:
                tense = fact.period.tense
                at = fact_properties(group).get((fact.prop, tense), "")
                if not at and tense != "former":  # what is over would read as if it held
                    at = fact_properties(group).get((fact.prop, ""), "")
                    at = at or fact_properties(group).get((fact.prop, "current"), "")
                self._add(made, at, [fact.value], f"facts ({fact.prop})")
                self._lose("dates of facts", at and bounded(fact.period))
            self._add(made, "notes", [record.description], "descriptions")
            self._add(made, "sourceUrl", [record.url], "addresses of pages")
        return made

    def _number(self, made: EntityProxy, group: str, number: Identifier) -> None:
        prop = number_properties(group).get(number.scheme, "")
        self._add(made, prop, [number.value], f"numbers ({number.scheme})")
        if prop:
            self._lose("marks that a number fails its check", number.valid is False)
            self._lose("countries of numbers", number.country)
            self._lose("dates of numbers", bounded(number.period))

    def _lose(self, what: str, there: object) -> None:
        """Count what is there and has no place."""
        self.dropped[what] += bool(there)

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
            words = percentage(link.share)
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
                self._add(made, name, days(first, last), "dates")
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
