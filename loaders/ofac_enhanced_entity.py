"""One entity of OFAC's enhanced XML: its record, its listings, its links, its problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import CURRENT, UNDATED, Item, Link, Listing, Name
from hullmark.loaders import ofac_labels as labels
from hullmark.loaders.ofac import KINDS, NAME_TYPES, Entry
from hullmark.loaders.ofac_advanced_codes import LIST_NAMES, RELATIONS, SCRIPTS, same_words
from hullmark.loaders.ofac_advanced_dates import When
from hullmark.loaders.ofac_advanced_shelf import Document
from hullmark.loaders.ofac_enhanced_shape import child, children, stated, unread, value, yes
from hullmark.loaders.ofac_features import take_document, take_feature
from hullmark.loaders.ofac_remarks import linked

_ALIASES = {"A.K.A.": "aka", "F.K.A.": "fka", "N.K.A.": "nka"}
_STREET = ("ADDRESS1", "ADDRESS2", "ADDRESS3")
_TOWN = ("CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION")
SEVERAL = "the file does not say which programme and measure is of which list"


def read_entity(element: Any, path: Path, place: str) -> Iterator[Item]:
    """The items of an ``entity``; ``SourceChanged`` for a kind or a relation that is new."""
    info = child(element, "generalInfo")
    kind = "" if info is None else value(info, "entityType")
    if kind.lower() not in KINDS:
        raise SourceChanged(
            f"{path}: {place}: expected the entityType Individual, Entity, Vessel or Aircraft, "
            f"found {kind!r}; hullmark needs to learn what that is."
        )
    entry = Entry(element.get("id", ""), KINDS[kind.lower()], place)
    _general(entry, info)
    for one in children(element, "names", "name"):
        _name(entry, one)
    entry.names.sort(key=lambda name: name.type != "primary")
    for one in children(element, "addresses", "address"):
        _address(entry, one)
    for one in children(element, "features", "feature"):
        _feature(entry, one)
    for one in children(element, "identityDocuments", "identityDocument"):
        _document(entry, one)
    for path_of, words in unread(element):
        message = f"{path_of!r} is not known to this loader; it was not read"
        entry.problem("unread-field", message, words)
    if not entry.names:
        entry.problem("no-name", "expected an entity with a name, found none")
    listings = list(_listings(entry, element))
    links = [_link(entry, one, path) for one in children(element, "relationships", "relationship")]
    for item in entry.items(""):
        if not isinstance(item, Listing):
            yield item
    yield from listings
    yield from links


def _general(entry: Entry, info: Any) -> None:
    targets, remarks = linked(value(info, "remarks"))
    entry.targets += targets
    for piece in remarks:
        entry.fact("remark", piece)
    entry.fact("title", value(info, "title"))
    entry.fact("living status", value(info, "livingStatus"))
    for name, words in (("isUsCitizen", "US citizen"), ("isUsPerson", "US person")):
        entry.fact(words, value(info, name))


def _name(entry: Entry, element: Any) -> None:
    stated_type = value(element, "aliasType")
    kind = "primary" if yes(element, "isPrimary") else "alias"
    if kind == "alias" and stated_type:
        kind = NAME_TYPES.get(_ALIASES.get(stated_type, ""), "")
        if not kind:
            message = f"expected A.K.A., F.K.A. or N.K.A., found {stated_type!r}; kept as an alias"
            entry.problem("new-name-type", message)
            kind = "alias"
    if yes(element, "isLowQuality") and kind == "alias":
        kind = "weak alias"
    for one in children(element, "translations", "translation"):
        words, script = value(one, "formattedFullName"), _script(one)
        if not words:
            entry.problem("no-value", "expected a name in formattedFullName, found none")
            continue
        # The name in another script stands beside the Latin one.
        shown = "alias" if kind == "primary" and script else kind
        entry.names.append(Name(words, shown, lang=f"und-{script}" if script else ""))


def _script(translation: Any) -> str:
    words = value(translation, "script")
    return SCRIPTS.get(words, words)


def _address(entry: Entry, element: Any) -> None:
    country = value(element, "country")
    translations = children(element, "translations", "translation")
    translations.sort(key=lambda one: not yes(one, "isPrimary"))
    for at, one in enumerate(translations or [None]):
        parts: dict[str, list[str]] = {}
        for part in [] if one is None else children(one, "addressParts", "addressPart"):
            parts.setdefault(value(part, "type"), []).append(value(part, "value"))
        said = {kind: "; ".join(filter(None, words)) for kind, words in parts.items()}
        town = ", ".join(filter(None, (said.get("CITY"), said.get("STATE/PROVINCE"))))
        lines = [said.get(kind, "") for kind in _STREET]
        lines += [f"{town} {said.get('POSTAL CODE', '')}".strip(), said.get("REGION", "")]
        lines += [words for kind, words in said.items() if kind not in _STREET + _TOWN]
        if at == 0:
            entry.address(lines, country)
        elif any(lines):  # in another script, where OFAC names the country in English
            entry.fact("address", ", ".join(filter(None, lines)))


def _feature(entry: Entry, element: Any) -> None:
    label, words = value(element, "type").replace("’", "'"), value(element, "value")
    if not words:
        entry.problem("no-value", f"expected a value of {label!r}, found none")
        return
    facts, numbers = len(entry.facts), len(entry.identifiers)
    take_feature(entry, label, [words], value(element, "reliability"))
    if comment := value(element, "comments"):
        entry.fact(f"{labels.words(label)}: comment", f"{words}: {comment}")
    when = _when(entry, child(element, "valueDate"))
    if when is None or label == "Birthdate" or labels.is_dated(label):
        return  # the date is itself the value
    period = when.period
    entry.facts[facts:] = [replace(one, period=period) for one in entry.facts[facts:]]
    dated = [replace(one, period=period) for one in entry.identifiers[numbers:]]
    entry.identifiers[numbers:] = dated


def _document(entry: Entry, element: Any) -> None:
    number = value(element, "documentNumber")
    if not number:
        entry.problem("no-value", "expected a document with a number; it was left out")
        return
    issued, expires = (
        _when(entry, child(element, name)) for name in ("issueDate", "expirationDate")
    )
    label = value(element, "type").replace("’", "'")
    document = Document(
        label=label,
        number=number,
        country=value(element, "issuingCountry"),
        issued_in=value(element, "issuingLocation"),
        validity="" if yes(element, "isValid") else "Invalid",
        authority=value(element, "issuingAuthority"),
        issued=issued.words if issued else "",
        expires=expires.words if expires else "",
    )
    take_document(entry, document)
    if comment := value(element, "comments"):
        entry.fact(f"{labels.words(label)}: comment", f"{number}: {comment}")
    for one in children(element, "idFeatures", "idFeature"):
        entry.fact(f"{labels.words(label)}: feature", f"{number}: {stated(one)}")


def _when(entry: Entry, element: Any) -> When | None:
    """A period by its four bounds; a problem, and ``None``, for what is no period."""
    if element is None:
        return None
    said = [value(element, name) for name in ("fromDateBegin", "fromDateEnd")]
    said += [value(element, name) for name in ("toDateBegin", "toDateEnd")]
    try:
        bounds = [date.fromisoformat(words) if words else None for words in said]
    except ValueError:
        bounds = [None] * 4
    first, last = [day for day in bounds[:2] if day], [day for day in bounds[2:] if day]
    start, end = ((min(days), max(days)) if days else None for days in (first, last))
    if (start is None and end is None) or (start and end and end[1] < start[0]):
        message = "expected a period that ends after it starts; it was left out"
        entry.problem("bad-date", message, " ".join(filter(None, said)))
        return None
    return When(start, end, yes(element, "isApproximate"))


def _listings(entry: Entry, element: Any) -> Iterator[Listing]:
    lists = children(element, "sanctionsLists", "sanctionsList")
    own = {stated(one) for one in lists} - {"Consolidated List"}
    bases = [stated(one) for one in children(element, "legalAuthorities", "legalAuthority")]
    programmes = [stated(one) for one in children(element, "sanctionsPrograms", "sanctionsProgram")]
    measures = [stated(one) for one in children(element, "sanctionsTypes", "sanctionsType")]
    if len(own) > 1 and len(programmes) > 1:
        bases.append(SEVERAL)
    if not lists:
        entry.problem("no-listing", "expected an entity on a list, found none; it is on no list")
    seen: set[str] = set()
    for one in lists:
        name = LIST_NAMES.get(stated(one), stated(one))
        key = f"{entry.record}/{name}"
        yield Listing(
            id=key if key not in seen else f"{key}/{one.get('id', '')}",
            record=entry.record,
            authority="OFAC",
            list=name,
            programmes=tuple(dict.fromkeys(filter(None, programmes))),
            reference=entry.uid,
            period=_since(entry, one.get("datePublished", "")),
            measures=tuple(dict.fromkeys(filter(None, measures))),
            reason="; ".join(dict.fromkeys(filter(None, bases))),
            place=entry.place,
        )
        seen.add(key)


def _since(entry: Entry, words: str) -> Any:
    if not words:
        return CURRENT
    try:
        day = date.fromisoformat(words)
    except ValueError:
        entry.problem("bad-date", "expected a day in datePublished; it was left out", words)
        return CURRENT
    return dates.since((day, day), tense="current")


def _link(entry: Entry, element: Any, path: Path) -> Link:
    code = child(element, "type")
    ref, words = ("", "") if code is None else (code.get("refId", ""), stated(code))
    expected, role, owner_is_far = RELATIONS.get(ref, ("", "", False))
    if not expected or not same_words(words, expected):
        known = f", {ref} as {expected!r}" if expected else ""
        raise SourceChanged(
            f"{path}: {entry.place}: expected a relation type that hullmark knows{known}, found "
            f"{ref} ({words!r}); hullmark needs to learn what that is."
        )
    other = child(element, "relatedEntity")
    far = "" if other is None else other.get("entityId", "")
    if not far:
        raise SourceChanged(
            f"{path}: {entry.place}: expected a relationship with the entityId of its other end, "
            "found none."
        )
    when = _when(entry, child(element, "dateRange"))
    period = CURRENT if when is None else replace(when.period, tense="current")
    if when is not None and when.period == UNDATED:
        period = CURRENT
    quality = value(element, "quality").rstrip(":")
    comment = value(element, "comments")
    near, away = entry.record, f"ofac:{far}"
    subject, object_ = (away, near) if owner_is_far else (near, away)
    return Link(
        id=f"ofac-link:{element.get('id') or f'{entry.uid}-{ref}-{far}'}",
        subject=subject,
        role=role,
        object=object_,
        period=period,
        as_stated=f"{words} ({comment})" if comment else words,
        confidence=f"quality {quality}" if quality in ("High", "Low") else quality,
        place=entry.place,
    )
