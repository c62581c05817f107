"""The ledger out of a workspace and into another: CSV and JSON lines, a row a decision.

Files name their own version (``ledger``), so that one from a newer hullmark is refused and not half
understood. Taking a file in adds rows and changes none; what is already there is not taken twice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hullmark.graph import entities
from hullmark.graph.decisions import MACHINE, Row, enter, known
from hullmark.graph.errors import FileProblem
from hullmark.graph.model import Decision
from hullmark.graph.reach import touch
from hullmark.graph.workspace import Workspace

LEDGER_VERSION = 1
VERDICTS = ("same", "different", "unsure", "withdrawn")
COLUMNS = (
    "left", "right", "verdict", "author", "by_person", "reason", "score", "version", "cite",
    "made_at", "ledger",
)  # fmt: skip
NEEDED = ("left", "right", "verdict")
LONGEST = 100_000  # characters of a field


class Taken(Struct, frozen=True):
    """What an import did: rows entered, rows already there, rows older than what counts here.

    ``waiting`` are decisions about a record that is not loaded yet; they count once it is.
    """

    entered: int = 0
    there: int = 0
    older: int = 0
    waiting: int = 0


def cells(row: Row) -> dict[str, str]:
    """A row of the ledger as text, the columns in their order."""
    return {
        "left": row.left,
        "right": row.right,
        "verdict": row.verdict,
        "author": row.author,
        "by_person": "yes" if row.by_person else "no",
        "reason": row.reason,
        "score": "" if row.score is None else f"{row.score:.4f}",
        "version": row.version,
        "cite": row.cite,
        "made_at": row.made_at,
        "ledger": str(LEDGER_VERSION),
    }


def read(path: Path, author: str) -> list[Row]:
    """The decisions of a file, by its suffix; ``FileProblem`` with the line of a mistake.

    ``author`` is whose they are where the file does not say it.
    """
    readers = {".csv": _csv, ".jsonl": _jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise FileProblem(f"{path}: expected decisions as .csv or .jsonl, found another suffix.")
    try:
        found = [_row(path, line, fields, author) for line, fields in reader(path)]
    except OSError as refused:
        raise FileProblem(f"{path}: can't be read ({refused.strerror}).") from None
    except UnicodeDecodeError:
        raise FileProblem(f"{path}: expected text in UTF-8, found other bytes.") from None
    except csv.Error as broken:
        raise FileProblem(f"{path}: is not the CSV that was expected ({broken}).") from None
    if not found:
        raise FileProblem(f"{path}: has no decisions; expected some with {', '.join(NEEDED)}.")
    return found


def take(workspace: Workspace, found: Iterable[Row]) -> Taken:
    """Enter the rows of a file in one transaction, and derive the entities they touch.

    A row older than its author's newest about the pair is history elsewhere: it is not entered.
    """
    counts = dict.fromkeys(("entered", "there", "older", "waiting"), 0)
    with workspace.transaction() as con:
        touched: set[int] = set()
        for row in found:
            decision = Decision(
                row.left,
                row.right,
                "unsure" if row.verdict == "withdrawn" else row.verdict,  # type: ignore[arg-type]
                row.author,
                row.reason,
                row.made_at,
                row.score,
                row.cite,
            )
            if why := known(con, decision, row.verdict):
                counts[why] += 1
                continue
            enter(
                con,
                decision,
                by_person=row.by_person,
                verdict=row.verdict,
                version=row.version,
            )
            counts["entered"] += 1
            ends = con.execute("SELECT id FROM record WHERE key IN (?, ?)", (row.left, row.right))
            numbers = {number for (number,) in ends}
            counts["waiting"] += len(numbers) < 2
            touched |= numbers
        touch(con, touched)
        entities.derive(con)
    return Taken(**counts)


def _csv(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise FileProblem(
                f"{path}: expected a first line that names the columns {', '.join(NEEDED)}, "
                f"found none named {', '.join(missing)}."
            )
        for fields in rows:
            if None in fields or None in fields.values():
                raise FileProblem(
                    f"{path} line {rows.line_num}: expected as many cells as columns."
                )
            # The apostrophe that keeps a spreadsheet from running a cell; see ``safe_cell``.
            yield rows.line_num, {name: _unquoted(value) for name, value in fields.items()}


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r") else cell


def _jsonl(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                fields = msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError) as broken:
                raise FileProblem(f"{path} line {number}: is not JSON ({broken}).") from None
            if not isinstance(fields, dict):
                raise FileProblem(f"{path} line {number}: expected an object, found another value.")
            yield number, fields


def _row(path: Path, line: int, fields: Mapping[str, Any], author: str) -> Row:
    where = f"{path} line {line}"

    def text(name: str, default: str = "") -> str:
        value = fields.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise FileProblem(f"{where}: expected text as {name}, found another value.")
        return str(value)[:LONGEST]

    ledger = text("ledger", str(LEDGER_VERSION))
    if not ledger.isdecimal() or int(ledger[:9]) > LEDGER_VERSION:
        raise FileProblem(
            f"{where}: was written by a newer hullmark (ledger version {ledger[:20]}, this program "
            f"knows {LEDGER_VERSION}); update the program. Nothing was taken."
        )
    left, right = sorted((text("left").strip(), text("right").strip()))
    if not left or left == right:
        raise FileProblem(f"{where}: expected the keys of two records, found {left!r}, {right!r}.")
    verdict = text("verdict").strip().lower()
    if verdict not in VERDICTS:
        raise FileProblem(
            f"{where}: expected a verdict of {', '.join(VERDICTS)}, found {verdict[:40]!r}."
        )
    named = text("author", author)
    by_person = fields.get("by_person", named != MACHINE)
    if isinstance(by_person, str):
        by_person = by_person.strip().lower() not in ("no", "false", "0")
    if bool(by_person) is (named == MACHINE):
        raise FileProblem(f"{where}: {named!r} can't have decided that (by_person).")
    return Row(
        id=0,
        left=left,
        right=right,
        verdict=verdict,
        author=named,
        by_person=bool(by_person),
        reason=text("reason"),
        score=_score(where, text("score")),
        version=text("version"),
        cite=text("cite"),
        made_at=_time(where, text("made_at")),
    )


def _score(where: str, stated: str) -> float | None:
    if not stated:
        return None
    try:
        score = float(stated)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise FileProblem(f"{where}: expected a score between 0 and 1, found {stated[:40]!r}.")
    return score


def _time(where: str, stated: str) -> str:
    """The moment in UTC, so that moments compare as text; now where none is stated."""
    if not stated:
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        raise FileProblem(
            f"{where}: expected a time as 2024-05-07T12:00:00+00:00, found {stated[:40]!r}."
        ) from None
    if len(stated) == 10 or moment.tzinfo is None:
        return stated
    return moment.astimezone(UTC).isoformat(timespec="seconds")
