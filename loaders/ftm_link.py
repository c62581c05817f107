"""FollowTheMoney's links: the schema and its words give a role, never a stronger one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from msgspec.structs import replace

from hullmark.graph import ftm
from hullmark.graph.errors import BadValue
from hullmark.graph.model import UNDATED, Link, Problem, Share
from hullmark.graph.schema import schema
from hullmark.graph.shares import UNKNOWN, high, low, parse_share, share
from hullmark.loaders.base import key
from hullmark.loaders.ftm_dates import Report, period_of, tense_of
from hullmark.loaders.ftm_entity import record_id, texts

MOST_ENDS = 1000  # links that one entity makes; a real one makes one or two
_MORE = ("ownershipType", "legalBasis", "sharesType", "summary", "description")
SchemaOf = Callable[[str], str]


def links(
    entity: Mapping[str, object], schema_of: SchemaOf, place: str
) -> Iterator[Link | Problem]:
    """The links of an entity that is one: for each pair of ends and each role its words state.

    ``schema_of`` gives the schema of an end that is a ship or no party at all, else ``""``.
    """
    edge, key_ = str(entity["schema"]), str(entity["id"])
    rule, stated = ftm.tables().links[edge], entity.get("properties")
    properties: Mapping[str, object] = stated if isinstance(stated, Mapping) else {}
    problems: list[Problem] = []

    def report(code: str, message: str, value: object) -> None:
        problems.append(Problem(code, message, record_id(key_), str(value)[:200], place))

    subjects, objects = (texts(properties.get(end)) for end in (rule.subject, rule.object))
    ends = list(product(subjects, objects)) if len(subjects) * len(objects) <= MOST_ENDS else []
    if not ends:
        message = (
            f"expected a {edge} with one {rule.subject} and {rule.object}, "
            f"found {len(subjects)} and {len(objects)}; it was not read"
        )
        yield Problem("bad-link", message, record_id(key_), place=place)
        return
    stake = _stake(properties, report)
    period = period_of(properties, ("startDate",), report)
    words = texts(properties.get(rule.words))
    pages = texts(properties.get("sourceUrl"))
    roles = _roles(edge, words, stake, properties)
    several = len(ends) * len(roles) > 1
    for (subject, object_), (role, said) in product(ends, roles.items()):
        astray = next((e for e in (subject, object_) if schema_of(e) not in ("", "Vessel")), "")
        if astray:
            message = (
                f"expected a link ({edge}) between ships, persons and bodies, "
                f"found one with something of the schema {schema_of(astray)}; it was not read"
            )
            report("not-a-party", message, astray)
            continue
        if _turned(edge, role, subject, object_, schema_of):
            subject, object_ = object_, subject
        over = tense_of(said) if period.tense == "" and period.end_max is None else ""
        yield Link(
            id=f"ftm:{key_}" + (f"#{key(subject, object_, role)}" if several else ""),
            subject=record_id(subject),
            role=role,
            object=record_id(object_),
            period=replace(period, tense=over) if over == "former" else period,
            share=stake,
            as_stated="; ".join(_words(edge, said, properties)),
            url=pages[0] if pages else "",
            place=place,
        )
    yield from problems


def _roles(
    edge: str, words: list[str], stake: Share | None, properties: Mapping[str, object]
) -> dict[str, list[str]]:
    """Each role that the words state, with the words that state it."""
    found: dict[str, list[str]] = {}
    for said in words or [""]:
        role = ftm.role_of(edge, said)
        vague = not said or role == ftm.tables().links[edge].otherwise
        if edge == "Ownership" and vague and (stake or texts(properties.get("sharesCount"))):
            role = "shareholder"
        found.setdefault(role, []).append(said)
    return found


def _words(edge: str, said: list[str], properties: Mapping[str, object]) -> list[str]:
    told = [word for word in said if word] or [edge]
    for name in _MORE:
        told += texts(properties.get(name))
    told += [f"{count} shares" for count in texts(properties.get("sharesCount"))]
    told += [
        f"worth {value} {' '.join(texts(properties.get('sharesCurrency')))}".strip()
        for value in texts(properties.get("sharesValue"))
    ]
    return list(dict.fromkeys(told))


def _stake(properties: Mapping[str, object], report: Report) -> Share | None:
    """The stake under ``percentage``; several values are one interval that holds them all."""
    found: list[Share] = []
    stated = texts(properties.get("percentage"))
    for value in stated:
        try:
            found.append(parse_share(value))
        except BadValue as bad:
            report("bad-share", str(bad), value)
    if not stated:
        return None
    text = " / ".join(stated)
    if len(found) < len(stated):
        return replace(UNKNOWN, text=text)
    if len(found) == 1:
        return found[0]
    least, most = min(found, key=low), max(found, key=high)
    ends = {"low_open": least.low_open, "high_open": most.high_open}
    return share(low(least), high(most), **ends, text=text)


def _turned(edge: str, role: str, subject: str, object_: str, schema_of: SchemaOf) -> bool:
    """Whether an undirected link names the ship first, which is never the owner or manager."""
    ship_first = schema_of(subject) == "Vessel" and schema_of(object_) != "Vessel"
    return edge == "UnknownLink" and ship_first and schema().roles[role].up == "subject"


def direct_links(entity: Mapping[str, object], place: str) -> Iterator[Link]:
    """The links that a ship, aircraft or body states itself: owner, operator, parent."""
    stated = entity.get("properties")
    if not isinstance(stated, Mapping):
        return
    datasets = texts(entity.get("datasets"))
    for name, role in ftm.tables().direct.items():
        ids = texts(stated.get(name)) if name in stated else []
        for other in ids:
            kept = "operated" if name == "owner" and entity.get("schema") == "Airplane" else name
            weak = [r for d in datasets if (r := ftm.tables().weaker.get(d, {}).get(kept))]
            yield Link(
                id=f"ftm:{entity['id']}#{key(name, other)}",
                subject=record_id(other),
                role=weak[0] if weak else role,
                object=record_id(str(entity["id"])),
                period=UNDATED,
                as_stated=name,
                place=place,
            )
