"""What every command needs: which workspace, opened; a day from text; talk on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from hullmark.graph.errors import WorkspaceError

if TYPE_CHECKING:
    from hullmark.graph.reader import GraphReader
    from hullmark.graph.workspace import Workspace


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
def opened_workspace(context: typer.Context, *, create: bool) -> Iterator[Workspace]:
    """The workspace that ``--db`` names; ``WorkspaceError`` when it can't be opened or used."""
    import sqlite3

    from hullmark.graph.workspace import Workspace

    db = settings(context).db
    try:
        with Workspace.open(db, create=create) as workspace:
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

    with opened_workspace(context, create=False) as workspace:
        yield WorkspaceReader(workspace, known_by=known_by)


def day_option(text: str) -> date | None:
    """The day that an option names; ``None`` for an option not given; ``BadValue`` for no day."""
    from hullmark.graph.spans import parse_day

    return parse_day(text) if text else None


def say(notes: Iterable[str]) -> None:
    """Talk: one line each on stderr."""
    for note in notes:
        print(note, file=sys.stderr)
