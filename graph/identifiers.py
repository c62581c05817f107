"""Identifiers under the scheme their source names: normal form and check digits, never a guess.

The IMO ship rule and the IMO company rule differ, and some numbers pass both (9358010 is a ship,
0138716 a company), so a scheme is carried from the source and never inferred from digits. A number
that fails its check is kept and marked, never repaired. The checks are rigour's and python-stdnum's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hullmark.graph.model import Identifier

IMO_SHIP, IMO_COMPANY = "imo-ship", "imo-company"
LEI, OGRN, INN, MMSI, CALL_SIGN = "lei", "ogrn", "inn", "mmsi", "call-sign"

TITLES = {
    IMO_SHIP: "IMO ship number",
    IMO_COMPANY: "IMO company number",
    LEI: "LEI",
    OGRN: "OGRN",
    INN: "INN",
    MMSI: "MMSI",
    CALL_SIGN: "call sign",
    "bic": "SWIFT/BIC",
    "okpo": "OKPO",
    "uscc": "USCC",
    "registration": "registration number",
    "tax": "tax number",
    "ship-registration": "ship registration",
    "isin": "ISIN",
}

# The schemes that join records, in the order in which they are trusted to. INN comes last: the EU
# prints OGRNs in tax-number fields, so a wrong INN is likelier than a wrong number of the others.
HARD = (IMO_SHIP, IMO_COMPANY, LEI, OGRN, INN)
# Two different valid numbers of these are two things (design section 9); a firm may change its LEI
# or be re-registered, which a register then says with a successor link.
DECISIVE = (IMO_SHIP, IMO_COMPANY, LEI, OGRN)

_ENTITY_PREFIX = {IMO_SHIP: "imo-vsl", IMO_COMPANY: "imo-org", LEI: "lei"}
_SEVEN = re.compile(r"(?:IMO)?[\s:.#-]*(\d{7})$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s./-]+")


def identifier(scheme: str, stated: str, *, country: str = "", cite: str = "") -> Identifier:
    """The identifier in normal form, with the verdict of its check and the source's own spelling."""
    value, valid = _checked(scheme, stated)
    return Identifier(
        scheme=scheme,
        value=value,
        stated="" if value == stated else stated,
        valid=valid,
        country=country,
        cite=cite,
    )


def title(scheme: str) -> str:
    """The scheme's name for people: ``IMO ship number``; an unlisted scheme is its own name."""
    return TITLES.get(scheme, scheme.replace("-", " "))


def entity_id(scheme: str, value: str) -> str | None:
    """The entity id that a number gives (``imo-vsl-9179842``), ``None`` when the scheme gives none."""
    prefix = _ENTITY_PREFIX.get(scheme)
    return f"{prefix}-{value}" if prefix else None


def from_entity_id(entity: str) -> tuple[str, str] | None:
    """The scheme and number inside an entity id, ``None`` when it was not made from a number."""
    for scheme, prefix in _ENTITY_PREFIX.items():
        if entity.startswith(prefix + "-"):
            return scheme, entity[len(prefix) + 1 :]
    return None


@lru_cache(maxsize=65536)
def _checked(scheme: str, stated: str) -> tuple[str, bool | None]:
    raw = " ".join(stated.split())
    if scheme in (IMO_SHIP, IMO_COMPANY):
        return _imo(scheme, raw)
    compact = _SEPARATORS.sub("", raw).upper()
    if scheme == LEI:
        from rigour.ids import LEI as RULE

        return compact, bool(RULE.is_valid(compact))
    if scheme == OGRN:
        from rigour.ids import OGRN as OGRN_RULE

        return compact, compact.isdigit() and bool(OGRN_RULE.is_valid(compact))
    if scheme == INN:
        from rigour.ids import INN as INN_RULE

        return compact, compact.isdigit() and bool(INN_RULE.is_valid(compact))
    if scheme == MMSI:
        return compact, len(compact) == 9 and compact.isdigit()
    if scheme == "bic":
        from rigour.ids import BIC

        return compact, bool(BIC.is_valid(compact))
    if scheme == "uscc":
        from rigour.ids import USCC

        return compact, bool(USCC.is_valid(compact))
    if scheme == "isin":
        from rigour.ids import ISIN

        return compact, bool(ISIN.is_valid(compact))
    if scheme == CALL_SIGN:
        return compact, None
    return raw, None


def _imo(scheme: str, raw: str) -> tuple[str, bool]:
    """Seven digits or nothing: rigour would pad a shorter run, which is a guess we don't make."""
    from rigour.ids import IMO

    match = _SEVEN.match(raw)
    if match is None:
        bare = re.sub(r"^IMO[\s:.#-]*", "", raw, flags=re.IGNORECASE)
        return bare, False
    number = match[1]
    rule = IMO.is_valid_vessel if scheme == IMO_SHIP else IMO.is_valid_company
    return number, bool(rule(number))
