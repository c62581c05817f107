"""The ``hullmark`` command: global options, the commands that the folders bring, and the demo."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hullmark.graph.charts.commands import app as chart_commands
from hullmark.graph.decide_commands import app as decide_commands
from hullmark.graph.errors import HullmarkError
from hullmark.graph.export_commands import app as export_commands
from hullmark.graph.judge_commands import app as judge_commands
from hullmark.graph.neo4j.commands import app as push_commands
from hullmark.graph.neo4j.kit_commands import app as kit_commands
from hullmark.graph.resolve_commands import app as resolve_commands
from hullmark.graph.review_commands import app as review_commands
from hullmark.graph.settings import Settings, sentence
from hullmark.loaders.commands import app as loader_commands
from hullmark.loaders.fetch_commands import app as fetch_commands
from hullmark.loaders.sources_commands import app as sources_commands
from hullmark.queries.asking_commands import certified
from hullmark.queries.blocked_commands import app as blocked_commands
from hullmark.queries.certificate_commands import app as certificate_commands
from hullmark.queries.commands import app as query_commands
from hullmark.queries.compare_commands import app as compare_commands
from hullmark.queries.fleet_commands import app as fleet_commands
from hullmark.queries.path_commands import app as path_commands
from hullmark.queries.report_commands import app as report_commands
from hullmark.queries.screen_commands import app as screen_commands
from hullmark.queries.stats_commands import app as stats_commands
from hullmark.queries.timeline_commands import app as timeline_commands
from hullmark.queries.watch_commands import app as watch_commands

if TYPE_CHECKING:
    from rich.console import Console

DEMO = Path(__file__).parent / "fixtures" / "demo"
DEMO_TITLE = "ANGARA and MARIA: ownership and management"
EXIT_INTERRUPTED = 130
STDOUT = 1  # its file descriptor

app = typer.Typer(
    name="hullmark",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
for group in (
    fetch_commands,
    loader_commands,
    sources_commands,
    query_commands,
    path_commands,
    blocked_commands,
    fleet_commands,
    timeline_commands,
    screen_commands,
    stats_commands,
    watch_commands,
    compare_commands,
    chart_commands,
    report_commands,
    certificate_commands,
    decide_commands,
    judge_commands,
    resolve_commands,
    review_commands,
    push_commands,
    export_commands,
    kit_commands,
):
    app.registered_commands += certified(group.registered_commands)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"hullmark {version('hullmark')}")
        raise typer.Exit


@app.callback(epilog="Start with: hullmark demo")
def options(
    context: typer.Context,
    db: Annotated[
        str,
        typer.Option("--db", envvar="HULLMARK_DB", metavar="FILE", help="The workspace file."),
    ] = "hullmark.db",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only data and errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Follow the IMO number from a ship to everyone who owns, operates and manages it.

    Exit codes: 0 done, 1 could not, 2 wrong use, 3 a list is too old or something was found,
    4 not found, 5 partly, 130 interrupted.
    """
    context.obj = Settings(db=db, quiet=quiet, debug=debug)


@app.command(
    short_help="Run the Orient Express case that comes with hullmark.",
    epilog="Example: hullmark demo -o orient-express.png --keep demo.db",
)
def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="Where to draw the chart.")
    ] = Path("orient-express.svg"),
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the demo's workspace as this file.")
    ] = None,
) -> None:
    """Run the Orient Express case from the files that come with hullmark: card, path, chart."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        _demonstrate(keep or Path(folder) / "demo.db", out)


def _demonstrate(db: Path, out: Path) -> None:
    from hullmark.graph.charts.ownership import draw
    from hullmark.graph.charts.paper import suffix
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.workspace import Workspace
    from hullmark.loaders.commands import told
    from hullmark.loaders.load import load
    from hullmark.queries.card_table import paint_lookup
    from hullmark.queries.listed_table import paint_listed
    from hullmark.queries.lookup import lookup
    from hullmark.queries.output import painted
    from hullmark.queries.owners import owners
    from hullmark.queries.path_table import paint_path
    from hullmark.queries.paths import path

    suffix(out)
    with Workspace.open(db) as workspace:
        for file in demo_files():
            stored = load(workspace, file, extract="extract" in file.name)
            print(told(stored), file=sys.stderr)
        reader = WorkspaceReader(workspace)
        ship, way = lookup(reader, "Angara"), path(reader, "Angara", "Kaalbye")
        chart = owners(reader, ["9179842", "8517839"])

        def paint(console: Console) -> None:
            paint_lookup(console, ship)
            console.rule()
            paint_path(console, way)
            console.rule()
            paint_listed(console, chart)

        print(painted(paint), end="", flush=True)
        draw(chart, out, title=DEMO_TITLE)
    print(f"\nWrote {out}.", file=sys.stderr)


def demo_files() -> list[Path]:
    """The case file and the list extracts that come with hullmark, in the order of loading."""
    return sorted(one for one in DEMO.iterdir() if one.suffix in (".csv", ".xml", ".yaml"))


def main() -> None:
    """Run the command line: one sentence on stderr and an exit code for what goes wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name or a locale can hold odd letters
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="hullmark", standalone_mode=True)
    except SystemExit as ended:
        _end(ended)
        raise
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _stop(sentence(error), error.exit_code if isinstance(error, HullmarkError) else 1)


def _end(ended: SystemExit) -> None:
    """Typer turns an interruption and a closed pipe into exits without words; here they get them.

    ``… | head -1`` has all it wants and is no failure.
    """
    reason: BaseException | None = ended
    while reason is not None:
        if isinstance(reason, KeyboardInterrupt):
            _stop("interrupted; nothing half-done was kept.", EXIT_INTERRUPTED)
        if isinstance(reason, BrokenPipeError):
            _leave_pipe(0)
        reason = reason.__cause__ or reason.__context__
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe(ended.code)
    except OSError as refused:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
        _stop(sentence(refused), 1)


def _leave_pipe(code: str | int | None) -> NoReturn:
    """End without a word; what is still buffered must not meet the closed pipe again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    raise SystemExit(code) from None


def _stop(words: str, code: int) -> NoReturn:
    print(f"hullmark: {words}", file=sys.stderr)
    raise SystemExit(code) from None


if __name__ == "__main__":
    main()
