"""The labelled pairs of ``../shared/bench``, and pairs of ships of public lists, ready to judge.

What right means in each, and its licence, stands in its SOURCES.md. The OpenSanctions pairs are
CC BY-NC: they are read here to measure by, and nothing is learned from them.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from hullmark.graph.comparable import Comparable, comparable
from hullmark.graph.model import Record
from hullmark.loaders import detect
from hullmark.loaders.ftm_entity import entity_record

SHARED = Path(os.environ.get("HULLMARK_SHARED") or Path(__file__).parents[2] / "shared")
BENCH, DATA = SHARED / "bench", SHARED / "data"
SHIP_LISTS = ("ofac/sdn_2024-05-07.xml", "ca/sema-lmes_2025-05.xml", "eu/journal/32014R0833.csv")


class Labelled(Struct, frozen=True):
    """A set of labelled pairs; ``left`` and ``right`` are FollowTheMoney entities, or records."""

    name: str
    left: list[Any]
    right: list[Any]
    truth: np.ndarray

    def comparables(self) -> tuple[list[Comparable], list[Comparable]]:
        """Both sides in comparable form; each entity by its content, as ids repeat."""
        known: dict[bytes, Comparable] = {}

        def form(one: Any) -> Comparable:
            key = msgspec.json.encode(one)
            if key not in known:
                record = one if isinstance(one, Record) else entity_record(one)
                known[key] = comparable(record)
            return known[key]

        return [form(one) for one in self.left], [form(one) for one in self.right]


def name_bench() -> Labelled:
    """826 pairs of names alone, of nomenklatura's maintainers (MIT)."""
    rows = list(csv.DictReader((BENCH / "nk_name_bench/cases.csv").open(encoding="utf-8")))

    def entity(row: Mapping[str, str], side: str) -> dict[str, Any]:
        key = f"nk-{rows.index(row)}-{side}"
        return {"id": key, "schema": row["schema"], "properties": {"name": [row[f"name{side}"]]}}

    return Labelled(
        "name bench",
        [entity(row, "1") for row in rows],
        [entity(row, "2") for row in rows],
        np.array([row["is_match"] == "true" for row in rows]),
    )


def entities(name: str, path: str) -> Labelled:
    """The pairs of a file of JSON lines in OpenSanctions' form."""
    rows = [json.loads(line) for line in (BENCH / path).open(encoding="utf-8")]
    return Labelled(
        name,
        [row["left"] for row in rows],
        [row["right"] for row in rows],
        np.array([row["judgement"] == "positive" for row in rows]),
    )


def names_alone(of: Labelled, seed: int = 0) -> Labelled:
    """The same pairs with one name a side, drawn by lot, and nothing else."""
    draw = np.random.default_rng(seed)

    def bare(entity: dict[str, Any]) -> dict[str, Any]:
        stated = entity["properties"]
        names = [*stated.get("name", ()), *stated.get("alias", ())]
        name = names[int(draw.integers(len(names)))] if names else entity.get("caption", "")
        return {"id": entity["id"], "schema": entity["schema"], "properties": {"name": [name]}}

    return Labelled(
        f"{of.name}, names alone",
        [bare(one) for one in of.left],
        [bare(one) for one in of.right],
        of.truth,
    )


def ships() -> Labelled:
    """Ships of three lists by their IMO number, the number then taken out.

    Same: one number on two lists. Different: two numbers, and a name or a rare word of it shared.
    """
    records: dict[str, list[Record]] = defaultdict(list)
    for path in SHIP_LISTS:
        for item in detect(DATA / path).read(DATA / path):
            if isinstance(item, Record) and item.kind == "Vessel":
                for one in item.identifiers:
                    if one.scheme == "imo-ship" and one.valid:
                        records[one.value].append(item)
    bare = {
        record.id: msgspec.structs.replace(
            record,
            identifiers=tuple(i for i in record.identifiers if not i.scheme.startswith("imo")),
            facts=tuple(fact for fact in record.facts if "IMO" not in fact.prop),
        )
        for found in records.values()
        for record in found
    }
    pairs: dict[tuple[str, str], bool] = {}
    for found in records.values():
        for one, other in combinations(sorted({record.id for record in found}), 2):
            pairs[one, other] = True
    words: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for number, found in records.items():
        for record in found:
            for name in comparable(bare[record.id]).names:
                for token in name.tokens:
                    if token.mark == "w":
                        words[token.word].add((number, record.id))
    for bearers in words.values():
        if len(bearers) <= 30:
            for (mine, one), (yours, other) in combinations(sorted(bearers), 2):
                if mine != yours:
                    pairs.setdefault((min(one, other), max(one, other)), False)
    return Labelled(
        "ships",
        [bare[one] for one, _ in pairs],
        [bare[other] for _, other in pairs],
        np.array(list(pairs.values())),
    )


LEARNED: dict[str, Callable[[], Labelled]] = {
    "name bench": name_bench,
    "companies": lambda: entities("companies", "id_linked/pairs_org.jsonl"),
    "people": lambda: entities("people", "id_linked/pairs_person.jsonl"),
    "companies, names alone": lambda: names_alone(LEARNED["companies"]()),
    "people, names alone": lambda: names_alone(LEARNED["people"]()),
    "ships": ships,
}
MEASURED_ONLY: dict[str, Callable[[], Labelled]] = {
    "OpenSanctions": lambda: entities("OpenSanctions", "opensanctions_pairs/pairs_subjects.jsonl"),
}


def groups(
    sets: list[Labelled], forms: list[tuple[list[Comparable], list[Comparable]]]
) -> Iterator[np.ndarray]:
    """For each set the group of each pair; no two groups share a record or a first name."""
    parent: dict[object, object] = {}

    def root(one: object) -> object:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    marks = []
    for left, right in forms:
        row = []
        for one, other in zip(left, right, strict=True):
            mine = ("record", one.id)
            keys = [mine, ("record", other.id)]
            keys += [("name", side.names[0].key) for side in (one, other) if side.names]
            for key in keys[1:]:
                parent[root(key)] = root(mine)
            row.append(mine)
        marks.append(row)
    numbers: dict[object, int] = {}
    for row in marks:
        yield np.array([numbers.setdefault(root(one), len(numbers)) for one in row])
