"""One FollowTheMoney entity as a record: a ship, an aircraft, a person or a body of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from hullmark.graph import ftm
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact, Identifier, Name, Problem, Record
from hullmark.graph.schema import family, schema
from hullmark.graph.text import clean, country_code, country_name
from hullmark.loaders.ofac_numbers import failing

# What stands beside the properties, and the fact that it becomes. ``last_seen`` is left out: it is
# the day of the file, and would make every record of it a changed one.
_BESIDE = {
    "datasets": "dataset",
    "referents": "referent",
    "first_seen": "first seen by its publisher",
    "last_change": "last changed by its publisher",
}
SCHEMA = "FollowTheMoney schema"
_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ]\d\d:?\d\d.*)?", re.ASCII)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def record_id(entity: str) -> str:
    """The key of a record by its entity's id: ``ftm:NK-2hBVHnEbCbvfnDWHYVBGGE``."""
    return f"ftm:{entity}"


def entity_record(entity: Mapping[str, object], *, place: str = "") -> Record:
    """The record of an entity as FollowTheMoney writes it: ``id``, ``schema``, ``properties``.

    Properties that are not known become facts under their own words; what names another entity is
    left to the loader. ``BadValue`` without an id, and for a schema that is no kind of ours.
    """
    return entity_parts(entity, place=place)[0]


def entity_parts(
    entity: Mapping[str, object], *, place: str = "", others: Iterable[Fact | Identifier] = ()
) -> tuple[Record, list[Problem]]:
    """The record with the ``others`` added, and what could not be read of it."""
    key, stated_as = entity.get("id"), entity.get("schema")
    if not isinstance(key, str) or not key.strip():
        raise BadValue(f"A FollowTheMoney entity has no id: expected text, found {key!r:.100}.")
    kind = ftm.kinds().get(stated_as) if isinstance(stated_as, str) else None
    if kind is None:
        raise BadValue(
            f"{key[:100]}: a FollowTheMoney {stated_as!r:.100} is no ship, person or body: "
            f"expected one of {', '.join(ftm.kinds())}."
        )
    draft = _Draft(record_id(key.strip()), kind, place)
    stated = entity.get("properties")
    if isinstance(stated, Mapping):
        for name, values in stated.items():
            draft.take(str(name), values)
    elif stated is not None:
        draft.problem("odd-value", "expected properties as an object; they were not read", stated)
    caption = entity.get("caption")
    if caption == stated_as:  # FollowTheMoney calls what has no name by its schema: "Company"
        caption = ""
    for name, prop in _BESIDE.items():
        draft.facts += [Fact(prop, value) for value in texts(entity.get(name))]
    if stated_as != _own_schema(kind):
        draft.facts.append(Fact(SCHEMA, str(stated_as)))
    for other in others:
        (draft.facts if isinstance(other, Fact) else draft.numbers).append(other)  # type: ignore[arg-type]
    return draft.made(clean(caption) if isinstance(caption, str) else ""), draft.problems


def texts(values: object) -> list[str]:
    """The values of a property as cleaned text in a fixed order; numbers are written out.

    Exports of one entity write its values in any order, which is no change of the entity.
    """
    if isinstance(values, str):
        values = (values,)
    elif isinstance(values, (int, float)) and not isinstance(values, bool):
        return [str(values)]
    elif not isinstance(values, (list, tuple)):
        return []
    found = set()
    for value in values:
        if isinstance(value, str):
            found.add(clean(value))
        elif not isinstance(value, (list, tuple)):
            found.update(texts(value))
    found.discard("")
    return sorted(found) if len(found) > 1 else list(found)


class _Draft:
    """A record under way, and what was met that can't be taken as it stands."""

    def __init__(self, record: str, kind: str, place: str) -> None:
        self.record, self.kind, self.place = record, kind, place
        self.rules = _rules(kind)
        self.names: list[Name] = []
        self.numbers: list[Identifier] = []
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []

    def take(self, name: str, values: object) -> None:
        """One property with all its values."""
        rule, found = self.rules.get(name), texts(values)
        if rule is not None and rule.reading == "reference":
            return
        if not found and values:
            self.problem(
                "odd-value", f"the property {name!r} holds no text; it was not read", values
            )
        elif rule is None:
            words = _CAPITAL.sub(" ", name).lower()
            self.facts += [Fact(words, value) for value in found]
            if found:
                message = f"the property {name!r} is not known to this loader; kept as a fact"
                self.problem("new-property", message, found[0])
        else:
            self._read(rule, found)

    def _read(self, rule: ftm.Rule, found: list[str]) -> None:
        word = rule.word
        match rule.reading:
            case "name":
                self.names += [Name(value, word) for value in found]
            case "text":
                period = rule.period
                self.facts += [Fact(word, value, period=period) for value in found]
            case "number":
                for value in found:
                    self._number(word, value)
            case "country":
                for value in found:
                    code = _country(value)
                    shown = "" if code == value else value
                    self.facts.append(Fact(word, code, shown, rule.period))
            case "date":
                for value in found:
                    self._date(word, value)

    def _number(self, scheme: str, value: str) -> None:
        found = identifier(scheme, value)
        self.numbers.append(found)
        if found.valid is False and (why := failing(found)):
            self.problem("bad-identifier", why, value)

    def _date(self, prop: str, value: str) -> None:
        match = _DATE.fullmatch(value)
        if match is None:
            self.problem("bad-date", f"{prop}: expected a date such as 2021-08-12", value)
            self.facts.append(Fact(prop, value))
            return
        self.facts.append(Fact(prop, match[1], "" if match[1] == value else value))

    def problem(self, code: str, message: str, value: object = "") -> None:
        """One thing that could not be taken as it stands."""
        shown = str(value)[:200]
        self.problems.append(Problem(code, message, self.record, shown, self.place))

    def made(self, caption: str) -> Record:
        """The record: names in the order of their types, the caption's first; nothing twice."""
        if not self.names and caption:
            self.names.append(Name(caption))
        if not self.names:
            self.problem("no-name", "an entity without a name")
        self.names.sort(key=lambda name: (_ORDER[name.type], name.text != caption))
        pages = [fact.value for fact in self.facts if fact.prop == "source page"]
        return Record(
            self.record,
            self.kind,
            tuple(dict.fromkeys(self.names)),
            tuple(dict.fromkeys(self.numbers)),
            tuple(dict.fromkeys(self.facts)),
            url=pages[0] if pages else "",
            place=self.place,
        )


_ORDER = {"primary": 0, "alias": 1, "weak alias": 2, "former": 3, "later": 4}


@cache
def _rules(kind: str) -> dict[str, ftm.Rule]:
    return ftm.rules(family(kind))


@cache
def _own_schema(kind: str) -> str:
    return schema().kinds[kind].ftm


@lru_cache(maxsize=4096)
def _country(value: str) -> str:
    """FollowTheMoney's own code, or the code for a country in words, or the words."""
    lower = value.lower()
    return lower if country_name(lower) != lower else country_code(value) or value
