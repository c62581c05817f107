"""What a check of a certificate found: as rows for programs, in words for people."""

from __future__ import annotations

import shlex
from itertools import groupby
from typing import TYPE_CHECKING

from hullmark.queries.certificate_check import ROW_CAME, ROW_WENT, Check
from hullmark.queries.output import Rows, grid, heading, indented

if TYPE_CHECKING:
    from rich.console import Console

HASH = "The hash fits the file: unchanged since it was made. It does not show who made it."
LONGEST = 300  # characters of one side in a table; rows for programs have all


def check_rows(answer: Check) -> Rows:
    """A row a difference."""
    return [{"what": one.what, "then": one.then, "now": one.now} for one in answer.differences]


def paint_check(console: Console, answer: Check) -> None:
    """Whether the answer is the same, then each difference with both sides."""
    from rich.text import Text

    asked = shlex.join((answer.command, *answer.arguments))
    console.print(Text(f"hullmark {asked}"))
    console.print(Text(f"asked {answer.made_at}, again {answer.checked_at}", style="dim"))
    told = "The answer is the same." if answer.same_answer else "The answer is not the same."
    console.print(Text(told, style="bold"))
    if answer.same:
        console.print(Text("So are the program, its settings and the lists."))
    console.print(Text(HASH, style="dim"))
    if answer.same:
        return
    heading(console, "What differs")
    table = grid(5, None)
    for what, some in groupby(answer.differences, key=lambda one: one.what):
        table.add_row(Text(), Text(what, style="cyan"))
        for one in some:
            if what != ROW_CAME:
                sign = "−" if what == ROW_WENT else "then"
                table.add_row(Text(sign, style="red"), Text(_cut(one.then) or "(none)"))
            if what != ROW_WENT:
                sign = "+" if what == ROW_CAME else "now"
                table.add_row(Text(sign, style="green"), Text(_cut(one.now) or "(none)"))
    console.print(indented(table))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
