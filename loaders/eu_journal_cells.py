"""The cells of the Journal's tables: several values, numbers with their labels, dates in words."""

from __future__ import annotations

import csv
import re

from hullmark.graph.errors import BadValue
from hullmark.graph.spans import no_date, parse_span, say_span
from hullmark.graph.text import clean, country_code
from hullmark.loaders.eu_draft import Draft

_PLACEHOLDERS = frozenset({"", "-", "n/a", "n/d", "na", "none", "unknown", "does not exist"})
# Columns of numbers and the schemes they name; labels inside a cell name better ones.
NUMBERS = {
    "registrationNumber": "registration",
    "taxNumber": "tax",
    "idNumber": "identification-number",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "kppCode": "kpp",
    "okpoCode": "okpo",
    "leiCode": "lei",
    "swiftBic": "bic",
    "ticker": "ticker",
    "mmsi": "mmsi",
}
_LONGEST = 300  # characters; a longer value is prose, in which nothing is looked for
_LETTERS = frozenset({"bic", "ticker"})  # may be letters alone
_SCHEMES = {
    "inn": "inn",
    "инн": "inn",
    "ogrn": "ogrn",
    "kpp": "kpp",
    "okpo": "okpo",
    "lei": "lei",
    "uscc": "uscc",
    "unified social credit code": "uscc",
    "tin": "tax",
    "tax": "tax",
    "itin": "tax",
}
_WORD = re.compile(rf"\b({'|'.join(sorted(_SCHEMES, key=len, reverse=True))})\b", re.IGNORECASE)
# "INN: 7710137066", "(OGRN) 1027700…", "SRN/OGRN 1027…", "TIN (INN): 7710…", "Tax ID No 77…"
_BEFORE = re.compile(
    r"\(?(?P<label>(?:ИНН/taxpayer identification number|TIN \(INN\)|SRN/OGRN|INN|ИНН|OGRN|KPP|OKPO"
    r"|ITIN|TIN))\)?\s*[:–-]?\s*(?P<number>\d[\d ]{6,18}\d)(?![\d/])"
)
# "7710137066 (Tax ID/INN)", "614… (Russia)"
_BEHIND = re.compile(r"(?P<number>[^\s(),;][^(),;]{0,60}?)\s?\((?P<label>[^()]{1,100})\)")
_ISSUED = re.compile(r"\s+on \d{1,2}\.\d{1,2}\.\d{4}$")
_LIST = re.compile(r"\d{8,}(?:\s*,\s*\d{8,})+")
_PASSPORT = re.compile(
    r"(?:.{0,60}?\bpassport\b(?: of the [\w ]{3,40}?)?(?: (?:no\.?|number:?))?:? )?(?:series )?"
    r"(?P<number>[^(,]{0,40}?\d[^(,]{0,40}?)(?=\s?(?:[(,]|expire|issued|valid|on \d|$))",
    re.IGNORECASE,
)
_LED = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4}) (?!.*\d{4})(?!or\b|to\b)\D")
_OR = re.compile(r"\s*\(?\s*\bor\b\s*|\s*,\s*|\s+/\s+")
_BLANK = re.compile(r"(?<=\d)\. (?=\d)")  # "7.8. 1978"
_YEARS = re.compile(r"(\d{4})\s?[-–]\s?(\d{4})")


def values(cell: str) -> list[str]:
    """The values of a cell: they stand between semicolons, in quotes where they hold one."""
    cell = clean(cell)
    if ";" not in cell and '"' not in cell:
        found = [cell]
    else:
        try:
            found = next(csv.reader([cell], delimiter=";", skipinitialspace=True), [])
        except csv.Error:
            found = [cell]
    stripped = dict.fromkeys(value.strip() for value in found)
    return [value for value in stripped if value.lower() not in _PLACEHOLDERS]


def take_numbers(draft: Draft, scheme: str, cell: str) -> None:
    """The numbers of a cell into the draft, each under the scheme that its label or column names.

    ``1027…, KPP 7729…`` has two. Words that are no label of a scheme stay beside the number.
    """
    for value in values(cell):
        if len(value) > _LONGEST:
            draft.fact(scheme.replace("-", " "), value)
            continue
        found = 0
        for match in _BEFORE.finditer(value):
            draft.number(_scheme(match["label"], scheme), match["number"], whole=value)
            found += 1
        rest = _BEFORE.sub(" ", value)
        for match in _BEHIND.finditer(rest):
            if not _has_digit(match["number"]):
                continue
            label, country = match["label"], ""
            # "(ID)" and "(BRN)" are kinds of numbers, not Indonesia and Brunei.
            if len(label) > 3 and not _WORD.search(label):
                country = country_code(label)
            draft.number(_scheme(label, scheme), match["number"], whole=value, country=country)
            found += 1
        rest = _ISSUED.sub("", _BEHIND.sub(" ", rest).strip(" ,.;:/–-"))
        if _has_digit(rest) or (rest and scheme in _LETTERS):
            for number in re.split(r"\s*,\s*", rest) if _LIST.fullmatch(rest) else [rest]:
                draft.number(scheme, number, whole=value)
        elif not found:
            draft.fact(scheme.replace("-", " "), value)


def take_passports(draft: Draft, cell: str) -> None:
    """The passports of a cell: the number alone, and the words around it as information."""
    for value in values(cell):
        match = _PASSPORT.match(value) if len(value) <= _LONGEST else None
        number = match["number"].strip(" .,:") if match else ""
        if not _has_digit(number):
            draft.fact("passport information", value)
            continue
        draft.number("passport", number, whole=value)
        if number != value.strip(" .,:"):
            draft.fact("passport information", value)


def take_dates(draft: Draft, prop: str, cell: str) -> None:
    """The dates of a cell in ISO form; words that are no date stay words, and a problem."""
    for value in values(cell):
        try:
            for date in _dates(value.rstrip(" .")):
                draft.fact(prop, date, stated=value)
        except BadValue as bad:
            draft.problem("bad-date", f"{prop}: {bad}", value)
            draft.fact(prop, value)


def _dates(text: str) -> list[str]:
    """``1954 or 1955`` is two dates, ``1967-1969`` one; ``BadValue`` when a part is none.

    Words behind a date that hold no other one (``12.6.2002 by Federal Law``) are left aside.
    """
    if len(text) > _LONGEST:
        raise no_date(text)
    text = _BLANK.sub(".", text)
    if match := _LED.match(text):
        text = match[1]
    if match := _YEARS.fullmatch(text):
        return [f"{say_span(*parse_span(match[1]))} to {say_span(*parse_span(match[2]))}"]
    try:
        return [say_span(*parse_span(text))]
    except BadValue:
        parts = [part.strip(" .)") for part in _OR.split(text)]
        if len(parts) < 2:
            raise
        return [say_span(*parse_span(part)) for part in parts]


def _scheme(label: str, column: str) -> str:
    """The scheme that a label names; the column's where it names none or several."""
    named = {_SCHEMES[word.lower()] for word in _WORD.findall(label)}
    if named == {"tax", "inn"}:  # "Tax ID/INN", "TIN (INN)"
        return "inn"
    return named.pop() if len(named) == 1 else column


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
