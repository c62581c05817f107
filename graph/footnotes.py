"""The numbered sources under a picture: one number a distinct place, grouped by document.

A footnote is a place in a document (a section, a figure, an entry of a list); places of one
document stand under its title once, so that a chart with forty lines still prints on one page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from hullmark.graph.answer import Evidence


class Document(Struct, frozen=True, order=True):
    """What is cited: title, list, day of publication, and day of retrieval where it was fetched.

    Days are ISO, ``""`` when not known.
    """

    title: str
    list: str
    published: str
    retrieved: str = ""


class Footnote(Struct, frozen=True):
    """A number and the place it stands for: words for people, and its address or ``""``."""

    number: int
    place: str
    url: str


class Footnotes(Struct, frozen=True):
    """All footnotes of a picture by document, in reading order, and the number of each place."""

    documents: tuple[tuple[Document, tuple[Footnote, ...]], ...]
    numbers: dict[tuple[Document, str, str], int]


def footnotes(evidence: Iterable[Evidence]) -> Footnotes:
    """Numbers every distinct place: documents by title and date, places in their natural order."""
    places: dict[Document, set[tuple[str, str]]] = {}
    for one in evidence:
        places.setdefault(_document(one), set()).add((_place(one), one.url))
    documents: list[tuple[Document, tuple[Footnote, ...]]] = []
    numbers: dict[tuple[Document, str, str], int] = {}
    for document in sorted(places):
        notes = []
        for place, url in sorted(places[document], key=_natural):
            numbers[document, place, url] = len(numbers) + 1
            notes.append(Footnote(len(numbers), place, url))
        documents.append((document, tuple(notes)))
    return Footnotes(tuple(documents), numbers)


def marks(evidence: Iterable[Evidence], notes: Footnotes) -> str:
    """The numbers of some evidence in brackets, ascending: ``[1][4]``; ``""`` for none."""
    found = {notes.numbers[_document(one), _place(one), one.url] for one in evidence}
    return "".join(f"[{number}]" for number in sorted(found))


def say_document(document: Document) -> str:
    """The document in words: its title, or its list where it has none, and its days."""
    words = f"{document.title or document.list}, {document.published or 'no date'}"
    return f"{words}, retrieved {document.retrieved}" if document.retrieved else words


def say_footnote(note: Footnote, *, shared_url: str = "") -> str:
    """The place in words, with its address unless the document's line already gives it."""
    url = "" if note.url == shared_url else note.url
    return " · ".join(part for part in (note.place, url) if part)


def shared_url(notes: Iterable[Footnote]) -> str:
    """The address that stands by a document's title: the one most of its places have.

    ``""`` where a place has none, as it would then seem to stand there, or where no two agree.
    """
    urls = Counter(note.url for note in notes)
    if "" in urls or not urls:
        return ""
    url, count = max(urls.items(), key=lambda item: (item[1], item[0]))
    return url if count > 1 or len(urls) == 1 else ""


def _document(evidence: Evidence) -> Document:
    return Document(
        title=evidence.title or evidence.source,
        list=evidence.list,
        published=_iso(evidence.published),
        retrieved=_iso(evidence.retrieved and evidence.retrieved.date()),
    )


def _place(evidence: Evidence) -> str:
    """Where a reader finds it: the citation, else the place in the file, else the record's key."""
    return evidence.cite or evidence.place or evidence.record


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _natural(place: tuple[str, str]) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d{1,18})", "\x1f".join(place))
    return [(0, int(part), "") if i % 2 else (1, 0, part) for i, part in enumerate(parts)]
