"""Who owns or manages which ship, where a reason for listing begins by saying just that.

``Registered owner of DPRK tankers SAM JONG 1 and SAM JONG 2. Both …`` states two links; nothing is
read into other words. A link is stated as of the day of the listing that gives the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hullmark.graph.model import Link, Period
from hullmark.loaders.base import key

_ROLES = {
    "registered owner": "registered owner",
    "owner": "owner",
    "ship manager": "ship manager",
    "ship": "ship manager",  # "Ship and commercial manager of …"
    "commercial manager": "commercial manager",
}
_LONGEST = 3_000  # characters of a reason or a note in which links are looked for
_ROLE = f"(?i:{'|'.join(_ROLES)})"
_NAME = r"[A-Z][A-Z0-9’'-]{1,30}(?: (?:NO\. )?[A-Z0-9][A-Z0-9’'-]{0,30}){0,7}"
_NAMES = rf"(?P<names>{_NAME}(?: and {_NAME}){{0,20}})(?=,|\.|;| which\b| believed\b|$)"
_KIND = (
    r"(?:the )?(?:(?:[A-Z]\w+-flagged|DPRK|oil|oil products?|motor|cargo|merchant) )*"
    r"(?:(?:vessels?|tankers?|ships?) )?"
)
_HEAD = re.compile(
    rf"(?P<roles>{_ROLE}(?:(?:, and |, | and ){_ROLE})*) of {_KIND}(?!DPRK\b){_NAMES}"
)
_ALSO = re.compile(
    rf"(?P<stated>\band owner of|\bcompany also owns) (?:the )?vessels? (?!DPRK\b){_NAMES}"
)
_OWNED = re.compile(r"\bM/V (?P<ship>[A-Z0-9 ]+?) is owned by (?P<owner>[^.,;]{3,100}?) and is\b")


def ships_of(record: str, reason: str, period: Period, place: str) -> Iterator[Link]:
    """The ships that the record owns or manages, by the words of its reason for listing."""
    reason = _whole_sentences(reason)
    if head := _HEAD.match(reason):
        for role in re.findall(_ROLE, head["roles"]):
            for ship in head["names"].split(" and "):
                stated = head[0][: head.start("names")] + ship
                yield _link(record, _ROLES[role.lower()], ship, "", period, stated, place)
    for match in _ALSO.finditer(reason):
        for ship in match["names"].split(" and "):
            stated = f"{match['stated'].removeprefix('and ')} vessel {ship}"
            yield _link(record, "owner", ship, "", period, stated, place)


def owners_of(record: str, notes: str, period: Period, place: str) -> Iterator[Link]:
    """The owners of a ship by the notes beside it: ``M/V JI SONG 8 is owned by …``."""
    for match in _OWNED.finditer(_whole_sentences(notes)):
        stated = match[0].removesuffix(" and is")
        yield _link(record, "owner", "", match["owner"].strip(), period, stated, place)


def _whole_sentences(text: str) -> str:
    """The text as far as it is looked through, never ending inside a name."""
    return text if len(text) <= _LONGEST else text[: text.rfind(".", 0, _LONGEST) + 1]


def _link(
    record: str, role: str, ship: str, owner: str, period: Period, stated: str, place: str
) -> Link:
    return Link(
        id=f"{record}#{key('link', role, ship, owner)}",
        subject=record if ship else "",
        subject_name=owner,
        role=role,
        object="" if ship else record,
        object_name=ship,
        period=period,
        as_stated=" ".join(stated.split()),
        place=place,
    )
