"""OFAC's remarks: the links they name, and in the CSV files everything that has no column.

XML: ``all offices worldwide; (Linked To: A; Linked To: B)``. CSV: ``DOB 1951; Passport 1 (Iran);
a.k.a. 'X'; Linked To: A.``, one sentence whose full stop is left out where the last value ends
in a full stop of its own, so that ``LTD.`` may be the name ``LTD`` or ``LTD.``.
"""

from __future__ import annotations

import re
from collections.abc import Container

from hullmark.loaders import ofac_labels as labels
from hullmark.loaders.ofac import NAME_TYPES, Entry
from hullmark.loaders.ofac_numbers import is_country

LIMIT = 1000  # characters of a remark in sdn.csv; the rest stands in sdn_comments.csv
_OPENING = "(Linked To:"
_LINK = re.compile(r"Linked To:\s*(.+)", re.DOTALL)
_WEAK = re.compile(r"(?:alt\. )?([afn])\.k\.a\. '(.*)'$")
_BIRTH = re.compile(r"(?:alt\. )?(DOB|POB|nationality|citizen)\s+(.+)")
_DATE = r"((?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4}(?: to (?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4})?)"
_VALUE = re.compile(rf"(.*?)(?:\s+issued {_DATE})?(?:\s+expires {_DATE})?$")
_COUNTRY_FACTS = {"nationality": "nationality", "citizen": "citizenship"}


def linked(remark: str) -> tuple[list[str], list[str]]:
    """The names in an XML remark's ``(Linked To: …)``, and the other pieces of the remark.

    Brackets inside names are balanced: ``ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE``.
    """
    names: list[str] = []
    while (start := remark.find(_OPENING)) >= 0:
        end = _closing(remark, start)
        inside = remark[start + 1 : end]
        names += [
            part.strip() for part in re.split(r";?\s*\bLinked To:\s*", inside) if part.strip()
        ]
        remark = remark[:start] + remark[end + 1 :]
    return names, [piece for part in remark.split("; ") if (piece := part.strip(" ;"))]


def _closing(text: str, start: int) -> int:
    """Where the bracket at ``start`` closes; where it doesn't, the last closing one or the end."""
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index
    last = text.rfind(")")
    return last if last > start else len(text)


def read_remark(entry: Entry, remark: str, names: Container[str], *, cut: bool = False) -> None:
    """Put what a CSV remark says into the entry; ``names`` are all names of the same list.

    ``cut``: the remark breaks off, so its last piece is kept as words and reported. Pieces that
    repeat the entry's title, as the CSV files do, are left out.
    """
    titles = {
        part for fact in entry.facts if fact.prop == "title" for part in fact.value.split("; ")
    }
    pieces = [piece for part in remark.split("; ") if (piece := part.strip())]
    for number, piece in enumerate(pieces, start=1):
        last = number == len(pieces)
        if last and cut:
            entry.fact("remark", piece)
            entry.problem(
                "cut-remark",
                f"the remark breaks off after {LIMIT:,} characters; expected the rest in the "
                "comments file, found none; load it with sdn_comments.csv beside it",
                piece,
            )
        elif match := _LINK.match(piece):
            entry.targets.append(_unstopped(match[1], names) if last else match[1])
        elif piece not in titles and piece.removesuffix(".") not in titles:
            _piece(entry, piece.removesuffix(".") if last else piece)


def _unstopped(name: str, names: Container[str]) -> str:
    """The last name of a remark: with its full stop where the list has that name."""
    return name if name in names else name.removesuffix(".")


def _piece(entry: Entry, piece: str) -> None:
    if match := _WEAK.match(piece):
        kind = NAME_TYPES[match[1] + "ka"]
        entry.named(match[2], "weak alias" if kind == "alias" else kind)
    elif match := _BIRTH.match(piece):
        word, value = match.groups()
        if word == "DOB":
            entry.dated("birth date", value)
        elif word == "POB":
            entry.fact("birth place", value)
        elif is_country(value):
            entry.country(_COUNTRY_FACTS[word], value)
        else:
            entry.fact("remark", piece)
    elif match := labels.LABEL.match(piece):
        label, value = match[1], piece[match.end() :]
        if not labels.is_identifier(label):
            entry.numbered(label, value)
            return
        parts = _VALUE.match(value)
        number, issued, expires = parts.groups("") if parts else (value, "", "")
        if "issue" in number.lower():  # "Passport OR801168 … issued under the name …": no number
            entry.fact("remark", piece)
        else:
            entry.numbered(label, number, "", issued, expires)
    else:
        entry.fact("remark", piece)
