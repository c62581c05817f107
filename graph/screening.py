"""Rows of somebody's file against a graph: who of it each row may be, and why, by the judge.

The rows meet the records of the graph in the resolver's own blocks and are weighed by its judge, in
arrays of thousands at a time. What the judge leaves to people is a near miss, never a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

from hullmark.graph.blocks import KIND_SHIFT, block_keys_each
from hullmark.graph.candidates import CAPS, LEAST, block_weight
from hullmark.graph.comparable import comparable
from hullmark.graph.comparables import FAMILIES, Comparables, comparables
from hullmark.graph.comparing import decoded
from hullmark.graph.engines import AT_ONCE, BODY_SAME, MOST_REASONS, said
from hullmark.graph.judge import EVIDENCE, LIKELY, Judgements, judge_pairs
from hullmark.graph.model import Record
from hullmark.graph.text import loose_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MOST = 8  # records that are judged for one row, the likeliest by their blocks
STEP = 1 << 22  # shared blocks that are weighed at once
Outcome = Literal["hit", "near miss"]


class Pool(Struct, frozen=True):
    """The records to screen against: encoded comparables, entity of each, and their blocks.

    ``keys`` are sorted; ``owners`` has the position of the record that stands in each block.
    """

    bodies: Sequence[bytes]
    entities: Sequence[str]
    keys: Ints
    owners: Ints


class Asked(Protocol):
    """One row of somebody's file: the records that it may be, one a kind; none: not screened."""

    @property
    def records(self) -> tuple[Record, ...]: ...


class Found(Struct, frozen=True):
    """One entity that a row may be: how sure, by what, and why; the surest of its records."""

    outcome: Outcome
    how: str
    score: float
    entity: str
    record: str
    asked: str
    matched: str
    reasons: tuple[str, ...]


def screened(
    pool: Pool, rows: Sequence[Asked], *, least: float = LIKELY, most: int = 5
) -> list[tuple[Found, ...]]:
    """For each row the entities it may be, hits first: at most ``most``, scored ``least`` or more.

    A hit is a number that agrees, what the judge calls the same, or a whole name that agrees but
    for its legal form, while little speaks against it. A name whose valid number is another's is a
    near miss, and says so.
    """
    import numpy as np

    variants = [(at, record) for at, row in enumerate(rows) for record in row.records]
    found: list[dict[str, Found]] = [{} for _ in rows]
    if not variants or not len(pool.keys):
        return [()] * len(rows)
    left, right = proposed(pool, list(block_keys_each(record for _, record in variants)))
    union, places = np.unique(right, return_inverse=True)
    meeting, left = np.unique(left, return_inverse=True)  # rows that meet nobody cost no more
    asked = [comparable(variants[at][1]) for at in meeting.tolist()]
    these = comparables([*asked, *(decoded(pool.bodies[at]) for at in union.tolist())])
    places = places + len(asked)
    for start in range(0, len(left), AT_ONCE):
        judged = judge_pairs(these, left[start : start + AT_ONCE], places[start : start + AT_ONCE])
        for at in _telling(judged, least):
            row = variants[int(meeting[judged.left[at]])][0]
            one = _found(pool, judged, at, int(right[start + at]), least)
            if one is None:
                continue
            known = found[row].get(one.entity)
            if known is None or _rank(one) < _rank(known):
                found[row][one.entity] = one
    return [tuple(sorted(one.values(), key=_rank)[:most]) for one in found]


def proposed(pool: Pool, rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """The records that each row meets in small blocks: row and position, the heaviest of each."""
    import numpy as np

    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    keys = np.fromiter((key for row in rows for key in row), np.int64, len(owner))
    starts = np.searchsorted(pool.keys, keys)
    sizes = np.searchsorted(pool.keys, keys, side="right") - starts
    kinds = keys >> KIND_SHIFT
    caps = np.array([CAPS.get(kind, 0) for kind in range(max(CAPS) + 1)])
    kept = (sizes > 0) & (sizes <= caps[kinds])
    owner, starts, sizes, kinds = owner[kept], starts[kept], sizes[kept], kinds[kept]
    count = len(pool.bodies)
    table = np.array(
        [
            [block_weight(kind, size + 1, count) for size in range(max(CAPS.values()) + 1)]
            for kind in range(max(CAPS) + 1)
        ],
        np.int64,
    )
    weights = table[kinds, sizes]
    done, at = np.cumsum(sizes), 0
    parts: list[tuple[Ints, Ints]] = []
    while at < len(owner):
        limit = (done[at - 1] if at else 0) + STEP
        end = max(int(np.searchsorted(done, limit)), at + 1)
        end = int(np.searchsorted(owner, owner[end - 1], side="right"))
        some = slice(at, end)
        parts.append(_heaviest(pool, owner[some], starts[some], sizes[some], weights[some]))
        at = end
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([one for one, _ in parts]), np.concatenate([two for _, two in parts])


def _heaviest(
    pool: Pool, owner: Ints, starts: Ints, sizes: Ints, weights: Ints
) -> tuple[Ints, Ints]:
    import numpy as np

    first = np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    other = pool.owners[first + np.arange(len(first))]
    code = np.repeat(owner, sizes) * len(pool.bodies) + other
    order = np.argsort(code, kind="stable")
    code, weight = code[order], np.repeat(weights, sizes)[order]
    edges = np.flatnonzero(np.diff(code, prepend=-1))
    weight = np.add.reduceat(weight, edges) if len(edges) else weight
    row, other = np.divmod(code[edges], len(pool.bodies))
    kept = weight >= LEAST * 1000
    row, other, weight = row[kept], other[kept], weight[kept]
    order = np.lexsort((other, -weight, row))
    row, other = row[order], other[order]
    edges = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(len(row)) - np.repeat(edges, np.diff(edges, append=len(row)))
    return row[rank < MOST], other[rank < MOST]


def _telling(judged: Judgements, least: float) -> list[int]:
    import numpy as np

    number = judged.weights[:, EVIDENCE.index("hard id agreed")] > 0
    return [int(at) for at in np.flatnonzero((judged.scores >= least) | judged.ruled | number)]


def _found(pool: Pool, judged: Judgements, at: int, position: int, least: float) -> Found | None:
    these: Comparables = judged.of
    mine, theirs = (these.items[int(side[at])] for side in (judged.left, judged.right))
    score, ruled = round(float(judged.scores[at]), 4), bool(judged.ruled[at])
    number = not ruled and judged.weights[at, EVIDENCE.index("hard id agreed")] > 0
    keys = {loose_key(name.text) for name in mine.names} - {""}
    same_name = bool(keys) and any(loose_key(name.text) in keys for name in theirs.names)
    same = judged.verdicts[at] == "same"
    if these.family[int(judged.left[at])] == FAMILIES.index("body") and score < BODY_SAME:
        same = False
    if number:
        how = "number"
    elif same:
        how = "judge"
    elif same_name and score >= LIKELY:
        how = "name"
    elif ruled and same_name:
        how = "name, but another number or kind"
    elif score >= least and not ruled:
        how = "likeness"
    else:
        return None
    names = [these.names.prepared[name].text if name >= 0 else "" for name in judged.names[at]]
    return Found(
        "hit" if how in ("number", "judge", "name") else "near miss",
        how,
        score,
        pool.entities[position],
        theirs.id,
        names[0] or (mine.names[0].text if mine.names else ""),
        names[1] or (theirs.names[0].text if theirs.names else ""),
        tuple(said(one) for one in judged.reasons(at)[:MOST_REASONS]),
    )


def _rank(one: Found) -> tuple[bool, bool, float, str]:
    return one.outcome != "hit", one.how != "number", -one.score, one.entity
