"""What the arithmetic of ``blocked`` gives: verdicts, the sums they follow from, who counted."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hullmark.graph.model import Share


class Counted(Struct, frozen=True, omit_defaults=True, gc=False):
    """One holder in a sum: its stake, what the holder is under the rule, and how it was counted.

    ``way``: title, beneficial, indirect, or ``control``. ``counts``: surely, possibly or not;
    ``links`` are the statements behind it.
    """

    holder: str
    way: str
    counts: Literal["surely", "possibly", "not"]
    standing: str
    share: Share | None = None
    links: tuple[str, ...] = ()
    note: str = ""


class Step(Struct, frozen=True, omit_defaults=True, gc=False):
    """One body in the reckoning: the holders, the sum of those that count, and what follows.

    ``sum`` runs from what surely counts to what may count, in per cent. ``together``: whose stakes
    were added, where a rule takes each listed person alone. ``rest``: what no source accounts for.
    """

    entity: str
    verdict: str
    sum: Share
    meets: str
    counted: tuple[Counted, ...] = ()
    rest: Share | None = None
    together: str = ""
    notes: tuple[str, ...] = ()


class Verdict(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a regime's rule makes of one thing, why, by which steps, and what would decide it.

    ``verdict``: ``blocked``, ``not blocked`` or ``cannot be known``. ``beside`` has what does not
    change it: control, listings that do not block, weaker words.
    """

    regime: str
    entity: str
    verdict: str
    why: str
    rule: str
    sources: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
