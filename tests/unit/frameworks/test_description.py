"""A framework is described in plain words, in both languages, from its own definition."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.conditions import Condition
from analysis.frameworks.description import assumptions, describe, describe_indicator
from analysis.frameworks.indicator_sheet import indicator_rows
from analysis.frameworks.markdown_words import plain_markdown
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number
from analysis.frameworks.sources import Confidence
from analysis.frameworks.wording import condition_in_words, day_in_words, number_in_words, plain_number, span_in_words

CATALOGUE = open_catalogue(Path(__file__).parents[3] / "params" / "frameworks")
ONTARIO = CATALOGUE.get("ontario_supported_employment")
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


@pytest.mark.parametrize(
    ("condition", "fr", "en"),
    [
        ({"field": "employed_at_wave", "is": True}, "la personne a un emploi au suivi", "the person has a job at the follow-up"),
        ({"field": "employed_at_wave", "is": False}, "la personne n'a pas d'emploi au suivi", "the person has no job at the follow-up"),
        (
            {"field": "weekly_hours_at_wave", "at_least": 20},
            "heures par semaine au suivi : au moins 20",
            "weekly hours at follow-up: at least 20",
        ),
        ({"field": "age_at_start", "between": [18, 29]}, "âge au début : entre 18 et 29", "age at start: between 18 and 29"),
        ({"field": "sex", "is_one_of": ["woman", "another"]}, "sexe : femmes ou autre", "sex: women or another"),
        ({"field": "program", "is": "abc"}, "programme : « abc »", 'program: "abc"'),
        ({"field": "end_date", "is_missing": True}, "fin de la participation : inconnu", "end of participation: unknown"),
        (
            {
                "any_of": [
                    {"field": "is_woman", "is": True},
                    {"all_of": [{"field": "is_disabled", "is": True}, {"field": "is_placed", "is": False}]},
                ]
            },
            "la personne est une femme ou (la personne est handicapée et la personne n'a pas été placée en emploi)",
            "the person is a woman or (the person has a disability and the person was not placed in a job)",
        ),
        (
            {"none_of": [{"field": "end_reason", "is": "transferred"}, {"field": "is_placed", "is": True}]},
            "rien de ceci : motif de fin : transfert; la personne a été placée en emploi",
            "none of these: reason for ending: transferred; the person was placed in a job",
        ),
    ],
)  # fmt: skip
def test_a_condition_is_put_in_words(condition: dict[str, object], fr: str, en: str) -> None:
    read = CONDITION.validate_python(condition)
    assert condition_in_words(read, "fr") == fr
    assert condition_in_words(read, "en") == en


def number(value: str, unit: str) -> Number:
    return Number.model_validate({"value": Decimal(value), "unit": unit, "confidence": "assumed"})


@pytest.mark.parametrize(
    ("value", "unit", "fr", "en"),
    [
        ("0.50", "share", "50 %", "50%"),
        ("0.405", "share", "40,5 %", "40.5%"),
        ("1", "share", "100 %", "100%"),
        ("4.05", "indicators", "4,05 indicateurs", "4.05 indicators"),
        ("5600", "dollars", "5\u202f600 $", "$5,600"),
        ("1234567.8", "count", "1\u202f234\u202f567,8", "1,234,567.8"),
        ("20", "hours", "20 heures", "20 hours"),
    ],
)
def test_a_number_is_written_with_its_unit(value: str, unit: str, fr: str, en: str) -> None:
    assert number_in_words(number(value, unit), "fr") == fr
    assert number_in_words(number(value, unit), "en") == en


def test_a_negative_number_has_a_minus_sign() -> None:
    assert plain_number(Decimal("-1234.5"), "fr") == "\u22121\u202f234,5"


def test_days_and_spans_are_written_out() -> None:
    assert day_in_words(date(2006, 4, 1), "fr") == "1er avril 2006"
    assert span_in_words(date(2006, 4, 1), None, "en") == "since 1 April 2006"
    assert span_in_words(None, date(2006, 4, 2), "fr") == "jusqu'au 2 avril 2006"
    assert span_in_words(date(2006, 4, 1), date(2007, 3, 31), "en") == "from 1 April 2006 to 31 March 2007"
    assert span_in_words(None, None, "fr") == ""


@pytest.mark.parametrize("framework", list(CATALOGUE), ids=CATALOGUE.names)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_description_leaves_nothing_out(framework: Framework, language: Language) -> None:
    text = describe(framework, language).replace("\N{NO-BREAK SPACE}", " ")
    said = [indicator.label for indicator in framework.indicators]
    said += [cohort.label for cohort in framework.cohorts] + [document.title for document in framework.documents]
    said += [item.label for item in framework.parameters]
    said += [wording for item in framework.open_questions for wording in (item.question, item.meanwhile)]
    said += [number.reason for _, number in assumptions(framework) if number.reason is not None]
    for wording in said:
        assert plain_markdown(wording[language]) in text


@pytest.mark.parametrize("framework", list(CATALOGUE), ids=CATALOGUE.names)
def test_the_two_languages_have_the_same_shape(framework: Framework) -> None:
    shapes = [
        [line.split(" ")[0] for line in describe(framework, language).splitlines() if line.startswith(("#", "|"))]
        for language in ("fr", "en")
    ]
    assert shapes[0] == shapes[1]
    assert describe(framework, "fr") != describe(framework, "en")


def test_french_signs_do_not_leave_their_word() -> None:
    text = describe(ONTARIO, "fr")
    assert not re.search(r" [:»](\s|$)|« |\d [%$]", text)


def test_a_sheet_says_numerator_denominator_missing_rule_standard_weight_and_source() -> None:
    rows = dict(indicator_rows(ONTARIO, ONTARIO.indicator("short_term_outcome"), "en"))
    assert rows["Numerator"] == "the person has a job at the follow-up and weekly hours at follow-up: at least 20"
    assert "not a success" in rows["Without an answer"]
    assert (rows["Standard"], rows["Weight"]) == ("50%", "25%")
    assert "Sommaire des indicateurs de rendement" in rows["Source"]


def test_a_revised_target_says_from_when_it_holds() -> None:
    teaching = CATALOGUE.get("teaching_small")
    rows = dict(indicator_rows(teaching, teaching.indicator("employed_at_3_months"), "fr"))
    assert rows["Norme"] == (
        "50 % (cible initiale, du 1er avril 2024 au 31 mars 2025); 45 % (cible révisée, du 30 septembre 2024 au 31 mars 2025)"
    )


def test_markup_in_a_definition_is_shown_as_text() -> None:
    hostile = "<script>x</script> | *b* [a](b) `c` $d$ @e"
    indicator = ONTARIO.indicators[0].model_copy(update={"description": Bilingual(hostile, hostile)})
    text = describe_indicator(ONTARIO, indicator, "en")
    assert "<script" not in text.replace("\\<", "")
    assert plain_markdown(hostile) in text


def test_only_what_is_not_stated_is_an_assumption() -> None:
    found = assumptions(ONTARIO)
    assert {number.confidence for _, number in found} == {Confidence.ASSUMED, Confidence.DERIVED}
    assert any("Heures par semaine" in label.fr for label, _ in found)
