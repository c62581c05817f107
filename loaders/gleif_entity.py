"""One entity of GLEIF's level 1 data: its record, and links to what came after or stands beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hullmark.graph.dates import within
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact, Identifier, Item, Link, Name, Period, Problem, Record
from hullmark.graph.text import clean
from hullmark.loaders.gleif_register import (
    COMPANIES_HOUSE,
    NO_REGISTER,
    SITE,
    country,
    dated,
    days,
    key_of,
    lei_of,
    registered,
    words,
)
from hullmark.loaders.gleif_row import Row

# GLEIF does not tell firms from foundations or partnerships: what it calls general is an entity.
KINDS = {
    "RESIDENT_GOVERNMENT_ENTITY": "Organization",
    "INTERNATIONAL_ORGANIZATION": "Organization",
}
_NAMES = {
    "PREVIOUS_LEGAL_NAME": "former",
    "TRADING_OR_OPERATING_NAME": "alias",
    "ALTERNATIVE_LANGUAGE_LEGAL_NAME": "alias",
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "alias",
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "alias",
}
_CODES = {
    "Entity.EntitySubCategory": "entity sub-category",
    "Entity.EntityStatus": "entity status",
    "Entity.EntityExpirationReason": "reason of expiry",
    "Registration.RegistrationStatus": "LEI registration",
    "Registration.ValidationSources": "LEI data validated",
    "Extension.conformity.conformityflag": "GLEIF conformity",
}
_DATES = {
    "Entity.EntityCreationDate": "created",
    "Entity.EntityExpirationDate": "expired",
    "Registration.InitialRegistrationDate": "LEI registered",
    "Registration.LastUpdateDate": "LEI updated",
    "Registration.NextRenewalDate": "LEI renewal due",
}
_TEXTS = {
    "Entity.LegalForm.EntityLegalFormCode": "legal form (ELF code)",
    "Entity.LegalForm.OtherLegalForm": "legal form",
    "Registration.ManagingLOU": "LEI issuer",
    "ocid": "OpenCorporates id",
    "qcc": "QCC code",
}
_LISTS = {"mic": "MIC", "spglobal": "S&P Global company id"}
_NAMED = (
    "Entity.OtherEntityNames.OtherEntityName",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName",
)
_ADDRESSES = (
    "Entity.OtherAddresses.OtherAddress",
    "Entity.TransliteratedOtherAddresses.TransliteratedOtherAddress",
)
_LINES = ("MailRouting", "FirstAddressLine")
_PLACES = ("City", "Region", "PostalCode", "Country")
# Who checked an entry: nothing about who an entity is.
_IGNORED = (
    "Registration.ValidationAuthority.ValidationAuthorityID",
    "Registration.ValidationAuthority.OtherValidationAuthorityID",
    "Registration.ValidationAuthority.ValidationAuthorityEntityID",
    "Entity.LegalName.xmllang",
)


def entity(row: Row, lei: str) -> Iterator[Item]:
    """The entity's record, its links, and what of it could not be taken as it stands."""
    key, problems = key_of(lei), list[Problem]()
    jurisdiction = row.take("Entity.LegalJurisdiction")
    category = row.take("Entity.EntityCategory")
    facts: list[Fact] = []
    if jurisdiction:
        code = country(jurisdiction)
        facts.append(Fact("jurisdiction", code or jurisdiction, jurisdiction if code else ""))
    if category:
        facts.append(Fact("entity category", words(category)))
    names = _names(row, key, problems)
    numbers = [lei_of(lei), *_numbers(row, key, jurisdiction, facts, problems)]
    if numbers[0].valid is False:
        message = "the LEI fails its check digits; it joins nothing"
        problems.append(Problem("bad-identifier", message, key, lei, row.place))
    _facts(row, key, facts, problems)
    for name in _IGNORED:
        row.take(name)
    row.several("Registration.OtherValidationAuthorities.OtherValidationAuthority")
    kind = KINDS.get(category, "LegalEntity")
    url = f"{SITE}{lei}"
    yield Record(key, kind, names, tuple(numbers), tuple(facts), url=url, place=row.place)
    yield from _links(row, key)
    yield from problems


def _names(row: Row, key: str, problems: list[Problem]) -> tuple[Name, ...]:
    own = clean(row.take("Entity.LegalName"))
    found = [Name(own, lang=row.take("Entity.LegalName.xmllang"))] if own else []
    if not own:
        problems.append(Problem("no-name", "an entity without a name", key, place=row.place))
    for part in _NAMED:
        for one in row.several(part):
            text, code = clean(one.get("", "")), one.get("type", "")
            if code not in _NAMES:
                message = f"the type of name {code!r} is not known; it was taken for an alias"
                problems.append(Problem("odd-value", message, key, text[:200], row.place))
            if text:
                found.append(Name(text, _NAMES.get(code, "alias"), lang=one.get("xmllang", "")))
    return tuple(dict.fromkeys(found))


def _numbers(
    row: Row, key: str, jurisdiction: str, facts: list[Fact], problems: list[Problem]
) -> Iterator[Identifier]:
    """The number in the register that the authority keeps, and the bank codes of the API."""
    part = "Entity.RegistrationAuthority."
    authority = row.take(f"{part}RegistrationAuthorityID")
    other = row.take(f"{part}OtherRegistrationAuthorityID")
    stated = row.take(f"{part}RegistrationAuthorityEntityID")
    if authority and authority not in NO_REGISTER:
        facts.append(Fact("registration authority (RA code)", authority))
    if other:
        facts.append(Fact("registration authority", other))
    if stated:
        found = registered(authority, stated, jurisdiction)
        if authority in COMPANIES_HOUSE and found.scheme == "registration":
            message = "the number is not of Companies House's form; it joins nothing"
            problems.append(Problem("bad-identifier", message, key, stated, row.place))
        yield found
    for one in row.several("bic"):
        yield identifier("bic", one.get("", ""))


def _facts(row: Row, key: str, facts: list[Fact], problems: list[Problem]) -> None:
    for name, prop in _CODES.items():
        if code := row.take(name):
            facts.append(Fact(prop, words(code)))
    for name, prop in _TEXTS.items():
        if text := row.take(name):
            facts.append(Fact(prop, text))
    for name, prop in _LISTS.items():
        facts += [Fact(prop, text) for one in row.several(name) if (text := one.get("", ""))]
    for name, prop in _DATES.items():
        if text := row.take(name):
            facts.append(dated(prop, text))
    for name, prop in (
        ("Entity.LegalAddress", "legal address"),
        ("Entity.HeadquartersAddress", "headquarters"),
    ):
        if line := _address(row.under(name)):
            facts.append(Fact(prop, line))
    for part in _ADDRESSES:
        for one in row.several(part):
            if line := _address(one):
                facts.append(Fact(words(one.get("type", "") or "other address"), line))
    for one in row.several("Entity.LegalEntityEvents.LegalEntityEvent"):
        facts.append(_event(one, key, row.place, problems))


def _address(parts: Mapping[str, str]) -> str:
    lines = [parts.get(name, "") for name in _LINES]
    lines += [parts.get(f"AdditionalAddressLine.{at}", "") for at in range(1, 4)]
    lines += [parts.get(name, "") for name in _PLACES]
    return ", ".join(dict.fromkeys(line for line in lines if line))


def _event(one: Mapping[str, str], key: str, place: str, problems: list[Problem]) -> Fact:
    """A change of name, address, form; a merger: when it took effect, as far as it is said."""
    what = words(one.get("LegalEntityEventType", "") or "unnamed")
    status = words(one.get("event_status", ""))
    text = one.get("LegalEntityEventEffectiveDate", "")
    period = Period()
    try:
        period = within(days(text)) if text else period
    except BadValue as bad:
        problems.append(Problem("bad-date", f"an event: {bad}", key, text, place))
    return Fact("event", f"{what}, {status}" if status else what, period=period)


def _links(row: Row, key: str) -> Iterator[Link]:
    """What succeeded the entity, and (in old files) what it is associated with."""
    for at, one in enumerate(row.several("Entity.SuccessorEntity"), start=1):
        lei, name = one.get("SuccessorLEI", ""), clean(one.get("SuccessorEntityName", ""))
        if lei or name:
            yield Link(
                f"{key}#successor-{at}",
                key_of(lei) if lei else "",
                "successor",
                key,
                subject_name="" if lei else name,
                as_stated=f"successor entity{f': {name}' if name else ''}",
                place=row.place,
            )
    beside = row.under("Entity.AssociatedEntity")
    lei, name = beside.get("AssociatedLEI", ""), clean(beside.get("AssociatedEntityName", ""))
    if lei or name:
        yield Link(
            f"{key}#associated",
            key,
            "linked to",
            key_of(lei) if lei else "",
            object_name="" if lei else name,
            as_stated=f"associated entity: {words(beside.get('type', '') or 'of no stated type')}",
            place=row.place,
        )
