"""The graph as files for Neo4j's bulk importer: a header and gzip data for each group of rows.

``neo4j-admin database import full`` makes a database anew, many times faster than a push; a push
onto it afterwards finds nothing to write. The same graph gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, HullmarkError
from hullmark.graph.neo4j.rows import snapshot_rows
from hullmark.graph.neo4j.seen import Seen
from hullmark.graph.neo4j.shapes import OWNED, Node, Row
from hullmark.graph.neo4j.tables import ROLE_TYPES, constraint_statements, index_statements
from hullmark.graph.neo4j.walk import key_batches, node_bundles, role_bundles
from hullmark.graph.neo4j.writes import LINKS, NODES

BETWEEN = "\x1f"  # of the elements of an array: ASCII's own unit separator, in no name or address
SCHEMA = "schema.cypher"
BUFFER = 4 << 20  # bytes: the importer's own limit of one value, unless told otherwise
LEVEL = 4  # of gzip: less time before smaller files
BATCH = 500  # entities read at a time

_PERIOD = "validFrom validTo when startMin startMax endMin endMax former"
_STATED = "sources recordIds urls cite firstSeen lastSeen goneOn"
# The columns of each group beside its ids, labels or type, and the hash.
_NODES = {
    "entities": "caption name fullCaption kind family imo lei ogrn inn mmsi callSign flag country"
    " vesselType built grossTonnage sources recordIds urls listedBy body",
    "names": "caption name key loose nameTypes entity",
    "numbers": "caption name scheme value valid entity",
    "listings": "caption name authority list programmes reference measures absent entity"
    f" {_PERIOD} {_STATED}",
    "programmes": "caption name authority",
    "events": "caption name eventType at origin destination lat lon description provider"
    f" {_PERIOD} {_STATED}",
    "ports": "caption name",
    "snapshots": "caption name source list title published sha256 file extract body",
}
_TIES = {
    "roles": "caption role share shareLow shareHigh asStated confidence thenNamed heldRole gone"
    f" {_PERIOD} {_STATED} body",
    "ties": f"caption {_PERIOD} sources recordIds",
}
_GROUP = {"Entity": "entities", "Name": "names", "Identifier": "numbers", "Listing": "listings",
          "Programme": "programmes", "Event": "events", "Port": "ports",
          "Snapshot": "snapshots"}  # fmt: skip
_ROLES = frozenset({*ROLE_TYPES, "KNEW_AS"})
# What several entities may bring: programmes, ports, and an event with what hangs on it.
_SHARED = frozenset({"Programme", "Event", "Port", "AT", "FROM", "TO"})
_TYPES = {
    **dict.fromkeys(("sources", "recordIds", "urls", "listedBy", "nameTypes", "programmes",
                     "measures"), "string[]"),
    **dict.fromkeys(("validFrom", "validTo", "startMin", "startMax", "endMin", "endMax",
                     "firstSeen", "lastSeen", "goneOn", "published"), "date"),
    **dict.fromkeys(("valid", "absent", "former", "gone", "extract"), "boolean"),
    **dict.fromkeys(("lat", "lon", "shareLow", "shareHigh"), "float"),
}  # fmt: skip


class Exported(Struct, frozen=True):
    """What an export wrote: the folder, and the arguments that ``neo4j-admin`` takes inside it."""

    folder: Path
    nodes: int
    relationships: int
    arguments: tuple[str, ...]

    def command(self) -> str:
        """The line to type on the machine of the server, which must be stopped."""
        return f"cd {shlex.quote(str(self.folder))} && neo4j-admin {shlex.join(self.arguments)}"


def export_admin(
    reader: WorkspaceReader, folder: Path, *, database: str = "neo4j", batch: int = BATCH
) -> Exported:
    """Write the whole graph as import files into a folder, which appears only when it is whole.

    An earlier export there is replaced; ``BadValue`` for a folder that holds anything else.
    """
    rows = (row for some in graph_rows(reader, batch) for row in some)
    with reader.workspace.unmapped():
        return write(rows, folder, database=database)


def graph_rows(reader: WorkspaceReader, batch: int = BATCH) -> Iterator[list[Row]]:
    """All rows of the graph, a batch of entities at a time; shared rows come more than once."""
    yield list(snapshot_rows(reader.snapshots()))
    for keys in key_batches(reader, batch):
        rows: list[Row] = []
        bundles = zip(node_bundles(reader, keys), role_bundles(reader, keys), strict=True)
        for nodes, roles in bundles:
            digests = {NODES.digest: nodes.digest, LINKS.digest: roles.digest}
            rows += (_with(row, digests) if row.id == nodes.key else row for row in nodes.rows)
            rows += roles.rows
        yield rows


def _with(row: Row, digests: dict[str, str | None]) -> Row:
    return replace(row, properties={**row.properties, **digests})


def write(rows: Iterable[Row], folder: Path, *, database: str = "neo4j") -> Exported:
    """Write rows as import files into a folder; each shared row once, however often it comes."""
    target = folder.resolve()
    _refuse_foreign(target)
    new, old = (target.with_name(f".{target.name}.{os.getpid()}.{end}") for end in ("new", "old"))
    target.parent.mkdir(parents=True, exist_ok=True)
    new.mkdir()
    try:
        with _Files(new) as files, Seen() as seen:
            for row in rows:
                if not _shared(row) or seen.first(row):
                    files.add(row)
        text = "".join(f"{one};\n" for one in [*constraint_statements(), *index_statements()])
        (new / SCHEMA).write_text(text, encoding="utf-8")
        if target.exists():
            target.rename(old)
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    options = ["--array-delimiter=U+001F", "--multiline-fields=true", "--bad-tolerance=0"]
    if files.longest >= BUFFER // 2:
        options.append(f"--read-buffer-size={4 * files.longest}")
    begin = ("database", "import", "full", database, "--overwrite-destination")
    return Exported(target, files.nodes, files.ties, (*begin, *files.arguments(), *options))


def _refuse_foreign(target: Path) -> None:
    if target.is_dir():
        ours = {f"{one}{end}" for one in (*_NODES, *_TIES) for end in ("-header.csv", ".csv.gz")}
        others = sorted({one.name for one in target.iterdir()} - {SCHEMA, *ours})
        if others:
            raise BadValue(
                f"{target}: expected a new or empty folder, or an earlier export to replace; found "
                f"{others[0]!r} in it; name another."
            )
    elif target.exists():
        raise BadValue(f"{target}: is a file; name a folder for the import files.")


def _shared(row: Row) -> bool:
    return (row.labels[0] if isinstance(row, Node) else row.type) in _SHARED


class _Files:
    """The data files, opened when their first row comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, io.TextIOWrapper] = {}
        self._columns: dict[str, dict[str, str]] = {}
        self.nodes = self.ties = self.longest = 0

    def __enter__(self) -> Self:
        self._close = ExitStack()
        return self

    def __exit__(self, *_: object) -> None:
        self._close.close()

    def add(self, row: Row) -> None:
        before: tuple[str | list[str], ...]
        if isinstance(row, Node):
            group, before = _GROUP[row.labels[0]], (row.id, [OWNED, *row.labels])
            self.nodes += 1
        else:
            group = "roles" if row.type in _ROLES else "ties"
            before = row.id, row.start, row.end, row.type
            self.ties += 1
        file = self._open.get(group) or self._begun(group)
        columns, properties = self._columns[group], row.properties
        if len(properties) != sum(name in columns for name in properties):
            raise HullmarkError(
                f"{row.id}: the import files have no column in {group!r} for "
                f"{', '.join(sorted(set(properties) - set(columns)))}; please report this."
            )
        fields = [_field(one) for one in before] + [_field(properties.get(n)) for n in columns]
        self.longest = max(self.longest, 4 * max(map(len, fields)))
        file.write(",".join(fields) + "\n")

    def _begun(self, group: str) -> io.TextIOWrapper:
        more = f" {NODES.digest} {LINKS.digest}" if group == "entities" else ""
        columns = f"{_NODES.get(group) or _TIES[group]} hash{more}".split()
        self._columns[group] = {name: _TYPES.get(name, "string") for name in columns}
        ids = "id:ID,:LABEL" if group in _NODES else "id:string,:START_ID,:END_ID,:TYPE"
        header = ",".join((ids, *(f"{n}:{t}" for n, t in self._columns[group].items())))
        (self._folder / f"{group}-header.csv").write_text(header + "\n", encoding="utf-8")
        raw = self._close.enter_context((self._folder / f"{group}.csv.gz").open("wb"))
        # No name and no time of day in the bytes.
        zipped = self._close.enter_context(gzip.GzipFile("", "wb", LEVEL, raw, 0))
        file = io.TextIOWrapper(zipped, encoding="utf-8", newline="")
        self._open[group] = self._close.enter_context(file)
        return file

    def arguments(self) -> Iterator[str]:
        for kind, groups in (("nodes", _NODES), ("relationships", _TIES)):
            for group in groups:
                if group in self._open:
                    # The importer of 2026 wants a folder before each name.
                    yield f"--{kind}=./{group}-header.csv,./{group}.csv.gz"


def _field(value: Any) -> str:
    """One value as the importer reads it; nothing between two commas is no value."""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, list):
        if any(BETWEEN in one for one in value):
            raise HullmarkError(
                f"{value[0]!r}: holds the character U+001F, which the import files put between "
                "values; push the graph instead."
            )
        return _field(BETWEEN.join(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
