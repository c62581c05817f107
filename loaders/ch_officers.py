"""Companies House's API: the officers of one company, a page of JSON as the API answers it.

Each company is a list of its own: a newer page of one company says nothing of another's officers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hullmark.graph.errors import FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Problem
from hullmark.loaders.base import Row, Source, opened
from hullmark.loaders.ch_officers_item import BadItem, company, item
from hullmark.loaders.ch_register import ID, LICENCE, PUBLISHER, full_number

SOURCE = Source(
    id=ID,
    title="Companies House: officers of a company",
    format="JSON of the API",
    publisher=PUBLISHER,
    licence=LICENCE,
    url="https://api.company-information.service.gov.uk/company/{number}/officers",
    expected={},
)
_LARGEST = 64 << 20  # bytes; a page has 100 officers at most, about 100 kB
_COUNTS = ("active_count", "inactive_count", "resigned_count", "items_per_page", "etag", "kind")
_AGAIN = "ask the API again for /company/NUMBER/officers"


def recognises(head: bytes, path: Path) -> bool:
    """Whether the first bytes open a JSON object with officers of one company."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{") or b'"items"' not in head or b'"appointed_to"' in head:
        return False
    return b'"officer_role"' in head or b'"officer-list"' in head


def read(path: Path) -> Iterator[Item]:
    """The company and its officers in file order, the ``Edition`` first.

    Raises ``FileProblem`` for a file that is no JSON or is cut off, ``SourceChanged`` for another
    answer of the API and for a role that is new.
    """
    page = _page(path)
    number = _number(page, path)
    items = page.pop("items")
    start, total = page.pop("start_index", 0), page.pop("total_results", None)
    yield Edition(
        ID,
        _list(number, start, len(items), total),
        title=f"Companies House: officers of {number}",
        url=SOURCE.url.replace("{number}", number),
    )
    yield company(number)
    page.pop("links", None)
    for name in _COUNTS:
        page.pop(name, None)
    row = Row({name: str(value) for name, value in page.items()}, "page")
    yield from row.leftovers()
    for at, one in enumerate(items, start=1):
        place = f"item {at}"
        try:
            yield from item(one, number, place)
        except KeyError as new:
            raise SourceChanged(
                f"{path}: {place}: expected an officer_role of the register, found "
                f"{new.args[0]!r}; hullmark needs to learn what that is."
            ) from None
        except BadItem as bad:
            message = f"expected an officer with role and name, found otherwise ({bad}); not read"
            yield Problem("bad-row", message, value=str(one)[:200], place=place)


def _page(path: Path) -> dict[str, Any]:
    with opened(path) as stream:
        raw = stream.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise FileProblem(f"{path}: is larger than any page of the API; {_AGAIN}.")
    try:
        page = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as bad:
        raise FileProblem(
            f"{path}: expected JSON, found that it breaks off or is damaged ({bad}); {_AGAIN}."
        ) from None
    if not isinstance(page, dict) or not isinstance(page.get("items"), list):
        raise SourceChanged(
            f"{path}: expected the API's list of a company's officers with items, found "
            f"{raw[:20]!r}; {_AGAIN}."
        )
    return page


def _number(page: dict[str, Any], path: Path) -> str:
    """The company's number, from the page's link or that of its first officer."""
    for one in (page, *page["items"]):
        links = one.get("links") if isinstance(one, dict) else None
        stated = links.get("self") if isinstance(links, dict) else None
        pieces = stated.split("/") if isinstance(stated, str) else []
        if len(pieces) > 3 and pieces[1] == "company" and pieces[3] in ("officers", "appointments"):
            return full_number(pieces[2])
    raise SourceChanged(
        f"{path}: expected a link /company/NUMBER/officers that names the company, found none; "
        f"{_AGAIN}."
    )


def _list(number: str, start: Any, found: int, total: Any) -> str:
    """The list that a page is: all officers of a company, or those that the page has of them."""
    start = start if isinstance(start, int) else 0
    if start == 0 and not (isinstance(total, int) and total > found):
        return f"Officers of {number}"
    return f"Officers of {number}, {start + 1} to {start + found}"
