"""The command that watches ships and companies: what changed since the last look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.settings import opened_graph, opened_workspace, say, settings
from hullmark.graph.watched import LEVELS, Watched
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, Out, meant

if TYPE_CHECKING:
    from hullmark.graph.reader import GraphReader
    from hullmark.graph.workspace import Workspace
    from hullmark.queries.watch import Change

app = typer.Typer()
EXIT_CHANGED = 3
ACTIONS = ("add", "remove", "list")
KEPT = "hullmark-watch.db"  # for what is watched on a server
NOTHING = "Nothing is watched; begin with: hullmark watch add NAME"


@app.command(
    short_help="Watch ships and companies for changes.",
    epilog="Example: hullmark watch add Angara Sovfracht · hullmark watch --no-mark",
)
def watch(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[add|remove NAME…|list]", help="Left out: what changed since the last look."
        ),
    ] = None,
    no_mark: Annotated[
        bool, typer.Option("--no-mark", help="Look, and leave the last look where it was.")
    ] = False,
    levels: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, max=9, help="With add: links above that are looked at (3)."
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"Where the last look is kept: the workspace itself, {KEPT} for a server.",
        ),
    ] = None,
    format: As = None,
    out: Out = None,
) -> None:
    """Watch things: what is stated of them, and behind them, that was not at the last look.

    Exit code 3 when something changed, for cron.
    """
    from hullmark.graph import watching
    from hullmark.queries.watch_table import paint_watch, paint_watched, watch_rows, watched_rows

    action, names = (words[0], words[1:]) if words else ("", [])
    if action and action not in ACTIONS:
        raise BadValue(f"watch expects add, remove, list or nothing; found {action!r}.")
    if bool(names) != (action in ("add", "remove")):
        raise BadValue("watch add and watch remove expect names; watch list and watch take none.")
    if levels is not None and action != "add":
        raise BadValue("--levels is said once, with watch add; add a thing again to change it.")
    with _opened(context, keep, create=action == "add") as (reader, workspace):
        known = watching.watched(workspace.connection)
        if action == "add":
            up = LEVELS if levels is None else levels
            fresh = [_as_now(reader, meant(reader, name, strict=True), up) for name in names]
            there = {one.entity: one for one in known}
            # The last look of what is watched already stays, so that nothing since is missed.
            new = [
                one
                for one in fresh
                if one.entity not in there or levels not in (None, there[one.entity].levels)
            ]
            with workspace.transaction():
                watching.keep(workspace.connection, new)
            for one in fresh:
                say([_said(one, there.get(one.entity), moved=one in new)])
            return
        if action == "remove":
            ids = [_named(reader, known, name) for name in names]
            with workspace.transaction():
                watching.forget(workspace.connection, ids)
            say(f"No longer watching {one}." for one in ids)
            return
        if action == "list":
            rows = watched_rows(known)
            paint = partial(paint_watched, known=known)
            emit("watch list", rows, rows, paint, format=format, out=out)
            return
        if not known:
            raise NotFound(NOTHING)
        found, after = _looked(reader, known)
        since = f"since {min(one.looked_at for one in known)}"
        emit(
            "watch",
            found,
            watch_rows(found),
            lambda console: paint_watch(console, found, since),
            format=format,
            out=out,
        )
        if not no_mark:  # only once the answer is out, so that an interrupted look loses nothing
            with workspace.transaction():
                watching.forget(workspace.connection, [one.entity for one in known])
                watching.keep(workspace.connection, after)
    if found:
        raise typer.Exit(EXIT_CHANGED)


@contextmanager
def _opened(
    context: typer.Context, keep: Path | None, *, create: bool
) -> Iterator[tuple[GraphReader, Workspace]]:
    """The graph to look at, and the workspace that keeps the last look: often the same file."""
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.workspace import Workspace

    if keep is None and "://" not in settings(context).db:
        with opened_workspace(context, create=False, write=True) as workspace:
            yield WorkspaceReader(workspace), workspace
        return
    file = keep or Path(KEPT)
    if not create and not file.exists():
        raise NotFound(f"{file}: is not there. {NOTHING}")
    with (
        opened_graph(context) as reader,
        Workspace.open(file, create=create, write=True, option="--keep") as kept,
    ):
        yield reader, kept


def _said(one: Watched, before: Watched | None, *, moved: bool) -> str:
    if before is None:
        return f"Watching {one.name} ({one.entity})."
    if not moved:
        return f"Already watching {one.name} ({one.entity}), last looked at {before.looked_at}."
    return (
        f"Watching {one.name} ({one.entity}) to {one.levels} levels, from now on; what changed "
        f"since {before.looked_at} is not told."
    )


def _as_now(reader: GraphReader, name: str, levels: int) -> Watched:
    from hullmark.graph.watching import now
    from hullmark.queries.watch import state_of

    answer, state = state_of(reader, name, levels)
    entity = answer.entities[answer.subjects[0]]
    records = tuple(sorted({one.record.id for one in entity.records}))
    return Watched(entity.caption, entity.id, records, now(), state, levels)


def _named(reader: GraphReader, known: list[Watched], name: str) -> str:
    """The watched entity that a name means: as it was called then, by its id, or as it is now."""
    here = {one.entity for one in known if name.casefold() in (one.name.casefold(), one.entity)}
    if len(here) == 1:
        return here.pop()
    found = meant(reader, name, strict=True)
    from hullmark.queries.lookup import lookup

    entity = lookup(reader, found).subjects[0]
    if entity not in {one.entity for one in known}:
        raise NotFound(f"{name!r} is not watched; see: hullmark watch list")
    return entity


def _looked(reader: GraphReader, known: list[Watched]) -> tuple[tuple[Change, ...], list[Watched]]:
    """What changed for each, and each as it is now."""
    from hullmark.queries.watch import Change, changes, found_again

    found: list[Change] = []
    after: list[Watched] = []
    for one in known:
        entity = found_again(reader, one.entity, one.records)
        if entity is None:
            words = "no loaded list states it any more"
            since = one.looked_at
            found.append(Change(one.entity, one.name, "gone", "the thing itself", words, since))
            after.append(one)
            continue
        now = _as_now(reader, entity, one.levels)
        if entity != one.entity:
            words = f"is {entity} now, by a record that it stood on"
            about = "the thing itself"
            found.append(Change(entity, one.name, "new", about, words, one.looked_at))
        found += changes(now.entity, one.name, one.state, now.state, one.looked_at)
        after.append(now)
    return tuple(found), after
