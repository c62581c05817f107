"""What one transaction of a push compares and writes; all text of queries is fixed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from neo4j import ManagedTransaction
from neo4j.exceptions import TransientError

from hullmark.graph.neo4j.connect import TooMuchAtOnce
from hullmark.graph.neo4j.shapes import OWNED, Node, Properties, Relationship, Row
from hullmark.graph.neo4j.tables import KINDS, ROLE_TYPES

_COUNTERS = (
    "nodes_created",
    "nodes_deleted",
    "relationships_created",
    "relationships_deleted",
    "properties_set",
    "labels_added",
    "labels_removed",
)
_ROLES = [*ROLE_TYPES, "KNEW_AS"]
_DIGESTS = f"""
UNWIND $ids AS id MATCH (n:{OWNED} {{id: id}}) RETURN id, n[$digest] AS digest
"""
_KNOWN_NODES = f"""
UNWIND $ids AS id MATCH (n:{OWNED} {{id: id}}) RETURN n.id AS id, n.hash AS hash
UNION
UNWIND $owners AS owner MATCH (n:{OWNED} {{entity: owner}}) RETURN n.id AS id, n.hash AS hash
"""
_KNOWN_TIES = f"""
UNWIND $starts AS start MATCH (:{OWNED} {{id: start}})-[r]->(:{OWNED})
WHERE r.hash IS NOT NULL AND (type(r) IN $roles) = $links
RETURN start, r.id AS id, r.hash AS hash
"""
_DROP_NODES = f"""
UNWIND $ids AS id MATCH (n:{OWNED} {{id: id}})
OPTIONAL MATCH (n)-[r]-(:{OWNED}) WHERE r.hash IS NOT NULL
DELETE r WITH DISTINCT n WHERE NOT (n)--() DELETE n
"""
# What others have tied to a node of ours that is gone stays theirs to keep, and is no longer ours.
_RELEASE = f"UNWIND $ids AS id MATCH (n:{OWNED} {{id: id}}) REMOVE n:{OWNED}:Entity"
_DROP_TIES = f"""
UNWIND $rows AS row MATCH (:{OWNED} {{id: row.start}})-[r {{id: row.id}}]->(:{OWNED})
WHERE r.hash IS NOT NULL DELETE r
"""
_MAKE_NODES = f"UNWIND $rows AS row CREATE (n:{OWNED}) SET n:$(row.labels), n = row.p"
_SET_NODES = f"""
UNWIND $rows AS row MATCH (n:{OWNED} {{id: row.id}})
REMOVE n:{":".join(KINDS)} SET n = row.p, n:$(row.labels)
"""
_SET_DIGESTS = f"""
UNWIND $rows AS row MATCH (n:{OWNED} {{id: row.id}}) SET n[$digest] = row.digest
"""
_MAKE_TIES = f"""
UNWIND $rows AS row
MATCH (a:{OWNED} {{id: row.start}}) MATCH (b:{OWNED} {{id: row.end}})
CREATE (a)-[r:$(row.type)]->(b) SET r = row.p
"""
_UNWITNESSED = f"""
MATCH (n:{OWNED}:Event)-[r]->(:{OWNED}) WHERE r.hash IS NOT NULL
AND NOT EXISTS {{ (n)<-[t:TOOK_PART_IN]-(:{OWNED}) WHERE t.hash IS NOT NULL }} WITH r LIMIT 5000
DELETE r RETURN count(*) AS gone
"""
_LEFT = f"""
MATCH (n:{OWNED}) WHERE (n:Event OR n:Port OR n:Programme) AND NOT (n)--() WITH n LIMIT 5000
DELETE n RETURN count(*) AS gone
"""


NO_DIGESTS: Mapping[str, Properties] = MappingProxyType({})


class Part(Struct, frozen=True):
    """Which part of an entity is written: its nodes, or its roles; and where its digest is kept."""

    links: bool
    digest: str


NODES, LINKS = Part(False, "digest"), Part(True, "rolesDigest")


class Bundle(Struct, frozen=True):
    """All rows of one part of an entity, and the digest of their ids and hashes."""

    key: str
    rows: tuple[Row, ...]
    digest: str | None

    @classmethod
    def of(cls, key: str, rows: Iterable[Row]) -> Bundle:
        """The bundle of some rows, each once; without rows it has no digest."""
        kept = {(type(row).__name__, row.id): row for row in reversed(list(rows))}
        lines = sorted(f"{row.id} {row.properties['hash']}" for row in kept.values())
        digest = hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()
        return cls(key, tuple(reversed(kept.values())), digest if lines else None)


class Batch(Struct, frozen=True):
    """Rows to compare one by one; ``owners`` are the entities whose other rows are stale."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ties: dict[tuple[str, str], Relationship] = field(default_factory=dict)
    owners: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Row], owners: Iterable[str] = ()) -> Batch:
        """The batch of some rows, each once."""
        nodes: dict[str, Node] = {}
        ties: dict[tuple[str, str], Relationship] = {}
        for row in rows:
            if isinstance(row, Node):
                nodes.setdefault(row.id, row)
            else:
                ties.setdefault((row.start, row.id), row)
        return cls(nodes, ties, tuple(owners))


class Done:
    """What one transaction did; made anew when the driver tries it again."""

    def __init__(self) -> None:
        self.tally: Counter[str] = Counter()
        self.counters: Counter[str] = Counter()

    def run(self, tx: ManagedTransaction, query: str, **values: Any) -> list[list[Any]]:
        """The rows of a query; the server's own counters are added up."""
        with too_much():
            result = tx.run(query, values)
            rows = result.values()
            counters = result.consume().counters
        for name in _COUNTERS:
            self.counters[name] += getattr(counters, name)
        return rows


@contextmanager
def too_much() -> Iterator[None]:
    """``TooMuchAtOnce`` for what the driver would only try again, which takes as much memory."""
    try:
        yield
    except TransientError as error:
        if "OutOfMemory" in str(error.code):
            raise TooMuchAtOnce(f"{error.message}") from error
        raise


def owned(row: Row, key: str) -> bool:
    """Whether a row hangs on the entity alone, and is not shared with others."""
    start = row.start if isinstance(row, Relationship) else row.id
    return start == key or start.startswith(f"{key}#")


def changed(
    tx: ManagedTransaction,
    bundles: Sequence[Bundle],
    part: Part,
    compare_all: bool,
    prune: bool,
    dry_run: bool,
) -> Done:
    """Write the bundles whose digest is not the server's, without the rows that entities share.

    An entity that is not there is written without a look at what hangs on it, unless
    ``compare_all``; ``ConstraintError`` where somebody took away the entity alone.
    """
    done = Done()
    ids = [bundle.key for bundle in bundles]
    there = dict(done.run(tx, _DIGESTS, ids=ids, digest=part.digest))
    new, other = [], []
    for one in bundles:
        if one.key not in there and not compare_all:
            new.append(one)
        elif compare_all or there[one.key] != _kept_digest(one, there[one.key], prune):
            other.append(one)
    same = len(bundles) - len(new) - len(other)
    if same:
        touched = {one.key for one in new} | {one.key for one in other}
        done.tally["unchanged"] += sum(
            owned(row, one.key) for one in bundles if one.key not in touched for row in one.rows
        )
    fresh = Batch.of(row for one in new for row in one.rows if owned(row, one.key))
    done.tally["created"] += len(fresh.nodes) + len(fresh.ties)
    rows = (row for one in other for row in one.rows if owned(row, one.key))
    _compare(tx, done, Batch.of(rows, [one.key for one in other]), part, prune, dry_run)
    if not dry_run:
        made = {one.key: {part.digest: one.digest} for one in new if one.key in fresh.nodes}
        _make(tx, done, fresh.nodes.values(), fresh.ties.values(), made)
        digests = [{"id": one.key, "digest": one.digest} for one in new if one.key not in made]
        digests += [
            {"id": one.key, "digest": _kept_digest(one, there.get(one.key), prune)} for one in other
        ]
        wrong = [row for row in digests if there.get(row["id"] or "") != row["digest"]]
        if wrong:
            done.run(tx, _SET_DIGESTS, rows=wrong, digest=part.digest)
    return done


def _kept_digest(one: Bundle, there: str | None, prune: bool) -> str | None:
    """The digest to have there: one that a push which prunes doesn't take for its own, if not."""
    return one.digest if prune or there == one.digest else f"{one.digest} with more kept"


def differing(tx: ManagedTransaction, batch: Batch, part: Part, prune: bool, dry_run: bool) -> Done:
    """Write the rows of a batch that differ from the server's, one by one."""
    done = Done()
    _compare(tx, done, batch, part, prune, dry_run)
    return done


def _compare(
    tx: ManagedTransaction, done: Done, batch: Batch, part: Part, prune: bool, dry_run: bool
) -> None:
    nodes, ties = batch.nodes, batch.ties
    if not (nodes or ties or batch.owners):
        return
    known: dict[str, str] = {}
    if not part.links:
        known = dict(done.run(tx, _KNOWN_NODES, ids=list(nodes), owners=list(batch.owners)))
    starts = sorted({*batch.owners, *nodes, *known} | {start for start, _ in ties})
    tied = {
        (start, id_): digest
        for start, id_, digest in done.run(
            tx, _KNOWN_TIES, starts=starts, roles=_ROLES, links=part.links
        )
    }
    fresh = [one for key, one in nodes.items() if key not in known]
    other = [one for key, one in nodes.items() if known.get(key, _hash(one)) != _hash(one)]
    new = [one for key, one in ties.items() if key not in tied]
    moved = [one for key, one in ties.items() if tied.get(key, _hash(one)) != _hash(one)]
    gone = [key for key in known if key not in nodes] if prune else []
    loose = [key for key in tied if key not in ties and key[0] not in gone] if prune else []
    done.tally.update(
        created=len(fresh) + len(new),
        updated=len(other) + len(moved),
        removed=len(gone) + len(loose),
        unchanged=len(nodes) + len(ties) - len(fresh) - len(other) - len(new) - len(moved),
    )
    if dry_run:
        return
    dropped_ties = [{"start": start, "id": id_} for start, id_ in loose]
    dropped_ties += [{"start": one.start, "id": one.id} for one in moved]
    if dropped_ties:
        done.run(tx, _DROP_TIES, rows=dropped_ties)
    if gone:
        done.run(tx, _DROP_NODES, ids=gone)
        done.run(tx, _RELEASE, ids=gone)
    if other:
        done.run(tx, _SET_NODES, rows=[_node(one) for one in other])
    _make(tx, done, fresh, new + moved)


def _make(
    tx: ManagedTransaction,
    done: Done,
    nodes: Iterable[Node],
    ties: Iterable[Relationship],
    digests: Mapping[str, Properties] = NO_DIGESTS,
) -> None:
    """Create rows that are not there; ``digests`` go to the entities among them, by id."""
    if rows := [_node(one, digests.get(one.id)) for one in nodes]:
        done.run(tx, _MAKE_NODES, rows=rows)
    if rows := [_tie(one) for one in ties]:
        done.run(tx, _MAKE_TIES, rows=rows)


def dropped(tx: ManagedTransaction, ids: list[str], prune: bool, dry_run: bool) -> Done:
    """Remove entities, or shared nodes, with all of ours that hangs on them."""
    done = Done()
    rows = done.run(tx, _KNOWN_NODES, ids=ids, owners=ids)
    done.tally["removed"] += len(rows)
    if rows and not dry_run:
        done.run(tx, _DROP_NODES, ids=[key for key, _ in rows])
        done.run(tx, _RELEASE, ids=[key for key, _ in rows])
    return done


def leftovers(tx: ManagedTransaction, prune: bool, dry_run: bool) -> Done:
    """Remove shared nodes that nothing uses any more, some thousands at a time."""
    done = Done()
    for query in (_UNWITNESSED, _LEFT):
        ((gone,),) = done.run(tx, query)
        done.tally["removed"] += gone
    return done


def _hash(row: Row) -> str:
    return str(row.properties["hash"])


def _node(one: Node, more: Properties | None = None) -> dict[str, Any]:
    properties = {**one.properties, **(more or {}), "id": one.id}
    return {"id": one.id, "labels": list(one.labels), "p": properties}


def _tie(one: Relationship) -> dict[str, Any]:
    p = {**one.properties, "id": one.id}
    return {"id": one.id, "type": one.type, "start": one.start, "end": one.end, "p": p}
