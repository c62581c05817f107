"""One group of OFSI's consolidated list: its record, its links and a listing for each regime."""

from __future__ import annotations

from collections.abc import Set

from hullmark.graph.dates import parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import CURRENT, Item, Listing, Problem, Record
from hullmark.loaders.base import key
from hullmark.loaders.ofsi_numbered import paired, several
from hullmark.loaders.ofsi_words import Told, countries, take_words
from hullmark.loaders.uk_branch import Branch, branches, put, text, texts
from hullmark.loaders.uk_claims import apart
from hullmark.loaders.uk_designation import unread
from hullmark.loaders.uk_details import PERSON, facts, kind_of, links, names, numbers
from hullmark.loaders.uk_numbers import paper
from hullmark.loaders.uk_references import is_uk_reference

LIST = "OFSI Consolidated List"
_SEVERAL = ("Titles/Title", f"{PERSON}/Positions/Position")
_NATIONALITY = f"{PERSON}/Nationalities/Nationality"
# Branches of two leaves that are numbered alike, where each hangs, and the number the second has
# where there is no first: the list of 29 columns has but one cell for both.
_PAIRED = (
    (
        f"{PERSON}/PassportDetails/Passport",
        "PassportNumber",
        "PassportAdditionalInformation",
        "passport",
    ),
    (
        f"{PERSON}/NationalIdentifierDetails/NationalIdentifier",
        "NationalIdentifierNumber",
        "NationalIdentifierAdditionalInformation",
        "national-id",
    ),
    (f"{PERSON}/BirthDetails/Location", "TownOfBirth", "CountryOfBirth", ""),
)


def group(tree: Branch, place: str, shared: Set[str] = frozenset()) -> list[Item]:
    """The record of a group, its links and listings, and what could not be read.

    ``shared`` are the numbers that several groups claim: they join none.
    """
    number = text(tree, "OFSIGroupID")
    record = f"ofsi:{number}"
    problems: list[Problem] = []
    kind = kind_of(text(tree, "IndividualEntityShip"), record, place, problems)
    told = take_words(tree, text(tree, "OtherInformation"), ship=kind == "Vessel")
    _take_apart(tree)
    called = names(tree, record, place, problems)
    found = [
        *numbers(tree, record, place, problems),
        identifier("ofsi-group", number),
        *told.references,
    ]
    for one in told.references:
        if one.scheme == "uk-ref" and not is_uk_reference(one.value):
            message = "expected an id of the UK Sanctions List such as RUS2099"
            problems.append(Problem("odd-value", message, record, one.value[:200], place))
    listings = _listings(tree, told, number, record, place, problems)
    found, stated = apart(list(dict.fromkeys(found)), shared, record, place, problems)
    made, linked = links(tree, record, place)
    known = [*facts(tree, record, place, problems), *linked, *stated]
    problems += unread(tree, record, place)
    return [
        Record(
            record,
            "Vessel" if told.is_ship else kind,
            tuple(called),
            tuple(found),
            tuple(known),
            place=place,
        ),
        *made,
        *listings,
        *problems,
    ]


def _take_apart(tree: Branch) -> None:
    """Values that share a cell become values of their own."""
    for path in _SEVERAL:
        for part in [part for stated in texts(tree, path) for part in several(stated)]:
            put(tree, path, part)
    for part in [part for stated in texts(tree, _NATIONALITY) for part in countries(stated)]:
        put(tree, _NATIONALITY, part)
    for path, first, second, scheme in _PAIRED:
        for one in branches(tree, path):
            for left, right in paired(text(one, first), text(one, second)):
                if scheme and not left and (found := paper(scheme, right)):
                    left = found.value
                hung: Branch = {first: [left]} if left else {}
                put(tree, path, hung | ({second: [right.rstrip(" .")]} if right else {}))


def _listings(
    tree: Branch, told: Told, number: str, record: str, place: str, problems: list[Problem]
) -> list[Listing]:
    """A listing for each regime, since the day on which OFSI listed the group under it."""
    reason = text(tree, "UKStatementofReasons")
    made: dict[str, Listing] = {}
    for one in branches(tree, "Listings/Listing"):
        regime, stated = text(one, "RegimeName"), text(one, "ListedOn")
        for day in texts(one, "UKSanctionsListDateDesignated"):
            put(tree, "UKSanctionsListDateDesignated", day)
        period = CURRENT
        try:
            period = since(parse_span(stated), tense="current") if stated else CURRENT
        except BadValue as bad:
            problems.append(Problem("bad-date", f"listed on: {bad}", record, stated[:200], place))
        listing = Listing(
            id=f"{record}#{key('listing', regime)}",
            record=record,
            authority="UK",
            list=LIST,
            programmes=(regime,) if regime else (),
            reference=number,
            period=period,
            measures=told.measures,
            reason=reason,
            place=place,
        )
        if made.setdefault(regime, listing) != listing:
            message = (
                f"expected one day of listing under {regime!r}, found another; it was left out"
            )
            problems.append(Problem("double-listing", message, record, stated[:200], place))
    return list(made.values())
