"""One party of OFAC's advanced XML as a record: its names, numbers, features and places.

Features and documents are OFAC's id types under codes, so they become what the other loaders make
of the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Item, Listing, Problem
from hullmark.loaders.ofac import Entry
from hullmark.loaders.ofac_advanced_codes import KINDS
from hullmark.loaders.ofac_advanced_dates import When, read_when
from hullmark.loaders.ofac_advanced_kept import place
from hullmark.loaders.ofac_advanced_names import read_identity
from hullmark.loaders.ofac_advanced_reading import Reading, text
from hullmark.loaders.ofac_advanced_shelf import Location
from hullmark.loaders.ofac_features import take_document, take_feature
from hullmark.loaders.ofac_remarks import linked

_PLACE = "Location"


def read_party(reading: Reading, element: Any) -> Iterator[Item]:
    """The record of a ``DistinctParty`` and its problems.

    One without a number as ``FixedRef``, or with one that was there before, is a problem alone.
    ``SourceChanged`` for a party of a kind that is new.
    """
    ref = element.get("FixedRef", "")
    reading.begin(element, f"FixedRef {ref}", f"ofac:{ref}")
    parts = reading.parts(element)
    profiles = [part for name, part in parts if name == "Profile"]
    if not (ref.isascii() and ref.isdecimal()) or not profiles:
        message = "expected a party with a number as FixedRef and a profile; it was not read"
        yield Problem("no-key", message, value=f"FixedRef {ref!r}", place=reading.place)
        return
    if not reading.kept.first("party", ref):
        message = "expected each FixedRef once, found it again; the first party was kept"
        yield Problem("double-entry", message, reading.record, ref, reading.place)
        return
    entry = Entry(ref, _kind(reading, profiles), reading.place)
    for comment in (part for name, part in parts if name == "Comment"):
        targets, remarks = linked(text(comment))
        entry.targets += targets
        for piece in remarks:
            entry.fact("remark", piece)
    for profile in profiles:
        reading.kept.put_profile(profile.get("ID", ""), ref)
        _profile(reading, entry, profile)
    if not entry.names:
        reading.problem("no-name", "expected a party with a name, found none")
    # Its places on lists stand later in the file, with their dates.
    yield from (item for item in entry.items("") if not isinstance(item, Listing))
    yield from reading.problems


def _kind(reading: Reading, profiles: list[Any]) -> str:
    codes = list(dict.fromkeys(profile.get("PartySubTypeID", "") for profile in profiles))
    for code in codes:
        if code not in KINDS:
            raise SourceChanged(
                f"{reading.path}: {reading.place}: expected the PartySubType code of a vessel (1), "
                f"an aircraft (2), an entity (3) or a person (4), found {code!r}; hullmark needs "
                "to learn what that is."
            )
    if len(codes) > 1:
        reading.problem(
            "two-kinds", "expected one PartySubType, found several; the first counts", str(codes)
        )
    return KINDS[codes[0]]


def _profile(reading: Reading, entry: Entry, element: Any) -> None:
    for name, part in reading.parts(element):
        if name == "Identity":
            entry.names += read_identity(reading, part)
            for document in reading.kept.documents(part.get("ID", "")):
                take_document(entry, document)
        elif name == "Feature":
            label = reading.words("FeatureType", part.get("FeatureTypeID", ""))
            for version, content in reading.parts(part):
                if version == "FeatureVersion":
                    _feature(reading, entry, label, content)
        elif name == "Comment":
            reading.unread(part)


def _feature(reading: Reading, entry: Entry, label: str, element: Any) -> None:
    values: list[str] = []
    places: list[Location] = []
    when: When | None = None
    before = len(reading.problems)
    for name, part in reading.parts(element):
        if name == "VersionDetail":
            code = part.get("DetailReferenceID")
            values += [reading.value("DetailReference", code) if code else "", text(part)]
        elif name == "VersionLocation":
            places.append(place(reading, part.get("LocationID", "")))
        elif name == "DatePeriod":
            when = read_when(reading, part) or when
        elif name == "Comment":
            reading.unread(part)
    reliability = reading.words("Reliability", element.get("ReliabilityID", ""))
    if label == _PLACE and reliability != "False":
        for one in places:
            _address(entry, one)
        return
    values = [value for value in values if value] or [one.text for one in places if one.text]
    if not values and when is not None:
        values, when = [when.words], None  # the date is itself what the feature says
    if not values:
        if len(reading.problems) == before:
            reading.problem("no-value", f"expected a value of {label!r}, found none")
        return
    facts, numbers = len(entry.facts), len(entry.identifiers)
    take_feature(entry, label, values, reliability)
    if when is not None:
        period = when.period
        entry.facts[facts:] = [replace(one, period=period) for one in entry.facts[facts:]]
        dated = [replace(one, period=period) for one in entry.identifiers[numbers:]]
        entry.identifiers[numbers:] = dated


def _address(entry: Entry, one: Location) -> None:
    country, *others = one.countries or [""]
    entry.address(one.lines or [one.words], country)
    for other in others:
        entry.country("country", other)
