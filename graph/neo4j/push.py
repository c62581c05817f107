"""Publishing the workspace's graph into Neo4j: what is new, changed or stale, in batches.

Each batch is one managed transaction. What stands on the server is compared by digest: of the
whole graph (``mark``), then of an entity with all that hangs on it, then, where that differs, of
each node and relationship. So a second push of the same workspace writes nothing, and one that was
stopped half-way is mended by the next. Only nodes labelled ``Hullmark`` and relationships with a
hash between them are touched.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

from msgspec import Struct
from neo4j import Driver, Query, Session
from neo4j.exceptions import ConstraintError

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.fingerprint import fingerprint
from hullmark.graph.neo4j import mark, tables
from hullmark.graph.neo4j.connect import ServerError, Target, TooMuchAtOnce, connected
from hullmark.graph.neo4j.rows import snapshot_rows
from hullmark.graph.neo4j.seen import Seen
from hullmark.graph.neo4j.shapes import OWNED, Relationship
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
WRITERS = 2  # transactions under way at once
T = TypeVar("T")
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
        self._count(self._transact(differing, Batch.of(snapshots), NODES))
        self._write_all(node_bundles, NODES)

    def links(self) -> None:
        """The roles between entities, by the entity that bears them."""
        self._write_all(role_bundles, LINKS)

    def _write_all(self, bundles: Bundles, part: Part) -> None:
        """Make the next batch's rows while the server writes those before, few at a time.

        What entities share goes ahead of them, in this thread: nothing is then written twice, and
        what hangs on it finds it there.
        """
        with ThreadPoolExecutor(WRITERS, "hullmark-push") as writers:
            under_way: deque[Future[list[Done]]] = deque()
            for keys in key_batches(self.reader, self.batch):
                made = bundles(self.reader, keys)
                if len(under_way) == WRITERS:
                    self._settle(under_way.popleft())
                self._share(made, part)
                under_way.append(writers.submit(self._write, made, part))
                self.rows += sum(len(bundle.rows) for bundle in made)
            while under_way:
                self._settle(under_way.popleft())

    def _settle(self, written: Future[list[Done]]) -> None:
        for done in written.result():
            self._count(done)
        if self.progress is not None:
            self.progress(self.rows)

    def _share(self, bundles: list[Bundle], part: Part) -> None:
        """Write the rows that entities share and that were not seen before: nodes, then ties."""
        fresh = {
            (type(row), row.start if isinstance(row, Relationship) else "", row.id): row
            for bundle in bundles
            for row in bundle.rows
            if not owned(row, bundle.key) and row not in self.shared
        }
        rows = sorted(fresh.values(), key=lambda row: isinstance(row, Relationship))
        for done in self._halving(
            rows, lambda some: self._transact(differing, Batch.of(some), part)
        ):
            self._count(done)
        self.shared.add(rows)

    def _write(self, bundles: list[Bundle], part: Part) -> list[Done]:
        """The bundles that differ from what the server has, at once where that can be."""

        def work(some: Sequence[Bundle]) -> Done:
            try:
                return self._transact(changed, some, part, self.compare_all)
            except ConstraintError:
                return self._transact(changed, some, part, True)

        return self._halving(bundles, work)

    def _halving(self, what: Sequence[T], work: Callable[[Sequence[T]], Done]) -> list[Done]:
        """A transaction over all, or one over each half where the server lacks the memory."""
        if not what:
            return []
        try:
            return [work(what)]
        except TooMuchAtOnce:
            if len(what) == 1:
                name = getattr(what[0], "key", "") or getattr(what[0], "id", "")
                raise ServerError(
                    f"{self.where.uri}: ran out of memory over {name} alone; "
                    "give the server more (dbms.memory.transaction.total.max, heap), push again."
                ) from None
            half = len(what) // 2
            return self._halving(what[:half], work) + self._halving(what[half:], work)

    def _transact(self, work: Callable[..., Done], *values: Any) -> Done:
        with too_much(), self._session() as session:
            return session.execute_write(work, *values, self.prune, self.dry_run)

    def _count(self, done: Done) -> None:
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
            self._count(self._transact(leftovers))
            if self.tally["removed"] == before:
                break

    def _drop(self, ids: list[str]) -> None:
        stale = iter(ids)
        while some := list(islice(stale, self.batch)):
            self._count(self._transact(dropped, some))

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
