"""Locations and documents of OFAC's advanced XML, put on the shelf until a party asks for them."""

from __future__ import annotations

from typing import Any

from hullmark.graph.text import clean
from hullmark.loaders.ofac_advanced_codes import UNKNOWN
from hullmark.loaders.ofac_advanced_dates import read_when
from hullmark.loaders.ofac_advanced_reading import Reading, text
from hullmark.loaders.ofac_advanced_shelf import Document, Location

_UNDETERMINED = "undetermined"  # the area code of parties of which no place is known
_LINES = ("ADDRESS1", "ADDRESS2", "ADDRESS3")
_TOWN = ("CITY", "STATE/PROVINCE", "POSTAL CODE")
_PARTS = frozenset((*_LINES, *_TOWN, "REGION", UNKNOWN))


def keep_location(reading: Reading, element: Any) -> None:
    """Keep a ``Location`` as OFAC's own address lines: street, town with postal code, region."""
    stated: dict[str, str] = {}
    countries: list[str] = []
    areas: list[str] = []
    for name, part in reading.parts(element):
        if name == "LocationCountry":
            countries.append(reading.value("Country", part.get("CountryID", "")))
        elif name == "LocationAreaCode":
            areas.append(part.get("AreaCodeID", ""))
        elif name == "LocationPart":
            kind = reading.words("LocPartType", part.get("LocPartTypeID", ""))
            _add(stated, kind, "; ".join(_values(reading, part)))
        elif name == "Comment":
            reading.unread(part)
    if not countries:  # else the area is the same country once more
        named = [reading.value("AreaCode", code) for code in areas]
        countries = [one for one in named if one != _UNDETERMINED]
    town = ", ".join(filter(None, (stated.get("CITY"), stated.get("STATE/PROVINCE"))))
    lines = [stated.get(kind, "") for kind in _LINES]
    lines += [f"{town} {stated.get('POSTAL CODE', '')}".strip(), stated.get("REGION", "")]
    lines += [value for kind, value in stated.items() if kind not in _PARTS]
    reading.kept.put_location(
        element.get("ID", ""),
        Location(
            lines=[line for line in lines if line],
            countries=[country for country in dict.fromkeys(countries) if country],
            words=stated.get(UNKNOWN, ""),
        ),
    )


def _values(reading: Reading, element: Any) -> list[str]:
    found = []
    for _, value in reading.parts(element):
        for name, part in reading.parts(value):
            if name == "Value":
                found.append(text(part))
            else:
                reading.unread(part)
    return [one for one in found if one]


def _add(stated: dict[str, str], kind: str, value: str) -> None:
    stated[kind] = f"{stated[kind]}; {value}" if stated.get(kind) else value


def keep_document(reading: Reading, element: Any) -> None:
    """Keep an ``IDRegDocument`` with its type, country and dates in words."""
    country, location = element.get("IssuedBy-CountryID"), element.get("IssuedIn-LocationID")
    validity = element.get("ValidityID")
    found = Document(
        label=reading.words("IDRegDocType", element.get("IDRegDocTypeID", "")),
        number="",
        country=reading.value("Country", country) if country else "",
        issued_in=place(reading, location).text if location else "",
        validity=reading.words("Validity", validity) if validity else "",
    )
    for name, part in reading.parts(element):
        if name == "IDRegistrationNo":
            found.number = text(part)
        elif name == "IssuingAuthority":
            found.authority = clean(text(part))
        elif name == "DocumentDate":
            _date(reading, found, part)
        elif name == "Comment":
            reading.unread(part)
    if not found.number:
        reading.problem("no-value", "expected a document with a number; it was left out")
        return
    reading.kept.put_document(element.get("IdentityID", ""), element.get("ID", ""), found)


def _date(reading: Reading, found: Document, element: Any) -> None:
    kind = reading.words("IDRegDocDateType", element.get("IDRegDocDateTypeID", ""))
    for _, period in reading.parts(element):
        when = read_when(reading, period)
        if when is None:
            continue
        if kind == "Issue Date":
            found.issued = when.words
        elif kind == "Expiration Date":
            found.expires = when.words
        else:
            reading.problem(
                "new-date-type",
                f"expected a date of issue or expiration, found {kind!r}; it was left out",
                when.words,
            )


def place(reading: Reading, key: str) -> Location:
    """The location of that id; an empty one, and a problem, when the file has none."""
    found = reading.kept.location(key)
    if found is None:
        reading.problem(
            "missing-location", "expected a location of that ID in the file, found none", key
        )
    return found or Location([], [], "")
