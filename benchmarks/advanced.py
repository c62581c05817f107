"""OFAC's advanced XML grown to any size from a real file: seconds, rows a second, peak memory.

``python benchmarks/advanced.py cons_advanced_2020-03-17.xml 47`` writes 47 copies of each
section's rows under new ids into one file (128 MB, the size of the SDN list), reads it, and says
what that took.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hullmark.loaders import ofac_advanced

# Every attribute that is a row's own number or points to one; codes stay as they are.
_NUMBER = re.compile(
    r"((?:\bID|FixedRef|LocationID|FeatureVersionID|IDRegDocumentID|IdentityID|DocumentedNameID"
    r'|NamePartGroupID|ProfileID|SanctionsEntryID)=")(\d+)"'
)
_ROWS = re.compile(
    r"(<(Locations|IDRegDocuments|DistinctParties|ProfileRelationships|SanctionsEntries)>)"
    r"(.*?)(</\2>)",
    re.DOTALL,
)


def grow(source: Path, target: Path, copies: int) -> None:
    """Write the file with the rows of each section ``copies`` times, each time under new ids."""
    text, end = source.read_text(encoding="utf-8"), 0
    with target.open("w", encoding="utf-8") as out:
        for section in _ROWS.finditer(text):
            out.write(text[end : section.start(3)])
            for copy in range(copies):
                out.write(_NUMBER.sub(rf"\g<1>\g<2>{copy:04}" + '"', section[3]))
            end = section.end(3)
        out.write(text[end:])


def main(source: str, copies: str) -> None:
    """Grow, read, and print one line."""
    with TemporaryDirectory() as folder:
        grown = Path(folder) / "advanced.xml"
        grow(Path(source), grown, int(copies))
        began = time.perf_counter()
        found = Counter(type(item).__name__ for item in ofac_advanced.read(grown))
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size, rows = grown.stat().st_size / 1e6, found["Record"]
        speed = f"{rows} parties, {rows / seconds:.0f} a second"
        print(f"{size:.0f} MB  {seconds:.1f} s  {speed}  peak {peak} MB  {dict(found)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
