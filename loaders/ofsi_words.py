"""The ``Other Information`` of OFSI's list: facts behind labels, references, and the words left.

Since 2022 it is one line of labels in brackets, ``(UK Sanctions List Ref):RUS2099. … (Gender):
Male``. Before, it was free text, in which only what is said without doubt is read.
"""

from __future__ import annotations

import re

from msgspec import Struct

from hullmark.graph.model import Identifier
from hullmark.graph.text import clean, country_code
from hullmark.loaders.ofsi_numbered import several
from hullmark.loaders.uk_branch import Branch, put
from hullmark.loaders.uk_details import ENTITY, PERSON, SHIP
from hullmark.loaders.uk_references import UN_REFERENCE, leading, references

# Where in the XML of the UK Sanctions List the same stands.
LABELS = {
    "uk statement of reasons": "UKStatementofReasons",
    "gender": f"{PERSON}/Genders/Gender",
    "phone number": "PhoneNumbers/PhoneNumber",
    "tel": "PhoneNumbers/PhoneNumber",
    "fax": "FaxNumbers/FaxNumber",
    "email address": "EmailAddresses/EmailAddress",
    "website": "Websites/Website",
    "type of entity": f"{ENTITY}/TypeOfEntities/TypeOfEntity",
    "parent company": f"{ENTITY}/ParentCompanies/ParentCompany",
    "subsidiaries": f"{ENTITY}/Subsidiaries/Subsidiary",
    "business reg no": f"{ENTITY}/BusinessRegistrationNumbers/BusinessRegistrationNumber",
    "imo number": f"{SHIP}/IMONumbers/IMONumber",
    "current owners": f"{SHIP}/CurrentOwners/CurrentOwner",
    "current owner/operator": f"{SHIP}/CurrentOwnerOperators/CurrentOwnerOperator",
    "previous owner/operator": f"{SHIP}/PreviousOwnerOperators/PreviousOwnerOperator",
    "flag of ship": f"{SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip",
    "current believed flag of ship": (
        f"{SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"
    ),
    "previous flags": f"{SHIP}/PreviousFlags/PreviousFlag",
    "type of ship": f"{SHIP}/TypeOfShipDetails/TypeOfShip",
    "tonnage of ship": f"{SHIP}/TonnageOfShipDetails/TonnageOfShip",
    "length of ship": f"{SHIP}/LengthOfShipDetails/LengthOfShip",
    "year built": f"{SHIP}/YearsBuilt/YearBuilt",
}
_REFERENCES = {"uk sanctions list ref": "uk-ref", "un ref": "un-ref"}
_WHOLE = frozenset({"uk statement of reasons", "type of entity", "gender", "type of ship"})
_FLAGS = frozenset({"flag of ship", "current believed flag of ship", "previous flags"})
_LABEL = re.compile(
    rf"\(({'|'.join(map(re.escape, [*_REFERENCES, *LABELS]))})(?: ?\(s\))?\):", re.IGNORECASE
)
_MEASURES = re.compile(r"Financial sanctions imposed in addition to an asset freeze: (.+?)\. Date ")
_SENTENCE = re.compile(r"\. (?=[A-Z])")
# The entries of the annex of designated ships, which were entities until there was a type for them.
_SHIP = re.compile(r"\(?IMO(?: number)?: ?(\d{7})\b", re.ASCII)
_SHIPS_ANNEX = re.compile(r"\bAnnex XIV\b")
_MMSI = re.compile(r"\bMMSI: (\d{9})\b", re.ASCII)
_COMPANY_IMO = re.compile(
    r"(?:^|(?<=\. ))(?:Company Number IMO|IMO [Nn]umber:) (\d{7})\b(?! ?\))", re.ASCII
)


class Told(Struct):
    """What the words told beside what was hung into the tree."""

    references: list[Identifier]
    measures: tuple[str, ...]
    is_ship: bool


def take_words(tree: Branch, stated: str, *, ship: bool) -> Told:
    """Hang what the words say into the tree, and give the references and measures they name.

    What stands behind no known label stays whole as other information.
    """
    before, *pieces = _LABEL.split(stated)
    told = Told([], (), ship)
    words = [before]
    for label, value in zip(pieces[::2], pieces[1::2], strict=True):
        name = label.lower()
        if name in _REFERENCES:
            found, rest = leading(_REFERENCES[name], value.strip())
            told.references += found
            words.append(rest)
        else:
            path = LABELS[name]
            if name == "imo number" and not ship:
                path = f"{ENTITY}/IMONumbers/IMONumber"
            for part in _values(name, value):
                put(tree, path, part)
    for piece in filter(None, map(clean, words)):
        put(tree, "OtherInformation", piece)
        _free_text(tree, piece, told)
    if not pieces:
        _old_text(tree, clean(stated), told)
    return told


def countries(stated: str) -> list[str]:
    """The countries of a cell: ``(1) Russia. (2) Ukraine``, and ``Panama. South Korea``."""
    found: list[str] = []
    for value in several(stated):
        plain = value.rstrip(" .")
        parts = _SENTENCE.split(plain)
        found += parts if len(parts) > 1 and all(map(country_code, parts)) else [plain]
    return list(dict.fromkeys(found))


def _values(name: str, stated: str) -> list[str]:
    if name in _WHOLE:
        return [clean(stated)]
    return countries(stated) if name in _FLAGS else several(stated)


def _free_text(tree: Branch, piece: str, told: Told) -> None:
    """What a piece of free text says in a sentence of its own."""
    if match := _MEASURES.search(piece):
        told.measures = ("Asset freeze", *_SENTENCE.split(match[1]))
    companies = set(_COMPANY_IMO.findall(piece))
    if not told.is_ship and len(companies) == 1:
        put(tree, f"{ENTITY}/IMONumbers/IMONumber", companies.pop())


def _old_text(tree: Branch, stated: str, told: Told) -> None:
    """What the free text of older lists says of the entry itself."""
    found = dict.fromkeys(UN_REFERENCE.findall(stated))
    if len(found) == 1:  # of two, one may be another entry's
        told.references += references("un-ref", next(iter(found)))
    ship = _SHIP.match(stated)
    if ship is not None and _SHIPS_ANNEX.search(stated):
        told.is_ship = True
        put(tree, f"{SHIP}/IMONumbers/IMONumber", ship[1])
        for number in _MMSI.findall(stated):
            put(tree, f"{SHIP}/MMSINumbers/MMSINumber", number)
