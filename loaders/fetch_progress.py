"""How far a download is: a bar on stderr for each file, nothing where that is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """What to tell how many bytes of a file, of how many, there are."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("Fetching {task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(file: str, done: int, total: int | None) -> None:
            if file not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[file] = bar.add_task(file, total=None)
            bar.update(tasks[file], completed=done, total=total)

        yield told
