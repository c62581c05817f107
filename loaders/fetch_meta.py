"""What is known of a fetched file: from where, when, which bytes; kept beside it as JSON."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from hullmark.graph import files
from hullmark.loaders.base import digest

SUFFIX = ".meta.json"
_LARGEST = 65_536  # bytes; a sidecar of ours has 400


class Fetched(Struct, frozen=True):
    """Where and when the bytes of a file came from; secrets in the URL are masked."""

    url: str
    etag: str
    last_modified: str
    fetched_at: datetime  # when these bytes came, not when they were last found unchanged
    sha256: str
    bytes: int


def beside(path: Path) -> Path:
    """The sidecar of a file: ``sdn.xml.meta.json`` beside ``sdn.xml``."""
    return path.with_name(path.name + SUFFIX)


def write(path: Path, fetched: Fetched) -> None:
    """Write the sidecar of a file, whole or not at all; ``FileProblem`` when that can't be done."""
    files.write(beside(path), msgspec.json.format(msgspec.json.encode(fetched), indent=2) + b"\n")


def read(path: Path, sha256: str = "") -> Fetched | None:
    """What is known of a file; ``None`` without a sidecar, or when it tells of other bytes.

    ``sha256`` is the file's own, where the caller has it already.
    """
    with suppress(OSError, ValueError, msgspec.DecodeError):
        with beside(path).open("rb") as stream:
            told = msgspec.json.decode(stream.read(_LARGEST), type=Fetched)
        if path.stat().st_size == told.bytes and (sha256 or digest(path)) == told.sha256:
            return told
    return None
