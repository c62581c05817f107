"""The hash of what a picture shows, by which two prints of one answer are told to be the same."""

from __future__ import annotations

import hashlib
import json

import msgspec
from msgspec.structs import replace

from hullmark.graph.answer import Answer


def digest(answer: Answer) -> str:
    """The SHA-256 of an answer's content as 64 hexadecimal digits, whatever the order of its parts.

    The numbers that a workspace gives its snapshots are left out: another workspace with the same
    files gives the same hash.
    """
    whole = replace(
        answer,
        entities=dict(sorted(answer.entities.items())),
        links=tuple(sorted(answer.links, key=lambda one: (one.id, one.evidence.record))),
        snapshots=tuple(
            replace(one, id=0)
            for one in sorted(answer.snapshots, key=lambda one: (one.source, one.list, one.sha256))
        ),
    )
    # A lone surrogate, which some lists hold, is no UTF-8: it stands as an escape.
    text = json.dumps(msgspec.to_builtins(whole, order="deterministic"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
