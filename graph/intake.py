"""Storing one snapshot: its statements filed in time, names settled, entities derived.

One transaction: whatever goes wrong on the way, the workspace is as it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from hullmark.graph import decisions, deltas, entities, snapshots
from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import (
    Decision,
    Edition,
    Item,
    Link,
    Listing,
    Problem,
    Record,
    Removed,
    Statement,
)
from hullmark.graph.settling import settled
from hullmark.graph.snapshots import File
from hullmark.graph.versions import Versions
from hullmark.graph.workspace import Workspace

Progress = Callable[[int], None]
PROGRESS_EVERY = 500


class Stored(Struct, frozen=True):
    """What a load did; ``already`` when this very file had been loaded before.

    ``older`` when a newer snapshot was there already: it was filed in its place in time.
    ``follows`` is the day of the snapshot that a delta changes.
    """

    file: str
    title: str
    published: date
    dated_by: str
    extract: bool
    already: bool = False
    older: bool = False
    follows: date | None = None
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    problems: int = 0


def store(
    workspace: Workspace,
    edition: Edition,
    file: File,
    items: Iterator[Item],
    progress: Progress | None = None,
    *,
    accept_counts: bool = False,
) -> Stored:
    """File one snapshot in one transaction and derive the entities it touches.

    Whatever ``items`` raises leaves the workspace as it was. ``SourceChanged`` when it is empty, or
    has less than half the records of the complete one before it and that is not accepted.
    """
    with workspace.transaction() as con:
        return store_in(con, edition, file, items, progress, accept_counts=accept_counts)


def store_in(
    con: sqlite3.Connection,
    edition: Edition,
    file: File,
    items: Iterator[Item],
    progress: Progress | None = None,
    *,
    accept_counts: bool = False,
) -> Stored:
    """``store`` in a transaction that is open already: for a file that holds several snapshots."""
    intake = _Intake(con, edition, file)
    if intake.already:
        return intake.summary()
    for count, item in enumerate(items, start=1):
        intake.take(item)
        if progress is not None and count % PROGRESS_EVERY == 0:
            progress(count)
    if not (accept_counts or intake.partial):
        intake.check_fall()
    intake.finish()
    return intake.summary()


class _Intake:
    """One load under way: its snapshot, the versions it files, and what was counted."""

    def __init__(self, con: sqlite3.Connection, edition: Edition, file: File) -> None:
        self.con, self.edition, self.file = con, edition, file
        self.counts: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.decided: list[Decision] = []
        self.older, self.follows = False, ""
        self.partial = file.extract or edition.scope != "complete"
        self.stream = snapshots.stream(con, edition)
        self.already = snapshots.is_there(con, self.stream, edition, file)
        if not self.already:
            self._begin()

    def _begin(self) -> None:
        others = snapshots.others(self.con, self.stream)
        day = self.file.published.isoformat()
        self.stamp = f"{day}.{sum(other.startswith(day) for other, _ in others):03d}"
        self.older = any(other > self.stamp for other, _ in others)
        if self.edition.scope == "delta":
            self.follows = deltas.base(
                self.con, self.stream, self.stamp, self.file.name, self.file.published
            )
        self.snapshot = snapshots.add(
            self.con,
            self.stream,
            self.edition,
            self.file,
            stamp=self.stamp,
            partial=self.partial,
            follows=self.follows,
        )
        self.versions = Versions(
            self.con, self.stream, self.snapshot, self.stamp, self.partial, others
        )
        self.con.execute("DROP TABLE IF EXISTS temp.pending")
        self.con.execute("CREATE TEMP TABLE pending (body BLOB)")

    def take(self, item: Item) -> None:
        """File one item that the loader yields."""
        match item:
            case Link() if not (item.subject and item.object):
                self.con.execute("INSERT INTO pending VALUES (?)", (msgspec.json.encode(item),))
            case Problem():
                self._problem(item)
            case Decision():
                self.decided.append(item)
                self.counts["decisions"] += 1
            case Edition():
                raise SourceChanged(f"{self.file.name}: says twice which edition it is.")
            case Removed():
                self._remove(item.statement)
            case _:
                if self.follows:
                    deltas.check_added(self.versions, item, self.follows, self.file.name)
                outcome = self.versions.put(item)
                self.outcomes[outcome] += 1
                if outcome == "contradicted":
                    self._problem(
                        Problem(
                            "repeated-key",
                            f"{item.id} stands twice in the file, with different content; "
                            "the first was kept",
                            record=item.id,
                            place=item.place,
                        )
                    )
                elif outcome != "repeated":
                    self.counts[_plural(item)] += 1

    def _remove(self, item: Statement) -> None:
        if not self.follows:  # an extract that says what is over
            self.outcomes["gone"] += self.versions.end(item) and isinstance(item, Record)
            return
        if deltas.remove(self.versions, item, self.follows, self.file.name):
            self.outcomes["gone"] += isinstance(item, Record)
            return
        message = "expected the list before to say what the delta removes, found that it does not"
        self._problem(Problem("not-there", message, value=item.id, place=item.place))

    def _problem(self, item: Problem) -> None:
        self.outcomes["problems"] += 1
        self.con.execute(
            "INSERT INTO problem (snapshot, code, message, record, value, place)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (self.snapshot, item.code, item.message, item.record, item.value, item.place),
        )

    def check_fall(self) -> None:
        """``SourceChanged`` when this list is less than half of what it was before."""
        row = self.con.execute(
            "SELECT published, json_extract(counts, '$.records') FROM snapshot WHERE stream = ?"
            " AND NOT extract AND stamp < ? ORDER BY stamp DESC LIMIT 1",
            (self.stream, self.stamp),
        ).fetchone()
        if row and 0 < 2 * self.counts["records"] < row[1]:
            raise SourceChanged(
                f"{self.file.name}: has {self.counts['records']:,} entries, the list of {row[0]} "
                f"had {row[1]:,}; if it is right and complete, load it with --accept-counts, "
                "if it is part of the list, with --extract."
            )

    def finish(self) -> None:
        """Settle the links to names, end what is gone, enter the decisions, derive the entities."""
        self.versions.flush()
        for (body,) in self.con.execute("SELECT body FROM pending ORDER BY rowid"):
            link = msgspec.json.decode(body, type=Link)
            self.take(settled(self.con, link, self.stream, self.stamp))
        something = self.partial and (self.outcomes["gone"] or self.counts.total())
        if not (self.counts["records"] or something):
            raise SourceChanged(
                f"{self.file.name}: has no entries; expected a list with some. An empty file is "
                "never taken for a mass delisting: download it again."
            )
        if not self.partial and not self.versions.alone:
            self.outcomes["gone"] = self.versions.end_absent()
        self.versions.flush()
        if self.partial:
            decisions.enter_part(self.con, self.decided, self.snapshot)
        elif not self.older:  # an older case file does not take back what a newer one decided
            decisions.enter_file(self.con, self.decided, self.stream, self.snapshot)
        entities.derive(self.con)
        self.con.execute(
            "UPDATE snapshot SET counts = ? WHERE id = ?",
            (json.dumps(dict(sorted(self.counts.items()))), self.snapshot),
        )
        for table in ("seen", "touched", "pending"):
            self.con.execute(f"DROP TABLE temp.{table}")

    def summary(self) -> Stored:
        """What was done, for people and programs."""
        return Stored(
            file=self.file.name,
            title=self.edition.title or self.edition.list,
            published=self.file.published,
            dated_by=self.file.dated_by,
            extract=self.partial,
            follows=date.fromisoformat(self.follows[:10]) if self.follows else None,
            already=self.already,
            older=self.older,
            counts=dict(sorted(self.counts.items())),
            new=self.outcomes["new"],
            changed=self.outcomes["changed"],
            unchanged=self.outcomes["unchanged"],
            gone=self.outcomes["gone"],
            problems=self.outcomes["problems"],
        )


def _plural(item: Item) -> str:
    if isinstance(item, Record):
        return "records"
    if isinstance(item, Link):
        return "links"
    return "listings" if isinstance(item, Listing) else "events"
