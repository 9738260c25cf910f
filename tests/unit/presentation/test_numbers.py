"""Numbers, money and days as each language prints them (Office québécois de la langue française; CLDR as Babel carries it)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.core.languages import Language
from analysis.frameworks.numbers import Unit
from analysis.presentation import numbers
from analysis.presentation.typography import typeset

NB, NNB, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", f"1{NNB}234{NNB}567"), ("en", "1,234,567")],
)
def test_thousands_are_grouped_as_each_language_does(language: Language, written: str) -> None:
    assert numbers.format_number(1234567, language) == written


@pytest.mark.parametrize(("language", "written"), [("fr", f"52,3{NB}%"), ("en", "52.3%")])
def test_a_share_is_printed_as_a_percentage_that_does_not_leave_its_sign(language: Language, written: str) -> None:
    assert numbers.format_share(0.5234, language) == written


@pytest.mark.parametrize(("language", "written"), [("fr", f"560{NNB}000{NB}$"), ("en", "$560,000")])
def test_money_stands_on_the_side_of_its_language(language: Language, written: str) -> None:
    assert numbers.format_dollars(560_000, language) == written


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2025, 3, 31), f"31{NB}mars 2025"),
        ("fr", date(2025, 4, 1), f"1er{NB}avril 2025"),
        ("en", date(2025, 3, 31), f"March{NB}31, 2025"),
    ],
)
def test_a_day_is_written_out(language: Language, day: date, written: str) -> None:
    assert numbers.format_day(day, language) == written


def test_a_difference_of_shares_is_in_percentage_points_with_a_true_minus_sign() -> None:
    assert numbers.format_points(-0.023, "fr") == f"{MINUS}2,3{NB}points de{NB}pourcentage"
    assert numbers.format_points(0.01, "fr") == f"+1,0{NB}point de{NB}pourcentage"
    assert numbers.format_points(0.023, "en") == f"+2.3{NB}percentage{NB}points"


def test_rounding_is_to_the_nearest_and_ties_go_away_from_zero() -> None:
    # 12.5 % and 0.05 points: Python's own rounding gives 12 and 0.0.
    assert numbers.format_share(0.125, "en", 0) == "13%"
    assert numbers.format_share(0.0005, "en", 1) == "0.1%"
    assert numbers.format_number(Decimal("2.675"), "en", 2) == "2.68"


def test_a_rounded_zero_has_no_sign() -> None:
    assert numbers.format_number(-0.001, "fr", 1, signed=True) == "0,0"
    assert numbers.format_share(-0.0001, "en", 1) == "0.0%"


def test_two_hundred_persons_are_enough_for_a_decimal_and_the_weakest_row_decides_for_its_column() -> None:
    assert numbers.decimals_of(Unit.SHARE, [200, 5000]) == 1
    assert numbers.decimals_of(Unit.SHARE, [199, 5000]) == 0


def test_a_mean_has_no_decimal_that_its_interval_denies() -> None:
    assert numbers.decimals_of(Unit.INDICATORS, [2000], [0.05]) == 2
    assert numbers.decimals_of(Unit.INDICATORS, [30], [0.8]) == 1
    assert numbers.decimals_of(Unit.DAYS, [30], [12.0]) == 0


def test_a_standard_keeps_the_decimals_it_was_written_with() -> None:
    assert numbers.format_as_written(Decimal("4.05"), Unit.INDICATORS, "fr") == "4,05"
    assert numbers.format_as_written(0.85, Unit.SHARE, "fr") == f"85{NB}%"
    assert numbers.format_as_written(0.425, Unit.SHARE, "en") == "42.5%"


def test_french_typography_puts_no_break_spaces_and_no_space_before_high_marks() -> None:
    assert typeset("Résultat : « oui » ; vraiment ? Non !", "fr") == f"Résultat{NB}: «{NB}oui{NB}»; vraiment? Non!"
    assert typeset("l'emploi à 12 mois", "fr") == f"l’emploi à 12{NB}mois"
    once = typeset("L'écart : 2 points ; 50 %", "fr")
    assert typeset(once, "fr") == once


def test_a_time_and_an_address_keep_their_colons() -> None:
    assert typeset("à 12:30, https://exemple.ca", "fr") == "à 12:30, https://exemple.ca"
