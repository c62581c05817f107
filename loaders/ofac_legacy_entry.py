"""One ``sdnEntry`` of OFAC's XML lists: its names, numbers, ship, birth and addresses.

Children are taken out one by one; what is left is a problem, so that a new element is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hullmark.graph.errors import SourceChanged
from hullmark.graph.model import Problem
from hullmark.loaders import ofac
from hullmark.loaders.base import Row
from hullmark.loaders.ofac import Entry
from hullmark.loaders.ofac_remarks import linked
from hullmark.loaders.xml import local

_ALIASES = {"a.k.a.": "aka", "f.k.a.": "fka", "n.k.a.": "nka"}


def read_entry(element: Any, path: Path) -> Entry | Problem:
    """What an ``sdnEntry`` says, or a ``Problem`` for one without a uid or a name.

    Raises ``SourceChanged`` for an sdnType that is new.
    """
    texts: dict[str, str | None] = {}
    lists: dict[str, Any] = {}
    doubled = []
    for child in element:
        name = local(child)
        if name in texts or name in lists:
            doubled.append(name)
        elif len(child):
            lists[name] = child
        else:
            texts[name] = child.text
    row = Row(texts, f"line {element.sourceline}")
    uid, last, kind = row.maybe("uid"), row.maybe("lastName"), row.maybe("sdnType")
    row.place = f"uid {uid}, {row.place}"
    if not (uid.isascii() and uid.isdecimal()) or not last:
        return Problem(
            "no-key",
            "expected an entry with a number as uid and a lastName; it was not read",
            value=f"uid {uid!r}, lastName {last!r}",
            place=row.place,
        )
    if kind.lower() not in ofac.KINDS:
        raise SourceChanged(
            f"{path}: {row.place}: expected the sdnType Individual, Entity, Vessel or Aircraft, "
            f"found {kind!r}; hullmark needs to learn what that is."
        )
    entry = Entry(uid, ofac.KINDS[kind.lower()], row.place)
    row.record = entry.record
    _take(entry, row, last, lists)
    row.ignore("programList", "akaList", "idList", "addressList", "vesselInfo")
    row.ignore("nationalityList", "citizenshipList", "dateOfBirthList", "placeOfBirthList")
    entry.problems += row.leftovers()
    for name in [*lists, *doubled]:
        entry.problem("unread-field", f"the element {name!r} is not known here; it was not read")
    return entry


def _take(entry: Entry, row: Row, last: str, lists: dict[str, Any]) -> None:
    first = row.maybe("firstName")
    entry.named(f"{last}, {first}" if first else last)
    programmes = ((child.text or "").strip() for child in lists.pop("programList", ()))
    entry.programmes = tuple(dict.fromkeys(filter(None, programmes)))
    _names(entry, _rows(entry, lists.pop("akaList", ())))
    _numbers(entry, _rows(entry, lists.pop("idList", ())))
    ship = lists.pop("vesselInfo", None)
    _ship(entry, _rows(entry, () if ship is None else (ship,)))
    entry.fact("title", row.maybe("title"))
    _birth(entry, lists)
    _addresses(entry, _rows(entry, lists.pop("addressList", ())))
    entry.targets, remarks = linked(row.maybe("remarks"))
    for piece in remarks:
        entry.fact("remark", piece)


def _rows(entry: Entry, elements: Iterable[Any]) -> Iterator[Row]:
    """Each element as a row; what its reader leaves over becomes problems of the entry."""
    for element in elements:
        fields = {local(child): child.text for child in element}
        row = Row(fields, entry.place, entry.record)
        row.ignore("uid", "mainEntry")
        yield row
        entry.problems += row.leftovers()


def _names(entry: Entry, rows: Iterable[Row]) -> None:
    for row in rows:
        name = ", ".join(filter(None, (row.maybe("lastName"), row.maybe("firstName"))))
        stated, category = row.maybe("type"), row.maybe("category")
        kind = ofac.NAME_TYPES.get(_ALIASES.get(stated, ""))
        if kind is None or category not in ("strong", "weak"):
            entry.problem(
                "new-name-type",
                "expected a.k.a., f.k.a. or n.k.a. and strong or weak, "
                f"found {stated!r} and {category!r}; kept as an alias",
                name,
            )
        if name:
            weak = category == "weak" and kind == "alias"
            entry.named(name, "weak alias" if weak else kind or "alias")


def _numbers(entry: Entry, rows: Iterable[Row]) -> None:
    for row in rows:
        label, value, country = row.maybe("idType"), row.maybe("idNumber"), row.maybe("idCountry")
        issued, expires = row.maybe("issueDate"), row.maybe("expirationDate")
        if label and value:
            entry.numbered(label, value, country, issued, expires)
        else:
            entry.problem("no-value", "expected an id type with a number", f"{label}: {value}")


def _ship(entry: Entry, rows: Iterable[Row]) -> None:
    for row in rows:
        entry.ship(
            row.maybe("callSign"),
            row.maybe("vesselType"),
            row.maybe("vesselFlag"),
            row.maybe("vesselOwner"),
        )
        entry.tons("tonnage", row.maybe("tonnage"))
        entry.tons("gross tonnage", row.maybe("grossRegisteredTonnage"))


def _birth(entry: Entry, lists: dict[str, Any]) -> None:
    for row in _rows(entry, lists.pop("dateOfBirthList", ())):
        entry.dated("birth date", row.maybe("dateOfBirth"))
    for row in _rows(entry, lists.pop("placeOfBirthList", ())):
        entry.fact("birth place", row.maybe("placeOfBirth"))
    for prop in ("nationality", "citizenship"):
        for row in _rows(entry, lists.pop(f"{prop}List", ())):
            entry.country(prop, row.maybe("country"))


def _addresses(entry: Entry, rows: Iterable[Row]) -> None:
    for row in rows:
        lines = [row.maybe(f"address{number}") for number in (1, 2, 3)]
        town = ", ".join(filter(None, (row.maybe("city"), row.maybe("stateOrProvince"))))
        town = f"{town} {row.maybe('postalCode')}".strip()
        entry.address([*lines, town, row.maybe("region")], row.maybe("country"))
