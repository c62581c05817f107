"""One ``sanctionEntity`` of the EU's list: its record and its listing.

Attributes and elements are taken out one by one; what is left is a problem, so that a new one is
noticed. The parts of an entry name the regulation that brought them in: it is their cite.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hullmark.graph.dates import between, parse_span, since
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import CURRENT, UNDATED, Listing, Period, Problem
from hullmark.graph.text import clean
from hullmark.loaders.base import Row
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.eu_entries import Entry
from hullmark.loaders.eu_fsf_address import take_address
from hullmark.loaders.eu_fsf_birth import take_birth
from hullmark.loaders.eu_fsf_names import Alias, alias, is_ship, take_names
from hullmark.loaders.eu_fsf_numbers import CODES, take_number
from hullmark.loaders.eu_fsf_part import cite_of, part
from hullmark.loaders.eu_fsf_remarks import remarks, take_remarks
from hullmark.loaders.xml import local

LIST = "EU consolidated list"
KINDS = {("person", "P"): "Person", ("enterprise", "E"): "LegalEntity"}
_LISTED_ON = re.compile(
    r"date of (?:listing|designation)[: ]+(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\.?", re.IGNORECASE
)


def read_entity(
    element: Any, place: str, path: Path, shared: frozenset[str] = frozenset()
) -> Entry | Problem:
    """The record of an element and its listing, or a ``Problem`` for one without any key.

    ``shared`` are the numbers of the UN's list that several subjects claim: they identify none.
    Raises ``SourceChanged`` for a type or a code that is new, naming it.
    """
    row = Row(dict(element.attrib), place)
    reference, logical = row.maybe("euReferenceNumber"), row.maybe("logicalId")
    if not reference and not logical:
        message = "expected an euReferenceNumber or a logicalId, found neither; it was not read"
        name = next((child.get("wholeName", "") for child in element), "")
        return Problem("no-key", message, value=name[:200], place=place)
    row.record = f"eu:{reference or f'logical-{logical}'}"
    draft = Draft(row.record, place)
    parts: dict[str, list[Any]] = {}
    for child in element:
        parts.setdefault(local(child), []).append(child)
    draft.kind = _kind(parts.pop("subjectType", []), place, path)
    aliases = [_alias(child, draft) for child in parts.pop("nameAlias", [])]
    if draft.kind == "LegalEntity" and is_ship(aliases):
        draft.kind = "Vessel"
    take_names(draft, aliases)
    if reference:
        draft.identifiers[identifier("eu-ref", reference)] = None
    _united_nations(draft, row.maybe("unitedNationId"), shared)
    for child in parts.pop("identification", []):
        _identification(child, draft, path)
    for child in parts.pop("birthdate", []):
        take_birth(draft, part(child, draft), remarks(child), cite_of(child))
    for child in parts.pop("citizenship", []):
        _citizenship(child, draft)
    for child in parts.pop("address", []):
        take_address(child, draft, path)
    told = remarks(element)
    take_remarks(draft, "remark", told)
    parts.pop("remark", None)
    for child in parts.pop("additionalInformation", []):
        draft.fact(clean(child.get("key", "")).lower(), clean(child.get("value", "")))
    details = clean(row.maybe("designationDetails"))
    draft.fact("designation details", details)
    period = _listed(draft, row, (details, *told))
    listing = _listing(parts.pop("regulation", []), draft, reference, period)
    draft.leftovers(row)
    for name in parts:
        draft.problem("unread-field", f"the element <{name}> is not known here; it was not read")
    return Entry(draft.made(), listing, tuple(draft.problems))


def _united_nations(draft: Draft, number: str, shared: frozenset[str]) -> None:
    if number not in shared:
        draft.number("un-ref", number)
        return
    draft.fact("UN list reference as stated", number)
    message = "expected a UN list reference of one subject, found it at another one too; kept apart"
    draft.problem("shared-reference", message, number)


def _kind(found: list[Any], place: str, path: Path) -> str:
    stated = [(one.get("code", ""), one.get("classificationCode", "")) for one in found]
    if len(stated) != 1 or stated[0] not in KINDS:
        raise SourceChanged(
            f"{path}: {place}: expected one subjectType, person (P) or enterprise (E), found "
            f"{', '.join(f'{code!r} ({kind})' for code, kind in stated) or 'none'}; hullmark needs "
            "to learn what that is."
        )
    return KINDS[stated[0]]


def _alias(element: Any, draft: Draft) -> Alias:
    row = part(element, draft)
    found = alias(element, row, cite_of(element))
    draft.leftovers(row)
    return found


def _identification(element: Any, draft: Draft, path: Path) -> None:
    code = element.get("identificationTypeCode", "")
    if code not in CODES:
        raise SourceChanged(
            f"{path}: line {element.sourceline}: expected an identificationTypeCode such as "
            f"passport or regnumber, found {code!r} "
            f"({element.get('identificationTypeDescription', '')}); hullmark needs to learn what "
            "that is."
        )
    row = part(element, draft)
    take_number(draft, row, remarks(element), cite_of(element))
    draft.leftovers(row)


def _citizenship(element: Any, draft: Draft) -> None:
    row, cite = part(element, draft), cite_of(element)
    begin, end = row.maybe("acquisitionDate"), row.maybe("disenfranchisementDate")
    period = UNDATED
    try:
        if begin and end:
            period = between(parse_span(begin), parse_span(end))
        elif begin:
            period = since(parse_span(begin))
        elif end:
            span = parse_span(end)
            period = Period(end_min=span[0], end_max=span[1])
    except BadValue as bad:
        draft.problem("bad-date", f"citizenship: {bad}", f"{begin} to {end}".strip())
    words = row.maybe("countryDescription")
    draft.country("citizenship", words, row.maybe("countryIso2Code"), period=period, cite=cite)
    draft.fact("citizenship region", row.maybe("region"), cite=cite)
    take_remarks(draft, "citizenship remark", remarks(element), cite=cite)
    draft.leftovers(row)


def _listed(draft: Draft, row: Row, told: tuple[str, ...]) -> Period:
    """Since when: by the date of designation, else by a remark that is nothing but such a date."""
    stated, delisted = row.maybe("designationDate"), row.maybe("delistingDate")
    if not stated:
        matches = (_LISTED_ON.fullmatch(text) for text in told)
        stated = next((match[1] for match in matches if match), "")
    try:
        if delisted:
            end = parse_span(delisted)
            if stated:
                return between(_day(stated), end)
            return Period(end_min=end[0], end_max=end[1])
        return since(_day(stated), tense="current") if stated else CURRENT
    except BadValue as bad:
        draft.problem("bad-date", f"listing: {bad}", f"{stated} {delisted}".strip())
        return CURRENT


def _day(stated: str) -> Any:
    """A day written ``2018-12-21``, ``21.12.2018``, ``21/12/2018`` or ``21-12-2018``."""
    return parse_span(stated if stated[:4].isdigit() else stated.replace("-", "."))


def _listing(found: list[Any], draft: Draft, reference: str, period: Period) -> Listing:
    """The listing under the entry's regulation, which is the last one that amended it."""
    row = Row(dict(found[0].attrib) if found else {}, draft.place, draft.record)
    row.ignore("logicalId")
    programme, number = row.maybe("programme"), clean(row.maybe("numberTitle"))
    kind, body = row.maybe("regulationType"), row.maybe("organisationType")
    published, in_force = row.maybe("publicationDate"), row.maybe("entryIntoForceDate")
    draft.leftovers(row)
    if len(found) != 1 or not programme:
        draft.problem("odd-value", f"expected one regulation with a programme, found {len(found)}")
    url = next(
        (clean(one.text or "") for one in (found or [()])[0] if local(one) == "publicationUrl"), ""
    )
    for name, said in (("published", published), ("in force", in_force)):
        try:
            if said:
                parse_span(said)
        except BadValue as bad:
            draft.problem("bad-date", f"regulation {number}, {name}: {bad}", said)
    told = [f"published {published}" if published else "", f"in force {in_force}"]
    words = " ".join(filter(None, (body, kind, number)))
    return Listing(
        id=f"{draft.record}#{programme or 'listing'}",
        record=draft.record,
        authority="EU",
        list=LIST,
        programmes=(programme,) if programme else (),
        reference=reference,
        period=period,
        url=url,
        cite=", ".join(filter(None, [words, told[0], told[1] if in_force else ""])),
        place=draft.place,
    )
