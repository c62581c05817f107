"""Beneficial Ownership Data Standard 0.4: companies, persons and what they hold of each other.

Nothing is said more strongly than its source: a role for which the standard has no word of the same
strength becomes an unknown interest, with the role as its details. What the standard has no place
for (ships, listings, management, dates that are not days) is left out and counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph import bods, identifiers, shares
from hullmark.graph.answer import Entity, EntityLink, Evidence
from hullmark.graph.export.graph import Graph, plain
from hullmark.graph.files import write_parts
from hullmark.graph.model import Identifier, Share
from hullmark.graph.schema import family, schema
from hullmark.graph.text import country_name

VERSION = "0.4"
TYPES = {"Company": "registeredEntity", "LegalEntity": "legalEntity", "Organization": "legalEntity"}
# Codes of the standard that say no more than the role does; other roles are unknown interests.
INTERESTS = {
    "shareholder": "shareholding",
    "controls": "otherInfluenceOrControl",
    "director": "boardMember",
    "officer": "seniorManagingOfficial",
}
CLASSES = ("ownership", "control", "unproven", "people")  # what may be an interest at all
BENEFICIAL = ("beneficial owner", "group beneficial owner")
NAMES = {"primary": "legal", "former": "former"}
UNKNOWN_DATE = date(1, 1, 1)


def beneficial_ownership(graph: Graph, path: Path) -> list[str]:
    """Write the graph as one array of statements; return what it could not say, in sentences."""
    made = _Writer(graph)
    write_parts(path, made.parts())
    return list(made.notes())


class _Writer:
    """What makes statements, and counts what the standard has no place for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.dropped: Counter[str] = Counter()
        days = [one.published for one in graph.snapshots if one.published]
        self.day = max(days, default=UNKNOWN_DATE)

    def parts(self) -> Iterator[bytes]:
        """The array, a statement at a time: parties before what they hold."""
        yield b"["
        for at, one in enumerate(self._statements()):
            yield (b",\n" if at else b"\n") + msgspec.json.encode(one)
        yield b"\n]\n"

    def notes(self) -> Iterator[str]:
        """What was left out, the most frequent first."""
        lost = [f"{count:,} {what}" for what, count in self.dropped.most_common() if count]
        if lost:
            yield f"BODS has no place for: {', '.join(lost)}."

    def _statements(self) -> Iterator[dict[str, Any]]:
        kinds: dict[str, str] = {}
        for entity in self.graph.entities():
            kinds[entity.id] = family(entity.kind)
            self.dropped["listings"] += len(entity.listings)
            self.dropped["events"] += len(entity.events)
            if kinds[entity.id] in ("body", "person"):
                yield self._party(entity, kinds[entity.id])
            else:
                self.dropped["ships and aircraft"] += 1
        for link in self.graph.links():
            if (made := self._relationship(link, kinds)) is not None:
                yield made

    def _party(self, entity: Entity, of: str) -> dict[str, Any]:
        details = self._person(entity) if of == "person" else self._entity(entity)
        evidence = entity.records[0].evidence if entity.records else None
        kind = "person" if of == "person" else "entity"
        return self._statement(kind, entity.id, entity.id, details, evidence, "new")

    def _entity(self, entity: Entity) -> dict[str, Any]:
        names = dict.fromkeys(
            plain(name.text) for one in entity.records for name in one.record.names if name.text
        )
        caption = plain(entity.caption or entity.id)
        details: dict[str, Any] = {
            "isComponent": False,
            "entityType": {"type": TYPES[entity.kind]},
            "name": caption,
        }
        if others := [name for name in names if name != caption]:
            details["alternateNames"] = others
        details |= self._numbers(entity)
        for prop in ("jurisdiction", "registration country", "country", "main country"):
            if code := next(iter(_codes(entity, prop)), ""):
                details["jurisdiction"] = _country(code)
                break
        if day := _day_said(entity, ("established", "incorporated", "registered")):
            details["foundingDate"] = day
        return details | self._addresses(entity, "registered")

    def _person(self, entity: Entity) -> dict[str, Any]:
        names: dict[str, str] = {}
        for one in entity.records:
            for name in one.record.names:
                names.setdefault(plain(name.text), NAMES.get(name.type, "alternative"))
        names = names or {plain(entity.caption or entity.id): "legal"}
        details: dict[str, Any] = {
            "isComponent": False,
            "personType": "knownPerson",
            "names": [{"type": sort, "fullName": text} for text, sort in names.items()],
        }
        details |= self._numbers(entity)
        if codes := dict.fromkeys([*_codes(entity, "nationality"), *_codes(entity, "citizenship")]):
            details["nationalities"] = [_country(code) for code in codes]
        if day := _day_said(entity, ("birth date",)):
            details["birthDate"] = day
        return details | self._addresses(entity, "residence")

    def _numbers(self, entity: Entity) -> dict[str, Any]:
        """The numbers; those of persons need a country and a kind of document in the standard."""
        schemes = {ours: code for code, ours in bods.tables().schemes.items()}
        person = family(entity.kind) == "person"
        found: dict[tuple[str, str], dict[str, str]] = {}
        for one in entity.records:
            for number in one.record.identifiers:
                code = _document(number) if person else schemes.get(number.scheme, "")
                if person and not code:
                    self.dropped["numbers of persons without a country and a kind"] += 1
                    continue
                if number.valid is False:
                    self.dropped["that a number fails its check"] += 1
                said = {"id": plain(number.value), "schemeName": identifiers.title(number.scheme)}
                found.setdefault(
                    (number.scheme, number.value), {**said, "scheme": code} if code else said
                )
        return {"identifiers": list(found.values())} if found else {}

    def _addresses(self, entity: Entity, sort: str) -> dict[str, Any]:
        said = dict.fromkeys(
            plain(fact.value)
            for one in entity.records
            for fact in one.record.facts
            if fact.prop == "address"
        )
        return {"addresses": [{"type": sort, "address": one} for one in said]} if said else {}

    def _relationship(self, link: EntityLink, kinds: dict[str, str]) -> dict[str, Any] | None:
        role = schema().roles[link.role]
        above, below = (
            (link.subject, link.object) if role.up == "subject" else (link.object, link.subject)
        )
        if {kinds.get(above), kinds.get(below)} & {"vessel", "aircraft"}:
            self.dropped["links of ships and aircraft"] += 1
            return None
        if role.class_ not in CLASSES or role.up == "none" or kinds.get(below) != "body":
            self.dropped[f"links “{link.role}”"] += 1
            return None
        former = link.period.tense == "former" or link.evidence.gone_on is not None
        details = {
            "isComponent": False,
            "subject": below,
            "interestedParty": above,
            "interests": [self._interest(link)],
        }
        record = f"{link.id}@{link.evidence.source}"
        status = "closed" if former else "new"
        return self._statement("relationship", record, below, details, link.evidence, status)

    def _interest(self, link: EntityLink) -> dict[str, Any]:
        known = INTERESTS.get(link.role)
        said: dict[str, Any] = {
            "type": known or "unknownInterest",
            "directOrIndirect": "indirect" if "indirect" in link.as_stated.lower() else "unknown",
            "beneficialOwnershipOrControl": link.role in BENEFICIAL,
        }
        words = [] if known else [link.role]
        words += [word for word in (link.as_stated, link.confidence) if word not in ("", "stated")]
        if words:
            said["details"] = plain("; ".join(words))
        if link.share is not None:
            said["share"] = _share(link.share)
        period = link.period
        for name, low, high in (
            ("startDate", period.start_min, period.start_max),
            ("endDate", period.end_min, period.end_max),
        ):
            if low is not None and low == high:
                said[name] = low.isoformat()
            elif low or high:
                self.dropped["beginnings and ends that are no single day"] += 1
        return said

    def _statement(
        self,
        kind: str,
        record: str,
        subject: str,
        details: dict[str, Any],
        evidence: Evidence | None,
        status: str,
    ) -> dict[str, Any]:
        published = (evidence.published if evidence else None) or self.day
        made: dict[str, Any] = {
            "statementId": _id(kind, record, published.isoformat()),
            "declarationSubject": subject,
            "statementDate": published.isoformat(),
            "recordId": record,
            "recordType": kind,
            "recordStatus": status,
            "publicationDetails": {
                "publicationDate": self.day.isoformat(),
                "bodsVersion": VERSION,
                "publisher": {"name": "hullmark export"},
            },
            "recordDetails": details,
        }
        if evidence is not None:
            place = evidence.cite or evidence.place
            words = [evidence.title or evidence.list, place, f"record {evidence.record}"]
            made["source"] = {"description": plain(" · ".join(filter(None, words)))}
            if evidence.url.startswith(("https://", "http://")):
                made["source"]["url"] = evidence.url
        return made


def _id(*parts: str) -> str:
    """An id of the length that the standard wants, the same for the same statement."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:40]


def _document(number: Identifier) -> str:
    """The scheme of a person's number, ``RUS-PASSPORT``; ``""`` where its country is not known."""
    kinds = {ours: code for code, ours in bods.tables().documents.items()} | {"inn": "TAXID"}
    if number.scheme not in kinds or len(number.country) != 2:
        return ""
    from rigour.territories import get_territory

    territory = get_territory(number.country)
    code = (territory.alpha3 or "").upper() if territory is not None else ""
    known = len(code) == 3 and not code.startswith("X")  # Kosovo's is none of ISO's
    return f"{code}-{kinds[number.scheme]}" if known else ""


def _codes(entity: Entity, prop: str) -> list[str]:
    return [
        fact.value
        for one in entity.records
        for fact in one.record.facts
        if fact.prop == prop and len(fact.value) == 2 and fact.period.tense != "former"
    ]


def _country(code: str) -> dict[str, str]:
    return {"name": country_name(code), "code": code.upper()}


def _day_said(entity: Entity, props: tuple[str, ...]) -> str:
    """The first of these dates that is a whole day."""
    for one in entity.records:
        for fact in one.record.facts:
            if fact.prop in props and len(fact.value) == 10:
                try:
                    return date.fromisoformat(fact.value).isoformat()
                except ValueError:
                    continue
    return ""


def _share(share: Share) -> dict[str, float]:
    low, high = shares.low(share), shares.high(share)
    if low == high and not share.low_open and not share.high_open:
        return {"exact": _number(low)}
    return {
        "exclusiveMinimum" if share.low_open else "minimum": _number(low),
        "exclusiveMaximum" if share.high_open else "maximum": _number(high),
    }


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
