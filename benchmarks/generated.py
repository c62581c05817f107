"""A made-up graph of any size, the same each time: companies, ships, and roles between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from hullmark.graph.intake import File, store
from hullmark.graph.model import CURRENT, Edition, Fact, Identifier, Item, Link, Name, Record
from hullmark.graph.workspace import Workspace

NODES_EACH, TIES_EACH = 3, 2  # a thing, its name and its number; what ties these to it
ROLES = ("owner", "operator", "technical manager", "parent", "shareholder")
WORDS = ("MARINE", "OCEAN", "BALTIC", "NORTH", "STAR", "TRANS", "CARGO", "DELTA", "POLAR", "CORAL")


def items(nodes: int, relationships: int, seed: int = 1) -> Iterator[Item]:
    """Records and links that become about so many nodes and relationships in Neo4j.

    Ends are drawn evenly: every thing has a few links, and none has very many.
    """
    random = Random(seed)
    things = nodes // NODES_EACH
    for at in range(things):
        words = " ".join(random.sample(WORDS, 2))
        yield Record(
            id=f"made:{at}",
            kind="Vessel" if at % 4 == 0 else "Company",
            names=(Name(f"{words} {at}"),),
            identifiers=(Identifier("registration", f"R{at:09d}"),),
            facts=(Fact("country", random.choice(("ru", "cy", "lr", "mh", "pa"))),),
        )
    for at in range(relationships - TIES_EACH * things):
        start = random.randrange(things)
        end = random.randrange(things)
        yield Link(
            id=f"made:l{at}",
            subject=f"made:{start}",
            role=random.choice(ROLES),
            object=f"made:{end}",
            period=CURRENT,
        )


def generate(path: Path, nodes: int, relationships: int, seed: int = 1) -> None:
    """A workspace file with a made-up graph of about so many nodes and relationships."""
    edition = Edition("made", "MADE", title="A made-up register")
    file = File("made.csv", f"{seed:064d}", 0, date(2024, 1, 1), "file")
    with Workspace.open(path) as workspace:
        store(workspace, edition, file, items(nodes, relationships, seed), accept_counts=True)
