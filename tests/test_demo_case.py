from datetime import date
from pathlib import Path
from typing import TypeVar

from hullmark.graph.dates import as_of, witnessed
from hullmark.graph.model import (
    CURRENT,
    FORMER,
    Decision,
    Edition,
    Event,
    Item,
    Link,
    Listing,
    Period,
    Problem,
    Record,
    Share,
)
from hullmark.loaders import casefile, ofac_csv, ofac_legacy, uk_sanctions

DEMO = Path(__file__).parent.parent / "fixtures/demo"
CASE = list(casefile.read(DEMO / "orient-express.yaml"))
DATES = list(casefile.read(DEMO / "orient-express-lists.yaml"))
OFAC_2022 = list(ofac_csv.read(DEMO / "ofac-sdn-extract-2022-05-08.csv"))
OFAC_2024 = list(ofac_legacy.read(DEMO / "ofac-sdn-extract-2024-05-07.xml"))
UK = list(uk_sanctions.read(DEMO / "uk-sanctions-extract-2025-04-10.xml"))
SECTIONS = ("Introduction", "The Orient Express", "Suspect Couriers", "Final Destination")
LISTS = ("OFAC", "EU", "Canada")
REPORT = date(2023, 10, 16)
T = TypeVar("T", bound=Item)


def _of(kind: type[T], items: list[Item] = CASE) -> list[T]:
    return [item for item in items if isinstance(item, kind)]


def _record(key: str) -> Record:
    return next(one for one in _of(Record) if one.id == f"case:orient-express/{key}")


def _links() -> list[tuple[str, str, str]]:
    prefix = "case:orient-express/"
    return [
        (one.subject.removeprefix(prefix), one.role, one.object.removeprefix(prefix))
        for one in _of(Link)
    ]


def test_edition_is_the_report() -> None:
    (edition,) = _of(Edition)
    assert (edition.list, edition.published) == ("orient-express", REPORT)
    assert edition.title == "Case file: The Orient Express (RUSI, 16 October 2023)"
    assert _of(Problem) == []


def test_who_is_what_to_which_ship() -> None:
    assert _links() == [
        ("m-leasing", "owner", "angara"),
        ("marine-trans", "operator", "angara"),
        ("kaalbye", "owner", "angara"),
        ("m-leasing", "owner", "adler"),
        ("m-leasing", "owner", "ascalon"),
        ("maria-owner", "owner", "maria"),
        ("azia-holdings", "parent", "maria-owner"),
        ("azia-holdings", "operator", "maria"),
        ("sovfracht", "DOC company", "maria"),
        ("azia-company", "technical manager", "maria"),
        ("oboronlogistics", "shareholder", "azia-company"),
        ("oboronlogistics", "owner", "sparta-iv"),
        ("transmorflot", "owner", "lady-r"),
    ]
    former = {one.subject.split("/")[1] for one in _of(Link) if one.period.tense == "former"}
    assert former == {"kaalbye", "oboronlogistics"}
    assert [one.period for one in _of(Link)].count(CURRENT) == 11


def test_kaalbye_owned_ocean_energy_in_years_the_report_does_not_name() -> None:
    link = next(one for one in _of(Link) if one.subject.endswith("/kaalbye"))
    assert (link.then_named, link.cite, link.share) == ("OCEAN ENERGY", "Suspect Couriers", None)
    assert link.period == Period(
        tense="former", text="formerly, for several years, while named OCEAN ENERGY"
    )
    seen = witnessed(link.period, REPORT, REPORT)
    assert as_of(seen, date(2015, 1, 1)) == "possibly"
    assert as_of(seen, date(2023, 10, 17)) == "no"
    kaalbye = _record("kaalbye")
    assert (kaalbye.kind, kaalbye.names[0].text) == ("Company", "KAALBYE GROUP")


def test_oboronlogistics_had_a_part() -> None:
    link = next(one for one in _of(Link) if one.role == "shareholder")
    assert (link.period, link.share) == (FORMER, Share("0", "100", True, True, "part"))


def test_ships_and_their_numbers() -> None:
    ships = {one.id.split("/")[1]: one for one in _of(Record) if one.kind == "Vessel"}
    assert {key: ship.identifiers[0].value for key, ship in ships.items()} == {
        "angara": "9179842",
        "maria": "8517839",
        "lady-r": "9161003",
        "adler": "9179854",
        "ascalon": "9198226",
        "sparta-iv": "9743033",
    }
    assert all(ship.identifiers[0].valid for ship in ships.values())
    assert all(
        ship.identifiers[0].cite.startswith("OFAC SDN list, uid ") for ship in ships.values()
    )
    assert [(n.text, n.type, n.period) for n in ships["angara"].names] == [
        ("ANGARA", "primary", Period()),
        ("OCEAN ENERGY", "former", FORMER),
    ]


def test_unnamed_owner_of_maria_stays_unnamed() -> None:
    owner = _record("maria-owner")
    assert owner.names == ()
    assert (
        owner.description == "a subsidiary of Azia Shipping Holdings that the report does not name"
    )
    judged = [(one.right, one.verdict) for one in _of(Decision) if one.left == owner.id]
    assert judged == [("ofac:46768", "unsure"), ("uk:RUS2091", "unsure")]


def _listings(key: str, items: list[Item]) -> list[Listing]:
    return [one for one in _of(Listing, items) if one.record.endswith(f"/{key}")]


def test_maria_was_not_listed_when_the_report_appeared() -> None:
    (said,) = _listings("maria", CASE)
    assert (said.authority, said.absent, said.cite) == ("OFAC", True, "Suspect Couriers")
    assert (said.period.start_min, said.period.end_max) == (REPORT, REPORT)
    ofac, eu = _listings("maria", DATES)
    assert [as_of(one.period, REPORT) for one in (ofac, eu)] == ["no", "no"]
    assert as_of(ofac.period, date(2023, 12, 11)) == "no"
    assert as_of(ofac.period, date(2023, 12, 12)) == "yes"


def test_listings_by_authority() -> None:
    (said,) = _listings("angara", CASE)
    assert (said.authority, said.programmes, said.cite) == ("OFAC", (), "Suspect Couriers")
    assert (said.period.start_min, said.period.start_max) == (date(2022, 5, 1), date(2022, 5, 31))
    assert [
        (one.authority, str(one.period.start_min), str(one.period.start_max))
        for one in _listings("angara", DATES)
    ] == [
        ("OFAC", "2022-05-08", "2022-05-08"),
        ("EU", "2024-06-25", "2024-06-25"),
        ("Canada", "2025-02-21", "2025-02-21"),
    ]
    assert _listings("kaalbye", CASE + DATES) == []


def test_voyages_are_dated_as_the_report_dates_them() -> None:
    dated = {
        (one.subjects[0].split("/")[1], one.type, one.at): (
            one.period.start_min,
            one.period.end_max,
        )
        for one in _of(Event)
        if one.cite
        in ("The Orient Express", "The Orient Express; figure 5", "Final Destination; figure 9")
    }
    assert dated["angara", "cargo", "Dunai"] == (date(2023, 8, 1), date(2023, 8, 31))
    assert dated["lady-r", "port call", "Rajin"] == (date(2023, 10, 6), date(2023, 10, 6))
    assert dated["maria", "imagery", "Dunai"] == (date(2023, 10, 14), date(2023, 10, 14))
    assert dated["angara", "depot", "Tikhoretsk"] == (date(2023, 9, 28), date(2023, 9, 28))
    tanks = next(one for one in _of(Event) if one.destination == "Iraq")
    assert (tanks.period.tense, tanks.period.start_min) == ("former", None)
    assert "reportedly" in tanks.description


def test_imagery_has_its_figure_and_provider() -> None:
    images = [one for one in _of(Event) if one.type == "imagery"]
    assert sorted(one.cite.split("figure ")[1] for one in images) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "8",
    ]
    assert all("Planet Labs" in one.provider or "Airbus" in one.provider for one in images)


def test_no_statement_without_its_section_or_list() -> None:
    cites = [link.cite for link in _of(Link)] + [event.cite for event in _of(Event)]
    for record in _of(Record):
        cites += [name.cite for name in record.names] + [fact.cite for fact in record.facts]
        cites += [record.cite] if record.cite else []
        assert record.names or record.cite
    assert len(cites) > 70
    assert [cite for cite in cites if cite.split(";")[0] not in SECTIONS] == []
    assert {one.cite for one in _of(Listing)} == {"Suspect Couriers"}
    listed = [one.cite.split()[0].removesuffix("'s") for one in _of(Listing, DATES)]
    assert set(listed) == set(LISTS)


def test_listing_dates_are_about_what_the_report_names() -> None:
    records = {one.id for one in _of(Record)}
    assert {one.right for one in _of(Decision, DATES)} <= records
    assert [one.verdict for one in _of(Decision, DATES)] == ["same"] * 13
    assert len(_of(Record, DATES)) == 13


def test_every_record_judged_the_same_is_in_an_extract() -> None:
    shipped = {one.id for items in (OFAC_2024, UK) for one in _of(Record, items)}
    judged = {one.right for one in _of(Decision)} | {one.left for one in _of(Decision)}
    assert {one for one in judged if not one.startswith("case:")} <= shipped
    assert len(_of(Decision)) == 16


def test_extracts_read_without_problems_of_shape() -> None:
    assert len(_of(Record, OFAC_2022)) == 17
    assert len(_of(Record, OFAC_2024)) == 23
    assert len(_of(Record, UK)) == 9
    for items in (OFAC_2022, OFAC_2024, UK):
        assert _of(Problem, items) == []
    assert {one.id for one in _of(Record, OFAC_2022)} <= {one.id for one in _of(Record, OFAC_2024)}


def test_case_and_extracts_agree_on_the_imo_numbers() -> None:
    listed = {
        number.value
        for one in _of(Record, OFAC_2024)
        if one.kind == "Vessel"
        for number in one.identifiers
        if number.scheme == "imo-ship"
    }
    for record in _of(Record):
        assert {number.value for number in record.identifiers} <= listed
