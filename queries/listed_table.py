"""Who is listed by whom since when, for all the things of an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hullmark.graph import dates
from hullmark.graph.answer import Answer
from hullmark.graph.evidence import first_seen, witness_only
from hullmark.graph.listings import Place, places
from hullmark.queries.output import Rows, day_line, grid, heading, indented
from hullmark.queries.words import called

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def since(place: Place) -> str:
    """When a place on a list began and ended: by its own dates, else by the snapshots."""
    if place.absent:
        return f"not listed on {dates.say(place.period)}"
    seen = any(witness_only(place.period, one) for one in place.evidence)
    if seen or (place.period.tense == "current" and not place.period.start_min):
        words = first_seen(min(place.evidence, key=lambda one: one.first_seen or date.max))
    else:
        words = dates.say(place.period)
    gone = [one.gone_on for one in place.evidence if one.gone_on]
    return f"{words}; no longer in the snapshot of {min(gone)}" if gone else words


def listed_rows(answer: Answer) -> Rows:
    """One row a listing, by thing and authority; things that no list names have one row without."""
    rows = []
    for key in sorted(answer.entities, key=lambda k: (answer.entities[k].caption, k)):
        entity = answer.entities[key]
        found = places(entity.listings, answer.as_of)
        for place in found:
            rows.append(
                {
                    "entity": key,
                    "caption": called(entity, key),
                    "authority": place.authority,
                    "list": place.list,
                    "programmes": ", ".join(place.programmes),
                    "since": since(place),
                    "holds": place.holds,
                }
            )
        if not found:
            blank = {"authority": "", "list": "", "programmes": "", "since": "", "holds": ""}
            rows.append({"entity": key, "caption": called(entity, key), **blank})
    return rows


def paint_listed(console: Console, answer: Answer) -> None:
    """The listings by thing; a thing that no loaded list names says so."""
    from rich.text import Text

    heading(console, f"Listed by whom since when{_asked(answer)}")
    table = grid(26, None)
    lines: dict[str, Table] = {}
    for row in listed_rows(answer):
        if row["entity"] not in lines:
            lines[row["entity"]] = grid(9, None)
            table.add_row(Text(row["caption"]), lines[row["entity"]])
        words = row["since"] or "in no list loaded here"
        if row["holds"] == "no" and not words.startswith("not listed"):
            words = f"not on that day ({words})" if answer.as_of else f"over: {words}"
        elif row["holds"] == "possibly":
            words = f"possibly ({words})"
        if row["programmes"] and row["authority"] == "OFAC":
            words += f" · {row['programmes']}"
        lines[row["entity"]].add_row(Text(row["authority"]), Text(words))
    console.print(indented(table))


def _asked(answer: Answer) -> str:
    return f" ({day_line(answer)})" if day_line(answer) else ""
