"""What stands around the details of a BODS statement: its day, publication, source, annotations."""

from __future__ import annotations

import re

from hullmark.graph.model import Fact
from hullmark.graph.spans import Span
from hullmark.loaders.bods_object import Object, Report
from hullmark.loaders.bods_statement import Frame

_SOURCES = ("selfDeclaration", "officialRegister", "thirdParty", "primaryResearch", "verified")
_MOTIVES = ["commenting", "correcting", "identifying", "linking", "transformation"]
_SHORTEST, _LONGEST = 32, 64  # characters of a statement's id, by the standard


def take_frame(whole: Object, found: Frame, report: Report) -> tuple[Span | None, list[Fact]]:
    """The day of a statement and what its frame says beside; the rest of it is checked."""
    key = whole.text("statementId") or whole.text("statementID")
    if found.new and not _SHORTEST <= len(key) <= _LONGEST:
        message = f"expected a statementId of {_SHORTEST} to {_LONGEST} characters"
        report("odd-value", message, key)
    whole.ignore("statementType", "recordType", "recordId", "recordStatus", "replacesStatements")
    on = whole.day("statementDate", needed=found.new)
    if found.new and not whole.text("declarationSubject"):
        report("missing-field", "expected the field declarationSubject, found none")
    whole.text("declaration")
    _check_publication(whole.inner("publicationDetails"))
    facts = _take_source(whole.inner("source"))
    for one in whole.objects("annotations"):
        facts += _take_annotation(one)
    return on, facts


def _check_publication(details: Object | None) -> None:
    if details is None:
        return
    details.day("publicationDate", needed=True)
    version = details.text("bodsVersion", needed=True)
    if version and not re.fullmatch(r"\d+\.\d+", version):
        details.report("odd-value", f"{details.path}bodsVersion: expected one as 0.4", version)
    details.web("license")
    if (publisher := details.inner("publisher")) is not None:
        if not publisher.text("name") and not publisher.has("url"):
            publisher.report("missing-field", "expected a publisher with a name or url")
        publisher.web("url")
        publisher.leftovers()
    else:
        details.report("missing-field", f"expected the field {details.path}publisher, found none")
    details.leftovers()


def _take_source(source: Object | None) -> list[Fact]:
    if source is None:
        return []
    kinds = source.raw("type")
    every = kinds if isinstance(kinds, list) else [kinds]
    words = [kind for kind in every if isinstance(kind, str)]
    known = all(word in _SOURCES for word in words) if source.report.strict else True
    listed = isinstance(kinds, list) or kinds is None or not source.report.strict
    if not listed or not known or (kinds is not None and not words):
        source.report("odd-value", f"{source.path}type: expected a list of codes", kinds)
    words += [source.text("description"), source.web("url")]
    source.day("retrievedAt")
    names = []
    for one in source.objects("assertedBy"):
        names.append(one.text("name"))
        one.web("uri")
        one.leftovers()
    source.leftovers()
    told = "; ".join(filter(None, [*words, *(f"asserted by {name}" for name in names if name)]))
    return [Fact("stated source", told)] if told else []


def _take_annotation(one: Object) -> list[Fact]:
    where = one.text("statementPointerTarget", needed=True)
    motive = one.code("motivation", _MOTIVES)
    if not motive:
        one.report("missing-field", f"expected the field {one.path}motivation, found none")
    told = [one.text("description"), one.web("url")]
    if motive == "linking" and not told[1]:
        one.report("missing-field", f"expected the field {one.path}url, found none")
    changed = one.raw("transformedContent")
    if changed:
        if not isinstance(changed, str) or motive != "transformation":
            message = f"{one.path}transformedContent: expected text, of a transformation"
            one.report("odd-value", message, changed)
        told.append(f"before: {changed}")
    one.day("creationDate")
    if (by := one.inner("createdBy")) is not None:
        by.text("name")
        by.web("uri")
        by.leftovers()
    one.leftovers()
    return [Fact("annotation", f"{motive} {where}: {'; '.join(filter(None, told))}".strip(": "))]
