"""What every command needs: which workspace, opened; a day from text; talk and errors on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from hullmark.graph.asked import listening, noted_store
from hullmark.graph.errors import BadValue, HullmarkError, WorkspaceError

if TYPE_CHECKING:
    from hullmark.graph.reader import GraphReader
    from hullmark.graph.workspace import Workspace


LONGEST = 2000  # characters of a sentence; a name of a megabyte is quoted by its two ends


class Settings(Struct):
    """The global options: ``--db`` (or ``HULLMARK_DB``), ``--quiet``, ``--debug``."""

    db: str
    quiet: bool = False
    debug: bool = False


def settings(context: typer.Context) -> Settings:
    """The global options of this run."""
    found = context.find_object(Settings)
    assert found is not None, "the app's callback sets it"
    return found


@contextmanager
def opened_workspace(
    context: typer.Context, *, create: bool, write: bool | None = None
) -> Iterator[Workspace]:
    """The workspace that ``--db`` names; ``WorkspaceError`` when it can't be opened or used."""
    import sqlite3

    from hullmark.graph.workspace import Workspace

    db = settings(context).db
    if "://" in db:
        raise BadValue(f"--db {db}: this command needs a workspace file, found a server's address.")
    try:
        with Workspace.open(db, create=create, write=write) as workspace:
            if not create and not write and listening() is not None:
                from hullmark.graph.ledger_state import ledger_state

                workspace.connection.execute("BEGIN")  # one state for the answer and for the note
                noted_store(workspace.snapshots(), ledger_state(workspace))
            yield workspace
    except sqlite3.Error as refused:
        raise WorkspaceError(
            f"{db}: expected a sound workspace file in a place that can be written, found that it "
            f"can't be used ({refused}); name another with --db and load the lists again."
        ) from refused


@contextmanager
def opened_graph(context: typer.Context, *, known_by: date | None = None) -> Iterator[GraphReader]:
    """The graph that ``--db`` names, for reading."""
    from hullmark.graph.embedded import WorkspaceReader

    db = settings(context).db
    if "://" in db:
        from hullmark.graph.neo4j.connect import target
        from hullmark.graph.neo4j.reader import opened

        with opened(target(db), known_by=known_by) as graph:
            noted_store(graph.snapshots(), {"kind": "neo4j"})
            yield graph
        return
    with opened_workspace(context, create=False) as workspace:
        reader = WorkspaceReader(workspace, known_by=known_by)
        if (now := listening()) is not None:
            noted_store(reader.snapshots(), now.store)
        yield reader


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A line on stderr that counts items of long work; nothing when that is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} items"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda count: bar.update(task, completed=count)


def day_option(text: str) -> date | None:
    """The day that an option names; ``None`` for an option not given; ``BadValue`` for no day."""
    from hullmark.graph.spans import parse_day

    return parse_day(text) if text else None


def say(notes: Iterable[str]) -> None:
    """Talk: one line each on stderr."""
    for note in notes:
        print(note, file=sys.stderr)


def sentence(error: Exception) -> str:
    """What is said of an error: one line, nothing in it that a terminal would obey."""
    if isinstance(error, HullmarkError):
        words = str(error)
    elif isinstance(error, OSError):
        where = error.filename or "the output"
        words = f"{where}: can't be read or written ({error.strerror}); look there and try again."
    else:
        words = (
            f"unexpected {type(error).__name__} ({error}); this is a mistake in hullmark: please "
            "report what it prints with --debug."
        )
    plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in words)
    cut = len(plain) > LONGEST
    return f"{plain[: LONGEST // 2]} … {plain[-LONGEST // 2 :]}" if cut else plain
