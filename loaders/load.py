"""Loading one file: recognise it, date it, count it, store it whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from os.path import realpath
from pathlib import Path

from hullmark.graph.errors import BadValue, FileProblem, HullmarkError, SourceChanged
from hullmark.graph.intake import Stored, store_in
from hullmark.graph.model import Edition, Item, Record
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, fetch_meta, files, loader
from hullmark.loaders.base import Loader, Source, check_counts, digest
from hullmark.loaders.mapping import read_mapping
from hullmark.loaders.ship_register import Register

_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")


def load(
    workspace: Workspace,
    path: Path,
    *,
    source: str = "",
    mapping: Path | None = None,
    published: date | None = None,
    extract: bool = False,
    accept_counts: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Stored:
    """``load_each`` for a file that is one snapshot of one list; of several, what the last did."""
    return load_each(
        workspace,
        path,
        source=source,
        mapping=mapping,
        published=published,
        extract=extract,
        accept_counts=accept_counts,
        progress=progress,
    )[-1]


def load_each(
    workspace: Workspace,
    path: Path,
    *,
    source: str = "",
    mapping: Path | None = None,
    published: date | None = None,
    extract: bool = False,
    accept_counts: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Stored]:
    """Load one file (or folder of files that belong together) and say what each snapshot changed.

    ``source`` names a loader instead of recognising one; ``mapping`` is a mapping file for a table
    of ships; ``published`` dates a file that does not say its own day; an ``extract`` is part of a
    list: it adds, and delists nothing. Raises ``FileProblem``, ``SourceChanged``,
    ``WorkspaceError``; then the workspace is as it was.
    """
    module = recognised(path, source, mapping)
    parts = files(module, path)
    sha256 = digest(*parts)
    fetched = fetch_meta.read(path, sha256) if len(parts) == 1 else None
    done: list[Stored] = []
    with workspace.transaction() as con:
        for edition, items in _editions(module, path):
            day, dated_by = _dated(path, parts, edition, published)
            if edition.scope == "delta" and extract:
                raise BadValue(
                    f"{path}: is a delta, which says what its list added and removed; leave "
                    "--extract away."
                )
            partial = extract or edition.scope != "complete"
            if dated_by == "file time" and not partial and _loaded(workspace, edition, sha256):
                raise FileProblem(
                    f"{path}: neither the file nor its name says its day, and other snapshots of "
                    f"{edition.title or edition.list} are loaded; say it with --published DATE."
                )
            file = File(
                name="".join(c if c.isprintable() else repr(c)[1:-1] for c in _in_full(path).name),
                sha256=sha256,
                bytes=sum(part.stat().st_size for part in parts),
                published=day,
                dated_by=dated_by,
                extract=partial,
                url=fetched.url if fetched else "",
                retrieved=fetched.fetched_at if fetched else None,
            )
            if not (partial or accept_counts):
                items = _counted(items, module.SOURCE, edition.list, path)
            done.append(store_in(con, edition, file, items, progress, accept_counts=accept_counts))
    return done


def _editions(module: Loader, path: Path) -> Iterator[tuple[Edition, Iterator[Item]]]:
    """Each edition of a file with its items; of a file of several, what nobody walks is passed."""
    items = module.read(path)
    edition = next(items, None)
    if not isinstance(edition, Edition):
        raise SourceChanged(f"{path}: has no entries; expected a list with some.")
    if not getattr(module, "SEVERAL", False):
        yield edition, items
        return
    following = [edition]

    def own() -> Iterator[Item]:
        for item in items:
            if isinstance(item, Edition):
                following.append(item)
                return
            yield item

    while following:
        mine = own()
        yield following.pop(), mine
        for _ in mine:
            pass


def recognised(path: Path, source: str = "", mapping: Path | None = None) -> Loader:
    """The loader of that name or mapping, or the one whose format the file has; else an error."""
    if mapping is not None:
        if source:
            raise BadValue("--mapping says how the file is read, and so does --source; keep one.")
        return Register(read_mapping(mapping))
    return loader(source) if source else detect(path)


def gathered(paths: Sequence[Path], source: str = "", mapping: Path | None = None) -> list[Path]:
    """The paths without those that another of them takes along: ``alt.csv`` beside ``sdn.csv``."""
    taken: set[str] = set()
    for path in paths:
        with suppress(HullmarkError):  # it will be said when the file is loaded
            parts = files(recognised(path, source, mapping), path)
            taken.update(realpath(part) for part in parts if part != path)
    return [path for path in paths if realpath(path) not in taken]


def _loaded(workspace: Workspace, edition: Edition, sha256: str) -> bool:
    """Whether another snapshot of the list is there, which a wrong day could wrongly supersede."""
    others = [
        one.sha256
        for one in workspace.snapshots()
        if (one.source, one.list) == (edition.source, edition.list)
    ]
    return bool(others) and sha256 not in others


def _counted(items: Iterator[Item], source: Source, list_name: str, path: Path) -> Iterator[Item]:
    found = 0
    for item in items:
        found += isinstance(item, Record)
        yield item
    check_counts(source, list_name, found, path)


def _dated(
    path: Path, parts: Sequence[Path], edition: Edition, published: date | None
) -> tuple[date, str]:
    """The day of the snapshot and where it is from: option, file, file name, or the file's time."""
    if published is not None:
        if edition.published is not None and edition.published != published:
            raise BadValue(
                f"{path}: says itself that it was published on {edition.published}, "
                f"not on {published}; leave --published away."
            )
        return published, "option"
    if edition.published is not None:
        return edition.published, "file"
    for part in (_in_full(path).name, _in_full(path).parent.name):
        for match in _DAY_IN_NAME.finditer(part):
            try:
                return date(int(match[1]), int(match[2]), int(match[3])), "file name"
            except ValueError:
                continue
    changed = max(part.stat().st_mtime for part in parts)
    return datetime.fromtimestamp(changed, UTC).date(), "file time"


def _in_full(path: Path) -> Path:
    """A path that has a name, which ``.`` and ``..`` have not; a link keeps its own name."""
    return path.resolve() if path.name in ("", "..") else path.absolute()
