"""The fields of IHS ShipData: the roles with their codes, facts, and what says nothing to us."""

from __future__ import annotations

import re

from hullmark.graph import dates
from hullmark.graph.errors import BadValue
from hullmark.graph.model import Period
from hullmark.graph.spans import say_span

# role, the provider's word for it, fields of the name, fields of the code: spellings vary by export
ROLES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "registered owner",
        "Registered Owner",
        ("RegisteredOwner",),
        ("RegisteredOwnerCode", "RegisteredOwnerCompanyCode"),
    ),
    ("operator", "Operator", ("Operator",), ("OperatorCompanyCode", "OperatorCode")),
    (
        "DOC company",
        "Document of Compliance Company",
        ("DOCCompany", "DocumentofComplianceDOCCompany"),
        ("DocumentofComplianceDOCCompanyCode", "DOCCompanyCode"),
    ),
    (
        "technical manager",
        "Technical Manager",
        ("TechnicalManager",),
        ("TechnicalManagerCode", "TechnicalManagerCompanyCode"),
    ),
    (
        "ship manager",
        "Ship Manager",
        ("ShipManager",),
        ("ShipManagerCompanyCode", "ShipManagerCode"),
    ),
    (
        "group beneficial owner",
        "Group Beneficial Owner",
        ("GroupBeneficialOwner",),
        ("GroupBeneficialOwnerCompanyCode", "GroupBeneficialOwnerCode"),
    ),
)

# endings of the fields that say where a company is at home; "Docmicile" is the export's
COUNTRIES = {
    "CountryOfRegistration": "country",
    "CountryofDomicile": "country of domicile",
    "CountryofDocmicileName": "country of domicile",
    "CountryofDomicileName": "country of domicile",
    "CountryOfControl": "country of control",
}

FACTS = {
    "ShiptypeLevel5": "vessel type",
    "StatCode5": "StatCode5",
    "GrossTonnage": "gross tonnage",
    "Deadweight": "deadweight",
    "YearOfBuild": "year of build",
    "CountryOfBuild": "country of build",
    "Shipbuilder": "builder",
    "YardNumber": "yard number",
    "OfficialNumber": "official number",
    "PortofRegistry": "home port",
    "ClassificationSocietyCode": "class society",
    "PandIClub": "P&I club",
    "ChartererLatestReported": "charterer latest reported",
    "LengthOverallLOA": "length overall",
    "LastUpdateDate": "last update at the source",
    "DeathDate": "broken up or lost",
    "CountryOfBreaking": "country of breaking",
}

# The machine, the hull, the holds: nothing that tells who stands behind a ship.
IGNORED_ENDINGS = (
    "Narrative",
    "Capacity",
    "Code",
    "Coatings",
    "System",
    "Facility",
    "Displacement",
    "Tonnage",
    "TonnagePCNT",
    "LevelIII",
)
IGNORED = frozenset(
    [
        "BollardPull",
        "Breadth",
        "BreadthExtreme",
        "BreadthMoulded",
        "ContractDate",
        "CrudeOilWashingCOW",
        "DateBreakingCommenced",
        "DeliveryDate",
        "Depth",
        "Draught",
        "FairplayID",
        "FlashPointOver60c",
        "FlashPointUnder60c",
        "FormulaDWT",
        "FuelType1First",
        "FuelType2Second",
        "Gearless",
        "HullMaterial",
        "HullType",
        "IMOChemicalClassI",
        "IMOChemicalClassII",
        "IMOChemicalClassIII",
        "InertGasSystemIGS",
        "InmarsatNumberSatCommID",
        "KeelLaidDate",
        "LaunchDate",
        "LeadshipinseriesbyIMONumber",
        "LengthBetweenPerpendicularsLBP",
        "LengthRegistered",
        "MARPOL13GPhaseoutCategory",
        "MainEngineBuilder",
        "MainEngineModel",
        "MainEngineNumberofCylinders",
        "MainEngineRPM",
        "MainEngineStrokeType",
        "MainEngineType",
        "NumberOfAuxiliaryEngines",
        "NumberOfPropulsionUnits",
        "NumberofCabins",
        "NumberofDecks",
        "NumberofHatches",
        "NumberofHolds",
        "NumberofMainEngines",
        "NumberofTanks",
        "PhotoPresent",
        "ShipbuilderCompanyCode",
        "PropellerType",
        "PropulsionType",
        "ReeferPoints",
        "SafetyManagementCertificateAuditor",
        "SafetyManagementCertificateDateExpires",
        "SafetyManagementCertificateDateIssued",
        "SafetyManagementCertificateIssuer",
        "SafetyManagementCertificateShipType",
        "ShipbuilderFullStyle",
        "ShiptypeGroup",
        "ShiptypeLevel2",
        "ShiptypeLevel3",
        "ShiptypeLevel4",
        "ShiptypeLevel5HullType",
        "ShiptypeLevel5SubGroup",
        "ShiptypeLevel5SubType",
        "Speed",
        "StandardShipDesign",
        "TEU",
        "TEUCapacity14tHomogenous",
        "TotalKilowattsofMainEngines",
        "TotalPowerOfAllEngines",
        "TotalPowerOfAuxiliaryEngines",
    ]
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)


def compact_date(text: str) -> Period | None:
    """Since a day or month written ``20110812`` or ``201108``, lasting; ``None`` for no date.

    The provider writes ``00`` for a part that is not known.
    """
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    parts = [part for part in match.groups() if part and part != "00"]
    try:
        span = dates.parse_span("-".join(parts))
    except BadValue:
        return None
    return dates.since(span, tense="current", text=f"since {say_span(*span)}")
