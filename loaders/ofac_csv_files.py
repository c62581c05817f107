"""Which of OFAC's CSV files belong together, and their rows.

A list is a set of four files: ``sdn alt add sdn_comments``, or ``cons_prim cons_alt cons_add
cons_comments``. What stands behind these words in a file's name (``sdn_2024-05-03.csv``) must be
the same in all four, so that files of two days are never joined.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from hullmark.graph.errors import FileProblem
from hullmark.loaders.base import opened
from hullmark.loaders.ofac import CONSOLIDATED, SDN

END_MARK = "\x1a"  # OFAC ends each file with this byte; files saved again by others lack it
NULL = "-0-"
_LONGEST = 1 << 20  # bytes of a line; the longest real one, a remark, has 33,000
_NAME = re.compile(
    r"(cons_prim|cons_alt|cons_add|cons_comments|sdn_comments|sdn|alt|add)([^a-z.][^.]*)?"
    r"\.csv(?:\.(?:gz|xz|bz2|zip))?$|"
    r"(cons_prim|cons_alt|cons_add|cons_comments|sdn_comments|sdn|alt|add)([^a-z.][^.]*)?\.zip$",
    re.IGNORECASE,
)
MAIN = {SDN: "sdn", CONSOLIDATED: "cons_prim"}
COMPANIONS = {
    "sdn": ("alt", "add", "sdn_comments"),
    "cons_prim": ("cons_alt", "cons_add", "cons_comments"),
}


class Files(Struct, frozen=True):
    """The files of one list; a companion that is not there is ``None``."""

    main: Path
    aliases: Path | None = None
    addresses: Path | None = None
    comments: Path | None = None
    list: str = ""  # by the main file's name; "" when its name says nothing


class Line(Struct, frozen=True):
    """One row: its number in the file, its columns (null is ``""``), or why it is none."""

    number: int
    columns: tuple[str, ...] = ()
    text: str = ""
    wrong: str = ""


def part(name: str) -> tuple[str, str]:
    """Which part of a set a file name says it is, and what follows it: ``("alt", "_2024")``."""
    match = _NAME.fullmatch(name)
    if match is None:
        return "", ""
    return (match[1] or match[3]).lower(), (match[2] or match[4] or "").lower()


def file_set(path: Path) -> Files:
    """The set that a main file or a folder holding one stands for.

    Raises ``FileProblem`` for a companion given alone, and for a folder with no or several sets.
    """
    if path.is_dir():
        mains = [one for one in folder(path) if part(one.name)[0] in COMPANIONS]
        if len(mains) != 1:
            found = ", ".join(one.name for one in mains) or "neither"
            raise FileProblem(
                f"{path}: expected a folder with one sdn.csv or one cons_prim.csv in it, found "
                f"{found}; name the file to load."
            )
        path = mains[0]
    word, suffix = part(path.name)
    if not word:
        return Files(path)
    if word not in COMPANIONS:
        main = next(main for main, others in COMPANIONS.items() if word in others)
        raise FileProblem(
            f"{path}: expected the main file {main}{suffix}.csv, found its companion {word}, which "
            "names no one; load the main file, which takes its companions beside it along."
        )
    beside = {part(one.name): one for one in reversed(folder(path.parent))}
    aliases, addresses, comments = (beside.get((other, suffix)) for other in COMPANIONS[word])
    listed = next(name for name, main in MAIN.items() if main == word)
    return Files(path, aliases, addresses, comments, listed)


def folder(path: Path) -> list[Path]:
    """What lies in a folder, by name; nothing when it can't be looked into."""
    try:
        return sorted(path.iterdir())
    except OSError:
        return []


def encoding(path: Path) -> str:
    """``utf-8`` when the whole file is that, else ``cp1252``, in which OFAC's files once were."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened(path) as stream:
        try:
            while block := stream.read(1 << 16):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def lines(path: Path, width: int) -> Iterator[Line]:
    """The rows of a file, each on a line of its own, until OFAC's end mark.

    A line that is no row, or has other than ``width`` columns, comes with the reason in ``wrong``.
    Raises ``FileProblem`` for a file that breaks off inside a row.
    """
    coded = encoding(path)
    with opened(path) as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(_LONGEST), b""), start=1):
            text = raw.decode(coded, errors="replace").strip("\r\n\ufeff")
            ended = text.endswith(END_MARK) or raw.endswith(b"\n")
            text = text.removesuffix(END_MARK)
            if not text.strip():
                continue
            line = _line(number, text, width)
            if line.wrong and not ended and number > 1:
                raise FileProblem(
                    f"{path}: line {number:,}: expected a row of {width} columns, found that the "
                    f"file breaks off ({line.wrong}); download it again."
                )
            yield line


def _line(number: int, text: str, width: int) -> Line:
    try:
        columns = next(csv.reader([text], strict=True))
    except (csv.Error, StopIteration) as broken:
        return Line(number, text=text, wrong=f"a damaged row ({broken})")
    if len(columns) != width:
        return Line(number, text=text, wrong=f"{len(columns)} columns")
    # The last column keeps its blanks: a remark may be cut at one and go on in another file.
    values = [*(value.strip() for value in columns[:-1]), columns[-1]]
    return Line(number, tuple("" if value.strip() == NULL else value for value in values), text)
