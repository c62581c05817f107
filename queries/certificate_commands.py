"""The command that checks a certificate by asking again."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hullmark.graph.asked import Asked, noting
from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.queries.asking_commands import Asking, run_to_end
from hullmark.queries.output import emit
from hullmark.queries.shared_commands import As, Out

app = typer.Typer()
EXIT_DIFFERS = 3
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]  # of the click that typer brings


@app.command(
    short_help="Check a certificate by asking again.",
    epilog="Example: hullmark verify angara.json · hullmark verify angara.json -f json",
)
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What --certificate wrote.")],
    format: As = None,
    out: Out = None,
) -> None:
    """Check that a certificate is as it was made, ask its question again, say what differs.

    Exit code 3 when program, settings, lists or answer differ; 2 when the file is broken or edited.
    """
    from hullmark.queries import certificate, certificate_table
    from hullmark.queries.certificate_check import check
    from hullmark.queries.certify_commands import certificate as certified

    then = certificate.read(file)
    command = _command(context, file, then.query.command)
    given: dict[str, Any] = {}

    def ask() -> None:
        with command.make_context(
            then.query.command, list(then.query.arguments), parent=context.find_root()
        ) as inner:
            given.update(inner.params)
            command.invoke(inner)

    asked = Asked(replay=True, meant=then.query.meant)
    try:
        with noting(asked), contextlib.redirect_stderr(io.StringIO()):
            code, stopped = run_to_end(ask)
    except _USAGE_ERROR as wrong:
        raise BadValue(
            f"{file}: its question can't be asked with this program ({wrong})."
        ) from None
    except HullmarkError as refused:
        refused.args = (f"{file}: its question can't be asked again: {refused}",)
        raise
    now = certified(
        then.query.command, then.query.arguments, given, asked, then.stale_days, code, stopped
    )
    found = check(str(file), then, now)
    emit(
        "verify",
        found,
        certificate_table.check_rows(found),
        lambda console: certificate_table.paint_check(console, found),
        format=format,
        out=out,
    )
    if not found.same:
        raise typer.Exit(EXIT_DIFFERS)


def _command(context: typer.Context, file: Path, name: str) -> Asking:
    """The command that was asked; ``BadValue`` for one that does not ask."""
    root = context.find_root().command
    found = root.commands.get(name) if isinstance(root, TyperGroup) else None
    if not isinstance(found, Asking):
        raise BadValue(f"{file}: expected a command that asks, found {name!r:.60}.")
    return found
