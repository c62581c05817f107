"""An entity's places on sanctions lists, each put together from what several sources say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.answer import Evidence, SourcedListing
from hullmark.graph.model import Certainty, Period


class Place(Struct, frozen=True):
    """One place on one list: when by all sources together, each source's evidence, and the answer.

    ``absent``: no source knows of a place there, and one says that there was none on a day.

    ``holds`` answers the date asked about; without a date, ``no`` means that it is over.
    """

    authority: str
    list: str
    programmes: tuple[str, ...]
    references: tuple[str, ...]
    period: Period
    measures: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    holds: Certainty
    absent: bool = False


def places(listings: Iterable[SourcedListing], as_of: date | None) -> tuple[Place, ...]:
    """One entity's listings by authority and list; those that contradict each other stay apart.

    Dated statements speak for undated ones of the same list and programmes, which add their
    sources: a list without dates does not make a listing possible on a day before it began.
    """
    found: list[Place] = []
    ordered = sorted(listings, key=_order)
    for one in (one for one in ordered if not one.listing.absent):
        new = _place(one)
        for at, old in enumerate(found):
            if (joined := _joined(old, new)) is not None:
                found[at] = joined
                break
        else:
            found.append(new)
    found = _folded(_agreeing(found))
    for one in (one for one in ordered if one.listing.absent):
        found = _denied(found, one)
    answered = (replace(place, holds=_holds(place.period, as_of, place.absent)) for place in found)
    return tuple(sorted(answered, key=lambda p: (p.authority, p.list, p.programmes)))


def _agreeing(found: list[Place]) -> list[Place]:
    """A dated statement without a programme adds its source to a more exact one it agrees with."""
    kept: list[Place] = []
    for one in sorted(found, key=lambda place: not place.programmes):
        at = next((n for n, other in enumerate(kept) if _vaguer(one, other)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = replace(kept[at], evidence=kept[at].evidence + one.evidence)
    return kept


def _vaguer(one: Place, other: Place) -> bool:
    if one.programmes or (one.authority, one.list) != (other.authority, other.list):
        return False
    bounds = (one.period.start_min, other.period.start_min, other.period.start_max)
    if None in bounds or one.period.start_max is None:
        return False
    low, exact_low, exact_high = (day for day in bounds if day is not None)
    return low <= exact_low and exact_high <= one.period.start_max


def _folded(found: list[Place]) -> list[Place]:
    """Undated places whose programmes dated ones cover add their sources to those, and go."""
    kept: list[Place] = []
    dated = [one for one in found if not _undated(one)]
    for one in found:
        same = [
            other
            for other in dated
            if (other.authority, other.list) == (one.authority, one.list) and other is not one
        ]
        covered = {programme for other in same for programme in other.programmes}
        if not (_undated(one) and one.programmes and covered.issuperset(one.programmes)):
            kept.append(one)
    gone = [one for one in found if one not in kept]
    return [
        replace(one, evidence=one.evidence + more, references=_union(one.references, refs))
        for one in kept
        for more, refs in [_added(one, gone)]
    ]


def _undated(place: Place) -> bool:
    """Whether only the snapshots say when: its source gives no dates."""
    return place.period.tense == "current" and not place.period.start_min


def _added(place: Place, gone: list[Place]) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The sources and references that undated places add to a dated one."""
    adds = [
        one
        for one in gone
        if (one.authority, one.list) == (place.authority, place.list)
        and set(one.programmes) & set(place.programmes)
    ]
    evidence = tuple(evidence for one in adds for evidence in one.evidence)
    return evidence, tuple(dict.fromkeys(ref for one in adds for ref in one.references))


def _denied(found: list[Place], one: SourcedListing) -> list[Place]:
    """Places of the same authority that are not known to have begun by then, begin after it."""
    day = one.listing.period.start_max
    same = [
        at
        for at, place in enumerate(found)
        if place.authority == one.listing.authority
        and (not one.listing.list or place.list == one.listing.list)
    ]
    if not same:
        return [*found, replace(_place(one), absent=True)]
    for at in same:
        place = found[at]
        begins = meet(place.period, Period(start_min=day + timedelta(1))) if day else None
        if begins is not None and begins != place.period:
            found[at] = replace(place, period=begins, evidence=(*place.evidence, one.evidence))
    return found


def _order(one: SourcedListing) -> tuple[str, str, bool, str]:
    listing = one.listing
    return listing.authority, listing.list, not listing.period.start_min, one.evidence.record


def _place(one: SourcedListing) -> Place:
    listing = one.listing
    return Place(
        authority=listing.authority,
        list=listing.list,
        programmes=listing.programmes,
        references=(listing.reference,) if listing.reference else (),
        period=listing.period,
        measures=listing.measures,
        evidence=(one.evidence,),
        holds="yes",
    )


def _joined(old: Place, new: Place) -> Place | None:
    if (old.authority, old.list) != (new.authority, new.list):
        return None
    # A date for one programme is no date for an entry that stands under another, or under two.
    if set(old.programmes) != set(new.programmes):
        return None
    period = meet(old.period, new.period)
    if period is None:
        return None
    return Place(
        authority=old.authority,
        list=old.list,
        programmes=_union(old.programmes, new.programmes),
        references=_union(old.references, new.references),
        period=period,
        measures=_union(old.measures, new.measures),
        evidence=old.evidence + new.evidence,
        holds="yes",
    )


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one + other))


def meet(one: Period, other: Period) -> Period | None:
    """The period that both statements allow; ``None`` when no period satisfies both."""
    start_min = max((d for d in (one.start_min, other.start_min) if d), default=None)
    start_max = min((d for d in (one.start_max, other.start_max) if d), default=None)
    end_min = max((d for d in (one.end_min, other.end_min) if d), default=None)
    end_max = min((d for d in (one.end_max, other.end_max) if d), default=None)
    for low, high in ((start_min, start_max), (end_min, end_max), (start_min, end_max)):
        if low and high and low > high:
            return None
    return Period(
        start_min=start_min,
        start_max=start_max,
        end_min=end_min,
        end_max=end_max,
        tense=one.tense if one.tense == other.tense else "",
        text=one.text or other.text,
    )


def _holds(period: Period, as_of: date | None, absent: bool) -> Certainty:
    if absent:
        return "no"
    if as_of is None:
        return "no" if period.tense == "former" or period.end_max else "yes"
    return dates.as_of(period, as_of)
