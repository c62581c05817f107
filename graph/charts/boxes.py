"""The boxes of a chart: who it is, by which number, under which earlier names, listed by whom.

Nothing is shown that no record says; what only may hold on the date asked about is marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph import dates, identifiers
from hullmark.graph.answer import Entity, Evidence
from hullmark.graph.charts.flags import ribbon
from hullmark.graph.charts.lettering import lettered, row, table, wrapped
from hullmark.graph.charts.scripts import captions
from hullmark.graph.charts.style import Style, default
from hullmark.graph.evidence import witness_only
from hullmark.graph.footnotes import Footnotes, marks
from hullmark.graph.listings import Place, places
from hullmark.graph.model import Identifier, Name
from hullmark.graph.schema import schema
from hullmark.graph.text import country_name, name_key, visible

# A dark vermilion: apart from the lines' colours to the colour-blind, dark grey in black and white.
LISTED_COLOUR = "#a83200"
COLUMNS = 21
MOST_NAMES = 5
LANDING = 24  # points between two arrowheads
LEAVING = 12  # points between two lines that begin

Standing = Literal["listed", "possibly", "formerly"]
STANDINGS: tuple[Standing, ...] = ("listed", "possibly", "formerly")
_WORDS = {"listed": "LISTED BY", "possibly": "POSSIBLY LISTED BY", "formerly": "FORMERLY LISTED BY"}


class Badge(Struct, frozen=True):
    """One authority's listing in words, with the evidence of all sources that say it."""

    standing: Standing
    authority: str
    when: str
    evidence: tuple[Evidence, ...]


def badges(entity: Entity, day: date | None) -> tuple[Badge, ...]:
    """The listings that hold, or may hold, on a day; without a day also those that are over."""
    found: dict[tuple[Standing, str, str], list[Evidence]] = {}
    for place in places(entity.listings, day):
        standing = _standing(place, day)
        if standing is not None:
            key = standing, place.authority, _since(place)
            found.setdefault(key, []).extend(cited(one, one.record) for one in place.evidence)
    return tuple(
        Badge(standing, authority, when, tuple(evidence))
        for (standing, authority, when), evidence in sorted(
            found.items(),
            key=lambda item: (STANDINGS.index(item[0][0]), *_dated_first(*item[0][1:])),
        )
    )


def cited(evidence: Evidence, record: str, cite: str = "") -> Evidence:
    """The evidence with a narrower citation, or with the source's own key in its place."""
    if cite or evidence.cite:
        return replace(evidence, cite=cite or evidence.cite)
    key = record.partition(":")[2]
    if not evidence.place or not key or key in evidence.place:
        return evidence
    return replace(evidence, place=f"{key}, {evidence.place}")


def _dated_first(authority: str, when: str) -> tuple[str, bool, str]:
    return authority, not when.startswith("since"), when


def _standing(place: Place, day: date | None) -> Standing | None:
    if place.absent:
        return None
    if place.holds == "no":
        return "formerly" if day is None else None
    return "listed" if place.holds == "yes" else "possibly"


def _since(place: Place) -> str:
    """When it was listed, or which list says so where the list gives no date."""
    period = place.period
    seen = any(witness_only(period, one) for one in place.evidence)
    if not (seen or (period.tense == "current" and not period.start_min)) or period.end_max:
        return dates.say(period)
    lists = [one for one in place.evidence if one.list == place.list and one.first_seen]
    if not lists:
        return dates.say(period)
    first = min(one.first_seen for one in lists if one.first_seen)
    last = max(one.last_seen or first for one in lists)
    return f"in the list of {first}" if first == last else f"in the lists {first} – {last}"


def former_names(entity: Entity) -> tuple[tuple[str, tuple[Evidence, ...]], ...]:
    """The earlier and later names that records give, in words with dates, and their evidence."""
    shown = name_key(entity.caption)
    found: dict[str, tuple[date, str, list[Evidence]]] = {}
    for one in entity.records:
        for name in one.record.names:
            over = name.type == "former" or name.period.tense == "former" or name.period.end_max
            if not (over or name.type == "later") or name_key(name.text) == shown:
                continue
            evidence = cited(one.evidence, one.record.id, name.cite)
            words, starts = _name_in_words(name), name.period.start_min or date.max
            found.setdefault(words, (starts, words, []))[2].append(evidence)
    ordered = sorted(found.values(), key=lambda item: item[:2])
    return tuple((words, tuple(evidence)) for _, words, evidence in ordered)


def _name_in_words(name: Name) -> str:
    when = dates.say(name.period)
    word = "later" if name.type == "later" else "formerly"
    return f"{word} {name.text}{f' ({when})' if when else ''}"


def number(entity: Entity) -> str:
    """The best identifier as people write it: ``IMO 9179842``; ``""`` where none is known.

    A number that passes its check goes before one that fails it, which is said.
    """
    known: list[Identifier] = [i for one in entity.records for i in one.record.identifiers]
    schemes = [*identifiers.HARD, *identifiers.TITLES]
    ranked = sorted(
        (i for i in known if i.scheme in schemes),
        key=lambda i: (i.valid is False, schemes.index(i.scheme), i.value),
    )
    if not ranked:
        return ""
    best = ranked[0]
    if best.scheme == identifiers.IMO_SHIP:
        title = "IMO"
    elif best.scheme == identifiers.IMO_COMPANY:
        title = "IMO company no."
    else:
        title = identifiers.title(best.scheme)
    return f"{title} {best.value}{' (fails its check)' if best.valid is False else ''}"


def kind_line(entity: Entity, day: date | None) -> str:
    """The word for its kind and the flag or country that records give: ``ship · flag Russia``."""
    vessel = schema().kinds[entity.kind].family == "vessel"
    places = sorted({country_name(code) for code in countries(entity, day)})
    word = schema().kinds[entity.kind].word
    if not places:
        return word
    return f"{word} · {'flag ' if vessel else ''}{' / '.join(places)}"


def countries(entity: Entity, day: date | None) -> Iterator[str]:
    """The codes of a ship's flags, or of another's countries, that may hold on a day."""
    prop = "flag" if schema().kinds[entity.kind].family == "vessel" else "country"
    for one in entity.records:
        for fact in one.record.facts:
            if fact.prop != prop or not fact.value:
                continue
            over = fact.period.tense == "former" or fact.period.end_max is not None
            if (day is None and over) or dates.as_of(fact.period, day) == "no":
                continue
            yield fact.value.strip().lower()


def evidence_shown(entity: Entity, day: date | None) -> Iterator[Evidence]:
    """The evidence that the box of an entity puts a number to."""
    for badge in badges(entity, day):
        yield from badge.evidence
    for _, evidence in former_names(entity)[:MOST_NAMES]:
        yield from evidence


def box(
    entity: Entity,
    day: date | None,
    notes: Footnotes,
    *,
    asked: bool,
    landings: int = 0,
    leavings: int = 0,
    lang: str = "",
    look: Style | None = None,
) -> str:
    """The label of an entity's node; the ones asked about have a heavier frame.

    ``landings`` is the number of places along the top, ``top0`` and so on, where lines may end,
    ``leavings`` of those along the foot, ``foot0`` and so on, where they may begin.
    A name in the language ``lang`` stands first, where there is one.
    """
    look = look or default()
    sizes, colours = look.sizes, look.colours
    first, *others = captions(entity, lang)
    rows = [row(lettered(x, size=sizes.name, bold=True)) for x in _caption(first or entity.id)]
    for other in others:
        rows += [row(lettered(x, size=sizes.facts)) for x in wrapped(other, 30, lines=4)]
    kind = lettered(kind_line(entity, day), size=sizes.facts, colour=colours.ink)
    rows.append(row(kind))
    flags = [found for code in sorted(set(countries(entity, day))) if (found := ribbon(code))]
    if flags:
        bare = 'BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0"'
        cells = "".join(f"<TD>{one}</TD>" for one in flags)
        rows.append(row(f"<TABLE {bare}><TR>{cells}</TR></TABLE>", attributes='CELLPADDING="0"'))
    known = number(entity)
    rows.append(row(lettered(known, size=sizes.facts, colour=colours.ink)) if known else "")
    names = former_names(entity)
    for words, evidence in names[:MOST_NAMES]:
        text = f"{words} {marks(evidence, notes)}"
        rows += [_quiet(line, look) for line in wrapped(text, 32, lines=3)]
    if len(names) > MOST_NAMES:
        rows.append(_quiet(f"and {len(names) - MOST_NAMES} more names", look))
    inner = table(rows, 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"')
    shown = badges(entity, day)
    strips = [_strip(one, shown, notes, look) for one in STANDINGS]
    heavy = look.widths.asked if asked else look.widths.frame
    style = ' STYLE="ROUNDED"' if schema().kinds[entity.kind].shape == "oval" else ""
    frame = (
        f'BORDER="{heavy:g}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="6" '
        f'COLOR="{colours.ink}" BGCOLOR="{look.fills[entity.kind]}"{style}'
    )
    top, foot = _ports("top", landings, LANDING), _ports("foot", leavings, LEAVING)
    return table([top, row(inner), *strips, foot], frame)


def _ports(name: str, count: int, width: int) -> str:
    """A flat row of places along an edge of a box, ``name`` and a number each."""
    if not count:
        return ""
    bare = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    cells = "".join(
        f'<TD PORT="{name}{place}" WIDTH="{width}" HEIGHT="1"></TD>' for place in range(count)
    )
    return row(f"<TABLE {bare}><TR>{cells}</TR></TABLE>", attributes='CELLPADDING="0"')


def _caption(text: str) -> list[str]:
    """The name in lines; a long one has wider lines, so that it is not cut."""
    shown = visible(text)
    wide = COLUMNS if len(shown) <= 4 * COLUMNS else 2 * COLUMNS
    return wrapped(shown, wide, lines=9)


def _quiet(text: str, look: Style) -> str:
    return row(lettered(text, size=look.sizes.details, colour=look.colours.quiet))


def _strip(standing: Standing, shown: tuple[Badge, ...], notes: Footnotes, look: Style) -> str:
    """All authorities of one standing on one strip: filled only where it is listed for certain."""
    here = [badge for badge in shown if badge.standing == standing]
    if not here:
        return ""
    firm, listed = standing == "listed", look.colours.listed
    colour = look.colours.listed_text if firm else listed
    rows = [row(lettered(_WORDS[standing], size=look.sizes.facts, colour=colour, bold=True))]
    for badge in here:
        text = " · ".join(part for part in (badge.authority, badge.when) if part)
        for line in wrapped(f"{text} {marks(badge.evidence, notes)}", 38):
            rows.append(row(lettered(line, size=look.sizes.details, colour=colour)))
    inner = table(rows, 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"')
    fill = f'BGCOLOR="{listed}"' if firm else f'BORDER="1" COLOR="{listed}"'
    return row(inner, attributes=f'{fill} CELLPADDING="4"')
