"""What OFAC's formats share: the lists and how to tell them apart, and an entry being read.

An ``Entry`` takes the values of a row or an element as OFAC names them and gives back one record,
its listing, its links to names and its problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import (
    CURRENT,
    UNDATED,
    Edition,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Period,
    Problem,
    Record,
)
from hullmark.graph.text import country_code
from hullmark.loaders import ofac_labels as labels
from hullmark.loaders import ofac_numbers as numbers
from hullmark.loaders.base import Source, key

SDN, CONSOLIDATED = "SDN", "Consolidated"
KINDS = {
    "individual": "Person",
    "vessel": "Vessel",
    "aircraft": "Aircraft",
    "entity": "LegalEntity",  # OFAC does not say which kind of body
}
NAME_TYPES = {"aka": "alias", "fka": "former", "nka": "later"}
SAMPLE = 16  # entries; the lists are sorted by uid, and each begins with its oldest programmes
# Entries under these alone are not on the SDN list (its own NS-PLC and EO 13662 entries are young).
_NOT_BLOCKING = re.compile(r"NS-|UKRAINE-EO13662|CMIC-|CCMC-|FSE-|561-")
_TITLES = {SDN: "OFAC SDN list", CONSOLIDATED: "OFAC Consolidated (non-SDN) list"}
_URLS = {
    SDN: "https://sanctionslist.ofac.treas.gov/Home/SdnList",
    CONSOLIDATED: "https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
}
_ENTRY_URL = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="


def source(form: str) -> Source:
    """OFAC's lists as a source in one format; the counts are those of 2016 to 2026 with room."""
    return Source(
        id="ofac",
        title="OFAC sanctions lists",
        format=form,
        publisher="US Department of the Treasury, Office of Foreign Assets Control",
        licence="work of the US government, no copyright (17 USC 105)",
        url="https://sanctionslist.ofac.treas.gov/",
        expected={SDN: (5_000, 60_000), CONSOLIDATED: (200, 2_000)},
    )


def edition(list_name: str, published: date | None = None, entries: int | None = None) -> Edition:
    """The first item of a file of OFAC's."""
    return Edition(
        source="ofac",
        list=list_name,
        published=published,
        entries=entries,
        title=_TITLES[list_name],
        url=_URLS[list_name],
    )


def which_list(sample: Iterable[Sequence[str]]) -> str:
    """``SDN`` or ``Consolidated``, from the programmes of a file's first entries.

    Consolidated when most of them are under programmes that don't block alone; else SDN. No file
    names its list; an extract of a few sectoral entries (EO 13662) could be of either.
    """
    votes = [all(_NOT_BLOCKING.match(p) for p in programmes) for programmes in sample if programmes]
    return CONSOLIDATED if sum(votes) * 2 > len(votes) else SDN


def once(found: Iterable[Entry | Problem]) -> Iterator[Entry | Problem]:
    """Each entry as it comes; one whose uid was there before becomes a problem."""
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Entry) and one.uid in seen:
            message = "expected each uid once, found it again; the first entry was kept"
            yield Problem("double-entry", message, one.record, one.uid, one.place)
            continue
        if isinstance(one, Entry):
            seen.add(one.uid)
        yield one


class Entry:
    """One entry being read: what was found so far, and at the end its items."""

    def __init__(self, uid: str, kind: str, place: str) -> None:
        self.uid, self.kind, self.place = uid, kind, place
        self.programmes: tuple[str, ...] = ()
        self.names: list[Name] = []
        self.identifiers: list[Identifier] = []
        self.facts: list[Fact] = []
        self.targets: list[str] = []
        self.problems: list[Problem] = []

    @property
    def record(self) -> str:
        return f"ofac:{self.uid}"

    def named(self, text: str, kind: str = "primary") -> None:
        """A name; a type other than ``primary`` is one of ``NAME_TYPES`` or ``weak alias``."""
        self.names.append(Name(text, kind))

    def fact(self, prop: str, value: str, *, stated: str = "", period: Period = UNDATED) -> None:
        """A property; nothing happens when the value is empty."""
        if value:
            shown = "" if stated == value else stated
            self.facts.append(Fact(prop, value, shown, period))

    def country(self, prop: str, stated: str, period: Period = UNDATED) -> None:
        """A country as ISO code beside OFAC's words, or the words alone where they name none."""
        self.fact(prop, country_code(stated) or stated, stated=stated, period=period)

    def dated(self, prop: str, stated: str) -> None:
        """A date in ISO form beside OFAC's words: ``1951``, ``circa 1951``, ``1962 to 1964``."""
        try:
            value = numbers.iso(stated)
        except BadValue as bad:
            value = stated
            self.problem("bad-date", f"{prop}: {bad}", stated)
        self.fact(prop, value, stated=stated)

    def address(self, parts: Iterable[str], country: str) -> None:
        """An address on one line, ending in its country, and the country apart."""
        lines = [part for part in parts if part]
        if lines:
            self.fact("address", ", ".join([*lines, country] if country else lines))
        if country:
            self.country("country", country)

    def tons(self, prop: str, stated: str) -> None:
        """A tonnage as digits: the CSV files write ``56,068`` where the XML writes ``56068``."""
        self.fact(prop, stated.replace(",", ""), stated=stated)

    def ship(self, call_sign: str, kind: str, flag: str, owner: str) -> None:
        """What both formats say of a vessel beside its tonnages."""
        if call_sign:
            self._identified("call-sign", call_sign, "", CURRENT)
        self.fact("vessel type", kind)
        if flag:
            self.country("flag", flag, CURRENT)
        self.fact("owner as stated", owner)

    def numbered(
        self, label: str, value: str, country: str = "", issued: str = "", expires: str = ""
    ) -> None:
        """What OFAC files under an id type: an identifier, or a fact; nothing is left out."""
        if labels.is_identifier(label):
            if not country:
                value, country = numbers.ending_country(value)
            code = country_code(country) or country
            try:
                period = numbers.validity(issued, expires) or labels.PERIODS.get(label, UNDATED)
            except BadValue as bad:
                period = Period(text=numbers.said_validity(issued, expires))
                self.problem("bad-date", str(bad), period.text)
            self._identified(numbers.scheme(label, self.kind, value, code), value, code, period)
            return
        if label in labels.COUNTRIES:
            prop, period = labels.COUNTRIES[label]
            self.country(prop, value, period)
        elif labels.is_dated(label):
            self.dated(labels.DATES.get(label) or labels.words(label), value)
        else:
            self.fact(labels.FACTS.get(label) or labels.words(label), value)
        for word, extra in (("country", country), ("issued", issued), ("expires", expires)):
            self.fact(f"{labels.words(label)}: {word}", extra)
        if not labels.is_known(label):
            self.problem("new-label", f"the id type {label!r} is new; kept as a fact", value)

    def problem(self, code: str, message: str, value: str = "") -> None:
        """One thing of this entry that could not be taken as it stands."""
        self.problems.append(Problem(code, message, self.record, value[:200], self.place))

    def items(self, list_name: str) -> Iterator[Item]:
        """The record, its listing, its links to names, and what was wrong; nothing twice."""
        yield Record(
            id=self.record,
            kind=self.kind,
            names=tuple(dict.fromkeys(self.names)),
            identifiers=tuple(dict.fromkeys(self.identifiers)),
            facts=tuple(dict.fromkeys(self.facts)),
            url=_ENTRY_URL + self.uid,
            place=self.place,
        )
        yield Listing(
            id=f"{self.record}/{list_name}",
            record=self.record,
            authority="OFAC",
            list=list_name,
            programmes=self.programmes,
            reference=self.uid,
            place=self.place,
        )
        for name in dict.fromkeys(self.targets):
            yield Link(
                id="ofac-link:" + key(self.record, "linked to", name),
                subject=self.record,
                role="linked to",
                object_name=name,
                period=CURRENT,
                as_stated=f"Linked To: {name}",
                place=self.place,
            )
        yield from self.problems

    def _identified(self, kind: str, stated: str, country: str, period: Period) -> None:
        found = replace(identifier(kind, stated, country=country), period=period)
        self.identifiers.append(found)
        if why := numbers.failing(found):
            self.problem("bad-identifier", why, stated)
