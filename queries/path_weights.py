"""What a way costs: the weights of ``path_weights.yaml``, and the cost of one hop in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from math import ceil, log2
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.answer import Tie, Weighed
from hullmark.graph.schema import schema

FILE = Path(__file__).parent / "path_weights.yaml"
Span = tuple[date | None, date | None]  # the first and the last day on which it may have held
MOST_LINKS = 10_000  # links of one thing that are counted; more reads "10,000 or more"


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``path_weights.yaml``; no weight is negative."""

    hop: float
    classes: dict[str, float]
    alone: float
    hedged: float
    undated: float
    hub_from: int
    hub: float
    doubt: float
    apart: float


class Choice(Struct, frozen=True, gc=False):
    """One way to take a hop: a statement, what it costs, and the days outside which it is over."""

    tie: str
    cost: float
    since: date | None
    until: date | None
    publishers: int


@cache
def weights() -> Weights:
    """The weights as the file has them; ``msgspec.ValidationError`` names a mistaken field."""
    return msgspec.convert(yaml.safe_load(FILE.read_bytes()), Weights)


def hub_cost(links: int) -> float:
    """What passing through a thing with so many links costs: nothing up to ``hub_from``."""
    scale = weights()
    return scale.hub * log2(links / scale.hub_from) if links > scale.hub_from else 0.0


def links_at(cost: float) -> int:
    """A number of links with which passing through a thing surely costs more than this."""
    scale = weights()
    if cost >= hub_cost(MOST_LINKS):
        return MOST_LINKS
    doublings = ceil(max(cost, 0) / scale.hub) + 1  # few different numbers, to count many at once
    return min(scale.hub_from << doublings, MOST_LINKS)


def choices(ties: Sequence[Tie]) -> tuple[Choice, ...]:
    """The statements between two things that a way may rest on, the cheapest first.

    One that costs no less than another and may have held on no other day is left out.
    """
    if len(ties) == 1:
        return (_choice(ties[0], 1),)
    made = []
    for one in ties:
        publishers = {
            other.source.split(" ")[0]
            for other in ties
            if _class(other) == _class(one)
            and other.subject == one.subject
            and together((one.since, one.until), (other.since, other.until))
        }
        made.append(_choice(one, len(publishers)))
    made.sort(key=lambda one: (one.cost, one.tie))
    kept: list[Choice] = []
    for choice in made:
        if not any(_covers(other, choice) for other in kept):
            kept.append(choice)
    return tuple(kept)


def _choice(tie: Tie, publishers: int) -> Choice:
    undated = tie.since is None and tie.until is None
    cost = _cost(_class(tie), publishers, tie.confidence, undated)
    return Choice(tie.id, cost, tie.since, tie.until, publishers)


def hop_parts(tie: Tie, publishers: int) -> tuple[Weighed, ...]:
    """What one hop costs, part by part."""
    return _parts(_class(tie), publishers, tie.confidence, tie.since is None and tie.until is None)


@cache
def _cost(class_: str, publishers: int, confidence: str, undated: bool) -> float:
    return sum(part.cost for part in _parts(class_, publishers, confidence, undated))


def _parts(class_: str, publishers: int, confidence: str, undated: bool) -> tuple[Weighed, ...]:
    scale = weights()
    parts = [Weighed("hop", scale.hop)]
    if scale.classes[class_]:
        parts.append(Weighed(class_, scale.classes[class_]))
    said = "1 publisher" if publishers == 1 else f"{publishers} publishers"
    parts.append(Weighed(said, scale.alone / publishers))
    if confidence not in ("", "stated"):
        parts.append(Weighed(confidence, scale.hedged))
    if undated:
        parts.append(Weighed("start and end open", scale.undated))
    return tuple(parts)


def together(one: Span, other: Span) -> bool:
    """Whether two spans of days, open where a bound is ``None``, may share one."""
    return not any(
        end is not None and start is not None and end < start
        for (_, end), (start, _) in ((one, other), (other, one))
    )


def within(one: Span, other: Span) -> Span:
    """The days that two spans share."""
    starts = [day for day in (one[0], other[0]) if day is not None]
    ends = [day for day in (one[1], other[1]) if day is not None]
    return max(starts, default=None), min(ends, default=None)


def costs(parts: Mapping[str, float] | Sequence[Weighed]) -> float:
    """The sum of parts, without the dust of binary fractions."""
    values = parts.values() if isinstance(parts, Mapping) else (one.cost for one in parts)
    return round(sum(values), 6)


def _class(tie: Tie) -> str:
    return schema().roles[tie.role].class_


def _covers(one: Choice, other: Choice) -> bool:
    starts = one.since is None or (other.since is not None and one.since <= other.since)
    ends = one.until is None or (other.until is not None and one.until >= other.until)
    return one.cost <= other.cost and starts and ends
