"""Entity and person statements of BODS as records: who it is, by which numbers, and where."""

from __future__ import annotations

import re

from hullmark.graph import bods
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Name
from hullmark.graph.text import country_code
from hullmark.loaders.bods_draft import Draft
from hullmark.loaders.bods_listing import take_exposure, take_listing
from hullmark.loaders.bods_object import Object, Report, country
from hullmark.loaders.ofac_labels import slug
from hullmark.loaders.ofac_numbers import failing

_PERSON_SCHEME = re.compile(r"([A-Z]{3})-(PASSPORT|TAXID|IDCARD)")
# Types of address that a kind of party can't have.
_ELSEWHERE = {"Person": ("placeOfBirth", "registered", "business")}


def entity(record: str, fields: Object, report: Report) -> Draft:
    """The draft of an entity; its fields are those of 0.4's ``recordDetails`` or of 0.2."""
    known = bods.tables().entities
    stated = fields.raw("entityType")
    if isinstance(stated, dict):
        of_type = Object(stated, report, f"{fields.path}entityType/")
        kind_stated = of_type.code("type", known, bods.plain)
        told = _subtype(of_type, kind_stated)
    else:
        kind_stated, told = (stated if isinstance(stated, str) else ""), ""
        if bods.plain(kind_stated) not in known or report.strict:
            report("odd-value", "entityType: the type is not known or of another version", stated)
    told = told or fields.text("entitySubtype")
    kind = known.get(bods.plain(kind_stated), "LegalEntity")
    draft = Draft(record, kind, report)
    names = [Name(name) for name in [fields.text("name")] if name]
    names += [Name(name, "alias") for name in fields.texts("alternateNames") if name]
    _name(draft, kind_stated, names, fields.inner("unspecifiedEntityDetails"))
    draft.fact("entity type", ": ".join(filter(None, (words(kind_stated), told))))
    draft.country(
        "jurisdiction", fields.inner("jurisdiction") or fields.inner("incorporatedInJurisdiction")
    )
    draft.date("established", fields, "foundingDate")
    draft.date("dissolved", fields, "dissolutionDate")
    statute = fields.inner("formedByStatute")
    if statute is not None:
        draft.fact("formed by statute", statute.text("name"))
        draft.date("date of its statute", statute, "date")
        statute.leftovers()
    take_listing(draft, fields.inner("publicListing"))
    _common(draft, fields)
    return draft


def _subtype(of_type: Object, kind: str) -> str:
    """What a type says more exactly; a subtype of another type is a problem, and is kept."""
    if not kind:
        of_type.report("missing-field", f"expected the field {of_type.path}type, found none")
    subtype = of_type.text("subtype")
    if subtype and bods.plain(kind) not in bods.tables().subtypes.get(subtype, []):
        message = f"{of_type.path}subtype: the code is not known of the type {kind!r}"
        of_type.report("odd-value", message, subtype)
    told = ": ".join(filter(None, (subtype, of_type.text("details"))))
    of_type.leftovers()
    return told


def person(record: str, fields: Object, report: Report) -> Draft:
    """The draft of a person."""
    draft = Draft(record, "Person", report)
    if not fields.has("personType"):
        report("missing-field", f"expected the field {fields.path}personType, found none")
    kind_stated = fields.code("personType", bods.tables().persons, bods.plain)
    names: list[Name] = []
    for one in fields.objects("names"):
        kind = bods.tables().names.get(
            bods.plain(one.code("type", bods.tables().names, bods.plain))
        )
        parts = [one.text(part) for part in ("givenName", "patronymicName", "familyName")]
        if whole := one.text("fullName", needed=report.strict) or " ".join(filter(None, parts)):
            names.append(Name(whole, kind or ("alias" if names else "primary")))
        for prop, part in zip(("first name", "patronymic", "last name"), parts, strict=True):
            draft.fact(prop, part)
        one.leftovers()
    _name(draft, kind_stated, names, fields.inner("unspecifiedPersonDetails"))
    if bods.plain(kind_stated) != "knownperson":
        draft.fact("person type", words(kind_stated))
    for one in fields.objects("nationalities"):
        draft.country("nationality", one)
    for one in fields.objects("taxResidencies"):
        draft.country("tax residence", one)
    draft.date("birth date", fields, "birthDate", partial=True)
    draft.date("death date", fields, "deathDate", partial=True)
    if (place := fields.inner("placeOfBirth")) is not None:
        _address(draft, place, "birth place")
    take_exposure(draft, fields)
    _common(draft, fields)
    return draft


def reason(fields: Object | None) -> str:
    """Why somebody is not named, in words: the code's and the publisher's own."""
    if fields is None:
        return ""
    if not fields.has("reason"):
        fields.report("missing-field", f"expected the field {fields.path}reason, found none")
    stated = fields.code("reason", bods.tables().reasons, bods.plain)
    said = bods.tables().reasons.get(bods.plain(stated), stated)
    told = ": ".join(filter(None, (said, fields.text("description"))))
    fields.leftovers()
    return told


def words(code: str) -> str:
    """A code of the standard in words: ``registered entity``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).lower()


def _name(draft: Draft, kind: str, names: list[Name], unspecified: Object | None) -> None:
    """The names; of somebody unknown or withheld they are no names, and a card shows why."""
    why = reason(unspecified)
    if bods.plain(kind) in bods.tables().nameless:
        draft.description = ": ".join(filter(None, (words(kind), why)))
        for name in names:
            draft.fact("name as stated", name.text)
        return
    draft.names = names
    draft.fact("not specified", why)
    if not names:
        draft.report("no-name", "a party without a name")
        draft.description = words(kind)


def _common(draft: Draft, fields: Object) -> None:
    fields.flag("isComponent")
    for one in fields.objects("identifiers"):
        _identifier(draft, one)
    for one in fields.objects("addresses"):
        stated = one.code("type", bods.tables().addresses, bods.plain)
        elsewhere = _ELSEWHERE.get(draft.kind, ("placeOfBirth", "residence"))
        if draft.report.strict and stated in elsewhere:
            draft.report("odd-value", f"{one.path}type: no type of address of this party", stated)
        _address(draft, one, bods.tables().addresses.get(bods.plain(stated), "address"))
    draft.url = fields.web("uri")
    fields.leftovers()


def _identifier(draft: Draft, one: Object) -> None:
    number, code = one.text("id"), one.text("scheme")
    name, uri = one.text("schemeName"), one.web("uri")
    one.leftovers()
    if not code and not name:
        draft.report("missing-field", f"expected {one.path}scheme or schemeName, found neither")
    if not number:
        draft.fact("identifier", uri)
        return
    scheme, land = scheme_of(code, name)
    found = identifier(scheme, number, country=land)
    draft.numbers.append(found)
    if why := failing(found):
        draft.report("bad-identifier", why, number)


def scheme_of(code: str, name: str) -> tuple[str, str]:
    """The scheme of an identifier by its code, else by its name, and a document's country.

    >>> scheme_of("GB-COH", ""), scheme_of("IRL-TAXID", ""), scheme_of("", "OpenCorporates")
    (('gb-coh', ''), ('tax', 'ie'), ('opencorporates', ''))
    """
    if code in bods.tables().schemes:
        return bods.tables().schemes[code], ""
    if match := _PERSON_SCHEME.fullmatch(code):
        return bods.tables().documents[match[2]], country_code(match[1])
    if code:
        return slug(code), ""
    known = bods.tables().scheme_names.get(" ".join(name.lower().split()))
    return known or slug(name) or "identification-number", ""


def _address(draft: Draft, one: Object, prop: str) -> None:
    lines = [one.text("address"), one.text("postCode")]
    stated = one.raw("country")
    one.ignore("type")
    if isinstance(stated, dict):
        code, words = country(Object(stated, draft.report, f"{one.path}country/"))
    else:  # 0.2 writes a code of two letters
        words = stated if isinstance(stated, str) else ""
        code = country_code(words)
        if stated is not None and (draft.report.strict or not code):
            draft.report("odd-value", f"{one.path}country: expected a country", stated)
    one.leftovers()
    text = ", ".join(filter(None, [*(line for line in lines if line), words]))
    draft.fact(prop, text)
    draft.fact("country" if prop != "birth place" else "birth country", code or words, words)
