"""Screening in this process or in several, rows coming out in the order in which they went in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

from hullmark.graph.collecting import uncollected
from hullmark.graph.screening import Asked, Found, Pool, screened

CHUNK = 10_000  # rows at once: the records they meet are laid out once for all of them
FEW = 2_000  # rows that are not worth another process

Row = TypeVar("Row", bound=Asked)
_POOL: list[Pool] = []


def screen_all(
    pool: Pool, rows: Iterable[Row], *, jobs: int, least: float, most: int, chunk: int = CHUNK
) -> Iterator[tuple[Row, tuple[Found, ...]]]:
    """Each row with what it may be. Only a few chunks are under way, so memory stays bounded."""
    stream = iter(rows)
    first = list(islice(stream, FEW + 1))
    every = chain(first, stream)
    parts = iter(lambda: list(islice(every, chunk)), [])
    if jobs == 1 or len(first) <= FEW:
        for part in parts:
            with uncollected():
                found = screened(pool, part, least=least, most=most)
            yield from zip(part, found, strict=True)
        return
    from multiprocessing import get_context

    # Forking a process that has threads may hang.
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_take, initargs=(pool,)
    ) as workers:
        waiting: deque[tuple[list[Row], Future[list[tuple[Found, ...]]]]] = deque()
        try:
            for part in parts:
                waiting.append((part, workers.submit(_work, part, least, most)))
                if len(waiting) > 2 * jobs:
                    part, done = waiting.popleft()
                    yield from zip(part, done.result(), strict=True)
            while waiting:
                part, done = waiting.popleft()
                yield from zip(part, done.result(), strict=True)
        finally:
            for _, one in waiting:
                one.cancel()


def _take(pool: Pool) -> None:
    _POOL[:] = [pool]


def _work(rows: Sequence[Asked], least: float, most: int) -> list[tuple[Found, ...]]:
    with uncollected():
        return screened(_POOL[0], rows, least=least, most=most)
