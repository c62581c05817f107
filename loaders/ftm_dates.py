"""When a FollowTheMoney link or sanction held: its dates, its status, and what they don't say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from hullmark.graph import ftm
from hullmark.graph.dates import between, during, parse_span, since
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Period, Tense
from hullmark.graph.spans import Span
from hullmark.loaders.ftm_entity import texts

Report = Callable[[str, str, object], None]


def period_of(properties: Mapping[str, object], begins: tuple[str, ...], report: Report) -> Period:
    """The period that the dates under ``begins`` and ``endDate`` state, and the status with them.

    Of several dates the span holds all. ``report`` gets code, message and value of what can't be
    read.
    """
    begin = next((span for name in begins if (span := _span(properties, name, report))), None)
    end = _span(properties, "endDate", report)
    tense = tense_of(texts(properties.get("status")))
    period = UNDATED
    try:
        if begin and end:
            return between(begin, end)
        if begin:
            period = since(begin)
        elif end:
            return Period(end_min=end[0], end_max=end[1])
        elif on := _span(properties, "date", report):
            period = during(on)
    except BadValue as bad:
        report("bad-date", str(bad), "")
    return replace(period, tense=tense) if tense else period


def tense_of(words: list[str]) -> Tense:
    """Whether a status says that something is over or lasts; ``""`` where it says neither."""
    said = {word for text in words for word in ftm.plain(text).split()}
    if said & {*ftm.tables().over}:
        return "former"
    return "current" if said & {*ftm.tables().lasting} else ""


def _span(properties: Mapping[str, object], name: str, report: Report) -> Span | None:
    spans = []
    for stated in texts(properties.get(name)):
        try:
            spans.append(parse_span(stated[:10] if stated[10:11] in ("T", " ") else stated))
        except BadValue as bad:
            report("bad-date", f"{name}: {bad}", stated)
    if not spans:
        return None
    return min(span[0] for span in spans), max(span[1] for span in spans)
