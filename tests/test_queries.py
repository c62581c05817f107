"""The questions on the demo's graph: which entity is meant, its card, its owners, the paths."""

from __future__ import annotations

from datetime import date

import pytest

from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import Ambiguous, BadValue, NotFound
from hullmark.queries.card import card
from hullmark.queries.choose import apart, choose
from hullmark.queries.lookup import lookup
from hullmark.queries.owner_table import levels, owner_rows
from hullmark.queries.owners import owners
from hullmark.queries.paths import path
from hullmark.queries.words import sentence, when

ANGARA, MARIA = "imo-vsl-9179842", "imo-vsl-8517839"
REPORT = date(2023, 10, 16)


@pytest.mark.parametrize(
    ("question", "entity", "note"),
    [
        ("9179842", ANGARA, ""),
        ("IMO 9179842", ANGARA, ""),
        ("imo: 9179842", ANGARA, ""),
        (ANGARA, ANGARA, ""),
        ("ofac:37059", ANGARA, ""),
        ("  angara ", ANGARA, ""),
        (
            "ocean energy",
            ANGARA,
            "'ocean energy' is taken as ANGARA (IMO 9179842): 'OCEAN ENERGY' is its former name.",
        ),
        ("m leasing", "imo-org-6246853", ""),
        ("IMO 6246853", "imo-org-6246853", ""),
        ("9701173086", "imo-org-6246853", ""),
        ("Совфрахт", "uk:RUS1848", "'Совфрахт' is taken as SOVFRACHT: 'Совфрахт' is its alias."),
        (
            "Kaalbye",
            "case:orient-express/kaalbye",
            "'Kaalbye' is taken as KAALBYE GROUP.",
        ),
    ],
)
def test_what_a_question_means(
    demo: WorkspaceReader, question: str, entity: str, note: str
) -> None:
    chosen = choose(demo, question)
    found = demo.entities([chosen.entity])[chosen.entity]
    keys = {chosen.entity, *(one.record.id for one in found.records)}
    assert entity in keys
    assert chosen.note.replace(" (registration number 7702059030)", "") == note


def test_a_name_that_several_bear_is_never_picked_silently(demo: WorkspaceReader) -> None:
    with pytest.raises(Ambiguous) as several:
        choose(demo, "Maria", strict=True)
    assert str(several.value) == "2 things bear the name 'Maria'; say which, by a number:"
    found = [(hit.entity, hit.matched_as) for hit in several.value.candidates]
    assert found == [(MARIA, "name"), ("imo-vsl-9617923", "weak alias")]
    assert choose(demo, "Maria").note == (
        "'Maria' is taken as MARIA (IMO 8517839); also so named: MARIA E (IMO 9617923) "
        "as weak alias."
    )
    tell = demo.entities([MARIA])[MARIA]
    assert apart(tell) == "ship · IMO 8517839 · Russia · General Cargo · 1986 · listed by EU, OFAC"


def test_an_unknown_name_says_where_was_looked_and_a_near_one_what_is_known(
    demo: WorkspaceReader,
) -> None:
    with pytest.raises(NotFound, match="No loaded source knows 'Zzyzx'; looked in Case file"):
        choose(demo, "Zzyzx")
    with pytest.raises(Ambiguous, match="similar names are known") as near:
        choose(demo, "Oboronlogistica")
    assert "OBORONLOGISTI" in near.value.candidates[0].caption


def _rows(reader: WorkspaceReader, name: str, day: date | None = None) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for row in card(lookup(reader, name, as_of=day)):
        parts = (row.label, row.value, row.when, row.note)
        rows.setdefault(row.section, []).append(" | ".join(part for part in parts if part))
    return rows


def test_the_card_of_angara(demo: WorkspaceReader) -> None:
    rows = _rows(demo, "Angara")
    assert rows["Names"] == ["name | ANGARA", "former name | OCEAN ENERGY | over by 2023-10-16"]
    assert rows["Identity"][:5] == [
        "IMO ship number | 9179842 | check digit passes",
        "UK Sanctions List id | RUS2183",
        "flag | Russia | seen 2022-05-08 – 2025-04-10",
        "vessel type | Ro-Ro Cargo",
        "vessel type | Roll-on Roll-off",
    ]
    assert rows["Roles"] == [
        "is owned by | M LEASING (IMO 6246853) | as of 2023-10-16",
        "was owned by | KAALBYE GROUP | formerly, for several years, while named OCEAN ENERGY, "
        "over by 2023-10-16 | then named OCEAN ENERGY",
        "is operated by | MARINE TRANS SHIPPING LLC (IMO 6183435) | as of 2023-10-16",
        "is linked to | M LEASING (IMO 6246853) | seen 2022-05-08 – 2024-05-07",
    ]
    assert rows["Listings"] == [
        "Canada | SEMA Russia, schedule 1.1 · ref. item 8 | since 2025-02-21",
        "EU | Regulation 833/2014, annex XLII · EU-RUS · ref. no. 1 | since 2024-06-25",
        "OFAC | SDN · RUSSIA-EO14024 · ref. 37059 | since 2022-05-08",
        "UK | UK Sanctions List · The Russia (Sanctions) (EU Exit) Regulations 2019 · "
        "ref. RUS2183 | since 2024-07-31",
    ]


def test_maria_was_not_listed_by_ofac_when_the_report_appeared(demo: WorkspaceReader) -> None:
    rows = _rows(demo, "8517839", REPORT)
    assert rows["Listings"] == [
        "EU | Regulation 833/2014, annex XLII · EU-RUS · ref. no. 2 | "
        "not listed on 2023-10-16: since 2024-06-25",
        "OFAC | SDN · RUSSIA-EO14024 · ref. 46773 | not listed on 2023-10-16: since 2023-12-12",
    ]
    listed = _rows(demo, "8517839", date(2023, 12, 12))["Listings"][1]
    assert listed == "OFAC | SDN · RUSSIA-EO14024 · ref. 46773 | since 2023-12-12"


def test_a_link_that_only_a_later_list_states_is_possible_before_it(
    demo: WorkspaceReader,
) -> None:
    roles = _rows(demo, "8517839", REPORT)["Roles"]
    assert (
        "is linked to | IBEX SHIPPING INC (IMO 5344160) | as of 2024-05-07 (possibly then)" in roles
    )


def test_owners_go_up_level_by_level(demo: WorkspaceReader) -> None:
    answer = owners(demo, ["9179842", "8517839"])
    found = [
        (level, answer.entities[below].caption, link.role, answer.entities[above].caption)
        for level, below, above, link in levels(answer)
    ]
    assert found == [
        (1, "MARIA", "owner", "[a subsidiary of Azia Shipping Holdings that the report does not "
         "name]"),
        (1, "MARIA", "operator", "AZIA SHIPPING HOLDINGS LTD"),
        (1, "MARIA", "technical manager", "AZIA SHIPPING COMPANY"),
        (1, "MARIA", "DOC company", "SOVFRACHT"),
        (1, "MARIA", "linked to", "IBEX SHIPPING INC"),
        (1, "ANGARA", "owner", "KAALBYE GROUP"),
        (1, "ANGARA", "owner", "M LEASING"),
        (1, "ANGARA", "operator", "MARINE TRANS SHIPPING LLC"),
        (1, "ANGARA", "linked to", "M LEASING"),
        (2, "[a subsidiary of Azia Shipping Holdings that the report does not name]", "parent",
         "AZIA SHIPPING HOLDINGS LTD"),
        (2, "AZIA SHIPPING COMPANY", "shareholder", "OBORONLOGISTICS LLC"),
    ]  # fmt: skip
    part = [row for row in owner_rows(answer) if row["role"] == "shareholder"]
    assert [(row["share"], row["when"]) for row in part] == [("part", "over by 2023-10-16")]


def test_owners_as_of_a_day_leave_out_what_was_over(demo: WorkspaceReader) -> None:
    answer = owners(demo, ["Angara"], as_of=date(2023, 10, 17))
    assert {link.role for link in answer.links} == {"owner", "operator", "linked to"}
    assert "KAALBYE GROUP" not in {one.caption for one in answer.entities.values()}
    assert {link.holds for link in answer.links if link.role == "owner"} == {"possibly"}


def test_the_path_to_kaalbye_names_the_ship_as_it_was_called(demo: WorkspaceReader) -> None:
    answer = path(demo, "Angara", "Kaalbye")
    ((hop,),) = [found.hops for found in answer.paths]
    (link,) = hop.links
    assert (hop.reverse, link.role, link.evidence.cite) == (True, "owner", "Suspect Couriers")
    assert sentence(link, hop.start, answer.entities) == (
        "ANGARA (IMO 9179842), then named OCEAN ENERGY, was owned by KAALBYE GROUP"
    )
    assert when(link) == (
        "formerly, for several years, while named OCEAN ENERGY, over by 2023-10-16"
    )


def test_a_longer_path_and_all_paths(demo: WorkspaceReader) -> None:
    answer = path(demo, "Angara", "Adler")
    assert [
        sentence(hop.links[0], hop.start, answer.entities)
        for found in answer.paths
        for hop in found.hops
    ] == [
        "ANGARA (IMO 9179842) is owned by M LEASING (IMO 6246853)",
        "M LEASING (IMO 6246853) owns ADLER (IMO 9179854)",
    ]
    several = path(demo, "Maria", "Azia Shipping Holdings", all_paths=True, max_hops=3)
    assert [len(found.hops) for found in several.paths] == [1, 2]
    only = path(demo, "Maria", "Azia Shipping Holdings", roles={"owner", "parent"})
    assert [link.role for hop in only.paths[0].hops for link in hop.links] == ["owner", "parent"]


def test_no_path_is_an_answer_that_says_where_was_looked(demo: WorkspaceReader) -> None:
    answer = path(demo, "Kaalbye", "Sovfracht", max_hops=2)
    assert answer.paths == ()
    assert answer.unknown[0].startswith(
        "No path within 2 hops between KAALBYE GROUP and SOVFRACHT in these sources: Case file: "
    )
    with pytest.raises(BadValue, match="are the same thing here: ANGARA"):
        path(demo, "Angara", "Ocean Energy")


def test_known_by_replays_the_workspace(demo: WorkspaceReader) -> None:
    then = WorkspaceReader(demo.workspace, known_by=date(2022, 6, 1))
    assert [one.file for one in then.snapshots()] == ["ofac-sdn-extract-2022-05-08.csv"]
    answer = lookup(then, "Angara")
    assert [(one.listing.authority, str(one.evidence.last_seen)) for one in
            answer.entities[ANGARA].listings] == [("OFAC", "2022-05-08")]  # fmt: skip
    assert [link.role for link in answer.links] == ["linked to"]
    with pytest.raises(NotFound):
        lookup(then, "Kaalbye")
    with pytest.raises(NotFound):
        lookup(then, "8517839")
