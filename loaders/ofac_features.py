"""Features and documents of OFAC's newer XML formats, as what its other files make of them.

Both are OFAC's id types, by code there and by name in the other files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hullmark.graph.identifiers import identifier
from hullmark.graph.text import country_code
from hullmark.loaders import ofac_labels as labels
from hullmark.loaders.ofac import Entry
from hullmark.loaders.ofac_advanced_shelf import Document
from hullmark.loaders.ofac_numbers import scheme

# What has a place of its own in the other files; all else stands there under its id type.
_FEATURES: Mapping[str, Callable[[Entry, str], None]] = {
    "Vessel Call Sign": lambda entry, value: entry.ship(value, "", "", ""),
    "VESSEL TYPE": lambda entry, value: entry.ship("", value, "", ""),
    "Vessel Flag": lambda entry, value: entry.ship("", "", value, ""),
    "Vessel Owner": lambda entry, value: entry.ship("", "", "", value),
    "Vessel Tonnage": lambda entry, value: entry.tons("tonnage", value),
    "Vessel Gross Registered Tonnage": lambda entry, value: entry.tons("gross tonnage", value),
    "Birthdate": lambda entry, value: entry.dated("birth date", value),
    "Place of Birth": lambda entry, value: entry.fact("birth place", value),
    "Nationality Country": lambda entry, value: entry.country("nationality", value),
    "Citizenship Country": lambda entry, value: entry.country("citizenship", value),
    "Title": lambda entry, value: entry.fact("title", value),
}


def take_feature(entry: Entry, label: str, values: Sequence[str], reliability: str) -> None:
    """The values of a feature; one that OFAC says is not so is a fact that says that."""
    words = labels.words(label)
    if reliability == "False":
        for value in values:
            entry.fact(f"{words} (said to be false)", value)
        return
    take = _FEATURES.get(label)
    for value in values:
        if take is not None:
            take(entry, value)
        else:
            entry.numbered(label, value)
    if reliability == "Reported":
        entry.fact(f"{words}: reliability", reliability)


def take_document(entry: Entry, one: Document) -> None:
    """The number of a document; on a forged paper it is nobody's: it is found and joins nothing."""
    words = labels.words(one.label)
    if one.validity not in ("", "Valid"):
        code = country_code(one.country) or one.country
        kind = scheme(one.label, entry.kind, one.number, code)
        found = identifier(f"{one.validity.lower()}-{kind}", one.number, country=code)
        entry.identifiers.append(found)
    else:
        entry.numbered(one.label, one.number, one.country, one.issued, one.expires)
    entry.fact(f"{words}: issuing authority", one.authority)
    if one.issued_in != one.country:
        entry.fact(f"{words}: issued in", one.issued_in)
