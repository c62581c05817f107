"""What could not be taken as it stood: as lines, as flat rows for programs, counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from hullmark.graph.answer import Snapshot
from hullmark.graph.model import Problem

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, str]
Rows = Sequence[Row]
BETWEEN = "entities"  # of a join that was refused: no file has it


def problem_rows(found: Iterable[tuple[Snapshot | None, Problem]]) -> Iterator[Row]:
    """A row a problem, with the list, day and file that it was found in."""
    for snapshot, problem in found:
        yield {
            "code": problem.code,
            "record": problem.record,
            "message": problem.message,
            "value": problem.value,
            "source": snapshot.source if snapshot else "",
            "list": snapshot.list if snapshot else "",
            "published": str(snapshot.published or "") if snapshot else "",
            "file": snapshot.file if snapshot else "",
            "place": problem.place,
        }


def write_problems(rows: Iterable[Row], out: IO[str]) -> int:
    """A line a problem, tab-separated: kind, record, what it is, where; how many there were."""
    written = 0
    for row in rows:
        where = f"{row['file']} {row['place']}".strip() if row["file"] else ""
        cells = (row["code"], row["record"], row["message"], where)
        out.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        written += 1
    return written


def count_rows(rows: Iterable[Row]) -> Rows:
    """How many problems of each kind each list has, most first, with the first as an example."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        kind = row["source"], row["list"], row["code"]
        counts[kind] += 1
        first.setdefault(kind, row)
    ordered = sorted(counts.items(), key=lambda one: (*one[0][:2], -one[1], one[0][2]))
    return [
        {
            "source": kind[0],
            "list": kind[1],
            "code": kind[2],
            "count": str(count),
            "example": first[kind]["message"],
            "record": first[kind]["record"],
            "value": first[kind]["value"],
        }
        for kind, count in ordered
    ]


def paint_counts(console: Console, rows: Rows) -> None:
    """The kinds of problems list by list: how many, and one of them in words."""
    from rich.table import Table
    from rich.text import Text

    lists = dict.fromkeys((row["source"], row["list"]) for row in rows)
    for at, (source, name) in enumerate(lists):
        if at:
            console.print()
        console.print(Text(f"{source} · {name}" if source else BETWEEN, style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=9, justify="right")
        table.add_column(width=20, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        for row in rows:
            if (row["source"], row["list"]) == (source, name):
                about = " ".join(filter(None, (row["record"], row["value"])))
                words = f"{row['example']} ({about})" if about else row["example"]
                table.add_row(f"{int(row['count']):,}", Text(row["code"]), Text(words))
        console.print(table)
