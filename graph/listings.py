"""An entity's places on sanctions lists, each put together from what several sources say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.model import Certainty, Evidence, Period, SourcedListing


class Place(Struct, frozen=True):
    """One place on one list: when by all sources together, each source's evidence, and the answer.

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


def places(listings: Iterable[SourcedListing], as_of: date | None) -> tuple[Place, ...]:
    """One entity's listings by authority and list; those that contradict each other stay apart."""
    found: list[Place] = []
    for one in sorted(listings, key=_order):
        new = _place(one)
        for at, old in enumerate(found):
            if (joined := _joined(old, new)) is not None:
                found[at] = joined
                break
        else:
            found.append(new)
    answered = (replace(place, holds=_holds(place.period, as_of)) for place in found)
    return tuple(sorted(answered, key=lambda p: (p.authority, p.list, p.programmes)))


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
    # A date for one programme is no date for an entry that stands under two.
    if old.programmes and new.programmes and set(old.programmes) != set(new.programmes):
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


def _holds(period: Period, as_of: date | None) -> Certainty:
    if as_of is None:
        return "no" if period.tense == "former" or period.end_max else "yes"
    return dates.as_of(period, as_of)
