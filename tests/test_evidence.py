"""First and last seen, absent, gone: what snapshots prove, and the words for it."""

from __future__ import annotations

from datetime import date

from hullmark.graph.answer import Evidence, Snapshot
from hullmark.graph.dates import as_of
from hullmark.graph.evidence import FOREVER, Stream, Version, dated, evidence, first_seen, widened
from hullmark.graph.model import CURRENT, FORMER, Period

STAMPS = ("2022-05-06.000", "2022-05-08.000", "2023-01-01.000", "2024-05-07.000")
COMPLETE = (STAMPS[0], STAMPS[1], STAMPS[3])
STREAM = Stream("ofac", "SDN", STAMPS, COMPLETE)
SNAPSHOT = Snapshot(2, "ofac", "SDN", "OFAC SDN list", date(2022, 5, 8), "file", "sdn.csv", "ab", 9)


def _found(
    first: str, until: str | None, mentioned: str | None = None, known: str = FOREVER
) -> Evidence:
    version = Version(1, "ofac:37059", first, until, 2, "uid 37059", mentioned)
    return evidence(version, STREAM, SNAPSHOT, "", "", known)


def _days(found: Evidence) -> tuple[str, ...]:
    days = (found.first_seen, found.last_seen, found.absent_on, found.gone_on)
    return tuple(str(day or "") for day in days)


def test_first_and_last_seen_absent_before_and_gone_after() -> None:
    assert _days(_found(STAMPS[1], None)) == ("2022-05-08", "2024-05-07", "2022-05-06", "")
    gone = _found(STAMPS[1], STAMPS[3])
    assert _days(gone) == ("2022-05-08", "2022-05-08", "2022-05-06", "2024-05-07")
    mentioned = _found(STAMPS[1], STAMPS[3], mentioned=STAMPS[2])
    assert mentioned.last_seen == date(2023, 1, 1)
    assert _found(STAMPS[0], None).absent_on is None


def test_known_by_a_day_a_later_delisting_is_not_known() -> None:
    then = _found(STAMPS[1], STAMPS[3], known="2023-06-01.999")
    assert _days(then) == ("2022-05-08", "2022-05-08", "2022-05-06", "")


def test_a_lists_silence_speaks_of_listings_only() -> None:
    found = _found(STAMPS[1], STAMPS[3])
    listing, link = widened(CURRENT, found, of_list=True), widened(CURRENT, found)
    for day, listed, linked in (
        (date(2022, 5, 6), "no", "possibly"),
        (date(2022, 5, 7), "possibly", "possibly"),
        (date(2022, 5, 8), "yes", "yes"),
        (date(2023, 1, 1), "possibly", "possibly"),
        (date(2024, 5, 8), "no", "possibly"),
    ):
        assert (as_of(listing, day), as_of(link, day)) == (listed, linked)


def test_words_for_tables() -> None:
    seen, gone = _found(STAMPS[1], None), _found(STAMPS[1], STAMPS[3])
    assert dated(widened(CURRENT, seen), seen) == "seen 2022-05-08 – 2024-05-07"
    assert dated(widened(CURRENT, gone), gone) == "as of 2022-05-08"
    assert dated(widened(FORMER, seen), seen) == "over by 2022-05-08"
    assert dated(Period(text="since 2021-08"), seen) == "since 2021-08"
    assert dated(Period(), seen) == ""
    assert first_seen(seen) == (
        "first seen in the snapshot of 2022-05-08, not in that of 2022-05-06"
    )
