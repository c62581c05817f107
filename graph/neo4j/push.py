"""Publishing the workspace's graph into Neo4j: what is new, changed or stale, in batches.

Each batch is one managed transaction. What stands on the server is compared by digest: of the
whole graph (``mark``), then of an entity with all that hangs on it, then, where that differs, of
each node and relationship. So a second push of the same workspace writes nothing, and one that was
stopped half-way is mended by the next. Only nodes labelled ``Hullmark`` and relationships with a
hash between them are touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from msgspec import Struct
from neo4j import Driver, Query, Session
from neo4j.exceptions import ConstraintError

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.fingerprint import fingerprint
from hullmark.graph.neo4j import mark, tables
from hullmark.graph.neo4j.connect import ServerError, Target, TooMuchAtOnce, connected
from hullmark.graph.neo4j.rows import snapshot_rows
from hullmark.graph.neo4j.seen import Seen
from hullmark.graph.neo4j.shapes import OWNED
from hullmark.graph.neo4j.walk import key_batches, node_bundles, role_bundles
from hullmark.graph.neo4j.writes import (
    LINKS,
    NODES,
    Batch,
    Bundle,
    Done,
    Part,
    changed,
    differing,
    dropped,
    leftovers,
    owned,
    too_much,
)

BATCH = 500
Progress = Callable[[int], None]
Bundles = Callable[[WorkspaceReader, list[str]], list[Bundle]]

_STALE = f"MATCH (n:{OWNED}:Entity) WHERE n.id > $after RETURN n.id AS id ORDER BY n.id LIMIT 5000"
_SNAPSHOTS = f"MATCH (n:{OWNED}:Snapshot) WHERE NOT n.id IN $ids RETURN n.id AS id"


class Pushed(Struct, frozen=True):
    """What a push wrote, by the comparison of hashes and by the server's own counters."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    counters: dict[str, int] = {}
    dry_run: bool = False


def push_workspace(
    reader: WorkspaceReader,
    where: Target,
    *,
    prune: bool = True,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Progress | None = None,
    compare_all: bool = False,
) -> Pushed:
    """Make the server's graph that of the workspace; the number of rows written, and left alone.

    ``prune=False`` keeps what the workspace no longer has; ``dry_run`` only compares;
    ``compare_all`` looks at every row, also where a digest says that nothing changed, which mends
    what others did to the graph by hand. Raises ``ServerError``; whatever was written by then is
    whole batches, which a next push completes.
    """
    with connected(where) as driver, reader.workspace.unmapped(), Seen() as seen:
        later = not dry_run and tables.prepare(driver, where)
        work = _Push(driver, where, reader, seen, prune, dry_run, batch, progress, compare_all)
        if not work.nothing_changed():
            work.nodes()
            work.links()
            if later:
                tables.make_indexes(driver, where)
            if prune:
                work.sweep()
            work.finish()
        return work.summary()


class _Push:
    """One push under way."""

    def __init__(
        self,
        driver: Driver,
        where: Target,
        reader: WorkspaceReader,
        seen: Seen,
        prune: bool,
        dry_run: bool,
        batch: int,
        progress: Progress | None,
        compare_all: bool,
    ) -> None:
        self.driver, self.where, self.reader = driver, where, reader
        self.prune, self.dry_run, self.batch, self.progress = prune, dry_run, batch, progress
        self.compare_all = compare_all
        self.tally: Counter[str] = Counter()
        self.counters: Counter[str] = Counter()
        self.rows = 0
        self.graph = ""
        self.shared = seen

    def nothing_changed(self) -> bool:
        """Whether the server has the mark of this very graph; else it has none from here on."""
        self.graph = fingerprint(self.reader.workspace)
        with self._session() as session:
            there = mark.standing(session)
            if (
                there is not None
                and not self.compare_all
                and there.of(self.graph, prune=self.prune)
            ):
                self.tally["unchanged"] = there.rows
                return True
            self.compare_all = self.compare_all or (there is not None and not there.whole)
            if not self.dry_run:
                mark.clear(session)
        return False

    def finish(self) -> None:
        """Leave the mark of this graph."""
        if not self.dry_run:
            rows = self.tally["created"] + self.tally["updated"] + self.tally["unchanged"]
            with self._session() as session:
                mark.leave(session, self.graph, rows, prune=self.prune)

    def nodes(self) -> None:
        """Snapshots, then entities with all that hangs on them, a batch of entities at a time."""
        snapshots = snapshot_rows(self.reader.snapshots())
        self._transact(differing, Batch.of(snapshots), NODES)
        self._write_all(node_bundles, NODES)

    def links(self) -> None:
        """The roles between entities, by the entity that bears them."""
        self._write_all(role_bundles, LINKS)

    def _write_all(self, bundles: Bundles, part: Part) -> None:
        """Make the next batch's rows while the server writes this one's, never more than one."""
        with ThreadPoolExecutor(1, "hullmark-push") as writer:
            under_way: Future[None] | None = None
            for keys in key_batches(self.reader, self.batch):
                made = bundles(self.reader, keys)
                if under_way is not None:
                    under_way.result()
                under_way = writer.submit(self._write, made, part)
            if under_way is not None:
                under_way.result()

    def _write(self, bundles: list[Bundle], part: Part) -> None:
        """One transaction: the bundles that differ from what the server has under their entity."""
        fresh = [
            row
            for bundle in bundles
            for row in bundle.rows
            if not owned(row, bundle.key) and row not in self.shared
        ]
        try:
            try:
                self._transact(changed, bundles, fresh, part, self.compare_all)
            except ConstraintError:
                self._transact(changed, bundles, fresh, part, True)
        except TooMuchAtOnce:
            if len(bundles) == 1:
                raise ServerError(
                    f"{self.where.uri}: ran out of memory over {bundles[0].key} alone; "
                    "give the server more (dbms.memory.transaction.total.max, heap), push again."
                ) from None
            half = len(bundles) // 2
            self._write(bundles[:half], part)
            self._write(bundles[half:], part)
            return
        self.shared.add(fresh)
        self.rows += sum(len(bundle.rows) for bundle in bundles)
        if self.progress is not None:
            self.progress(self.rows)

    def _transact(self, work: Callable[..., Done], *values: Any) -> None:
        with too_much(), self._session() as session:
            done = session.execute_write(work, *values, self.prune, self.dry_run)
        self.tally.update(done.tally)
        self.counters.update(done.counters)

    def _session(self) -> Session:
        """A session that sees what this push wrote before, also on another member of a cluster."""
        return self.driver.session(
            database=self.where.database,
            bookmark_manager=self.driver.execute_query_bookmark_manager,
        )

    def sweep(self) -> None:
        """Remove entities that the workspace no longer has, and shared nodes that nothing uses."""
        after = ""
        with self._session() as session:
            while True:
                there = [row["id"] for row in session.run(Query(_STALE), after=after)]
                if not there:
                    break
                after = there[-1]
                known = self.reader.known(there)
                self._drop([one for one in there if one not in known])
            kept = [row.id for row in snapshot_rows(self.reader.snapshots())]
            self._drop([row["id"] for row in session.run(Query(_SNAPSHOTS), ids=kept)])
        while not self.dry_run:
            before = self.tally["removed"]
            self._transact(leftovers)
            if self.tally["removed"] == before:
                break

    def _drop(self, ids: list[str]) -> None:
        stale = iter(ids)
        while some := list(islice(stale, self.batch)):
            self._transact(dropped, some)

    def summary(self) -> Pushed:
        """What was written."""
        return Pushed(
            created=self.tally["created"],
            updated=self.tally["updated"],
            removed=self.tally["removed"],
            unchanged=self.tally["unchanged"],
            counters={name: count for name, count in sorted(self.counters.items()) if count},
            dry_run=self.dry_run,
        )
