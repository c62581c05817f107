"""Identifiers under the scheme their source names: normal form and check digits, never a guess.

The IMO ship rule and the IMO company rule differ, and some numbers pass both (9358010 is a ship,
0138716 a company), so a scheme is carried from the source and never inferred from digits. A number
that fails its check is kept and marked, never repaired. The checks are rigour's and
python-stdnum's. They catch most slips and not all: the ship rule misses some single wrong digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from hullmark.graph.model import Identifier

IMO_SHIP, IMO_COMPANY = "imo-ship", "imo-company"
LEI, OGRN, INN, MMSI, CALL_SIGN = "lei", "ogrn", "inn", "mmsi", "call-sign"
GB_COH = "gb-coh"  # org-id.guide's name for the UK register of companies
# What lists call an entry: one list names another's entry by it.
REFERENCES = ("uk-ref", "ofsi-group", "un-ref")

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
    GB_COH: "Companies House number",
    "un-ref": "UN list reference",
    "uk-ref": "UK Sanctions List id",
    "ofsi-group": "OFSI group id",
    "eu-ref": "EU list reference",
}

# The schemes that join records, in the order in which they are trusted to. INN comes last: the EU
# prints OGRNs in tax-number fields, so a wrong INN is likelier than a wrong number of the others.
HARD = (IMO_SHIP, IMO_COMPANY, LEI, OGRN, GB_COH, *REFERENCES, INN)
# Two different valid numbers of these are two things (design section 9); a firm may change its LEI
# or be re-registered, which a register then says with a successor link.
DECISIVE = (IMO_SHIP, IMO_COMPANY, LEI, OGRN, GB_COH)

# A state gives one of these to a person, for life or nearly: two of one form are two persons'.
PERSONAL = frozenset(
    (
        "national-id",
        "identification-number",
        "personal-id-card",
        INN,
        "ssn",
        "curp",
        "cedula",
        "dni",
        "cui",
    )
)
PERSONAL_DIGITS = 8  # in a number that is told from a card's or an office's own count

_ENTITY_PREFIX = {IMO_SHIP: "imo-vsl", IMO_COMPANY: "imo-org", LEI: "lei"}
_SEVEN = re.compile(r"(?:IMO)?(?:\s*(?:no|number)\b)?[\s:.#-]*(\d{7})", re.IGNORECASE | re.ASCII)
_IMO_PREFIX = re.compile(r"^IMO(?:\s*(?:no|number)\b)?[\s:.#-]*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s./-]+")


def identifier(scheme: str, stated: str, *, country: str = "", cite: str = "") -> Identifier:
    """The identifier in normal form, with its check's verdict and the source's own spelling.

    ``valid`` is ``None`` where the scheme has no check digits and the form is not wrong.
    """
    value, valid = _checked(scheme, stated)
    return Identifier(
        scheme=scheme,
        value=value,
        stated="" if value == stated else stated,
        valid=valid,
        country=country,
        cite=cite,
    )


def personal_form(scheme: str, value: str) -> tuple[str, int] | None:
    """The scheme of a number by which a state knows a person, and how many digits it has.

    ``None`` for other numbers, short ones, and those that have letters.
    """
    digits = _SEPARATORS.sub("", value) if scheme in PERSONAL else ""
    if len(digits) < PERSONAL_DIGITS or not digits.isdecimal():
        return None
    return scheme, len(digits)


def title(scheme: str) -> str:
    """The scheme's name for people: ``IMO ship number``; an unlisted scheme is its own name."""
    return TITLES.get(scheme, scheme.replace("-", " "))


def entity_id(scheme: str, value: str) -> str | None:
    """The entity id that a number gives (``imo-vsl-9179842``), ``None`` if it gives none."""
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
    raw = " ".join(_plain(stated).split())
    if scheme in (IMO_SHIP, IMO_COMPANY):
        return _imo(scheme, raw)
    if scheme not in _COMPACT:
        return raw, None
    compact = _SEPARATORS.sub("", raw).upper()
    # Nothing but noughts passes some sums; it is a placeholder that would join strangers.
    return compact, bool(compact.strip("0")) and _COMPACT[scheme](compact)


def _plain(stated: str) -> str:
    """Without invisible characters, and with the digits of every script as 0 to 9."""
    if stated.isascii() and stated.isprintable():
        return stated
    kept = (c for c in stated if c.isspace() or unicodedata.category(c)[0] != "C")
    return "".join(str(unicodedata.decimal(c, c)) for c in kept)


def _imo(scheme: str, raw: str) -> tuple[str, bool]:
    """Seven digits or nothing: rigour would pad a shorter run, which is a guess we don't make."""
    from rigour.ids import IMO

    match = _SEVEN.fullmatch(raw)
    if match is None:
        return _IMO_PREFIX.sub("", raw, count=1) or raw, False
    number = match[1]
    rule = IMO.is_valid_vessel if scheme == IMO_SHIP else IMO.is_valid_company
    return number, bool(rule(number))


def _lei(number: str) -> bool:
    from rigour.ids import LEI as RULE

    return len(number) == 20 and number.isascii() and bool(RULE.is_valid(number))


def _ogrn(number: str) -> bool:
    from rigour.ids import OGRN as RULE

    return _digits(number, 13, 15) and bool(RULE.is_valid(number))


def _inn(number: str) -> bool:
    from rigour.ids import INN as RULE

    return _digits(number, 10, 12) and bool(RULE.is_valid(number))


def _uscc(number: str) -> bool:
    from rigour.ids import USCC as RULE

    return number.isascii() and bool(RULE.is_valid(number))


def _isin(number: str) -> bool:
    from rigour.ids import ISIN as RULE

    return number.isascii() and bool(RULE.is_valid(number))


def _bic(code: str) -> bool | None:
    from rigour.ids import BIC as RULE

    return None if code.isascii() and RULE.is_valid(code) else False


def _mmsi(number: str) -> bool | None:
    return None if _digits(number, 9) else False


def _gb_coh(number: str) -> bool | None:
    return None if len(number) == 8 and number.isascii() and number.isalnum() else False


def _call_sign(sign: str) -> None:
    return None


def _digits(text: str, *lengths: int) -> bool:
    return len(text) in lengths and text.isascii() and text.isdigit()


_COMPACT: Mapping[str, Callable[[str], bool | None]] = {
    LEI: _lei,
    OGRN: _ogrn,
    INN: _inn,
    MMSI: _mmsi,
    CALL_SIGN: _call_sign,
    GB_COH: _gb_coh,
    "bic": _bic,
    "uscc": _uscc,
    "isin": _isin,
}
