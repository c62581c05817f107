"""Numbers that two entries of one list claim: one of the two is wrong, so they join neither."""

from __future__ import annotations

import re
from collections.abc import Set

from msgspec.structs import replace

from hullmark.graph.identifiers import GB_COH, INN, LEI, OGRN, identifier, title
from hullmark.graph.model import Fact, Identifier, Problem
from hullmark.loaders.uk_references import (
    LABELLED_UN,
    UN_REFERENCE,
    is_un_reference,
    references,
)

# The scheme by which nothing is joined, for each by which records are.
_WEAKER = {INN: "tax", OGRN: "registration", LEI: "registration", GB_COH: "registration"}
_NUMBER = re.compile(r"(?<![A-Za-z\d])(?:\d(?: ?\d){7,14}|[A-Z\d]{18}\d\d)(?![A-Za-z\d])", re.ASCII)


class Claims:
    """Which entry claims which number, and the numbers that several do."""

    def __init__(self) -> None:
        self.shared: set[str] = set()
        self._of: dict[str, str] = {}
        self._seen: set[tuple[str, int]] = set()

    def take(self, key: str, text: str) -> None:
        """The numbers of a text of an entry; the same text again costs nothing."""
        if not text or (mark := (key, hash(text))) in self._seen:
            return
        self._seen.add(mark)
        found = {one.value for ref in _un_references(text) for one in references("un-ref", ref)}
        for number in found.union(one.replace(" ", "") for one in _NUMBER.findall(text)):
            if self._of.setdefault(number, key) != key:
                self.shared.add(number)


def _un_references(text: str) -> list[str]:
    """The entry's own references to the UN's list, as the loaders take them from such a text."""
    if is_un_reference(text):
        return [text.strip()]
    if labelled := LABELLED_UN.findall(text):
        return labelled
    found = [] if "(UK Sanctions List Ref)" in text else list(set(UN_REFERENCE.findall(text)))
    return found if len(found) == 1 else []  # of two, one may be another entry's


def apart(
    found: list[Identifier], shared: Set[str], record: str, place: str, problems: list[Problem]
) -> tuple[list[Identifier], list[Fact]]:
    """The identifiers with those that are shared made such that they join nothing, and facts.

    A reference to the UN's list is kept as a fact in the list's words, a number of a register under
    a weaker scheme; each is a problem of the entry.
    """
    kept: list[Identifier] = []
    facts: list[Fact] = []
    for one in found:
        if one.value not in shared or one.scheme not in (*_WEAKER, "un-ref"):
            kept.append(one)
            continue
        code, which = "shared-number", title(one.scheme)
        if one.scheme == "un-ref":
            code = "shared-reference"
            facts.append(Fact("UN list reference as stated", one.stated or one.value))
        else:
            weaker = identifier(_WEAKER[one.scheme], one.value, country=one.country)
            kept.append(replace(weaker, stated=one.stated))
        message = f"expected the {which} of one entry, found it at another one too"
        stated = (one.stated or one.value)[:200]
        problems.append(Problem(code, f"{message}; kept, and joins nothing", record, stated, place))
    return kept, facts
