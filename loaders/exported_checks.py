"""What an export says is checked like any list: kinds, roles, numbers, shares, days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product

from msgspec.structs import replace

from hullmark.graph.answer import Evidence
from hullmark.graph.dates import witnessed
from hullmark.graph.errors import BadValue
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    UNDATED,
    Event,
    Identifier,
    Link,
    Listing,
    Period,
    Record,
    Share,
    Statement,
)
from hullmark.graph.schema import schema
from hullmark.graph.shares import share

Report = Callable[[str, str], None]


def checked(item: Statement, report: Report) -> Statement:
    """The statement with our own verdict on its numbers; ``BadValue`` for what can't be so."""
    match item:
        case Record():
            if item.kind not in schema().kinds:
                raise BadValue(f"{item.id}: expected a kind of thing, found {item.kind!r:.50}")
            for part in (item.names, item.facts, item.identifiers):
                _sound(item.id, report, *(one.period for one in part))
            numbers = tuple(_number(item.id, one, report) for one in item.identifiers)
            return item if numbers == item.identifiers else replace(item, identifiers=numbers)
        case Link():
            if item.role not in schema().roles:
                raise BadValue(f"{item.id}: expected a role, found {item.role!r:.50}")
            if item.share is not None:
                _stake(item.id, item.share)
            _sound(item.id, report, item.period)
        case Listing() | Event():
            _sound(item.id, report, item.period)
    return item


def _number(record: str, one: Identifier, report: Report) -> Identifier:
    valid = identifier(one.scheme, one.value).valid
    if valid is False and one.valid is not False:
        said = f"{record}: expected {one.scheme} {one.value!r:.50} to fail its check, as it does"
        report("bad-number", f"{said}; found it called sound")
        return replace(one, valid=False)
    return one


def _stake(link: str, stake: Share) -> None:
    try:
        low, high = Fraction(stake.low), Fraction(stake.high)
    except (ValueError, ZeroDivisionError):
        raise BadValue(
            f"{link}: expected a share in per cent, found {stake.low!r:.30} to {stake.high!r:.30}"
        ) from None
    share(low, high, low_open=stake.low_open, high_open=stake.high_open, text=stake.text)


def _sound(key: str, report: Report, *periods: Period) -> None:
    """Report days out of order: what a list states and when it stood there can contradict."""
    for one in periods:
        for first, last in (
            (one.start_min, one.start_max),
            (one.end_min, one.end_max),
            (one.start_min, one.end_max),
        ):
            if first and last and first > last:
                report("odd-days", f"{key}: expected days in order, found {first} before {last}")


def unwitnessed(period: Period, where: Evidence) -> Period:
    """The period as its list stated it: without the bounds that its snapshots give again.

    The fewest bounds from which ``witnessed`` makes the same period.
    """
    if not period.tense:
        return UNDATED if period == UNDATED else period
    kept: list[tuple[date | None, ...]] = [
        (None, one) if one else (one,)
        for one in (period.start_min, period.start_max, period.end_min, period.end_max)
    ]
    for bounds in sorted(product(*kept), key=lambda found: sum(one is not None for one in found)):
        start_min, start_max, end_min, end_max = bounds
        bare = replace(
            period, start_min=start_min, start_max=start_max, end_min=end_min, end_max=end_max
        )
        if witnessed(bare, where.first_seen, where.last_seen) == period:
            # The very object that is a field's default is not written: no content hash differs.
            return next((one for one in (CURRENT, FORMER) if one == bare), bare)
    return period
