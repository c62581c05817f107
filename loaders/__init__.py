"""Readers of lists and registers: one module a format, each with ``SOURCE`` and ``read(path)``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from hullmark.graph.errors import BadValue, FileProblem
from hullmark.loaders.base import Loader, head

# In the order in which they are asked whether a file is theirs; the first that says yes reads it.
SOURCES = (
    "ofac_legacy",
    "uk_sanctions",
    "uk_csv",
    "ofsi_conlist",
    "eu_fsf",
    "eu_journal",
    "ofac_csv",
    "ofac_advanced",
    "ofac_enhanced",
    "ca_sema",
    "un_sc",
    "ch_psc",
    "ch_company",
    "ch_officers",
    "gleif_lei",
    "gleif_relationships",
    "gleif_exceptions",
    "exported",
    "ftm",
    "bods",
    "icij",
    "ihs_shipdata",
    "equasis",
    "gur",
    "casefile",
)


def loader(name: str) -> Loader:
    """The loader module of that name; ``BadValue`` lists the names there are."""
    if name not in SOURCES:
        raise BadValue(f"There is no loader {name!r}: expected one of {', '.join(SOURCES)}.")
    return cast(Loader, import_module(f"hullmark.loaders.{name}"))


def detect(path: Path) -> Loader:
    """The loader whose format the file's content has; ``FileProblem`` says what it looks like."""
    start = b"" if path.is_dir() else head(path)
    for name in SOURCES:
        module = loader(name)
        if module.recognises(start, path):
            return module
    found = "is a folder without the files of a known list" if path.is_dir() else looks_like(start)
    raise FileProblem(
        f"{path}: {found}; expected one of: {_formats()}; load the file as its publisher gives it, "
        "or a table of ships with --mapping."
    )


def files(module: Loader, path: Path) -> tuple[Path, ...]:
    """All files that a load of this path reads, the main one first; ``FileProblem`` for half a set.

    A loader whose lists are sets of files says so by a function ``files(path)`` of its own.
    """
    own = getattr(module, "files", None)
    return own(path) if own is not None else (path,)


def _formats() -> str:
    sources = [loader(name).SOURCE for name in SOURCES]
    return "; ".join(f"{one.title} ({one.format})" for one in sources)


def looks_like(start: bytes) -> str:
    """What a file seems to be that no loader knows, judged by its first bytes, in words."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "is a web page (HTML), probably an error page saved under this name"
    if text.startswith(b"%pdf"):
        return "is a PDF"
    if text.startswith(b"<"):
        return "is XML of a kind that no loader knows"
    if not text:
        return "holds only blanks" if start else "is packed and holds nothing"
    if start.startswith(b"PK\x03\x04"):
        return "is a workbook (XLSX) of a kind that no loader knows"
    if b"\x00" in start[:1000]:
        return "is a binary file of a kind that no loader knows"
    return "is text of a kind that no loader knows"
