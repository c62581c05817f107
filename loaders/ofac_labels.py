"""OFAC's id types: which are identifiers under which scheme, which are facts under which name.

OFAC files everything it knows beyond a name, an address and a birth under an "id type": passports,
flags, e-mail addresses and legal notes alike. The tables hold the types met in the SDN and the
Consolidated list of 2021 to 2026; one that is not here is kept as a fact under its own words.
"""

from __future__ import annotations

import re

from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period

SHIP_REGISTRATION = "Vessel Registration Identification"
# Types under which companies carry an IMO company number and, once, a ship its ship number.
IMO_LABELS = frozenset({SHIP_REGISTRATION, "Identification Number", "Company Number"})

_REGISTRATION = (
    "Registration Number",
    "Registration ID",
    "Business Registration Number",
    "Business Registration Document #",
    "Business Number",
    "Company Number",
    "UK Company Number",
    "Commercial Registry Number",
    "C.R. No.",
    "Public Registration Number",
    "Certificate of Incorporation Number",
    "Enterprise Number",
    "Romanian C.R.",
)
_TAX = (
    "Tax ID No.",
    "R.F.C.",
    "RFC",
    "NIT #",
    "RUC #",
    "RIF #",
    "RTN",
    "C.U.I.T.",
    "C.I.F.",
    "N.I.F.",
    "US FEIN",
    "Fiscal Code",
    "Italian Fiscal Code",
    "Paraguayan tax identification number",
    "Numero Unico de Identificacao Tributaria (NUIT)",
    "Romanian Tax Registration",
)
SCHEMES = {
    **dict.fromkeys(_REGISTRATION, "registration"),
    **dict.fromkeys(_TAX, "tax"),
    SHIP_REGISTRATION: "ship-registration",
    "MMSI": "mmsi",
    "Other Vessel Call Sign": "call-sign",
    "Legal Entity Number": "lei",
    "SWIFT/BIC": "bic",
    "BIK (RU)": "bik",
    "Unified Social Credit Code (USCC)": "uscc",
    "United Social Credit Code Certificate (USCCC)": "uscc",
    "ISIN": "isin",
    "V.A.T. Number": "vat",
    "D-U-N-S Number": "duns",
    "Identification Number": "identification-number",
    "Russian State Individual Business Registration Number Pattern (OGRNIP)": "ogrnip",
    "Previous Aircraft Tail Number": "aircraft-tail",
    "Aircraft Manufacturer's Serial Number (MSN)": "aircraft-serial",
    "Aircraft Construction Number (also called L/N or S/N or F/N)": "aircraft-construction",
    "Economic Register Number (CBLS)": "economic-register",
    "CNP (Personal Numerical Code)": "cnp",
    "VisaNumberID": "visa",
}
# Identifiers whose scheme is the type's own words, cut down by ``slug``.
_PLAIN = frozenset(
    (
        "Afghan Money Service Provider License Number",
        "Aircraft Mode S Transponder Code",
        "Aircraft Serial Identification",
        "Aircraft Tail Number",
        "Birth Certificate Number",
        "Bosnian Personal ID No.",
        "Branch Unit Number",
        "British National Overseas Passport",
        "C.I.N.",
        "C.U.I.",
        "C.U.I.P.",
        "C.U.R.P.",
        "Cartilla de Servicio Militar Nacional",
        "Cedula No.",
        "Central Registration System Number",
        "Chamber of Commerce Number",
        "Chinese Commercial Code",
        "Citizen's Card Number",
        "Credencial electoral",
        "D.N.I.",
        "Diplomatic Passport",
        "Driver's License No.",
        "Dubai Chamber of Commerce Membership No.",
        "Electoral Registry No.",
        "Equity Ticker",
        "File Number",
        "Folio Mercantil No.",
        "Government Gazette Number",
        "I.F.E.",
        "Immigration No.",
        "Istanbul Chamber of Comm. No.",
        "Kenyan ID No.",
        "LE Number",
        "License",
        "MICEX Code",
        "MSB Registration Number",
        "Matricula Mercantil No",
        "Military Registration Number",
        "Moroccan Personal ID No.",
        "N.I.E.",
        "National Foreign ID Number",
        "National ID No.",
        "Numero de Identidad",
        "Organization Code",
        "Passport",
        "Permit Number",
        "Personal ID Card",
        "Pilot License Number",
        "Public Security and Immigration No.",
        "Refugee ID Card",
        "Registered Charity No.",
        "Registration Certificate Number (Dubai)",
        "Residency Number",
        "Romanian Permanent Resident",
        "SRE Permit No.",
        "SSN",
        "Seafarer's Identification Document",
        "Serial No.",
        "Stateless Person ID Card",
        "Stateless Person Passport",
        "Tazkira National ID Card",
        "Tourism License No.",
        "Trade License No.",
        "Trademark number",
        "Travel Document Number",
        "Turkish Identification Number",
        "UAE Identification",
        "UN/LOCODE",
    )
)
FACTS = {
    "Gender": "gender",
    "Website": "website",
    "Email Address": "email",
    "Phone Number": "phone",
    "Target Type": "target type",
    "Organization Type:": "organization type",
    "Other Vessel Type": "other vessel type",
    "Aircraft Model": "aircraft model",
    "Aircraft Operator": "operator as stated",
    "Issuer Name": "issuer name",
    "Secondary sanctions risk:": "secondary sanctions risk",
    "Additional Sanctions Information -": "additional sanctions information",
    "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:": (
        "transactions prohibited for persons owned or controlled by U.S. financial institutions"
    ),
    "IFCA Determination -": "IFCA determination",
    "PEESA Information:": "PEESA information",
}
DATES = {
    "Organization Established Date": "established",
    "Aircraft Manufacture Date": "built",
    "Vessel Year of Build": "built",
}
COUNTRIES: dict[str, tuple[str, Period]] = {
    "Former Vessel Flag": ("flag", FORMER),
    "Other Vessel Flag": ("other flag", CURRENT),
    "Nationality of Registration": ("nationality of registration", UNDATED),
    "Registration Country": ("registration country", UNDATED),
}
PERIODS = {"Previous Aircraft Tail Number": FORMER, "MMSI": CURRENT}

# Under these three OFAC files the OGRN of Russian firms (2,111 of 2,139 such numbers in the list of
# 2024-05-07 pass its check); under "Public Registration Number" it files their OKPO, too.
OGRN_LABELS = frozenset({"Registration Number", "Registration ID", "Business Registration Number"})

# Families of types that grow with each directive and currency.
_CURRENCY = re.compile(r"Digital Currency Address - \S+$")
_DATED = re.compile(r"(?:Listing|Effective|Purchase/Sales For Divestment) Date\b")
_NOTE = re.compile(
    r"(?:Executive Order \d+ Directive Determination|Executive Order \d+ (?:Directive )?"
    r"information|CAATSA Section \d+ Information)(?: -|:)?$",
    re.IGNORECASE,
)
_FAMILIES = (
    r"Digital Currency Address - [A-Z0-9]+",
    r"(?:Listing|Effective|Purchase/Sales For Divestment) Date \([^)]*\):?",
    r"Executive Order \d+ Directive Determination -",
    r"Executive Order \d+ (?:Directive )?[Ii]nformation(?: -|:)",
    r"CAATSA Section \d+ Information:",
)
_NUMBER_WORD = re.compile(r"(?:\s+(?:No\.?|Number|#))+$", re.IGNORECASE)
_KNOWN = {*SCHEMES, *_PLAIN, *FACTS, *DATES, *COUNTRIES}

# In remarks the type stands before its value with nothing between, so the longest that fits is it.
LABEL = re.compile(
    r"(?:alt\. )?("
    + "|".join([*map(re.escape, sorted(_KNOWN, key=len, reverse=True)), *_FAMILIES])
    + r")\s+(?=\S)"
)


def is_known(label: str) -> bool:
    """Whether the tables or the families above hold this id type."""
    return label in _KNOWN or is_dated(label) or any(p.match(label) for p in (_CURRENCY, _NOTE))


def is_dated(label: str) -> bool:
    """Whether the id type's value is a date."""
    return label in DATES or _DATED.match(label) is not None


def is_identifier(label: str) -> bool:
    """Whether the id type's value is a number under a scheme."""
    return label in SCHEMES or label in _PLAIN or _CURRENCY.match(label) is not None


def slug(label: str) -> str:
    """The type as a scheme name: ``National ID No.`` is ``national-id``, ``C.U.R.P.`` ``curp``."""
    words = _NUMBER_WORD.sub("", label).lower().replace(".", "").replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def words(label: str) -> str:
    """The type as the name of a fact: its own words without the colon or dash at the end."""
    return " ".join(label.rstrip(" :-").split()).lower()
