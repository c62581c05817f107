"""Answers of GLEIF's API (JSON:API) as rows with the names that the other formats have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

import msgspec

from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Problem
from hullmark.loaders.gleif_register import days
from hullmark.loaders.gleif_row import DEEPEST, Row

_LARGEST = 64 << 20  # bytes; a page of 200 records has about 1 MB
_AGAIN = "ask api.gleif.org again"
# The API's own names, by the part in which they stand, for those that do not follow from the rule
# that `legalName.name` is `Entity.LegalName`.
_NAMES = {
    "lei": "LEI",
    "conformityFlag": "Extension.conformity.conformityflag",
    "entity.registeredAt.id": "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "entity.registeredAt.other": "Entity.RegistrationAuthority.OtherRegistrationAuthorityID",
    "entity.registeredAs": "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "entity.jurisdiction": "Entity.LegalJurisdiction",
    "entity.category": "Entity.EntityCategory",
    "entity.subCategory": "Entity.EntitySubCategory",
    "entity.legalForm.id": "Entity.LegalForm.EntityLegalFormCode",
    "entity.legalForm.other": "Entity.LegalForm.OtherLegalForm",
    "entity.status": "Entity.EntityStatus",
    "entity.creationDate": "Entity.EntityCreationDate",
    "entity.expiration.date": "Entity.EntityExpirationDate",
    "entity.expiration.reason": "Entity.EntityExpirationReason",
    "entity.successorEntity.lei": "Entity.SuccessorEntity.1.SuccessorLEI",
    "entity.successorEntity.name": "Entity.SuccessorEntity.1.SuccessorEntityName",
    "entity.associatedEntity.lei": "Entity.AssociatedEntity.AssociatedLEI",
    "entity.associatedEntity.name": "Entity.AssociatedEntity.AssociatedEntityName",
    "registration.status": "Registration.RegistrationStatus",
    "registration.managingLou": "Registration.ManagingLOU",
    "registration.corroborationLevel": "Registration.ValidationSources",
    "registration.corroborationDocuments": "Registration.ValidationDocuments",
    "registration.corroborationReference": "Registration.ValidationReference",
    "registration.validatedAt.id": "Registration.ValidationAuthority.ValidationAuthorityID",
    "registration.validatedAt.other": "Registration.ValidationAuthority.OtherValidationAuthorityID",
    "registration.validatedAs": "Registration.ValidationAuthority.ValidationAuthorityEntityID",
    "relationship.startNode.id": "Relationship.StartNode.NodeID",
    "relationship.startNode.type": "Relationship.StartNode.NodeIDType",
    "relationship.endNode.id": "Relationship.EndNode.NodeID",
    "relationship.endNode.type": "Relationship.EndNode.NodeIDType",
    "relationship.type": "Relationship.RelationshipType",
    "relationship.status": "Relationship.RelationshipStatus",
    "category": "ExceptionCategory",
    "reason": "ExceptionReason.1",
    "reference": "ExceptionReference.1",
    "extension.deletedAt": "Extension.deletedAt",
}
_SEVERAL = {
    "entity.otherNames": "Entity.OtherEntityNames.OtherEntityName",
    "entity.transliteratedOtherNames": (
        "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName"
    ),
    "entity.otherAddresses": "Entity.OtherAddresses.OtherAddress",
    "entity.successorEntities": "Entity.SuccessorEntity",
    "registration.otherValidationAuthorities": (
        "Registration.OtherValidationAuthorities.OtherValidationAuthority"
    ),
    "relationship.periods": "Relationship.RelationshipPeriods.RelationshipPeriod",
    "relationship.qualifiers": "Relationship.RelationshipQualifiers.RelationshipQualifier",
    "relationship.quantifiers": "Relationship.RelationshipQuantifiers.RelationshipQuantifier",
    "bic": "bic",
    "mic": "mic",
    "spglobal": "spglobal",
}
_INSIDE = {  # a repeated part's own fields, put behind its number
    "entity.successorEntities.lei": ".SuccessorLEI",
    "entity.successorEntities.name": ".SuccessorEntityName",
    "relationship.periods.type": ".PeriodType",
}
_AS_THEY_ARE = frozenset({"type", "bic", "mic", "ocid", "qcc", "spglobal"})
_IGNORED = frozenset({"validFrom", "validTo", "entity.otherAddresses.fieldType"})


def page(stream: IO[bytes], path: Path, kind: str) -> dict[str, Any]:
    """The answer as a tree; ``FileProblem`` for none, ``SourceChanged`` for one of other things."""
    raw = stream.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise FileProblem(f"{path}: is larger than any answer of GLEIF's API; {_AGAIN}.")
    try:
        tree = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as bad:
        raise FileProblem(
            f"{path}: expected JSON, found that it breaks off or is damaged ({bad}); {_AGAIN}."
        ) from None
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict | list):
        raise SourceChanged(
            f"{path}: expected an answer of GLEIF's API with {kind} under data, found "
            f"{raw[:20]!r}; {_AGAIN}."
        )
    return dict(tree)


def published(answer: Mapping[str, Any]) -> date | None:
    """The day of the golden copy that the answer was made from."""
    found: Any = answer
    for name in ("meta", "goldenCopy", "publishDate"):
        found = found.get(name) if isinstance(found, dict) else None
    try:
        return days(found)[0] if isinstance(found, str) else None
    except BadValue:
        return None


def rows(answer: Mapping[str, Any], kind: str) -> Iterator[Row | Problem]:
    """The resources of one kind; another kind among them is a problem."""
    data = answer["data"]
    for at, one in enumerate(data if isinstance(data, list) else [data], start=1):
        place = f"record {at}"
        attributes = one.get("attributes") if isinstance(one, dict) else None
        if not isinstance(attributes, dict) or one.get("type") != kind:
            message = f"expected a resource of type {kind}, found otherwise; it was not read"
            yield Problem("bad-row", message, value=str(one)[:200], place=place)
            continue
        fields: dict[str, str] = {}
        _walk(attributes, "", "", fields, 0)
        yield Row(fields, place)


def _walk(tree: Any, path: str, name: str, fields: dict[str, str], depth: int) -> None:
    """Put the values of a tree under the CSV's names; ``path`` is the API's, ``name`` the CSV's."""
    if tree is None or tree == "" or depth > DEEPEST:
        return
    if isinstance(tree, dict):
        for part, value in tree.items():
            below = f"{path}.{part}" if path else part
            _walk(value, below, _named(below, name, part), fields, depth + 1)
    elif isinstance(tree, list):
        if path.endswith("addressLines"):
            _address(tree, name, fields)
        elif path == "entity.eventGroups":
            _events(tree, fields)
        else:
            for at, one in enumerate(tree, start=1):
                _walk(one, path, f"{_SEVERAL.get(path, name)}.{at}", fields, depth + 1)
    elif path not in _IGNORED:
        fields[name] = str(tree).strip()


def _named(path: str, above: str, part: str) -> str:
    if path in _NAMES:
        return _NAMES[path]
    if path in _INSIDE:
        return above + _INSIDE[path]
    if part == "name" and above:
        return above
    if part == "language":
        return f"{above}.xmllang"
    own = part if part in _AS_THEY_ARE else part[:1].upper() + part[1:]
    return f"{above}.{own}" if above else own


def _address(lines: list[Any], name: str, fields: dict[str, str]) -> None:
    base = name.rpartition(".")[0]
    for at, one in enumerate(lines):
        line = "FirstAddressLine" if at == 0 else f"AdditionalAddressLine.{at}"
        if one:
            fields[f"{base}.{line}"] = str(one).strip()


def _events(groups: list[Any], fields: dict[str, str]) -> None:
    base, at = "Entity.LegalEntityEvents.LegalEntityEvent", 0
    ends = {
        "type": "LegalEntityEventType",
        "status": "event_status",
        "effectiveDate": "LegalEntityEventEffectiveDate",
        "recordedDate": "LegalEntityEventRecordedDate",
        "validationDocuments": "ValidationDocuments",
        "validationReference": "ValidationReference",
        "affectedFields": "AffectedFields",
    }
    for group in groups:
        events = group.get("events") if isinstance(group, dict) else None
        for event in events if isinstance(events, list) else ():
            if isinstance(event, dict):
                at += 1
                for part, value in event.items():
                    if value:
                        fields[f"{base}.{at}.{ends.get(part, part)}"] = str(value).strip()
