"""How long ownership charts take to draw, and how large the files are, by number of boxes.

    python benchmarks/charts.py                # 10, 100 and 1,000 boxes as SVG, PNG and PDF
    python benchmarks/charts.py --boxes 10 100

The answers are made up: a fleet of ships, each with an owner of its own, operators and managers
that several share, parents above them, and sources. Seconds are CPU time of the drawing alone.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hullmark.graph.answer import (
    Answer,
    Entity,
    EntityLink,
    Evidence,
    SourcedListing,
    SourcedRecord,
)
from hullmark.graph.charts.fit import Wish
from hullmark.graph.charts.ownership import draw
from hullmark.graph.model import Fact, Identifier, Listing, Name, Period, Record

DAY = Period(date(2023, 1, 1), date(2023, 1, 1))
ENDINGS = ("svg", "png", "pdf")


def evidence(place: int) -> Evidence:
    """A place in a made-up list."""
    return Evidence("made", "list", "A made-up list", f"made:{place}", place=f"entry {place}")


def entity(at: int, kind: str) -> Entity:
    """A ship or company with a number, a country and, every third one, a listing."""
    numbers = (Identifier("imo-ship" if kind == "Vessel" else "imo-company", f"{9000000 + at}"),)
    facts = (Fact("flag" if kind == "Vessel" else "country", ("ru", "pa", "ir", "cy")[at % 4]),)
    name = f"{'SHIP' if kind == 'Vessel' else 'SHIPPING COMPANY'} NUMBER {at}"
    record = Record(f"made:{at}", kind, (Name(name),), numbers, facts)
    listed = ()
    if at % 3 == 0:
        listing = Listing(f"l{at}", record.id, "OFAC", "SDN", period=DAY)
        listed = (SourcedListing(listing, evidence(at)),)
    return Entity(f"e{at:05}", kind, name, (SourcedRecord(record, evidence(at)),), listed)


def fleet(boxes: int) -> Answer:
    """An answer of so many boxes: three tenths ships, the rest in two levels above them."""
    chance = random.Random(8)
    ships = max(boxes * 3 // 10, 1)
    middle = max(boxes * 5 // 10, 1)
    found = [entity(at, "Vessel" if at < ships else "Company") for at in range(boxes)]
    links: list[tuple[int, str, int]] = []
    for at in range(ships):
        links.append((ships + at % middle, "owner", at))
        links.append((ships + chance.randrange(middle), "operator", at))
        links.append((ships + chance.randrange(max(middle // 8, 1)), "DOC company", at))
    for at in range(ships, boxes):
        below = (
            ships + chance.randrange(middle) if at >= ships + middle else chance.randrange(ships)
        )
        links.append((at, "parent" if below >= ships else "linked to", below))
    return Answer(
        f"A fleet of {boxes} boxes",
        subjects=tuple(one.id for one in found[:ships]),
        entities={one.id: one for one in found},
        links=tuple(
            EntityLink(f"k{n}", found[up].id, role, found[low].id, DAY, evidence(n % 40))
            for n, (up, role, low) in enumerate(links)
        ),
    )


def main() -> None:
    """Prints a row for each size and format."""
    options = argparse.ArgumentParser()
    options.add_argument("--boxes", type=int, nargs="*", default=[10, 100, 1000])
    print(
        "| boxes | lines | format | CPU s | KB | peak MB |\n"
        "| ---: | ---: | --- | ---: | ---: | ---: |"
    )
    with TemporaryDirectory() as folder:
        draw(fleet(3), Path(folder) / "warm.svg")  # what is imported once is not a chart's cost
        for boxes in options.parse_args().boxes:
            answer = fleet(boxes)
            for ending in ENDINGS:
                path = Path(folder) / f"{boxes}.{ending}"
                before = time.process_time()
                draw(answer, path, wish=Wish(paper="a3", most=boxes))
                took = time.process_time() - before
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                size = path.stat().st_size / 1000
                lines = len(answer.links)
                print(
                    f"| {boxes:,} | {lines:,} | {ending} | {took:.1f} | {size:,.0f} | {peak:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
