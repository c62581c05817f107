"""Which column of somebody's file holds what: by the headers that people usually write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from hullmark.graph.errors import BadValue

_NOT_WORD = re.compile(r"[\W_]+")
# Headers without case, blanks and signs.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "vesselname", "shipname", "companyname", "entityname", "fullname", "legalname",
        "vessel", "ship", "company", "counterparty", "customername", "partyname", "organisation",
        "organization", "caption", "название", "наименование", "имя", "судно", "компания",
    ),
    "alias": ("alias", "aliases", "aka", "othernames", "alternativenames", "tradingname"),
    "former": ("formername", "formernames", "previousname", "previousnames", "exname", "exnames"),
    "kind": ("kind", "type", "entitytype", "schema", "category", "partytype"),
    "imo": ("imo", "imonumber", "imono", "vesselimo", "shipimo", "lrimoshipno", "imoshipnumber"),
    "company imo": (
        "companyimo", "imocompany", "imocompanynumber", "companyimonumber", "owncompanyimo",
    ),
    "mmsi": ("mmsi", "mmsinumber"),
    "call sign": ("callsign", "radiocallsign"),
    "lei": ("lei", "leicode", "legalentityidentifier"),
    "ogrn": ("ogrn", "огрн"),
    "inn": ("inn", "инн"),
    "company number": (
        "companynumber", "registrationnumber", "registrationno", "regno", "companyno", "crn",
        "registernumber",
    ),
    "country": (
        "country", "countrycode", "flag", "flagstate", "jurisdiction", "nationality", "страна",
        "флаг", "domicile", "citizenship",
    ),
    "birth": ("dateofbirth", "birthdate", "dob", "born"),
    "built": ("built", "yearbuilt", "yearofbuild", "buildyear", "builtyear"),
    "founded": ("founded", "incorporated", "incorporationdate", "dateofincorporation"),
    "address": ("address", "registeredaddress"),
    "tonnage": ("grosstonnage", "gt", "tonnage"),
    "id": ("id", "ref", "reference", "rowid", "customerid", "internalid", "recordid"),
}  # fmt: skip
NUMBERS = {
    "imo": "imo-ship",
    "company imo": "imo-company",
    "mmsi": "mmsi",
    "call sign": "call-sign",
    "lei": "lei",
    "ogrn": "ogrn",
    "inn": "inn",
    "company number": "registration",
}
TELLING = ("name", "alias", "former", *NUMBERS)  # a file needs one of these
KINDS = {
    **dict.fromkeys(("vessel", "ship", "tanker", "судно"), "Vessel"),
    **dict.fromkeys(
        ("company", "entity", "legalentity", "corporate", "organisation", "organization", "firm",
         "business", "компания"),
        "Company",
    ),
    **dict.fromkeys(("person", "individual", "naturalperson", "human", "лицо"), "Person"),
    **dict.fromkeys(("aircraft", "airplane"), "Aircraft"),
}  # fmt: skip


def fields_of(
    path: Path, headers: Sequence[str], chosen: Mapping[str, str], *, loose: bool = False
) -> dict[str, str]:
    """The field of each column that has one: as chosen, else by its header.

    ``BadValue`` for a field or column that is not there, and, unless ``loose``, when no column has
    a name or a number.
    """
    for field, column in chosen.items():
        if field not in FIELDS:
            raise BadValue(f"--column {field}={column}: expected one of {', '.join(FIELDS)}.")
        if column not in headers and not loose:
            raise BadValue(
                f"{path}: has no column {column!r}; its columns are {', '.join(headers)[:400]}."
            )
    taken = {column: field for field, column in chosen.items()}
    by_header = {name: field for field, names in FIELDS.items() for name in names}
    found: dict[str, str] = {}
    for header in headers:
        plain = _NOT_WORD.sub("", header.casefold())
        field = taken.get(header) or by_header.get(plain, "")
        if field and (header in taken or field not in chosen):
            found[header] = field
    if not loose and not any(field in TELLING for field in found.values()):
        raise BadValue(
            f"{path}: none of its columns is known to hold names or numbers (found: "
            f"{', '.join(headers)[:400]}); say which, such as --column name=COLUMN."
        )
    return found
