"""What people type is read as they mean it, in both languages; what cannot be read is told in words, never with what is expected."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.core.languages import Bilingual
from analysis.exercises.case_file import Choice
from analysis.exercises.typing_mistakes import kind_words, quoted_numbers
from analysis.exercises.written_answers import is_unanswered, read_choice, read_number
from analysis.frameworks.numbers import Unit
from analysis.presentation.numbers import format_dollars, format_share


@pytest.mark.parametrize(
    "typed",
    [
        560000, 560000.0, Decimal(560000), np.int64(560000), "560000", "560 000 $", "560 000,00 $", "560\u202f000\u00a0$", "$560,000",
        "560,000.00", "560.000,00", "560'000", "560 000 dollars", (560, 0), " 560000 ", "+560000",
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_typed(typed: Any) -> None:
    assert Decimal(560000) in read_number(typed, Unit.DOLLARS).candidates


@pytest.mark.parametrize("typed", ["52,3 %", "52.3%", 52.3, 0.523, "0,523", "52,3", "52,3 pour cent"])
def test_a_share_is_read_as_a_percentage_or_a_part_of_one(typed: Any) -> None:
    assert Decimal("0.523") in read_number(typed, Unit.SHARE).candidates


def test_half_a_percent_typed_with_its_sign_is_not_a_half() -> None:
    assert read_number("0,5 %", Unit.SHARE).candidates == (Decimal("0.005"),)


def test_a_comma_before_three_digits_keeps_both_readings() -> None:
    reading = read_number("560,000", Unit.DOLLARS)
    assert set(reading.candidates) == {Decimal(560000), Decimal("560.000")}
    assert reading.is_ambiguous


@pytest.mark.parametrize(
    ("typed", "unit", "said"),
    [
        ("beaucoup", Unit.DOLLARS, "a number is needed"),
        ("12 mois", Unit.DOLLARS, "The unit does not fit"),
        ("50 %", Unit.DOLLARS, "The unit does not fit"),
        ("5 600 × 100", Unit.DOLLARS, "more than one number"),
        (True, Unit.DOLLARS, "true or false"),
        ([1, 2], Unit.DOLLARS, "another kind (list)"),
        (float("nan"), Unit.DOLLARS, "not finite"),
        ("1,2,3", Unit.DOLLARS, "cannot be read"),
        ("9" * 300, Unit.DOLLARS, "a number is needed"),
        ("environ 12 chats noirs", Unit.PERSONS, "contains words"),
    ],
)
def test_what_is_not_a_number_is_told_in_words(typed: Any, unit: Unit, said: str) -> None:
    reading = read_number(typed, unit)
    assert reading.candidates == ()
    assert reading.problem is not None
    assert said in reading.problem.en
    assert reading.problem.fr != reading.problem.en


@given(some.integers(min_value=0, max_value=10**9), some.sampled_from(["fr", "en"]))
def test_an_amount_as_the_report_prints_it_is_read_back(amount: int, language: Any) -> None:
    assert Decimal(amount) in read_number(format_dollars(amount, language), Unit.DOLLARS).candidates


@given(some.integers(min_value=0, max_value=1000), some.sampled_from(["fr", "en"]))
def test_a_share_as_the_report_prints_it_is_read_back(thousandths: int, language: Any) -> None:
    share = Decimal(thousandths) / 1000
    assert share in read_number(format_share(share, language), Unit.SHARE).candidates


@given(some.text(max_size=250))
def test_no_text_raises(text: str) -> None:
    reading = read_number(text, Unit.DOLLARS)
    assert (reading.problem is None) == bool(reading.candidates)


@pytest.mark.parametrize("given_", [..., None, "", "…", [], {}, {"a": ...}, {"a": {"b": None}}])
def test_nothing_yet_is_unanswered(given_: Any) -> None:
    assert is_unanswered(given_)


@pytest.mark.parametrize("given_", [0, False, "0", [0], {"a": 0}])
def test_zero_is_an_answer(given_: Any) -> None:
    assert not is_unanswered(given_)


CHOICES = (
    Choice(name="at_standard", label=Bilingual("plafonné à chaque norme", "capped at each standard")),
    Choice(name="none", label=Bilingual("aucune", "none")),
)


@pytest.mark.parametrize(
    "typed", ["at_standard", "AT STANDARD", "Plafonne a chaque norme", "plafonné à chaque norme", "Capped at each standard"]
)
def test_a_choice_is_read_by_its_name_or_its_label(typed: str) -> None:
    assert read_choice(typed, CHOICES, "fr") == ("at_standard", None)


@pytest.mark.parametrize("typed", ["autre", 3, 2.5, True])
def test_what_is_not_a_choice_is_told_with_the_choices(typed: Any) -> None:
    name, problem = read_choice(typed, CHOICES, "fr")
    assert name is None
    assert problem is not None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("fonds = 560 000,00 $", "fonds = '560 000,00 $'"),
        ("fonds = 560,000", "fonds = '560,000'"),
        ("part = 52,3 %  # ma réponse", "part = '52,3 %'  # ma réponse"),
        ("fonds = $560,000\n", "fonds = '$560,000'\n"),
    ],
)
def test_a_number_that_python_would_misread_becomes_a_text(typed: str, read: str) -> None:
    assert quoted_numbers([typed]) == [read]


@pytest.mark.parametrize(
    "line",
    [
        "x = 560000",
        "x = 5600 * 100",
        "x = 0.5",
        "x == 3, 4",
        "total = a + b",
        "x = [1, 2]",
        'x = "1,5"',
        "x = f(1, 2)",
        "x = 1 if y else 2",
        "# x = 1,5",
    ],
)
def test_python_stays_as_it_is(line: str) -> None:
    assert quoted_numbers([line]) == [line]


def test_an_error_is_told_in_a_sentence_of_the_readers_language() -> None:
    unknown = NameError("name 'fond' is not defined", name="fond")
    assert "« fond » n'existe pas encore" in kind_words(unknown, "fr")
    assert '"fond" does not exist yet' in kind_words(unknown, "en")
    assert "Traceback" not in kind_words(ValueError("secret 12"), "fr")
    assert "secret" not in kind_words(ValueError("secret 12"), "fr")
