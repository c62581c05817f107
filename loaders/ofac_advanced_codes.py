"""The codes of OFAC's advanced XML in words: the file's own reference values, else these tables.

A file names all its codes in ``ReferenceValueSets``, and its words count before the ones here,
which are those of the files of 2020 to 2026 and stand in where an extract leaves the sets out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hullmark.loaders.ofac import CONSOLIDATED, SDN
from hullmark.loaders.xml import local

UNKNOWN = "Unknown"
KINDS = {"1": "Vessel", "2": "Aircraft", "3": "LegalEntity", "4": "Person"}  # by PartySubTypeID

# Relation types: OFAC's words, the role that says no more than they do, and whether the owner is
# at the far end. "From is owned or controlled by To" is the link To - owns or controls - From.
RELATIONS: Mapping[str, tuple[str, str, bool]] = {
    "15003": ("Owned or Controlled By", "owns or controls", True),
    "92122": ("Property in the interest of", "holds an interest in", True),
    # OFAC enters these in both directions: a person and a firm stand at either end, once a ship
    # "owns" its operator. What is sure is the link.
    "92019": ("Owns, controls, or operates", "linked to", False),
    "15001": ("Providing support to", "supports", False),
    "15002": ("Acting for or on behalf of", "acts for", False),
    "91725": ("Leader or official of", "linked to", False),
    "91900": ("Principal Executive Officer", "officer", False),
    "91422": ("playing a significant role in", "linked to", False),
    "15004": ("Family member of", "family", False),
    "1555": ("Associate Of", "associate", False),
}
# OFAC's lists as the other loaders name them; the lists within the Consolidated one keep their own.
LIST_NAMES = {"SDN List": SDN, "Consolidated List": CONSOLIDATED}
SCRIPTS = {  # OFAC's words: the script's code in ISO 15924, as language tags have it
    "Arabic": "Arab",
    "Armenian": "Armn",
    "Chinese Simplified": "Hans",
    "Chinese Traditional": "Hant",
    "Cyrillic": "Cyrl",
    "Georgian": "Geor",
    "Greek": "Grek",
    "Hangul": "Hang",
    "Hebrew": "Hebr",
    "Japanese": "Jpan",
    "Korean": "Kore",
    "Latin": "",
}

_TABLES: Mapping[str, Mapping[str, str]] = {
    "AliasType": {"1400": "A.K.A.", "1401": "F.K.A.", "1402": "N.K.A.", "1403": "Name"},
    "DocNameStatus": {"1": "Primary Latin", "2": "Others"},
    "EntryEventType": {"1": "Created"},
    "FeatureType": {
        "1": "Vessel Call Sign",
        "2": "VESSEL TYPE",
        "3": "Vessel Flag",
        "4": "Vessel Owner",
        "5": "Vessel Tonnage",
        "6": "Vessel Gross Registered Tonnage",
        "8": "Birthdate",
        "9": "Place of Birth",
        "10": "Nationality Country",
        "11": "Citizenship Country",
        "13": "SWIFT/BIC",
        "14": "Website",
        "21": "Email Address",
        "24": "Former Vessel Flag",
        "25": "Location",
        "26": "Title",
        "224": "Gender",
        "424": "Other Vessel Flag",
        "425": "Other Vessel Call Sign",
        "504": "Secondary sanctions risk:",
        "524": "Phone Number",
        "526": "Other Vessel Type",
        "646": "Organization Established Date",
        "647": "Organization Type:",
        "967": "Vessel Year of Build",
    },
    "IDRegDocDateType": {"1480": "Issue Date", "1481": "Expiration Date"},
    "IDRegDocType": {
        "1571": "Passport",
        "1585": "Registration ID",
        "1596": "Tax ID No.",
        "1608": "Identification Number",
        "1626": "Vessel Registration Identification",
        "1636": "Government Gazette Number",
        "91264": "MMSI",
        "91412": "Company Number",
        "91752": "Legal Entity Number",
        "91760": "Business Registration Number",
        "91761": "Registration Number",
    },
    "LegalBasis": {"1": UNKNOWN},
    "List": {
        "1550": "SDN List",
        "91243": "Non-SDN Palestinian Legislative Council List",
        "91469": "FSE List",
        "91507": "Sectoral Sanctions Identifications List",
        "91512": "Consolidated List",
        "91763": "CAPTA List",
        "91868": "Non-SDN Menu-Based Sanctions List",
        "92052": "Non-SDN CMIC List",
    },
    "LocPartType": {
        "1": UNKNOWN,
        "1450": "REGION",
        "1451": "ADDRESS1",
        "1452": "ADDRESS2",
        "1453": "ADDRESS3",
        "1454": "CITY",
        "1455": "STATE/PROVINCE",
        "1456": "POSTAL CODE",
    },
    "NamePartType": {
        "1520": "Last Name",
        "1521": "First Name",
        "1522": "Middle Name",
        "1523": "Maiden Name",
        "1524": "Aircraft Name",
        "1525": "Entity Name",
        "1526": "Vessel Name",
        "1528": "Nickname",
        "91708": "Patronymic",
        "91709": "Matronymic",
    },
    "RelationQuality": {"1": UNKNOWN, "1540": "High", "1541": "Low"},
    "RelationType": {code: words for code, (words, _, _) in RELATIONS.items()},
    "Reliability": {"1": UNKNOWN, "1560": "Confirmed", "1561": "False", "91479": "Reported"},
    "SanctionsType": {"1": "Program", "1705": "Block", "1706": "Reject"},
    "Script": {
        "125": "Hebrew",
        "160": "Arabic",
        "200": "Greek",
        "215": "Latin",
        "220": "Cyrillic",
        "230": "Armenian",
        "240": "Georgian",
        "286": "Hangul",
        "287": "Korean",
        "413": "Japanese",
        "501": "Chinese Simplified",
        "502": "Chinese Traditional",
    },
    "Validity": {"1": "Valid", "2": "Fraudulent"},
}

Codes = dict[str, dict[str, str]]


def reference_values(element: Any) -> Codes:
    """The words of each code in a file's ``ReferenceValueSets``, by what kind of code it is."""
    found: Codes = {}
    for values in element:
        for one in values:
            words = one.get("Description") or one.text or ""
            found.setdefault(local(one), {})[one.get("ID", "")] = words.strip()
    return found


def in_words(codes: Codes, kind: str, code: str) -> str:
    """The words for a code, ``""`` when neither the file nor the tables know it."""
    return codes.get(kind, {}).get(code) or _TABLES.get(kind, {}).get(code, "")


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are the same but for case, blanks and punctuation."""
    left, right = ("".join(filter(str.isalnum, words)).casefold() for words in (one, other))
    return left == right
