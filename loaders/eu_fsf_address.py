"""The addresses of an EU entry, and the telephones, mails and web sites that hang on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import FORMER, UNDATED
from hullmark.graph.text import clean, country_name
from hullmark.loaders.eu_draft import Draft, iso_country
from hullmark.loaders.eu_fsf_part import cite_of, part
from hullmark.loaders.eu_fsf_remarks import remarks, take_remarks
from hullmark.loaders.xml import local

CONTACTS = {"PHONE": "phone", "EMAIL": "email", "WEB": "website", "FAX": "fax"}
_FORMER_ADDRESS = frozenset(
    {
        "former address",
        "former location",
        "previous",
        "previous address",
        "previous location",
        "previously located in",
    }
)


def take_address(element: Any, draft: Draft, path: Path) -> None:
    """One ``address`` element into the draft: on one line, its country apart, and its contacts.

    Raises ``SourceChanged`` for a kind of contact that is new.
    """
    row, cite = part(element, draft), cite_of(element)
    parts = [clean(row.maybe(name)) for name in ("street", "poBox", "zipCode", "city", "place")]
    parts.append(clean(row.maybe("region")))
    if (box := parts[1]) and not box.upper().startswith(("P.O.", "PO ", "P.O")):
        parts[1] = f"P.O. Box {box}"
    iso, words = row.maybe("countryIso2Code"), row.maybe("countryDescription")
    code = iso_country(iso, words)
    lines = [part.rstrip(",") for part in parts if part]
    told = remarks(element)
    former = any(remark.strip(" ().").lower() in _FORMER_ADDRESS for remark in told)
    listed = row.maybe("asAtListingTime") == "true"
    if lines:
        named = country_name(code) if code else "" if iso == "00" else words
        draft.fact(
            "address at the time of listing" if listed else "address",
            ", ".join([*lines, named] if named else lines),
            period=FORMER if former else UNDATED,
            cite=cite,
        )
    draft.country("country", words, iso, period=FORMER if former else UNDATED, cite=cite)
    others = [text for text in told if text.strip(" ().").lower() not in _FORMER_ADDRESS]
    take_remarks(draft, "address remark", others, about=", ".join(lines), cite=cite)
    for prop, value in _contacts(element, path):
        draft.fact(prop, value, cite=cite)
    draft.leftovers(row)


def _contacts(element: Any, path: Path) -> Iterator[tuple[str, str]]:
    for child in element:
        if local(child) != "contactInfo":
            continue
        key = child.get("key", "")
        if key not in CONTACTS:
            raise SourceChanged(
                f"{path}: line {child.sourceline}: expected a contactInfo with the key PHONE, "
                f"EMAIL, WEB or FAX, found {key!r}; hullmark needs to learn what that is."
            )
        yield CONTACTS[key], clean(child.get("value", ""))
