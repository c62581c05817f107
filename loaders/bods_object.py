"""One JSON object whose fields are taken by name and checked; what is left becomes problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hullmark.graph.errors import BadValue
from hullmark.graph.model import Problem
from hullmark.graph.spans import Span, parse_span
from hullmark.graph.text import clean, country_code

_WEB = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


class Report:
    """The problems of one statement; ``strict`` also for what only BODS 0.4 forbids."""

    def __init__(self, record: str, place: str, *, strict: bool = False) -> None:
        self.record, self.place, self.strict = record, place, strict
        self.problems: list[Problem] = []

    def __call__(self, code: str, message: str, value: object = "") -> None:
        shown = value if isinstance(value, str) else repr(value)
        self.problems.append(Problem(code, message, self.record, shown[:200], self.place))


class Object:
    """A JSON object inside a statement; ``path`` says where it stands there."""

    def __init__(self, fields: Mapping[str, Any], report: Report, path: str = "") -> None:
        self._fields = dict(fields)
        self.report, self.path = report, path

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._fields.get(name) is not None

    def text(self, name: str, *, needed: bool = False) -> str:
        """The text of a field, ``""`` when it is missing; another type is a problem."""
        value = self._fields.pop(name, None)
        if isinstance(value, str):
            return clean(value)
        if value is None:
            if needed:
                self.report("missing-field", f"expected the field {self.path}{name}, found none")
            return ""
        self._odd(name, "text", value)
        return str(value) if isinstance(value, (int, float, Decimal)) else ""

    def flag(self, name: str, *, needed: bool = False) -> bool | None:
        """True or false, ``None`` when it is missing."""
        value = self._fields.pop(name, None)
        if value is None and needed:
            self.report("missing-field", f"expected the field {self.path}{name}, found none")
        if value is not None and not isinstance(value, bool):
            self._odd(name, "true or false", value)
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> Decimal | None:
        """A number exactly as it is written; a text that is one is a problem, and is read."""
        value = self._fields.pop(name, None)
        if value is None:
            return None
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return Decimal(str(value))
        self._odd(name, "a number", value)
        return None

    def raw(self, name: str) -> Any:
        """The value of a field as it is, taken out."""
        return self._fields.pop(name, None)

    def texts(self, name: str) -> list[str]:
        """The texts of a list."""
        return [clean(one) for one in self._list(name, str, "text")]

    def objects(self, name: str) -> list[Object]:
        """The objects of a list."""
        found = self._list(name, dict, "an object")
        return [Object(one, self.report, f"{self.path}{name}/") for one in found]

    def inner(self, name: str) -> Object | None:
        """An object, ``None`` when it is missing."""
        value = self._fields.pop(name, None)
        if isinstance(value, dict):
            return Object(value, self.report, f"{self.path}{name}/")
        if value is not None:
            self._odd(name, "an object", value)
        return None

    def day(self, name: str, *, needed: bool = False, partial: bool = False) -> Span | None:
        """The span of a date; a time behind it is left away.

        A year or month is read, but is a problem where only a ``partial`` date may be one.
        """
        stated = self.text(name, needed=needed)
        if not stated:
            return None
        try:
            if not stated[:4].isdigit():
                raise BadValue(f"{stated[:60]!r} is not a date: expected one such as 2021-08-12.")
            span = parse_span(stated[:10] if stated[10:11] in ("T", " ") else stated)
            if self.report.strict and not partial and span[0] != span[1]:
                self.report("bad-date", f"{self.path}{name}: expected a day", stated)
            return span
        except BadValue as bad:
            self.report("bad-date", f"{self.path}{name}: {bad}", stated)
            return None

    def code(self, name: str, known: Mapping[str, object] | list[str], plain: Any = str) -> str:
        """A code as it is written; one that is not known is a problem."""
        stated = self.text(name)
        if stated and plain(stated) not in known:
            message = f"{self.path}{name}: the code is not known; it was kept in its own words"
            self.report("odd-value", message, stated)
        return stated

    def web(self, name: str) -> str:
        """An address of the web; another text is a problem, and is kept."""
        stated = self.text(name)
        if stated and self.report.strict and not _WEB.fullmatch(stated):
            self.report("odd-value", f"{self.path}{name}: expected an address of the web", stated)
        return stated

    def ignore(self, *names: str) -> None:
        """Take out fields that carry nothing for us, by name."""
        for name in names:
            self._fields.pop(name, None)

    def leftovers(self) -> None:
        """A problem for each field that nobody took."""
        for name, value in self._fields.items():
            if value not in (None, "", [], {}):
                message = (
                    f"the field {self.path}{name} is not known to this loader; it was not read"
                )
                self.report("unread-field", message, value)

    def _list(self, name: str, kind: type, words: str) -> list[Any]:
        value = self._fields.pop(name, None)
        if value is None:
            return []
        if not isinstance(value, list):
            self._odd(name, f"a list of {words}", value)
            value = [value]
        found = [one for one in value if isinstance(one, kind)]
        for one in value:
            if not isinstance(one, kind):
                self._odd(name, words, one)
        return found

    def _odd(self, name: str, expected: str, value: object) -> None:
        self.report("odd-value", f"{self.path}{name}: expected {expected}", value)


def country(place: Object | None) -> tuple[str, str]:
    """ISO code and words of a country or jurisdiction; ``("", "")`` for none."""
    if place is None:
        return "", ""
    name, code = place.text("name"), place.text("code").lower()
    if not name:
        place.report("missing-field", f"expected the field {place.path}name, found none")
    parts = code.split("-")
    if code and (len(parts[0]) != 2 or not parts[0].isalpha() or len(code) > 6):
        message = f"{place.path}code: expected a code of two letters such as GB"
        place.report("odd-value", message, code)
        code = ""
    place.leftovers()
    return code or country_code(name), name
