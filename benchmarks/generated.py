"""A made-up graph of any size, the same each time: companies, ships, and roles between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from hullmark.graph.intake import store
from hullmark.graph.model import (
    CURRENT,
    Edition,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Record,
    Share,
)
from hullmark.graph.snapshots import File
from hullmark.graph.workspace import Workspace

NODES_EACH, TIES_EACH = 3, 2  # a thing, its name and its number; what ties these to it
ROLES = ("owner", "operator", "technical manager", "parent", "shareholder")
HUBS = 0.5  # of the ends of a network are drawn by rank, the others evenly
LISTED_ONE_IN = 200
SHIP_ROLES = ("registered owner", "operator", "technical manager", "DOC company")
COMPANY_ROLES = ("shareholder", "shareholder", "shareholder", "parent", "director")
STAKES = (
    *(Share(str(figure), str(figure)) for figure in (1, 5, 10, 20, 25, 30, 50, 51, 75, 100)),
    Share("25", "50", True, False),
    Share("50", "75", True, True),
    Share("75", "100"),
    None,
)
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


def network(things: int, links: int, seed: int = 1) -> Iterator[Item]:
    """Companies, persons, ships and links between them, with few that have very many.

    Ends are drawn so that the number of things with at least n links falls as 1/n (Zipf): the
    greatest hub has some per cent of all links. One thing in 200 is listed; shareholders' stakes
    are what registers write: whole figures, bands, or none.
    """
    random = Random(seed)
    for at in range(things):
        words = " ".join(random.sample(WORDS, 2))
        kind = "Vessel" if at % 10 == 9 else "Person" if at % 10 >= 6 else "Company"
        yield Record(
            id=f"made:{at}",
            kind=kind,
            names=(Name(f"{words} {at}"),),
            identifiers=(Identifier("registration", f"R{at:09d}"),),
            facts=(Fact("country", random.choice(("ru", "cy", "lr", "mh", "pa"))),),
        )
        if at % LISTED_ONE_IN == 0:
            yield Listing(f"made:{at}/l", f"made:{at}", "OFAC", "SDN", ("SDGT",))
    for at in range(links):
        start, end = _drawn(random, things), _drawn(random, things)
        if start % 10 == 9:  # a ship holds nothing
            start -= 1
        if 6 <= end % 10 <= 8:  # and nobody holds a person
            end -= end % 10 - 5
        role = random.choice(SHIP_ROLES if end % 10 == 9 else COMPANY_ROLES)
        share = random.choice(STAKES) if role == "shareholder" else None
        yield Link(
            id=f"made:l{at}",
            subject=f"made:{start}",
            role=role,
            object=f"made:{end}",
            period=CURRENT,
            share=share,
        )


def _drawn(random: Random, things: int) -> int:
    """One of the things, the first ones much more often; scattered, so that hubs are anything."""
    rank = (
        int(things ** random.random()) - 1 if random.random() < HUBS else random.randrange(things)
    )
    return (rank * 7_368_787) % things


def generate_network(path: Path, things: int, links: int, seed: int = 1) -> None:
    """A workspace file with a made-up network of so many things and links."""
    _file(path, network(things, links, seed), seed)


def generate(path: Path, nodes: int, relationships: int, seed: int = 1) -> None:
    """A workspace file with a made-up graph of about so many nodes and relationships."""
    _file(path, items(nodes, relationships, seed), seed)


def _file(path: Path, found: Iterator[Item], seed: int) -> None:
    edition = Edition("made", "MADE", title="A made-up register")
    file = File("made.csv", f"{seed:064d}", 0, date(2024, 1, 1), "file")
    with Workspace.open(path) as workspace:
        store(workspace, edition, file, found, accept_counts=True)
