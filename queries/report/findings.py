"""The answers that a report is written from: every question asked of the things it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from hullmark.graph.answer import Answer
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family
from hullmark.queries.blocked import blocked
from hullmark.queries.compare import compare
from hullmark.queries.exposure import exposure
from hullmark.queries.life import ship_life
from hullmark.queries.lookup import lookup
from hullmark.queries.owners import MAX_LEVELS, owners
from hullmark.queries.paths import path
from hullmark.queries.shared import shared
from hullmark.queries.timeline import timeline


class Findings(Struct, frozen=True):
    """One answer a question; those about several things are about all, ``None`` where none asks.

    ``life`` is there when all of them are ships: it is what the pictures of lives are drawn from.
    """

    cards: tuple[Answer, ...]
    above: Answer
    lives: Answer
    exposed: tuple[Answer, ...]
    verdicts: tuple[Answer, ...]
    ways: tuple[Answer, ...]
    odds: tuple[Answer, ...]
    common: Answer | None
    life: Answer | None

    @property
    def names(self) -> tuple[str, ...]:
        """What the things are called, in the order asked."""
        return tuple(card.entities[card.subjects[0]].caption for card in self.cards)


def findings(
    reader: GraphReader,
    names: Sequence[str],
    *,
    to: Sequence[str] = (),
    as_of: date | None = None,
    levels: int = MAX_LEVELS,
) -> Findings:
    """Everything asked about some ships and companies, and how each is connected ``to`` others.

    ``NotFound`` and ``Ambiguous`` as ``choose`` raises them. A thing named twice is told once.
    """
    cards: dict[str, Answer] = {}
    for name in names:
        card = lookup(reader, name, as_of=as_of)
        cards.setdefault(card.subjects[0], card)
    ids = tuple(cards)
    ships = all(family(cards[one].entities[one].kind) == "vessel" for one in ids)
    pairs = [(one, other) for one in ids for other in to]
    return Findings(
        cards=tuple(cards.values()),
        above=owners(reader, ids, as_of=as_of, levels=levels),
        lives=timeline(reader, ids, as_of=as_of),
        exposed=tuple(exposure(reader, one, as_of=as_of) for one in ids),
        verdicts=tuple(blocked(reader, one, as_of=as_of) for one in ids),
        ways=tuple(path(reader, one, other, as_of=as_of) for one, other in pairs),
        odds=tuple(compare(reader, one, as_of=as_of) for one in ids),
        common=shared(reader, ids, as_of=as_of) if len(ids) > 1 else None,
        life=ship_life(reader, ids, as_of=as_of) if ships else None,
    )
