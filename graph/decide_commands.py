"""The commands about decisions: decide, decisions, entities."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_workspace, settings
from hullmark.queries.output import Format
from hullmark.queries.streaming import stream

if TYPE_CHECKING:
    from hullmark.graph.workspace import Workspace

app = typer.Typer()
As = Annotated[Format | None, typer.Option("-f", "--format", help="csv or jsonl; else lines.")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to a file instead.")
]
Author = Annotated[
    str, typer.Option("--author", metavar="NAME", help="Who decides; else HULLMARK_AUTHOR or you.")
]


@app.command(
    short_help="Decide whether two records are one thing.",
    epilog="Example: hullmark decide ofac:37059 uk:RUS1848 --different --note 'two firms' ·"
    " hullmark decide ofac:37059 uk:RUS1848 --withdraw",
)
def decide(
    context: typer.Context,
    left: Annotated[str, typer.Argument(metavar="A", help="A record's key: ofac:37059.")],
    right: Annotated[str, typer.Argument(metavar="B", help="The other record's key.")],
    same: Annotated[bool, typer.Option("--same", help="They are one thing.")] = False,
    different: Annotated[
        bool, typer.Option("--different", help="They are two; also splits an entity.")
    ] = False,
    unsure: Annotated[bool, typer.Option("--unsure", help="It can't be told yet.")] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take your earlier decision back.")
    ] = False,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stays in the ledger.")] = "",
    author: Author = "",
) -> None:
    """Decide whether two records are one thing: it outranks the program, and stays.

    Nothing is overwritten: a later decision of the same author supersedes the earlier one.
    """
    from hullmark.graph import decide as deciding

    chosen = [
        verdict
        for verdict, wanted in (
            ("same", same),
            ("different", different),
            ("unsure", unsure),
            ("withdrawn", withdraw),
        )
        if wanted
    ]
    if len(chosen) != 1:
        raise BadValue("Expected one of --same, --different, --unsure and --withdraw.")
    with opened_workspace(context, create=False, write=True) as workspace:
        one, other = (deciding.record_meant(workspace, asked) for asked in (left, right))
        found = deciding.decide(
            workspace, one, other, chosen[0], author=author or deciding.person(), note=note
        )
    if not settings(context).quiet:
        where = found[0] if found[0] == found[1] else " and ".join(found)
        print(f"{one} and {other}: {chosen[0]}; they are now in {where}.", file=sys.stderr)


@app.command(
    short_help="List, export or import decisions.",
    epilog="Example: hullmark decisions --people -o decisions.csv ·"
    " hullmark decisions --import decisions.csv",
)
def decisions(
    context: typer.Context,
    taken: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Take in the decisions of a file."),
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Only what people decided.")] = False,
    standing: Annotated[
        bool, typer.Option("--standing", help="Only what counts now of each pair.")
    ] = False,
    author: Author = "",
    format: As = None,
    out: Out = None,
) -> None:
    """List the ledger of decisions, the superseded ones too; or import decisions from a file."""
    from hullmark.graph import decisions as kept
    from hullmark.graph import ledger
    from hullmark.graph.decide import person

    if taken is not None:
        found = ledger.read(taken, author or person())
        with opened_workspace(context, create=False, write=True) as workspace:
            done = ledger.take(workspace, found)
        if not settings(context).quiet:
            print(told(done, taken), file=sys.stderr)
        return
    with opened_workspace(context, create=False) as workspace:
        con = workspace.connection
        rows = kept.standing(con) if standing else kept.rows(con)
        written = (ledger.cells(row) for row in rows if row.by_person or not people)
        stream("decisions", written, ledger.COLUMNS, format=format, out=out)


def told(done: object, path: Path) -> str:
    """What an import did, in one sentence."""
    from hullmark.graph.ledger import Taken

    assert isinstance(done, Taken)
    words = f"{path.name}: {done.entered:,} decisions entered"
    if done.there:
        words += f", {done.there:,} were there already"
    if done.older:
        words += f", {done.older:,} not taken, as the same author decided later"
    if done.waiting:
        words += f"; {done.waiting:,} are about records that are not loaded, and wait for them"
    return words + "."


@app.command(
    short_help="List every record with its entity.",
    epilog="Example: hullmark entities -f csv -o entities.csv · hullmark entities --unsure",
)
def entities(
    context: typer.Context,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="Instead: the pairs that were left unsure.")
    ] = False,
    format: As = None,
    out: Out = None,
) -> None:
    """List every record with the id, name and kind of its entity: a line each, tab-separated."""
    with opened_workspace(context, create=False) as workspace:
        if unsure:
            stream("unsure", _unsure(workspace), _UNSURE, format=format, out=out)
        else:
            stream("entities", _entities(workspace), _ENTITIES, format=format, out=out)


_ENTITIES = ("record", "entity", "caption", "kind")
_UNSURE = ("left", "right", "score", "left_caption", "right_caption", "author", "reason")


def _entities(workspace: Workspace) -> Iterator[Mapping[str, str]]:
    for row in workspace.connection.execute(
        "SELECT r.key, e.key, e.caption, e.kind FROM record r JOIN entity e ON e.id = r.entity"
        " ORDER BY r.key"
    ):
        yield dict(zip(_ENTITIES, row, strict=True))


def _unsure(workspace: Workspace) -> Iterator[Mapping[str, str]]:
    from hullmark.graph.decisions import open_questions

    for row, captions in open_questions(workspace.connection):
        score = "" if row.score is None else f"{row.score:.4f}"
        values = (row.left, row.right, score, *captions, row.author, row.reason)
        yield dict(zip(_UNSURE, values, strict=True))
