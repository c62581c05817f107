"""Natures of control: each code of the PSC register as a role, a share where it is one, and words.

The codes are those of ``psc_descriptions.yml`` in Companies House's api-enumerations: a right, a
band, the way in which it is held, and the kind of entity. Its short and long texts disagree on
where 75 per cent belongs; the law (SI 2016/339, schedule 2) says with the short ones that the
middle band ends below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from msgspec import Struct

from hullmark.graph.model import Share


class Nature(Struct, frozen=True):
    """What one code says: its role, its words, and the interval if the holder has it alone."""

    role: str
    words: str
    share: Share | None = None


class Group(Struct, frozen=True):
    """The natures of one holder that are one link: under the same role, with the same share."""

    suffix: str
    role: str
    words: str
    share: Share | None


_BANDS = {
    "25-to-50-percent": ("more than 25% but not more than 50%", Share("25", "50", True, False)),
    "50-to-75-percent": ("more than 50% but less than 75%", Share("50", "75", True, True)),
    "75-to-100-percent": ("75% or more", Share("75", "100", False, False)),
}
_OVERSEAS_BANDS = {
    "more-than-25-percent": ("more than 25%", Share("25", "100", True, False)),
}
# A holder through a trust or a firm has no interval: the trustees or members hold it together.
_WAYS = {
    "": "",
    "-as-trust": " with control over the trustees of a trust",
    "-as-firm": " as a member of a firm",
}
_OVERSEAS_WAYS = {
    "": "",
    "-as-trust": " as trustees of a trust",
    "-as-firm": " as a member of a firm",
    "-as-control-over-trust": " through significant influence over a trust",
    "-as-control-over-firm": " through significant influence over a firm",
}
_LLP, _OVERSEAS = "-limited-liability-partnership", "-registered-overseas-entity"
# A right to what is left at the end of a firm without shares is not said to be one or the other.
_EITHER = "owns or controls"
# Core of the code, its words, role when held by the holder alone, role through a trust or firm.
_SHARES = ("ownership-of-shares", "ownership of shares", "shareholder", "controls")
_VOTES = ("voting-rights", "voting rights", "controls", "controls")
_SURPLUS = ("right-to-share-surplus-assets", "right to surplus assets", _EITHER, _EITHER)
_PART_SURPLUS = (f"part-{_SURPLUS[0]}", *_SURPLUS[1:])
_BANDED = (
    (_SHARES, _BANDS, _WAYS, ""),
    (_SHARES, _OVERSEAS_BANDS, _OVERSEAS_WAYS, _OVERSEAS),
    (_VOTES, _BANDS, _WAYS, ""),
    (_VOTES, _BANDS, _WAYS, _LLP),
    (_VOTES, _OVERSEAS_BANDS, _OVERSEAS_WAYS, _OVERSEAS),
    (_SURPLUS, _BANDS, _WAYS, _LLP),
    (_PART_SURPLUS, _BANDS, _WAYS, ""),
)
_BOARD = ("right-to-appoint-and-remove-directors", "right to appoint or remove directors")
_MEMBERS = ("right-to-appoint-and-remove-members", "right to appoint or remove members")
_PERSONS = ("right-to-appoint-and-remove-person", "right to appoint or remove persons")
_INFLUENCE = ("significant-influence-or-control", "significant influence or control")
_PLAIN = (
    (_BOARD, _WAYS, ""),
    (_BOARD, _OVERSEAS_WAYS, _OVERSEAS),
    (_MEMBERS, _WAYS, _LLP),
    (_PERSONS, _WAYS, ""),
    (_INFLUENCE, _WAYS, ""),
    (_INFLUENCE, _WAYS, _LLP),
    (_INFLUENCE, _OVERSEAS_WAYS, _OVERSEAS),
)
_NOMINEES = {
    "person": "this person",
    "another-entity": "another entity, of which this person is the registered beneficial owner",
}
_LANDS = {
    "england-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}


def _natures() -> Iterator[tuple[str, Nature]]:
    for (core, words, alone, through), bands, ways, suffix in _BANDED:
        for (band, (bounds, share)), (way, how) in product(bands.items(), ways.items()):
            own = None if way else share
            nature = Nature(through if way else alone, f"{words}: {bounds}{how}", own)
            yield f"{core}-{band}{way}{suffix}", nature
    for (core, words), ways, suffix in _PLAIN:
        for way, how in ways.items():
            yield f"{core}{way}{suffix}", Nature("controls", f"{words}{how}")
    for (whose, name), (place, land) in product(_NOMINEES.items(), _LANDS.items()):
        words = f"the entity holds land or property in {land} as a nominee for {name}"
        code = f"registered-owner-as-nominee-{whose}-{place}{_OVERSEAS}"
        yield code, Nature("linked to", words)


NATURES: Mapping[str, Nature] = dict(_natures())


@lru_cache(maxsize=65536)
def groups(codes: tuple[str, ...]) -> tuple[Group, ...]:
    """The links that a holder's codes make, in the codes' order; ``KeyError`` names a new code."""
    found: dict[tuple[str, Share | None], list[str]] = {}
    for code in codes:
        nature = NATURES[code]
        found.setdefault((nature.role, nature.share), []).append(nature.words)
    made: list[Group] = []
    for (role, share), words in found.items():
        before = sum(one.role == role for one in made)
        suffix = f"{role} {before + 1}" if before else role
        made.append(Group(suffix.replace(" ", "-"), role, "; ".join(dict.fromkeys(words)), share))
    return tuple(made)
