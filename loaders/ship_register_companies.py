"""The companies of a ship register: one record a valid number, or a name at one ship."""

from __future__ import annotations

from collections.abc import Iterator

from hullmark.graph.identifiers import IMO_COMPANY, identifier
from hullmark.graph.model import Item
from hullmark.loaders.base import key
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.mapping import Mapping

# The data provider's number for "unknown": it stands at ships that have no such company, passes the
# check digit, and would make one company of all that is not known.
UNKNOWN_NUMBERS = frozenset({"9991001"})


class Companies:
    """The companies named so far, each once; they are yielded when all ships are read."""

    def __init__(self, mapping: Mapping | str) -> None:
        self._source = mapping if isinstance(mapping, str) else mapping.id
        self._drafts: dict[str, Draft] = {}

    def named(
        self, name: str, ship: str, place: str, *, scheme: str = IMO_COMPANY, number: str = ""
    ) -> Draft:
        """The company's draft, new or as it stands; ``ship`` tells apart those without a number.

        A number that fails its check is kept on the record and makes no two names one company.
        """
        found = identifier(scheme, number) if number else None
        sure = found is not None and found.valid is not False
        if found is not None and sure:
            record = f"{self._source}:{_word(scheme)}-{found.value}"
        else:
            record = f"{ship}/{key(' '.join(name.casefold().split()), number)}"
        draft = self._drafts.get(record)
        if draft is None:
            draft = self._drafts[record] = Draft(record, place)
            draft.kind = "Company"
            draft.number(scheme, number)
        draft.named(name, "alias" if draft.names else "primary")
        return draft

    def items(self) -> Iterator[Item]:
        """The records in the order in which they were first named, each with its problems."""
        for draft in self._drafts.values():
            yield draft.made()
            yield from draft.problems


def _word(scheme: str) -> str:
    return "company" if scheme == IMO_COMPANY else scheme
