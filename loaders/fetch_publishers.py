"""What can be fetched: the publishers' files, from ``publishers.yaml`` or a file of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue, FileProblem
from hullmark.loaders.fetch_address import is_loopback

FILE = Path(__file__).parent / "publishers.yaml"
DATE = "{date}"
FEWEST = 64 << 20  # bytes that are always taken; above, a file may grow to GROWTH times its size
GROWTH = 4
UNKNOWN = 1 << 30  # bytes that are taken of a file whose usual size nobody has told
DAYS_BACK = 7  # daily files; a publisher keeps one of them, and may be late for a long weekend
# Monthly files bear the 1st or a working day soon after it; a month was left out once.
MONTHS_BACK, FIRST_DAYS = 3, 5
_NAME = re.compile(r"\w[\w.{}-]{0,99}")


class Publisher(Struct, frozen=True, forbid_unknown_fields=True):
    """One official file: where it is, what it is called here, which loader reads it."""

    name: str
    title: str
    loader: str
    url: str
    file: str
    licence: str
    about: int | None = None  # bytes, as others have met it
    default: bool = False  # fetched when no names are given
    dates: Literal["", "daily", "monthly"] = ""  # what {date} in the URL and the file's name takes
    open: bool = False  # nothing in the URL is secret, though it looks so: it is told in full

    @property
    def most(self) -> int:
        """More bytes than this are refused."""
        return max(FEWEST, GROWTH * self.about) if self.about is not None else UNKNOWN


def publishers(path: Path = FILE) -> tuple[Publisher, ...]:
    """All that can be fetched; ``FileProblem`` or ``BadValue`` for a mistake in the file."""
    try:
        with path.open("rb") as stream:
            found = msgspec.convert(yaml.safe_load(stream), tuple[Publisher, ...])
    except OSError as refused:
        raise FileProblem(f"{path}: can't be read ({refused.strerror}).") from None
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as wrong:
        why = " ".join(str(wrong).split())
        raise BadValue(
            f"{path}: expected a list of publishers as in docs/fetch.md, found a mistake: {why}"
        ) from None
    names: set[str] = set()
    for one in found:
        if mistake := _mistake(one) or ("the name is taken" if one.name in names else ""):
            raise BadValue(f"{path}: {one.name}: {mistake}; correct it there.")
        names.add(one.name)
    return found


def _mistake(one: Publisher) -> str:
    """What is wrong with an entry, in words; ``""`` when nothing is."""
    try:
        parts = urlsplit(one.url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host:
        return "expected a URL with a host, as https://example.org/list.xml"
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        return f"expected an https URL, found {parts.scheme}, which anybody on the way can change"
    if not _NAME.fullmatch(one.file):
        return f"expected a plain file name, found {one.file!r}"
    if bool(one.dates) != (DATE in one.url) or bool(one.dates) != (DATE in one.file):
        return f"expected {DATE} in the URL and the file name where dates are daily or monthly"
    return ""


def chosen(known: Sequence[Publisher], names: Sequence[str]) -> tuple[Publisher, ...]:
    """Those of these names, or of loaders of these names; without names the sanctions lists.

    ``BadValue`` for a name that is neither says which there are.
    """
    if not names:
        return tuple(one for one in known if one.default)
    for name in names:
        if not any(name in (one.name, one.loader) for one in known):
            there = ", ".join(one.name for one in known)
            raise BadValue(f"Nothing named {name!r} can be fetched: expected one of {there}.")
    return tuple(one for one in known if one.name in names or one.loader in names)


def places(one: Publisher, today: date) -> tuple[tuple[str, str], ...]:
    """The URLs, each with its file's name, at which the newest file may be: the likeliest first."""
    if not one.dates:
        return ((one.url, one.file),)
    days = _days(today) if one.dates == "daily" else _months(today)
    return tuple(
        (one.url.replace(DATE, str(day)), one.file.replace(DATE, str(day))) for day in days
    )


def _days(today: date) -> Iterator[date]:
    return (today - timedelta(days=back) for back in range(DAYS_BACK))


def _months(today: date) -> Iterator[date]:
    first = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        for day in range(1, FIRST_DAYS + 1):
            if first.replace(day=day) <= today:
                yield first.replace(day=day)
        first = (first - timedelta(days=1)).replace(day=1)
