"""The remarks of an EU entry: free text, in which labels such as ``Type of entity:`` name facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from hullmark.graph.errors import BadValue
from hullmark.graph.spans import parse_span, say_span
from hullmark.graph.text import clean
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.xml import local

EMPTY = frozenset({"", ".", "none", "null"})
SHIP = "type of ship"
# Labels before a colon, as the Official Journal prints them, and the facts they name.
LABELS = {
    SHIP: "vessel type",
    "type of entity": "organization type",
    "date of registration": "registration date",
    "place of registration": "registration place",
    "principal place of business": "principal place of business",
    "principal place of activity": "principal place of business",
    "associated entity": "associated entity",
    "associated entities": "associated entity",
    "associated individual": "associated individual",
    "associated individuals": "associated individual",
    "location of activities": "location of activities",
}
_LABEL = re.compile(rf"\b({'|'.join(LABELS)}) ?: ?", re.IGNORECASE)


def remarks(element: Any) -> tuple[str, ...]:
    """The remarks of an element, each once, white space folded, without such as ``none``."""
    found = (clean(child.text or "") for child in element if local(child) == "remark")
    return tuple(dict.fromkeys(text for text in found if text.lower() not in EMPTY))


def take_remarks(
    draft: Draft, prop: str, told: Iterable[str], *, about: str = "", cite: str = ""
) -> None:
    """Remarks into the draft: labelled pieces as facts of their own, the rest under ``prop``.

    ``about`` is what the remark stands at, where it is not the whole entry.
    """
    for remark in told:
        rest, *pieces = _LABEL.split(remark)
        for label, words in zip(pieces[::2], pieces[1::2], strict=True):
            name, value = LABELS[label.lower()], words.strip(" .;,")
            draft.fact(name, _date(value) if "date" in name else value, stated=value, cite=cite)
        if (rest := rest.strip(" ;,")).lower() not in EMPTY:
            draft.fact(prop, f"{about}: {rest}" if about else rest, cite=cite)


def _date(words: str) -> str:
    """A date in ISO form, or the words where they are more or less than one."""
    try:
        return say_span(*parse_span(words))
    except BadValue:
        return words
