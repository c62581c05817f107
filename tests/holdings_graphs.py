"""What the tests of ownership share: a small graph of holders and stakes as a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hullmark.graph.dates import parse_period
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.intake import store
from hullmark.graph.model import CURRENT, Edition, Item, Link, Listing, Name, Record
from hullmark.graph.schema import schema
from hullmark.graph.shares import parse_share
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace

DAY = date(2024, 8, 1)
PLACES = {
    "OFAC": ("OFAC", "SDN", ()),
    "OFAC Consolidated": ("OFAC", "Consolidated", ()),
    "EU": ("EU", "Regulation 269/2014, annex I", ("Asset freeze",)),
    "EU ports": ("EU", "Regulation 833/2014, annex XLII", ("Transportation restrictions",)),
    "UK": ("UK", "UK Sanctions List", ("Asset freeze",)),
    "UK ships": ("UK", "UK Sanctions List", ("Shipping sanctions",)),
}

# holder, stake (or a role, then a stake), body, and perhaps when
Tied = tuple[str, ...]


def items(
    ties: Sequence[Tied], listed: dict[str, str], kinds: dict[str, str], source: str = "reg"
) -> Iterator[Item]:
    """Records, listings and links: ``("X", "50", "A")``, ``("X", "controls", "A", "since 2020")``.

    One letter of the end of the alphabet is a person, all others are companies unless ``kinds``
    says so; ``listed`` names a place of ``PLACES`` or several, with ``;``, and a programme in
    brackets: ``SDN [ETHIOPIA-EO14046]``.
    """
    things = dict.fromkeys([*listed, *(end for tie in ties for end in (tie[0], tie[2]))])
    for one in things:
        kind = kinds.get(one) or ("Person" if one[0] in "WXYZ" else "Company")
        yield Record(id=f"{source}:{one}", kind=kind, names=(Name(one),))
    for one, places in listed.items():
        for at, words in enumerate(places.split(";")):
            name, _, rest = words.strip().partition("[")
            programme, _, when = rest.partition("]")
            authority, on_list, measures = PLACES[name.strip()]
            yield Listing(
                id=f"{source}:{one}/{at}",
                record=f"{source}:{one}",
                authority=authority,
                list=on_list,
                programmes=(programme,) if programme else (),
                period=parse_period(when.strip()) if when.strip() else CURRENT,
                measures=measures,
            )
    for at, (holder, stake, body, *more) in enumerate(ties):
        role, _, share = stake.rpartition(": ")
        role = role or (stake if stake in schema().roles else "shareholder")
        share = "" if share == role else share
        yield Link(
            id=f"{source}:l{at}",
            subject=f"{source}:{holder}",
            role=role,
            object=f"{source}:{body}",
            share=parse_share(share) if share else None,
            period=parse_period(more[0]) if more and more[0] else CURRENT,
            as_stated=more[1] if len(more) > 1 else "",
        )


def fill(
    path: Path,
    ties: Sequence[Tied],
    listed: dict[str, str],
    kinds: dict[str, str] | None = None,
    *,
    source: str = "reg",
    day: date = DAY,
) -> None:
    """File these as the snapshot of a register in the workspace at a path."""
    edition = Edition(source, source.upper(), title=f"Register {source}")
    file = File(f"{source}-{day}.csv", f"{abs(hash((source, day))):064d}", 1, day, "file")
    with Workspace.open(path) as workspace:
        found = items(ties, listed, kinds or {}, source)
        store(workspace, edition, file, found, accept_counts=True)


@contextmanager
def graph(
    path: Path,
    ties: Sequence[Tied],
    listed: dict[str, str],
    kinds: dict[str, str] | None = None,
) -> Iterator[WorkspaceReader]:
    """A new workspace with these, open for reading."""
    fill(path, ties, listed, kinds)
    with Workspace.open(path, create=False) as workspace:
        yield WorkspaceReader(workspace)
