"""Where a statement stands, from the snapshots of its stream: first and last seen, absent, gone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.answer import Evidence, Snapshot
from hullmark.graph.dates import say, witnessed
from hullmark.graph.model import Period

FOREVER = "9999-12-31.999"


class Stream(Struct, frozen=True):
    """The snapshots of one list in time: stamps of all, stamps of the complete ones."""

    source: str
    list: str
    stamps: tuple[str, ...]
    complete: tuple[str, ...]


class Version(Struct, frozen=True):
    """The row of a statement version, as the workspace keeps it."""

    stream: int
    key: str
    first: str
    until: str | None
    snapshot: int
    place: str
    mentioned: str | None  # the newest extract that says it


def evidence(
    version: Version, stream: Stream, snapshot: Snapshot, cite: str, url: str, known: str
) -> Evidence:
    """The evidence of one statement version as known by a stamp."""
    gone = version.until is not None and version.until <= known
    absent = stream.complete[: bisect_left(stream.complete, version.first)]
    return Evidence(
        source=stream.source,
        list=stream.list,
        title=snapshot.title,
        record=version.key,
        published=snapshot.published,
        first_seen=_day(version.first),
        last_seen=_day(_last_seen(version, stream, known)),
        absent_on=_day(absent[-1]) if absent else None,
        gone_on=_day(version.until) if gone and version.until else None,
        sha256=snapshot.sha256,
        file=snapshot.file,
        place=version.place,
        cite=cite,
        url=url or snapshot.url,
        retrieved=snapshot.retrieved,
    )


def _last_seen(version: Version, stream: Stream, known: str) -> str:
    end = min(version.until or FOREVER, FOREVER)
    if end > known:
        complete = stream.complete[: bisect_right(stream.complete, known)]
    else:
        complete = stream.complete[: bisect_left(stream.complete, end)]
    mentioned = version.mentioned if version.mentioned and version.mentioned < end else ""
    return max(version.first, complete[-1] if complete else "", mentioned)


def _day(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])


def widened(period: Period, found: Evidence, *, of_list: bool = False) -> Period:
    """A statement's period with what the snapshots prove about it.

    A list's silence says something only about places on that list (``of_list``): what it was not
    yet, or no longer, linked to or called may have been true all the same.
    """
    if not of_list:
        return witnessed(period, found.first_seen, found.last_seen)
    period = witnessed(period, found.first_seen, found.last_seen, found.absent_on)
    if found.gone_on is not None and period.tense == "current":
        latest = found.gone_on if period.end_max is None else min(period.end_max, found.gone_on)
        period = replace(period, end_max=latest)
    return period


def dated(period: Period, found: Evidence) -> str:
    """When a statement holds, in words for a table, by its own dates or by the snapshots' days.

    ``since 2021-08`` · ``seen 2022-05-08 – 2024-05-07`` · ``as of 2023-10-16`` · ``formerly``.
    """
    first, last = found.first_seen, found.last_seen
    if period.text or (period.start_min and period.start_max and not witness_only(period, found)):
        words = say(period)
    elif period.tense == "former":
        words = f"over by {first}" if first else "formerly"
    elif period.tense == "current" and first and last:
        words = f"as of {first}" if first == last else f"seen {first} – {last}"
    else:
        words = say(period)
    if period.tense == "former" and period.text:
        words = f"{words}, over by {first}" if first else words
    return words


def witness_only(period: Period, found: Evidence) -> bool:
    """Whether the start is known only from a snapshot that lacks it and one that has it."""
    return (
        found.absent_on is not None
        and period.start_max == found.first_seen
        and period.start_min == found.absent_on + timedelta(1)
    )


def first_seen(found: Evidence) -> str:
    """What the snapshots say of a statement without dates, for a card and for print."""
    words = f"first seen in the snapshot of {found.first_seen}"
    if found.absent_on:
        words += f", not in that of {found.absent_on}"
    return words
