"""The command that goes through what was left unsure, one pair after the other, at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_workspace

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from hullmark.graph.decisions import Row
    from hullmark.graph.workspace import Workspace

app = typer.Typer()
VERDICTS = {"s": "same", "d": "different", "u": "unsure"}
KEYS = "s same · d different · u unsure · k skip · z undo · q quit"
ENDS = ("q", "\x04", "")  # quit, Ctrl-D, the terminal's end


@app.command(
    short_help="Decide what was left unsure, pair by pair.",
    epilog="Example: hullmark review · hullmark review Sovfracht --author ann",
)
def review(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME…]", help="Only pairs of which one side is one of these."),
    ] = None,
    author: Annotated[
        str,
        typer.Option("--author", metavar="NAME", help="Who decides; else HULLMARK_AUTHOR or you."),
    ] = "",
) -> None:
    """Decide what was left unsure, pair by pair: both records side by side, the likeliest first.

    Each decision is kept at once; undo takes the last one back by a row of its own.
    """
    from hullmark.graph.decide import person
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.review import open_pairs
    from hullmark.queries.choose import choose
    from hullmark.queries.output import new_console
    from hullmark.queries.shared_commands import meant

    with opened_workspace(context, create=False, write=True) as workspace:
        reader = WorkspaceReader(workspace)
        about = [choose(reader, meant(reader, name, strict=True)).entity for name in names or ()]
        pairs = open_pairs(workspace.connection, about)
        if not pairs:
            whom = f" about {', '.join(about)}" if about else ""
            print(f"Nothing is left unsure{whom}.", file=sys.stderr)
            return
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise BadValue(
                f"{len(pairs):,} pairs are unsure, and review asks at a terminal, found none; see "
                "hullmark entities --unsure, and hullmark decide."
            )
        with _keys_at_once():
            decided = _go_through(workspace, pairs, author or person(), new_console())
    print(f"{decided:,} decided.", file=sys.stderr)


def _go_through(workspace: Workspace, pairs: list[Row], author: str, console: Console) -> int:
    """Show one open pair after the other and enter what is typed; how many were decided."""
    from hullmark.graph.decide import decide
    from hullmark.graph.review import is_open

    at, done = 0, list[tuple[int, bool]]()  # places gone through, and whether decided there
    while at < len(pairs):
        row = pairs[at]
        if not is_open(workspace.connection, row):
            at += 1
            continue
        paint(console, workspace, row, f"{at + 1:,} of {len(pairs):,}")
        key = _typed(console)
        if key in ENDS:
            break
        if key == "z":
            if not done:
                console.print("Nothing to undo.")
                continue
            at, decided = done.pop()
            if decided:
                row = pairs[at]
                note = "undone in review"
                decide(workspace, row.left, row.right, "withdrawn", author=author, note=note)
            continue
        if key in VERDICTS:
            decide(workspace, row.left, row.right, VERDICTS[key], author=author, note="in review")
        done.append((at, key in VERDICTS))
        at += 1
    return sum(decided for _, decided in done)


def _typed(console: Console) -> str:
    """The next key that means something, in lower case; quit at Ctrl-C and the terminal's end."""
    while True:
        try:  # Ctrl-C may come as soon as the keys can be read
            console.print(KEYS, style="bold", end=" ")
            key = _key().lower()
        except KeyboardInterrupt:
            key = "q"
        console.print(key if key in (*VERDICTS, "k", "z", "q") else "")
        if key in (*VERDICTS, *ENDS, "k", "z"):
            return key


def _key() -> str:
    """One key; the rest of what an arrow key or a paste sends is lost."""
    import os

    try:
        sent = os.read(sys.stdin.fileno(), 1024)
    except OSError:  # so Linux says that the terminal was closed
        return ""
    # An arrow to the left is ESC [ D, which must not be taken for "different".
    return sent.decode("utf-8", "replace")[:1]


@contextmanager
def _keys_at_once() -> Iterator[None]:
    """The terminal gives each key as it is typed, without Enter, until this ends."""
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def paint(console: Console, workspace: Workspace, row: Row, place: str) -> None:
    """Both records side by side: what agrees in green, what conflicts in red."""
    from rich.text import Text

    from hullmark.graph.review import records, side_by_side
    from hullmark.queries.output import grid

    score = "" if row.score is None else f" · score {row.score:.3f}"
    console.print()
    console.print(Text(f"{place}{score}", style="bold"))
    table = grid(14, None, None)
    table.add_row("", Text(row.left, style="bold"), Text(row.right, style="bold"))
    for line in side_by_side(*records(workspace.connection, row)):
        style = {"agrees": "green", "conflicts": "red"}.get(line.accord, "")
        mark = {"agrees": "= ", "conflicts": "≠ "}.get(line.accord, "  ")
        table.add_row(
            Text(mark + line.label, style="cyan"),
            *(_cell(values, style) for values in (line.left, line.right)),
        )
    console.print(table)
    if row.reason:
        console.print(Text(row.reason, style="dim"))


def _cell(values: tuple[str, ...], style: str) -> Text:
    from rich.text import Text

    from hullmark.graph.review import MOST

    shown = "\n".join(" ".join(value.split())[:200] for value in values[:MOST])
    more = f"\n+ {len(values) - MOST} more" if len(values) > MOST else ""
    return Text(shown + more, style=style)
