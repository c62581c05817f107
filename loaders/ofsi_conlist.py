"""OFSI's consolidated list of financial sanctions targets (ConList), CSV, 29 and 36 columns.

The list was closed on 28 January 2026; the UK Sanctions List is the only one since. Its files tell
what stood before: ids of both lists are on each entry, so that their records join.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.model import Item, Problem
from hullmark.loaders.base import Source
from hullmark.loaders.ofsi_group import LIST, group
from hullmark.loaders.uk_details import PERSON
from hullmark.loaders.uk_entries import entries, tree
from hullmark.loaders.uk_rows import Form, edition, header, survey

SOURCE = Source(
    id="ofsi",
    title="OFSI Consolidated List of Financial Sanctions Targets in the UK",
    format="CSV",
    publisher="HM Treasury, Office of Financial Sanctions Implementation",
    licence="Open Government Licence v3.0",
    url="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
    expected={LIST: (1_500, 10_000)},  # 2,106 groups in 2018, 4,686 in 2025
)
FORM = Form(
    title=SOURCE.title,
    dated="Last Updated",
    key="group id",
    alone={
        "group id": "OFSIGroupID",
        "group type": "IndividualEntityShip",
        "last updated": "LastUpdated",
        "title": "Titles/Title",
        "dob": f"{PERSON}/DOBs/DOB",
        "nationality": f"{PERSON}/Nationalities/Nationality",
        "position": f"{PERSON}/Positions/Position",
        "other information": "OtherInformation",
    },
    together=(
        (
            "Names/Name",
            {
                **{f"name {number}": f"Name{number}" for number in range(1, 7)},
                "alias type": "NameType",
                "alias quality": "AliasStrength",
            },
        ),
        (
            "NonLatinNames/NonLatinName",
            {
                "name non-latin script": "NameNonLatinScript",
                "non-latin script type": "NonLatinScriptType",
                "non-latin script language": "NonLatinScriptLanguage",
            },
        ),
        (
            "Addresses/Address",
            {
                **{f"address {number}": f"AddressLine{number}" for number in range(1, 7)},
                "post/zip code": "AddressPostalCode",
                "country": "AddressCountry",
            },
        ),
        (
            f"{PERSON}/PassportDetails/Passport",
            {
                "passport number": "PassportNumber",
                "passport details": "PassportAdditionalInformation",
            },
        ),
        (
            f"{PERSON}/NationalIdentifierDetails/NationalIdentifier",
            {
                "national identification number": "NationalIdentifierNumber",
                "national identification details": "NationalIdentifierAdditionalInformation",
            },
        ),
        (
            f"{PERSON}/BirthDetails/Location",
            {"town of birth": "TownOfBirth", "country of birth": "CountryOfBirth"},
        ),
        (
            "Listings/Listing",
            {
                "regime": "RegimeName",
                "listed on": "ListedOn",
                "uk sanctions list date designated": "UKSanctionsListDateDesignated",
            },
        ),
    ),
    # What the list of 29 columns, until 2022, has not.
    optional=frozenset(
        {
            "alias quality",
            "name non-latin script",
            "non-latin script type",
            "non-latin script language",
            "passport number",
            "national identification number",
            "uk sanctions list date designated",
        }
    ),
    renamed={"ni number": "national identification details"},  # its words, and no number alone
    again="take the list again from where it is kept, as OFSI no longer publishes it",
    verbatim=frozenset({"other information"}),
    claiming=("other information",),
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes are a header with the list's columns, below its last update."""
    stamp, columns = header(head)
    return {"group id", "group type", "alias type", "regime"} <= set(columns) and (
        not stamp or stamp.startswith(FORM.dated)
    )


def read(path: Path) -> Iterator[Item]:
    """The items of one list, its ``Edition`` first, groups as their last rows come.

    Raises ``FileProblem`` for a file of another kind or one that breaks off, and
    ``SourceChanged`` for a header without one of the list's columns.
    """
    sheet = survey(path, FORM)
    first, problems = edition(sheet, SOURCE.id, LIST, SOURCE.url)
    yield first
    if "name non-latin script" in sheet.columns:  # older lists are in Windows-1252 throughout
        yield from problems
    else:
        yield from (one for one in problems if one.code != "encoding")
    for entry in entries(sheet):
        if isinstance(entry, Problem):
            yield entry
        else:
            yield from group(tree(entry, sheet), f"line {entry.line}", sheet.shared)
