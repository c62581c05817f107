"""A made-up PSC snapshot of any size: CPU seconds, lines a second and peak memory of reading it.

``python benchmarks/psc.py 1000000 2000000`` writes a snapshot of each size (invented holders in the
real shape, kinds and codes in about the real proportions) and reads it, each in a process of its
own. ``--load`` loads it into a new workspace as well, which takes many times as long. ``--profile``
says where the time of the first goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hullmark.graph.workspace import Workspace
from hullmark.loaders import ch_psc
from hullmark.loaders.load import load

_FORENAMES = ("Alex", "Blair", "Casey", "Drew", "Ellis", "Frankie", "Gray", "Harper", "Indra", "Jo")
_SURNAMES = ("Example", "Sample", "Specimen", "Placeholder", "Invented", "Madeup", "Fictional")
_STREETS = ("Example Street", "Invention Lane", "Sample Road", "Placeholder Way", "Test Avenue")
_TOWNS = ("London", "Cardiff", "Edinburgh", "Belfast", "Leeds", "Bristol", "Manchester")
_NATIONS = ("British",) * 12 + ("Polish", "Irish", "Romanian", "Chinese", "Indian", "British,Irish")
_LANDS = ("England",) * 8 + ("United Kingdom", "Scotland", "Wales", "Poland", "Hong Kong", "France")
_BANDS = ("25-to-50", "50-to-75", "75-to-100", "75-to-100")
_PLACES = ("Companies House", "England And Wales", "Companies House, Cardiff", "Jersey", None)


def lines(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """The lines of a snapshot, the last with its totals."""
    random, count = Random(seed), Counter[str]()
    for at in range(number - 1):
        company, entry = (
            f"{random.randrange(16_000_000):08}",
            f"{random.getrandbits(160):040x}"[:27],
        )
        kind = _kind(random.random())
        data = {"etag": f"{random.getrandbits(160):040x}", "kind": kind}
        data["notified_on"] = _day(random)
        base = f"/company/{company}/persons-with-significant-control"
        if kind == ch_psc.STATEMENT:
            count["statements"] += 1
            data["statement"] = "no-individual-or-entity-with-signficant-control"
            data["links"] = {"self": f"{base}-statements/{entry}"}
        else:
            count["persons"] += 1
            _holder(random, at, data)
            data["links"] = {"self": f"{base}/individual/{entry}"}
        yield {"company_number": company, "data": data}
    totals = {"kind": ch_psc.TOTALS, "generated_at": "2026-01-01T03:00:00Z", "exemptions_count": 0}
    totals["persons_of_significant_control_count"] = count["persons"]
    totals["statements_count"] = count["statements"]
    yield {"data": totals}


def _kind(draw: float) -> str:
    """In the proportions of September 2026: 87 % people, 7 % companies, 6 % statements."""
    if draw < 0.872:
        return "individual-person-with-significant-control"
    return "corporate-entity-person-with-significant-control" if draw < 0.942 else ch_psc.STATEMENT


def _day(random: Random) -> str:
    if random.random() < 0.25:
        return "2016-04-06"
    return (
        f"{random.randrange(2016, 2026)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    )


def _holder(random: Random, at: int, data: dict[str, Any]) -> None:
    data["address"] = {
        "premises": str(random.randrange(1, 300)),
        "address_line_1": random.choice(_STREETS),
        "locality": random.choice(_TOWNS),
        "postal_code": f"ZZ{random.randrange(1, 99)} 1ZZ",
        "country": random.choice(_LANDS),
    }
    band = random.choice(_BANDS)
    natures = [f"ownership-of-shares-{band}-percent", f"voting-rights-{band}-percent"]
    if random.random() < 0.4:
        natures.append("right-to-appoint-and-remove-directors")
    data["natures_of_control"] = natures
    if random.random() < 0.166:
        data["ceased_on"] = f"{random.randrange(2026, 2027)}-01-{random.randrange(1, 29):02}"
    if data["kind"].startswith("corporate"):
        data["name"] = f"{random.choice(_SURNAMES)} Holdings {at} Limited"
        data["identification"] = {
            "legal_form": "Private Limited Company",
            "legal_authority": "Companies Act 2006",
            "country_registered": "England",
            "registration_number": f"{random.randrange(16_000_000):08}",
        }
        if place := random.choice(_PLACES):
            data["identification"]["place_registered"] = place
        return
    forename, surname = random.choice(_FORENAMES), f"{random.choice(_SURNAMES)}-{at % 9973}"
    data["name"] = f"Mx {forename} {surname}"
    data["name_elements"] = {"title": "Mx", "forename": forename, "surname": surname}
    data["date_of_birth"] = {"month": random.randrange(1, 13), "year": random.randrange(1940, 2005)}
    data["nationality"] = random.choice(_NATIONS)
    data["country_of_residence"] = random.choice(_LANDS)
    if random.random() < 0.5:
        start = {"appointment_verification_start_on": "2025-11-18"}
        data["identity_verification_details"] = start


def write(path: Path, number: int) -> None:
    """Write a snapshot of so many lines, the same each time."""
    with path.open("w", encoding="utf-8") as out:
        for one in lines(number):
            out.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")


def measure(path: Path, number: int, *, whole: bool = False) -> None:
    """Read the file, or load it into a workspace, and print a row of the table in README.md."""
    began, found = time.process_time(), Counter[str]()
    if whole:
        with Workspace.open(path.with_suffix(".db")) as workspace:
            load(workspace, path, published=date(2026, 9, 1), extract=True)
    else:
        for item in ch_psc.read(path):
            found[type(item).__name__] += 1
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = [f"{found[sort]:,}" if found else "" for sort in ("Record", "Link", "Problem")]
    row = ("load" if whole else "read", f"{number:,}", f"{path.stat().st_size / 1e6:,.0f}", *counts)
    measured = (f"{seconds:.1f}", f"{number / seconds:,.0f}", f"{peak:.0f}")
    print(f"| {' | '.join((*row, *measured))} |", flush=True)


def main() -> None:
    """Write and read a snapshot of each size asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000_000, 2_000_000])
    parser.add_argument("--read", type=Path, help="read this file, of the one size given")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--load", action="store_true", help="load it into a workspace as well")
    parser.add_argument("--whole", action="store_true", help="with --read: load, do not only read")
    asked = parser.parse_args()
    if asked.read:
        measure(asked.read, asked.sizes[0], whole=asked.whole)
        return
    print("| what | lines | MB | records | links | problems | CPU s | lines a s | peak MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    with TemporaryDirectory() as folder:
        for size in asked.sizes:
            path = Path(folder) / f"psc-{size}.txt"
            write(path, size)
            again = [sys.executable, __file__, str(size), "--read", str(path)]
            subprocess.run(again, check=True)
            if asked.load:
                subprocess.run([*again, "--whole"], check=True)
            if asked.profile:
                with cProfile.Profile() as profile:
                    measure(path, size)
                pstats.Stats(profile).sort_stats("tottime").print_stats(15)
                asked.profile = False
            path.unlink()


if __name__ == "__main__":
    main()
