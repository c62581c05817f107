"""What BODS says beside of a party: where its securities trade, and its political exposure."""

from __future__ import annotations

from hullmark.graph.identifiers import identifier
from hullmark.loaders.bods_draft import Draft, period_of
from hullmark.loaders.bods_object import Object, country

_SECURITIES = ["isin", "figi", "cusip", "cins"]
_EXPOSURES = ["isPep", "isNotPep", "unknown"]


def take_listing(draft: Draft, listing: Object | None) -> None:
    """Where its securities trade, and their numbers."""
    if listing is None:
        return
    traded = listing.flag("hasPublicListing", needed=True)
    if traded is not None:
        draft.fact("publicly listed", "yes" if traded else "no")
    for page in listing.texts("companyFilingsURLs"):
        if not page.startswith("http"):
            draft.report("odd-value", "companyFilingsURLs: expected addresses of the web", page)
        draft.fact("company filings", page)
    for one in listing.objects("securitiesListings"):
        market = [one.text("stockExchangeName", needed=True)]
        market += [one.text("marketIdentifierCode"), one.text("operatingMarketIdentifierCode")]
        land = one.text("stockExchangeJurisdiction", needed=True)
        if land and len(land.split("-")[0]) != 2:
            draft.report("odd-value", f"{one.path}stockExchangeJurisdiction: expected GB", land)
        security = one.inner("security")
        if security is None:
            draft.report("missing-field", f"expected the field {one.path}security, found none")
        else:
            scheme = security.code("idScheme", _SECURITIES, str.lower)
            if number := security.text("id"):
                draft.numbers.append(identifier(scheme.lower() or "security", number))
            if ticker := security.text("ticker", needed=True):
                draft.numbers.append(identifier("equity-ticker", ticker))
            security.leftovers()
        draft.fact("stock exchange", ", ".join(dict.fromkeys(filter(None, [*market, land]))))
        one.leftovers()
    listing.leftovers()


def take_exposure(draft: Draft, fields: Object) -> None:
    """Political exposure, as a status and as dated details."""
    exposure = fields.inner("politicalExposure")
    if exposure is None:
        old = fields.raw("hasPepStatus")
        fields.ignore("pepStatusDetails")
        draft.fact("political exposure", {True: "isPep", False: "isNotPep"}.get(old, ""))
        return
    if not exposure.has("status"):
        draft.report("missing-field", f"expected the field {exposure.path}status, found none")
    draft.fact("political exposure", exposure.code("status", _EXPOSURES))
    for one in exposure.objects("details"):
        code, words = country(one.inner("jurisdiction"))
        period = period_of(one, draft.report)
        told = [one.text("reason"), one.text("missingInfoReason"), words or code]
        if one.inner("source") is not None:
            told.append("with a source of its own")
        one.leftovers()
        draft.fact("political office", ", ".join(filter(None, told)), period=period)
    exposure.leftovers()
