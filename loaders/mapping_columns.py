"""One column of a mapping file: a property of the ship, or a company in a role to it."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from hullmark.graph.identifiers import IMO_COMPANY, TITLES
from hullmark.graph.schema import schema
from hullmark.loaders.casefile_entry import Entry
from hullmark.loaders.casefile_yaml import Fields, Text

NAMES = {"name": "primary", "alias": "alias", "former name": "former", "later name": "later"}
FACTS = (
    "flag",
    "former flag",
    "home port",
    "vessel type",
    "built",
    "gross tonnage",
    "deadweight",
    "status",
    "class society",
    "remark",
)
FIELDS = ("key", *NAMES, *TITLES, *FACTS)
MEANINGS = ("began", "held", "ended", "as written")
STATES = ("current", "former", "not said")
PARTS = ("name", "number", "country", "date")
_PART = re.compile(rf"\b({'|'.join(PARTS)})\b")
_LONGEST_PATTERN = 80


class Column(Struct, frozen=True):
    """A column that says something of the ship: ``field`` is one of ``FIELDS`` or a fact's name."""

    name: str
    field: str
    optional: bool = False
    split: str = ""
    date: str = ""
    until: str = ""
    means: str = "began"
    state: str = "current"
    letters: str = ""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The column and those that stand beside it."""
        return tuple(name for name in (self.name, self.date, self.until) if name)


class Company(Struct, frozen=True):
    """A column with companies in a role; the other names are of columns that stand beside it."""

    name: str
    role: str = ""
    role_column: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    split: str = ""
    cell: str = ""
    number: str = ""
    scheme: str = IMO_COMPANY
    country: str = ""
    address: str = ""
    date: str = ""
    until: str = ""
    means: str = "began"
    state: str = "current"
    one_at_a_time: bool = False
    letters: str = ""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The column and those that stand beside it."""
        beside = (self.role_column, self.number, self.country, self.address, self.date, self.until)
        return tuple(name for name in (self.name, *beside) if name)


def column(entry: Entry, name: str) -> tuple[Column | Company, ...]:
    """What a column means; nothing for an unnamed one. Raises ``CaseFileError`` with its line."""
    if not name:
        raise entry.wrong("a column has no name; take it out.")
    means = entry.one_of("means", MEANINGS, MEANINGS[0])
    state = entry.one_of("state", STATES, STATES[0])
    optional, split, date = entry.flag("optional"), _split(entry), entry.maybe("date")
    until, letters = entry.maybe("until"), entry.one_of("letters", ("Latin",))
    field, fact = entry.maybe("field"), entry.maybe("fact")
    role, role_column = entry.maybe("role"), entry.maybe("role_column")
    said = [key for key in ("field", "fact", "role", "role_column") if entry.maybe(key)]
    if len(said) != 1:
        found = f"{' and '.join(said)}" if said else "none of them"
        raise entry.wrong(
            f"{entry.what} expects one of 'field', 'fact', 'role' or 'role_column', found {found}."
        )
    if field or fact:
        if field:
            entry.choose("field", FIELDS)
        if len(fact) > 60:
            raise entry.wrong(f"'fact' expects a short name, found {fact[:60]!r}….", "fact")
        entry.close()
        return (Column(name, field or fact, optional, split, date, until, means, state, letters),)
    if role:
        entry.choose("role", tuple(schema().roles))
    company = Company(
        name=name,
        role=role,
        role_column=role_column,
        roles=_roles(entry) if role_column else (),
        optional=optional,
        split=split,
        cell=_cell(entry),
        number=entry.maybe("number"),
        scheme=entry.one_of("scheme", tuple(TITLES), IMO_COMPANY),
        country=entry.maybe("country"),
        address=entry.maybe("address"),
        date=date,
        until=until,
        means=means,
        state=state,
        one_at_a_time=entry.flag("one_at_a_time"),
        letters=letters,
    )
    entry.close()
    return (company,)


def _split(entry: Entry) -> str:
    """The sign between several values of a cell, with its blanks."""
    node = entry.node("split")
    if node is not None and not isinstance(node, Text):
        raise entry.wrong("'split' expects the sign between two values, such as ' / '.", "split")
    return node.value if node is not None else ""


def _roles(entry: Entry) -> tuple[tuple[str, str], ...]:
    node = entry.node("roles")
    if not isinstance(node, Fields) or not node.nodes:
        raise entry.wrong(
            f"{entry.what} has a 'role_column' and no 'roles'; say which word is which role.",
            "role_column",
        )
    words = Entry(node, entry.path, "'roles'")
    allowed = ("not read", *schema().roles)
    return tuple((" ".join(word.split()), _role(words, word, allowed)) for word in node.nodes)


def _role(words: Entry, word: str, allowed: tuple[str, ...]) -> str:
    found = words.choose(word, allowed)
    return "" if found == "not read" else found


def _cell(entry: Entry) -> str:
    """How a cell is put together: ``name (number / country / date)``."""
    found = entry.maybe("cell")
    parts = _PART.findall(found)
    if found and (
        not found.startswith("name")
        or len(found) > _LONGEST_PATTERN
        or len(set(parts)) != len(parts)
        or any(char.isalnum() for char in _PART.sub("", found))
        or any(not found[a.end() : b.start()].strip() for a, b in _neighbours(found))
    ):
        raise entry.wrong(
            "'cell' expects the words name, number, country and date, each once, name first, with "
            f"signs between them, such as 'name (number / country / date)'; found {found!r}.",
            "cell",
        )
    return found


def _neighbours(text: str) -> list[tuple[re.Match[str], re.Match[str]]]:
    return list(pairwise(_PART.finditer(text)))


def pattern(cell: str) -> re.Pattern[str]:
    """The expression that takes such a cell apart; its groups are the words of the pattern.

    A part ends at the sign that follows it, so that no cell takes more than linear time.
    """
    parts, found = [], list(_PART.finditer(cell))
    for match, after in zip(found, [*found[1:], None], strict=True):
        sign = cell[match.end() : after.start() if after else len(cell)]
        stop = re.escape(sign.strip()[:1])
        inside = ".+" if match[0] == "name" else f"[^{stop}]*" if stop else ".*"
        parts.append(f"(?P<{match[0]}>{inside}){_sign(sign)}")
    return re.compile("".join(parts))


def _sign(text: str) -> str:
    return r"\s*".join(re.escape(part) for part in re.split(r"\s+", text))
