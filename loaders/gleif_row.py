"""One entry of GLEIF's data sets as a row of named fields, whatever format it came in.

The names are those of the golden copy's CSV columns, ``Entity.LegalName``; a field that may stand
several times has a number, ``Entity.OtherEntityNames.OtherEntityName.1.type``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from hullmark.graph.model import Problem

DEEPEST = 12  # elements inside one another; real entries have six
_NUMBERED = re.compile(r"(.+?)\.(\d{1,3})(?:\.(.+))?", re.ASCII)
# What stands several times in the XML and the JSON, and has numbers in the CSV.
_SEVERAL = frozenset(
    {
        "AdditionalAddressLine",
        "AffectedField",
        "ExceptionReason",
        "ExceptionReference",
        "LegalEntityEvent",
        "OtherAddress",
        "OtherEntityName",
        "OtherValidationAuthority",
        "RelationshipPeriod",
        "RelationshipQualifier",
        "RelationshipQuantifier",
        "SuccessorEntity",
        "TransliteratedOtherAddress",
        "TransliteratedOtherEntityName",
    }
)
_OWN_NAMES = {  # of the CSV, which elsewhere are other ones
    "ConformityFlag": "Extension.conformity.conformityflag",
    "Exception.Category": "ExceptionCategory",
}
_CSV_PARTS = (
    ("Relationship.Period.", "Relationship.RelationshipPeriods.RelationshipPeriod."),
    ("Relationship.Qualifiers.", "Relationship.RelationshipQualifiers.RelationshipQualifier."),
    ("Relationship.Quantifiers.", "Relationship.RelationshipQuantifiers.RelationshipQuantifier."),
    ("Exception.Reason", "ExceptionReason"),
    ("Exception.Reference", "ExceptionReference"),
)
_CSV_ENDS = {"startDate": "StartDate", "endDate": "EndDate", "periodType": "PeriodType"}


class Row:
    """The fields of one entry, taken out one by one; what is left is unknown."""

    def __init__(self, fields: Mapping[str, str], place: str) -> None:
        self.place = place
        self._plain: dict[str, str] = {}
        self._several: dict[str, dict[int, dict[str, str]]] = {}
        for name, value in fields.items():
            base, number, rest = _split(name)
            if number < 0:
                self._plain[base] = value
            else:
                self._several.setdefault(base, {}).setdefault(number, {})[rest] = value

    def take(self, name: str) -> str:
        """The value of a field, ``""`` when there is none."""
        return self._plain.pop(name, "")

    def under(self, name: str) -> dict[str, str]:
        """The fields below a name, without it; its numbered lines as ``Line.1``."""
        start = f"{name}."
        found = {one: self._plain.pop(one) for one in list(self._plain) if one.startswith(start)}
        out = {one[len(start) :]: value for one, value in found.items()}
        for base in [one for one in self._several if one.startswith(start)]:
            for number, parts in self._several.pop(base).items():
                for rest, value in parts.items():
                    end = f".{rest}" if rest else ""
                    out[f"{base[len(start) :]}.{number}{end}"] = value
        return out

    def several(self, name: str) -> list[dict[str, str]]:
        """The parts of each occurrence of a field, in order; its own text is under ``""``."""
        found = self._several.pop(name, {})
        return [found[number] for number in sorted(found)]

    def left(self) -> Iterator[tuple[str, str]]:
        """The fields that nobody took, without their numbers, each with a value."""
        yield from self._plain.items()
        for base, numbered in self._several.items():
            for parts in numbered.values():
                for rest, value in parts.items():
                    yield f"{base}.n{'.' if rest else ''}{rest}", value


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, int, str]:
    match = _NUMBERED.fullmatch(name)
    return (match[1], int(match[2]), match[3] or "") if match else (name, -1, "")


def unread(row: Row, reported: set[str], record: str) -> Iterator[Problem]:
    """A problem for each field that is new, once a file: it may stand at every entry."""
    for name, value in row.left():
        if name not in reported and len(reported) < 1000:
            reported.add(name)
            message = (
                f"the field {name!r} is not known to this loader; it was not read, here and "
                "wherever else it stands"
            )
            yield Problem("unread-field", message, record, value[:200], row.place)


def column(name: str) -> str:
    """The name of a CSV column as the other formats have it."""
    name = name.strip()
    for start, other in _CSV_PARTS:
        if name.startswith(start):
            name = other + name.removeprefix(start)
    base, _, end = name.rpartition(".")
    name = f"{base}.{_CSV_ENDS[end]}" if end in _CSV_ENDS else name
    return _OWN_NAMES.get(name, name)


def from_xml(element: Any) -> dict[str, str]:
    """The fields of an element: the texts of what has no children, and attributes."""
    fields: dict[str, str] = {}
    _xml(element, "", fields, 0)
    return fields


def _xml(element: Any, path: str, fields: dict[str, str], depth: int) -> None:
    if depth > DEEPEST:
        return
    text = (element.text or "").strip()
    if text and path:
        fields[path] = text
    for attribute, value in element.attrib.items():
        end = str(attribute).rpartition("}")[2]
        fields[f"{path}.{'xmllang' if end == 'lang' else end}"] = value
    counts: dict[str, int] = {}
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        _xml(child, _below(path, name, counts), fields, depth + 1)


def from_json(tree: Any) -> dict[str, str]:
    """The fields of a tree in GLEIF's JSON, where ``$`` is a text and ``@type`` an attribute."""
    fields: dict[str, str] = {}
    _json(tree, "", fields, 0)
    return fields


def _json(tree: Any, path: str, fields: dict[str, str], depth: int) -> None:
    if depth > DEEPEST or tree is None:
        return
    if not isinstance(tree, dict):
        if path and (text := str(tree).strip()):
            # JSON may escape half a character, which no other file can hold.
            fields[path] = text if text.isascii() else text.encode("utf-8", "replace").decode()
        return
    counts: dict[str, int] = {}
    for name, value in tree.items():
        name = name.encode("utf-8", "replace").decode()
        if name == "$":
            _json(value, path, fields, depth + 1)
        elif name.startswith("@"):
            end = name[1:].rpartition(":")[2]
            _json(value, f"{path}.{'xmllang' if end == 'lang' else end}", fields, depth + 1)
        else:
            name = name.rpartition(":")[2]
            for one in value if isinstance(value, list) else (value,):
                _json(one, _below(path, name, counts), fields, depth + 1)


def _below(path: str, name: str, counts: dict[str, int]) -> str:
    """The path of a child: numbered where it may stand several times, or unexpectedly does."""
    counts[name] = counts.get(name, 0) + 1
    below = f"{path}.{name}" if path else name
    return f"{below}.{counts[name]}" if name in _SEVERAL or counts[name] > 1 else below
