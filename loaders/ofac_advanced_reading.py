"""One reading of OFAC's advanced XML: elements by their parts, codes in words, and what was wrong.

``_SHAPES`` holds what each element has that this loader takes. Anything else becomes a problem, so
that a new element or attribute is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Problem
from hullmark.loaders.ofac_advanced_codes import Codes, in_words
from hullmark.loaders.ofac_advanced_shelf import Shelf

_FIXED = "YearFixed MonthFixed DayFixed"
_SHAPES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    name: (frozenset(attributes.split()), frozenset(children.split()))
    for name, attributes, children in (
        ("DateOfIssue", "CalendarTypeID", "Year Month Day"),
        (
            "Location",
            "ID",
            "Comment LocationAreaCode LocationCountry LocationPart FeatureVersionReference "
            "IDRegDocumentReference",
        ),
        ("LocationPart", "LocPartTypeID", "LocationPartValue"),
        (
            "LocationPartValue",
            "Primary LocPartValueTypeID LocPartValueStatusID",
            "Comment Value",
        ),
        (
            "IDRegDocument",
            "ID IDRegDocTypeID IdentityID IssuedBy-CountryID IssuedIn-LocationID ValidityID",
            "Comment IDRegistrationNo IssuingAuthority DocumentDate DocumentedNameReference",
        ),
        ("DocumentDate", "IDRegDocDateTypeID", "DatePeriod"),
        ("DatePeriod", f"CalendarTypeID {_FIXED}", "Comment Start End"),
        ("Start", f"Approximate {_FIXED}", "From To"),
        ("End", f"Approximate {_FIXED}", "From To"),
        ("From", "", "Year Month Day"),
        ("To", "", "Year Month Day"),
        ("Date", "CalendarTypeID", "Year Month Day"),
        ("DistinctParty", "FixedRef", "Comment Profile"),
        ("Profile", "ID PartySubTypeID", "Comment Identity Feature SanctionsEntryReference"),
        ("Identity", "ID FixedRef Primary False", "Comment Alias NamePartGroups"),
        (
            "Alias",
            "FixedRef AliasTypeID Primary LowQuality",
            "Comment DatePeriod DocumentedName",
        ),
        ("DocumentedName", "ID FixedRef DocNameStatusID", "Comment DocumentedNamePart"),
        ("DocumentedNamePart", "LeadingChars TrailingChars", "NamePartValue"),
        ("NamePartGroups", "", "MasterNamePartGroup"),
        ("MasterNamePartGroup", "", "NamePartGroup"),
        ("Feature", "ID FeatureTypeID", "FeatureVersion IdentityReference"),
        (
            "FeatureVersion",
            "ID ReliabilityID",
            "Comment DatePeriod VersionDetail VersionLocation IDRegDocumentReference",
        ),
        (
            "ProfileRelationship",
            "ID From-ProfileID To-ProfileID RelationTypeID RelationQualityID Former "
            "SanctionsEntryID",
            "Comment DatePeriod",
        ),
        ("SanctionsEntry", "ID ProfileID ListID", "Comment EntryEvent SanctionsMeasure"),
        ("EntryEvent", "ID EntryEventTypeID LegalBasisID", "Comment Date"),
        ("SanctionsMeasure", "ID SanctionsTypeID", "Comment DatePeriod"),
    )
}

_LEAVES: Mapping[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in (
        *((name, "") for name in ("Comment", "Day", "IDRegistrationNo", "IssuingAuthority")),
        *((name, "") for name in ("Month", "Value", "Year")),
        ("DocumentedNameReference", "DocumentedNameID"),
        ("FeatureVersionReference", "FeatureVersionID"),
        ("IDRegDocumentReference", "IDRegDocumentID"),
        ("IdentityReference", "IdentityID IdentityFeatureLinkTypeID"),
        ("LocationAreaCode", "AreaCodeID"),
        ("LocationCountry", "CountryID CountryRelevanceID"),
        ("NamePartGroup", "ID NamePartTypeID"),
        ("NamePartValue", "NamePartGroupID ScriptID ScriptStatusID Acronym"),
        ("SanctionsEntryReference", "SanctionsEntryID"),
        ("VersionDetail", "DetailTypeID DetailReferenceID"),
        ("VersionLocation", "LocationID"),
    )
}


class Reading:
    """A file being read: its codes, its shelf, and the problems of the element at hand."""

    def __init__(self, path: Path, kept: Shelf) -> None:
        self.path, self.kept = path, kept
        self.codes: Codes = {}
        self.record = self.place = ""
        self.problems: list[Problem] = []

    def begin(self, element: Any, name: str, record: str = "") -> None:
        """Turn to another element; the problems from here on are its own."""
        self.record = record
        self.place = f"{name}, line {element.sourceline}"
        self.problems = []

    def parts(self, element: Any) -> list[tuple[str, Any]]:
        """The children by name that this loader takes; empty comments carry nothing."""
        known, children = _SHAPES[local_name(element.tag)]
        self._attributes(element, known)
        found = []
        for child in element:
            name = local_name(child.tag)
            if name not in children:
                self.unread(child)
                continue
            leaf = _LEAVES.get(name)
            if leaf is not None:
                self._attributes(child, leaf)
                for stray in child:
                    self.unread(stray)
            if name != "Comment" or text(child):
                found.append((name, child))
        return found

    def _attributes(self, element: Any, known: frozenset[str]) -> None:
        for attribute, value in element.items():
            if attribute not in known:
                self._unread(f"{local_name(element.tag)}/@{attribute}", value)

    def unread(self, element: Any) -> None:
        """Report an element that nobody takes, under its path."""
        parent = element.getparent()
        path = [local_name(one.tag) for one in (parent, element) if one is not None]
        self._unread("/".join(path), "".join(element.itertext()))

    def _unread(self, path: str, value: str) -> None:
        self.problem(
            "unread-field", f"{path!r} is not known to this loader; it was not read", value
        )

    def problem(self, code: str, message: str, value: str = "") -> None:
        """One thing of the element at hand that could not be taken as it stands."""
        shown = " ".join(value.split())[:200]
        found = Problem(code, message, self.record, shown, self.place)
        if found not in self.problems[-1:]:  # a date is written up to four times
            self.problems.append(found)

    def words(self, kind: str, code: str) -> str:
        """What a code means; ``SourceChanged`` when nobody says."""
        found = in_words(self.codes, kind, code)
        if not found:
            raise SourceChanged(
                f"{self.path}: {self.place}: expected a {kind} code that the file's reference "
                f"values or hullmark name, found {code!r}; hullmark needs to learn what that is."
            )
        return found

    def value(self, kind: str, code: str) -> str:
        """The words of a code that is itself a value (a country, a ship's type); else a problem."""
        found = in_words(self.codes, kind, code)
        if not found:
            self.problem(
                "unknown-code",
                f"expected a {kind} code that the file's reference values name; it was left out",
                code,
            )
        return found


@lru_cache(maxsize=1024)
def local_name(tag: str) -> str:
    """The name in a tag without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Any) -> str:
    """The stripped text of an element."""
    return (element.text or "").strip()


def said_true(element: Any, attribute: str) -> bool:
    """Whether a yes-or-no attribute says yes."""
    return element.get(attribute, "").strip().lower() in ("true", "1")
