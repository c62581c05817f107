"""A certificate: what was asked of which lists and what came of it, under a hash of its own text.

The file is JSON of words, numbers and lists, without fractions, so that any language can make the
hash again: SHA-256 of the JSON with sorted keys and no blanks, all but ``sha256`` itself.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from hullmark.graph.answer import Hit, Snapshot
from hullmark.graph.asked import Asked, canonical
from hullmark.graph.errors import BadValue, FileProblem

CERTIFICATE_VERSION = 2  # 1 had no inputs
KIND = "hullmark certificate"
LARGEST = 64 << 20  # bytes of a certificate that is read
SAYS = (
    "sha256 shows that this file is as it was made; anybody can make such a file, so it does not "
    "show who did. Lists that are not loaded were not asked, and nothing found is no clearance."
)


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """The command with its arguments as given; ``meant``: what a person picked for a name."""

    command: str
    arguments: tuple[str, ...]
    meant: dict[str, str]


class Held(Struct, frozen=True, forbid_unknown_fields=True):
    """One snapshot the answer stands on."""

    source: str
    list: str
    title: str
    published: str
    dated_by: str
    scope: str
    file: str
    sha256: str
    bytes: int
    url: str
    retrieved: str


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of it: ``found``, ``nothing found``, ``not known``, ``several meant``.

    ``sha256`` is that of the machine-readable answer, ``rows`` a digest a row of the answer.
    """

    result: str
    says: str
    exit_code: int
    query: str
    sha256: str
    count: int
    rows: tuple[str, ...]


class Certificate(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is written; ``hits`` has the first thousand rows of the answer.

    ``inputs`` are the asker's own files that were read for it: SHA-256 and bytes by name.
    """

    schema_version: int
    kind: str
    made_at: str
    program: dict[str, str]
    query: Query
    settings: dict[str, str]
    store: dict[str, str]
    snapshots: tuple[Held, ...]
    stale_days: int
    stale: tuple[str, ...]
    not_loaded: tuple[str, ...]
    answer: Outcome
    hits: tuple[dict[str, str], ...]
    near_misses: tuple[dict[str, str], ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]
    says: str
    inputs: dict[str, str] = field(default_factory=dict)
    sha256: str = ""


class _Head(Struct, frozen=True):
    kind: str = ""
    schema_version: int = 0


def digest(one: Certificate) -> str:
    """The SHA-256 of everything in a certificate but its own ``sha256``."""
    plain = _plain(one)
    del plain["sha256"]
    return hashlib.sha256(canonical(plain)).hexdigest()


def written(one: Certificate) -> bytes:
    """The bytes of a certificate's file, its hash made anew."""
    sealed = msgspec.structs.replace(one, sha256=digest(one))
    text = json.dumps(_plain(sealed), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _plain(one: Certificate) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    if one.schema_version == 1 and not one.inputs:
        del plain["inputs"]
    return plain


def read(path: Path) -> Certificate:
    """A certificate that is just as it was written.

    ``BadValue`` when it is none, or was edited by as much as one byte; ``FileProblem`` when it
    can't be read or is of a newer program.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as refused:
        raise FileProblem(f"{path}: can't be read ({refused.strerror}).") from None
    if len(data) > LARGEST:
        raise BadValue(f"{path}: expected a certificate of at most {LARGEST:,} bytes, found more.")
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.kind != KIND:
            raise BadValue(
                f"{path}: expected a {KIND}, found other JSON; name a file that --certificate "
                "wrote."
            )
        if head.schema_version > CERTIFICATE_VERSION:
            raise FileProblem(
                f"{path}: was made by a newer hullmark (certificate version "
                f"{head.schema_version}, this program knows {CERTIFICATE_VERSION}); update the "
                "program."
            )
        found = msgspec.json.decode(data, type=Certificate)
        same = written(found) == data and digest(found) == found.sha256
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as wrong:
        why = " ".join(str(wrong).split())[:200]
        raise BadValue(
            f"{path}: expected a {KIND}, found that it is broken or was edited ({why}); ask for "
            "the file anew."
        ) from None
    if not same:
        raise BadValue(
            f"{path}: was edited or damaged after it was made: its sha256 is not that of its "
            "text; ask for the file anew."
        )
    return found


def held(one: Snapshot) -> Held:
    """A snapshot as a certificate names it: by its content, not by its place in a workspace."""
    scope = "delta" if one.follows is not None else "extract" if one.extract else "complete"
    return Held(
        source=one.source,
        list=one.list,
        title=one.title,
        published=str(one.published or ""),
        dated_by=one.dated_by,
        scope=scope,
        file=one.file,
        sha256=one.sha256,
        bytes=one.bytes,
        url=one.url,
        retrieved=one.retrieved.isoformat() if one.retrieved else "",
    )


def near_misses(asked: Asked) -> tuple[dict[str, str], ...]:
    """What else the questions might have meant, a row each."""
    return tuple(_near(question, hit) for question, hits in asked.near.items() for hit in hits)


def _near(question: str, hit: Hit) -> dict[str, str]:
    return {
        "question": question,
        "entity": hit.entity,
        "caption": hit.caption,
        "kind": hit.kind,
        "matched": hit.matched,
        "matched_as": hit.matched_as,
        "how": hit.how,
        "score": f"{hit.score:.4f}",
    }
