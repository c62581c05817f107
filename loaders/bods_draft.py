"""One party of BODS while its statement is read: names, numbers, facts, and periods."""

from __future__ import annotations

from hullmark.graph.dates import between, since
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Fact, Identifier, Name, Period, Record
from hullmark.graph.spans import say_span
from hullmark.loaders.bods_object import Object, Report, country


class Draft:
    """A record under way: names, numbers and facts in the order of the statement."""

    def __init__(self, record: str, kind: str, report: Report) -> None:
        self.record, self.kind, self.report = record, kind, report
        self.names: list[Name] = []
        self.numbers: list[Identifier] = []
        self.facts: list[Fact] = []
        self.description = self.url = ""

    def fact(self, prop: str, value: str, stated: str = "", period: Period = UNDATED) -> None:
        """Note a property, unless it is blank."""
        if value:
            self.facts.append(Fact(prop, value, "" if stated == value else stated, period))

    def date(self, prop: str, fields: Object, name: str, *, partial: bool = False) -> None:
        """Note a date as far as it is known."""
        if span := fields.day(name, partial=partial):
            self.fact(prop, say_span(*span))

    def country(self, prop: str, place: Object | None) -> None:
        """Note a country or jurisdiction by its code, or in the statement's words."""
        code, words = country(place)
        self.fact(prop, code or words, words)

    def made(self) -> Record:
        """The record as it was read, nothing in it twice."""
        return Record(
            self.record,
            self.kind,
            tuple(dict.fromkeys(self.names)),
            tuple(dict.fromkeys(self.numbers)),
            tuple(dict.fromkeys(self.facts)),
            description=self.description,
            url=self.url,
            place=self.report.place,
        )


def period_of(fields: Object, report: Report) -> Period:
    """The period between ``startDate`` and ``endDate``."""
    begin, end = fields.day("startDate"), fields.day("endDate")
    if begin and end:
        try:
            return between(begin, end)
        except BadValue as bad:
            report("bad-date", str(bad))
            return UNDATED
    if begin:
        return since(begin)
    return Period(end_min=end[0], end_max=end[1]) if end else UNDATED
