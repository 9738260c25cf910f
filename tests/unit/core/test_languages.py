"""Texts exist in both languages or not at all."""

from __future__ import annotations

import pytest

from analysis.core.languages import LANGUAGES, Bilingual, ExplainedValueError, did_you_mean, filled, near_matches, with_no_break_spaces


def test_the_languages_are_french_and_english() -> None:
    assert LANGUAGES == ("fr", "en")


@pytest.mark.parametrize(("fr", "en"), [("", "x"), ("x", ""), (" \n", "x"), ("x", "\t")])
def test_a_text_without_one_of_its_wordings_is_refused_in_both_languages(fr: str, en: str) -> None:
    with pytest.raises(ExplainedValueError) as caught:
        Bilingual(fr, en)
    assert "français" in caught.value.what.fr
    assert "French" in str(caught.value)


def test_a_text_is_read_by_language() -> None:
    text = Bilingual("été {year}", "summer {year}").filled(year=2024)
    assert (text["fr"], text["en"]) == ("été 2024", "summer 2024")


def test_the_nearest_names_come_first_whatever_their_case() -> None:
    assert near_matches("Employd", ["employed", "placed", "unemployed"])[0] == "employed"
    assert near_matches("zzz", ["employed"]) == ()


def test_a_misspelt_name_gets_near_matches_and_another_one_gets_all_names() -> None:
    assert did_you_mean("regoin", ["sex", "region"]) == Bilingual("Vouliez-vous dire : region?", "Did you mean: region?")
    assert did_you_mean("xyzzy", ["sex", "region"]).en == "Known names: region, sex."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pourquoi : parce que", "Pourquoi\u00a0: parce que"),
        ("un « mot » ici", "un «\u00a0mot\u00a0» ici"),
        ("50 % ou 5 600 $", "50\u00a0% ou 5 600\u00a0$"),
        ("à 12:30 et a:b", "à 12:30 et a:b"),
        ("a ; b", "a ; b"),
        ("fin :", "fin\u00a0:"),
    ],
)
def test_french_signs_stay_on_the_line_of_their_word(text: str, expected: str) -> None:
    assert with_no_break_spaces(text, "fr") == expected
    assert with_no_break_spaces(expected, "fr") == expected
    assert with_no_break_spaces(text, "en") == text


TYPED = ("{", "}", "{}", "{0}", "{n}", "{x!r}", "{:d}", "%s", "{voir l'annexe}", "{{n}}", "$n", "\\1", "{n.__class__}")


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_typed_is_put_into_a_sentence_and_never_read(typed: str) -> None:
    assert filled("{n} : {reason}.", n=3, reason=typed) == f"3 : {typed}."
    assert filled("{0} : {1}.", typed, 3) == f"{typed} : 3."
    # Taken for a wording by mistake, it is still only printed.
    assert filled(typed) == typed
    assert Bilingual(typed, typed).filled(year=2024) == Bilingual(typed, typed)
