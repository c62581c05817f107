"""The schema file agrees with itself and with what FollowTheMoney and Neo4j accept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import BadValue
from hullmark.graph.schema import family, role, roles_named, schema

# Of FollowTheMoney's schemata, those that a thing or a link between things can be.
FTM_THINGS = {"Vessel", "Airplane", "Person", "Company", "Organization", "LegalEntity"}
FTM_LINKS = {
    "Ownership", "Directorship", "Employment", "Succession", "Associate", "Family", "UnknownLink",
}  # fmt: skip


def test_kinds() -> None:
    assert list(schema().kinds) == [
        "Vessel", "Aircraft", "Person", "Company", "Organization", "LegalEntity",
    ]  # fmt: skip
    assert {kind.ftm for kind in schema().kinds.values()} <= FTM_THINGS
    assert {kind.bods for kind in schema().kinds.values()} == {None, "person", "entity"}


def test_a_ship_is_never_one_with_a_company() -> None:
    assert family("Vessel") != family("Company")
    assert family("Company") == family("Organization") == family("LegalEntity")
    ranks = [k.rank for k in schema().kinds.values() if k.family == "body"]
    assert len(set(ranks)) == len(ranks)


def test_every_role_has_a_class_a_type_and_words_for_now_and_formerly() -> None:
    roles = schema().roles
    assert {one.class_ for one in roles.values()} == set(schema().classes)
    assert len({one.type for one in roles.values()}) == len(roles)
    for name, one in roles.items():
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", one.type), name
        assert one.ftm in FTM_LINKS, name
        assert one.up in ("subject", "object", "none"), name
        assert all(one.says) and all(one.said) and one.noun, name


def test_the_roles_of_the_design_have_their_types() -> None:
    types = {name: role(name).type for name in ("registered owner", "DOC company", "linked to")}
    assert types == {
        "registered owner": "REGISTERED_OWNER_OF",
        "DOC company": "DOC_COMPANY_OF",
        "linked to": "LINKED_TO",
    }


def test_a_weak_word_is_never_said_as_a_strong_one() -> None:
    for name in ("owns or controls", "holds an interest in", "owner or operator", "linked to"):
        assert role(name).class_ in ("unproven", "association")
        assert role(name).ftm == "UnknownLink"
        assert "owns" not in role(name).says[0].replace("owns or controls", "")


def test_what_is_unproven_is_drawn_in_dashes() -> None:
    classes = schema().classes
    assert {name for name, one in classes.items() if one.style == "dashed"} == {
        "unproven", "association",
    }  # fmt: skip
    assert [one.order for one in classes.values()] == list(range(1, len(classes) + 1))
    colours = [one.colour for one in classes.values()] + [k.fill for k in schema().kinds.values()]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)


def test_roles_are_asked_for_by_name_or_class() -> None:
    assert roles_named("operator") == {"operator"}
    assert roles_named(" doc COMPANY , operator") == {"DOC company", "operator"}
    assert roles_named("people") == {"director", "officer", "employee"}
    assert roles_named("people,operator,director") == {
        "director", "officer", "employee", "operator",
    }  # fmt: skip
    assert roles_named("") == frozenset()


@pytest.mark.parametrize("words", ["owns", "operator;owner", "operators"])
def test_an_unknown_role_is_refused_with_what_there_is(words: str) -> None:
    with pytest.raises(BadValue, match=f"There is no role or class {words!r}: expected roles"):
        roles_named(words)
    with pytest.raises(BadValue, match="There is no role"):
        role(words)


@given(st.text(max_size=40))
def test_any_words_name_roles_or_are_refused(words: str) -> None:
    try:
        found = roles_named(words)
    except BadValue:
        return
    assert found <= set(schema().roles)
