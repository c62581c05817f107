"""The command that writes a report."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hullmark.graph.asked import noted
from hullmark.graph.errors import BadValue
from hullmark.graph.settings import opened_graph, say
from hullmark.queries.shared_commands import AsOf, KnownBy, day_of, meant

if TYPE_CHECKING:
    from hullmark.queries.report.document import Document, Picture
    from hullmark.queries.report.findings import Findings

app = typer.Typer()
SUFFIXES = (".md", ".html", ".pdf", ".docx")


@app.command(
    short_help="Write a report on ships and companies.",
    epilog="Example: hullmark report Angara -o angara.html · "
    "hullmark report Angara --to Kaalbye -o angara.md",
)
def report(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME", help="Ships or companies, by number, name or id."),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help=f"A file: {', '.join(SUFFIXES)}.")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="NAME", help="Also: how they are connected to this."),
    ] = None,
    as_of: AsOf = "",
    known_by: KnownBy = "",
    title: Annotated[str, typer.Option(help="The heading of the report.")] = "",
    no_pictures: Annotated[bool, typer.Option("--no-pictures", help="Words and tables only.")] = (
        False
    ),
) -> None:
    """Write cards, pictures, owners, listings, verdicts, lives and sources as one report.

    Markdown has its pictures as PNG files beside it.
    """
    from importlib.metadata import version

    from hullmark.queries.blocked_table import blocked_rows
    from hullmark.queries.card_table import lookup_rows
    from hullmark.queries.exposure_table import exposure_rows
    from hullmark.queries.owner_table import owner_rows
    from hullmark.queries.path_table import path_rows
    from hullmark.queries.report.compose import composed
    from hullmark.queries.report.findings import findings

    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadValue(f"{out}: expected a file ending in one of {', '.join(SUFFIXES)}.")
    with opened_graph(context, known_by=day_of(known_by)) as reader:
        found = findings(
            reader,
            [meant(reader, name, strict=True) for name in names],
            to=[meant(reader, name) for name in to or ()],
            as_of=day_of(as_of),
        )
    rows = [
        *(row for card in found.cards for row in lookup_rows(card)),
        *owner_rows(found.above),
        *(row for one in found.exposed for row in exposure_rows(one)),
        *(row for one in found.verdicts for row in blocked_rows(one)),
        *(row for one in found.ways for row in path_rows(one)),
    ]
    if noted("report", found, rows):
        return
    say(found.above.notes)
    pictures = () if no_pictures else tuple(_pictures(found, title, suffix))
    asked = _asked(names, to or (), as_of, known_by, title)
    document = composed(found, pictures, title=title, asked=asked, version=version("hullmark"))
    for path in _written(out, suffix, document):
        print(f"Wrote {path}.", file=sys.stderr)


def _asked(names: Sequence[str], to: Sequence[str], as_of: str, known_by: str, title: str) -> str:
    """The command as it can be given again, without where it wrote."""
    words = ["hullmark", "report", *names]
    for other in to:
        words += ["--to", other]
    for option, value in (("--as-of", as_of), ("--known-by", known_by), ("--title", title)):
        words += [option, value] if value else []
    return shlex.join(words)


def _pictures(found: Findings, title: str, suffix: str) -> Iterator[Picture]:
    """What can be drawn of the things: who stands above; of ships also their lives and voyages."""
    from tempfile import TemporaryDirectory

    from hullmark.graph.charts.fit import Wish
    from hullmark.graph.charts.ownership import draw
    from hullmark.graph.charts.timeline import draw_timeline
    from hullmark.graph.charts.voyages import draw_voyages
    from hullmark.queries.report.document import Picture

    upright = Wish(orientation="portrait", cut=True)
    heading = title or ", ".join(found.names)
    drawings: list[tuple[str, str, Callable[[Path], object]]] = [
        (
            "ownership",
            "Who owns and manages",
            lambda path: draw(found.above, path, title=heading, wish=upright),
        )
    ]
    if (life := found.life) is not None:
        drawings.append(("life", "Lives", lambda path: draw_timeline(life, path, title=heading)))
        if any(sourced.event.origin for one in life.entities.values() for sourced in one.events):
            drawings.append(
                ("voyages", "Voyages", lambda path: draw_voyages(life, path, title=heading))
            )
    with TemporaryDirectory() as folder:
        for name, caption, into in drawings:
            file = Path(folder) / f"{name}{'.svg' if suffix in ('.html', '.pdf') else '.png'}"
            into(file)
            yield Picture(name, f"{caption}: {heading}", file.read_bytes())


def _written(out: Path, suffix: str, document: Document) -> list[Path]:
    """The files of the report: one, or Markdown and its pictures."""
    from hullmark.graph.files import write
    from hullmark.queries.report.document import Picture

    if suffix == ".md":
        from hullmark.queries.report.markdown import markdown

        pictures = [block for block in document.blocks if isinstance(block, Picture)]
        beside = [out.with_name(f"{out.stem}-{one.name}.png") for one in pictures]
        text = markdown(document, f"{out.stem}-{{}}.png")
        for path, one in zip(beside, pictures, strict=True):
            write(path, one.data)
        return [write(out, text.encode()), *beside]
    if suffix == ".html":
        from hullmark.queries.report.page import page

        return [write(out, page(document).encode())]
    if suffix == ".pdf":
        from hullmark.queries.report.printed import printed

        return [write(out, printed(document))]
    from hullmark.queries.report.word import word

    return [write(out, word(document))]
