"""Lists as they stood at two times: what each said then, and what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

import msgspec

from hullmark.graph.answer import Comparison, Difference, Snapshot
from hullmark.graph.model import Event, Link, Listing, Record, Statement
from hullmark.graph.workspace import Workspace

_TYPES: dict[str, type[Statement]] = {"R": Record, "L": Link, "S": Listing, "E": Event}
_DECODE = {sort: msgspec.json.Decoder(type_).decode for sort, type_ in _TYPES.items()}
# A statement that held at both times as one version differs in nothing and is not read.
_MOVED = """
SELECT s.key, s.sort, s.hash, s.body, s.since <= :earlier
FROM statement s WHERE s.stream = :stream
AND ((s.since <= :earlier AND s.until > :earlier AND s.until <= :later)
  OR (s.since > :earlier AND s.since <= :later AND (s.until IS NULL OR s.until > :later)))
ORDER BY s.sort, s.key, s.since
"""


class WorkspaceHistory:
    """The history that a workspace keeps."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._con = workspace, workspace.connection

    def snapshots(self) -> tuple[Snapshot, ...]:
        """See ``History.snapshots``."""
        return self._workspace.snapshots()

    def compared(self, earlier: date | Snapshot, later: date | Snapshot) -> tuple[Comparison, ...]:
        """See ``History.compared``."""
        begin, end = self._stamp(earlier), self._stamp(later)
        only = later if isinstance(later, Snapshot) else None
        by_id = {one.id: one for one in self.snapshots()}
        found = []
        for stream, source, name in self._con.execute(
            "SELECT id, source, list FROM stream ORDER BY source, list"
        ).fetchall():
            if only is not None and (only.source, only.list) != (source, name):
                continue
            rows = self._con.execute(
                "SELECT id, stamp, extract AND follows = '' FROM snapshot"
                " WHERE stream = ? AND stamp <= ?"
                " ORDER BY stamp",
                (stream, end),
            ).fetchall()
            if not rows:
                continue
            before = [number for number, stamp, _ in rows if stamp <= begin]
            whole = [stamp for _, stamp, part in rows if not part]  # a delta makes a whole anew
            differences = tuple(self._differences(stream, begin, end)) if before else ()
            found.append(
                Comparison(
                    source,
                    name,
                    by_id[before[-1]] if before else None,
                    by_id[rows[-1][0]],
                    bool(whole) and whole[0] <= begin and not rows[-1][2],
                    differences,
                    self._names(differences, end),
                )
            )
        return tuple(found)

    def _stamp(self, when: date | Snapshot) -> str:
        if isinstance(when, date):
            return f"{when.isoformat()}.999"
        query = "SELECT stamp FROM snapshot WHERE id = ?"
        (stamp,) = self._con.execute(query, (when.id,)).fetchone()
        return str(stamp)

    def _differences(self, stream: int, begin: str, end: str) -> Iterator[Difference]:
        values = {"stream": stream, "earlier": begin, "later": end}
        rows = self._con.execute(_MOVED, values)
        for (_, key), versions in groupby(rows, key=itemgetter(1, 0)):
            sides: list[tuple[bytes, Statement] | None] = [None, None]
            for _, sort, digest, body, was in versions:
                sides[0 if was else 1] = digest, _DECODE[sort](body)
            before, after = sides
            if before is None or after is None or before[0] != after[0]:
                yield Difference(key, before and before[1], after and after[1])

    def _names(self, differences: Iterable[Difference], end: str) -> dict[str, str]:
        """The main name, by the later time, of each record that links and listings speak of."""
        keys: set[str] = set()
        for one in differences:
            for said in (one.earlier, one.later):
                if isinstance(said, Link):
                    keys |= {said.subject, said.object}
                elif isinstance(said, Listing):
                    keys.add(said.record)
                elif isinstance(said, Event):
                    keys |= set(said.subjects)
        rows = self._con.execute(
            "SELECT s.key, s.body FROM json_each(:keys) j JOIN record r ON r.key = j.value"
            " JOIN statement s ON s.record = r.id WHERE s.since <= :end"
            " ORDER BY s.key, s.since",
            {"keys": json.dumps(sorted(keys - {""})), "end": end},
        )
        return {key: main_name(_DECODE["R"](body)) for key, body in rows}


def main_name(record: Statement) -> str:
    """A record's primary name, the first of its names where none is, its key where it has none."""
    assert isinstance(record, Record)
    names = [one.text for one in record.names if one.type == "primary"]
    return next(iter(names or [one.text for one in record.names]), record.id)
