"""From the sums over a group to a row of the table: value, interval, the name of its method, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Count, Duration, Rate, Records, ServiceLevelRatio, Share, Statistic
from analysis.indicators.table import Note
from analysis.statistics.intervals import Interval, count_over_known, student_mean, wilson

FloatArray = npt.NDArray[np.float64]

INTERVAL_METHODS: dict[str, Bilingual] = {
    "wilson": Bilingual("intervalle de Wilson à 95 %", "95% Wilson interval"),
    "student_t": Bilingual("intervalle de Student à 95 %", "95% Student interval"),
    "poisson_exact": Bilingual(
        "intervalle exact de Poisson (Garwood) à 95 % du compte, sur un dénominateur connu",
        "95% exact Poisson (Garwood) interval of the count, over a known denominator",
    ),
    "hedges_olkin": Bilingual(
        "intervalle à 95 % d'une différence standardisée (Hedges et Olkin)", "95% interval of a standardised difference (Hedges and Olkin)"
    ),
    "fleiss_cohen_everitt": Bilingual(
        "intervalle à 95 % du kappa (Fleiss, Cohen et Everitt)", "95% interval of kappa (Fleiss, Cohen and Everitt)"
    ),
    "linearization": Bilingual("linéarisation de Taylor à 95 %, personnes comme grappes", "95% Taylor linearization, persons as clusters"),
    "simulated": Bilingual("les 90 % du milieu des tirages d'une simulation", "the middle 90% of the draws of a simulation"),
    "fieller_known_cost": Bilingual(
        "intervalle de Fieller à 95 %, coût connu : le coût sur les limites de Wilson du compte",
        "95% Fieller interval, known cost: the cost over the Wilson limits of the count",
    ),
    "newcombe_independent": Bilingual(
        "intervalle de Newcombe à 95 % de la différence entre deux groupes (méthode 10, 1998)",
        "95% Newcombe interval of the difference between two groups (method 10, 1998)",
    ),
    "newcombe_paired": Bilingual(
        "intervalle de Newcombe à 95 % de la différence chez les mêmes personnes (données appariées, méthode 10, 1998)",
        "95% Newcombe interval of the difference among the same persons (paired data, method 10, 1998)",
    ),
    "feldt": Bilingual("intervalle de Feldt à 95 % (1965)", "95% Feldt interval (1965)"),
    "response_classes": Bilingual(
        "repondération par classes de réponse, intervalle normal à 95 %", "weighting by response class, 95% normal interval"
    ),
    "imbens_manski": Bilingual("bornes d'Imbens et Manski à 95 %, extrémités de Wilson", "95% Imbens–Manski bounds with Wilson ends"),
    "calibrated_residuals": Bilingual(
        "linéarisation des résidus du calage à 95 %, personnes comme grappes",
        "95% linearization of calibration residuals, persons as clusters",
    ),
    "influence_function": Bilingual("fonction d'influence à 95 %, personnes comme grappes", "95% influence function, persons as clusters"),
    "rubin": Bilingual("règles de Rubin à 95 %", "95% Rubin's rules"),
    "none_quality": Bilingual("sans intervalle : qualité des poids", "no interval: quality of weights"),
    "none_complete_count": Bilingual("sans intervalle : compte complet", "no interval: complete count"),
    "none_median": Bilingual("sans intervalle : médiane", "no interval: median"),
    "none_change": Bilingual("sans intervalle : variation d'une année à l'autre", "no interval: change between two years"),
    "none_cost": Bilingual("sans intervalle : un coût sur un compte", "no interval: a cost over a count"),
    "none_cost_of_counts": Bilingual("sans intervalle : un coût sur des comptes complets", "no interval: a cost over complete counts"),
    "none_over_official": Bilingual(
        "sans intervalle : un compte complet sur un chiffre officiel", "no interval: a complete count over an official figure"
    ),
    "none_quotient": Bilingual("sans intervalle : quotient de deux comptes complets", "no interval: quotient of two complete counts"),
    "none_official": Bilingual("sans intervalle : série officielle", "no interval: official series"),
    "none_from_published": Bilingual("sans intervalle : calculé sur des nombres publiés", "no interval: worked out from published numbers"),
    "predictive_95": Bilingual(
        "intervalle de prévision à 95 % : gamma-Poisson, saisons des exercices d'avant",
        "95% prediction interval: gamma-Poisson, seasons of the years before",
    ),
    "none": Bilingual("sans intervalle : aucune valeur", "no interval: no value"),
}
"""What the codes of the column `interval_method` are called."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one indicator over each of some groups (arrays of the same length, in the units of the indicator)."""

    numerator: FloatArray
    denominator: FloatArray
    missing: FloatArray
    square: FloatArray
    median: FloatArray


def results(indicator: Indicator, sums: Sums) -> dict[str, Any]:
    """Return the value columns of an indicator for each group, from its sums."""
    match indicator.measure:
        case Share() | Records(statistic="share"):
            values = _ratio_of_counts(sums, 1)
        case Rate(per=per):
            values = _ratio_of_counts(sums, per)
        case ServiceLevelRatio():
            interval = count_over_known(sums.numerator, sums.denominator)
            values = _columns(sums, _divided(sums.numerator, sums.denominator), interval, "poisson_exact")
        case Count() | Statistic(kind="sum") | Records(statistic="count" | "sum"):
            values = _columns(sums, sums.numerator.copy(), _no_interval(sums), "none_complete_count")
        case Statistic(kind="median") | Duration(statistic="median") | Records(statistic="median_days"):
            values = _columns(sums, sums.median, _no_interval(sums), "none_median")
            values["numerator"] = np.full_like(sums.median, np.nan)
        case Statistic() | Duration() | Records():
            interval = student_mean(sums.denominator, sums.numerator, sums.square)
            values = _columns(sums, _divided(sums.numerator, sums.denominator), interval, "student_t")
        case _:
            raise TypeError(f"{indicator.name} has no value made of sums")
    return values


def _ratio_of_counts(sums: Sums, per: int) -> dict[str, Any]:
    interval = wilson(sums.numerator, sums.denominator)
    # One rounding only: (numerator × per) / denominator is the float nearest to the true ratio, so a value equal to its standard is equal.
    value = _divided(sums.numerator * per, sums.denominator)
    return _columns(sums, value, Interval(interval.low * per, interval.high * per), "wilson")


def _columns(sums: Sums, value: FloatArray, interval: Interval, method: str) -> dict[str, Any]:
    nothing = np.isnan(value)
    return {
        "numerator": sums.numerator,
        "denominator": sums.denominator,
        "n_missing": sums.missing,
        "value": value,
        "interval_low": interval.low,
        "interval_high": interval.high,
        "interval_method": np.where(nothing, "none", method),
        "note": np.where(nothing, Note.NO_CASES.value, Note.COMPUTED.value),
    }


def _divided(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def _no_interval(sums: Sums) -> Interval:
    nothing = np.full_like(sums.numerator, np.nan)
    return Interval(nothing, nothing)
