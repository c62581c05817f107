"""Readers of lists and registers: one module a format, each with ``SOURCE`` and ``read(path)``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from hullmark.graph.errors import BadValue, FileProblem
from hullmark.loaders.base import Loader, head

# In the order in which they are asked whether a file is theirs; the first that says yes reads it.
SOURCES = ("ofac_legacy", "uk_sanctions", "ofac_csv", "casefile")


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
    raise FileProblem(f"{path}: {_looks_like(start)}; expected one of: {_formats()}.")


def _formats() -> str:
    return "; ".join(loader(name).SOURCE.format for name in SOURCES)


def _looks_like(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "is a web page (HTML), probably an error page saved under this name"
    if text.startswith(b"%pdf"):
        return "is a PDF"
    if text.startswith(b"<"):
        return "is XML of a kind that no loader knows"
    if not text:
        return "is a folder without the files of a known list" if not start else "holds only blanks"
    if b"\x00" in start[:1000]:
        return "is a binary file of a kind that no loader knows"
    return "is text of a kind that no loader knows"
