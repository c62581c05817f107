from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hullmark.graph.errors import CaseFileError, FileProblem, HullmarkError
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Decision,
    Edition,
    Event,
    Fact,
    Identifier,
    Item,
    Link,
    Listing,
    Name,
    Period,
    Problem,
    Record,
    Share,
)
from hullmark.graph.schema import schema
from hullmark.loaders import casefile
from hullmark.loaders.casefile import FACTS, NAME_TYPES
from hullmark.loaders.casefile_statements import CONFIDENCES, EVENT_TYPES, VERDICTS

SMALL = Path(__file__).parent.parent / "fixtures/casefile/small.yaml"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in casefile.read(path) if isinstance(item, kind)]


def test_edition_is_the_document() -> None:
    assert next(casefile.read(SMALL)) == Edition(
        "case", "small", date(2023, 10, 16), title="A small case", url="https://example.org/paper"
    )


def test_records() -> None:
    ship, owner, firm = _of(Record)
    assert (ship.id, ship.kind, ship.place) == ("case:small/ship", "Vessel", "line 5")
    sailed = Period(
        date(2015, 1, 1),
        date(2015, 12, 31),
        date(2021, 1, 1),
        date(2021, 12, 31),
        "",
        "2015 to 2021",
    )
    assert ship.names == (
        Name("ANGARA", "primary", cite="page 1"),
        Name("OCEAN ENERGY", "former", sailed, "eng", "page 2"),
    )
    assert ship.identifiers == (
        Identifier("imo-ship", "9179842", "", True, cite="page 1"),
        Identifier("imo-ship", "9179843", "", False, cite="page 3"),
        Identifier("ogrn", "1217700121737", "", True, "ru", cite="page 1"),
    )
    since = Period(date(2021, 8, 1), date(2021, 8, 31), date(2021, 8, 1), None, "", "since 2021-08")
    assert ship.facts == (
        Fact("flag", "no", period=since, cite="page 1"),
        Fact("built", "1998", cite="page 1"),
    )
    assert (owner.names, owner.description) == ((), "a firm that the paper does not name")
    assert firm.names[0].cite == "page 6"


def test_number_that_fails_its_check_is_kept_and_reported() -> None:
    assert [(problem.code, problem.record, problem.value) for problem in _of(Problem)] == [
        ("check-digit", "case:small/ship", "9179843")
    ]


def test_links() -> None:
    owner, doc = _of(Link)
    assert (owner.subject, owner.role, owner.object) == (
        "case:small/owner",
        "owner",
        "case:small/ship",
    )
    assert (owner.period, owner.share) == (FORMER, Share("0", "100", True, True, "part"))
    assert (owner.as_stated, owner.confidence, owner.then_named, owner.cite, owner.place) == (
        "had a part",
        "alleged",
        "OCEAN ENERGY",
        "page 7",
        "line 31",
    )
    assert doc.period == Period(
        date(2021, 8, 1), date(2021, 8, 31), date(2021, 8, 1), tense="current"
    )
    assert doc.share == Share("25", "100", text="25+")
    assert owner.id != doc.id


def test_listing_events_and_decisions() -> None:
    (listing,) = _of(Listing)
    assert (listing.record, listing.authority, listing.list) == ("case:small/ship", "OFAC", "SDN")
    assert (listing.programmes, listing.measures) == (("A", "B"), ("Blocking",))
    assert (listing.reference, listing.reason, listing.cite) == ("37059", "why", "page 1")
    call, voyage = _of(Event)
    day = date(2023, 10, 6)
    assert call.period == Period(day, day, day, day, "", "2023-10-06")
    assert (call.at, call.lat, call.lon, call.provider) == ("Rajin", 42.23, 130.29, "Planet Labs")
    first, last = date(2023, 8, 1), date(2023, 8, 31)
    assert voyage.period == Period(first, last, first, last, "", "in August 2023")
    assert (voyage.origin, voyage.destination) == ("Dunai", "Rajin")
    assert [(one.left, one.right, one.verdict, one.reason) for one in _of(Decision)] == [
        ("case:small/ship", "ofac:37059", "same", ""),
        ("case:small/owner", "case:small/ship-firm", "different", "another town"),
        ("case:small/owner", "ofac:46768", "unsure", "only the list names it"),
        ("ofac:1", "uk:RUS1", "same", "one number"),
    ]
    assert {one.author for one in _of(Decision)} == {"case file small"}


def test_same_file_twice_gives_equal_items() -> None:
    assert list(casefile.read(SMALL)) == list(casefile.read(SMALL))


HEAD = """\
case: small
title: A small case
document: {title: A paper, publisher: A press, published: 2023-10-16}
entities:
  ship: {kind: Vessel, cite: page 1, names: [ANGARA]}
  firm: {kind: Company, cite: page 1, names: [M LEASING]}
"""
LINK = HEAD + "links:\n  - who: firm\n    role: owner\n    of: ship\n    cite: page 2\n"


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("current", CURRENT),
        ("Formerly", FORMER),
        ("2021", Period(None, date(2021, 12, 31), date(2021, 1, 1), None, "", "2021")),
        ("{before: 2021}", Period(end_max=date(2020, 12, 31))),
        ("{after: 2021-08}", Period(start_min=date(2021, 9, 1))),
        ("{until: 2021}", Period(end_min=date(2021, 1, 1), end_max=date(2021, 12, 31))),
        ("{during: 2021-08-12}", Period(start_max=date(2021, 8, 12), end_min=date(2021, 8, 12))),
        (
            "{within: 2023-08, text: late August 2023}",
            Period(
                date(2023, 8, 1),
                date(2023, 8, 31),
                date(2023, 8, 1),
                date(2023, 8, 31),
                text="late August 2023",
            ),
        ),
        (
            "{since: 2022-05-08, still: 2024-05-07}",
            Period(date(2022, 5, 8), date(2022, 5, 8), date(2024, 5, 7)),
        ),
        (
            "{during: 2022-02-23, still: 2024-05-07}",
            Period(None, date(2022, 2, 23), date(2024, 5, 7)),
        ),
        ("{still: 2024-05-07}", Period(None, date(2024, 5, 7), date(2024, 5, 7))),
        (
            "{formerly: true, text: for several years}",
            Period(tense="former", text="for several years"),
        ),
        ("{text: on these voyages}", Period(text="on these voyages")),
    ],
)
def test_when(when: str, period: Period, tmp_path: Path) -> None:
    (link,) = _of(Link, _written(tmp_path, LINK + f"    when: {when}\n"))
    assert link.period == period


MISTAKES = [
    (HEAD.replace("case: small\n", ""), 1, "the case file has no 'case'"),
    (HEAD.replace("case: small", "case: Small Case"), 1, "found 'Small Case'"),
    (HEAD.replace("published: 2023-10-16", "published: 2023"), 3, "'2023' is not one day"),
    ("case: a\ntitle: b\nentities: {}\n", 1, "has no 'document'"),
    (HEAD.split("entities")[0], 1, "has no entities"),
    (HEAD + "colour: red\n", 7, "has the key 'colour'"),
    (HEAD + "link: []\n", 7, "did you mean 'links'?"),
    (HEAD + "title: twice\n", 7, "the key 'title' stands twice, first in line 2"),
    (HEAD.replace("kind: Vessel", "kind: Ship"), 5, "found 'Ship'"),
    (HEAD.replace("cite: page 1, names: [ANGARA]", "names: [ANGARA]"), 5, "'ANGARA' has no 'cite'"),
    (HEAD.replace(", names: [ANGARA]", ""), 5, "needs a 'description'"),
    (HEAD.replace("[ANGARA]", "ANGARA"), 5, "expected a list under 'names'"),
    (HEAD.replace("  firm:", "  Firm Ltd:"), 6, "the entity key 'Firm Ltd'"),
    (LINK.replace("who: firm", "who: nobody"), 8, "'who' names 'nobody', which is not under"),
    (LINK.replace("of: ship", "of: firm"), 10, "links 'firm' to itself"),
    (LINK.replace("role: owner", "role: ownr"), 9, "did you mean 'owner'?"),
    (LINK.replace("    cite: page 2\n", ""), 8, "a link has no 'cite'"),
    (LINK + "    when: soon", 12, "'soon' is not a date"),
    (LINK + "    when: 2021-02-30", 12, "'2021-02-30' is not a date"),
    (LINK + "    when: {since: 2021, until: 2019}", 12, "ends before it begins"),
    (LINK + "    when: {since: 2021, during: 2022}", 12, "don't go together"),
    (
        LINK + "    when: {current: true, formerly: true}",
        12,
        "both that it goes on and that it is over",
    ),
    (LINK + "    when: {since: 2022, still: 2021}", 12, "'still' is earlier"),
    (LINK + "    when: {current: maybe}", 12, "'current' expects true or false, found 'maybe'"),
    (LINK + "    when: {}", 12, "'when' is empty"),
    (LINK + "    when: [2021]", 12, "expected 'when' as 'key: value' pairs, found a list"),
    (LINK + "    share: 120%", 12, "lies outside 0 to 100 per cent"),
    (LINK + "    confidence: sure", 12, "found 'sure'"),
    (HEAD + "links: [firm]\n", 7, "expected a link as 'key: value' pairs, found 'firm'"),
    (HEAD + "events:\n  - {type: voyage, cite: p}\n", 8, "an event has no 'ships'"),
    (HEAD + "events:\n  - {ships: [ship], type: swim, cite: p}\n", 8, "found 'swim'"),
    (
        HEAD + "events:\n  - {ships: [ship], type: voyage, cite: p, lat: 95}\n",
        8,
        "'lat' expects degrees up to 90, found '95'",
    ),
    (
        HEAD + "events:\n  - {ships: [ship], type: voyage, cite: p, lat: nan}\n",
        8,
        "'lat' expects degrees",
    ),
    (HEAD.replace("kind: Vessel", "kind: Vessel, same_as: angara"), 5, "found 'angara'"),
    (
        HEAD + "decisions:\n  - {records: [ofac:1], verdict: same, why: w}\n",
        8,
        "expects two different record ids",
    ),
    (LINK + LINK[len(HEAD) + 7 :], 12, "repeats the statement of line 8"),
    (HEAD + "links: *here\n", 7, "uses a YAML anchor or alias"),
    (HEAD + "links: &here []\n", 7, "uses a YAML anchor or alias"),
    (HEAD + "links: !!python/object:os.system []\n", 7, "uses the YAML tag"),
    (HEAD + "links: [\n", 8, "is not sound YAML"),
    (HEAD + "links:\n\t- a\n", 8, "is not sound YAML"),
    (HEAD + "--- \ncase: b\n", 7, "begins a second document"),
    (HEAD + "links: " + "[" * 20 + "]" * 20 + "\n", 7, "nests deeper than 12 levels"),
    (HEAD + "? [a, b]\n: c\n", 7, "expected a key before the colon, found a list"),
    (HEAD + "'': c\n", 7, "expected a key before the colon, found none"),
    (HEAD + "colour: a\x07b\n", 7, "found the control character '\\x07'"),
    ("- a\n", 1, "expected the case file as 'key: value' pairs, found a list"),
    ("# nothing\n", 1, "found ''"),
]


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES)
def test_mistake_is_one_sentence_with_its_line(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    path = _written(tmp_path, text)
    with pytest.raises(CaseFileError) as caught:
        next(casefile.read(path))
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_no_text_or_too_large(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"case: a\ntitle: \xff\n")
    with pytest.raises(CaseFileError, match="line 2: is not UTF-8 text"):
        next(casefile.read(path))
    path.write_bytes(b"# " + b"a" * 2_000_000)
    with pytest.raises(FileProblem, match="larger than 2,000,000 bytes"):
        next(casefile.read(path))
    path.write_bytes(b"")
    with pytest.raises(FileProblem, match="is empty"):
        next(casefile.read(path))


def test_recognises_by_name_or_first_keys() -> None:
    assert casefile.recognises(b"", Path("a.yaml"))
    assert casefile.recognises(b"", Path("a.YML.gz"))
    assert casefile.recognises(b"# a case\ncase: a\n", Path("a.txt"))
    assert not casefile.recognises(b"<case: a>", Path("a.xml"))
    assert not casefile.recognises(b'36,"A"\r\n', Path("sdn.csv"))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(), st.text().map(str.encode), st.text().map(lambda t: (HEAD + t).encode()))
)
def test_no_bytes_raise_anything_but_our_own(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_bytes(data)
        try:
            first = next(casefile.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)
        else:
            assert isinstance(first, Edition)


def test_guide_shows_a_case_that_loads_and_every_word(tmp_path: Path) -> None:
    guide = (Path(__file__).parent.parent / "docs/casefile.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    assert len(_of(Record, _written(tmp_path, example))) == 3
    for word in (*NAME_TYPES, *FACTS, *EVENT_TYPES, *CONFIDENCES, *VERDICTS, *schema().kinds):
        assert word in guide
