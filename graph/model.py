"""The nouns of hullmark: what loaders yield, the workspace keeps and queries return.

Structs are frozen dataclasses with a codec in C (``msgspec``): a field at its default is not
written, so a new optional field changes no content hash. Nothing here computes; parsing and
answering live in ``dates``, ``shares``, ``identifiers`` and ``text``.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Certainty = Literal["yes", "possibly", "no"]
Tense = Literal["", "current", "former"]
Scope = Literal["complete", "extract", "delta"]


class Period(Struct, frozen=True, omit_defaults=True):
    """When something was true: four bounds, each inclusive, ``None`` where nothing is known.

    ``tense`` says how an undated statement stands to its source: ``current`` (true when the source
    was published) or ``former`` (over by then); ``dates.witnessed`` turns it into bounds.
    ``text`` keeps the source's own words for the date.
    """

    start_min: date | None = None
    start_max: date | None = None
    end_min: date | None = None
    end_max: date | None = None
    tense: Tense = ""
    text: str = ""


UNDATED = Period()
CURRENT = Period(tense="current")
FORMER = Period(tense="former")


class Share(Struct, frozen=True, omit_defaults=True):
    """A stake as an interval of per cent, 0 to 100; an open end excludes its value.

    Bounds are exact decimal or fraction text (``"25"``, ``"100/3"``), never floats.
    """

    low: str = "0"
    high: str = "100"
    low_open: bool = False
    high_open: bool = False
    text: str = ""


class Name(Struct, frozen=True, omit_defaults=True):
    """One name as its source writes it. ``type``: primary, alias, weak alias, former, later."""

    text: str
    type: str = "primary"
    period: Period = UNDATED
    lang: str = ""
    cite: str = ""


class Identifier(Struct, frozen=True, omit_defaults=True):
    """A number under a scheme its source names: ``value`` in normal form, ``stated`` as written.

    ``valid`` is the verdict of the scheme's check digits; ``None`` where the scheme has none.
    """

    scheme: str
    value: str
    stated: str = ""
    valid: bool | None = None
    country: str = ""
    period: Period = UNDATED
    cite: str = ""


class Fact(Struct, frozen=True, omit_defaults=True):
    """One dated property (flag, call sign, tonnage, address …); ``stated`` where it differs."""

    prop: str
    value: str
    stated: str = ""
    period: Period = UNDATED
    cite: str = ""


class Edition(Struct, frozen=True):
    """First item of every loader: which list the file is, its date, how many entries it claims.

    ``scope``: a complete list, one that says itself that it is an extract, or a delta: what
    changed since the snapshot before it. ``original``: the SHA-256 of the complete list that an
    export repeats; where that is loaded, the export says nothing new.
    """

    source: str
    list: str
    published: date | None = None
    entries: int | None = None
    title: str = ""
    url: str = ""
    scope: Scope = "complete"
    original: str = ""


class Record(Struct, frozen=True, omit_defaults=True):
    """What one source says of one thing, under the source's own key (``ofac:37059``)."""

    id: str
    kind: str
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    facts: tuple[Fact, ...] = ()
    description: str = ""
    url: str = ""
    cite: str = ""
    place: str = ""


class Link(Struct, frozen=True, omit_defaults=True):
    """subject - role - object, both ends by record id.

    A source that names one end only in words leaves it empty and fills ``object_name`` or
    ``subject_name``; the workspace settles it inside that source, or reports why it can't.
    ``then_named`` is the name the ship bore while the link held, where the source says it.
    """

    id: str
    subject: str
    role: str
    object: str = ""
    object_name: str = ""
    subject_name: str = ""
    period: Period = UNDATED
    share: Share | None = None
    as_stated: str = ""
    confidence: str = ""
    then_named: str = ""
    url: str = ""
    cite: str = ""
    place: str = ""


class Listing(Struct, frozen=True, omit_defaults=True):
    """A record's place on a sanctions list; ``absent`` when the source says it had none then."""

    id: str
    record: str
    authority: str
    list: str
    programmes: tuple[str, ...] = ()
    reference: str = ""
    period: Period = CURRENT
    measures: tuple[str, ...] = ()
    reason: str = ""
    absent: bool = False
    url: str = ""
    cite: str = ""
    place: str = ""


class Event(Struct, frozen=True, omit_defaults=True):
    """Something that happened to a ship: port call, voyage, AIS gap, image taken."""

    id: str
    type: str
    subjects: tuple[str, ...]
    period: Period = UNDATED
    at: str = ""
    origin: str = ""
    destination: str = ""
    lat: float | None = None
    lon: float | None = None
    description: str = ""
    provider: str = ""
    url: str = ""
    cite: str = ""
    place: str = ""


class Decision(Struct, frozen=True, omit_defaults=True):
    """same / different / unsure for two records, by whom, when, why; ``version``: the judge's."""

    left: str
    right: str
    verdict: Literal["same", "different", "unsure"]
    author: str
    reason: str = ""
    made_on: str = ""
    score: float | None = None
    cite: str = ""
    place: str = ""
    version: str = ""


class Problem(Struct, frozen=True, omit_defaults=True):
    """One thing in a file that could not be taken as it stands; the load went on."""

    code: str
    message: str
    record: str = ""
    value: str = ""
    place: str = ""


Statement = Record | Link | Listing | Event


class Removed(Struct, frozen=True):
    """The word of a delta or an extract that its list no longer says this, which it did before."""

    statement: Statement


Item = Removed | Edition | Record | Link | Listing | Event | Decision | Problem
