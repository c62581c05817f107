"""How many of the pairs that belong together become candidates, and how many candidates that takes.

python benchmarks/candidates.py --data FOLDER --bench FOLDER      # about a minute
python benchmarks/candidates.py --records 1000000                 # made-up records, memory
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from hullmark.graph.blocks import NUMBER, block_key, block_keys, blocks
from hullmark.graph.candidates import Blocking
from hullmark.graph.identifiers import HARD
from hullmark.graph.model import Fact, Identifier, Name, Record
from hullmark.graph.schema import schema
from hullmark.graph.workspace import Workspace
from hullmark.loaders import load as loading

LISTS = (
    "ofac/sdn_2024-05-07.xml", "ofac/consolidated_2025-03-28.xml", "eu/fsf_full_1_1_2024-05-13.xml",
    "eu/journal/32014R0833.csv", "eu/journal/32014R0269.csv", "eu/journal/32017R1509.csv",
    "un/un_consolidated_2026-04-02.xml", "ca/sema-lmes_2025-05.xml",
)  # fmt: skip
# FollowTheMoney's properties as the facts that blocks look at.
FACTS = {
    "birthDate": "birth date", "incorporationDate": "established", "buildDate": "built",
    "country": "country", "jurisdiction": "country", "nationality": "nationality",
    "citizenship": "citizenship", "flag": "flag",
}  # fmt: skip
NUMBERS = {
    "imoNumber": "imo-ship", "mmsi": "mmsi", "callSign": "call-sign", "leiCode": "lei",
    "ogrnCode": "ogrn", "innCode": "inn", "registrationNumber": "registration",
    "taxNumber": "tax", "passportNumber": "passport", "idNumber": "national-id",
}  # fmt: skip
KINDS = {"Airplane": "Aircraft", "PublicBody": "Organization"}


class Yardstick(NamedTuple):
    """Records among which pairs are sought, and the pairs that belong together, by position."""

    name: str
    records: list[Record]
    gold: set[tuple[int, int]]
    numbers: bool = True


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--records", type=int, default=0, help="instead: so many made-up records")
    parser.add_argument("--missed", type=int, default=0, help="print so many gold pairs not found")
    options = parser.parse_args()
    print("| yardstick | records | gold pairs | found | recall | pairs | a record | CPU s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    if options.records:
        measure(made(options.records), 0, capped=True)
    else:
        for yardstick in yardsticks(options.data, options.bench):
            measure(yardstick, options.missed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak resident memory {peak:,.0f} MB.")


def measure(yardstick: Yardstick, missed: int, *, capped: bool = False) -> None:
    """One line of the table; and the gold pairs that were missed."""
    began, count = time.process_time(), len(yardstick.records)
    owners, keys = array("q"), array("q")
    for at, record in enumerate(yardstick.records):
        found = block_keys(record)
        if not yardstick.numbers:
            family = schema().kinds[record.kind].family
            numbers = {
                block_key(family, kind, shared)
                for kind, shared in blocks(record, ())
                if kind == NUMBER
            }
            found = [key for key in found if key not in numbers]
        keys.extend(found)
        owners.extend([at] * len(found))
    blocking = Blocking(np.frombuffer(owners, np.int64), np.frombuffer(keys, np.int64), count)
    pairs = np.unique(np.concatenate([one * count + two for one, two in blocking.pairs()]))
    seconds = time.process_time() - began
    gold = np.array(sorted(one * count + two for one, two in yardstick.gold), np.int64)
    hits = np.isin(gold, pairs)
    recall = f"{hits.mean():.4f}" if len(gold) else ""
    print(
        f"| {yardstick.name} | {count:,} | {len(gold):,} | {hits.sum():,} | {recall} |"
        f" {len(pairs):,} | {len(pairs) / count:.1f} | {seconds:.1f} |",
        flush=True,
    )
    for code in gold[~hits][:missed].tolist():
        for at in divmod(code, count):
            record = yardstick.records[at]
            print("   ", record.id, record.kind, [name.text for name in record.names][:6])
        print()
    for one in blocking.capped if capped else ():
        words = [s for k, s in blocks(yardstick.records[one.record]) if k == one.kind]
        print(f"    {one.title}: {one.blocks:,} too large, one of {one.largest:,} (of {words[:3]})")


def yardsticks(data: Path, bench: Path) -> Iterator[Yardstick]:
    """Every benchmark that says which records belong together."""
    for name in ("org", "person"):
        yield of_pairs(f"id_linked {name}", bench / "id_linked" / f"pairs_{name}.jsonl")
    yield of_pairs(
        "OpenSanctions pairs", bench / "opensanctions_pairs" / "pairs_subjects.jsonl", numbers=False
    )
    yield of_names(bench / "nk_name_bench" / "cases.csv")
    yield of_scripts(bench / "watchman_cross_script" / "cross_script_pairs.csv")
    yield of_un(bench / "yente_candidates")
    yield from of_lists(data, bench)


def of_pairs(name: str, path: Path, *, numbers: bool = True) -> Yardstick:
    """All records of a file of judged pairs; the gold are its positive ones."""
    records: dict[bytes, int] = {}
    kept, gold = list[Record](), set[tuple[int, int]]()
    for line in path.read_bytes().splitlines():
        pair = json.loads(line)
        ends = []
        for side in ("left", "right"):
            content = json.dumps(pair[side], sort_keys=True).encode()
            if content not in records:
                records[content] = len(kept)
                kept.append(of_ftm(pair[side]))
            ends.append(records[content])
        if pair["judgement"] == "positive":
            gold.add((min(ends), max(ends)))
    return Yardstick(name, kept, gold, numbers)


def of_ftm(entity: dict[str, Any]) -> Record:
    """What blocks look at, of a FollowTheMoney entity."""
    found: dict[str, list[str]] = entity["properties"]
    texts = [
        text
        for prop in ("name", "alias", "weakAlias", "previousName", "abbreviation")
        for text in found.get(prop, ())
    ]
    kind = KINDS.get(entity["schema"], entity["schema"])
    return Record(
        id=entity["id"],
        kind=kind if kind in schema().kinds else "LegalEntity",
        names=tuple(Name(text) for text in texts or [entity.get("caption") or ""]),
        identifiers=tuple(
            Identifier(scheme, value)
            for prop, scheme in NUMBERS.items()
            for value in found.get(prop, ())
        ),
        facts=tuple(
            Fact(fact, value) for prop, fact in FACTS.items() for value in found.get(prop, ())
        ),
    )


def of_names(path: Path) -> Yardstick:
    """Names that a maintainer says are of one thing, sought among all names of the file."""
    records, gold = list[Record](), set[tuple[int, int]]()
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            texts = (row["name1"], row["name2"])
            if row["is_match"] == "true":
                gold.add((len(records), len(records) + 1))
            records += [Record(text, row["schema"], (Name(text),)) for text in texts]
    return Yardstick("nk_name_bench", records, gold)


def of_scripts(path: Path) -> Yardstick:
    """Names in other scripts and their Latin spellings."""
    rows = [
        line.split(",")[:2]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    records = [Record(text, "Person", (Name(text),)) for row in rows for text in row]
    return Yardstick("watchman cross-script", records, pairwise(len(rows)))


def of_un(folder: Path) -> Yardstick:
    """People of the UN list and the same under other spellings."""
    sides = []
    for name in ("untreated", "treated"):
        with (folder / f"positives_un_{name}.csv").open(encoding="utf-8") as file:
            sides.append([row["full_name"] for row in csv.DictReader(file)])
    records = [Record(x, "Person", (Name(x),)) for pair in zip(*sides, strict=True) for x in pair]
    return Yardstick("UN people, treated names", records, pairwise(len(sides[0])))


def pairwise(count: int) -> set[tuple[int, int]]:
    return {(2 * at, 2 * at + 1) for at in range(count)}


def of_lists(data: Path, bench: Path) -> Iterator[Yardstick]:
    """The real lists, joined by their numbers, which the candidates may not see; and ssb_ofac."""
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "lists.db") as workspace:
        for path in LISTS:
            loading.load(workspace, data / path)
        records = listed(workspace)
    bearers: dict[tuple[str, str], list[int]] = {}
    for at, record in enumerate(records):
        for number in {(n.scheme, n.value) for n in record.identifiers if n.valid is not False}:
            if number[0] in HARD or number[0] == "passport":
                bearers.setdefault(number, []).append(at)
    linked = {
        pair
        for found in bearers.values()
        if len(found) < 6
        for pair in combinations(found, 2)
        if same_family(records[at] for at in pair)
    }
    for family, title in (("vessel", "ships"), ("body", "companies"), ("person", "people")):
        gold = {pair for pair in linked if family_of(records[pair[0]]) == family}
        yield Yardstick(f"real lists, {title} by number", records, gold, numbers=False)
    sdn = [record for record in records if record.id.startswith("ofac:")]
    places = {record.id: at for at, record in enumerate(sdn)}
    found = json.loads((bench / "ssb_ofac" / "bench_individuals_500.json").read_bytes())
    wanted = [
        (case["query"], places[f"ofac:{case['expected_entity_id']}"])
        for case in cases(found)
        if f"ofac:{case['expected_entity_id']}" in places
    ]
    queries = [
        Record(f"query:{at}", "Person", (Name(text),)) for at, (text, _) in enumerate(wanted)
    ]
    gold = {(target, len(sdn) + at) for at, (_, target) in enumerate(wanted)}
    yield Yardstick("ssb_ofac queries in the SDN list", sdn + queries, gold)


def cases(found: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = [value for value in found.values() if isinstance(value, list)]
    return [row for row in rows if row.get("expected_entity_id")]


def listed(workspace: Workspace) -> list[Record]:
    """The newest statement of each record of a workspace."""
    import msgspec

    decode = msgspec.json.Decoder(Record).decode
    rows = workspace.connection.execute(
        "SELECT body FROM statement WHERE sort = 'R' AND latest ORDER BY record, id"
    )
    return list({record.id: record for (body,) in rows for record in [decode(body)]}.values())


def same_family(records: Iterable[Record]) -> bool:
    return len({family_of(record) for record in records}) == 1


def family_of(record: Record) -> str:
    return schema().kinds[record.kind].family


def made(count: int, seed: int = 1) -> Yardstick:
    """Made-up companies and people: one word in all names, one name in ten of a few thousand."""
    random = Random(seed)
    syllables = [
        "ba",
        "ko",
        "ri",
        "ten",
        "mar",
        "lu",
        "sov",
        "an",
        "gar",
        "ves",
        "tik",
        "or",
        "del",
    ]

    def word(parts: int) -> str:
        return "".join(random.choice(syllables) for _ in range(parts)).upper()

    common = [f"{word(2)} {word(2)}" for _ in range(4000)]
    records = list[Record]()
    for at in range(count):
        name = random.choice(common) if at % 10 == 0 else f"{word(3)} {word(4)}"
        form = "LLC" if at % 2 else ""
        kind = "Company" if at % 2 else "Person"
        records.append(Record(f"made:{at}", kind, (Name(f"GLOBAL {name} {form}".strip()),)))
    # A hundredth of them once more, with a letter wrong.
    gold: Sequence[int] = random.sample(range(count), count // 100)
    found = set()
    for at in gold:
        text = records[at].names[0].text
        place = random.randrange(8, 15)
        wrong = text[:place] + random.choice("AEIOURSTLN") + text[place + 1 :]
        found.add((at, len(records)))
        records.append(Record(f"again:{at}", records[at].kind, (Name(wrong),)))
    return Yardstick("made-up records, a letter wrong", records, found)


if __name__ == "__main__":
    sys.exit(main())
