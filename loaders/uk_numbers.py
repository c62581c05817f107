"""Numbers in the words of the UK's lists: ``OGRN: 1027… TIN: 7840…``, ``D00001184 (CAR passport)``.

A number gets the scheme that the words beside it name, never one that its digits suggest. A cell is
taken apart only where all of it is understood; else it stays one registration number as it stands.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from hullmark.graph.identifiers import GB_COH, INN, LEI, OGRN, identifier
from hullmark.graph.model import Identifier
from hullmark.graph.text import country_code

_LONGEST = 500  # characters of a cell that is looked through; the longest real one has 330
# Longer labels first: "Registration Number/OGRN" names the OGRN and no other register's number.
_SCHEMES: tuple[tuple[str, str], ...] = (
    (r"UK (?:registered )?company (?:no|number)", GB_COH),
    (r"(?:Registration Number|BIN)/OGRN|OGRN", OGRN),
    (
        r"Tax (?:Identification Number|ID Number)(?::? |/)INN|INN/TIN|TIN \(INN\)|\(УНН/ИНН\)"
        r"|INN(?: number)?|ИНН",
        INN,
    ),
    (r"KPP", "kpp"),
    (r"Legal Entity (?:Identifier|Number)", LEI),
    (r"USCC|Unified Social Credit Code", "uscc"),
    (r"SWIFT/BIC", "bic"),
    (r"BIK(?: \(RU\))?", "bik"),
    (r"Government Gazette Number", "gazette"),
    (
        r"TIN \(Tax ?payer Identification Number\)|TIN(?: number)?|VAT Tax Number"
        r"|Tax (?:Identification Number|ID(?: ?No| Number)?|number)"
        r"|Taxpayer (?:(?:National )?Identification Number|ID)|National Tax Numbers?",
        "tax",
    ),
    (r"Trade License No", "trade-license"),
    (
        r"SRN \(State registration number\)|SRN|(?:State )?Registration Number|Registration ID"
        r"|(?:Business|Company|company) (?:Registration|registration) (?:Number|number)"
        r"|Business Identification Number|Registered company number|Incorporation number"
        r"|(?:Trade|Commercial) [Rr]egister [Nn]umber|(?:CR|BR) (?:No|Number)|CRN?|BRN?|BIN|UEN ID",
        "registration",
    ),
)
_COUNTRIES = {
    "russia": "ru",
    "russian": "ru",
    "kazakhstan": "kz",
    "belarusian": "by",
    "china": "cn",
    "hong kong": "hk",
    "pakistan": "pk",
}
_LABEL = re.compile(
    rf"(?:\b(?P<of>{'|'.join(_COUNTRIES)}) )?(?<![^\W_])(?:"
    + "|".join(f"(?P<l{n}>{words})" for n, (words, _) in enumerate(_SCHEMES))
    + r")(?![^\W_])(?:[\s:.–—-]|\((?=\d\)))*(?:\d\) ?)?",
    re.IGNORECASE,
)
_NUMBER = r"(?:[A-Z]{1,6}[ -]?)?\d(?:[ ./-]?[A-Z\d]){3,24}"
_VALUE = re.compile(
    rf"(?P<number>{_NUMBER})(?: ?\((?P<country>[A-Za-z ]{{2,30}})\))?"
    r"(?: dated [\d/]{8,10})?[\s.,;/]*",
    re.ASCII,
)
_BIC = re.compile(r"(?P<number>[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?)(?P<country>)[\s.,;/]*", re.ASCII)
_BEHIND = re.compile(rf"(?P<number>{_NUMBER}) ?- ?(?P<label>[A-Za-z ]{{3,20}})", re.ASCII)
_QUOTES = "\"' \t;,"
_SENTENCE = re.compile(r"(?:(?<=[.;])|(?<=\)))\s+")
# Numbers of papers, where a sentence or a cell begins with them or with the word alone.
_TOKEN = r"(?!SSN)(?:[A-Z]{1,4}[ -]?)?\d(?:[ /-]?[A-Z\d]){4,17}"
_PASSPORT = re.compile(
    r"(?:(?:[A-Z]\w+ ){0,3}(?i:diplomatic )?(?i:passport)(?i: ?(?:no|number)\b)?[.:\s]*)?"
    rf"(?P<number>{_TOKEN})(?![\w/])(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_CARD = re.compile(rf"(?P<number>{_TOKEN})(?![\w/])(?P<rest>.*)", re.ASCII | re.DOTALL)
_ELSE = re.compile(
    r"\b(?:fals\w+|fake\w*|fraud\w*|counterfeit\w*|forged|stolen|lost|or|unconfirmed)\b"
    r"|\bunder (?:the )?name\b|\bpassport n.*\bpassport n",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(r"[\s.,;]*$|[\s.,;]*(?:\(|-|issued|expire|valid|place of issue|date of)", re.I)
_PASSPORTS = re.compile(r"Passport no\.?:? ?", re.IGNORECASE)
_DASHES = re.compile(r"[\s–-]+")
_LETTERED = re.compile(r"\([a-z]\) ?")


def registrations(cell: str) -> list[Identifier]:
    """The numbers of a cell of business registration numbers, each under the scheme it names."""
    plain = cell.strip(_QUOTES)
    found = _labelled(plain) if len(plain) <= _LONGEST else None
    if found is None:
        return [identifier("registration", cell)] if cell else []
    return [one if one.value == cell else replace(one, stated=cell) for one in found]


def in_sentences(text: str) -> list[Identifier]:
    """The numbers of the entry itself that free text states, each in a sentence of its own.

    ``UK registered company no 02142819.`` is one; a number within a sentence may be another's.
    """
    found: list[Identifier] = []
    for sentence in _SENTENCE.split(text):
        if len(sentence) > _LONGEST:
            continue
        if opening := _PASSPORTS.match(sentence):
            found += _passports(sentence, opening.end())
        elif _LABEL.match(sentence):
            numbers = _labelled(sentence) or _labelled(sentence.split(" Website")[0]) or ()
            found += (one if one.stated else replace(one, stated=sentence) for one in numbers)
    return found


def paper(scheme: str, words: str) -> Identifier | None:
    """The passport or identity card whose number a cell of words begins with, if it is its own."""
    form = _PASSPORT if scheme == "passport" else _CARD
    match = form.match(words) if len(words) <= _LONGEST else None
    if match is None or _ELSE.search(words) or not _REST.match(match["rest"]):
        return None
    if scheme != "passport" and "passport" in words.lower():
        return None
    return _as_stated(scheme, match["number"], words)


def named_scheme(scheme: str, words: str) -> str:
    """The scheme of a number described in a cell of its own: ``INN``, ``Russian – TIN Number``."""
    match = _LABEL.fullmatch(_DASHES.sub(" ", words).strip())
    return _scheme(match, _of(match)) if match else scheme


def _labelled(text: str) -> list[Identifier] | None:
    """The numbers of a text of numbers and their labels; ``None`` where there is more in it."""
    if behind := _BEHIND.fullmatch(text):
        label = _LABEL.fullmatch(behind["label"])
        return [identifier(_scheme(label, _of(label)), behind["number"])] if label else None
    labels = list(_LABEL.finditer(text))
    if not labels:
        return None
    found: list[Identifier] = []
    if before := text[: labels[0].start()].strip():
        value = _VALUE.fullmatch(before)
        if value is None:
            return None
        country = country_code(value["country"] or "")
        found.append(identifier("registration", value["number"], country=country))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        form = _BIC if _scheme(label, "") == "bic" else _VALUE
        value = form.fullmatch(text[label.end() : end].strip(_QUOTES))
        if value is None:
            return None
        country = _of(label) or country_code(value["country"] or "")
        found.append(identifier(_scheme(label, country), value["number"], country=country))
    return found


def _of(label: re.Match[str]) -> str:
    """The country before a label: ``Russia INN``."""
    return _COUNTRIES.get((label["of"] or "").lower(), "")


def _scheme(label: re.Match[str], country: str) -> str:
    """The scheme that a label names; Russia's tax number is the INN, its gazette's the OKPO."""
    scheme = next(scheme for n, (_, scheme) in enumerate(_SCHEMES) if label[f"l{n}"] is not None)
    if scheme == "tax":
        return INN if country == "ru" else "tax"
    if scheme == "gazette":
        return "okpo" if country == "ru" else "registration"
    return "tax" if scheme == INN and country not in ("", "ru") else scheme


def _passports(sentence: str, begin: int) -> list[Identifier]:
    parts = [part for part in _LETTERED.split(sentence[begin:]) if part.strip()]
    made = [paper("passport", part.strip(" ,;.")) for part in parts]
    return [replace(one, stated=sentence) for one in made if one is not None]


def _as_stated(scheme: str, number: str, words: str) -> Identifier:
    made = identifier(scheme, number)
    return made if made.value == words else replace(made, stated=words)
