"""The rules by which ownership blocks, read once from ``regimes.yaml``; which listings count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.listings import Place
from hullmark.graph.model import Certainty
from hullmark.graph.shares import Exact

FILE = Path(__file__).parent / "regimes.yaml"


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rule stands."""

    title: str
    url: str = ""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What a regime says from one day on: threshold, whether holders add up, what control is."""

    since: date
    threshold: str
    more_than: bool
    together: bool
    control: Literal["ignored", "flag", "counts"]
    sources: tuple[Source, ...]

    @property
    def words(self) -> str:
        """The threshold in words: ``at least 50 %``, ``more than 50 %``."""
        return f"{'more than' if self.more_than else 'at least'} {self.threshold} %"

    @property
    def per_cent(self) -> Exact:
        return _exact(self.threshold)


@cache
def _exact(text: str) -> Exact:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


class Listed(Struct, frozen=True, forbid_unknown_fields=True):
    """Which places on lists a row speaks of, and whether these block."""

    authority: str
    blocks: Certainty
    list: str = ""
    measure: str | None = None

    def fits(self, place: Place) -> bool:
        """Whether the row speaks of this place."""
        if place.authority.casefold() != self.authority.casefold():
            return False
        if self.list and not re.search(self.list, place.list, re.IGNORECASE):
            return False
        measures = "; ".join(place.measures)
        return self.measure is None or bool(re.search(self.measure, measures, re.IGNORECASE))


class Regime(Struct, frozen=True, forbid_unknown_fields=True):
    """One authority's rules in time, and which of its listings block."""

    title: str
    listings: tuple[Listed, ...]
    rules: tuple[Rule, ...]
    alone: tuple[str, ...] = ()
    not_carried: tuple[str, ...] = ()
    doubtful_control: tuple[str, ...] = ()

    def rule(self, day: date | None) -> Rule | None:
        """The rule on a day (the newest without one); ``None`` before the first that is known."""
        known = [one for one in self.rules if day is None or one.since <= day]
        return max(known, key=lambda one: one.since, default=None)


class Standing(Struct, frozen=True):
    """Whether a thing's own listings block it, whether what it owns is blocked too, and by which.

    ``others`` are its places on this authority's lists that do not block.
    """

    listed: Certainty
    carries: Certainty
    places: tuple[Place, ...] = ()
    others: tuple[Place, ...] = ()


UNLISTED = Standing("no", "no")
_SURE: tuple[Certainty, ...] = ("no", "possibly", "yes")


@cache
def regimes() -> dict[str, Regime]:
    """All regimes by name; a mistake in the file is a ``msgspec.ValidationError``."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(FILE.read_bytes(), Loader=loader), dict[str, Regime])


def regimes_named(words: str) -> dict[str, Regime]:
    """The regimes that ``OFAC,EU`` names, in that order; all for none; ``BadValue`` for others."""
    known = {name.casefold(): name for name in regimes()}
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    for word in wanted:
        if word.casefold() not in known:
            raise BadValue(
                f"There is no regime {word!r}: expected one or more of {', '.join(regimes())}."
            )
    names = dict.fromkeys(known[word.casefold()] for word in wanted) or regimes()
    return {name: regimes()[name] for name in names}


def standing(regime: Regime, places: Iterable[Place]) -> Standing:
    """What a thing's places on lists mean under a regime, on the day they were asked about."""
    listed: Certainty = "no"
    carries: Certainty = "no"
    blocking: list[Place] = []
    others: list[Place] = []
    for place in places:
        row = next((one for one in regime.listings if one.fits(place)), None)
        if row is None or place.holds == "no":
            continue
        only = place.programmes and set(place.programmes) <= set(regime.alone)
        blocks = "no" if only else _least(row.blocks, place.holds)
        (others if blocks == "no" else blocking).append(place)
        listed = _most(listed, blocks)
        if not (place.programmes and set(place.programmes) <= set(regime.not_carried)):
            carries = _most(carries, blocks)
    return Standing(listed, carries, tuple(blocking), tuple(others))


def _least(*answers: Certainty) -> Certainty:
    return _SURE[min(map(_SURE.index, answers))]


def _most(*answers: Certainty) -> Certainty:
    return _SURE[max(map(_SURE.index, answers))]


def proves_control(regime: Regime, as_stated: str) -> bool:
    """Whether a source's words behind a control role prove control without more.

    Of several, apart by semicolons, one that does is enough; words in brackets only explain.
    """
    return any(
        not any(words.casefold() in part for words in regime.doubtful_control)
        for part in re.sub(r"\(.*\)", "", as_stated.casefold()).split(";")
    )
