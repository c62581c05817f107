"""What an entry of the UK's lists is called, its numbers, its facts and whom it names."""

from __future__ import annotations

import re

from hullmark.graph.dates import parse_span
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP, MMSI, identifier
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    UNDATED,
    Fact,
    Identifier,
    Link,
    Name,
    Period,
    Problem,
)
from hullmark.graph.text import country_code
from hullmark.loaders.base import key
from hullmark.loaders.ofac_numbers import failing
from hullmark.loaders.uk_branch import Branch, branches, text, texts
from hullmark.loaders.uk_numbers import in_sentences, named_scheme, registrations

KINDS = {"individual": "Person", "entity": "LegalEntity", "ship": "Vessel"}
# The lists write the types in six mixtures of capitals, one of them "ALias".
NAME_TYPES = {
    "primary name": "primary",
    "prime alias": "primary",  # OFSI's list until 2022
    "primary name variation": "alias",
    "alias": "alias",
    "aka": "alias",  # OFSI's list, with FKA
    "fka": "former",
}
STRENGTHS = {
    "": "alias",
    "good quality a.k.a": "alias",
    "good quality": "alias",
    "low quality a.k.a": "weak alias",
    "low quality": "weak alias",
}

PERSON, ENTITY, SHIP = "IndividualDetails/Individual", "EntityDetails/Entity", "ShipDetails/Ship"
_OWNER = "owner or operator"
FACTS: tuple[tuple[str, str, Period], ...] = (
    ("DesignationSource", "designated by", UNDATED),
    ("OtherInformation", "other information", UNDATED),
    ("Titles/Title", "title", UNDATED),
    ("PhoneNumbers/PhoneNumber", "phone", UNDATED),
    ("FaxNumbers/FaxNumber", "fax", UNDATED),
    ("EmailAddresses/EmailAddress", "email", UNDATED),
    ("Websites/Website", "website", UNDATED),
    (f"{PERSON}/Genders/Gender", "gender", UNDATED),
    (f"{PERSON}/Positions/Position", "position", UNDATED),
    (f"{ENTITY}/TypeOfEntities/TypeOfEntity", "organization type", UNDATED),
    (f"{SHIP}/TypeOfShipDetails/TypeOfShip", "vessel type", UNDATED),
    (f"{SHIP}/TonnageOfShipDetails/TonnageOfShip", "tonnage", UNDATED),
    (f"{SHIP}/LengthOfShipDetails/LengthOfShip", "length", UNDATED),
    (f"{SHIP}/YearsBuilt/YearBuilt", "built", UNDATED),
)
COUNTRIES: tuple[tuple[str, str, Period], ...] = (
    (f"{PERSON}/Nationalities/Nationality", "nationality", UNDATED),
    (f"{SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip", "flag", CURRENT),
    (f"{SHIP}/PreviousFlags/PreviousFlag", "flag", FORMER),
)
DATES: tuple[tuple[str, str], ...] = (
    (f"{PERSON}/DOBs/DOB", "birth date"),
    ("LastUpdated", "last updated"),
    ("UKSanctionsListDateDesignated", "designated on"),
)
NUMBERS: tuple[tuple[str, str], ...] = (
    (f"{SHIP}/IMONumbers/IMONumber", IMO_SHIP),
    (f"{SHIP}/MMSINumbers/MMSINumber", MMSI),
    (f"{SHIP}/HullIdentificationNumbers/HullIdentificationNumber", "hull-number"),
    (f"{ENTITY}/IMONumbers/IMONumber", IMO_COMPANY),
)
REGISTRATION = f"{ENTITY}/BusinessRegistrationNumbers/BusinessRegistrationNumber"
PAPERS: tuple[tuple[str, str], ...] = (
    ("passport", "Passport"),
    ("national-id", "NationalIdentifier"),
)
# What the record is to the role, the role, its fact on the record, and when: the name in words
# stands at the other end.
LINKS: tuple[tuple[str, str, str, str, str, Period], ...] = (
    (f"{SHIP}/CurrentOwnerOperators", "CurrentOwnerOperator", "object", _OWNER, _OWNER, CURRENT),
    (f"{SHIP}/PreviousOwnerOperators", "PreviousOwnerOperator", "object", _OWNER, _OWNER, FORMER),
    (f"{SHIP}/CurrentOwners", "CurrentOwner", "object", "owner", "owner", CURRENT),
    (f"{ENTITY}/ParentCompanies", "ParentCompany", "object", "parent", "parent company", CURRENT),
    (f"{ENTITY}/Subsidiaries", "Subsidiary", "subject", "parent", "subsidiary", CURRENT),
)
_NOBODY = frozenset({"unknown", "not known", "n/a", "none"})
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNKNOWN_DAY = re.compile(r"^(?:dd|00)/(?:(?:mm|00)/)?", re.IGNORECASE)


def kind_of(stated: str, record: str, place: str, problems: list[Problem]) -> str:
    """The kind that Individual, Entity or Ship names; a legal entity where it is none of them."""
    kind = KINDS.get(stated.lower(), "")
    if not kind:
        message = "expected Individual, Entity or Ship; kept as legal entity"
        problems.append(Problem("odd-value", message, record, stated[:200], place))
    return kind or "LegalEntity"


def names(tree: Branch, record: str, place: str, problems: list[Problem]) -> list[Name]:
    """The names, each once: the parts of a name in the order in which it is said."""
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
        found.append(Name(words, kind if kind in ("primary", "former") else grade or "alias"))
    for one in branches(tree, "NonLatinNames/NonLatinName"):
        texts(one, "NonLatinScriptType")
        language = text(one, "NonLatinScriptLanguage")
        if words := text(one, "NameNonLatinScript"):
            found.append(Name(words, "alias", lang=_language(language)))
    if not found:
        problems.append(Problem("no-name", "expected a name, found none", record, place=place))
    return list(dict.fromkeys(found))


def _language(stated: str) -> str:
    from rigour.langs import iso_639_alpha3

    return iso_639_alpha3(stated) or stated if stated else ""


def numbers(tree: Branch, record: str, place: str, problems: list[Problem]) -> list[Identifier]:
    """The identifiers, each once, and a problem for each by which records join that is wrong.

    What is said of a passport, and the other information, stay for ``facts``.
    """
    found = [identifier(scheme, number) for path, scheme in NUMBERS for number in texts(tree, path)]
    found += [one for cell in texts(tree, REGISTRATION) for one in registrations(cell)]
    for scheme, item in PAPERS:
        for one in branches(tree, f"{PERSON}/{item}Details/{item}"):
            said = [text for text in one.get(f"{item}AdditionalInformation", ()) if text]
            named = named_scheme(scheme, str(said[0])) if len(said) == 1 else scheme
            found += [identifier(named, number) for number in texts(one, f"{item}Number")]
    for words in tree.get("OtherInformation", ()):
        found += in_sentences(str(words))
    made: dict[tuple[str, str], Identifier] = {}
    for number in found:
        made.setdefault((number.scheme, number.value), number)
    for number in made.values():
        if why := failing(number):
            stated = (number.stated or number.value)[:200]
            problems.append(Problem("bad-identifier", why, record, stated, place))
    return list(made.values())


def facts(tree: Branch, record: str, place: str, problems: list[Problem]) -> list[Fact]:
    """The facts, each once: countries by their code, dates as far as they are known."""
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
    for one in branches(tree, f"{PERSON}/BirthDetails/Location"):
        town, country = text(one, "TownOfBirth"), text(one, "CountryOfBirth")
        if town or country:
            found.append(Fact("birth place", ", ".join(part for part in (town, country) if part)))
    for scheme, item in PAPERS:
        prop = f"{scheme.replace('-', ' ')} information"
        for one in branches(tree, f"{PERSON}/{item}Details/{item}"):
            found += [Fact(prop, value) for value in texts(one, f"{item}AdditionalInformation")]
    for path, prop in DATES:
        found += [_dated(prop, stated, record, place, problems) for stated in texts(tree, path)]
    return list(dict.fromkeys(found))


def _country(prop: str, stated: str, period: Period) -> Fact:
    code = country_code(stated)
    return Fact(prop, code or stated, stated if code else "", period)


def _dated(prop: str, stated: str, record: str, place: str, problems: list[Problem]) -> Fact:
    """A date in ISO form, as far as it is known: ``dd/mm/1971``, ``00/00/1971`` are the year."""
    try:
        known = _UNKNOWN_DAY.sub("", stated)
        first, last = parse_span(known)
        value = first.isoformat() if first == last else f"{first:%Y-%m}"
        value = value if (first.month, last.month) != (1, 12) else f"{first:%Y}"
    except BadValue as bad:
        problems.append(Problem("bad-date", f"{prop}: {bad}", record, stated, place))
        return Fact(prop, stated)
    return Fact(prop, value, "" if value == stated else stated)


def links(tree: Branch, record: str, place: str) -> tuple[list[Link], list[Fact]]:
    """Links to owners, parents and subsidiaries, which the lists name in words; the same as facts.

    Most of these names are not listed themselves, so that the words are all there is.
    """
    made: list[Link] = []
    found: list[Fact] = []
    for path, item, end, role, prop, period in LINKS:
        for name in texts(tree, f"{path}/{item}"):
            found.append(Fact(prop, name, period=period))
            if name.lower() in _NOBODY:
                continue
            stated = _CAPITAL.sub(" ", item).lower()
            made.append(
                Link(
                    id=f"{record}#{key('link', item, name)}",
                    subject=record if end == "subject" else "",
                    subject_name=name if end == "object" else "",
                    role=role,
                    object=record if end == "object" else "",
                    object_name=name if end == "subject" else "",
                    period=period,
                    as_stated=stated.replace("owner operator", "owner/operator"),
                    place=place,
                )
            )
    return made, found
