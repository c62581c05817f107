"""The identifications of an EU entry: the type code names the scheme, words a better one.

The list has 16 codes; a Russian firm's OGRN stands under ``regnumber``, its INN under
``fiscalcode`` or ``other``. The words beside a number (``OGRN``, ``Tax ID (INN no.)``) decide where
they name one scheme; where they name none, a number of ten digits stays a tax number.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from hullmark.graph.dates import between, parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import IMO_COMPANY, IMO_SHIP
from hullmark.graph.model import UNDATED, Period
from hullmark.graph.text import clean
from hullmark.loaders.base import Row
from hullmark.loaders.eu_draft import Draft, iso_country
from hullmark.loaders.eu_fsf_remarks import take_remarks

# "imo" is of a ship or a company: the entry decides which.
CODES = {
    "passport": "passport",
    "id": "national-id",
    "regnumber": "registration",
    "fiscalcode": "tax",
    "other": "identification-number",
    "imo": IMO_COMPANY,
    "swiftbic": "bic",
    "ssn": "ssn",
    "drivinglicence": "drivers-license",
    "travelcardid": "travel-document",
    "birthcert": "birth-certificate",
    "nationcert": "nationality-certificate",
    "tradelic": "trade-license",
    "electionid": "electoral-registry",
    "residentperm": "residency",
}
# A scheme by the acronym in the words, where it is the only one there.
_ACRONYM = re.compile(r"\b(INN|OGRN|PSRN|KPP|OKPO|SWIFT|LEI)\b")
_ACRONYMS = {
    "INN": "inn",
    "OGRN": "ogrn",
    "PSRN": "ogrn",  # primary state registration number, the EU's English for OGRN
    "KPP": "kpp",
    "OKPO": "okpo",
    "SWIFT": "bic",
    "LEI": "lei",
}
# A scheme by the words that the remark begins with.
_WORDS = re.compile(
    r"[ (\"]*(?:(?P<tax>(?:individual )?tax[ -]?(?:payer)?\b|TIN\b|VAT\b)"
    r"|(?P<ogrn>primary state registration number)"
    r"|(?P<imo>company number IMO)|(?P<passport>(?:\w+ )?passport (?:number|no)\b))",
    re.IGNORECASE,
)
_ODD_OR = re.compile(r"passport.{0,12} or ", re.IGNORECASE)
_LABEL = 35  # characters; longer remarks say more than what kind of number it is
_FLAGS = {
    "diplomatic": "diplomatic",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
    "knownExpired": "known to have expired",
}


def take_number(draft: Draft, row: Row, remarks: tuple[str, ...], cite: str) -> None:
    """One ``identification`` into the draft; its type code is one of ``CODES``."""
    code = row.maybe("identificationTypeCode")
    number = clean(row.maybe("number"))
    latin, issuer = clean(row.maybe("latinNumber")), clean(row.maybe("issuedBy"))
    iso, words = row.maybe("countryIso2Code"), row.maybe("countryDescription")
    row.ignore("identificationTypeDescription")  # the code's own words
    scheme = scheme_of(code, (*remarks, issuer), ship=draft.kind == "Vessel")
    flags = [said for name, said in _FLAGS.items() if row.maybe(name) == "true"]
    period = _validity(draft, row)
    if period.end_max is None and {_FLAGS["knownExpired"], _FLAGS["revokedByIssuer"]} & set(flags):
        period = replace(period, tense="former")
    known_false = _FLAGS["knownFalse"] in flags
    region, bearer = clean(row.maybe("region")), clean(row.maybe("nameOnDocument"))
    told = [
        *flags,
        f"issued by {issuer}" if issuer and not _is_label(issuer) else "",
        f"region {region}" if region else "",
        bearer if bearer.startswith("(") or not bearer else f"name on it {bearer}",
    ]
    prop = f"{scheme.replace('-', ' ')} information"
    if any(told):
        draft.fact(prop, f"{number or latin}: {'; '.join(filter(None, told))}", cite=cite)
    others = [remark for remark in remarks if not _is_label(remark)]
    take_remarks(draft, prop, others, about=number or latin, cite=cite)
    country = iso_country(iso, words)
    if known_false:  # no document of this person
        draft.fact("false document", f"{scheme.replace('-', ' ')} {number or latin}", cite=cite)
    else:
        draft.number(scheme, number, country=country, period=period, cite=cite)
        if latin != number:
            draft.number(scheme, latin, country=country, period=period, cite=cite)
    if not number and not latin:
        draft.problem("no-value", "expected an identification with a number", code)


def scheme_of(code: str, words: tuple[str, ...], *, ship: bool = False) -> str:
    """The scheme of a number by its type code and the words beside it, never by its digits."""
    said = " / ".join(filter(None, words))
    acronyms = {_ACRONYMS[word] for word in _ACRONYM.findall(said)}
    if len(acronyms) == 1:
        return acronyms.pop()
    if code == "imo":
        return IMO_SHIP if ship else IMO_COMPANY
    if code in ("regnumber", "fiscalcode", "other") and not acronyms and not _ODD_OR.search(said):
        for word in words:
            if match := _WORDS.match(word):
                found = match.lastgroup or ""
                return IMO_COMPANY if found == "imo" else found
    return CODES[code]


def _is_label(remark: str) -> bool:
    """Whether a remark does no more than name the scheme, which the number then has."""
    if len(remark) > _LABEL or any(c.isdigit() for c in remark):
        return False
    return bool(_WORDS.match(remark) or _ACRONYM.search(remark))


def _validity(draft: Draft, row: Row) -> Period:
    """When the document was valid: from its issue or first day on, until its last where known."""
    issued, first, last = (row.maybe(name) for name in ("issueDate", "validFrom", "validTo"))
    begin = first or issued
    try:
        if begin and last:
            return between(parse_span(begin), parse_span(last))
        if begin:
            return since(parse_span(begin))
        if last:
            end = parse_span(last)
            return Period(end_min=end[0], end_max=end[1])
    except BadValue as bad:
        stated = f"{begin} to {last}"
        draft.problem("bad-date", f"validity of a document: {bad}", stated)
        draft.fact("document validity", stated)
    return UNDATED
