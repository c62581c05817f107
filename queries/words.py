"""Links in words: who, in which role, to whom, under which name of that time, and when."""

from __future__ import annotations

from collections.abc import Mapping

from hullmark.graph import shares
from hullmark.graph.answer import Entity, EntityLink
from hullmark.graph.dates import overlap
from hullmark.graph.evidence import dated
from hullmark.graph.model import Period
from hullmark.graph.schema import schema
from hullmark.graph.text import name_key
from hullmark.queries.choose import first_number


def called(entity: Entity | None, key: str) -> str:
    """The entity's caption with its best number, for the first mention in a sentence."""
    if entity is None:
        return key
    number = first_number(entity)
    return f"{entity.caption} ({number})" if number else entity.caption


def over(period: Period) -> bool:
    """Whether a statement is about the past by its own words: former, or with an end."""
    return period.tense == "former" or period.end_max is not None


def name_then(entity: Entity, link: EntityLink) -> str:
    """The name a ship bore while the link held, as the source says or by dates; else ``""``.

    A dated name counts only when it surely overlaps the link and none of that time is the caption.
    """
    if link.then_named:
        return link.then_named
    if entity.kind != "Vessel":
        return ""
    at_the_time = [
        name.text
        for sourced in entity.records
        for name in sourced.record.names
        if name.period != Period() and overlap(name.period, link.period) == "yes"
    ]
    keys = {name_key(text) for text in at_the_time}
    if not at_the_time or name_key(entity.caption) in keys or len(keys) > 1:
        return ""
    return at_the_time[0]


def sentence(link: EntityLink, start: str, entities: Mapping[str, Entity]) -> str:
    """One link as a sentence that begins at ``start``: ``ANGARA was owned by KAALBYE GROUP``."""
    role = schema().roles[link.role]
    # A list's loose words ("linked to") have no passive that says as little: the entry comes first.
    if role.class_ == "association":
        start = link.subject
    forward = link.subject == start
    end = link.object if forward else link.subject
    verb = (role.says if forward else role.said)[over(link.period)]
    words = [_with_name_then(start, link, entities), verb, _with_name_then(end, link, entities)]
    stake = shares.say_held(link.share, link.as_stated)
    if stake:
        words.append(f"({stake})" if stake != "part" else "(in part)")
    return " ".join(words)


def _with_name_then(key: str, link: EntityLink, entities: Mapping[str, Entity]) -> str:
    entity = entities.get(key)
    words = called(entity, key)
    then = name_then(entity, link) if entity is not None and entity.kind == "Vessel" else ""
    return f"{words}, then named {then}," if then else words


def when(link: EntityLink) -> str:
    """When the link held, in words; a possibility on the date asked about is marked."""
    words = dated(link.period, link.evidence)
    if link.evidence.gone_on:
        words = f"{words}, no longer stated on {link.evidence.gone_on}"
    if link.holds == "possibly":
        return f"{words} (possibly then)" if words else "possibly then"
    return words


def hedged(link: EntityLink) -> str:
    """How sure its source is: ``alleged``, ``reported``; ``""`` for a plain statement."""
    return "" if link.confidence in ("", "stated") else link.confidence
