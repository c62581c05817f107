"""What every part of an EU entry has: attributes of no use, remarks, the regulation behind it."""

from __future__ import annotations

from typing import Any

from hullmark.graph.text import clean
from hullmark.loaders.base import Row
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.xml import local

_SUMMARY = frozenset({"regulationType", "publicationDate", "numberTitle", "publicationUrl"})
# Elements that a part may hold and that are read where the part is.
_ASIDE = frozenset({"remark", "regulationSummary", "additionalInformation", "contactInfo"})


def part(element: Any, draft: Draft) -> Row:
    """The attributes of a part as a row, without those that are of no use here."""
    row = Row(dict(element.attrib), draft.place, draft.record)
    row.ignore("logicalId", "regulationLanguage")
    for child in element:
        name = local(child)
        if name not in _ASIDE:
            draft.problem("unread-field", f"the element <{name}> is not known; it was not read")
        elif name == "regulationSummary" and not _SUMMARY.issuperset(child.keys()):
            new = ", ".join(sorted(set(child.keys()) - _SUMMARY))
            draft.problem("unread-field", f"regulationSummary: {new} is not known; it was not read")
        elif name == "additionalInformation":
            draft.fact(clean(child.get("key", "")).lower(), clean(child.get("value", "")))
    return row


def cite_of(element: Any) -> str:
    """The regulation that brought a part in, as the list names it: ``2024/753 (OJ L…)``."""
    return next(
        (child.get("numberTitle", "") for child in element if local(child) == "regulationSummary"),
        "",
    )
