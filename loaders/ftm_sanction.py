"""A FollowTheMoney ``Sanction`` as a listing: by whom, on which list, since when, under what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from hullmark.graph import ftm
from hullmark.graph.model import Listing, Problem
from hullmark.graph.text import country_name
from hullmark.loaders.ftm_dates import period_of
from hullmark.loaders.ftm_entity import record_id, texts


def listings(entity: Mapping[str, object], place: str) -> Iterator[Listing | Problem]:
    """A listing for each entity that a sanction is of."""
    key, stated = str(entity["id"]), entity.get("properties")
    properties: Mapping[str, object] = stated if isinstance(stated, Mapping) else {}
    problems: list[Problem] = []

    def said(*names: str) -> list[str]:
        return list(dict.fromkeys(text for name in names for text in texts(properties.get(name))))

    def report(code: str, message: str, value: object) -> None:
        problems.append(Problem(code, message, record_id(key), str(value)[:200], place))

    entities = said("entity")
    if not entities:
        message = "expected a Sanction with the entity that it is of; it was not read"
        yield Problem("bad-listing", message, record_id(key), place=place)
        return
    period = period_of(properties, ("listingDate", "startDate"), report)
    if not period.tense and period.end_max is None:
        period = replace(period, tense="current")
    authority, name = authority_of(
        texts(entity.get("datasets")),
        said("authority"),
        programme_ids=said("programId"),
        programmes=said("program"),
        countries=said("country"),
    )
    reference, *others = [*said("authorityId"), *said("unscId"), *said("recordId")] or [""]
    notes = [
        *said("reason", "summary", "description"),
        *(f"duration {d}" for d in said("duration")),
    ]
    notes += [f"also under {other}" for other in others]
    pages = said("sourceUrl", "programUrl")
    for one in entities:
        yield Listing(
            id=f"{record_id(one)}#{key}",
            record=record_id(one),
            authority=authority,
            list=name,
            programmes=tuple(said("program", "programId")),
            reference=reference,
            period=period,
            measures=tuple(said("provisions")),
            reason="; ".join(notes),
            url=pages[0] if pages else "",
            place=place,
        )
    yield from problems


def authority_of(
    datasets: list[str],
    names: list[str],
    *,
    programme_ids: Sequence[str] = (),
    programmes: Sequence[str] = (),
    countries: Sequence[str] = (),
) -> tuple[str, str]:
    """Who lists, and on which list, as far as that is said; in the source's words where not known.

    >>> authority_of(["us_ofac_sdn"], ["Office of Foreign Assets Control"])
    ('OFAC', 'SDN')
    """
    said = {ftm.plain(name) for name in names}
    titles = [ftm.plain(programme) for programme in programmes]
    fallback = next(iter([*datasets, *programmes]), "")
    known = ftm.tables().authorities
    for one in known:
        for dataset in datasets:
            if dataset in one.datasets:
                own = one.datasets[dataset] or next(iter(programmes), dataset)
                return one.authority, own
    for one in known:
        if said & {*one.names}:
            own = next((one.lists[title] for title in titles if title in one.lists), fallback)
            return one.authority, own
    if names:
        return names[0], fallback
    for one in known:
        if any(i.startswith(prefix) for i in programme_ids for prefix in one.programmes):
            return one.authority, fallback
    country = country_name(countries[0]) if len(countries) == 1 else ""
    return country or next(iter(datasets), "not stated"), fallback
