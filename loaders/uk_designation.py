"""One designation of the UK Sanctions List: its record, its links and its listing."""

from __future__ import annotations

import re
from typing import Any

from hullmark.graph.dates import parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import IMO_SHIP, identifier
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    UNDATED,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.graph.text import country_code
from hullmark.loaders.base import key
from hullmark.loaders.uk_branch import Branch, branch, branches, leftovers, text, texts

LIST = "UK Sanctions List"
KINDS = {"individual": "Person", "entity": "LegalEntity", "ship": "Vessel"}
# The list writes the types in six mixtures of capitals, one of them "ALias".
NAME_TYPES = {"primary name": "primary", "primary name variation": "alias", "alias": "alias"}
STRENGTHS = {"": "alias", "good quality a.k.a": "alias", "low quality a.k.a": "weak alias"}

_PERSON, _ENTITY, _SHIP = "IndividualDetails/Individual", "EntityDetails/Entity", "ShipDetails/Ship"
_OWNER = "owner or operator"
FACTS: tuple[tuple[str, str, Period], ...] = (
    ("OFSIGroupID", "OFSI group id", UNDATED),
    ("UNReferenceNumber", "UN reference", UNDATED),
    ("DesignationSource", "designated by", UNDATED),
    ("OtherInformation", "other information", UNDATED),
    ("Titles/Title", "title", UNDATED),
    ("PhoneNumbers/PhoneNumber", "phone", UNDATED),
    ("EmailAddresses/EmailAddress", "email", UNDATED),
    ("Websites/Website", "website", UNDATED),
    (f"{_PERSON}/Genders/Gender", "gender", UNDATED),
    (f"{_PERSON}/Positions/Position", "position", UNDATED),
    (f"{_ENTITY}/TypeOfEntities/TypeOfEntity", "organization type", UNDATED),
    (f"{_SHIP}/TypeOfShipDetails/TypeOfShip", "vessel type", UNDATED),
    (f"{_SHIP}/TonnageOfShipDetails/TonnageOfShip", "tonnage", UNDATED),
    (f"{_SHIP}/LengthOfShipDetails/LengthOfShip", "length", UNDATED),
    (f"{_SHIP}/YearsBuilt/YearBuilt", "built", UNDATED),
)
COUNTRIES: tuple[tuple[str, str, Period], ...] = (
    (f"{_PERSON}/Nationalities/Nationality", "nationality", UNDATED),
    (f"{_SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip", "flag", CURRENT),
    (f"{_SHIP}/PreviousFlags/PreviousFlag", "flag", FORMER),
)
# Path, role, whether the name in words is the subject, its fact on the record, and when.
# What the record is to the role, and its fact: the name in words stands at the other end.
LINKS: tuple[tuple[str, str, str, str, Period], ...] = (
    (f"{_SHIP}/CurrentOwnerOperators", "CurrentOwnerOperator", "object", _OWNER, CURRENT),
    (f"{_SHIP}/PreviousOwnerOperators", "PreviousOwnerOperator", "object", _OWNER, FORMER),
    (f"{_ENTITY}/ParentCompanies", "ParentCompany", "object", "parent company", CURRENT),
    (f"{_ENTITY}/Subsidiaries", "Subsidiary", "subject", "subsidiary", CURRENT),
)
_NOBODY = frozenset({"unknown", "not known", "n/a", "none"})
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNKNOWN_DAY = re.compile(r"^dd/(?:mm/)?", re.IGNORECASE)


def designation(element: Any, place: str) -> list[Item]:
    """The record of a designation, its links and its listing, and what could not be read."""
    tree = branch(element)
    unique = text(tree, "UniqueID")
    if not unique:
        message = "a designation without a UniqueID; it was not read"
        name = "; ".join(text(one, "Name6") for one in branches(tree, "Names/Name"))
        return [Problem("no-key", message, value=name, place=place)]
    record = f"uk:{unique}"
    problems: list[Problem] = []
    stated = text(tree, "IndividualEntityShip")
    kind = KINDS.get(stated.lower(), "")
    if not kind:
        message = "IndividualEntityShip: expected Individual, Entity or Ship; kept as legal entity"
        problems.append(Problem("odd-value", message, record, stated, place))
    names = _names(tree, record, place, problems)
    numbers = _identifiers(tree)
    links, linked = _links(tree, record, place)
    facts = [*_facts(tree, record, place, problems), *linked]
    listing = _listing(tree, unique, record, place, problems)
    problems += [
        Problem(
            "unread-field",
            f"the element {path} is not known to this loader; it was not read",
            record,
            value[:200],
            place,
        )
        for path, value in leftovers(tree)
    ]
    made = Record(
        record, kind or "LegalEntity", tuple(names), tuple(numbers), tuple(facts), place=place
    )
    return [made, *links, listing, *problems]


def _names(tree: Branch, record: str, place: str, problems: list[Problem]) -> list[Name]:
    found: list[Name] = []
    for one in branches(tree, "Names/Name"):
        words = " ".join(part for i in range(1, 7) if (part := text(one, f"Name{i}")))
        stated, strength = text(one, "NameType"), text(one, "AliasStrength")
        kind = NAME_TYPES.get(stated.lower(), "")
        grade = STRENGTHS.get(strength.lower(), "")
        if not words:
            continue
        if not kind or not grade:
            message = f"the type of the name {words!r} is not known; it was kept as an alias"
            problems.append(Problem("odd-value", message, record, f"{stated} {strength}", place))
        found.append(Name(words, "primary" if kind == "primary" else grade or "alias"))
    for one in branches(tree, "NonLatinNames/NonLatinName"):
        texts(one, "NonLatinScriptType")
        language = text(one, "NonLatinScriptLanguage")
        if words := text(one, "NameNonLatinScript"):
            found.append(Name(words, "alias", lang=_language(language)))
    if not found:
        problems.append(Problem("no-name", "a designation without a name", record, place=place))
    return list(dict.fromkeys(found))


def _language(stated: str) -> str:
    from rigour.langs import iso_639_alpha3

    return iso_639_alpha3(stated) or stated if stated else ""


def _identifiers(tree: Branch) -> list[Identifier]:
    found = [
        identifier(IMO_SHIP, number) for number in texts(tree, f"{_SHIP}/IMONumbers/IMONumber")
    ]
    # Free text ("INN: 7710137066", once with a digit too many): no scheme is read into it.
    path = f"{_ENTITY}/BusinessRegistrationNumbers/BusinessRegistrationNumber"
    found += [identifier("registration", number) for number in texts(tree, path)]
    for scheme, item in (("passport", "Passport"), ("national-id", "NationalIdentifier")):
        for one in branches(tree, f"{_PERSON}/{item}Details/{item}"):
            found += [identifier(scheme, number) for number in texts(one, f"{item}Number")]
    return list(dict.fromkeys(found))


def _facts(tree: Branch, record: str, place: str, problems: list[Problem]) -> list[Fact]:
    found = [
        Fact(prop, value, period=period)
        for path, prop, period in FACTS
        for value in texts(tree, path)
    ]
    found += [
        _country(prop, value, period)
        for path, prop, period in COUNTRIES
        for value in texts(tree, path)
    ]
    for one in branches(tree, "Addresses/Address"):
        lines = [line for i in range(1, 7) if (line := text(one, f"AddressLine{i}"))]
        lines += texts(one, "AddressPostalCode")
        country = text(one, "AddressCountry")
        if lines:
            found.append(Fact("address", ", ".join([*lines, country] if country else lines)))
        if country:
            found.append(_country("country", country, UNDATED))
    for one in branches(tree, f"{_PERSON}/BirthDetails/Location"):
        town, country = text(one, "TownOfBirth"), text(one, "CountryOfBirth")
        if town or country:
            found.append(Fact("birth place", ", ".join(part for part in (town, country) if part)))
    for item in ("Passport", "NationalIdentifier"):
        for one in branches(tree, f"{_PERSON}/{item}Details/{item}"):
            prop = "passport information" if item == "Passport" else "national id information"
            found += [Fact(prop, value) for value in texts(one, f"{item}AdditionalInformation")]
    for stated in texts(tree, f"{_PERSON}/DOBs/DOB"):
        found.append(_dated("birth date", stated, record, place, problems))
    for stated in texts(tree, "LastUpdated"):
        found.append(_dated("last updated", stated, record, place, problems))
    return list(dict.fromkeys(found))


def _country(prop: str, stated: str, period: Period) -> Fact:
    code = country_code(stated)
    return Fact(prop, code or stated, stated if code else "", period)


def _dated(prop: str, stated: str, record: str, place: str, problems: list[Problem]) -> Fact:
    """A date in ISO form, as far as it is known: ``dd/mm/1971`` is the year 1971."""
    try:
        known = _UNKNOWN_DAY.sub("", stated)
        first, last = parse_span(known)
        value = first.isoformat() if first == last else f"{first:%Y-%m}"
        value = value if (first.month, last.month) != (1, 12) else f"{first:%Y}"
    except BadValue as bad:
        problems.append(Problem("bad-date", f"{prop}: {bad}", record, stated, place))
        return Fact(prop, stated)
    return Fact(prop, value, stated)


def _links(tree: Branch, record: str, place: str) -> tuple[list[Link], list[Fact]]:
    links: list[Link] = []
    facts: list[Fact] = []
    for path, item, end, prop, period in LINKS:
        for name in texts(tree, f"{path}/{item}"):
            facts.append(Fact(prop, name, period=period))
            if name.lower() in _NOBODY:
                continue
            links.append(
                Link(
                    id=f"{record}#{key('link', item, name)}",
                    subject=record if end == "subject" else "",
                    subject_name=name if end == "object" else "",
                    role=_OWNER if prop == _OWNER else "parent",
                    object=record if end == "object" else "",
                    object_name=name if end == "subject" else "",
                    period=period,
                    as_stated=_CAPITAL.sub(" ", item)
                    .lower()
                    .replace("owner operator", "owner/operator"),
                    place=place,
                )
            )
    return links, facts


def _listing(
    tree: Branch, unique: str, record: str, place: str, problems: list[Problem]
) -> Listing:
    stated, period = text(tree, "DateDesignated"), CURRENT
    try:
        period = since(parse_span(stated), tense="current") if stated else CURRENT
    except BadValue as bad:
        problems.append(Problem("bad-date", f"DateDesignated: {bad}", record, stated, place))
    measures = [part.strip() for part in text(tree, "SanctionsImposed").split("|")]
    for indicators in branches(tree, "SanctionsImposedIndicators"):
        marked = [name for name in list(indicators) if text(indicators, name).lower() == "true"]
        if not any(measures):
            measures = [_CAPITAL.sub(" ", name) for name in marked]
    return Listing(
        id=f"{record}#listing",
        record=record,
        authority="UK",
        list=LIST,
        programmes=tuple(texts(tree, "RegimeName")),
        reference=unique,
        period=period,
        measures=tuple(measure for measure in measures if measure),
        reason=text(tree, "UKStatementofReasons"),
        place=place,
    )
