"""Stakes from statements: several statements of one holder's stake in one body are one stake.

Exact throughout: bounds are fractions of per cent. Statements of several sources are narrowed to
what all allow, or widened to all when nothing satisfies them all, and then it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from hullmark.graph import shares
from hullmark.graph.answer import Tie
from hullmark.graph.model import Share
from hullmark.graph.schema import schema
from hullmark.graph.shares import Exact

BENEFICIAL = ("beneficial owner", "group beneficial owner")
SURE_WORDS = ("", "stated")  # of Tie.confidence; what is alleged or reported is not counted as sure

Bounds = tuple[Exact, Exact, bool, bool]  # low, high, low is open, high is open
_NOTHING, _ALL = 0, 100
UNSTATED: Bounds = (_NOTHING, _ALL, True, False)  # an owner has something, and nobody says how much


class Stake(Struct, frozen=True, gc=False):
    """What one holder has in one body, in one way, by all its statements together.

    ``way``: title (owner, registered owner, shareholder), beneficial, or indirect (so stated). The
    same shares may be stated in several ways, so ways are never added to each other. ``sure``: a
    source says plainly that it holds on the day; else its low end is nothing.
    """

    holder: str
    target: str
    way: str
    low: Exact
    high: Exact
    low_open: bool
    high_open: bool
    sure: bool
    links: tuple[str, ...]  # the ids of its statements
    note: str = ""

    @property
    def share(self) -> Share:
        """The interval as a share, for print."""
        return as_share(self.low, self.high, self.low_open, self.high_open)


@lru_cache(maxsize=65_536)
def as_share(low: Exact, high: Exact, low_open: bool, high_open: bool) -> Share:
    """An interval as a share; few different ones come up very often."""
    return shares.share(low, high, low_open=low_open, high_open=high_open)


def owning_roles() -> frozenset[str]:
    """The roles that state a stake: those of the class ownership, and no others."""
    return frozenset(name for name, one in schema().roles.items() if one.class_ == "ownership")


def stakes(ties: Iterable[Tie]) -> list[Stake]:
    """The stakes that ownership ties state, by target, holder and way; ties of other classes,
    ended ones and those that surely do not hold on the day are left out."""
    owning = owning_roles()
    grouped: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in ties:
        if tie.role in owning and tie.holds != "no" and not tie.over and tie.subject != tie.object:
            key = tie.object, tie.subject, way(tie)
            if (said := grouped.get(key)) is None:
                grouped[key] = [tie]
            else:
                said.append(tie)
    return [_stake(*key, grouped[key]) for key in sorted(grouped)]


def way(tie: Tie) -> str:
    """In which way a stake is stated: ``title``, ``beneficial`` or ``indirect``."""
    if tie.as_stated and "indirect" in tie.as_stated.casefold():
        return "indirect"
    return "beneficial" if tie.role in BENEFICIAL else "title"


def _stake(target: str, holder: str, in_way: str, said: Sequence[Tie]) -> Stake:
    plain = [tie for tie in said if tie.holds == "yes" and tie.confidence in SURE_WORDS]
    (low, high, low_open, high_open), note = combined(plain or said)
    if not plain:
        low, low_open = _NOTHING, False
    links = (said[0].id,) if len(said) == 1 else tuple(sorted(tie.id for tie in said))
    return Stake(holder, target, in_way, low, high, low_open, high_open, bool(plain), links, note)


def combined(said: Sequence[Tie]) -> tuple[Bounds, str]:
    """The interval of one stake by all its statements, and what there is to say about it.

    Two different figures of one source may be two holdings or one stated anew: from the least of
    them to their sum. Sources that exclude each other: from the lowest to the highest of all.
    """
    if len(said) == 1:
        return _bounds(said[0].share), ""
    by_source: dict[str, list[Bounds]] = {}
    for tie in sorted(said, key=lambda tie: tie.id):
        by_source.setdefault(tie.source, []).append(_bounds(tie.share))
    notes = []
    each: list[Bounds] = []
    for found in by_source.values():
        distinct = sorted(set(found))
        if len(distinct) > 1:
            figures = " and ".join(say(one) for one in distinct)
            notes.append(f"one source states {figures}: two holdings, or one stated anew")
        each.append(_several(distinct))
    whole = each[0]
    for one in each[1:]:
        narrowed = _meet(whole, one)
        if narrowed is None:
            figures = " and ".join(say(one) for one in sorted(set(each)))
            notes.append(f"sources disagree: {figures}")
            whole = _hull(each)
            break
        whole = narrowed
    return whole, "; ".join(notes)


@lru_cache(maxsize=10_000)
def _bounds(share: Share | None) -> Bounds:
    if share is None:
        return UNSTATED
    low, high = (
        min(max(_plain(end), _NOTHING), _ALL) for end in (shares.low(share), shares.high(share))
    )
    if low > high or (low == high and (share.low_open or share.high_open)):
        return UNSTATED  # no stake is so; what its source meant is not known
    return low, high, share.low_open, share.high_open


def _plain(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _several(found: Sequence[Bounds]) -> Bounds:
    if len(found) == 1:
        return found[0]
    low, low_open = min((one[0], one[2]) for one in found)
    high, high_open = sum(one[1] for one in found), any(one[3] for one in found)
    return (low, high, low_open, high_open) if high <= _ALL else (low, _ALL, low_open, False)


def _meet(one: Bounds, other: Bounds) -> Bounds | None:
    low, low_open = max((one[0], one[2]), (other[0], other[2]))
    high, closed = min((one[1], not one[3]), (other[1], not other[3]))
    if low > high or (low == high and (low_open or not closed)):
        return None
    return low, high, low_open, not closed


def _hull(found: Sequence[Bounds]) -> Bounds:
    low, low_open = min((one[0], one[2]) for one in found)
    high, closed = max((one[1], not one[3]) for one in found)
    return low, high, low_open, not closed


def say(bounds: Bounds) -> str:
    """An interval in words: ``25–50 %``, ``unstated``."""
    if bounds in (UNSTATED, (_NOTHING, _ALL, False, False)):
        return "no figure"
    low, high, low_open, high_open = bounds
    return shares.say(shares.share(low, high, low_open=low_open, high_open=high_open))
