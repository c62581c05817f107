"""Downloading official files from their publishers, each whole and recognised or not at all.

A file takes the place of the one before only when its content is what its loader reads; else the
old file stays. The modules ``fetch_*`` are the only code of hullmark that asks the network.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import BadValue, FileProblem, HullmarkError
from hullmark.loaders import detect, fetch_meta, loader, looks_like
from hullmark.loaders.base import Loader, digest, head
from hullmark.loaders.fetch_address import masked
from hullmark.loaders.fetch_download import Body, Part, download, part_of
from hullmark.loaders.fetch_meta import Fetched
from hullmark.loaders.fetch_publishers import Publisher, places
from hullmark.loaders.fetch_refusal import Absent, NotFetched
from hullmark.loaders.fetch_request import Patience

Progress = Callable[[str, int, int | None], None]  # file, bytes so far, bytes in all if known
_TITLE = re.compile(rb"<title[^>]*>\s*([^<]{1,80})", re.IGNORECASE)


class Outcome(Struct, frozen=True):
    """What became of one publisher's file: ``new``, ``unchanged`` or ``failed``."""

    publisher: Publisher
    status: str
    path: Path | None = None
    fetched: Fetched | None = None
    error: HullmarkError | None = None


def fetch(
    wanted: Sequence[Publisher],
    folder: Path,
    *,
    today: date,
    patience: Patience | None = None,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Fetch each file into the folder, one after the other; a failed one does not stop the rest.

    ``today`` decides which dated files are asked for. ``FileProblem`` when the folder can't be
    used or another fetch is at it.
    """
    with _alone(folder):
        for one in wanted:
            try:
                yield _fetched(one, folder, today, patience or Patience(), progress)
            except HullmarkError as error:
                yield Outcome(one, "failed", error=error)
            except OSError as refused:
                where = refused.filename or folder
                words = f"{one.name}: {where}: can't be read or written ({refused.strerror})."
                yield Outcome(one, "failed", error=NotFetched(words))


def _fetched(
    one: Publisher, folder: Path, today: date, patience: Patience, progress: Progress | None
) -> Outcome:
    """The newest file of a publisher that is there."""
    try:
        module = loader(one.loader)
    except BadValue as unknown:
        raise NotFetched(f"{one.name}: {unknown} It was not fetched.") from None
    told: NotFetched | None = None
    for url, name in places(one, today):
        try:
            return _at(one, url, folder / name, module, patience, progress)
        except Absent as absent:
            told = told or absent
        except NotFetched as why:
            raise NotFetched(f"{one.name}: {masked(url)}: {why}") from None
    where = masked(one.url) + (f" of the days up to {today}" if one.dates else "")
    raise NotFetched(f"{one.name}: {where}: {told}")


def _at(
    one: Publisher,
    url: str,
    path: Path,
    module: Loader,
    patience: Patience,
    progress: Progress | None,
) -> Outcome:
    """The file at one URL, fetched if it is newer than the one that is there."""
    if path.exists() and not fetch_meta.beside(path).exists():
        raise NotFetched(
            f"{path} is there and was not fetched; expected a place of its own for the new file: "
            "move it away, or name another folder with --to."
        )
    known = fetch_meta.read(path)
    from_here = known if known is not None and known.url == _told(one, url) else None
    part = part_of(path)
    body = download(
        url,
        part,
        etag=from_here.etag if from_here else "",
        last_modified=from_here.last_modified if from_here else "",
        most=one.most,
        patience=patience,
        progress=lambda done, total: progress(path.name, done, total) if progress else None,
    )
    if body is None:
        return Outcome(one, "unchanged", path, known)
    try:
        _check(part, body, module, path)
        return _placed(one, url, part, body, path, known)
    finally:
        part.drop()


def _check(part: Part, body: Body, module: Loader, path: Path) -> None:
    """``NotFetched`` unless what came is what the loader reads."""
    if part.size == 0:
        raise NotFetched(f"it sent an empty file (0 bytes), {_kept(path)}; try again later.")
    try:
        start = head(part.path)
        known = module.recognises(start, part.path)
        if known and not body.sure:  # a cut can't be seen from outside: read it to its end
            for _ in module.read(part.path):
                pass
    except FileProblem as broken:
        why = str(broken).replace(f"{part.path}: ", "").replace(str(part.path), path.name)
        raise NotFetched(f"what came can't be read ({why}) {_kept(path, 'and ')}.") from None
    if not known:
        source = module.SOURCE
        raise NotFetched(
            f"what came {_seems(part.path, start)}; expected {source.title} ({source.format}), "
            f"{_kept(path)}; look at the address in a browser."
        )


def _seems(path: Path, start: bytes) -> str:
    with suppress(FileProblem):
        source = detect(path).SOURCE
        return f"is {source.title} ({source.format})"
    title = _TITLE.search(start)
    words = title[1].decode("utf-8", "replace").strip() if title else ""
    return looks_like(start) + (f", titled {words!r}" if words else "")


def _kept(path: Path, joint: str = "and so ") -> str:
    return f"{joint}the file that was there stays" if path.exists() else f"{joint}nothing was kept"


def _placed(
    one: Publisher, url: str, part: Part, body: Body, path: Path, known: Fetched | None
) -> Outcome:
    """The part as the file, with its sidecar; the file that is there when it has the same bytes."""
    sha256, now = digest(part.path), datetime.now(UTC).replace(microsecond=0)
    same = known is not None and known.sha256 == sha256
    told = Fetched(
        url=_told(one, url),
        etag=body.etag,
        last_modified=body.last_modified,
        fetched_at=known.fetched_at if known is not None and same else now,
        sha256=sha256,
        bytes=part.size,
    )
    # First the sidecar: after a break in between, it tells of another file than is there, and
    # such a one counts as none; the file alone would count as somebody's own.
    fetch_meta.write(path, told)
    if not same:
        with part.path.open("rb") as stream:
            os.fsync(stream.fileno())
        _date(part.path, body.last_modified)
        part.path.replace(path)
    return Outcome(one, "unchanged" if same else "new", path, told)


def _told(one: Publisher, url: str) -> str:
    """The URL as it may be kept and printed."""
    return url if one.open else masked(url)


def _date(path: Path, last_modified: str) -> None:
    """Give a file the time at which its publisher changed it, by which undated files are dated."""
    with suppress(ValueError, TypeError, OverflowError, OSError):
        then = parsedate_to_datetime(last_modified).timestamp()
        if then <= datetime.now(UTC).timestamp():
            os.utime(path, (then, then))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder, made if need be, for this fetch alone; ``FileProblem`` when it can't be had."""
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if sys.platform != "win32":  # there it is for the user to run one at a time
                import fcntl

                place = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, place)
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileProblem(
                f"{folder}: another fetch is writing there; wait for it, or name another folder "
                "with --to."
            ) from None
        except OSError as refused:
            raise FileProblem(
                f"{folder}: expected a folder that can be written and locked ({refused.strerror}); "
                "name another with --to."
            ) from None
        yield
