"""The parts of the documents that are made from the code: run by ``make docs``.

A made part stands between two comments, ``<!-- made: NAME -->`` and ``<!-- end -->``; the rest of a
document is written by hand. ``tests/test_docs.py`` fails when a made part is not what this makes.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import commands
import graph_model

from hullmark.graph import dates, shares
from hullmark.graph.identifiers import DECISIVE, HARD, TITLES, identifier
from hullmark.graph.model import CURRENT, FORMER, Period
from hullmark.graph.schema import schema
from hullmark.loaders import SOURCES, fetch_publishers, loader

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SHEET_DPI = 96  # points to about the size of a screen
PICTURE_DPI = 150  # keeps the PNG of the demo's chart under 400 KB; charts for print have 200
RULE = "─" * 80 + "\n"
REPORT = date(2023, 10, 16)
DAYS = (date(2014, 6, 30), date(2021, 8, 12), date(2022, 6, 30), REPORT, date(2024, 5, 7))
PHRASES = (
    "since 2021-08",
    "until 2021",
    "2021-08",
    "before 2023",
    "2015 to 2021",
    "since 2021-08-12",
)
STAKES = ("50%", "1/3", "25+", "25-50", "more than 25 % but not more than 50 %", "part", "unknown")
# As OFAC's list of 2024-05-07 has them.
NUMBERS = {
    "imo-ship": "9179842",
    "imo-company": "6246853",
    "lei": "213800CACNBGHWMQHO54",
    "ogrn": "1117746641572",
    "inn": "7702059030",
    "okpo": "00032520",
    "mmsi": "215000818",
    "isin": "RU0007796926",
    "uscc": "9111000010000106X1",
    "bic": "ALFARUMM",
}
_PART = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(c.replace('|', chr(92) + '|') for c in r)} |" for r in lines)


def kinds() -> str:
    """The kinds, with what they are in FollowTheMoney and in the ownership data standard."""
    return table(
        ("kind", "in words", "family", "rank", "FollowTheMoney", "BODS"),
        (
            (f"`{name}`", one.word, one.family, str(one.rank), one.ftm, one.bods or "–")
            for name, one in schema().kinds.items()
        ),
    )


def roles() -> str:
    """The roles by class, with their words, the end that stands above and their counterparts."""
    above = {"subject": "actor", "object": "target", "none": "neither"}
    return table(
        ("role", "class", "now", "formerly", "above", "Neo4j type", "FollowTheMoney"),
        (
            (name, one.class_, *one.says, above[one.up], f"`{one.type}`", one.ftm)
            for name, one in schema().roles.items()
        ),
    )


def periods() -> str:
    """What some words mean as four bounds, and what they answer on some days."""
    said: list[tuple[str, Period]] = [(one, dates.parse_period(one)) for one in PHRASES]
    for word, period in (("current", CURRENT), ("formerly", FORMER)):
        said.append((f"{word}, published {REPORT}", dates.witnessed(period, REPORT, REPORT)))
    return table(
        ("stated", "start ≥", "start ≤", "end ≥", "end ≤", *(f"on {day}" for day in DAYS)),
        (
            (
                words,
                *(str(bound or "–") for bound in (p.start_min, p.start_max, p.end_min, p.end_max)),
                *(dates.as_of(p, day) for day in DAYS),
            )
            for words, p in said
        ),
    )


def stakes() -> str:
    """What some stakes mean as intervals, and how they are printed."""
    rows = []
    for words in STAKES:
        one = shares.parse_share(words)
        low, high = "more than " * one.low_open + one.low, "less than " * one.high_open + one.high
        rows.append((words, low, high, shares.say(one) or "nothing"))
    return table(("stated", "lowest", "highest", "printed"), rows)


def identifiers() -> str:
    """The schemes: an example, what of it is checked, and what they decide."""
    rows = []
    for scheme, title in TITLES.items():
        number = NUMBERS.get(scheme, "")
        checked = "form" if identifier(scheme, "?").valid is False else "nothing"
        if number and identifier(scheme, number).valid:
            checked = "check digits"
        joins, apart = ("yes" if scheme in schemes else "no" for schemes in (HARD, DECISIVE))
        rows.append((title, f"`{scheme}`", number, checked, joins, apart))
    heads = ("number", "scheme", "example", "checked", "joins records", "two keep apart")
    return table(heads, rows)


def loaders() -> str:
    """The facts of each loader's source, from its ``SOURCE``."""
    rows = []
    for name in SOURCES:
        one = loader(name).SOURCE
        counts = [f"{key}: {low:,} to {high:,}" for key, (low, high) in one.expected.items()]
        expected = "; ".join(counts) or "any"
        rows.append((f"`{name}`", one.title, one.publisher, one.licence, one.url, expected))
    heads = ("loader", "reads", "publisher", "licence", "URL", "entries of a complete file")
    return table(heads, rows)


def modules(folder: str) -> str:
    """The modules of a folder and of those in it, each with its docstring's first paragraph."""
    lines = []
    for path in sorted((ROOT / folder).rglob("*.py"), key=lambda one: (len(one.parts), one)):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = " ".join(words.split("\n\n")[0].split()).replace("``", "`")
        lines.append(f"- `{path.relative_to(ROOT).as_posix()}`: {first}")
    return "\n".join(lines)


def publishers() -> str:
    """The files that can be fetched: what each is, which loader reads it, and where it is."""
    return table(
        ("source", "what", "loader", "URL", "about", "licence"),
        (
            (
                f"`{one.name}`" + (" *" if one.default else ""),
                one.title,
                f"`{one.loader}`",
                one.url,
                f"{one.about / 1e6:,.0f} MB" if one.about else "",
                one.licence,
            )
            for one in fetch_publishers.publishers()
        ),
    )


MADE: dict[str, Callable[[], str]] = {
    "publishers": publishers,
    "kinds": kinds,
    "roles": roles,
    "periods": periods,
    "stakes": stakes,
    "identifiers": identifiers,
    "loaders": loaders,
    "demo path": lambda: demo_path(),
    "model diagram": graph_model.model_diagram,
    "node labels": lambda: graph_model.node_labels(table),
    "relationship types": lambda: graph_model.relationship_types(table),
    "first queries": graph_model.first_queries,
    "modules of graph": lambda: modules("graph"),
    "modules of loaders": lambda: modules("loaders"),
    "modules of queries": lambda: modules("queries"),
}


def with_made_parts(text: str) -> str:
    """The text of a document with its made parts made anew; ``KeyError`` for an unknown name."""
    return _PART.sub(lambda match: f"{match[1]}{MADE[match[2]]()}\n{match[3]}", text)


def demo_path() -> str:
    """What ``hullmark demo`` prints of the path, as it prints it 80 columns wide."""
    _, path, _ = demo()[0].split(RULE)
    return "```\n" + path.strip("\n") + "\n```"


@cache
def demo() -> tuple[str, str]:
    """What ``hullmark demo`` prints, and the SVG that it draws."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "hullmark.cli", "demo"],
            cwd=folder,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout, (Path(folder) / "orient-express.svg").read_text(encoding="utf-8")


def draw_picture() -> None:
    """The demo's chart beside this file: as SVG, and as a PNG of a size for web pages."""
    from contextlib import redirect_stdout
    from io import StringIO

    from hullmark import cli
    from hullmark.graph.charts import paper

    paper.PNG_DPI = PICTURE_DPI
    with redirect_stdout(StringIO()):
        cli.app(["demo", "-o", str(DOCS / "orient-express.png")], standalone_mode=False)
    (DOCS / "orient-express.svg").write_text(demo()[1], encoding="utf-8")


# The demo's pictures on a sheet: their file, the kind, the ships.
SHIPS = ("Angara", "8517839", "Lady R")
SHEETS = (
    ("orient-express-timeline", "timeline", SHIPS),
    ("orient-express-voyages", "voyages", SHIPS),
)


def draw_sheets(folder: Path = DOCS) -> None:
    """The demo's timeline and map, SVG and PNG; left as they are where matplotlib is missing."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        print("No matplotlib here: the pictures on sheets were left as they are.", file=sys.stderr)
        return
    from hullmark.cli import demo_files
    from hullmark.graph.charts import sheet
    from hullmark.graph.charts.timeline import draw_timeline
    from hullmark.graph.charts.voyages import draw_voyages
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.workspace import Workspace
    from hullmark.loaders.load import load
    from hullmark.queries.life import ship_life

    sheet.PNG_DPI = SHEET_DPI
    draw = {"timeline": draw_timeline, "voyages": draw_voyages}
    with (
        TemporaryDirectory() as place,
        Workspace.open(Path(place) / "demo.db") as workspace,
    ):
        for file in demo_files():
            load(workspace, file, extract="extract" in file.name)
        for name, kind, ships in SHEETS:
            answer = ship_life(WorkspaceReader(workspace), ships)
            for ending in ("svg", "png"):
                draw[kind](answer, folder / f"{name}.{ending}")


def pages() -> Iterator[tuple[Path, str]]:
    """Each document with made parts and the text that it should have."""
    for path in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        yield path, commands.page() if path.name == "cli.md" else with_made_parts(text)


def main() -> None:
    """Make every made part anew, in place, and draw the picture in both forms."""
    for path, text in pages():
        path.write_text(text, encoding="utf-8")
    draw_picture()
    draw_sheets()


if __name__ == "__main__":
    main()
