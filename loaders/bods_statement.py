"""The frame of a BODS statement: which version writes it how, its id, record, day and parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from hullmark.graph import bods
from hullmark.graph.errors import SourceChanged

KINDS = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
    "entity": "entity",
    "person": "person",
    "relationship": "relationship",
}


class Frame(Struct, frozen=True):
    """What must be known of a statement before its details are read."""

    key: str
    record: str
    kind: str
    day: str
    status: str
    details: dict[str, Any]
    replaces: tuple[str, ...]
    new: bool  # 0.4, with details apart


def frame(stated: Mapping[str, Any], place: str) -> Frame | str:
    """The frame of a statement, or why it can't be read.

    Raises ``SourceChanged`` for a type of statement or a status that is new.
    """
    key = stated.get("statementId") or stated.get("statementID")
    new = "recordType" in stated or "recordDetails" in stated or "recordId" in stated
    kind_stated = stated.get("recordType") if new else stated.get("statementType")
    if not isinstance(key, str) or not key.strip():
        return "expected a statement with an id, found none; it was not read"
    if not isinstance(kind_stated, str):
        return "expected a statement with a type, found none; it was not read"
    if kind_stated not in KINDS:
        raise SourceChanged(
            f"{place}: expected a statement of the type {', '.join(dict.fromkeys(KINDS))}, found "
            f"{kind_stated[:100]!r}; hullmark needs to learn what that is."
        )
    status = stated.get("recordStatus") or "new"
    if status not in bods.tables().statuses:
        raise SourceChanged(
            f"{place}: expected recordStatus to be one of {', '.join(bods.tables().statuses)}, "
            f"found {str(status)[:100]!r}; hullmark needs to learn what that is."
        )
    record = stated.get("recordId") if new else key
    if not isinstance(record, str) or not record.strip():
        return "expected a statement with a recordId, found none; it was not read"
    details = stated.get("recordDetails") if new else stated
    if not isinstance(details, dict):
        return "expected a statement with recordDetails, found none; it was not read"
    replaces = stated.get("replacesStatements")
    day = stated.get("statementDate")
    return Frame(
        key=key.strip(),
        record=record.strip(),
        kind=KINDS[kind_stated],
        day=day if isinstance(day, str) else "",
        status=status,
        details=details,
        replaces=tuple(r for r in replaces if isinstance(r, str) and r != key)
        if isinstance(replaces, list)
        else (),
        new=new,
    )


def party_of(stated: object) -> tuple[str, dict[str, Any] | None]:
    """The id that a subject or interested party names, or the object that says why there is none.

    A text in 0.4; in 0.2 and 0.3 an object with ``describedBy…`` or ``unspecified``.
    """
    if isinstance(stated, str):
        return stated.strip(), None
    if not isinstance(stated, dict):
        return "", None
    for name in ("describedByEntityStatement", "describedByPersonStatement"):
        if isinstance(stated.get(name), str):
            return stated[name].strip(), None
    inside = stated.get("unspecified")
    return "", inside if isinstance(inside, dict) else stated


def withheld(details: Mapping[str, Any]) -> str:
    """The type of somebody unknown or withheld, ``""`` for everybody else."""
    kind = details.get("entityType") or details.get("personType")
    code = kind.get("type") if isinstance(kind, dict) else kind
    known = isinstance(code, str) and bods.plain(code) in bods.tables().nameless
    return str(code) if known else ""
