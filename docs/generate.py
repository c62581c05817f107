"""The parts of the documents that are made from the code: run by ``make docs``.

A made part stands between two comments, ``<!-- made: NAME -->`` and ``<!-- end -->``; the rest of a
document is written by hand. ``tests/test_docs.py`` fails when a made part is not what this makes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hullmark.graph import dates, shares
from hullmark.graph.identifiers import DECISIVE, HARD, TITLES, identifier
from hullmark.graph.model import CURRENT, FORMER, Period
from hullmark.graph.schema import schema
from hullmark.loaders import SOURCES, loader

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PICTURE_DPI = 100  # keeps the PNG of the demo's chart under 400 KB; charts for print have 200
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
_PART = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)


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
    """The schemes: an example, what the check says of it and of a slip, and what they decide."""
    verdict = {True: "passes", False: "fails", None: "no check digits"}
    rows = []
    for scheme, title in TITLES.items():
        number = NUMBERS.get(scheme, "")
        good = verdict[identifier(scheme, number).valid] if number else ""
        joins = "yes" if scheme in HARD else "no"
        rows.append(
            (title, f"`{scheme}`", number, good, joins, "yes" if scheme in DECISIVE else "no")
        )
    heads = ("number", "scheme", "example", "its check", "joins records", "two keep apart")
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
    """The modules of a folder, each with the first sentence of its docstring."""
    lines = []
    for path in sorted((ROOT / folder).glob("*.py")):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = " ".join(words.split("\n\n")[0].split()).replace("``", "`")
        lines.append(f"- `{folder}/{path.name}`: {first}")
    return "\n".join(lines)


MADE: dict[str, Callable[[], str]] = {
    "kinds": kinds,
    "roles": roles,
    "periods": periods,
    "stakes": stakes,
    "identifiers": identifiers,
    "loaders": loaders,
    "modules of graph": lambda: modules("graph"),
    "modules of charts": lambda: modules("graph/charts"),
    "modules of loaders": lambda: modules("loaders"),
    "modules of queries": lambda: modules("queries"),
}


def with_made_parts(text: str) -> str:
    """The text of a document with each made part made anew; ``KeyError`` for one of no such name."""
    return _PART.sub(lambda match: match[1] + MADE[match[2]]() + match[3], text)


def draw_picture(path: Path) -> None:
    """The chart of the demo as a picture for the README."""
    from hullmark import cli
    from hullmark.graph.charts import paper
    from hullmark.graph.charts.ownership import draw
    from hullmark.graph.embedded import WorkspaceReader
    from hullmark.graph.workspace import Workspace
    from hullmark.loaders.load import load
    from hullmark.queries.owners import owners

    paper.PNG_DPI = PICTURE_DPI
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "demo.db") as workspace:
        for file in cli.demo_files():
            load(workspace, file, extract="extract" in file.name)
        draw(owners(WorkspaceReader(workspace), ["Angara", "Maria"]), path, title=cli.DEMO_TITLE)


def main() -> None:
    """Make every made part anew, in place, and draw the picture in both forms."""
    for path in (ROOT / "ARCHITECTURE.md", *sorted(DOCS.glob("*.md"))):
        path.write_text(with_made_parts(path.read_text(encoding="utf-8")), encoding="utf-8")
    for suffix in (".svg", ".png"):
        draw_picture((DOCS / "orient-express").with_suffix(suffix))


if __name__ == "__main__":
    main()
