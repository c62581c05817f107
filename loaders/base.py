"""What every loader stands on: its source's facts, opening files safely, and rows with leftovers.

A loader module has two public names: ``SOURCE`` (a ``Source``) and ``read(path)``, which yields an
``Edition`` first and then ``Record | Link | Listing | Event | Decision | Problem``, lazily and in
file order. It touches neither network, clock nor store, and merges nothing across sources.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Protocol, cast

from msgspec import Struct

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Item, Problem

MAX_BYTES = 64 << 30  # unpacked; the largest registers (GLEIF, Companies House) have 10 to 20 GB
MAX_RATIO = 200  # unpacked : packed; the real lists pack 8 to 20 times
RATIO_FLOOR = 64 << 20  # small files may pack better than that without being a bomb
HEAD = 65536


class Source(Struct, frozen=True):
    """One publisher's list or register in one format, with what a sound file of it holds."""

    id: str
    title: str
    format: str
    publisher: str
    licence: str
    url: str
    expected: Mapping[str, tuple[int, int]]  # list -> fewest and most entries of a complete file


class Loader(Protocol):
    """The face of a loader module."""

    SOURCE: Source

    def read(self, path: Path) -> Iterator[Item]: ...

    def recognises(self, head: bytes, path: Path) -> bool: ...


class _Unpacked(io.RawIOBase):
    """A stream that counts what it unpacks and stops at a bomb, naming the file."""

    def __init__(self, stream: IO[bytes], path: Path, limit: int) -> None:
        self._stream, self._path, self._limit, self._read = stream, path, limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read(len(view))
        except _DAMAGE as broken:
            raise FileProblem(
                f"{self._path}: the compressed file is damaged or cut off after "
                f"{self._read:,} bytes ({broken}); download it again."
            ) from None
        self._read += len(data)
        if self._read > self._limit:
            raise FileProblem(
                f"{self._path}: unpacks to more than {self._limit:,} bytes, which no list does; "
                "it was not read further."
            )
        view[: len(data)] = data
        return len(data)


_DAMAGE = (EOFError, OSError, ValueError, lzma.LZMAError, zlib.error, zipfile.BadZipFile)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a plain, ``.gz``, ``.xz``, ``.bz2`` or one-file ``.zip`` file, with limits.

    Recognised by content, not by suffix. Raises ``FileProblem`` for a file that is missing, empty,
    a folder, unreadable, damaged or a bomb.
    """
    size = checked_size(path)
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        magic = raw.peek(6)[:6]
        stream: IO[bytes]
        if magic.startswith(b"\x1f\x8b"):
            stream = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=raw)))
        elif magic.startswith(b"\xfd7zXZ\x00"):
            stream = cast(IO[bytes], stack.enter_context(lzma.LZMAFile(raw)))
        elif magic.startswith(b"BZh"):
            stream = cast(IO[bytes], stack.enter_context(bz2.BZ2File(raw)))
        elif magic.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            stream = stack.enter_context(_only_member(raw, path))
        else:
            yield raw
            return
        limit = min(MAX_BYTES, max(RATIO_FLOOR, size * MAX_RATIO))
        yield io.BufferedReader(_Unpacked(stream, path, limit), buffer_size=1 << 17)


def checked_size(path: Path) -> int:
    """The size of a file in bytes; ``FileProblem`` when it is missing, empty or unreadable."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FileProblem(f"{path}: is a folder; expected a file.")
        if not stat.S_ISREG(status.st_mode):
            raise FileProblem(f"{path}: is a pipe or a device; save it as a file and load that.")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise FileProblem(f"{path}: no such file; check the name and the folder.") from None
    except OSError as refused:
        raise FileProblem(f"{path}: can't be read ({refused.strerror}).") from None
    if status.st_size == 0:
        raise FileProblem(
            f"{path}: the file is empty (0 bytes), as after a failed download; download it again."
        )
    return status.st_size


def _only_member(raw: IO[bytes], path: Path) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(raw)
        # macOS packs a second, invisible entry beside each file.
        names = [
            info
            for info in archive.infolist()
            if not info.is_dir() and not info.filename.startswith("__MACOSX/")
        ]
    except (*_DAMAGE, NotImplementedError) as broken:
        raise FileProblem(
            f"{path}: the zip file is damaged or cut off ({broken}); download it again."
        ) from None
    astray = [info.filename for info in names if _leads_out(info.filename)]
    if astray:
        raise FileProblem(
            f"{path}: expected a zip of plain file names, found {astray[0]!r}, which leads out of "
            "its folder; no publisher packs so, and it was not read."
        )
    if len(names) != 1:
        raise FileProblem(
            f"{path}: expected a zip with one file in it, found {len(names)}; unpack it and load "
            "the files."
        )
    try:
        return archive.open(names[0])
    except (*_DAMAGE, RuntimeError, NotImplementedError) as broken:
        raise FileProblem(f"{path}: the zip file can't be opened ({broken}).") from None


def _leads_out(name: str) -> bool:
    """Whether a name inside an archive is absolute or climbs: ``../x``, ``/x``, ``C:\\x``."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or not parts[0] or ":" in parts[0]


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook: a zip with one in it, whatever its name is."""
    checked_size(path)
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except (*_DAMAGE, NotImplementedError):
        return False


def head(path: Path) -> bytes:
    """The first 64 kB, unpacked, for recognising what a file is; of a workbook as it lies there."""
    if is_workbook(path):
        with path.open("rb") as stream:
            return stream.read(HEAD)
    with opened(path) as stream:
        return stream.read(HEAD)


def digest(*files: Path) -> str:
    """SHA-256 of a file as it lies on disk; of several, of the lines that ``sha256sum`` prints."""
    if len(files) != 1:
        lines = "".join(f"{digest(one)}  {one.name}\n" for one in files)
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
    with files[0].open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def key(*parts: str) -> str:
    """A short stable id from named fields, so that the same file twice gives equal items."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def check_counts(source: Source, list_name: str, found: int, path: Path) -> None:
    """``SourceChanged`` when a complete file of this list can't hold so few or so many entries."""
    low, high = source.expected.get(list_name, (0, 1 << 60))
    if not low <= found <= high:
        raise SourceChanged(
            f"{path}: {source.title} ({list_name}) has {found:,} entries, expected between {low:,} "
            f"and {high:,}; if the file is right and complete, load it with --accept-counts, "
            "if it is part of the list, with --extract."
        )


class Row:
    """A row whose fields are taken out one by one; what is left over becomes a ``Problem``.

    ``take`` is for fields that must be there, ``maybe`` for those that may be missing or blank.
    """

    def __init__(self, fields: Mapping[str, str | None], place: str, record: str = "") -> None:
        self._fields = {name: value for name, value in fields.items() if value is not None}
        self.place, self.record = place, record

    def take(self, name: str) -> str:
        """The stripped value; ``KeyError`` when the field is missing or blank."""
        value = self._fields.pop(name).strip()
        if not value:
            raise KeyError(name)
        return value

    def maybe(self, name: str) -> str:
        """The stripped value, ``""`` when the field is missing or blank."""
        return self._fields.pop(name, "").strip()

    def ignore(self, *names: str) -> None:
        """Take out fields that carry nothing for us, by name."""
        for name in names:
            self._fields.pop(name, None)

    def leftovers(self) -> Iterator[Problem]:
        """One ``Problem`` for each field that nobody took."""
        for name, value in self._fields.items():
            if value.strip():
                yield Problem(
                    code="unread-field",
                    message=f"the field {name!r} is not known to this loader; it was not read",
                    record=self.record,
                    value=value[:200],
                    place=self.place,
                )
