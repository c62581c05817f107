"""The names of a party in OFAC's advanced XML: parts put together as OFAC prints them.

A name of a person is "LAST, First Middle", as in OFAC's other files; in scripts that are not
written so, first and last name stand as people there write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hullmark.graph.model import UNDATED, Name, Period
from hullmark.loaders.ofac import NAME_TYPES
from hullmark.loaders.ofac_advanced_codes import SCRIPTS
from hullmark.loaders.ofac_advanced_dates import read_period
from hullmark.loaders.ofac_advanced_reading import Reading, said_true, text

_ALIASES = {"A.K.A.": "aka", "F.K.A.": "fka", "N.K.A.": "nka"}
_FAMILY = frozenset(("Last Name", "Maiden Name", "Matronymic"))
_GIVEN = frozenset(("First Name", "Middle Name", "Patronymic"))
_GIVEN_FIRST = frozenset(("Arab", "Hebr"))
_FAMILY_FIRST = frozenset(("Hans", "Hant", "Hang", "Jpan", "Kore"))


def read_identity(reading: Reading, element: Any) -> list[Name]:
    """The names in an ``Identity``, the primary one first."""
    aliases: list[Any] = []
    kinds: dict[str, str] = {}
    for name, part in reading.parts(element):
        if name == "Alias":
            aliases.append(part)
        elif name == "NamePartGroups":
            kinds.update(_groups(reading, part))
        else:
            reading.unread(part)
    found = [one for alias in aliases for one in _alias(reading, alias, kinds)]
    if said_true(element, "False"):
        reading.problem(
            "false-identity",
            "expected an identity that is the party's own, found one marked as false; its names "
            "were kept as weak aliases",
            "; ".join(one.text for one in found),
        )
        return [Name(one.text, "weak alias", one.period, one.lang) for one in found]
    return sorted(found, key=lambda one: one.type != "primary")


def _groups(reading: Reading, element: Any) -> Iterator[tuple[str, str]]:
    """Which part of a name each group is: last name, first name, name of an entity."""
    for _, master in reading.parts(element):
        for _, group in reading.parts(master):
            code = group.get("NamePartTypeID", "")
            yield group.get("ID", ""), reading.words("NamePartType", code)


def _alias(reading: Reading, element: Any, kinds: Mapping[str, str]) -> Iterator[Name]:
    stated = reading.words("AliasType", element.get("AliasTypeID", ""))
    kind = "primary" if stated == "Name" else NAME_TYPES.get(_ALIASES.get(stated, ""), "")
    weak = said_true(element, "LowQuality")
    documented: list[tuple[str, str]] = []
    period = UNDATED
    for name, part in reading.parts(element):
        if name == "DocumentedName":
            documented.append(_documented(reading, part, kinds))
        elif name == "DatePeriod":
            period = read_period(reading, part)
        else:
            reading.unread(part)
    if not kind:
        reading.problem(
            "new-name-type",
            f"expected A.K.A., F.K.A., N.K.A. or Name, found {stated!r}; kept as an alias",
            "; ".join(words for words, _ in documented),
        )
    for words, script in documented:
        if words:
            yield _name(words, kind or "alias", weak=weak, script=script, period=period)


def _name(words: str, kind: str, *, weak: bool, script: str, period: Period) -> Name:
    if kind == "primary" and script:  # the name in another script stands beside the Latin one
        kind = "alias"
    if weak and kind == "alias":
        kind = "weak alias"
    return Name(words, kind, period, f"und-{script}" if script else "")


def _documented(reading: Reading, element: Any, kinds: Mapping[str, str]) -> tuple[str, str]:
    """A ``DocumentedName`` as one text, and the script it is written in, ``""`` for Latin."""
    found: list[tuple[str, str]] = []
    script = ""
    for name, part in reading.parts(element):
        if name == "Comment":
            reading.unread(part)
            continue
        lead, trail = part.get("LeadingChars", ""), part.get("TrailingChars", "")
        for _, value in reading.parts(part):
            words = reading.words("Script", value.get("ScriptID", ""))
            script = script or SCRIPTS.get(words, words)
            kind = kinds.get(value.get("NamePartGroupID", ""), "")
            found.append((kind, f"{lead}{text(value)}{trail}".strip()))
    return _joined([(kind, words) for kind, words in found if words], script), script


def _joined(parts: list[tuple[str, str]], script: str) -> str:
    family = " ".join(words for kind, words in parts if kind in _FAMILY)
    given = " ".join(words for kind, words in parts if kind in _GIVEN)
    rest = " ".join(words for kind, words in parts if kind not in _FAMILY | _GIVEN)
    if script in _GIVEN_FIRST:
        person = f"{given} {family}".strip()
    elif script in _FAMILY_FIRST:
        person = family + given
    else:
        person = ", ".join(filter(None, (family, given)))
    return " ".join(filter(None, (person, rest)))
