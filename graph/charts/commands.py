"""The command that draws."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.asked import noted, noted_input
from hullmark.graph.errors import BadValue
from hullmark.graph.settings import day_option, opened_graph, say

if TYPE_CHECKING:
    from hullmark.graph.charts.fit import Wish

app = typer.Typer()
KINDS = ("ownership", "timeline", "voyages")
DEFAULT_NODES, MOST_NODES = 200, 1000
LEVELS = 8


def _template(wanted: bool) -> None:
    if wanted:
        from hullmark.graph.charts.style import template

        print(template(), end="")
        raise typer.Exit


@app.command(
    short_help="Draw who owns and manages ships.",
    epilog="Example: hullmark chart Angara Maria -o orient-express.svg ·"
    " hullmark chart Angara -o angara.pdf --paper a3 --lang ru",
)
def chart(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME", help="Ships or companies, by number, name or id."),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="An .svg, .png, .pdf or .html file.")
    ],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="Draw one day: 2023-08-01.")
    ] = "",
    known_by: Annotated[
        str,
        typer.Option("--known-by", metavar="DATE", help="Only snapshots published by that day."),
    ] = "",
    roles: Annotated[
        str,
        typer.Option(metavar="ROLES", help="Only these roles or classes: 'ownership,management'."),
    ] = "",
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="ownership, timeline or voyages.")
    ] = "ownership",
    depth: Annotated[
        int, typer.Option("--depth", "--levels", min=1, max=20, help="How far up to go.")
    ] = LEVELS,
    title: Annotated[str, typer.Option(help="The heading of the picture.")] = "",
    paper: Annotated[str, typer.Option(metavar="PAPER", help="a4 or a3.")] = "",
    orientation: Annotated[
        str,
        typer.Option(
            metavar="WAY",
            help="portrait or landscape; the one with the larger letters when not given.",
        ),
    ] = "",
    lang: Annotated[
        str,
        typer.Option(metavar="LANG", help="Names in this language first, where there are: ru."),
    ] = "",
    most: Annotated[
        int,
        typer.Option(
            "--max-nodes", metavar="N", min=1, max=MOST_NODES, help="At most so many boxes."
        ),
    ] = DEFAULT_NODES,
    clusters: Annotated[
        str,
        typer.Option(metavar="BY", help="Frames by 'ship' or by 'group'."),
    ] = "",
    style: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Colours, dashes, sizes: a YAML file.")
    ] = None,
    style_template: Annotated[
        bool,
        typer.Option(
            "--style-template", is_eager=True, callback=_template, help="Print such a file."
        ),
    ] = False,
) -> None:
    """Draw who owns and manages one or more ships, with roles, dates, listings and sources."""
    if kind not in KINDS:
        raise BadValue(f"--kind expects one of {', '.join(KINDS)}; found {kind!r}.")
    wish = _wish(paper, orientation, lang, most, clusters, style)
    if kind != "ownership":
        given = (
            ("--paper", paper),
            ("--orientation", orientation),
            ("--lang", lang),
            ("--clusters", clusters),
            ("--roles", roles),
            ("--style", style),
            ("--depth", depth != LEVELS),
            ("--max-nodes", most != DEFAULT_NODES),
        )
        for option, value in given:
            if value:
                raise BadValue(f"{option} goes with --kind ownership alone; leave it out.")
        _draw_ships(context, kind, names, out, day_option(as_of), day_option(known_by), title)
        return
    from hullmark.graph.charts.ownership import draw
    from hullmark.graph.charts.page_file import draw_page, is_page
    from hullmark.graph.charts.paper import suffix
    from hullmark.graph.schema import roles_named
    from hullmark.queries.owner_table import owner_rows
    from hullmark.queries.owners import owners
    from hullmark.queries.shared_commands import meant

    if not is_page(out):
        suffix(out)
    with opened_graph(context, known_by=day_option(known_by)) as reader:
        answer = owners(
            reader,
            [meant(reader, name) for name in names],
            as_of=day_option(as_of),
            roles=roles_named(roles) if roles else None,
            levels=depth,
        )
    rows = owner_rows(answer)
    if noted("chart", answer, rows):
        return
    say((*answer.notes, *answer.unknown))
    if is_page(out):
        draw_page(answer, out, rows, title=title or None, wish=wish)
    else:
        draw(answer, out, title=title or None, wish=wish)
    print(f"Wrote {out}.", file=sys.stderr)


def _wish(
    paper: str, orientation: str, lang: str, most: int, clusters: str, style: Path | None
) -> Wish:
    from hullmark.graph.charts.fit import Wish
    from hullmark.graph.charts.scripts import language
    from hullmark.graph.charts.style import default, style_of

    for option, value, known in (
        ("--paper", paper, ("a4", "a3")),
        ("--orientation", orientation, ("portrait", "landscape")),
        ("--clusters", clusters, ("ship", "group")),
    ):
        if value and value not in known:
            raise BadValue(f"{option} expects {' or '.join(known)}; found {value!r:.40}.")
    look = style_of(style) if style else default()
    if style:
        noted_input(style)
    return Wish(look, paper, orientation, language(lang), most, clusters)


def _draw_ships(
    context: typer.Context,
    kind: str,
    names: list[str],
    out: Path,
    as_of: date | None,
    known_by: date | None,
    title: str,
) -> None:
    """A picture of what happened to ships: their lives on a time axis, or voyages on a map."""
    from hullmark.graph.charts.page_file import is_page, write_picture_page
    from hullmark.graph.charts.paper import suffix
    from hullmark.graph.charts.timeline import draw_timeline
    from hullmark.graph.charts.voyages import draw_voyages
    from hullmark.queries.life import ship_life
    from hullmark.queries.shared_commands import meant
    from hullmark.queries.timeline_table import timeline_rows

    if not is_page(out):
        suffix(out)
    with opened_graph(context, known_by=known_by) as reader:
        answer = ship_life(reader, [meant(reader, name) for name in names], as_of=as_of)
    rows = timeline_rows(answer)
    if noted("chart", answer, rows):
        return
    say((*answer.notes, *answer.unknown))
    draw = draw_timeline if kind == "timeline" else draw_voyages
    if is_page(out):
        write_picture_page(answer, out, rows, draw, title=title or None)
    else:
        draw(answer, out, title=title or None)
    print(f"Wrote {out}.", file=sys.stderr)
