from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.dates import as_of
from hullmark.graph.errors import FileProblem, HullmarkError, SourceChanged
from hullmark.graph.model import (
    CURRENT,
    Edition,
    Fact,
    Identifier,
    Item,
    Listing,
    Name,
    Problem,
    Record,
)
from hullmark.graph.workspace import Workspace
from hullmark.loaders import ca_sema
from hullmark.loaders.ca_sema_names import aliases, body_names
from hullmark.loaders.load import load

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "fixtures/ca/small.xml"
OLD = ROOT / "fixtures/ca/old_tags.xml"
REAL = "ca/sema-lmes_2025-05.xml"
T = TypeVar("T", bound=Item)


def _of(kind: type[T], path: Path = SMALL) -> list[T]:
    return [item for item in ca_sema.read(path) if isinstance(item, kind)]


def _record(name: str, path: Path = SMALL) -> Record:
    return next(record for record in _of(Record, path) if record.names[0].text == name)


def _listing(record: Record, path: Path = SMALL) -> Listing:
    return next(one for one in _of(Listing, path) if one.record == record.id)


def _file(folder: Path, *records: str) -> Path:
    path = folder / "sema-lmes.xml"
    body = "\n".join(f"<record>{record}</record>" for record in records)
    path.write_text(f"<data-set>\n{body}\n</data-set>", encoding="utf-8")
    return path


def _texts(names: list[Name]) -> list[str]:
    return [name.text for name in names]


def test_edition_comes_first_and_knows_no_day() -> None:
    first = next(ca_sema.read(SMALL))
    assert isinstance(first, Edition)
    assert (first.source, first.list, first.published) == (
        "ca",
        "SEMA/JVCFOA Consolidated List",
        None,
    )


def test_ship_is_keyed_by_its_number() -> None:
    ship = _of(Record)[0]
    assert (ship.id, ship.kind, ship.place) == ("ca:imo-9179842", "Vessel", "line 3")
    assert ship.names == (Name("Angara"),)
    assert ship.identifiers == (Identifier("imo-ship", "9179842", valid=True),)
    assert ship.facts == (
        Fact("vessel type", "Ro-Ro Cargo"),
        Fact("built", "1998"),
        Fact("listed under", "Russia", "Russia / Russie"),
    )
    listing = _of(Listing)[0]
    assert (listing.id, listing.record) == ("ca:imo-9179842#listing", "ca:imo-9179842")
    assert (listing.authority, listing.list) == ("Canada", "SEMA/JVCFOA Consolidated List")
    assert (listing.programmes, listing.reference) == (("Russia",), "schedule 1.1, item 8")
    assert listing.period.tense == "current"
    assert as_of(listing.period, date(2025, 2, 20)) == "no"
    assert as_of(listing.period, date(2025, 2, 21)) == "yes"


def test_number_that_fails_its_check_is_kept_and_gives_no_key() -> None:
    ship = _record("Invented Star")
    assert ship.kind == "Vessel"
    assert ship.id != "ca:imo-9179843"
    assert ship.identifiers == (Identifier("imo-ship", "9179843", valid=False),)


def test_ship_type_without_a_number_is_a_ship_and_said() -> None:
    ship = _record("Invented Moon")
    assert (ship.kind, ship.identifiers) == ("Vessel", ())
    assert Fact("vessel type", "Oil Tanker") in ship.facts


def test_body_with_its_other_names() -> None:
    firm = _record("MG-Flot LLC")
    assert firm.kind == "LegalEntity"
    assert firm.names == (
        Name("MG-Flot LLC"),
        Name("TransMorFlot", "alias"),
        Name("TransMorFlot Shipping Company", "alias"),
        Name("Transseaport", "alias"),
    )
    assert _listing(firm).reference == "schedule 1, Part 2, item 634"
    navy = _record("Iranian Navy")
    assert navy.names[1:] == (Name("Force navale iranienne", "alias"),)
    assert navy.facts == ()
    assert _listing(navy).programmes == ("Iran",)
    assert _listing(navy).reference == "schedule 1, Part 1, item 33"


def test_names_broken_over_lines_and_names_inside_the_name() -> None:
    assert _record("Invented Institute of Radio-Engineering JSC").names[1:] == (
        Name("Invented Works, JSC", "alias"),
        Name("Plant No. 7", "alias"),
        Name("IIRE", "alias"),
        Name("Выдуманный институт, АО", "alias"),
        Name("ВИ РЭ", "alias"),
        Name("«Завод, номер 7»", "alias", lang="rus"),
        Name("ВЗ", "alias", lang="rus"),
    )


def test_person() -> None:
    person = _record("Jane Q EXAMPLE")
    assert person.kind == "Person"
    assert person.names[1:] == (
        Name("Jana", "weak alias"),
        Name("Jane Q SAMPLE", "alias"),
        Name("Jane SAMPLE", "alias"),
        Name("Яна Прыклад", "alias", lang="bel"),
    )
    assert person.facts == (
        Fact("title", "Major General/major-général"),
        Fact("birth date", "1963", "1963 or 1964-03"),
        Fact("birth date", "1964-03", "1963 or 1964-03"),
        Fact("listed under", "Myanmar (Burma)", "Myanmar (Burma) / Myanmar (Birmanie)"),
    )
    listing = _listing(person)
    assert (listing.programmes, listing.reference) == (("Myanmar (Burma)",), "item 1")
    assert Fact("birth date", "1971-1972") in _record("John EXAMPLE").facts


def test_a_bad_or_missing_day_of_listing_leaves_it_undated() -> None:
    assert _listing(_record("John EXAMPLE")).period == CURRENT
    assert _listing(_record("Invented Bank")).period == CURRENT


def test_entries_with_equal_keys_are_all_kept_but_word_for_word_repeats() -> None:
    namesakes = [one for one in _of(Record) if one.names[0].text.lower() == "john example"]
    assert [one.place for one in namesakes] == ["line 50", "line 59"]
    ships = [one for one in _of(Record) if one.names[0].text == "Angara"]
    assert [one.place for one in ships] == ["line 3", "line 77"]
    assert ships[1].identifiers == ships[0].identifiers
    ids = [one.id for one in _of(Record)]
    assert len(ids) == len(set(ids)) == len(_of(Listing)) == 12


def test_what_cannot_be_read_is_a_problem_and_the_load_goes_on() -> None:
    assert [(one.code, one.value, one.place) for one in _of(Problem)] == [
        ("bad-date", "soon", "line 50"),
        ("double-entry", "Russia / Russie, schedule 1, Part 1.1, item 6", "line 59"),
        ("bad-date", "born in the early 1970s", "line 59"),
        ("double-entry", "Russia / Russie, schedule 1, Part 1.1, item 6", "line 68"),
        ("double-entry", "Iran, Part 4, item 1", "line 77"),
        ("odd-value", "Oil Tanker", "line 93"),
        ("unread-field", "Narnia", "line 93"),
        ("odd-value", "1999", "line 102"),
        ("unread-field", "9179842", "line 108"),
        ("no-name", "Sudan / Soudan, Part 1, item 5", "line 115"),
        ("unread-field", "end of list", "line 121"),
    ]


def test_old_tags_say_the_same_under_the_same_keys() -> None:
    person, firm = _of(Record, OLD)
    assert _of(Problem, OLD) == []
    assert (person.id, firm.id) == (_record("John EXAMPLE").id, _record("MG-Flot LLC").id)
    assert (person.kind, person.names) == ("Person", (Name("John EXAMPLE"),))
    assert person.facts[:2] == (Fact("title", "Brigadier"), Fact("birth date", "1971-05-09"))
    assert (firm.kind, firm.names[1:]) == ("LegalEntity", (Name("TransMorFlot", "alias"),))
    assert [(one.reference, one.period) for one in _of(Listing, OLD)] == [
        ("schedule 1, item 2", CURRENT),
        ("schedule 1, item 12", CURRENT),
    ]


def test_the_same_file_twice_gives_equal_items() -> None:
    assert list(ca_sema.read(SMALL)) == list(ca_sema.read(SMALL))


def test_a_key_outlives_a_new_schedule_item_case_and_blanks(tmp_path: Path) -> None:
    entry = "<Country>Iran</Country><EntityOrShip>{}</EntityOrShip><Schedule>{}</Schedule>"
    before = _of(Record, _file(tmp_path, entry.format("Invented  Works ", "1") + "<Item>1</Item>"))
    after = _of(Record, _file(tmp_path, entry.format("INVENTED Works", "1, Part 2")))
    other = _of(Record, _file(tmp_path, entry.format("Invented Work", "1")))
    assert before[0].id == after[0].id
    assert before[0].id != other[0].id


def test_a_tag_that_stands_twice_is_read_twice(tmp_path: Path) -> None:
    entry = (
        "<Country>Iran</Country><Entity>A B</Entity><Aliases>C D</Aliases><Aliases>E F</Aliases>"
    )
    assert _texts(list(_of(Record, _file(tmp_path, entry))[0].names)) == ["A B", "C D", "E F"]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("Poly Technologies, Inc., PTI", ["Poly Technologies, Inc.", "PTI"]),
        ("Northern Lines Co., Ltd., NL", ["Northern Lines Co., Ltd.", "NL"]),
        ("М Инвест, ООО", ["М Инвест, ООО"]),
        ("ОАО, БЭТО", ["ОАО, БЭТО"]),
        ("НПО Завод, АО or НПО", ["НПО Завод, АО", "НПО"]),
        ("Министерство культуры, спорта и туризма", ["Министерство культуры, спорта и туризма"]),
        ("Sazman-e Basij, the Basij", ["Sazman-e Basij", "the Basij"]),
        ("Центр (боевого, Применения) 924, ВКС", ["Центр (боевого, Применения) 924", "ВКС"]),
        ("«A, B», C (D", ["«A, B»", "C (D"]),
        ("Cedar Co. Ltd.,\nCedar Ltd.", ["Cedar Co. Ltd.", "Cedar Ltd."]),
        ("Сбербанк; Сбер;", ["Сбербанк", "Сбер"]),
        ("ООО А и Б / ОБЩЕСТВО", ["ООО А и Б", "ОБЩЕСТВО"]),
        ("First Works/Premières usines", ["First Works", "Premières usines"]),
        ("GORT/ORTAS", ["GORT/ORTAS"]),
        ("Завод «Связь» and АО «Связь»", ["Завод «Связь»", "АО «Связь»"]),
        ("Africa Korps and Russian Corps", ["Africa Korps and Russian Corps"]),
        ("X Company Arabic: شركة", ["X Company", "شركة"]),
        ("Минобороны Беларуси) ", ["Минобороны Беларуси"]),
        (" ,; / ", []),
        ("", []),
    ],
)
def test_aliases_of_a_body(stated: str, found: list[str]) -> None:
    assert _texts(aliases(stated, person=False)) == found


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("Jane or Janet Example, Jana Sample", ["Jane or Janet Example", "Jana Sample"]),
        ("Jane Example or Jane Sample", ["Jane Example", "Jane Sample"]),
        ("John Ivan or Iwan Example", ["John Ivan or Iwan Example"]),
        ("John Ivan or Iwan Example-Sample", ["John Ivan or Iwan Example-Sample"]),
        ("Jon/ John Example", ["Jon/ John Example"]),
        ("Jon Example/John Example", ["Jon Example", "John Example"]),
        ("Галина Пример or Проба", ["Галина Пример or Проба"]),
        ("Галина Пример and Галіна Проба", ["Галина Пример", "Галіна Проба"]),
        ("Анна Пример, or Ганна Пример", ["Анна Пример", "Ганна Пример"]),
    ],
)
def test_aliases_of_a_person_are_whole_names(stated: str, found: list[str]) -> None:
    assert _texts(aliases(stated, person=True)) == found


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("Works (Hmaw Bi/Pyi/Ywama)", ["Works (Hmaw Bi/Pyi/Ywama)"]),
        ("Air Force (and X)/Force aérienne (et X)", ["Air Force (and X)", "Force aérienne (et X)"]),
        ("Design Bureau “A” (also known as OKB “A”)", ["Design Bureau “A”", "OKB “A”"]),
        ("Plant (also known as Omsk Plant", ["Plant", "Omsk Plant"]),
        ("Plant JSC (also known as VMP and JSC Plant)", ["Plant JSC", "VMP", "JSC Plant"]),
        ("Plant (also known as Chemistry and Mechanics)", ["Plant", "Chemistry and Mechanics"]),
        ("(also known as A)", ["(also known as A)"]),
        ("A (also known as ,)", ["A"]),
        ("Directorate;", ["Directorate"]),
        (";", [";"]),
    ],
)
def test_names_of_a_body(stated: str, found: list[str]) -> None:
    assert _texts(body_names(stated)) == found


def test_a_field_that_no_list_has_stays_whole() -> None:
    stated = "a, " * 10_000
    assert _texts(aliases(stated, person=False)) == [stated.strip()]
    assert _texts(body_names(stated.strip())) == [stated.strip()]


WORDS = ("А Б", "Ltd", "ООО", "x", ",", ";", " or ", " and ", "/", "(", ")", "«", "Russian:", " ")


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join), st.booleans())
def test_aliases_lose_no_word_and_are_never_blank(stated: str, person: bool) -> None:
    found = _texts(aliases(stated, person=person))
    assert all(any(c.isalnum() for c in name) and name == name.strip() for name in found)
    for word in ("А", "Ltd", "ООО"):
        assert (word in stated) == any(word in name for name in found)


@given(st.text(min_size=1))
def test_any_text_gives_a_first_name(stated: str) -> None:
    assert body_names(stated)[0].text


def test_recognises_its_own_files_only() -> None:
    for path in (SMALL, OLD):
        assert ca_sema.recognises(path.read_bytes(), path)
    for head in (
        b"",
        b"data-set",
        b"<data-set/>",
        b"<data-set><row><Country>X</Country><Entity>Y</Entity></row></data-set>",
        b"<data-set><record><Country>X</Country></record></data-set>",
        b"<data-set><record><Entity>X</Entity></record></data-set>",
        b"<records><record><Country>X</Country><Entity>Y</Entity></record></records>",
    ):
        assert not ca_sema.recognises(head, SMALL)


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><data-set>&b;</data-set>'
FETCH = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><data-set>&a;</data-set>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no xml at all", "which is no XML"),
        (b"<html><body>404</body></html>", "found <html>"),
        (b"<data-set/>", "expected <record> elements, found none"),
        (BOMB, "found a DOCTYPE"),
        (FETCH, "found a DOCTYPE"),
        (SMALL.read_bytes()[:1500], "breaks off or is damaged"),
    ],
)
def test_bad_file_stops_with_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "ca.xml"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(ca_sema.read(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_new_tag_for_names_is_a_changed_source(tmp_path: Path) -> None:
    path = _file(tmp_path, "<Country>Iran</Country><Ship>A</Ship><Item>1</Item>")
    with pytest.raises(SourceChanged, match=r"line 2: expected a record named by .*, found <Ship>"):
        list(ca_sema.read(path))


def test_a_short_list_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    with (
        Workspace.open(tmp_path / "h.db") as workspace,
        pytest.raises(SourceChanged, match="has 12 entries, expected between 1,000 and 20,000"),
    ):
        load(workspace, SMALL, published=date(2025, 3, 20))


def test_real_list(real_data: Path) -> None:
    items = list(ca_sema.read(real_data / REAL))
    records = {one.id: one for one in items if isinstance(one, Record)}
    listings = {one.record: one for one in items if isinstance(one, Listing)}
    assert len(records) == len(listings) == 4759
    assert Counter(one.kind for one in records.values()) == {
        "Person": 3334,
        "LegalEntity": 1316,
        "Vessel": 109,
    }
    assert Counter(one.code for one in items if isinstance(one, Problem)) == {
        "bad-date": 2,
        "double-entry": 1,
    }
    assert sum(one.startswith("ca:imo-") for one in records) == 109
    angara = records["ca:imo-9179842"]
    assert (angara.names, angara.place) == ((Name("Angara"),), "line 31808")
    assert listings[angara.id].reference == "schedule 1.1, item 8"
    firm = next(one for one in records.values() if one.names[0].text == "MG-Flot LLC")
    assert [name.text for name in firm.names] == [
        "MG-Flot LLC",
        "TransMorFlot",
        "TransMorFlot Shipping Company",
        "Transseaport",
    ]
    assert listings[firm.id].reference == "schedule 1, Part 2, item 634"
    assert listings[firm.id].period.start_min == date(2024, 5, 16)


@given(st.binary(), st.integers(0, 5000))
def test_no_bytes_raise_anything_but_our_own(junk: bytes, at: int) -> None:
    data = SMALL.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ca.xml"
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            assert isinstance(next(ca_sema.read(path)), Edition)
            list(ca_sema.read(path))
        except HullmarkError as stopped:
            assert str(path) in str(stopped)
