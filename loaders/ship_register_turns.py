"""Who held a role at a ship, one after the other, where a register gives beginnings alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.model import UNDATED, Link, Period
from hullmark.loaders.base import key


class Held(Struct, frozen=True):
    """A role at a ship as a row states it; ``by`` is a company's record, ``""`` if not known."""

    role: str
    name: str
    stated: str
    place: str
    turns: bool
    period: Period = UNDATED
    by: str = ""

    def link(self, ship: str) -> Link:
        """The statement as a link to the ship."""
        dated = f"{self.period.start_min}/{self.period.start_max}/{self.period.text}"
        return Link(
            id=f"{ship}#{key(self.role, self.by, dated)}",
            subject=self.by,
            role=self.role,
            object=ship,
            period=self.period,
            as_stated=self.stated,
            place=self.place,
        )


def in_turn(held: Sequence[Held]) -> Iterator[Held]:
    """The same statements, those of a role that is held in turn ended where the next begins.

    A register that lists "A since 2013, B since 2021" under one role says that A's time was over
    when B's began. Nothing is ended where the dates leave it open which of two came first.
    """
    for one in held:
        if not one.turns or one.period.end_max is not None:
            yield one
            continue
        others = [
            other.period
            for other in held
            if (other.role, other.turns) == (one.role, True) and other.period != one.period
        ]
        yield replace(one, period=_ended(one.period, others))


def _ended(period: Period, others: Sequence[Period]) -> Period:
    later = [one for one in others if _before(period, one)]
    unsure = any(not (_before(period, one) or _before(one, period)) for one in others)
    if not later:
        return replace(period, tense="") if unsure else period
    following = min(later, key=lambda one: (str(one.start_min), str(one.start_max)))
    assert following.start_min is not None
    last = following.start_min - timedelta(days=1)
    return Period(
        start_min=period.start_min,
        start_max=period.start_max,
        end_min=period.end_min if unsure else last,
        end_max=min((one.start_max for one in later if one.start_max), default=None),
        text=f"{period.text}; another {following.text}{' or before' if unsure else ''}",
    )


def _before(one: Period, other: Period) -> bool:
    """Whether one certainly began before the other."""
    return bool(one.start_max and other.start_min and one.start_max < other.start_min)
