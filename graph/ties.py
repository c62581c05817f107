"""Links without their evidence, for arithmetic over many; and whether a link is over."""

from __future__ import annotations

from datetime import date

from hullmark.graph.answer import EntityLink, Evidence, Tie
from hullmark.graph.model import Period


def tie(link: EntityLink, as_of: date | None) -> Tie:
    """What a link says, without its evidence; asked about a day, only ``holds`` says whether."""
    return Tie(
        id=link.id,
        subject=link.subject,
        role=link.role,
        object=link.object,
        source=f"{link.evidence.source} {link.evidence.list}",
        holds=link.holds,
        over=as_of is None and ended(link.period, link.evidence),
        share=link.share,
        as_stated=link.as_stated,
        confidence=link.confidence,
        since=link.period.start_min,
        until=link.period.end_max,
    )


def ended(period: Period, where: Evidence) -> bool:
    """Whether a statement says that it is over: formerly, or an end before it was last said."""
    if period.tense == "former":
        return True
    return period.end_max is not None and (
        where.last_seen is None or period.end_max <= where.last_seen
    )
