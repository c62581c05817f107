"""Statements of several sources about one matter, laid side by side: do they agree?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from msgspec import Struct

from hullmark.graph.answer import Evidence, Matter, Side
from hullmark.graph.dates import overlap
from hullmark.graph.model import UNDATED, Certainty, Period
from hullmark.queries.sameness import Likeness

Same = Callable[[str, str], Likeness]
_SURE: dict[str, int] = {"no": 0, "possibly": 1, "yes": 2}


class Said(Struct, frozen=True):
    """One statement: its value, who says it, when it holds, and what else its source knows.

    ``key`` stands for the value where that is more than its words (an entity). ``by`` tells the
    voices apart that are asked to agree: sources, or single statements.
    """

    value: str
    evidence: Evidence
    period: Period = UNDATED
    when: str = ""
    words: str = ""
    key: str = ""
    by: str = ""

    @property
    def source(self) -> str:
        return f"{self.evidence.source} {self.evidence.list}"


def matter(
    about: str,
    said: Sequence[Said],
    same: Same,
    *,
    timeless: bool = False,
    several: str = "",
    knows: Callable[[Said, Said], str] | None = None,
) -> Matter | None:
    """Whether the sources agree on one matter; ``None`` where only one source speaks of it.

    Two sources disagree when no value of the one is a value of the other and their times may meet.
    ``timeless``: what is true once is true always. ``several``: why two values may both be true,
    so that they disagree only possibly. ``knows``: why a source's other words excuse it.
    """
    voices: dict[str, list[Said]] = {}
    for one in said:
        voices.setdefault(one.by or one.source, []).append(one)
    if len({one.source for one in said}) < 2 and len(voices) < 2:
        return None
    groups = _groups(said, same)
    at = {id(one): number for number, group in enumerate(groups) for one in group}
    worst: Certainty | None = None
    notes: list[str] = []
    for left, right in combinations(voices.values(), 2):
        met = _met(left, right, at, timeless=timeless)
        if met is None:
            continue
        if left[0].source == right[0].source and met != "yes":
            continue  # one source that says two things of unknown times is no disagreement
        excuse = knows(left[0], right[0]) if knows else ""
        if excuse:
            notes.append(excuse)
            met = "possibly" if met == "yes" else met
        if worst is None or _SURE[met] > _SURE[worst]:
            worst = met
    if worst in ("yes", "possibly") and several:
        worst = "possibly"
        notes.append(several)
    if worst is None:
        plain = all(len({one.value.casefold() for one in group}) == 1 for group in groups)
        return Matter(about, "agree" if plain else "spelling", _sides(groups))
    finding = {"yes": "disagree", "possibly": "possibly", "no": "other times"}[worst]
    return Matter(about, finding, _sides(groups), "; ".join(dict.fromkeys(notes)))  # type: ignore[arg-type]


def _met(
    left: Sequence[Said], right: Sequence[Said], at: dict[int, int], *, timeless: bool
) -> Certainty | None:
    """Whether two voices that differ speak of one time; ``None`` when they agree on a value."""
    met: Certainty = "no"
    for one in left:
        for other in right:
            when: Certainty = "yes" if timeless else overlap(one.period, other.period)
            if at[id(one)] == at[id(other)] and when != "no":
                return None
            if _SURE[when] > _SURE[met]:
                met = when
    return met


def _groups(said: Sequence[Said], same: Same) -> list[list[Said]]:
    """Statements of one value together, in the order in which values are first stated."""
    groups: list[list[Said]] = []
    for one in said:
        alike = [
            group
            for group in groups
            if any(
                (one.key and one.key == other.key) or same(one.value, other.value) != "other"
                for other in group
            )
        ]
        if alike:
            alike[0].append(one)
            for group in alike[1:]:
                alike[0].extend(group)
                groups.remove(group)
        else:
            groups.append([one])
    return groups


def _sides(groups: Sequence[Sequence[Said]]) -> tuple[Side, ...]:
    return tuple(
        Side(
            value=" / ".join(dict.fromkeys(one.value for one in group)),
            evidence=tuple(dict.fromkeys(one.evidence for one in group)),
            when="; ".join(dict.fromkeys(one.when for one in group if one.when)),
            words=tuple(dict.fromkeys(one.words for one in group if one.words)),
        )
        for group in groups
    )
