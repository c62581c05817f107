"""Names as lists write them, made comparable; the original is always kept beside the key."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rigour.text.translit import ascii_text

from hullmark.graph import territories, text
from hullmark.graph.text import (
    clean,
    country_code,
    country_name,
    loose_key,
    name_key,
    tokens,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ANGARA", "Angara"),
        ("LADY  R", "Lady R"),
        ("M\u00a0LEASING LLC", "M Leasing LLC"),
        ("ООО М ЛИЗИНГ", "Общество с ограниченной ответственностью М Лизинг"),
        ("OBORONLOGISTICS, OOO", "Oboronlogistics OOO"),
        ("MARIA\u200b", "MARIA"),
        ("\u202eMARIA\u202c", "MARIA"),
        ("\ufeffSPARTA IV", "SPARTA IV"),
        ("SPÄRTA", "SPARTA"),
        ("ＡＮＧＡＲＡ", "ANGARA"),
        ("PIONЕ", "PIONE"),
        ("AGNІ", "AGNI"),
        ("Sparta IІІ", "SPARTA III"),
        ("NР DUDINKA", "NP DUDINKA"),
        ("СОВФРAXT", "СОВФРАХТ"),
    ],
)
def test_equal_names(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SPARTA III", "SPARTA IV"),
        ("LADY R", "LADY D"),
        ("MARIA", "MARIIA"),
        ("Azia Shipping Company LLC", "Azia Shipping Holding Ltd"),
        ("M Leasing LLC", "M Leasing Ltd"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_legal_forms_fall_out_of_the_loose_key_alone() -> None:
    assert name_key("M Leasing LLC") == "m leasing llc"
    assert loose_key("M Leasing LLC") == loose_key("M LEASING") == "m leasing"
    assert loose_key("ООО М ЛИЗИНГ") == "m lizing"
    assert loose_key("LLC") == "llc"


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\ud800", "\x00", "\u202e\u202c", "---", "?"])
def test_what_is_no_name_has_no_key(name: str) -> None:
    assert (name_key(name), loose_key(name)) == ("", "")


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_keys_never_fail_and_are_plain_words(name: str) -> None:
    for key in (name_key(name), loose_key(name)):
        assert key == " ".join(key.split())
        key.encode("utf-8")


WORDS = st.sampled_from(
    ["Ocean", "M", "Société", "Морское", "&", "IV", "Ocean-Star", "شركة", "海运"]
)
FORMS = st.sampled_from(["", "LLC", "ООО", "ПАО", "Ltd.", "Co., Ltd.", "S.A.", "GmbH", "有限公司"])
SHIPPING = st.tuples(st.lists(WORDS, min_size=1, max_size=5), FORMS).map(
    lambda parts: " ".join([*parts[0], parts[1]])
)


@given(SHIPPING)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert loose_key(loose_key(name)) == loose_key(name)


@given(SHIPPING)
def test_case_and_blanks_make_no_difference(name: str) -> None:
    assert name_key(f"  {name.replace(' ', '   ')}\n") == name_key(name)
    assert name_key(name.lower()) == name_key(name)


def test_a_name_of_ten_thousand_letters_takes_no_time() -> None:
    began = time.perf_counter()
    for name in ("Ж" * 10_000, "LLC " * 2_500, "a\u0301" * 5_000, "\u202e" * 10_000, "海" * 10_000):
        assert len(name_key(name)) < 20_000
    assert time.perf_counter() - began < 5


def test_clean_keeps_the_spelling() -> None:
    assert clean("  ANGARA \t (f.k.a.\n OCEAN ENERGY) ") == "ANGARA (f.k.a. OCEAN ENERGY)"
    assert clean("Société Générale №1 – «Ромашка»") == "Société Générale №1 – «Ромашка»"
    assert clean("A\u200bB\u202e\x00\x7f\x1a\ud800\ue000C") == "ABC"
    assert clean("Ж\u00a0\u2003R") == "Ж R"


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_clean_is_done_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.isprintable() or not once.isascii()


def test_tokens_keep_their_order() -> None:
    assert tokens("lady r lady d") == ("lady", "r", "d")
    assert tokens("") == ()


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Russia", "ru"),
        ("RU", "ru"),
        ("Korea, North", "kp"),
        ("Marshall Islands", "mh"),
        ("Virgin Islands, British", "vg"),
        ("Atlantis", ""),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_countries(stated: str, code: str) -> None:
    assert country_code(stated) == code


def test_country_names() -> None:
    assert country_name("ru") == "Russia"
    assert country_name("zz-nowhere") == "zz-nowhere"


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_may_be_asked_for_a_country(text: str) -> None:
    code = country_code(text)
    assert code == "" or country_name(code)
    assert country_name(text) or not text


def test_index_of_countries_is_the_one_that_rigour_builds() -> None:
    from rigour.territories.lookup import _get_territory_names
    from rigour.territories.util import normalize_territory_name

    theirs = {name: one.code for name, one in _get_territory_names().items()}
    for initial in ("r", "b", "d", "h", "م"):
        found = territories.all_names(initial) | territories.strong_names()
        assert {name: code for name, code in found.items() if name[:1] == initial} == {
            name: code for name, code in theirs.items() if name[:1] == initial
        }
    wordwise = [
        name
        for _, weak, places in territories._simply()
        for name, key in (*weak, *places)
        if not key
    ]
    assert len(wordwise) > 1_000
    for name in wordwise:
        assert territories._may_begin(name, normalize_territory_name(name)[:1]), name
    for tier in (territories.strong_names(), territories.plain_names()):
        assert {name: theirs[name] for name in tier} == tier


def test_country_is_found_in_each_tier_of_names() -> None:
    assert territories.code_of("RU") == "ru"
    assert territories.code_of("Russia") == "ru"
    assert territories.code_of("Afghan") == "af"
    assert territories.code_of("Россия") == "ru"
    assert territories.code_of("Аргенціна") == "ar"
    assert territories.code_of("Narnia") == ""


@given(
    st.sampled_from(
        ("àéîöüßøłžščđőű", "абвгдежзийклмнопрстуфхцчшщъыьэюя", "άέήίαβγδμπντσςώ")
    ).flatmap(lambda letters: st.text(st.sampled_from("abz 09" + letters)))
)
def test_words_are_transliterated_alone_as_among_others(name: str) -> None:
    assert text._BY_WORD.fullmatch(name)
    words = [word if word.isascii() else text._spelt(word) for word in name.split(" ")]
    assert " ".join(words) == ascii_text(name)
