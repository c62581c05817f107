"""The births of an EU entry: a day, a year or a range of years, and where."""

from __future__ import annotations

from hullmark.graph.errors import BadValue
from hullmark.graph.spans import parse_span, say_span
from hullmark.graph.text import clean, country_name
from hullmark.loaders.base import Row
from hullmark.loaders.eu_draft import Draft, iso_country
from hullmark.loaders.eu_fsf_remarks import take_remarks

GREGORIAN = "GREGORIAN"


def take_birth(draft: Draft, row: Row, remarks: tuple[str, ...], cite: str) -> None:
    """One ``birthdate`` element into the draft: its date, its place and its remarks."""
    when, stated = _when(draft, row)
    draft.fact("birth date", when, stated=stated, cite=cite)
    iso, words = row.maybe("countryIso2Code"), row.maybe("countryDescription")
    parts = [clean(row.maybe(name)) for name in ("city", "place", "region", "zipCode")]
    code = iso_country(iso, words)
    country = country_name(code) if code else "" if iso == "00" else words
    where = ", ".join(filter(None, [*parts, country]))
    draft.fact("birth place", where, cite=cite)
    about = ", ".join(filter(None, (when, where)))
    take_remarks(draft, "birth remark", remarks, about=about, cite=cite)
    draft.leftovers(row)


def _when(draft: Draft, row: Row) -> tuple[str, str]:
    """The date in ISO form (``circa 1951``, ``1962 to 1964``), and as stated in another calendar.

    The list itself converts what it has in another calendar; where it did not, its words stay.
    """
    circa = "circa " if row.maybe("circa") == "true" else ""
    calendar, whole = row.maybe("calendarType"), row.maybe("birthdate")
    year, month, day = (row.maybe(name) for name in ("year", "monthOfYear", "dayOfMonth"))
    low, high = row.maybe("yearRangeFrom"), row.maybe("yearRangeTo")
    written = ".".join(filter(None, (day, month, year)))
    foreign = "" if calendar in ("", GREGORIAN) else f"{written} ({calendar.capitalize()} calendar)"
    try:
        if whole:
            return circa + say_span(*parse_span(whole)), foreign
        if foreign:
            return (circa + foreign, foreign) if written else ("", "")
        if year:
            numbers = [year, *([month.zfill(2)] if month else [])]
            if month and day:
                numbers.append(day.zfill(2))
            return circa + say_span(*parse_span("-".join(numbers))), ""
        ends = [str(parse_span(end)[0].year) for end in (low, high) if end]
        if low and high:
            return circa + " to ".join(ends), ""
        if ends:
            return circa + (f"{ends[0]} or later" if low else f"{ends[0]} or before"), ""
    except BadValue as bad:
        stated = whole or written or f"{low} to {high}"
        draft.problem("bad-date", f"birth date: {bad}", stated)
        return circa + stated, ""
    if written:
        draft.problem("bad-date", "birth date: a day without a year", written)
    return circa + written, ""
