"""Relationship statements of BODS as links: each interest a role, a share as far as stated."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import bods
from hullmark.graph.dates import during
from hullmark.graph.errors import BadValue, SourceChanged
from hullmark.graph.model import UNDATED, Link, Share
from hullmark.graph.shares import UNKNOWN, share
from hullmark.graph.spans import Span
from hullmark.loaders.bods_draft import period_of
from hullmark.loaders.bods_object import Object, Report

_NEVER = 10**6


class Ends(Struct, frozen=True):
    """Who stands where: the record ids of the subject of the statement and of its party."""

    company: str
    party: str


def links(
    record: str, ends: Ends, fields: Object, report: Report, *, closed: bool, stated_on: Span | None
) -> Iterator[Link]:
    """A link for each interest of a relationship.

    Raises ``SourceChanged`` for a type of interest that is new. Without any interest the party
    holds one that is not stated.
    """
    components = fields.texts("componentRecords") or fields.texts("componentStatementIDs")
    interests = fields.objects("interests")
    taken: dict[str, int] = {}
    for one in interests or [Object({}, report)]:
        link = _link(record, ends, one, report)
        period = link.period
        if closed and period.end_max is None:
            over = stated_on[1] if stated_on else None
            sound = period.start_min is None or over is None or period.start_min <= over
            period = replace(period, tense="former", end_max=over if sound else None)
        elif period == UNDATED and stated_on:
            period = during(stated_on)
        said = [link.as_stated]
        said += (
            [f"through {len(components)} component records: {', '.join(components)}"]
            if components
            else []
        )
        taken[link.id] = taken.get(link.id, 0) + 1
        again = f"/{taken[link.id]}" if taken[link.id] > 1 else ""
        yield replace(link, id=link.id + again, period=period, as_stated="; ".join(said))


def _link(record: str, ends: Ends, one: Object, report: Report) -> Link:
    code = one.text("type")
    how = one.text("directOrIndirect") or one.text("interestLevel")
    if how and how.lower() not in ("direct", "indirect", "unknown"):
        report("odd-value", f"{one.path}directOrIndirect: the code is not known", how)
    beneficial = one.flag("beneficialOwnershipOrControl")
    details = one.text("details")
    role = bods.role_of(
        code or "unknownInterest", indirect=how.lower() == "indirect", beneficial=beneficial is True
    )
    if role is None:
        raise SourceChanged(
            f"{report.place}: expected {one.path}type to be a type of interest of BODS 0.2 to 0.4, "
            f"found {code[:100]!r}; hullmark needs to learn what that is."
        )
    stake = _share(one.inner("share"), report)
    period = period_of(one, report)
    one.leftovers()
    told = [code or "interest not stated", how, "beneficial" if beneficial else "", details]
    return Link(
        id=f"{record}#{bods.plain(code) or 'interest'}",
        subject=ends.party,
        role=role,
        object=ends.company,
        period=period,
        share=stake,
        as_stated="; ".join(filter(None, told)),
        place=report.place,
    )


def _share(stated: Object | None, report: Report) -> Share | None:
    """The interval that a share states; bounds that contradict each other are a problem."""
    if stated is None:
        return None
    exact, least, most = stated.number("exact"), stated.number("minimum"), stated.number("maximum")
    above, low_open = _exclusive(stated, "exclusiveMinimum")
    below, high_open = _exclusive(stated, "exclusiveMaximum")
    stated.leftovers()
    parts = {"exact": exact, "minimum": least, "above": above, "maximum": most, "below": below}
    text = ", ".join(f"{name} {value:f}" for name, value in parts.items() if value is not None)
    if not text:
        report("bad-share", f"expected {stated.path} with a number, found none")
        return UNKNOWN
    if above is not None and (least is None or above >= least):
        least, low_open = above, True
    if below is not None and (most is None or below <= most):
        most, high_open = below, True
    try:
        if exact is not None:
            inside = (least is None or least <= exact) and (most is None or exact <= most)
            if not inside:
                report("bad-share", "expected the exact share between minimum and maximum", text)
                return replace(UNKNOWN, text=text)
            return share(_fraction(exact), _fraction(exact))
        low = _fraction(least) if least is not None else Fraction(0)
        high = _fraction(most) if most is not None else Fraction(100)
        return share(low, high, low_open=low_open, high_open=high_open)
    except BadValue as bad:
        report("bad-share", str(bad), text)
        return replace(UNKNOWN, text=text)


def _exclusive(stated: Object, name: str) -> tuple[Decimal | None, bool]:
    """A bound that is itself excluded: a number in 0.4, in 0.2 a flag at the other bound."""
    value = stated.raw(name)
    if isinstance(value, bool):
        return None, value
    return Object({name: value}, stated.report, stated.path).number(name), False


def _fraction(number: Decimal) -> Fraction:
    """The number exactly, without the noise that binary floats leave behind it.

    26.150000000000002 is 26.15: a register that has no more than six places writes no more.
    """
    if not number.is_finite() or abs(number) > _NEVER:
        raise BadValue(f"{str(number)[:40]!r} lies outside 0 to 100 per cent.")
    return Fraction(round(number, 9))
