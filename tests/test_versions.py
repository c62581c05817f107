"""Snapshots filed in any order give what replaying them in order gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.intake import store
from hullmark.graph.model import Edition, Item, Link, Name, Record
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace

KEYS = ("x:1", "x:2", "x:3")
Snap = tuple[bool, dict[str, str]]  # extract?, key -> name

snaps = st.lists(
    st.tuples(
        st.booleans(),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from("AB"), min_size=1),
    ),
    min_size=1,
    max_size=5,
)


def _items(content: dict[str, str], *, links: bool) -> Iterator[Item]:
    """A ship of each key with that name; or a link to it, stated in these words."""
    if links:
        yield Record(id="x:owner", kind="Company", names=(Name("Owner"),))
    for key, text in content.items():
        if links:
            yield Link(f"l{key}", "x:owner", "owner", key, as_stated=text)
        else:
            yield Record(id=key, kind="Vessel", names=(Name(text),))


def _load(workspace: Workspace, day: int, snap: Snap, *, links: bool = False) -> None:
    extract, content = snap
    items = _items(content, links=links)
    file = File(f"{day}.csv", f"{day:064d}", 1, date(2024, 1, 1) + timedelta(day), "file", extract)
    store(workspace, Edition("x", "X"), file, items, accept_counts=True)


def _stored(workspace: Workspace) -> dict[str, list[tuple[str, str, str | None, str]]]:
    """Key -> versions: name, since, until, first (days only)."""
    found: dict[str, list[tuple[str, str, str | None, str]]] = {}
    for key, name, since, until, first in workspace.connection.execute(
        "SELECT s.key, n.text, substr(s.since, 9, 2), substr(s.until, 9, 2), substr(s.first, 9, 2)"
        " FROM statement s JOIN name n ON n.statement = s.id ORDER BY s.key, s.since"
    ):
        found.setdefault(key, []).append((name, since, until, first))
    return found


def _replayed(snapshots: list[Snap]) -> dict[str, list[tuple[str, str, str | None, str]]]:
    found: dict[str, list[tuple[str, str, str | None, str]]] = {}
    for day, (extract, content) in enumerate(snapshots, start=1):
        stamp = f"{day:02d}"
        for key in KEYS:
            versions = found.setdefault(key, [])
            now = versions[-1] if versions and versions[-1][2] is None else None
            if key not in content and extract:
                continue
            name = content.get(key)
            if now and now[0] == name:
                continue
            if now:
                versions[-1] = (now[0], now[1], stamp, now[3])
            if name:
                versions.append((name, stamp, None, now[3] if now else stamp))
    return {key: versions for key, versions in found.items() if versions}


@settings(max_examples=120, deadline=None)
@given(snaps, st.randoms(use_true_random=False))
def test_any_order_of_loading_gives_the_same_versions(
    snapshots: list[Snap], random: object
) -> None:
    order = list(enumerate(snapshots))
    random.shuffle(order)  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "t.db") as workspace:
        for day, snap in order:
            _load(workspace, day, snap)
        assert _stored(workspace) == _replayed(snapshots)
        latest = workspace.connection.execute(
            "SELECT count(*) FROM statement s WHERE latest != (since = (SELECT max(since)"
            " FROM statement o WHERE o.key = s.key))"
        ).fetchone()
        assert latest == (0,)


@settings(max_examples=60, deadline=None)
@given(snaps, st.randoms(use_true_random=False))
def test_a_link_stands_while_its_newest_version_is_stated(
    snapshots: list[Snap], random: object
) -> None:
    """And so it is counted from the index as it is from the statements, of now and of any day."""
    order = list(enumerate(snapshots))
    random.shuffle(order)  # type: ignore[attr-defined]
    now = {key for key, versions in _replayed(snapshots).items() if versions[-1][2] is None}
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "t.db") as workspace:
        for day, snap in order:
            _load(workspace, day, snap, links=True)
        con = workspace.connection
        standing = con.execute(
            "SELECT s.key FROM link l JOIN statement s ON s.id = l.statement WHERE l.stands = 1"
        ).fetchall()
        assert sorted(standing) == [(f"l{key}",) for key in sorted(now)]
        (held,) = con.execute("SELECT count(*) FROM statement WHERE sort = 'L'").fetchone()
        assert con.execute("SELECT count(*) FROM link").fetchone() == (held,)
        most, owner = {"x:owner": 9}, {"owner"}
        today, last = WorkspaceReader(workspace), date(2024, 1, 1) + timedelta(len(snapshots))
        assert today.degrees(most, roles=owner, direction="down") == {"x:owner": len(now)}
        assert today.degrees(most, roles=owner, direction="up") == {"x:owner": 0}
        then = WorkspaceReader(workspace, known_by=last)
        assert then.degrees(most, roles=owner) == {"x:owner": len(now)}


def test_a_complete_snapshot_ends_what_it_lacks_and_an_extract_does_not(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        _load(workspace, 0, (False, {"x:1": "A", "x:2": "A"}))
        _load(workspace, 1, (True, {"x:1": "B"}))
        _load(workspace, 2, (False, {"x:1": "B"}))
        assert _stored(workspace) == {
            "x:1": [("A", "01", "02", "01"), ("B", "02", None, "01")],
            "x:2": [("A", "01", "03", "01")],
        }
