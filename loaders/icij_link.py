"""One relationship of the Offshore Leaks: a link for each role its words state, or an address."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hullmark.graph.dates import between, parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Link, Period, Problem
from hullmark.graph.spans import Span
from hullmark.graph.text import clean
from hullmark.loaders.base import Row, key
from hullmark.loaders.icij_node import node_id
from hullmark.loaders.icij_roles import UNKNOWN, Meaning, tense_of


def links(fields: Row, said: Meaning, start: str, end: str) -> Iterator[Link | Problem]:
    """The links of a row that is neither of an address nor of likeness; no share is ever stated.

    Words that no table has make the weakest link, ``linked to``.
    """
    words = clean(fields.maybe("link")) or clean(fields.maybe("rel_type"))
    kind, status = clean(fields.maybe("rel_type")), clean(fields.maybe("status"))
    source = clean(fields.maybe("sourceID"))
    problems: list[Problem] = []
    begins, ends = clean(fields.maybe("start_date")), clean(fields.maybe("end_date"))
    period = _period(fields, begins, ends, problems)
    tense = tense_of(status) or said.tense
    if tense and not (tense == "current" and period.end_max):
        period = replace(period, tense=tense)
    told = [words, f"status {status}" if status else "", source]
    for role in said.roles or (UNKNOWN,):
        yield Link(
            id=f"icij:{key(start, end, kind, words, role, begins, ends, source)}",
            subject=node_id(start),
            role=role,
            object=node_id(end),
            period=period,
            as_stated="; ".join(filter(None, told)),
            place=fields.place,
        )
    fields.ignore("valid_until", "")
    problems += fields.leftovers()
    yield from problems


def _period(fields: Row, begins: str, ends: str, problems: list[Problem]) -> Period:
    begin, end = _span(fields, begins, problems), _span(fields, ends, problems)
    try:
        if begin and end:
            return between(begin, end)
    except BadValue as bad:
        problems.append(_problem(fields, str(bad), f"{begins} to {ends}"))
        return UNDATED
    if begin:
        return since(begin)
    return Period(end_min=end[0], end_max=end[1]) if end else UNDATED


def _span(fields: Row, stated: str, problems: list[Problem]) -> Span | None:
    try:
        return parse_span(stated) if stated else None
    except BadValue as bad:
        problems.append(_problem(fields, str(bad), stated))
        return None


def _problem(fields: Row, message: str, value: str) -> Problem:
    return Problem("bad-date", message, fields.record, value[:200], fields.place)
