"""Verdicts as flat rows for programs and, for people, as sums to be followed with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph import shares
from hullmark.graph.answer import Answer, EntityLink
from hullmark.graph.footnotes import Footnotes
from hullmark.graph.steps import Counted, Step, Verdict
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
from hullmark.queries.words import called

if TYPE_CHECKING:
    from rich.console import Console

MAX_STEPS = 40  # of a table; rows and JSON have all
MAX_HOLDERS = 30
MAX_LINES = 200  # of a regime, of all
STYLES = {"blocked": "bold red", "cannot be known": "bold yellow", "not blocked": "bold green"}


def blocked_rows(answer: Answer) -> Rows:
    """A row a holder in a sum and a row a sum; a verdict without sums has one row."""
    links = _links(answer)
    rows = []
    for verdict in answer.verdicts:
        head = {
            "regime": verdict.regime,
            "entity": verdict.entity,
            "name": _name(answer, verdict.entity),
            "verdict": verdict.verdict,
            "why": verdict.why,
        }
        for number, step in enumerate(verdict.steps, start=1):
            for one in step.counted:
                rows.append(head | _holder_row(answer, number, step, one, links))
            rows.append(head | _sum_row(answer, number, step))
        if not verdict.steps:
            rows.append(head | dict.fromkeys(_EMPTY, ""))
    return rows


_EMPTY = (
    "step", "of", "of_id", "holder", "holder_id", "way", "share_percent", "counts", "standing",
    "sum_percent", "result", "note", "sources",
)  # fmt: skip


def _holder_row(
    answer: Answer, number: int, step: Step, one: Counted, links: dict[str, EntityLink]
) -> dict[str, str]:
    evidence = [links[key].evidence for key in one.links if key in links]
    return dict.fromkeys(_EMPTY, "") | {
        "step": str(number),
        "of": _name(answer, step.entity),
        "of_id": step.entity,
        "holder": _name(answer, one.holder),
        "holder_id": one.holder,
        "way": one.way,
        "share_percent": shares.say(one.share),
        "counts": one.counts,
        "standing": one.standing,
        "note": one.note,
        "sources": sources_text(evidence),
    }


def _sum_row(answer: Answer, number: int, step: Step) -> dict[str, str]:
    return dict.fromkeys(_EMPTY, "") | {
        "step": str(number),
        "of": _name(answer, step.entity),
        "of_id": step.entity,
        "holder": "the blocked together",
        "sum_percent": _sum(step),
        "result": step.verdict,
        "note": "; ".join(step.notes),
    }


def paint_blocked(console: Console, answer: Answer) -> None:
    """The verdicts, then for each regime its sums, what would decide it, and what stands beside."""
    from rich.text import Text

    key = answer.subjects[0]
    title = Text(_name(answer, key), style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    table = grid(5, 15, None)
    for verdict in answer.verdicts:
        word = Text(verdict.verdict.upper(), style=STYLES[verdict.verdict])
        table.add_row(Text(verdict.regime), word, Text(verdict.why))
    console.print(indented(table))
    links = _links(answer)
    notes = numbered(
        links[one].evidence
        for verdict in answer.verdicts
        for step in verdict.steps
        for counted in step.counted
        for one in counted.links
        if one in links
    )
    for verdict in answer.verdicts:
        _paint_verdict(console, answer, verdict, links, notes)
    paint_unknown(console, answer)
    paint_sources(console, notes)


def paint_all(console: Console, answer: Answer) -> None:
    """For each regime how many, and a line for each: the surest first, the largest sums first."""
    from rich.text import Text

    title = Text("Where the blocked are known to hold something", style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for regime in dict.fromkeys(verdict.regime for verdict in answer.verdicts):
        found = [one for one in answer.verdicts if one.regime == regime]
        counts = ", ".join(
            f"{sum(one.verdict == verdict for one in found):,} {verdict}" for verdict in STYLES
        )
        heading(console, f"{regime}: {counts}")
        table = grid(None, 15, 11, None)
        for verdict in sorted(found, key=lambda one: _rank(answer, one))[:MAX_LINES]:
            step = verdict.steps[0] if verdict.steps else None
            table.add_row(
                Text(_name(answer, verdict.entity)),
                Text(verdict.verdict, style=STYLES[verdict.verdict]),
                Text(_sum(step) if step else ""),
                Text(_held(answer, step) if step else verdict.why),
            )
        console.print(indented(table))
        if len(found) > MAX_LINES:
            more = len(found) - MAX_LINES
            console.print(Text(f"  {more:,} more; all with -f csv, jsonl or json.", style="dim"))
    paint_unknown(console, answer)


def _rank(answer: Answer, one: Verdict) -> tuple[object, ...]:
    low = shares.low(one.steps[0].sum) if one.steps else 0
    high = shares.high(one.steps[0].sum) if one.steps else 0
    return list(STYLES).index(one.verdict), -low, -high, _name(answer, one.entity), one.entity


def _held(answer: Answer, step: Step) -> str:
    """Who of the blocked holds what, the first few."""
    held = [one for one in step.counted if one.counts != "not"]
    if not held:
        return "no stake is stated; an owner or parent of it, so called, is or may be blocked"
    some = [
        f"{_name(answer, one.holder)} {shares.say(one.share) or f'({one.way})'}" for one in held[:3]
    ]
    more = [f"{len(held) - 3:,} more"] if len(held) > 3 else []
    return ", ".join([*some, *more])


def _paint_verdict(
    console: Console,
    answer: Answer,
    verdict: Verdict,
    links: dict[str, EntityLink],
    notes: Footnotes,
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    heading(console, f"{verdict.regime}: {verdict.verdict}")
    console.print(Padding(Text(verdict.rule, style="dim"), (0, 0, 0, 2)))
    left_out = len(verdict.steps) - MAX_STEPS
    for number, step in enumerate(verdict.steps, start=1):
        if number > left_out:
            _paint_step(console, answer, number, step, links, notes)
    if left_out > 0:
        console.print(Text(f"  {left_out} earlier steps are in the JSON (-f json)."))
    for label, said in (("Would decide it", verdict.missing), ("Beside it", verdict.beside)):
        if said:
            console.print(Text(f"  {label}:", style="cyan"))
            table = grid(1, None)
            for words in said:
                table.add_row(Text("–"), Text(words))
            console.print(indented(table))
    for source in verdict.sources:
        console.print(Padding(Text(source.partition(" http")[0], style="dim"), (0, 0, 0, 2)))


def _paint_step(
    console: Console,
    answer: Answer,
    number: int,
    step: Step,
    links: dict[str, EntityLink],
    notes: Footnotes,
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    alone = f", counting {_names(answer, step.together)} alone" if step.together else ""
    label = Text(f"Step {number}: who holds {_name(answer, step.entity)}{alone}")
    console.print(Padding(label, (0, 0, 0, 2)))
    table = grid(None, 12, 9, 26)
    ordered = sorted(step.counted, key=lambda one: ("surely", "possibly", "not").index(one.counts))
    for one in ordered[:MAX_HOLDERS]:
        evidence = (links[key].evidence for key in one.links if key in links)
        who = Text(_name(answer, one.holder))
        if one.way != "title":
            who.append(f" ({one.way})")
        about = Text(one.standing)
        if one.note:
            about.append(f"; {one.note}", style="dim")
        about.append(f" {cited(evidence, notes)}", style="dim")
        stake = shares.say(one.share) or ("" if one.way == "control" else "no figure")
        table.add_row(who, Text(stake), Text(one.counts), about)
    if len(ordered) > MAX_HOLDERS:
        more = len(ordered) - MAX_HOLDERS
        table.add_row(Text(f"{more:,} more holders, in the JSON"), Text(), Text(), Text())
    if step.rest is not None:
        high = shares.figure(shares.high(step.rest))
        rest = f"{'<' if step.rest.high_open else 'up to '}{high} %"
        table.add_row(Text("nobody named"), Text(rest), Text("–"), Text("no source says", "dim"))
    result = Text("the blocked together", style="cyan")
    sum_ = Text(_sum(step), style="cyan")
    table.add_row(result, sum_, Text("="), Text(step.verdict, style=STYLES[step.verdict]))
    for words in step.notes:
        table.add_row(Text(words, style="dim"), Text(), Text(), Text())
    console.print(indented(table))


def _sum(step: Step) -> str:
    return shares.say(step.sum) or "0–100 %"


def _names(answer: Answer, keys: str) -> str:
    return ", ".join(_name(answer, key) for key in keys.split(", "))


def _name(answer: Answer, key: str) -> str:
    return called(answer.entities.get(key), key)


def _links(answer: Answer) -> dict[str, EntityLink]:
    return {link.id: link for link in answer.links}
