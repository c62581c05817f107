"""What queries return: entities with evidence, links, paths and the whole answer, as structs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

from hullmark.graph.model import Certainty, Event, Listing, Period, Record, Share, Statement
from hullmark.graph.steps import Verdict


class Snapshot(Struct, frozen=True):
    """One file of one source, as it was loaded.

    ``url`` and ``retrieved`` say where and when it was fetched, where that is known; else ``url``
    is the list's page. ``follows`` is, of a delta, the day of the snapshot that it changes.
    """

    id: int
    source: str
    list: str
    title: str
    published: date | None
    dated_by: str
    file: str
    sha256: str
    bytes: int
    extract: bool = False
    url: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    retrieved: datetime | None = None
    follows: date | None = None
    problems: int = 0


class Difference(Struct, frozen=True):
    """One statement of a list as it stood at two times; ``None`` where the list did not say it."""

    key: str
    earlier: Statement | None
    later: Statement | None


class Comparison(Struct, frozen=True):
    """What one list said at two times: its last snapshots by then, and what differs, by key.

    Where ``earlier`` is ``None`` nothing was loaded of that time. ``complete`` says whether whole
    lists stand on both sides; only then does a new or missing entry mean that the list changed.
    ``names`` has the main name of every record that a difference speaks of.
    """

    source: str
    list: str
    earlier: Snapshot | None
    later: Snapshot
    complete: bool
    differences: tuple[Difference, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


class Evidence(Struct, frozen=True, omit_defaults=True):
    """Where one statement stands: snapshot, record key, place in the file, citation, URL.

    ``first_seen`` and ``last_seen`` are the dates of the first and the last snapshot that say it;
    ``absent_on`` is the last complete one before them without it; ``gone_on`` the first after.
    ``retrieved`` is when the file was fetched, where that is known: not when it was published.
    """

    source: str
    list: str
    title: str
    record: str
    published: date | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    absent_on: date | None = None
    gone_on: date | None = None
    sha256: str = ""
    file: str = ""
    place: str = ""
    cite: str = ""
    url: str = ""
    retrieved: datetime | None = None


class SourcedRecord(Struct, frozen=True):
    record: Record
    evidence: Evidence


class SourcedListing(Struct, frozen=True):
    """A listing with its period widened by the snapshots that carry it."""

    listing: Listing
    evidence: Evidence


class SourcedEvent(Struct, frozen=True):
    event: Event
    evidence: Evidence


DOUBTFUL = 0.99  # a join that only the judge made, with a score below this, is said to be doubtful


class JudgedSame(Struct, frozen=True, gc=False):
    """Two records that the judge found to be one thing, which no person has confirmed."""

    left: str
    right: str
    score: float


class Entity(Struct, frozen=True):
    """The records that were judged to be one thing, with their listings and events.

    ``judged`` are the pairs of them that only the judge joined; ``doubts`` those of a low score.
    """

    id: str
    kind: str
    caption: str
    records: tuple[SourcedRecord, ...] = ()
    listings: tuple[SourcedListing, ...] = ()
    events: tuple[SourcedEvent, ...] = ()
    judged: tuple[JudgedSame, ...] = ()

    @property
    def doubts(self) -> tuple[JudgedSame, ...]:
        """The joins below the score at which the judge is hardly ever wrong."""
        return tuple(one for one in self.judged if one.score < DOUBTFUL)


class EntityLink(Struct, frozen=True):
    """A link between entities, as one source states it; ``holds`` answers the date asked about."""

    id: str
    subject: str
    role: str
    object: str
    period: Period
    evidence: Evidence
    share: Share | None = None
    as_stated: str = ""
    confidence: str = ""
    then_named: str = ""
    holds: Certainty = "yes"


class Tie(Struct, frozen=True, gc=False):
    """A link without its evidence, for arithmetic over many: what it says, who says it, and when.

    ``holds`` answers the day asked about; ``over``: its own words say that it has ended. ``source``
    is the list that says it. Before ``since`` and after ``until`` it surely did not hold; ``None``
    where nothing bounds it.
    """

    id: str
    subject: str
    role: str
    object: str
    source: str
    holds: Certainty = "yes"
    over: bool = False
    share: Share | None = None
    as_stated: str = ""
    confidence: str = ""
    since: date | None = None
    until: date | None = None


class Hit(Struct, frozen=True):
    """One candidate for a question: which entity, what of it matched, how, and as what."""

    entity: str
    kind: str
    caption: str
    matched: str
    how: str
    score: float
    matched_as: str = ""


class Hop(Struct, frozen=True):
    """One step of a path; ``reverse`` when it is walked from the link's object to its subject."""

    links: tuple[EntityLink, ...]
    start: str
    end: str
    reverse: bool


class Weighed(Struct, frozen=True, gc=False):
    """One part of what a way costs: for what, and how much."""

    what: str
    cost: float


class Path(Struct, frozen=True, omit_defaults=True):
    """A way from one thing to another; ``cost`` is the sum of ``parts``, less is better evidence.

    ``dates``: whether there is a day on which all its hops held; ``""`` where nobody looked.
    """

    hops: tuple[Hop, ...]
    cost: float | None = None
    parts: tuple[Weighed, ...] = ()
    dates: Certainty | Literal[""] = ""


class Behind(Struct, frozen=True, omit_defaults=True):
    """Somebody listed who stands behind a thing: in which way, by which of the answer's paths.

    ``way``: itself, direct, 50 %, ownership, control, unproven, management, people, identity or
    association: the weakest hop decides. ``path`` is its place in ``Answer.paths``; -1 for itself.
    """

    entity: str
    way: str
    path: int = -1


class Bearing(Struct, frozen=True, omit_defaults=True):
    """How one of several things comes by what they share: in words, and by which statements.

    ``entity`` is whose name or address it is: its own, or that of somebody behind it.
    """

    subject: str
    how: str
    entity: str = ""
    evidence: tuple[Evidence, ...] = ()


class Shared(Struct, frozen=True, omit_defaults=True):
    """What two or more things have in common: an entity, a name or an address."""

    what: str
    value: str
    entity: str = ""
    by: tuple[Bearing, ...] = ()


class Side(Struct, frozen=True, omit_defaults=True):
    """One value of a matter, and who states it; ``words``: how the sources write or quote it."""

    value: str
    evidence: tuple[Evidence, ...]
    when: str = ""
    words: tuple[str, ...] = ()


class Matter(Struct, frozen=True, omit_defaults=True):
    """Something that two sources or more say of one thing, and whether they agree.

    ``finding``: disagree, possibly (their times may be different), spelling, other times, or agree.
    """

    about: str
    finding: Literal["disagree", "possibly", "spelling", "other times", "agree"]
    sides: tuple[Side, ...]
    note: str = ""


class Answer(Struct, frozen=True):
    """What a query returns: things, links, paths, where it stands, and what was not known.

    ``notes`` say how the question was understood; they are talk, not data.
    """

    question: str
    as_of: date | None = None
    known_by: date | None = None
    subjects: tuple[str, ...] = ()
    entities: dict[str, Entity] = field(default_factory=dict)
    links: tuple[EntityLink, ...] = ()
    paths: tuple[Path, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    behind: tuple[Behind, ...] = ()
    shared: tuple[Shared, ...] = ()
    matters: tuple[Matter, ...] = ()
