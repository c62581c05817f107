"""The UK Sanctions List as CSV: a ``Report Date:`` line, 58 columns, rows for each designation.

Each designation becomes what it becomes from the XML: the cells are hung where they stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hullmark.graph.model import Item, Problem
from hullmark.loaders.uk_designation import LIST, designation, source
from hullmark.loaders.uk_details import ENTITY, PERSON, SHIP
from hullmark.loaders.uk_entries import entries, tree
from hullmark.loaders.uk_rows import Form, edition, header, survey

SOURCE = source("CSV")
FORM = Form(
    title=SOURCE.title,
    dated="Report Date",
    key="unique id",
    alone={
        "last updated": "LastUpdated",
        "unique id": "UniqueID",
        "ofsi group id": "OFSIGroupID",
        "un reference number": "UNReferenceNumber",
        "title": "Titles/Title",
        "regime name": "RegimeName",
        "designation type": "IndividualEntityShip",
        "designation source": "DesignationSource",
        "sanctions imposed": "SanctionsImposed",
        "other information": "OtherInformation",
        "uk statement of reasons": "UKStatementofReasons",
        "phone number": "PhoneNumbers/PhoneNumber",
        "website": "Websites/Website",
        "email address": "EmailAddresses/EmailAddress",
        "date designated": "DateDesignated",
        "d.o.b": f"{PERSON}/DOBs/DOB",
        "nationality(/ies)": f"{PERSON}/Nationalities/Nationality",
        "position": f"{PERSON}/Positions/Position",
        "gender": f"{PERSON}/Genders/Gender",
        "type of entity": f"{ENTITY}/TypeOfEntities/TypeOfEntity",
        "subsidiaries": f"{ENTITY}/Subsidiaries/Subsidiary",
        "parent company": f"{ENTITY}/ParentCompanies/ParentCompany",
        "business registration number (s)": (
            f"{ENTITY}/BusinessRegistrationNumbers/BusinessRegistrationNumber"
        ),
        "imo number": f"{SHIP}/IMONumbers/IMONumber",
        "current owner/operator (s)": f"{SHIP}/CurrentOwnerOperators/CurrentOwnerOperator",
        "previous owner/operator (s)": f"{SHIP}/PreviousOwnerOperators/PreviousOwnerOperator",
        "current believed flag of ship": (
            f"{SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"
        ),
        "previous flags": f"{SHIP}/PreviousFlags/PreviousFlag",
        "type of ship": f"{SHIP}/TypeOfShipDetails/TypeOfShip",
        "tonnage of ship": f"{SHIP}/TonnageOfShipDetails/TonnageOfShip",
        "length of ship": f"{SHIP}/LengthOfShipDetails/LengthOfShip",
        "year built": f"{SHIP}/YearsBuilt/YearBuilt",
        "hull identification number (hin)": (
            f"{SHIP}/HullIdentificationNumbers/HullIdentificationNumber"
        ),
    },
    together=(
        (
            "Names/Name",
            {
                **{f"name {number}": f"Name{number}" for number in range(1, 7)},
                "name type": "NameType",
                "alias strength": "AliasStrength",
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
                **{f"address line {number}": f"AddressLine{number}" for number in range(1, 7)},
                "address postal code": "AddressPostalCode",
                "address country": "AddressCountry",
            },
        ),
        (
            f"{PERSON}/NationalIdentifierDetails/NationalIdentifier",
            {
                "national identifier number": "NationalIdentifierNumber",
                "national identifier additional information": (
                    "NationalIdentifierAdditionalInformation"
                ),
            },
        ),
        (
            f"{PERSON}/PassportDetails/Passport",
            {
                "passport number": "PassportNumber",
                "passport additional information": "PassportAdditionalInformation",
            },
        ),
        (
            f"{PERSON}/BirthDetails/Location",
            {"town of birth": "TownOfBirth", "country of birth": "CountryOfBirth"},
        ),
    ),
    optional=frozenset({"hull identification number (hin)"}),
    # The list itself has the first name; the words of the XML's element are met as well.
    renamed={"individual, entity, ship": "designation type"},
    again="download UK-Sanctions-List.csv again from gov.uk",
    claiming=("un reference number", "business registration number (s)", "other information"),
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes are a header with the UK list's columns, below its report date."""
    stamp, columns = header(head)
    return {"unique id", "ofsi group id", "name 6"} <= set(columns) and (
        not stamp or stamp.startswith(FORM.dated)
    )


def read(path: Path) -> Iterator[Item]:
    """The items of one list, its ``Edition`` first, designations as their last rows come.

    Raises ``FileProblem`` for a file of another kind or one that breaks off, and
    ``SourceChanged`` for a header without one of the list's columns.
    """
    sheet = survey(path, FORM)
    first, problems = edition(sheet, SOURCE.id, LIST, SOURCE.url)
    yield first
    yield from problems
    for entry in entries(sheet):
        if isinstance(entry, Problem):
            yield entry
        else:
            yield from designation(tree(entry, sheet), f"line {entry.line}", sheet.shared)
