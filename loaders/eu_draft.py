"""A record of an EU list being read: what its columns or elements gave so far, then the record."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from hullmark.graph.identifiers import identifier, title
from hullmark.graph.model import UNDATED, Fact, Identifier, Name, Period, Problem, Record
from hullmark.graph.text import country_code, country_name
from hullmark.loaders.base import Row
from hullmark.loaders.ofac_numbers import failing

_WEAKER = {"inn": "tax", "ogrn": "registration"}
_OLD_CODES = {"yu": "yucs"}  # the EU's codes of countries that are no more, as rigour has them
_UNKNOWN_COUNTRY = "00"  # the EU's code where a form asks for a country and none is known


class Draft:
    """One record under way, with the problems met on the way; nothing in it is kept twice."""

    def __init__(self, record: str, place: str, shared: Set[str] = frozenset()) -> None:
        self.record, self.place = record, place
        self.shared = shared  # numbers that several entries of the list claim
        self.kind = "LegalEntity"
        self.names: dict[str, Name] = {}
        self.identifiers: dict[Identifier, None] = {}
        self.facts: dict[tuple[str, str, Period], Fact] = {}
        self.problems: list[Problem] = []

    def named(self, text: str, kind: str = "primary", lang: str = "", cite: str = "") -> None:
        """A name; the same spelling again adds nothing."""
        if text and text not in self.names:
            self.names[text] = Name(text, kind, lang=lang, cite=cite)

    def fact(
        self,
        prop: str,
        value: str,
        *,
        stated: str = "",
        period: Period = UNDATED,
        cite: str = "",
    ) -> None:
        """A property; nothing happens when the value is empty."""
        if value and (prop, value, period) not in self.facts:
            shown = "" if stated == value else stated
            self.facts[prop, value, period] = Fact(prop, value, shown, period, cite)

    def country(
        self, prop: str, stated: str, iso: str = "", *, period: Period = UNDATED, cite: str = ""
    ) -> None:
        """A country as ISO code beside the list's words, or the words where they name none."""
        if stated and iso != _UNKNOWN_COUNTRY:
            code = iso_country(iso, stated)
            self.fact(prop, code or stated, stated=stated, period=period, cite=cite)

    def number(
        self,
        scheme: str,
        number: str,
        *,
        whole: str = "",
        country: str = "",
        period: Period = UNDATED,
        cite: str = "",
    ) -> None:
        """A number under the scheme that the list names; ``whole`` is the cell it stands in.

        One that another entry claims too is kept under a scheme by which nothing is joined: it
        would make one firm of two.
        """
        if not number:
            return
        found = identifier(scheme, number, country=country, cite=cite)
        if scheme in _WEAKER and found.value in self.shared:
            message = f"expected the {title(scheme)} of one entry, found it at another one too"
            self.problem("shared-number", f"{message}; kept, and joins nothing", whole or number)
            found = identifier(_WEAKER[scheme], number, country=country, cite=cite)
        stated = found.stated
        if whole and whole not in (number, found.value):
            stated = whole
        self.identifiers[replace(found, stated=stated, period=period)] = None
        if why := failing(found):
            self.problem("bad-identifier", why, whole or number)

    def problem(self, code: str, message: str, value: str = "") -> None:
        """One thing of this entry that could not be taken as it stands."""
        self.problems.append(Problem(code, message, self.record, value[:200], self.place))

    def leftovers(self, row: Row) -> None:
        """What nobody took out of a row becomes problems of the entry."""
        self.problems.extend(row.leftovers())

    def made(self) -> Record:
        """The record as it was read."""
        return Record(
            id=self.record,
            kind=self.kind,
            names=tuple(self.names.values()),
            identifiers=tuple(self.identifiers),
            facts=tuple(self.facts.values()),
            place=self.place,
        )


def iso_country(code: str, words: str) -> str:
    """The ISO code in lower case of the EU's country code and words, ``""`` for unknown.

    The code is looked up first: for words rigour builds an index, which takes two seconds.
    """
    if code == _UNKNOWN_COUNTRY:
        return ""
    lower = _OLD_CODES.get(code.lower(), code.lower())
    return lower if country_name(lower) != lower else country_code(words)
