"""The annexes of the EU's sanctions regulations as tables, transcribed from the Official Journal.

One file holds the annexes of one act, as OpenSanctions copies them out of EUR-Lex. They list ships
that the EU's own consolidated list lacks: those of Annex XLII to Regulation 833/2014. A ship that
stands in several rows is one record with several listings. No file says its day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from pathlib import Path

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Source
from hullmark.loaders.eu_entries import Entry, joined
from hullmark.loaders.eu_journal_row import act, read_row, row_key, row_numbers
from hullmark.loaders.eu_journal_table import AGAIN, is_table, rows

SOURCE = Source(
    id="eu-journal",
    title="EU Official Journal annexes",
    format="CSV by OpenSanctions",
    publisher="European Union; transcribed by OpenSanctions",
    licence="EUR-Lex texts CC BY 4.0; OpenSanctions' transcription CC BY-NC 4.0",
    url="https://github.com/opensanctions/opensanctions/tree/main/datasets/eu/journal_sanctions/data",
    # 1,717, 2,802 and 312 records in the consolidated versions of 17 July 2026
    expected={
        "Regulation 833/2014": (1_000, 6_000),
        "Regulation 269/2014": (1_500, 8_000),
        "Regulation 2017/1509": (150, 1_500),
    },
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open a table with the columns of a consolidated or amending act."""
    return is_table(head)


def read(path: Path) -> Iterator[Item]:
    """The items of one act's annexes in file order, its ``Edition`` first.

    Raises ``FileProblem`` for a file that is no such table or breaks off, and ``SourceChanged`` for
    columns or a schema that are new, and for a second act.
    """
    celex, repeated = "", Counter[str]()
    claims: dict[str, str] = {}
    shared: set[str] = set()
    for row in rows(path):
        if not row.wrong:
            celex, key = celex or row.fields["celex"].strip(), row_key(row.fields)
            repeated[key] += 1
            shared.update(n for n in row_numbers(row.fields) if claims.setdefault(n, key) != key)
    if not celex:
        raise SourceChanged(
            f"{path}: line 2: expected a row with the CELEX number of its act, found none; {AGAIN}."
        )
    url = f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}"
    yield Edition(SOURCE.id, act(celex), title=f"EU Official Journal, {act(celex)}", url=url)
    yield from joined(_entries(path, celex, shared), repeated)


def _entries(path: Path, celex: str, shared: Set[str]) -> Iterator[Entry | Problem]:
    for row in rows(path):
        place, key = f"line {row.line}", row_key(row.fields)
        found = row.fields.get("celex", "").strip()
        if row.wrong or not found:
            message = f"expected a row of an act, found {row.wrong or 'no CELEX number'}"
            value = ",".join(row.fields.values())[:200]
            # without a key, as a row that was not counted is none of a record's
            key = "" if row.wrong else key
            yield Problem("bad-row", f"{message}; it was not read", key, value, place)
        elif found != celex:
            raise SourceChanged(
                f"{path}: {place}: expected one act in a file, {celex}, found {found!r}; load the "
                "table of each act as a file of its own."
            )
        else:
            yield read_row(row.fields, key, place, path, shared)
