"""Who stands above, as flat rows for programs and level by level for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph import shares
from hullmark.graph.answer import Answer, Entity, EntityLink
from hullmark.graph.listings import places
from hullmark.graph.schema import schema
from hullmark.queries.output import (
    Rows,
    cited,
    day_line,
    grid,
    heading,
    indented,
    numbered,
    paint_sources,
    paint_unknown,
    sources_text,
)
from hullmark.queries.words import called, over, when

if TYPE_CHECKING:
    from rich.console import Console


def owner_rows(answer: Answer) -> Rows:
    """Every link that leads up, a row a link, nearest first."""
    return [
        {
            "level": str(level),
            "of": answer.entities[below].caption,
            "of_id": below,
            "role": link.role,
            "who": _caption(answer, above),
            "who_id": above,
            "kind": answer.entities[above].kind if above in answer.entities else "",
            "share": shares.say(link.share),
            "when": when(link),
            "confidence": link.confidence,
            "listed_by": _listed(answer, above),
            "as_stated": link.as_stated,
            "sources": sources_text([link.evidence]),
        }
        for level, below, above, link in levels(answer)
    ]


def levels(answer: Answer) -> list[tuple[int, str, str, EntityLink]]:
    """Level, end below, end above and the link itself; nearest and strongest first."""
    depth = dict.fromkeys(answer.subjects, 0)
    rows: list[tuple[int, str, str, EntityLink]] = []
    left = list(answer.links)
    while left:
        known = set(depth)
        now = [link for link in left if _below(link, known) is not None]
        if not now:
            break
        taken = {id(link) for link in now}
        left = [link for link in left if id(link) not in taken]
        for link in now:
            below = _below(link, known)
            assert below is not None
            above = link.object if below == link.subject else link.subject
            rows.append((depth[below] + 1, below, above, link))
        for level, _, above, _ in rows:
            depth.setdefault(above, level)
    return sorted(rows, key=lambda row: (row[0], row[1], _class_order(row[3]), row[2], row[3].id))


def _below(link: EntityLink, known: set[str]) -> str | None:
    up = schema().roles[link.role].up
    below = link.subject if up == "object" else link.object
    if below in known:
        return below
    return link.subject if up == "none" and link.subject in known else None


def _class_order(link: EntityLink) -> int:
    return schema().classes[schema().roles[link.role].class_].order


def paint_owners(console: Console, answer: Answer) -> None:
    """Who stands above, level by level, with role, dates and who lists them."""
    from rich.text import Text

    notes = numbered(link.evidence for link in answer.links)
    names = ", ".join(called(answer.entities[key], key) for key in answer.subjects)
    title = Text(f"Above {names}", style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    groups: dict[tuple[int, str], dict[tuple[str, str, bool], list[EntityLink]]] = {}
    for level, below, above, link in levels(answer):
        group = groups.setdefault((level, below), {})
        group.setdefault((above, link.role, over(link.period)), []).append(link)
    for (level, below), group in groups.items():
        heading(console, f"{answer.entities[below].caption} (level {level})")
        table = grid(22, None, 27)
        for (above, role, past), links in group.items():
            who = Text(_caption(answer, above))
            listed = _listed(answer, above)
            if listed:
                who.append(f" · listed by {listed}", style="bold")
            stakes = dict.fromkeys(
                s for link in links if (s := shares.say_held(link.share, link.as_stated))
            )
            noun = schema().roles[role].noun
            label = f"former {noun}" if past else noun
            words = "; ".join(dict.fromkeys(w for link in links if (w := when(link))))
            table.add_row(
                Text(label + "".join(f" ({stake})" for stake in stakes), style="cyan"),
                who,
                Text(words).append(f" {cited((ln.evidence for ln in links), notes)}", style="dim"),
            )
        console.print(indented(table))
    paint_unknown(console, answer)
    paint_sources(console, notes)


def _caption(answer: Answer, key: str) -> str:
    return called(answer.entities.get(key), key)


def _listed(answer: Answer, key: str) -> str:
    entity = answer.entities.get(key)
    return ", ".join(listed_by(entity, answer)) if entity else ""


def listed_by(entity: Entity, answer: Answer) -> tuple[str, ...]:
    """The authorities that list an entity on the answer's day; ``?`` behind those that only may."""
    found: dict[str, str] = {}
    for place in places(entity.listings, answer.as_of):
        if place.holds == "yes":
            found[place.authority] = place.authority
        elif place.holds == "possibly":
            found.setdefault(place.authority, f"{place.authority}?")
    return tuple(found[authority] for authority in sorted(found))
