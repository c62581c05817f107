"""One designation of the UK Sanctions List: its record, its links and its listing."""

from __future__ import annotations

import re
from collections.abc import Set

from hullmark.graph.dates import parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import CURRENT, Identifier, Item, Listing, Problem, Record
from hullmark.loaders.base import Source
from hullmark.loaders.uk_branch import Branch, branches, leftovers, text, texts
from hullmark.loaders.uk_claims import apart
from hullmark.loaders.uk_details import facts, kind_of, links, names, numbers
from hullmark.loaders.uk_references import references

LIST = "UK Sanctions List"
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def source(form: str) -> Source:
    """The UK Sanctions List in one of its formats, which say the same of each designation."""
    return Source(
        id="uk",
        title=LIST,
        format=form,
        publisher="Foreign, Commonwealth & Development Office",
        licence="Open Government Licence v3.0",
        url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        expected={LIST: (2_000, 20_000)},  # 6,046 designations on 29 April 2026
    )


def designation(tree: Branch, place: str, shared: Set[str] = frozenset()) -> list[Item]:
    """The record of a designation, its links and its listing, and what could not be read.

    ``shared`` are the numbers that several designations claim: they join none.
    """
    unique = text(tree, "UniqueID")
    if not unique:
        message = "a designation without a UniqueID; it was not read"
        name = "; ".join(text(one, "Name6") for one in branches(tree, "Names/Name"))
        return [Problem("no-key", message, value=name[:200], place=place)]
    record = f"uk:{unique}"
    problems: list[Problem] = []
    kind = kind_of(text(tree, "IndividualEntityShip"), record, place, problems)
    called = names(tree, record, place, problems)
    found = [*numbers(tree, record, place, problems), *_references(tree, unique)]
    found, stated = apart(found, shared, record, place, problems)
    made, linked = links(tree, record, place)
    known = [*facts(tree, record, place, problems), *linked, *stated]
    listing = _listing(tree, unique, record, place, problems)
    problems += unread(tree, record, place)
    return [
        Record(record, kind, tuple(called), tuple(found), tuple(known), place=place),
        *made,
        listing,
        *problems,
    ]


def unread(tree: Branch, record: str, place: str) -> list[Problem]:
    """One problem for each leaf that nobody took."""
    return [
        Problem(
            "unread-field",
            f"the field {path} is not known to this loader; it was not read",
            record,
            value[:200],
            place,
        )
        for path, value in leftovers(tree)
    ]


def _references(tree: Branch, unique: str) -> list[Identifier]:
    """By what this list and others call the entry: records that cite one another's entries join."""
    return [
        identifier("uk-ref", unique),
        *(identifier("ofsi-group", group) for group in texts(tree, "OFSIGroupID")),
        *(
            one
            for stated in texts(tree, "UNReferenceNumber")
            for one in references("un-ref", stated)
        ),
    ]


def _listing(
    tree: Branch, unique: str, record: str, place: str, problems: list[Problem]
) -> Listing:
    stated, period = text(tree, "DateDesignated"), CURRENT
    try:
        period = since(parse_span(stated), tense="current") if stated else CURRENT
    except BadValue as bad:
        problems.append(Problem("bad-date", f"DateDesignated: {bad}", record, stated, place))
    measures = [part.strip() for part in text(tree, "SanctionsImposed").split("|")]
    for indicators in branches(tree, "SanctionsImposedIndicators"):
        marked = [name for name in list(indicators) if text(indicators, name).lower() == "true"]
        if not any(measures):
            measures = [_CAPITAL.sub(" ", name) for name in marked]
    return Listing(
        id=f"{record}#listing",
        record=record,
        authority="UK",
        list=LIST,
        programmes=tuple(texts(tree, "RegimeName")),
        reference=unique,
        period=period,
        measures=tuple(dict.fromkeys(measure for measure in measures if measure)),
        reason=text(tree, "UKStatementofReasons"),
        place=place,
    )
