"""One body from a server into a part file: after a break, asked for again from where it broke.

What came so far stays in the part file, and beside it the mark by which the server knows that
version, so that the next try, of this run or a later one, asks for the rest of the same version.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from hullmark.graph import files
from hullmark.loaders.fetch_address import masked
from hullmark.loaders.fetch_refusal import NotFetched, Passing, refused
from hullmark.loaders.fetch_request import Patience, answer

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all if known
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)
_MARK = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,999}")  # what may go back to a server in a header
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


class Part(Struct, frozen=True):
    """A file on its way, hidden beside the place where it will be."""

    path: Path

    @property
    def note(self) -> Path:
        """Where it says of which version this is the beginning."""
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """The bytes that came so far."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def drop(self) -> None:
        """Forget what came so far."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class Body(Struct, frozen=True):
    """What came; not ``sure`` to be one whole file where the server gave no length, or no ETag
    when the rest was asked for."""

    etag: str
    last_modified: str
    sure: bool


class _Version(Struct, frozen=True):
    """Which version a part is the beginning of."""

    url: str
    etag: str
    last_modified: str

    @property
    def mark(self) -> str:
        """What ``If-Range`` may ask by: a strong ETag or else the date; ``""`` for neither."""
        return self.etag if self.etag.startswith('"') else self.last_modified


def part_of(path: Path) -> Part:
    """The part file of a file."""
    return Part(path.with_name(f".{path.name[:200]}.part"))


def download(
    url: str,
    part: Part,
    *,
    etag: str,
    last_modified: str,
    most: int,
    patience: Patience,
    progress: Progress,
) -> Body | None:
    """Fill the part file from a URL; ``None`` when the version with these marks is the newest.

    Raises ``Absent`` where there is nothing, ``NotFetched`` when no try succeeds or when there are
    more than ``most`` bytes. What can be gone on with later is kept.
    """
    until, tried = time.monotonic() + patience.whole, 0
    try:
        while True:
            tried += 1
            begun, start = _begun(part, url)
            headers = _asking(begun, start, etag, last_modified)
            try:
                with answer(url, headers, patience, until) as got:
                    return _taken(got, url, part, begun, start, most, progress)
            except Passing as passing:
                wait = _wait(passing, tried, patience)
            time.sleep(max(0.0, min(wait, until - time.monotonic())))
    except BaseException:
        if not part.note.exists():
            part.drop()
        raise


def _asking(begun: _Version | None, start: int, etag: str, last_modified: str) -> dict[str, str]:
    """The headers of a request: for the rest, or for what is newer, or for all."""
    headers = {"Accept-Encoding": "identity"}  # else the rest of a file could not be asked for
    if begun is not None:
        headers |= {"Range": f"bytes={start}-", "If-Range": begun.mark}
    else:
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers |= {name: mark for name, mark in marks.items() if _MARK.fullmatch(mark)}
    return headers


def _wait(passing: Passing, tried: int, patience: Patience) -> float:
    """How long to wait until the next try; ``NotFetched`` when there is to be none."""
    wait = passing.wait
    if wait is None:
        wait = min(patience.first_wait * 2.0 ** (tried - 1), patience.longest_wait)
    if wait > patience.longest_wait:
        raise NotFetched(f"{passing} It asks to be left alone for {wait:,.0f} seconds.") from None
    if tried >= patience.tries:
        raise NotFetched(f"{passing} It was tried {tried} times.") from None
    return wait


def _begun(part: Part, url: str) -> tuple[_Version | None, int]:
    """The version that the part file is the beginning of, and how much of it is there."""
    with suppress(OSError, ValueError, msgspec.DecodeError):
        version = msgspec.json.decode(part.note.read_bytes(), type=_Version)
        if version.url == masked(url) and _MARK.fullmatch(version.mark) and part.size:
            return version, part.size
    return None, 0


def _taken(
    got: httpx.Response,
    url: str,
    part: Part,
    begun: _Version | None,
    start: int,
    most: int,
    progress: Progress,
) -> Body | None:
    """What one answer brings: the body, or that there is none newer, or what is wrong."""
    asked_for_newer = {"if-none-match", "if-modified-since"} & set(got.request.headers)
    if got.status_code == 304 and asked_for_newer:
        return None
    total: int | None = None
    if got.status_code == 206 and begun is not None:
        told = _RANGE.fullmatch(got.headers.get("content-range", ""))
        if told is None or int(told[1]) != start:
            raise _again(part, "it sent another part than the one asked for")
        total = int(told[2]) if told[2] != "*" else None
        version = begun
    elif got.status_code == 416 and begun is not None:
        raise _again(part, "it no longer has the rest of what it sent before")
    elif got.status_code == 200:
        start, version = 0, _version(got, url)
    else:
        raise refused(got)
    packed = got.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    length = got.headers.get("content-length", "")
    if total is None and not packed and _LENGTH.fullmatch(length):
        total = start + int(length)
    if total is not None and total > most:
        part.drop()
        raise NotFetched(_too_large(total, most))
    if start == 0:
        part.drop()
        if _MARK.fullmatch(version.mark) and not packed:
            files.write(part.note, msgspec.json.encode(version))
    _kept(got, part, start, total, most, progress, packed=packed)
    if total is not None and part.size != total:
        raise _again(part, f"it sent {part.size:,} bytes of {total:,}")
    sure = bool(length) or "chunked" in got.headers.get("transfer-encoding", "").lower()
    if got.status_code == 206 and not version.etag.startswith('"'):
        sure = False  # a date names a second, in which there can have been two versions
    return Body(version.etag, version.last_modified, sure)


def _kept(
    got: httpx.Response,
    part: Part,
    start: int,
    total: int | None,
    most: int,
    progress: Progress,
    *,
    packed: bool,
) -> None:
    """Write the body behind what is there of it."""
    done = start
    progress(done, total)
    try:
        with part.path.open("ab") as out:
            for chunk in got.iter_bytes() if packed else got.iter_raw():
                done += len(chunk)
                if done > most:
                    break
                out.write(chunk)
                progress(done, total)
    except OSError as refused:
        part.drop()  # a full disk has better use for it
        raise NotFetched(
            f"{part.path}: can't be written ({refused.strerror}); name another folder with --to."
        ) from None
    if done > most:
        part.drop()
        raise NotFetched(_too_large(done, most))


def _version(got: httpx.Response, url: str) -> _Version:
    marks = (got.headers.get(name, "") for name in ("etag", "last-modified"))
    return _Version(masked(url), *(mark if _MARK.fullmatch(mark) else "" for mark in marks))


def _too_large(found: int, most: int) -> str:
    return (
        f"it sends {found:,} bytes or more, expected at most {most:,}, four times the usual; look "
        "at it in a browser, and raise `about` in a publishers file of your own if it is right."
    )


def _again(part: Part, what: str) -> Passing:
    """The part is of no use; from the beginning, at once."""
    part.drop()
    passing = Passing(f"{what}; try again later.")
    passing.wait = 0.0
    return passing
