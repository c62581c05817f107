"""How charts look: one YAML file of colours, dashes, widths, sizes and paper that people may copy.

The default stands in ``style.yaml`` beside this module. A file of one's own names only what it
changes; what it names is checked against the default, value by value.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue, FileProblem

FILE = Path(__file__).parent / "style.yaml"
LARGEST = 200_000  # bytes; the default has 2,000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,59}")
_CHOICES = {
    "paper": ("a4", "a3"),
    "orientation": ("auto", "landscape", "portrait"),
    "dash": ("solid", "dashed", "dotted"),
}

Paper = Literal["a4", "a3"]
Orientation = Literal["auto", "landscape", "portrait"]


class Sizes(Struct, frozen=True):
    """Sizes of letters in points."""

    title: float
    name: float
    facts: float
    details: float
    notes: float


class Widths(Struct, frozen=True):
    """Widths of lines in points."""

    line: float
    former: float
    frame: float
    asked: float


class Colours(Struct, frozen=True):
    """Colours as ``#rrggbb``."""

    ink: str
    quiet: str
    listed: str
    listed_text: str
    former: str
    cluster: str
    background: str


class Line(Struct, frozen=True):
    """How the lines of one class of roles look."""

    colour: str
    dash: str


class Style(Struct, frozen=True):
    """The whole of ``style.yaml``: ``lines`` by class of role, ``fills`` by kind."""

    paper: Paper
    orientation: Orientation
    margin: float
    font: str
    sizes: Sizes
    widths: Widths
    colours: Colours
    dashes: dict[str, str]
    lines: dict[str, Line]
    fills: dict[str, str]


def template() -> str:
    """The default style as a file to copy and change."""
    return FILE.read_text(encoding="utf-8")


@cache
def default() -> Style:
    """The style of charts when none is given."""
    return msgspec.convert(_loaded(template()), Style)


def style_of(path: Path) -> Style:
    """The style in a file: the default with what the file changes.

    Raises ``FileProblem`` when it can't be read or is no YAML, ``BadValue`` for a setting that
    there is not or a value that it can't have.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise FileProblem(f"{path}: a style of more than {LARGEST:,} bytes is no style.")
        found = _loaded(path.read_text(encoding="utf-8"))
    except OSError as refused:
        raise FileProblem(f"{path}: can't be read ({refused.strerror}).") from None
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as wrong:
        why = " ".join(str(wrong).split())[:200]
        raise FileProblem(
            f"{path}: expected YAML such as `hullmark chart --style-template` prints; {why}."
        ) from None
    whole = _loaded(template())
    if found is not None:
        _change(whole, found, (), path)
    return msgspec.convert(whole, Style)


def _loaded(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _change(whole: dict[str, Any], new: object, at: tuple[str, ...], path: Path) -> None:
    """Puts the values of ``new`` into ``whole`` after checking each against the one there."""
    here = f"{path}: {'.'.join(at) or 'the file'}"
    if not isinstance(new, dict):
        raise BadValue(f"{here}: expected settings such as {', '.join(whole)}; found {new!r:.60}.")
    for key, value in new.items():
        if key not in whole:
            raise BadValue(
                f"{here}: there is no setting {key!r:.60}; expected one of {', '.join(whole)}."
            )
        if isinstance(whole[key], dict):
            _change(whole[key], value, (*at, key), path)
        else:
            expected = _expected(key if key in _CHOICES else (at or (key,))[0], whole[key], value)
            if expected:
                name = ".".join((*at, key))
                raise BadValue(f"{path}: {name}: expected {expected}; found {value!r:.60}.")
            whole[key] = value


def _expected(key: str, old: object, value: object) -> str:
    """What a value should have been, ``""`` when it is that."""
    choices = _CHOICES["dash"] if key == "dashes" else _CHOICES.get(key)
    if choices:
        return "" if value in choices else " or ".join(choices)
    if isinstance(old, str) and old.startswith("#"):
        sound = isinstance(value, str) and _COLOUR.fullmatch(value)
        return "" if sound else 'a colour such as "#1b3a57", in quotes'
    if isinstance(old, str):
        sound = isinstance(value, str) and _FONT.fullmatch(value)
        return "" if sound else "the name of a font, of letters, digits and blanks"
    low, high = {"sizes": (4, 40), "widths": (0.2, 12)}.get(key, (0, 100))
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and low <= float(str(value)) <= high:
        return ""
    return f"a number of points from {low:g} to {high:g}"
