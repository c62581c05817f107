"""Writing a file whole or not at all: the one place where answers and pictures reach the disk."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import realpath
from pathlib import Path

from hullmark.graph.errors import FileProblem


def write(path: Path, data: bytes) -> Path:
    """Write the bytes in one step; ``FileProblem`` when that can't be done."""
    return write_parts(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes]) -> Path:
    """Write parts as they come, the file there once all are; ``FileProblem`` when it can't be.

    A link stays a link: its target is written. A pipe or a device is written to, never replaced.
    """
    part: Path | None = None
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as open_file:
                open_file.writelines(parts)
            return path
        target = Path(realpath(path))
        part = target.with_name(f".{target.name[:200]}.part")
        with part.open("wb") as open_file:
            open_file.writelines(parts)
        part.replace(target)
    except BaseException as refused:
        if part is not None:
            part.unlink(missing_ok=True)
        if not isinstance(refused, OSError):
            raise
        raise FileProblem(
            f"{path}: can't be written ({refused.strerror}); name a folder that is there and yours."
        ) from None
    return path
