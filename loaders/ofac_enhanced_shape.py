"""The shape of an entity in OFAC's enhanced XML: what each element has that the loader takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hullmark.loaders.xml import local

ROOT = "sanctionsData"
AGAIN = "download it again, or look whether OFAC has changed its format"
_DATES = (
    "fromDateBegin",
    "fromDateEnd",
    "toDateBegin",
    "toDateEnd",
    "isApproximate",
    "isDateRange",
)
# Children by element; what is not here is reported. ``name`` in a document says whom it names.
_CHILDREN: Mapping[str, tuple[str, ...]] = {
    "entity": (
        "generalInfo",
        "sanctionsLists",
        "sanctionsPrograms",
        "sanctionsTypes",
        "legalAuthorities",
        "names",
        "addresses",
        "features",
        "identityDocuments",
        "relationships",
    ),
    "generalInfo": (
        "identityId",
        "entityType",
        "livingStatus",
        "remarks",
        "title",
        "isUsCitizen",
        "isUsPerson",
    ),
    "sanctionsLists": ("sanctionsList",),
    "sanctionsPrograms": ("sanctionsProgram",),
    "sanctionsTypes": ("sanctionsType",),
    "legalAuthorities": ("legalAuthority",),
    "names": ("name",),
    "name": ("isPrimary", "aliasType", "isLowQuality", "translations"),
    "translations": ("country", "translation"),
    "translation": (
        "isPrimary",
        "script",
        "formattedFirstName",
        "formattedLastName",
        "formattedFullName",
        "nameParts",
        "addressParts",
    ),
    "nameParts": ("namePart",),
    "namePart": ("type", "value"),
    "addresses": ("address",),
    "address": ("country", "translations"),
    "addressParts": ("addressPart",),
    "addressPart": ("type", "value"),
    "features": ("feature",),
    "feature": (
        "type",
        "versionId",
        "value",
        "valueRefId",
        "valueDate",
        "isPrimary",
        "reliability",
        "comments",
    ),
    "valueDate": _DATES,
    "identityDocuments": ("identityDocument",),
    "identityDocument": (
        "type",
        "name",
        "documentNumber",
        "isValid",
        "issuingAuthority",
        "issuingLocation",
        "issuingCountry",
        "issueDate",
        "expirationDate",
        "comments",
        "idFeatures",
    ),
    "issueDate": _DATES,
    "expirationDate": _DATES,
    "idFeatures": ("idFeature",),
    "relationships": ("relationship",),
    "relationship": ("type", "relatedEntity", "quality", "dateRange", "comments"),
    "dateRange": _DATES,
}
_ATTRIBUTES = frozenset(
    (
        "id",
        "refId",
        "action",
        "datePublished",
        "featureTypeId",
        "nameId",
        "nameTranslationId",
        "featureVersionId",
        "entityId",
    )
)


def unread(element: Any) -> Iterator[tuple[str, str]]:
    """The path and the text of every element and attribute below that nobody takes."""
    name = local(element)
    for attribute, value in element.items():
        if attribute not in _ATTRIBUTES:
            yield f"{name}/@{attribute}", value
    known = _CHILDREN.get(name, ())
    for one in element:
        if local(one) in known:
            yield from unread(one)
        else:
            yield f"{name}/{local(one)}", " ".join("".join(one.itertext()).split())


def child(element: Any, name: str) -> Any:
    """The child of that name; ``None`` where there is none."""
    return element.find(f"{{*}}{name}")


def children(element: Any, group: str, name: str) -> list[Any]:
    """The members of a group: ``children(entity, "names", "name")``."""
    return list(element.findall(f"{{*}}{group}/{{*}}{name}"))


def stated(element: Any) -> str:
    """The text of an element, ``""`` for none."""
    return "" if element is None else " ".join((element.text or "").split())


def value(element: Any, name: str) -> str:
    """The text of a child, ``""`` where there is none."""
    return stated(child(element, name))


def yes(element: Any, name: str) -> bool:
    """Whether a yes-or-no child says yes."""
    return value(element, name).lower() in ("true", "1")
