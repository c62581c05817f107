"""The command that watches ships and companies: what changed since the last look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue, NotFound
from hullmark.graph.settings import opened_workspace, say
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, Out, meant

if TYPE_CHECKING:
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.watching import Watched
    from hullmark.queries.watch import Change

app = typer.Typer()
EXIT_CHANGED = 3
ACTIONS = ("add", "remove", "list")


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
    format: As = None,
    out: Out = None,
) -> None:
    """Watch things: what is stated of them, and behind them, that was not at the last look.

    Exit code 3 when something changed, for cron.
    """
    from hullmark.graph import watching
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.queries.watch_table import paint_watch, watch_rows

    action, names = (words[0], words[1:]) if words else ("", [])
    if action and action not in ACTIONS:
        raise BadValue(f"watch expects add, remove, list or nothing; found {action!r}.")
    if bool(names) != (action in ("add", "remove")):
        raise BadValue("watch add and watch remove expect names; watch list and watch take none.")
    with opened_workspace(context, create=False, write=True) as workspace:
        reader, con = WorkspaceReader(workspace), workspace.connection
        known = watching.watched(con)
        if action == "add":
            fresh = [_added(reader, meant(reader, name, strict=True)) for name in names]
            with workspace.transaction():
                watching.keep(con, fresh)
            say(f"Watching {one.name} ({one.entity})." for one in fresh)
            return
        if action == "remove":
            ids = [_named(reader, known, name) for name in names]
            with workspace.transaction():
                watching.forget(con, ids)
            say(f"No longer watching {one}." for one in ids)
            return
        if action == "list":
            rows = [
                {"entity": one.entity, "name": one.name, "looked_at": one.looked_at}
                for one in known
            ]
            emit("watch list", rows, rows, lambda c: _paint(c, known), format=format, out=out)
            return
        if not known:
            raise NotFound("Nothing is watched; begin with: hullmark watch add NAME")
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
                watching.forget(con, [one.entity for one in known])
                watching.keep(con, after)
    if found:
        raise typer.Exit(EXIT_CHANGED)


def _added(reader: WorkspaceReader, name: str) -> Watched:
    from hullmark.graph import watching
    from hullmark.queries.watch import state_of

    answer, state = state_of(reader, name)
    entity = answer.entities[answer.subjects[0]]
    records = tuple(sorted({one.record.id for one in entity.records}))
    return watching.Watched(entity.caption, entity.id, records, watching.now(), state)


def _named(reader: WorkspaceReader, known: list[Watched], name: str) -> str:
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


def _looked(
    reader: WorkspaceReader, known: list[Watched]
) -> tuple[tuple[Change, ...], list[Watched]]:
    """What changed for each, and each as it is now."""
    from hullmark.queries.watch import Change, changes, found_again

    found: list[Change] = []
    after: list[Watched] = []
    for one in known:
        entity = found_again(reader, one.entity, one.records)
        if entity is None:
            words = "no loaded list states it any more"
            found.append(Change(one.entity, one.name, "gone", "the thing itself", words))
            after.append(one)
            continue
        now = _added(reader, entity)
        if entity != one.entity:
            words = f"is {entity} now, by a record that it stood on"
            found.append(Change(entity, one.name, "new", "the thing itself", words))
        found += changes(now.entity, one.name, one.state, now.state)
        after.append(now)
    return tuple(found), after


def _paint(console: object, known: list[Watched]) -> None:
    from rich.console import Console
    from rich.text import Text

    assert isinstance(console, Console)
    for one in known:
        words = f"{one.name}  {one.entity}  last look {one.looked_at}"
        console.print(Text(words))
    if not known:
        console.print(Text("Nothing is watched; begin with: hullmark watch add NAME"))
