"""One node of the Offshore Leaks as a record: entity, officer, intermediary or other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from hullmark.graph.dates import parse_span
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact, Name, Problem, Record
from hullmark.graph.spans import say_span
from hullmark.graph.text import clean, country_code
from hullmark.loaders.base import Row
from hullmark.loaders.icij_roles import is_nobody

# ICIJ does not say whether an officer or intermediary is a person or a body.
WHAT = {
    "entities": "offshore entity",
    "officers": "officer (person or company)",
    "intermediaries": "intermediary",
    "others": "other",
}
_FACTS = {
    "jurisdiction": "jurisdiction code of ICIJ",
    "company_type": "company type",
    "type": "type",
    "address": "address",
    "status": "status",
    "service_provider": "service provider",
    "sourceID": "leak",
    "valid_until": "current through",
    "note": "remark",
    "internal_id": "internal id",
}
_DATES = {
    "incorporation_date": "established",
    "inactivation_date": "inactivated",
    "struck_off_date": "struck off",
    "dorm_date": "dormant since",
    "closed_date": "closed",
}
PAGE = "https://offshoreleaks.icij.org/nodes/"


def node_id(stated: str) -> str:
    """The key of a node's record."""
    return f"icij:{stated}"


def node(fields: Row, kind: str, addresses: Iterable[Fact]) -> tuple[Record, list[Problem]]:
    """The record of a node, with the addresses that links give it; ``KeyError`` without an id."""
    number = fields.take("node_id")
    fields.record = node_id(number)
    problems: list[Problem] = []
    facts = [Fact("ICIJ node", WHAT[kind])]
    stated = clean(fields.maybe("name"))
    names = [Name(stated)] if stated else []
    original, former = clean(fields.maybe("original_name")), clean(fields.maybe("former_name"))
    if original and original != stated:
        names.append(Name(original, "alias" if stated else "primary"))
    if former:
        names.append(Name(former, "former"))
    description = ""
    if is_nobody(stated):
        description, names = f"nobody in particular: {stated}", []
        facts.append(Fact("name as stated", stated))
    elif not names:
        problems.append(_problem("no-name", "a node without a name", "", fields))
    for column, prop in _FACTS.items():
        if value := clean(fields.maybe(column)):
            facts.append(Fact(prop, value))
    if words := clean(fields.maybe("jurisdiction_description")):
        code = country_code(words)
        facts.append(Fact("jurisdiction", code or words, words if code else ""))
    facts += _countries(fields.maybe("countries"), fields.maybe("country_codes"))
    for column, prop in _DATES.items():
        if value := fields.maybe(column):
            try:
                facts.append(Fact(prop, say_span(*parse_span(value)), value))
            except BadValue as bad:
                problems.append(_problem("bad-date", f"{column}: {bad}", value, fields))
                facts.append(Fact(prop, value))
    numbers = [identifier("icij", number)]
    if ruc := clean(fields.maybe("ibcRUC")):
        numbers.append(identifier("ibc-ruc", ruc))
    problems += fields.leftovers()
    record = Record(
        fields.record,
        "LegalEntity",
        tuple(dict.fromkeys(names)),
        tuple(numbers),
        tuple(dict.fromkeys([*facts, *addresses])),
        description=description,
        url=f"{PAGE}{number}",
        place=fields.place,
    )
    return record, problems


def _countries(words: str, codes: str) -> list[Fact]:
    """One fact a country; names and codes stand in two columns, parted by semicolons."""
    names = [name.strip() for name in words.split(";") if name.strip()]
    alphas = [code.strip() for code in codes.split(";") if code.strip()]
    if len(names) == len(alphas):
        pairs = [(code, name) for code, name in zip(alphas, names, strict=True)]
    else:
        pairs = [(name, name) for name in names or alphas]
    found = []
    for code, name in pairs:
        value = _country(code, name)
        found.append(Fact("country", value, "" if value == name else name))
    return found


@lru_cache(maxsize=4096)
def _country(code: str, name: str) -> str:
    return country_code(code) or country_code(name) or name


def _problem(code: str, message: str, value: str, fields: Row) -> Problem:
    return Problem(code, message, fields.record, value[:200], fields.place)
