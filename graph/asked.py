"""What a command was asked and answered, noted while it runs for whoever certifies the answer.

Nothing is noted unless somebody listens. A replay asks once more: answers are noted, not written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph.answer import Hit, Snapshot

MOST_QUESTIONS = 1_000  # whose near misses are kept
MOST_ROWS = 1_000  # that are kept whole; of every row there is a digest
ROW_DIGITS = 16


class Asked:
    """What was noted of one run: the answer's digest, its rows, and how names were understood."""

    def __init__(self, *, replay: bool = False, meant: Mapping[str, str] | None = None) -> None:
        self.replay = replay
        self.meant: dict[str, str] = dict(meant or {})
        self.query = self.digest = ""
        self.rows: list[dict[str, str]] = []
        self.row_digests: list[str] = []
        self.unknown: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.near: dict[str, tuple[Hit, ...]] = {}
        self.snapshots: tuple[Snapshot, ...] | None = None
        self.store: dict[str, str] = {}
        self.inputs: dict[str, str] = {}

    def row(self, row: Mapping[str, Any]) -> bytes:
        """Keep a row; its canonical JSON."""
        plain = {name: str(value) for name, value in row.items()}
        text = canonical(plain)
        if len(self.rows) < MOST_ROWS:
            self.rows.append(plain)
        self.row_digests.append(hashlib.sha256(text).hexdigest()[:ROW_DIGITS])
        return text


_NOW: ContextVar[Asked | None] = ContextVar("asked", default=None)


def listening() -> Asked | None:
    """What this run notes into; ``None`` when nobody listens."""
    return _NOW.get()


@contextmanager
def noting(into: Asked) -> Iterator[Asked]:
    """Note into this while the block runs."""
    token = _NOW.set(into)
    try:
        yield into
    finally:
        _NOW.reset(token)


def canonical(value: object) -> bytes:
    """JSON as UTF-8 with sorted keys and no blanks: one form for one value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace")


def noted(query: str, answer: object, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Note an answer and its rows where somebody listens; whether it is not to be written.

    The digest is that of the ``answer`` of ``-f json``, without its ``snapshots``.
    """
    now = _NOW.get()
    if now is None:
        return False
    plain = json.loads(msgspec.json.encode(answer))
    parts = list(_answers(plain))
    for part in parts:
        part.pop("snapshots", None)
    now.unknown = tuple(dict.fromkeys(str(w) for one in parts for w in one.get("unknown") or ()))
    now.notes = tuple(dict.fromkeys(str(w) for one in parts for w in one.get("notes") or ()))
    now.query, now.digest = query, hashlib.sha256(canonical(plain)).hexdigest()
    now.rows, now.row_digests = [], []
    for row in rows:
        now.row(row)
    return now.replay


def _answers(value: Any) -> Iterator[dict[str, Any]]:
    """The answer itself, or the several answers of a report."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            for one in part if isinstance(part, list) else [part]:
                if isinstance(one, dict) and "question" in one:
                    yield one


def noted_rows(query: str, rows: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """The rows of a streamed answer, each noted as it passes; the answer is the list of them."""
    now = _NOW.get()
    if now is None:
        yield from rows
        return
    digest = hashlib.sha256(b"[")
    now.query, now.rows, now.row_digests = query, [], []
    for at, row in enumerate(rows):
        digest.update((b"," if at else b"") + now.row(row))
        yield row
    digest.update(b"]")
    now.digest = digest.hexdigest()


def noted_near(question: str, hits: Sequence[Hit], taken: str = "") -> None:
    """Note what else a question might have meant."""
    now = _NOW.get()
    if now is not None and (question in now.near or len(now.near) < MOST_QUESTIONS):
        now.near[question] = tuple(hit for hit in hits if hit.entity != taken)


def noted_meant(question: str, entity: str) -> str:
    """Note which thing a person at a terminal picked for a question; that thing."""
    now = _NOW.get()
    if now is not None:
        now.meant[question] = entity
    return entity


def meant_before(question: str) -> str | None:
    """What was picked for the question when it was asked the first time; ``None`` else."""
    now = _NOW.get()
    return now.meant.get(question) if now is not None and now.replay else None


def noted_store(snapshots: tuple[Snapshot, ...], store: Mapping[str, str]) -> None:
    """Note which snapshots the answer stands on, and what kind of store gave it."""
    now = _NOW.get()
    if now is not None:
        now.snapshots, now.store = snapshots, dict(store)


def noted_input(file: Path) -> None:
    """Note a file of the asker's own that decides the answer, by its name and its content."""
    now = _NOW.get()
    if now is not None:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        now.inputs[file.name] = f"SHA-256 {found}, {file.stat().st_size:,} bytes"
