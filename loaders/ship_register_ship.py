"""One ship of a register: its rows as a record, its companies as links."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hullmark.graph.identifiers import IMO_SHIP, TITLES, identifier
from hullmark.graph.model import UNDATED, Item, Link, Name, Period, Problem
from hullmark.graph.text import clean
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.mapping import Mapping
from hullmark.loaders.mapping_columns import NAMES, Column, Company, pattern
from hullmark.loaders.ship_register_companies import UNKNOWN_NUMBERS, Companies
from hullmark.loaders.ship_register_turns import Held, in_turn
from hullmark.loaders.ship_register_words import (
    NOT_KNOWN,
    blank,
    country,
    not_known,
    odd_letters,
    safe_period,
)
from hullmark.loaders.table import TableRow

_COUNTRIES = ("flag", "former flag", "country")
_LONGEST_KEY = 80
_LONGEST_CELL = 2_000  # characters of a cell with companies; a longer one is prose


def ship_key(row: TableRow, mapping: Mapping) -> str:
    """What the register calls the ship of a row: its key, else its IMO number; ``""`` for none."""
    for field in ("key", IMO_SHIP):
        for column in mapping.columns:
            if column.field == field:
                found = clean(row.cells.get(column.name, ""))
                if not blank(found) and found not in mapping.faults:
                    found = identifier(IMO_SHIP, found).value if field == IMO_SHIP else found
                    return "-".join(found.split())[:_LONGEST_KEY]
    return ""


class Ship:
    """The rows of one ship, read into a record, links to companies, and problems."""

    def __init__(
        self, ship: str, rows: list[TableRow], mapping: Mapping, companies: Companies
    ) -> None:
        self.mapping, self.companies, self.rows = mapping, companies, rows
        self.draft = Draft(f"{mapping.id}:{ship}", rows[0].place)
        self.draft.kind = "Vessel"
        self.held: list[Held] = []
        self._numbers = self._numbered()

    def items(self) -> Iterator[Item]:
        """The ship's record, its links, its problems."""
        for row in self.rows:
            for name, why in row.faults:
                self._problem(row, "unread-cell", f"the cell under {name!r} {why}", name)
            for column in self.mapping.columns:
                self._property(row, column)
            for company in self.mapping.companies:
                self._company(row, company)
        if not self.draft.names and not self.draft.identifiers:
            self.draft.problem("no-name", "neither a name nor a number of the ship; kept as it is")
        links = dict[str, Link]()
        for held in in_turn(self.held):
            if held.by:
                link = held.link(self.draft.record)
                links.setdefault(link.id, link)
            else:
                self.draft.fact(held.role, NOT_KNOWN, stated=held.name, period=held.period)
        yield self.draft.made()
        yield from links.values()
        yield from self.draft.problems

    def _problem(self, row: TableRow, code: str, message: str, value: str) -> None:
        found = Problem(code, message, self.draft.record, value[:200], row.place)
        if not any((one.code, one.value) == (code, found.value) for one in self.draft.problems):
            self.draft.problems.append(found)

    def _cell(self, row: TableRow, name: str) -> str:
        """The cell of a column, ``""`` when blank; a fault of the export is reported, not taken."""
        found = clean(row.cells.get(name, "")) if name else ""
        if found in self.mapping.faults:
            message = f"the cell under {name!r} holds a label of the page it was copied from"
            self._problem(row, "scrape-fault", f"{message}; it was not taken", found)
            return ""
        return "" if blank(found) else found

    def _values(self, row: TableRow, column: Column | Company) -> list[str]:
        cell = self._cell(row, column.name)
        parts = cell.split(column.split) if column.split else [cell]
        return [part for raw in parts if not blank(part := raw.strip())]

    def _period(self, row: TableRow, column: Column | Company, date: str = "") -> Period:
        stated, until = date or self._cell(row, column.date), self._cell(row, column.until)
        period, wrong = safe_period(
            stated, column.means, column.state, day_first=self.mapping.day_first, until=until
        )
        if wrong:
            message = f"{column.name}: {wrong} The words were kept, no date was read."
            self._problem(row, "bad-date", message, stated or until)
        return period

    def _property(self, row: TableRow, column: Column) -> None:
        for value in self._values(row, column):
            if column.field == "key":
                continue
            if column.letters and (odd := odd_letters(value)):
                self._problem(row, "odd-letters", odd, value)
            period = self._period(row, column)
            if column.field in NAMES:
                self._name(value, NAMES[column.field], period)
            elif column.field in TITLES:
                self.draft.number(column.field, value, period=_news(period))
            elif not_known(value, self.mapping.unknown):
                self.draft.fact(column.field, NOT_KNOWN, stated=value, period=period)
            elif column.field in _COUNTRIES:
                self._country(row, self.draft, column.field, value, period)
            else:
                self.draft.fact(column.field, value, period=period)

    def _name(self, text: str, kind: str, period: Period) -> None:
        if text not in self.draft.names and not not_known(text, self.mapping.unknown):
            self.draft.names[text] = Name(text, kind, _news(period))

    def _country(self, row: TableRow, draft: Draft, prop: str, stated: str, period: Period) -> None:
        code, claimed = country(stated)
        draft.fact(prop, code or claimed, stated=stated, period=period)
        if not code and claimed == stated:
            message = f"{prop}: no country of that name is known; the words were kept"
            self._problem(row, "unknown-country", message, stated)

    def _numbered(self) -> dict[str, set[tuple[str, str]]]:
        """The sound numbers under which each name stands in these rows."""
        found: dict[str, set[tuple[str, str]]] = {}
        for row in self.rows:
            for company in self.mapping.companies:
                for name, number, _, _ in self._parts(row, company):
                    known = identifier(company.scheme, number) if number else None
                    if known is not None and known.valid is not False:
                        found.setdefault(_folded(name), set()).add((company.scheme, known.value))
        return found

    def _parts(self, row: TableRow, company: Company) -> Iterator[tuple[str, str, str, str]]:
        """Name, number, country and date of each company in a cell, by the cell or its row."""
        beside = (company.number, company.country)
        number, home = (clean(row.cells.get(name, "")) if name else "" for name in beside)
        number, home = ("" if blank(one) else one for one in (number, home))
        for value in self._values(row, company):
            yield self._taken_apart(row, company, value, number, home)

    def _taken_apart(
        self, row: TableRow, company: Company, value: str, number: str, home: str
    ) -> tuple[str, str, str, str]:
        if not company.cell:
            return value, number, home, ""
        match = None
        if len(value) <= _LONGEST_CELL:
            match = pattern(company.cell).fullmatch(value)
        if match is None:
            if not not_known(value, self.mapping.unknown):
                message = f"expected {company.cell!r} under {company.name!r}; taken as a name alone"
                self._problem(row, "odd-cell", message, value)
            return value, number, home, ""
        found = {
            word: "" if blank(part) else part.strip() for word, part in match.groupdict().items()
        }
        return (
            found["name"],
            found.get("number") or number,
            found.get("country") or home,
            found.get("date", ""),
        )

    def _role(self, row: TableRow, company: Company) -> tuple[str, str]:
        """The role, and the register's own word for it; ``""`` where it is not to be read."""
        if not company.role_column:
            return company.role, company.name
        stated = self._cell(row, company.role_column)
        roles = dict(company.roles)
        if stated not in roles and row.cells.get(company.name, "").strip():
            message = (
                f"expected one of the roles {', '.join(roles)} under {company.role_column!r}; "
                "what the row says of a company was not read"
            )
            self._problem(row, "unknown-role", message, stated)
        return roles.get(stated, ""), stated

    def _company(self, row: TableRow, company: Company) -> None:
        role, stated = self._role(row, company)
        if not role:
            return
        for name, number, home, date in self._parts(row, company):
            held = Held(role, name, stated, row.place, company.one_at_a_time)
            held = replace(held, period=self._period(row, company, date))
            if not not_known(name, self.mapping.unknown) and number not in UNKNOWN_NUMBERS:
                if company.letters and (odd := odd_letters(name)):
                    self._problem(row, "odd-letters", odd, name)
                held = replace(held, by=self._firm(row, company, name, number, home))
            self.held.append(held)

    def _firm(self, row: TableRow, company: Company, name: str, number: str, home: str) -> str:
        """The record of a company; without a number it is the one of that name at this ship."""
        scheme, same = company.scheme, self._numbers.get(_folded(name), set())
        if not number and len(same) == 1:
            ((scheme, number),) = same
        draft = self.companies.named(
            name, self.draft.record, row.place, scheme=scheme, number=number
        )
        if home and not not_known(home, self.mapping.unknown):
            self._country(row, draft, "country", home, Period())
        if address := self._cell(row, company.address):
            draft.fact("address", address)
        return draft.record


def _news(period: Period) -> Period:
    """The period of a name or number: only its dates are news, not that it is of this table."""
    return period if period.text else UNDATED


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
