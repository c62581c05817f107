"""Who holds what above a thing: links that lead up to it, as a network of stakes and control."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from hullmark.graph.answer import EntityLink, Tie
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import schema
from hullmark.graph.ties import ended
from hullmark.queries.cascade import Network
from hullmark.queries.regimes import Regime, proves_control
from hullmark.queries.stakes import SURE_WORDS, stakes

MAX_THINGS = 20_000
CLASSES = ("ownership", "control", "unproven")


def holding_roles() -> frozenset[str]:
    """The roles that may make one thing the holder of another: ownership, control, unproven."""
    return frozenset(name for name, role in schema().roles.items() if role.class_ in CLASSES)


def above(
    reader: GraphReader, starts: Sequence[str], *, as_of: date | None, most: int = MAX_THINGS
) -> tuple[list[EntityLink], frozenset[str]]:
    """All links that lead up from some things without end, and those not looked above of.

    Ended links are kept and not followed. The second is empty unless more than ``most`` things
    stand above.
    """
    roles = holding_roles()
    found: dict[tuple[str, str], EntityLink] = {}
    seen, frontier = set(starts), sorted(set(starts))
    while frontier and len(seen) <= most:
        links = reader.expand(frontier, roles=roles, direction="up", as_of=as_of)
        asked, reached = set(frontier), set[str]()
        for link in links:
            if link.object in asked:
                found[link.id, link.subject] = link
                if counts(link, as_of):
                    reached.add(link.subject)
        frontier = sorted(reached - seen)
        seen |= reached
    return list(found.values()), frozenset(frontier)


def counts(link: EntityLink, as_of: date | None) -> bool:
    """Whether a link may hold on the day, or without a day: its source does not call it over."""
    return link.holds != "no" and (as_of is not None or not ended(link.period, link.evidence))


def network(ties: Iterable[Tie], regime: Regime, cut: frozenset[str] = frozenset()) -> Network:
    """The network that ties make under a regime; ended ones and ties to oneself are left out."""
    roles = schema().roles
    held: list[Tie] = []
    made = Network(cut=cut)
    for one in ties:
        if one.over or one.holds == "no" or one.subject == one.object:
            continue
        class_ = roles[one.role].class_
        if class_ == "ownership":
            held.append(one)
        elif class_ == "unproven":
            made.unproven.setdefault(one.object, set()).add(one.subject)
        elif class_ == "control":
            if one.role == "parent":  # a parent may own, and no source says how much
                made.unproven.setdefault(one.object, set()).add(one.subject)
            plain = one.holds == "yes" and one.confidence in SURE_WORDS
            sure = plain and proves_control(regime, one.as_stated)
            into = made.sure_control if sure else made.possible_control
            into.setdefault(one.object, set()).add(one.subject)
    for stake in stakes(held):
        made.stakes.setdefault(stake.target, []).append(stake)
    return made
