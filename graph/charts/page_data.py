"""What a chart's page knows beside its drawing: boxes, lines, dates, sources, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from hullmark.graph import dates, identifiers, shares
from hullmark.graph.answer import Answer, Entity, EntityLink, Evidence
from hullmark.graph.charts.boxes import cited, number
from hullmark.graph.charts.digest import digest
from hullmark.graph.charts.drawing import ordered
from hullmark.graph.charts.strokes import bundles, is_former, strokes
from hullmark.graph.charts.style import Style
from hullmark.graph.evidence import dated, widened
from hullmark.graph.footnotes import Footnotes, marks, say_document, shared_url
from hullmark.graph.listings import places
from hullmark.graph.model import Period
from hullmark.graph.schema import role, schema
from hullmark.graph.text import country_name, visible

Bounds = list[str | None]
SAFE_SCHEMES = ("https://", "http://")  # an address of another kind is shown and is no link


def page_data(answer: Answer, notes: Footnotes, look: Style | None, title: str) -> dict[str, Any]:
    """The data of a page; ``n1`` and ``r1`` are the ids of boxes and lines in the drawing.

    Dates are the four bounds of a period, ISO or null, as the slider asks about a day.
    """
    ids = ordered(answer)
    keys = {one: f"n{at}" for at, one in enumerate(ids, start=1)}
    drawn = bundles(strokes(answer, notes, look))
    return {
        "title": visible(title),
        "asOf": str(answer.as_of or ""),
        "knownBy": str(answer.known_by or ""),
        "digest": digest(answer),
        "unknown": [visible(words) for words in answer.unknown],
        "classes": list(dict.fromkeys(role(one.role).class_ for some in drawn for one in some)),
        "nodes": {keys[one]: _node(answer.entities[one], answer, notes) for one in ids},
        "lines": {
            f"r{at}": {
                "upper": keys[group[0].upper],
                "lower": keys[group[0].lower],
                "links": [_link(link, answer, notes) for link in _links(answer, group)],
            }
            for at, group in enumerate(drawn, start=1)
        },
        "lists": [
            {
                "title": visible(one.title or one.list),
                "published": str(one.published or ""),
                "part": "an extract" if one.extract else "whole",
                "sha256": one.sha256,
            }
            for one in answer.snapshots
        ],
        "notes": _notes(notes),
    }


def _links(answer: Answer, group: Iterable[Any]) -> list[EntityLink]:
    wanted = {(one.subject, one.role, one.object, one.former) for one in group}
    return [
        link
        for link in answer.links
        if (link.subject, link.role, link.object, is_former(link, answer.as_of)) in wanted
    ]


def _node(entity: Entity, answer: Answer, notes: Footnotes) -> dict[str, Any]:
    names: dict[tuple[str, str, str], dict[str, Any]] = {}
    numbers: dict[str, None] = {}
    countries: dict[str, None] = {}
    for one in entity.records:
        for name in one.record.names:
            at = name.text, name.type, dates.say(name.period)
            bounds = _bounds(name.period) if name.period != Period() else None
            names.setdefault(
                at, {"text": visible(at[0]), "type": at[1], "when": at[2], "b": bounds}
            )
        for found in one.record.identifiers:
            check = " (fails its check)" if found.valid is False else ""
            numbers[f"{identifiers.title(found.scheme)} {visible(found.value)}{check}"] = None
        for fact in one.record.facts:
            if fact.prop in ("flag", "country", "former flag"):
                when = dates.say(fact.period)
                words = country_name(fact.value) if len(fact.value) <= 3 else fact.value
                countries[f"{fact.prop} {visible(words)}{f' ({when})' if when else ''}"] = None
    return {
        "id": visible(entity.id),
        "name": visible(entity.caption or entity.id),
        "kind": schema().kinds[entity.kind].word,
        "ship": schema().kinds[entity.kind].family == "vessel",
        "asked": entity.id in answer.subjects,
        "number": number(entity),
        "names": list(names.values()),
        "numbers": list(numbers),
        "countries": list(countries),
        "listings": [
            {
                "authority": place.authority,
                "list": visible(place.list),
                "when": dates.say(place.period),
                "b": _bounds(place.period),
                "absent": bool(place.absent),
                "marks": _marks((cited(one, one.record) for one in place.evidence), notes),
            }
            for place in places(entity.listings, None)
        ],
    }


def _link(link: EntityLink, answer: Answer, notes: Footnotes) -> dict[str, Any]:
    return {
        "from": visible(answer.entities[link.subject].caption),
        "to": visible(answer.entities[link.object].caption),
        "role": link.role,
        "class": role(link.role).class_,
        "former": is_former(link, answer.as_of),
        "share": shares.say_held(link.share, link.as_stated),
        "when": dated(link.period, link.evidence),
        "stated": visible(link.as_stated),
        "confidence": link.confidence,
        "then": visible(link.then_named),
        "b": _bounds(widened(link.period, link.evidence)),
        "record": visible(link.evidence.record),
        "marks": _marks([link.evidence], notes),
    }


def _marks(evidence: Iterable[Evidence], notes: Footnotes) -> str:
    known = []
    for one in evidence:
        for tried in (one, replace(one, cite="")):
            try:
                known.append(marks([tried], notes))
                break
            except KeyError:  # of a listing that no box shows
                continue
    return "".join(sorted(set(known), key=lambda mark: (len(mark), mark)))


def _notes(notes: Footnotes) -> list[dict[str, Any]]:
    found = []
    for document, some in notes.documents:
        shared = shared_url(some)
        for note in some:
            url = note.url or shared
            found.append(
                {
                    "n": note.number,
                    "document": visible(say_document(document)),
                    "place": visible(note.place),
                    "url": visible(url),
                    "link": url.startswith(SAFE_SCHEMES),
                }
            )
    return found


def _bounds(period: Period) -> Bounds:
    four = period.start_min, period.start_max, period.end_min, period.end_max
    return [day.isoformat() if day else None for day in four]
