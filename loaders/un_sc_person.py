"""What the UN list says of persons alone: births, documents, nationalities, offices."""

from __future__ import annotations

import re

from hullmark.graph.dates import parse_span
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.spans import say_span
from hullmark.graph.text import country_code
from hullmark.loaders.uk_branch import Branch, branches, text, texts
from hullmark.loaders.un_sc_draft import Draft, day_of

DATES = {"": "", "exact": "", "approximately": "circa ", "between": ""}
# Free text in the file; these are all that the lists of 2025 and 2026 have.
DOCUMENTS = {
    "passport": "passport",
    "numéro de passeport": "passport",
    "número de pasaporte": "passport",
    "national identification number": "national-id",
    "national identification no.": "national-id",
}
_TOLD = {"passport": "passport information", "national-id": "national id information"}
_FALSE = re.compile(r"\b(?:counterfeit|forged|fake|false|falsified)\b", re.IGNORECASE)


def take_person(draft: Draft, tree: Branch) -> None:
    """All that an entry says of a person into the draft; nothing for an entity."""
    for stated in texts(tree, "TITLE/VALUE"):
        draft.fact("title", stated)
    for stated in texts(tree, "DESIGNATION/VALUE"):
        draft.fact("position", stated)
    stated = text(tree, "GENDER")
    draft.fact("gender", stated.lower(), stated)
    for stated in texts(tree, "NATIONALITY/VALUE"):
        draft.country("nationality", stated)
    for one in branches(tree, "INDIVIDUAL_DATE_OF_BIRTH"):
        _take_birth(draft, one)
    for one in branches(tree, "INDIVIDUAL_PLACE_OF_BIRTH"):
        fields = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
        where = ", ".join(filter(None, (text(one, field) for field in fields)))
        draft.fact("birth place", where)
        if note := text(one, "NOTE"):
            draft.fact("birth remark", f"{where}: {note}" if where else note)
    for one in branches(tree, "INDIVIDUAL_DOCUMENT"):
        _take_document(draft, one)


def _take_birth(draft: Draft, birth: Branch) -> None:
    """The days, years or ranges of years, and the note where it says more than ``circa``."""
    circa = draft.code(DATES, "TYPE_OF_DATE", text(birth, "TYPE_OF_DATE"))
    note = text(birth, "NOTE")
    if note.lower() == "approximately":
        circa, note = "circa ", ""
    found = [text(birth, "DATE"), text(birth, "YEAR")]
    first, last = text(birth, "FROM_YEAR"), text(birth, "TO_YEAR")
    known = [_date(draft, stated) for stated in found if stated]
    if first and last:
        known.append(f"{_date(draft, first)} to {_date(draft, last)}")
    elif first or last:
        known.append(f"{_date(draft, first or last)} or {'later' if first else 'before'}")
    if _FALSE.search(note):  # a date from a false paper is none of this person's
        draft.fact("birth remark", ": ".join(filter(None, (", ".join(known), note))))
        return
    if note and not known:
        try:  # "Nov. 1973": the list has no field for a month
            draft.fact("birth date", circa + say_span(*parse_span(note)), note)
            return
        except BadValue:
            pass
    for value in dict.fromkeys(known):
        draft.fact("birth date", circa + value)
    if note:
        draft.fact("birth remark", ": ".join(filter(None, (", ".join(known), note))))


def _date(draft: Draft, stated: str) -> str:
    try:
        return say_span(*parse_span(day_of(stated)))
    except BadValue as bad:
        draft.problem("bad-date", f"birth date: {bad}", stated)
        return stated


def _take_document(draft: Draft, document: Branch) -> None:
    stated, number = text(document, "TYPE_OF_DOCUMENT"), text(document, "NUMBER")
    scheme, closer = DOCUMENTS.get(stated.lower(), ""), text(document, "TYPE_OF_DOCUMENT2")
    country, issued_in = text(document, "ISSUING_COUNTRY"), text(document, "COUNTRY_OF_ISSUE")
    city, issued, note = (text(document, f) for f in ("CITY_OF_ISSUE", "DATE_OF_ISSUE", "NOTE"))
    if stated and not scheme:
        message = "the type of a document is not known; it was kept as a fact"
        draft.problem("odd-value", message, stated)
    if issued:
        try:
            issued = say_span(*parse_span(day_of(issued)))
        except BadValue as bad:
            draft.problem("bad-date", f"DATE_OF_ISSUE: {bad}", issued)
    # An embassy issues in another country than its own, so the two are not taken for each other.
    where = ", ".join(filter(None, (city, issued_in))) if city or issued_in != country else ""
    act = " in ".join(filter(None, (issued, where)))
    told = [closer.rstrip(" :"), f"issued {'' if issued else 'in '}{act}" if act else ""]
    false = _FALSE.search(f"{number} {closer} {note}") is not None
    sound = bool(scheme) and not false
    if number and sound:
        draft.numbers.append(identifier(scheme, number, country=country_code(country)))
    elif country:
        told.append(f"of {country}")
    said = "; ".join(filter(None, (*told, note)))
    if sound:
        about, prop = number, _TOLD[scheme]
    else:
        about = " ".join(filter(None, (stated, number)))
        prop = "false document" if false else "document"
    if said or not sound:
        draft.fact(prop, ": ".join(filter(None, (about, said))))
