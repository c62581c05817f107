"""Count how common words are in names: python benchmarks/count_words.py FILE ...

Writes ``graph/words.txt``. Reads lists and registers by our loaders; a record counts a word once.
Only words that four names bear, one in 8,000 at least, are written: single words, and no name.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path

from hullmark.graph import name_words
from hullmark.graph.comparable_names import prepared
from hullmark.graph.model import Record
from hullmark.graph.schema import family
from hullmark.loaders import detect

LEAST = 4  # records; a word that fewer bear is rare whatever the size of the lists


def main(paths: list[str]) -> None:
    name_words.words.cache_clear()
    counts: dict[str, Counter[str]] = {one: Counter() for one in ("person", "body", "vessel")}
    totals: Counter[str] = Counter()
    for path in map(Path, paths):
        for item in detect(path).read(path):
            if not isinstance(item, Record) or (kind := family(item.kind)) not in counts:
                continue
            totals[kind] += 1
            counts[kind].update(
                {
                    token.word
                    for name in item.names
                    if (one := prepared(name.text, kind))
                    for token in one.tokens
                }
            )
    lines = [
        "# How common words are in names, in steps of 2.5 times: 1 is one name in 8,000.",
        f"# Made by benchmarks/count_words.py from {sum(totals.values()):,} public records.",
    ]
    for kind, words in counts.items():
        lines.append(f"[{kind}]")
        steps: dict[int, list[str]] = {}
        for word, count in words.items():
            share = count / totals[kind]
            step = min(8, int(math.log(share * 20_000, 2.5)) if share * 20_000 >= 1 else 0)
            if count >= LEAST and step and len(word) > 1 and not word.isdigit():
                steps.setdefault(step, []).append(word)
        lines += [f"{step} {' '.join(sorted(steps[step]))}" for step in sorted(steps)]
    name_words.FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name_words.FILE}: {totals}")


if __name__ == "__main__":
    main(sys.argv[1:])
