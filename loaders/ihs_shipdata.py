"""The ShipData XML of IHS Markit (Lloyd's Register Fairplay): ships with the companies behind them.

A company's code is its IMO company number. Roles of which the file gives only the code are links to
a company without a name, which its number joins to other sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hullmark.graph.errors import SourceChanged
from hullmark.graph.identifiers import CALL_SIGN, IMO_COMPANY, IMO_SHIP, MMSI
from hullmark.graph.model import CURRENT, Edition, Item, Link, Period, Problem
from hullmark.graph.spans import say_span
from hullmark.graph.text import clean, country_code
from hullmark.loaders.base import Row, Source, key, opened
from hullmark.loaders.eu_draft import Draft
from hullmark.loaders.ihs_shipdata_fields import (
    COUNTRIES,
    FACTS,
    IGNORED,
    IGNORED_ENDINGS,
    ROLES,
    compact_date,
)
from hullmark.loaders.ship_register_companies import UNKNOWN_NUMBERS, Companies
from hullmark.loaders.ship_register_words import NOT_KNOWN, blank, not_known
from hullmark.loaders.xml import elements, local, refuse_doctype, root_of

SOURCE = Source(
    id="ihs",
    title="IHS ShipData",
    format="XML",
    publisher="S&P Global (IHS Markit, before Lloyd's Register Fairplay)",
    licence="proprietary; the subscriber's contract",
    url="https://www.spglobal.com/",
    expected={},
)
_NAMESPACE = "lrfairplay.com"
_ROOT, _SHIP = "NewDataSet", "ShipData"
_AGAIN = "export it again"


def recognises(head: bytes, path: Path) -> bool:
    """Whether these first bytes open a ShipData export."""
    if b"lrfairplay.com" not in head[:2000]:
        return False
    root = root_of(head)
    return root is not None and local(root) == _ROOT


def read(path: Path) -> Iterator[Item]:
    """The items of an export: ships in file order, each with its links, then the companies.

    Raises ``FileProblem`` for damaged XML, ``SourceChanged`` for another root.
    """
    with opened(path) as stream:
        found = elements(stream, path, _ROOT, _AGAIN, tags=("{*}" + _SHIP,))
        companies, repeated = Companies(SOURCE.id), set[str]()
        first = next(found, None)
        if first is None:
            raise SourceChanged(
                f"{path}: has no {_SHIP} elements; expected an export of ships; {_AGAIN}."
            )
        root = first.getparent()
        if root is None or local(root) != _ROOT or _NAMESPACE not in str(first.tag):
            raise SourceChanged(
                f"{path}: line {first.sourceline}: expected {_SHIP} in {_ROOT} of the namespace "
                f"http://ShipData.schemas.lrfairplay.com, found {str(first.tag)[:100]!r}."
            )
        refuse_doctype(first, path, _AGAIN)
        yield Edition(SOURCE.id, "ships", _updated(path), title=SOURCE.title, scope="extract")
        yield from _ship(first, companies, repeated)
        for element in found:
            yield from _ship(element, companies, repeated)
        yield from companies.items()


def _updated(path: Path) -> date | None:
    """The newest ``LastUpdateDate``: the file has no day of its own, and knows nothing later."""
    with opened(path) as stream:
        days = (
            (one.text or "")[:10]
            for one in elements(stream, path, _ROOT, _AGAIN, tags=("{*}LastUpdateDate",))
        )
        newest = max(days, default="")
    try:
        return date.fromisoformat(newest)
    except ValueError:
        return None


def _ship(element: Any, companies: Companies, repeated: set[str]) -> Iterator[Item]:
    place = f"line {element.sourceline}"
    fields = {local(child): child.text or "" for child in element}
    imo = clean(fields.get("LRIMOShipNo", ""))
    if not imo:
        yield Problem(
            "no-key", "expected LRIMOShipNo, found none; the ship was not read", "", "", place
        )
        return
    draft = Draft(f"{SOURCE.id}:{'-'.join(imo.split())[:80]}", place)
    draft.kind = "Vessel"
    row = Row({name: clean(text) for name, text in fields.items()}, place, draft.record)
    _properties(draft, row)
    links = [link for role in ROLES if (link := _role(draft, row, role, companies))]
    row.ignore(*(name for name in fields if _says_nothing(name)))
    yield draft.made()
    yield from links
    for problem in (*draft.problems, *row.leftovers()):
        if problem.code != "unread-field" or problem.message not in repeated:
            repeated.add(problem.message)
            yield problem


def _properties(draft: Draft, row: Row) -> None:
    draft.number(IMO_SHIP, row.maybe("LRIMOShipNo"))
    draft.named(row.maybe("ShipName"))
    draft.number(CALL_SIGN, row.maybe("CallSign"))
    draft.number(MMSI, row.maybe("MaritimeMobileServiceIdentityMMSINumber"))
    flag, since = row.maybe("FlagName"), row.maybe("FlagEffectiveDate")
    row.ignore("FlagCode")
    period = _since(draft, "FlagEffectiveDate", since)
    if not_known(flag):
        draft.fact("flag", NOT_KNOWN, stated=flag, period=period)
    elif flag:
        draft.fact("flag", country_code(flag) or flag, stated=flag, period=period)
    status, since = row.maybe("ShipStatus"), row.maybe("ShipStatusEffectiveDate")
    draft.fact("status", status, period=_since(draft, "ShipStatusEffectiveDate", since))
    built = row.maybe("DateOfBuild")
    if began := compact_date(built):
        draft.fact("built", say_span(began.start_min, began.start_max), stated=built)
    for field, prop in FACTS.items():
        value = row.maybe(field)
        if not blank(value) and value != "0":
            draft.fact(prop, value)


def _says_nothing(field: str) -> bool:
    """Whether a field is known and left aside; a company's code never is."""
    return field in IGNORED or (
        field.endswith(IGNORED_ENDINGS) and not field.endswith("CompanyCode")
    )


def _since(draft: Draft, field: str, stated: str) -> Period:
    if not stated:
        return CURRENT
    period = compact_date(stated)
    if period is None:
        draft.problem("bad-date", f"{field}: expected YYYYMMDD or YYYYMM; no date was read", stated)
        return CURRENT
    return period


def _role(
    draft: Draft,
    row: Row,
    role: tuple[str, str, tuple[str, ...], tuple[str, ...]],
    companies: Companies,
) -> Link | None:
    """The link to the company in one role; a fact where the file says that it is not known."""
    name, word, name_fields, code_fields = role
    stated = next((found for field in name_fields if (found := row.maybe(field))), "")
    code = next((found for field in code_fields if (found := row.maybe(field))), "")
    stem = name_fields[0]
    facts = {
        prop: value for ending, prop in COUNTRIES.items() if (value := row.maybe(stem + ending))
    }
    if blank(stated) and blank(code):
        return None
    if not_known(stated) or code in UNKNOWN_NUMBERS:
        draft.fact(name, NOT_KNOWN, stated=stated or code, period=CURRENT)
        return None
    firm = companies.named(stated, draft.record, draft.place, scheme=IMO_COMPANY, number=code)
    for prop, value in facts.items():
        firm.fact(prop, country_code(value) or value, stated=value)
    return Link(
        id=f"{draft.record}#{key(name, firm.record)}",
        subject=firm.record,
        role=name,
        object=draft.record,
        period=CURRENT,
        as_stated=word,
        place=draft.place,
    )
