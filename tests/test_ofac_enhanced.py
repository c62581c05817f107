"""OFAC's enhanced XML and its deltas: what becomes of an entity, and what is refused."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, FileProblem, SourceChanged
from hullmark.graph.model import Edition, Item, Link, Listing, Name, Problem, Record, Removed
from hullmark.graph.workspace import Workspace
from hullmark.loaders import detect, ofac_advanced, ofac_enhanced
from hullmark.loaders.load import load

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL, DELTA = (FIXTURES / "ofac_enhanced" / f"{name}.xml" for name in ("small", "delta"))
T = TypeVar("T", bound=Item)


def items(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in ofac_enhanced.read(path) if isinstance(item, kind)]


def record(number: int) -> Record:
    (found,) = (one for one in items(Record) if one.id == f"ofac:{number}")
    return found


def facts(number: int) -> dict[str, str]:
    return {fact.prop: fact.value for fact in record(number).facts}


def changed(path: Path, tmp_path: Path, *pairs: tuple[str, str]) -> Path:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    made = tmp_path / f"changed-{path.name}"
    made.write_text(text, encoding="utf-8")
    return made


def test_the_edition() -> None:
    (edition,) = items(Edition)
    assert (edition.list, edition.published, edition.scope) == (
        "SDN enhanced",
        date(2025, 1, 10),
        "complete",
    )
    assert items(Edition, DELTA)[0].scope == "delta"
    assert detect(SMALL) is detect(DELTA) is ofac_enhanced
    assert ofac_enhanced.SOURCE.expected["SDN enhanced"] == (5_000, 60_000)


def test_a_list_that_was_filtered_is_an_extract(tmp_path: Path) -> None:
    other = '</sanctionsList><sanctionsList refId="91512">Consolidated List</sanctionsList></s'
    one = changed(
        SMALL,
        tmp_path,
        ("</sanctionsList></sanctionsLists></filters>", f"{other}anctionsLists></filters>"),
    )
    assert items(Edition, one)[0].scope == "extract"
    by_programme = "</sanctionsLists><sanctionsPrograms/></filters>"
    one = changed(SMALL, tmp_path, ("</sanctionsLists></filters>", by_programme))
    assert items(Edition, one)[0].scope == "extract"


def test_a_ship_is_what_the_advanced_file_makes_of_it() -> None:
    (other,) = (
        one
        for one in ofac_advanced.read(FIXTURES / "ofac_advanced" / "small.xml")
        if isinstance(one, Record) and one.id == "ofac:37059"
    )
    ship = record(37059)
    assert (ship.kind, ship.names, ship.url) == (other.kind, other.names, other.url)
    assert set(ship.identifiers) == set(other.identifiers)
    assert facts(37059) == {
        "vessel type": "Roll-on Roll-off",
        "flag": "ru",
        "gross tonnage": "8811",
    }


def test_names_with_their_types_and_scripts() -> None:
    assert record(99000001).names == (
        Name("INVENTED HOLDING"),
        Name("OLD HOLDING", "former"),
        Name("HOLDY", "weak alias"),
        Name("INVENTED GROUP", "alias"),
        Name("ВЫМЫСЕЛ", "alias", lang="und-Cyrl"),
    )


def test_addresses_features_and_documents() -> None:
    one = record(99000001)
    addresses = [fact.value for fact in one.facts if fact.prop in ("address", "country")]
    assert addresses == ["Pr. Mira, 1, Moscow 107078, Russia", "ru", "Пр. Мира, 1, Москва", "cy"]
    said = facts(99000001)
    assert said["established"] == "2019"
    assert said["website: comment"] == "www.example.org: in Russian"
    assert said["citizenship country (said to be false)"] == "Malta" and "citizenship" not in said
    (flag,) = (fact for fact in one.facts if fact.prop == "flag")
    assert (flag.value, flag.period.end_max) == ("mt", date(2020, 12, 31))
    ogrn, licence = one.identifiers
    assert (ogrn.scheme, ogrn.value, ogrn.valid) == ("ogrn", "1117746641572", True)
    assert licence.period.text == "issued 2014-03-03; expires 2019-03-03"
    (tax,) = record(16182).identifiers
    assert tax.scheme == "invalid-tax"  # OFAC marks it as not valid: it joins nothing


def test_links_keep_type_direction_dates_and_quality() -> None:
    owned, acts, interest = items(Link)
    assert (owned.subject, owned.role, owned.object) == (
        "ofac:37065",
        "owns or controls",
        "ofac:37059",
    )
    assert (owned.id, owned.as_stated) == ("ofac-link:13207", "Owned or Controlled By")
    assert (acts.subject, acts.role, acts.object) == ("ofac:99000001", "acts for", "ofac:37065")
    assert (acts.confidence, acts.period.start_max) == ("quality High", date(2020, 12, 31))
    assert (interest.subject, interest.role) == ("ofac:4695", "holds an interest in")
    assert interest.as_stated == "Property in the interest of (in part)"


def test_listings_have_their_day_programmes_and_legal_basis() -> None:
    found = {one.id: one for one in items(Listing)}
    ship = found["ofac:37059/SDN"]
    assert (ship.programmes, ship.measures) == (("RUSSIA-EO14024",), ("Block",))
    assert (ship.reason, ship.period.start_min) == (
        "Executive Order 14024 (Russia)",
        date(2022, 5, 8),
    )
    second = found["ofac:99000001/Non-SDN CMIC List"]
    assert second.period.start_min == date(2023, 1, 2)
    assert second.reason.endswith("does not say which programme and measure is of which list")


def test_what_is_new_or_unread_is_told(tmp_path: Path) -> None:
    (new,) = items(Problem)
    assert (new.code, new.value) == ("new-label", "much")
    odd = changed(
        SMALL,
        tmp_path,
        ("</generalInfo>", "<shoeSize>45</shoeSize></generalInfo>"),
        ("<dataAsOf>", "<dataAsOf>"),
        ('datePublished="2013-09-19"', 'datePublished="soon"'),
        ("<fromDateBegin>2014-03-03", "<fromDateBegin>2024-03-03"),
        ('<entity id="37065">', '<entity id="37059">'),
        ("A.K.A.</aliasType><isLowQuality>true", "Z.K.A.</aliasType><isLowQuality>true"),
    )
    codes = {one.code for one in items(Problem, odd)}
    assert codes == {"new-label", "unread-field", "bad-date", "double-entry", "new-name-type"}
    unread = next(one for one in items(Problem, odd) if one.code == "unread-field")
    assert (unread.value, unread.record) == ("45", "ofac:37059") and "shoeSize" in unread.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'refId="15003"',
            'refId="15999"',
            r"expected a relation type that hullmark knows, found 1",
        ),
        (
            "Owned or Controlled By<",
            "Owned By<",
            r"knows, 15003 as 'Owned or Controlled By', found",
        ),
        (
            ">Vessel<",
            ">Balloon<",
            r"expected the entityType Individual, Entity, Vessel or Aircraft",
        ),
        (' entityId="37065"', ' entityId=""', r"with the entityId of its other end, found none"),
        ("2025-01-10T00", "soon", r"expected a day in publicationInfo/dataAsOf, found 'soon"),
        ("publicationInfo>", "publishedBy>", r"expected publicationInfo before the entities"),
        ("exports/ENHANCED_XML", "exports/OTHER_XML", r"expected the root sanctionsData in the na"),
    ],
)
def test_another_shape_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(SourceChanged, match=re.escape(words) if "(" not in words else words):
        list(ofac_enhanced.read(changed(SMALL, tmp_path, (old, new))))


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_bytes(SMALL.read_bytes()[:-60])
    with pytest.raises(FileProblem, match="breaks off or is damaged"):
        list(ofac_enhanced.read(cut))
    evil = changed(
        SMALL, tmp_path, ("<sanctionsData", "<!DOCTYPE a [<!ENTITY b 'c'>]><sanctionsData")
    )
    with pytest.raises(FileProblem, match="expected no document type"):
        list(ofac_enhanced.read(evil))
    with pytest.raises(FileProblem, match="which is no XML"):
        list(ofac_enhanced.read(FIXTURES / "ofac" / "csv" / "sdn.csv"))
    with pytest.raises(SourceChanged, match="expected the root sanctionsData in the namespace"):
        list(ofac_enhanced.read(FIXTURES / "ofac" / "sdn.xml"))  # load --source ofac_enhanced


def loaded(workspace: Workspace, path: Path, **options: Any) -> Any:
    return load(workspace, path, accept_counts=True, **options)


def test_a_delta_adds_and_removes_on_the_list_before_it(tmp_path: Path) -> None:
    packed = tmp_path / "SDN_ENHANCED.ZIP"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(SMALL, "SDN_ENHANCED.XML")
    with Workspace.open(tmp_path / "t.db") as workspace:
        loaded(workspace, packed)
        done = loaded(workspace, DELTA)
        assert (done.follows, done.new, done.gone) == (date(2025, 1, 10), 2, 1)
        assert loaded(workspace, DELTA).already
        found = WorkspaceReader(workspace).entities(["ofac:16182", "ofac:52485", "imo-vsl-9179842"])
        (gone,) = found["ofac:16182"].listings
        assert gone.listing.period.start_min == date(2013, 9, 19)
        assert (gone.evidence.gone_on, gone.listing.period.end_max) == (
            date(2025, 1, 13),
            date(2025, 1, 13),
        )
        (new,) = found["ofac:52485"].listings
        assert (new.evidence.absent_on, new.evidence.gone_on) == (date(2025, 1, 10), None)
        (ship,) = found["imo-vsl-9179842"].listings
        assert ship.evidence.gone_on is None


def test_a_delta_is_refused_where_it_does_not_fit(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.db") as workspace:
        with pytest.raises(SourceChanged, match="expected the complete list that it follows to be"):
            loaded(workspace, DELTA)
        loaded(workspace, SMALL)
        with pytest.raises(BadValue, match="is a delta, which says what its list added and remov"):
            loaded(workspace, DELTA, extract=True)
        again = changed(DELTA, tmp_path, ('id="52485"', 'id="37065"'))
        with pytest.raises(
            SourceChanged, match="adds ofac:37065, which is on the list of 2025-01-10"
        ):
            loaded(workspace, again)
        unknown = changed(DELTA, tmp_path, ('id="16182"', 'id="16183"'))
        with pytest.raises(
            SourceChanged, match="removes ofac:16183, which is not on the list of 20"
        ):
            loaded(workspace, unknown)
        assert len(workspace.snapshots()) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            ' action="add">\n      <general',
            ">\n      <general",
            "found one without an action, a ch",
        ),
        ('action="remove"', 'action="modify"', "found 'modify' of an entity, a change in place"),
        ("<names>", '<names action="update">', "found 'update' of a field, a change in place"),
        (">SDN List<", ">FSE List<", "all on the SDN list or all on the Consolidated list"),
        ("2025-01-13T00", "2025-13-13T00", "expected a day in publicationInfo/datePublished"),
    ],
)
def test_a_delta_with_changes_in_place_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(SourceChanged, match=words):
        list(ofac_enhanced.read(changed(DELTA, tmp_path, (old, new))))


def test_removed_items_name_all_that_the_entity_said() -> None:
    gone = [one.statement for one in items(Removed, DELTA)]
    assert [one.id for one in gone] == ["ofac:16182", "ofac:16182/SDN"]


def test_an_older_list_is_filed_in_its_place(tmp_path: Path) -> None:
    older = changed(SMALL, tmp_path, ("2025-01-10T00", "2024-06-01T00"), (">ANGARA<", ">OLD NAME<"))
    with Workspace.open(tmp_path / "t.db") as workspace:
        loaded(workspace, SMALL)
        assert loaded(workspace, older).older
        reader = WorkspaceReader(workspace)
        ship = reader.entities(["imo-vsl-9179842"])["imo-vsl-9179842"]
        assert [name.text for name in ship.records[0].record.names] == ["ANGARA"]
        assert ship.records[0].evidence.first_seen == date(2024, 6, 1)


def test_the_real_files(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "ofac" / "enhanced"
    with Workspace.open(tmp_path / "t.db") as workspace:
        done = load(workspace, folder / "CONS_ENHANCED_2025-01-10.ZIP")
        assert done.counts == {"links": 283, "listings": 966, "records": 443}
        assert (done.extract, done.problems) == (False, 2)  # OGRNs of four digits
        part = load(workspace, folder / "enhanced_IRGC_2024-08-28.xml")
        assert part.counts == {"links": 229, "listings": 293, "records": 293}
        assert (part.extract, part.problems) == (True, 0)
    delta = folder / "DELTA_2025-01-13.xml"
    text = delta.read_text(encoding="utf-8")
    head = SMALL.read_text(encoding="utf-8").partition("<entities>")[0]
    gone = re.findall(r' *<entity id="\d+" action="remove">.*?</entity>', text, re.DOTALL)
    base = tmp_path / "base.xml"  # the 14 entities that the real delta removes, as a list
    body = "".join(gone).replace(' action="remove"', "")
    base.write_text(f"{head}<entities>{body}</entities></sanctionsData>", encoding="utf-8")
    with Workspace.open(tmp_path / "d.db") as workspace:
        assert loaded(workspace, base).counts["records"] == len(gone) == 14
        done = loaded(workspace, delta)
        assert (done.gone, done.counts) == (14, {"links": 3, "listings": 4, "records": 4})
