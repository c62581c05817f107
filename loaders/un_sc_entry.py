"""One ``INDIVIDUAL`` or ``ENTITY`` of the UN list: its record, its listing, its problems."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hullmark.graph.dates import parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP, identifier
from hullmark.graph.model import CURRENT, FORMER, UNDATED, Item, Listing, Name, Problem, Record
from hullmark.graph.spans import say_span
from hullmark.loaders.uk_branch import Branch, branch, branches, leftovers, text, texts
from hullmark.loaders.un_sc_draft import LIST, Draft, day_of
from hullmark.loaders.un_sc_person import take_person
from hullmark.loaders.xml import local

KINDS = {"INDIVIDUAL": "Person", "ENTITY": "LegalEntity"}
QUALITIES = {
    "": "alias",
    "good": "alias",
    "low": "weak alias",
    "a.k.a.": "alias",
    "f.k.a.": "former",
}
_IGNORED = ("VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD")
_LISTED = "address at the time of listing"
# What a note may say of the whole address, and nothing else.
_ADDRESS_NOTES = {
    "at time of listing": (_LISTED, UNDATED),
    "previous location": ("address", FORMER),
    "previous address": ("address", FORMER),
    "former address": ("address", FORMER),
}
# "X; Y b) Z" are three names; the semicolons of "حسن غول (Hassan Ghul; Hassan Gul)" part none.
_LETTERED, _SEMICOLON = re.compile(r"(?:^|\s+)[a-z]\)\s+"), re.compile(r"\s*;(?![^(]*\))\s*")
_SCHEMES = {"company": IMO_COMPANY, "ship": IMO_SHIP, "vessel": IMO_SHIP}
_SEVEN = r"\s*(?::|no\.?|#)?\s*(?P<number>\d{7})(?!\d)"
# "Company Number IMO 5434358", "IMO company number: 5434358": the words say whose number it is.
_IMO = re.compile(
    rf"(?:\b(?P<before>company|ship|vessel)\s+(?:identification\s+)?number:?\s+)?"
    rf"\bIMO\)?(?:\s+(?P<after>company|ship|vessel))?(?:\s+(?:identification\s+)?number)?{_SEVEN}",
    re.IGNORECASE | re.ASCII,
)


def entry(element: Any, path: Path) -> list[Item]:
    """The record and the listing of an entry, and what could not be read of it.

    Raises ``SourceChanged`` for a quality of an alias or a type of date that is new.
    """
    tree, place = branch(element), f"line {element.sourceline}"
    reference, data_id = text(tree, "REFERENCE_NUMBER"), text(tree, "DATAID")
    if not reference and not data_id:
        name = text(tree, "FIRST_NAME")
        message = "an entry with neither REFERENCE_NUMBER nor DATAID; it was not read"
        return [Problem("no-key", message, value=name[:200], place=place)]
    draft = Draft(f"un:{reference or data_id}", place, path)
    if reference:
        draft.numbers.append(identifier("un-ref", reference))
    else:
        draft.problem("no-reference", "an entry without REFERENCE_NUMBER; its DATAID is its key")
    _take_names(draft, tree)
    draft.fact("data id", data_id)
    take_person(draft, tree)
    _take_addresses(draft, tree)
    _take_comments(draft, text(tree, "COMMENTS1"))
    for stated in texts(tree, "LAST_DAY_UPDATED/VALUE"):
        draft.fact("amended", _day(draft, "LAST_DAY_UPDATED", stated), stated)
    listing = _listing(draft, tree, reference)
    for name in _IGNORED:
        texts(tree, name)
    for where, value in leftovers(tree):
        message = f"the element {where} is not known to this loader; it was not read"
        draft.problem("unread-field", message, value)
    made = Record(
        draft.record,
        KINDS[local(element)],
        tuple(dict.fromkeys(draft.names)),
        tuple(dict.fromkeys(draft.numbers)),
        tuple(dict.fromkeys(draft.facts)),
        place=place,
    )
    return [made, listing, *draft.problems]


def _take_names(draft: Draft, tree: Branch) -> None:
    parts = [text(tree, f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH")]
    if whole := " ".join(filter(None, parts)):
        draft.names.append(Name(whole))
    if script := text(tree, "NAME_ORIGINAL_SCRIPT"):
        draft.names.append(Name(script, "alias" if whole else "primary"))
    for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        for one in branches(tree, tag):
            quality, stated = text(one, "QUALITY"), text(one, "ALIAS_NAME")
            kind = draft.code(QUALITIES, "QUALITY", quality)
            for part in _LETTERED.split(stated):
                draft.names += [Name(name, kind) for name in _SEMICOLON.split(part) if name]
            _take_alias_remark(draft, one, stated)
    if not draft.names:
        draft.problem("no-name", "an entry without a name")


def _take_alias_remark(draft: Draft, alias: Branch, name: str) -> None:
    """The birth that a person claims under an alias is not the person's own: it stays a remark."""
    fields = ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")
    born = ", ".join(filter(None, (text(alias, field) for field in fields)))
    told = "; ".join(filter(None, (f"born {born}" if born else "", text(alias, "NOTE"))))
    if told:
        draft.fact("alias remark", f"{name}: {told}" if name else told)


def _take_addresses(draft: Draft, tree: Branch) -> None:
    fields = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE")
    for tag in ("INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"):
        for one in branches(tree, tag):
            lines = [part.rstrip(" ,") for field in fields if (part := text(one, field))]
            country, note = text(one, "COUNTRY"), text(one, "NOTE")
            known = _ADDRESS_NOTES.get(note.strip("() .").lower())
            prop, period = known or ("address", UNDATED)
            where = ", ".join(filter(None, (*lines, country)))
            if lines:
                draft.fact(prop, where, period=period)
            draft.country("country", country, period)
            if note and (not known or (prop == _LISTED and not lines)):
                draft.fact("address remark", f"{where}: {note}" if where else note)


def _take_comments(draft: Draft, comments: str) -> None:
    """The comments, and the IMO numbers that their words name; whose it is they seldom say."""
    for match in _IMO.finditer(comments):
        whose = (match["before"] or match["after"] or "").lower()
        if scheme := _SCHEMES.get(whose):
            draft.numbers.append(identifier(scheme, match["number"]))
        else:
            draft.fact("IMO number", match["number"])
    draft.fact("other information", comments)


def _listing(draft: Draft, tree: Branch, reference: str) -> Listing:
    stated, period = text(tree, "LISTED_ON"), CURRENT
    try:
        period = since(parse_span(day_of(stated)), tense="current") if stated else CURRENT
    except BadValue as bad:
        draft.problem("bad-date", f"LISTED_ON: {bad}", stated)
    for kind in texts(tree, "LIST_TYPE/VALUE"):
        if kind != "UN List":
            draft.problem("odd-value", "LIST_TYPE: expected 'UN List'; kept as its entry", kind)
    return Listing(
        id=f"{draft.record}#listing",
        record=draft.record,
        authority="UN",
        list=LIST,
        programmes=tuple(texts(tree, "UN_LIST_TYPE")),
        reference=reference,
        period=period,
        place=draft.place,
    )


def _day(draft: Draft, field: str, stated: str) -> str:
    try:
        return say_span(*parse_span(day_of(stated)))
    except BadValue as bad:
        draft.problem("bad-date", f"{field}: {bad}", stated)
        return stated
