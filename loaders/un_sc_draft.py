"""One entry of the UN list while it is put together, and the codes that the list uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import UNDATED, Fact, Identifier, Name, Period, Problem
from hullmark.graph.text import country_code

LIST = "UN Security Council Consolidated List"
_OFFSET = re.compile(r"(?<=\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$", re.ASCII)


class Draft:
    """The names, numbers, facts and problems of one entry, in the file's order."""

    def __init__(self, record: str, place: str, path: Path) -> None:
        self.record, self.place, self.path = record, place, path
        self.names: list[Name] = []
        self.numbers: list[Identifier] = []
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []

    def fact(self, prop: str, value: str, stated: str = "", period: Period = UNDATED) -> None:
        """Note a property, unless it is blank."""
        if value:
            self.facts.append(Fact(prop, value, "" if stated == value else stated, period))

    def country(self, prop: str, stated: str, period: Period = UNDATED) -> None:
        """Note a country by its ISO code, or in the list's words where they name none."""
        self.fact(prop, country_code(stated) or stated, stated, period)

    def problem(self, code: str, message: str, value: str = "") -> None:
        """Note what could not be taken as it stands."""
        self.problems.append(Problem(code, message, self.record, value[:200], self.place))

    def code(self, table: Mapping[str, str], field: str, stated: str) -> str:
        """What a code of the list means; ``SourceChanged`` names one that is new."""
        try:
            return table[stated.lower()]
        except KeyError:
            known = ", ".join(repr(code) for code in table if code)
            raise SourceChanged(
                f"{self.path}: {self.place}: expected {field} to be one of {known}, found "
                f"{stated[:100]!r}; hullmark needs to learn what that is."
            ) from None


def day_of(stated: str) -> str:
    """A day of XML Schema without its time zone: ``2015-07-01-04:00`` is 2015-07-01."""
    return _OFFSET.sub("", stated)
