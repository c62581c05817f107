"""FollowTheMoney entities that say something of another: address, document, office, wallet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from hullmark.graph.dates import say
from hullmark.graph.identifiers import identifier
from hullmark.graph.model import Fact
from hullmark.graph.text import country_name
from hullmark.loaders.ftm_dates import Report, period_of
from hullmark.loaders.ftm_entity import texts
from hullmark.loaders.ftm_shelf import Shelf

_ADDRESS = ("postOfficeBox", "street", "street2", "city", "postalCode", "region", "state")


def address(properties: Mapping[str, object]) -> str:
    """An ``Address`` on one line: as it is written in full, else its parts and its country."""
    if full := texts(properties.get("full")) or texts(properties.get("name")):
        return full[0]
    parts = [text for name in _ADDRESS for text in texts(properties.get(name))]
    parts += [country_name(code) for code in texts(properties.get("country"))]
    return ", ".join(dict.fromkeys(parts))


def keep(entity: Mapping[str, object], kept: Shelf, report: Report) -> None:
    """Put what an entity of one of ``SCHEMAS`` says on the shelf, under whom it says it of."""
    stated = entity.get("properties")
    properties: Mapping[str, object] = stated if isinstance(stated, Mapping) else {}
    SCHEMAS[str(entity["schema"])](str(entity["id"]), properties, kept, report)


def _address(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    if text := address(properties):
        kept.put_words(key, text)


def _position(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    if names := texts(properties.get("name")):
        kept.put_words(key, names[0])


def _document(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    """A passport or other document: a number of its holder, with country and years of validity."""
    passport = bool(texts(properties.get("passportNumber")))
    numbers = texts(properties.get("number")) or texts(properties.get("passportNumber"))
    countries, types = texts(properties.get("country")), texts(properties.get("type"))
    passport = passport or any("passport" in one.lower() for one in types)
    scheme = "passport" if passport else "identification-number"
    period = period_of(properties, ("startDate",), report)
    told = [*types, *texts(properties.get("authority")), *texts(properties.get("summary"))]
    for holder in texts(properties.get("holder")):
        for number in numbers:
            country = countries[0] if len(countries) == 1 else ""
            kept.add(holder, replace(identifier(scheme, number, country=country), period=period))
            if told:
                kept.add(holder, Fact("document", f"{number}: {'; '.join(dict.fromkeys(told))}"))


def _office(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    """Who holds an office: the office's name is known only when the whole file was read."""
    period = period_of(properties, ("startDate", "periodStart"), report)
    for holder in texts(properties.get("holder")):
        for post in texts(properties.get("post")):
            kept.add(holder, Fact("office", post, period=replace(period, text=say(period))))


def _security(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    for issuer in texts(properties.get("issuer")):
        for name, scheme in (("isin", "isin"), ("ticker", "equity-ticker"), ("figiCode", "figi")):
            for number in texts(properties.get(name)):
                kept.add(issuer, identifier(scheme, number))


def _wallet(key: str, properties: Mapping[str, object], kept: Shelf, report: Report) -> None:
    currency = texts(properties.get("currency")) or texts(properties.get("currencySymbol"))
    scheme = "-".join(["digital-currency-address", *(one.lower() for one in currency[:1])])
    for holder in texts(properties.get("holder")):
        for number in texts(properties.get("publicKey")):
            kept.add(holder, identifier(scheme, number))


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, object], Shelf, Report], None]] = {
    "Address": _address,
    "Position": _position,
    "Identification": _document,
    "Passport": _document,
    "Occupancy": _office,
    "Security": _security,
    "CryptoWallet": _wallet,
}
