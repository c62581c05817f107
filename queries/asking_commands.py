"""``--certificate`` for every command that asks, from one place: a new command has it at once."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import wraps
from os.path import realpath
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.models import CommandInfo

from hullmark.graph.asked import Asked, listening, noting
from hullmark.graph.errors import Ambiguous, BadValue, FileProblem, NotFound
from hullmark.graph.settings import settings

# These do something, or tell of a file or of the workspace's own books; all others ask, and a
# command that is not named here must note its answer (`emit`, `stream` or `asked.noted`).
NOT_ASKING = frozenset(
    {"browser-kit", "decide", "decisions", "demo", "entities", "export", "fetch", "judge", "load",
     "problems", "push", "resolve", "review", "verify", "watch"}
)  # fmt: skip
STALE_DAYS = 30
ARGUMENTS = "hullmark.arguments"

_CertificateFile = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        metavar="FILE",
        help="Also write what was asked of which lists, and what came of it, under a hash.",
    ),
]
_StaleDays = Annotated[
    int | None,
    typer.Option(
        "--stale-days",
        metavar="DAYS",
        min=0,
        show_default=False,
        help=f"With --certificate: name lists older than this; {STALE_DAYS} when left out.",
    ),
]
_EXTRA = (("certificate", _CertificateFile), ("stale_days", _StaleDays))


class Asking(TyperCommand):
    """A command that remembers its arguments as they were given."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta[ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)


def name_of(command: CommandInfo) -> str:
    """What a user types for a command."""
    assert command.callback is not None
    return command.name or command.callback.__name__.replace("_", "-")


def certified(commands: Iterable[CommandInfo]) -> Iterator[CommandInfo]:
    """The commands, those that ask with ``--certificate`` and ``--stale-days``."""
    for command in commands:
        if name_of(command) in NOT_ASKING:
            yield command
            continue
        asking = copy(command)
        assert command.callback is not None
        asking.callback = _with_certificate(command.callback, name_of(command))
        asking.cls = Asking
        yield asking


def _with_certificate(run: Callable[..., object], name: str) -> Callable[..., object]:
    @wraps(run)
    def asking(context: typer.Context, **given: Any) -> object:
        file, days = given.pop("certificate"), given.pop("stale_days")
        if listening() is not None:  # asked again by `verify`, which writes no certificate
            return run(context, **given)
        if file is None:
            if days is not None:
                raise BadValue("--stale-days goes with --certificate; leave it out.")
            return run(context, **given)
        _look_at(file, given.get("out"))
        with noting(Asked()) as asked:
            code, stopped = run_to_end(lambda: run(context, **given))
        arguments = context.meta.get(ARGUMENTS, ())
        days = STALE_DAYS if days is None else days
        _write(context, file, name, arguments, given, asked, days, code, stopped)
        if stopped is not None:
            raise stopped
        if code:
            raise typer.Exit(code)
        return None

    signature = inspect.signature(run, eval_str=True)
    added = [
        inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for one, kind in _EXTRA
    ]
    whole = signature.replace(parameters=[*signature.parameters.values(), *added])
    asking.__signature__ = whole  # type: ignore[attr-defined]
    asking.__annotations__ = {one.name: one.annotation for one in whole.parameters.values()}
    return asking


def run_to_end(run: Callable[[], object]) -> tuple[int, NotFound | Ambiguous | None]:
    """The exit code of a question, and its error where it found nothing, or several things."""
    try:
        run()
    except typer.Exit as ended:
        return ended.exit_code, None
    except (NotFound, Ambiguous) as nothing:
        return nothing.exit_code, nothing
    return 0, None


def _look_at(file: Path, out: Path | None) -> None:
    """Before anything is asked: whether the certificate can be written where it should be."""
    if out is not None and realpath(file) == realpath(out):
        raise BadValue(f"--certificate and --out both name {file}; expected two files.")
    if file.is_dir() or not file.absolute().parent.is_dir():
        found = "a folder" if file.is_dir() else "that its folder is not there"
        raise FileProblem(f"{file}: expected a place for the certificate, found {found}.")


def _write(
    context: typer.Context,
    file: Path,
    name: str,
    arguments: tuple[str, ...],
    given: Mapping[str, Any],
    asked: Asked,
    days: int,
    code: int,
    stopped: Exception | None,
) -> None:
    from hullmark.graph.files import write
    from hullmark.queries.certificate import written
    from hullmark.queries.certify_commands import certificate

    made = certificate(name, arguments, given, asked, days, code, stopped)
    there = file.is_file()
    write(file, written(made))
    if there or not settings(context).quiet:
        print(f"{'Replaced' if there else 'Wrote'} {file}.", file=sys.stderr)
