"""``blocked``: whether ownership blocks a thing, under each regime, with every sum behind it.

Without ``others_clear`` a body is "not blocked" only when holders who are not blocked account for
enough of it: what no source accounts for may be held by anyone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from hullmark.graph.answer import Answer, Entity, EntityLink
from hullmark.graph.listings import places
from hullmark.graph.reader import GraphReader
from hullmark.graph.schema import family
from hullmark.graph.steps import Verdict
from hullmark.graph.ties import tie
from hullmark.queries.choose import choose
from hullmark.queries.holdings import above, network
from hullmark.queries.reckoning import UNKNOWN, Reckoning, reckon
from hullmark.queries.regimes import Regime, Standing, regimes_named, standing
from hullmark.queries.verdicts import of_body, of_property

PROPERTY = ("vessel", "aircraft")


def blocked(
    reader: GraphReader,
    question: str,
    *,
    as_of: date | None = None,
    regimes: str = "",
    others_clear: bool = False,
    jointly: Sequence[str] = (),
) -> Answer:
    """A verdict for each regime (``OFAC,EU``; else all): blocked, not blocked, cannot be known.

    ``others_clear`` assumes that holders whom no source names are not blocked; ``jointly`` names
    listed holders that act together, for a regime that takes each alone. ``NotFound`` and
    ``Ambiguous`` as ``choose`` raises them.
    """
    wanted = regimes_named(regimes)
    choice = choose(reader, question, strict=True)
    joined = tuple(choose(reader, one).entity for one in jointly)
    links, cut = above(reader, [choice.entity], as_of=as_of)
    ends = {choice.entity, *joined, *(end for ln in links for end in (ln.subject, ln.object))}
    entities = reader.entities(sorted(ends))
    reckoned = reckonings(
        wanted, links, entities, cut, as_of=as_of, others_clear=others_clear, jointly=joined
    )
    of = of_property if family(entities[choice.entity].kind) in PROPERTY else of_body
    verdicts = tuple(
        of(found, choice.entity, entities, links, as_of)
        if found is not None
        else _no_rule(name, wanted[name], choice.entity, as_of)
        for name, found in reckoned.items()
    )
    return Answer(
        question=question,
        as_of=as_of,
        known_by=reader.known_by,
        subjects=(choice.entity,),
        entities=entities,
        links=tuple(links),
        snapshots=reader.snapshots(),
        notes=(choice.note,) if choice.note else (),
        unknown=_unknown(reader, wanted, others_clear, cut),
        verdicts=verdicts,
    )


def reckonings(
    wanted: Mapping[str, Regime],
    links: Sequence[EntityLink],
    entities: Mapping[str, Entity],
    cut: frozenset[str],
    *,
    as_of: date | None,
    others_clear: bool = False,
    jointly: Collection[str] = (),
) -> dict[str, Reckoning | None]:
    """Each regime reckoned over these links; ``None`` where no rule of that day is known."""
    ties = [tie(link, as_of) for link in links if _in_body(link, entities)]
    found = {one: places(entities[one].listings, as_of) for one in entities}
    out: dict[str, Reckoning | None] = {}
    for name, regime in wanted.items():
        rule = regime.rule(as_of)
        if rule is None:
            out[name] = None
            continue
        standings: dict[str, Standing] = {
            one: standing(regime, those) for one, those in found.items() if those
        }
        out[name] = reckon(
            name,
            regime,
            rule,
            network(ties, regime, cut),
            standings,
            entities,
            others_clear=others_clear,
            jointly=jointly,
        )
    return out


def _in_body(link: EntityLink, entities: Mapping[str, Entity]) -> bool:
    target = entities.get(link.object)
    return target is not None and family(target.kind) == "body"


def _no_rule(name: str, regime: Regime, one: str, as_of: date | None) -> Verdict:
    first = min(rule.since for rule in regime.rules)
    return Verdict(
        regime=name,
        entity=one,
        verdict=UNKNOWN,
        why=f"the first rule of {regime.title} that is known here is of {first}, after {as_of}",
        rule="",
    )


def _unknown(
    reader: GraphReader, wanted: Mapping[str, Regime], others_clear: bool, cut: frozenset[str]
) -> tuple[str, ...]:
    said = []
    authorities = {one.authority for regime in wanted.values() for one in regime.listings}
    loaded = {snapshot.source.upper() for snapshot in reader.snapshots()}
    for authority in sorted(authorities):
        if not any(source.startswith(authority.upper()) for source in loaded):
            said.append(f"No list of {authority} is loaded; whom it lists is not known here.")
    if others_clear:
        said.append("Assumed, as asked: holders whom no source names are not blocked.")
    else:
        said.append(
            "What no source accounts for may be held by anyone, so it counts as possible; "
            "--others-clear assumes that holders whom no source names are not blocked."
        )
    if cut:
        said.append(f"More than could be followed stands above; {len(cut):,} were not looked up.")
    return tuple(said)
