"""One run of the resolver over a workspace: candidates, judge, ledger, entities.

It asks only about records that are new or changed, and writes only what the ledger does not say
yet, so that a second run changes nothing. Each batch is one transaction: verdicts, the entities
that follow from them, and the mark that its records are done. An interrupted run goes on later.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from hullmark.graph import comparing, decisions, entities
from hullmark.graph.candidates import Blocking, Capped
from hullmark.graph.comparing import Kept
from hullmark.graph.engines import Batch, Judged, judged, local
from hullmark.graph.judge import VERSION
from hullmark.graph.model import Decision
from hullmark.graph.reach import touch
from hullmark.graph.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

PAIRS = 50_000  # of a batch
NEAR = 0.0005  # scores that differ less are the same

Progress = Callable[[int], None]


class Engine(Protocol):
    """Judges batches one after the other, in their order; see ``engines``."""

    def __call__(self, batches: Iterable[Batch], /) -> Iterator[Judged]: ...


class Resolved(Struct, frozen=True):
    """What a run did: records compared, pairs judged, rows entered; and blocks too large."""

    records: int
    compared: int = 0
    fresh: int = 0
    pairs: int = 0
    entered: dict[str, int] = field(default_factory=dict)
    before: int = 0
    after: int = 0
    capped: tuple[Capped, ...] = ()


def resolve(
    workspace: Workspace,
    *,
    engine: Engine = local,
    propose: Callable[[Kept], Numbers] | None = None,
    progress: Progress | None = None,
) -> Resolved:
    """Judge what is new or changed, enter it in the ledger, and derive the entities it touches.

    ``propose`` gives the candidates as ``left * len(kept) + right`` of positions, for engines that
    have their own way to them. ``WorkspaceError`` while another process writes.
    """
    con = workspace.connection
    before = _entities(con)
    stale = comparing.stale(con)
    for at in range(0, len(stale), comparing.AT_ONCE):
        with workspace.transaction():
            comparing.refresh(con, stale[at : at + comparing.AT_ONCE])
    kept = comparing.kept(con, VERSION)
    capped: tuple[Capped, ...] = ()
    pairs = standing = _standing(con, kept)
    if len(kept.fresh):
        if propose is None:
            blocking = Blocking(kept.owners, kept.keys, len(kept))
            capped = tuple(
                replace(one, record=int(kept.records[one.record])) for one in blocking.capped
            )
            pairs = _together([pairs, *map(_code(len(kept)), blocking.pairs(kept.fresh))])
        else:
            pairs = _together([pairs, propose(kept)])
    pairs = _apart(con, kept, pairs, standing)
    entered: Counter[str] = Counter()
    done = 0
    for verdicts in engine(_batches(con, kept, pairs)):
        with workspace.transaction():
            entered += _enter(con, verdicts)
            finished = int(verdicts.left[-1]) if verdicts.left else 0
            _mark(con, "record < ?", finished)
        done += len(verdicts.left)
        if progress is not None:
            progress(done)
    if len(kept.fresh):
        with workspace.transaction():
            entered += _join_anew(con, kept.records[kept.fresh].tolist())
            _mark(con, "TRUE")
    return Resolved(
        len(kept), len(stale), len(kept.fresh), done, dict(entered), before, _entities(con), capped
    )


def _code(count: int) -> Callable[[tuple[Numbers, Numbers]], Numbers]:
    def code(pair: tuple[Numbers, Numbers]) -> Numbers:
        return pair[0] * count + pair[1]

    return code


def _together(codes: list[Numbers]) -> Numbers:
    import numpy as np

    found: Numbers = np.unique(np.concatenate(codes))
    return found


def _standing(con: sqlite3.Connection, kept: Kept) -> Numbers:
    """The pairs of fresh records that the machine decided before: they are judged again."""
    import numpy as np

    places = {record: at for at, record in enumerate(kept.records.tolist())}
    fresh = set(kept.fresh.tolist())
    found = []
    for left, right in con.execute(
        "SELECT DISTINCT l.id, r.id FROM decision d JOIN record l ON l.key = d.left"
        f" JOIN record r ON r.key = d.right WHERE NOT d.by_person AND {decisions.NEWEST}"
        if fresh
        else "SELECT 1, 1 WHERE FALSE"
    ):
        one, other = places.get(left), places.get(right)
        if one is not None and other is not None and not fresh.isdisjoint((one, other)):
            found.append(min(one, other) * len(kept) + max(one, other))
    return np.array(sorted(found), np.int64)


def _apart(con: sqlite3.Connection, kept: Kept, pairs: Numbers, standing: Numbers) -> Numbers:
    """Without the pairs that are one entity already and about which the machine never decided.

    A number or a person joined these; their names are not asked.
    """
    import numpy as np

    if not len(pairs):
        return pairs
    entity = np.zeros(len(kept), np.int64)
    numbers = dict(con.execute("SELECT id, entity FROM record WHERE entity IS NOT NULL"))
    entity[:] = [numbers.get(record, -record) for record in kept.records.tolist()]
    one = entity[pairs // len(kept)] == entity[pairs % len(kept)]
    found: Numbers = pairs[~one | np.isin(pairs, standing)]
    return found


def _batches(con: sqlite3.Connection, kept: Kept, pairs: Numbers) -> Iterator[Batch]:
    for at in range(0, len(pairs), PAIRS):
        some = pairs[at : at + PAIRS]
        left = kept.records[some // len(kept)].tolist()
        right = kept.records[some % len(kept)].tolist()
        said = _said(con, left, right)
        yield Batch(
            left,
            right,
            comparing.bodies(con, [*left, *right]),
            frozenset(
                place for place, pair in enumerate(zip(left, right, strict=True)) if pair in said
            ),
        )


_Said = dict[tuple[int, int], tuple[str, float]]


def _said(con: sqlite3.Connection, left: Iterable[int], right: Iterable[int]) -> _Said:
    """What the machine said last about these pairs: verdict and score."""
    asked = msgspec.json.encode(list(zip(left, right, strict=True))).decode()
    rows = con.execute(
        "SELECT a.id, b.id, d.verdict, coalesce(d.score, 0) FROM json_each(?) j"
        " JOIN record a ON a.id = json_extract(j.value, '$[0]')"
        " JOIN record b ON b.id = json_extract(j.value, '$[1]')"
        " JOIN decision d ON d.left = min(a.key, b.key) AND d.right = max(a.key, b.key)"
        f" AND d.author = ? WHERE {decisions.NEWEST}",
        (asked, decisions.MACHINE),
    )
    return {(left, right): (verdict, score) for left, right, verdict, score in rows}


def _enter(con: sqlite3.Connection, verdicts: Judged) -> Counter[str]:
    """Enter what the ledger does not say yet, and derive the entities that change by it."""
    entered, changed = _write(con, verdicts, all_of_them=False)
    return entered + _derive(con, changed)


def _join_anew(con: sqlite3.Connection, fresh: list[int]) -> Counter[str]:
    """Weigh the machine's joins anew where a number has brought a new record into its entities."""
    touched = con.execute(
        "SELECT DISTINCT r.id FROM json_each(?) j JOIN record r ON r.id = j.value"
        " JOIN record mate ON mate.entity = r.entity AND mate.id <> r.id"
        " WHERE EXISTS (SELECT 1 FROM decision d WHERE NOT d.by_person AND d.verdict = 'same'"
        " AND (d.left = mate.key OR d.right = mate.key))",
        (msgspec.json.encode(fresh).decode(),),
    )
    return _derive(con, {record for (record,) in touched})


def _derive(con: sqlite3.Connection, changed: set[int]) -> Counter[str]:
    """Derive the entities of some records; what must be judged for that is entered and counted."""
    entered: Counter[str] = Counter()

    def check(pairs: list[tuple[int, int]]) -> None:
        found = comparing.bodies(con, {record for pair in pairs for record in pair})
        known = [pair for pair in pairs if pair[0] in found and pair[1] in found]
        if known:
            left, right = (list(side) for side in zip(*known, strict=True))
            batch = Batch(left, right, found, frozenset(range(len(known))))
            more, _ = _write(con, judged(batch), all_of_them=True)
            entered.update(more)

    if changed:
        touch(con, changed)
        entities.derive(con, check)
    return entered


def _write(
    con: sqlite3.Connection, verdicts: Judged, *, all_of_them: bool
) -> tuple[Counter[str], set[int]]:
    """Add rows for verdicts that are new or another than before; which records they are about.

    A pair that nobody asked about and that is different costs no row, unless ``all_of_them``.
    """
    keys = dict(
        con.execute(
            "SELECT r.id, r.key FROM json_each(?) j JOIN record r ON r.id = j.value",
            (msgspec.json.encode(list({*verdicts.left, *verdicts.right})).decode(),),
        ).fetchall()
    )
    said = _said(con, verdicts.left, verdicts.right)
    listed = _on_one_list(con, verdicts)
    entered: Counter[str] = Counter()
    touched: set[int] = set()
    for left, right, score, verdict, reason in zip(
        verdicts.left,
        verdicts.right,
        verdicts.scores,
        verdicts.verdicts,
        verdicts.reasons,
        strict=True,
    ):
        before = said.get((left, right))
        if (left, right) in listed:
            verdict, reason = "unsure", f"two entries of one list; {reason}"
        if before is None and verdict == "different" and not all_of_them:
            continue
        if before is not None and before[0] == verdict and abs(before[1] - score) < NEAR:
            continue
        one = Decision(keys[left], keys[right], verdict, decisions.MACHINE, reason, score=score)  # type: ignore[arg-type]
        decisions.enter(con, one, by_person=False, version=VERSION)
        entered[verdict] += 1
        touched |= {left, right}
    return entered, touched


def _on_one_list(con: sqlite3.Connection, verdicts: Judged) -> set[tuple[int, int]]:
    """The pairs judged same that stand on one list now: whoever keeps it wrote two entries."""
    same = [
        (left, right)
        for left, right, verdict in zip(
            verdicts.left, verdicts.right, verdicts.verdicts, strict=True
        )
        if verdict == "same"
    ]
    lists: dict[int, set[int]] = {}
    for record, stream in con.execute(
        "SELECT s.record, s.stream FROM json_each(?) j JOIN statement s ON s.record = j.value"
        " AND s.sort = 'R' AND s.latest = 1 AND s.until IS NULL",
        (msgspec.json.encode(sorted({one for pair in same for one in pair})).decode(),),
    ):
        lists.setdefault(record, set()).add(stream)
    return {pair for pair in same if lists.get(pair[0], set()) & lists.get(pair[1], set())}


def _mark(con: sqlite3.Connection, where: str, *values: int) -> None:
    con.execute(
        f"UPDATE comparable SET judged = ? WHERE judged <> ? AND {where}",
        (VERSION, VERSION, *values),
    )


def _entities(con: sqlite3.Connection) -> int:
    (count,) = con.execute("SELECT count(*) FROM entity").fetchone()
    return int(count)
