"""Writing a file whole or not at all: the one place where answers and pictures reach the disk."""

from __future__ import annotations

from os.path import realpath
from pathlib import Path

from hullmark.graph.errors import FileProblem


def write(path: Path, data: bytes) -> Path:
    """Write the bytes in one step; ``FileProblem`` when that can't be done.

    A link stays a link: its target is written. A pipe or a device is written to, never replaced.
    """
    part: Path | None = None
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return path
        target = Path(realpath(path))
        part = target.with_name(f".{target.name[:200]}.part")
        part.write_bytes(data)
        part.replace(target)
    except OSError as refused:
        if part is not None:
            part.unlink(missing_ok=True)
        raise FileProblem(
            f"{path}: can't be written ({refused.strerror}); name a folder that is there and yours."
        ) from None
    return path
