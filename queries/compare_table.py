"""Where sources disagree, as flat rows for programs and matter by matter for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hullmark.graph.answer import Answer, Matter
from hullmark.queries.output import (
    Rows,
    cited,
    day_line,
    grid,
    indented,
    numbered,
    paint_sources,
    paint_unknown,
    sources_text,
)
from hullmark.queries.words import called

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SAY = {
    "disagree": "sources disagree",
    "possibly": "sources possibly disagree",
    "spelling": "the same, written or dated differently",
    "other times": "different, but at other times",
    "agree": "sources agree",
}
ODDS = ("disagree", "possibly")


def shown(answer: Answer, *, everything: bool) -> tuple[Matter, ...]:
    """The matters that a table or a file of rows has: disagreements, or all."""
    return tuple(one for one in answer.matters if everything or one.finding in ODDS)


def compare_rows(answer: Answer, *, everything: bool = False) -> Rows:
    """A row a side of a matter and source."""
    return [
        {
            "entity": answer.subjects[0],
            "about": matter.about,
            "finding": matter.finding,
            "value": side.value,
            "when": side.when,
            "words": "; ".join(side.words),
            "note": matter.note,
            "source": f"{evidence.source} {evidence.list}",
            "record": evidence.record,
            "published": str(evidence.published or ""),
            "sources": sources_text([evidence]),
        }
        for matter in shown(answer, everything=everything)
        for side in matter.sides
        for evidence in side.evidence
    ]


def paint_compare(console: Console, answer: Answer, *, everything: bool = False) -> None:
    """Each matter with its sides below one another: value, when, words, sources."""
    from rich.text import Text

    matters = shown(answer, everything=everything)
    notes = numbered(e for matter in matters for side in matter.sides for e in side.evidence)
    title = Text(called(answer.entities[answer.subjects[0]], answer.subjects[0]), style="bold")
    if day_line(answer):
        title.append(f"  ({day_line(answer)})")
    console.print(title)
    for matter in matters:
        console.print()
        head = Text(matter.about, style="bold")
        head.append(f"  {SAY[matter.finding]}", style="yellow" if matter.finding in ODDS else "dim")
        console.print(head)
        if matter.note:
            console.print(indented(_line(matter.note)))
        table = grid(None, 22, 12)
        for side in matter.sides:
            value = Text(side.value)
            for words in side.words:
                value.append(f"\nas stated: {words}", style="dim")
            table.add_row(value, Text(side.when, style="cyan"), cited(side.evidence, notes))
        console.print(indented(table))
    console.print()
    console.print(_line(summary(answer, everything=everything)))
    paint_unknown(console, answer)
    paint_sources(console, notes)


def _line(words: str) -> Table:
    from rich.text import Text

    table = grid(None)
    table.add_row(Text(words, style="dim"))
    return table


def summary(answer: Answer, *, everything: bool) -> str:
    """What was compared and came out otherwise, in one or two sentences."""
    if not answer.matters:
        lists = ", ".join(sorted({one.title for one in answer.snapshots}))
        return f"No matter of which two sources speak was found in: {lists}."
    names = {kind: [m.about for m in answer.matters if m.finding == kind] for kind in SAY}
    odds = [*names["disagree"], *names["possibly"]]
    words = [] if odds else ["No two sources disagree."]
    if not everything:
        for kind, before in (
            ("agree", "They agree on"),
            ("spelling", "Written or dated differently, but the same:"),
            ("other times", "Different at other times:"),
        ):
            if names[kind]:
                words.append(f"{before} {', '.join(names[kind])}.")
        if any(names[kind] for kind in ("agree", "spelling", "other times")):
            words.append("See them with --all.")
    words.append("What one source alone says is not compared.")
    return " ".join(words)
