"""The lines of a chart: statements of several sources about one role become one stroke.

Each stroke keeps what differs between its sources (share, dates, doubt) as rows of its label, and
its look says how firm the statement is: dashed for what is not proven, dotted for what is over,
double for what several sources state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct

from hullmark.graph import shares
from hullmark.graph.answer import Answer, EntityLink
from hullmark.graph.charts.style import Style, default
from hullmark.graph.evidence import dated
from hullmark.graph.footnotes import Footnotes, marks
from hullmark.graph.schema import family, role, schema

PLAIN = "stated"  # the confidence of a statement made without reserve, which goes without saying


class Stroke(Struct, frozen=True):
    """One line between two entities: the role's noun, rows of details, and how it is drawn.

    ``upper`` is the end that stands above; ``level`` when neither does.
    """

    subject: str
    role: str
    object: str
    former: bool
    noun: str
    rows: tuple[str, ...]
    colour: str
    style: str
    double: bool
    upper: str
    lower: str
    level: bool
    symmetric: bool


def is_former(link: EntityLink, day: date | None) -> bool:
    """Whether the statement was over on a day, or by its own source's date when no day is asked."""
    if link.holds == "no" or (day is None and link.evidence.gone_on is not None):
        return True
    stated = link.evidence.published or link.evidence.last_seen
    when = day or stated
    if link.period.tense == "former":
        end = link.period.end_max or stated
        return day is None or (end is not None and end <= day)
    end = link.period.end_max
    return end is not None and (when is None or end < when)


def strokes(answer: Answer, notes: Footnotes, look: Style | None = None) -> tuple[Stroke, ...]:
    """The lines of an answer, in a fixed order: by class of role, then role and both ends.

    Links whose ends the answer doesn't carry are left out; a former and a present statement of one
    role are two lines.
    """
    groups: dict[tuple[str, str, str, bool], list[EntityLink]] = {}
    for link in answer.links:
        if link.subject in answer.entities and link.object in answer.entities:
            over = is_former(link, answer.as_of)
            groups.setdefault((link.subject, link.role, link.object, over), []).append(link)
    ships = {i for i, one in answer.entities.items() if family(one.kind) == "vessel"}
    look = look or default()
    found = [_stroke(group, over, notes, ships, look) for (*_, over), group in groups.items()]
    classes = schema().classes
    return tuple(
        sorted(
            found,
            key=lambda one: (
                classes[role(one.role).class_].order,
                one.role,
                one.upper,
                one.lower,
                one.former,
            ),
        )
    )


def _stroke(
    group: list[EntityLink],
    over: bool,
    notes: Footnotes,
    ships: Collection[str],
    look: Style,
) -> Stroke:
    first = group[0]
    kind = role(first.role)
    upper, lower = first.subject, first.object
    # A company stands above a ship whatever the role says of two companies.
    if lower not in ships and (kind.up == "object" or upper in ships):
        upper, lower = lower, upper
    line = look.lines[kind.class_]
    details: dict[str, list[EntityLink]] = {}
    for link in group:
        details.setdefault(_detail(link, over), []).append(link)
    rows = [
        " ".join(part for part in (text, marks((one.evidence for one in links), notes)) if part)
        for text, links in sorted(details.items())
    ]
    return Stroke(
        subject=first.subject,
        role=first.role,
        object=first.object,
        former=over,
        noun=f"{kind.noun} (former)" if over else kind.noun,
        rows=tuple(row for row in rows if row),
        colour=look.colours.former if over else line.colour,
        style=look.dashes["former"] if over else line.dash,
        double=len({link.evidence.source for link in group}) > 1,
        upper=upper,
        lower=lower,
        level=kind.up == "none" and (upper in ships) == (lower in ships),
        symmetric=kind.says == kind.said,
    )


def _detail(link: EntityLink, over: bool) -> str:
    when = dated(link.period, link.evidence)
    if link.holds == "possibly" and not over:
        when = f"{when} ?" if when else "date not known ?"
    named = f"named {link.then_named} then" if link.then_named not in when else ""
    doubt = "" if link.confidence == PLAIN else link.confidence
    parts = (shares.say_held(link.share, link.as_stated), when, named, doubt)
    return ", ".join(part for part in parts if part)


def bundles(drawn: Sequence[Stroke]) -> tuple[tuple[Stroke, ...], ...]:
    """Strokes between the same two boxes that look alike but for colour, as one line each."""
    found: dict[tuple[object, ...], list[Stroke]] = {}
    for one in drawn:
        look = (one.upper, one.lower, one.level, one.object, one.symmetric, one.style, one.double)
        found.setdefault(look, []).append(one)
    return tuple(tuple(group) for group in found.values())
