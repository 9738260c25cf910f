"""Leaving between one wave and the next: hazards of discrete time, for exits known only to lie between two days on which one asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Numbers, normal_quantile, wilson


@dataclass(frozen=True, slots=True)
class LifeTable:
    """One element an interval between two waves."""

    hazard: FloatArray
    """Share of those who had not left by its start who left in it."""
    hazard_low: FloatArray
    hazard_high: FloatArray
    retained: FloatArray
    """Share who have not left by its end."""
    low: FloatArray
    high: FloatArray


def life_table(exits: Numbers, at_risk: Numbers, confidence: float = CONFIDENCE) -> LifeTable:
    """Return the hazard of each interval (Wilson) and the share who stay to its end (product of them, log(−log) intervals).

    Whoever is not seen at the end of an interval is not in it: this supposes that those not seen leave like those seen. An interval
    in which nobody is at risk has no hazard, and nothing is known of those that follow it (NaN).

    References
    ----------
    Cutler, S. J. and Ederer, F. (1958), Journal of Chronic Diseases 8: 699–712; Greenwood, M. (1926);
    Singer, J. D. and Willett, J. B. (1993), « It's about time », Journal of Educational Statistics 18: 155–195.
    """
    out, risk = np.asarray(exits, dtype=np.float64), np.asarray(at_risk, dtype=np.float64)
    ends = wilson(out, risk, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(risk > 0, out / risk, np.nan)
        retained = np.cumprod(1 - hazard)
        spread = np.sqrt(np.cumsum(np.where(risk > out, out / (risk * (risk - out)), np.nan)))
        half = normal_quantile(confidence) * spread / np.abs(np.log(retained))
        low, high = retained ** np.exp(half), retained ** np.exp(-half)
    none_left = np.nancumsum(out) == 0
    return LifeTable(hazard, ends.low, ends.high, retained, np.where(none_left, np.nan, low), np.where(none_left, np.nan, high))


@dataclass(frozen=True, slots=True)
class HazardModel:
    """What a covariate does to leaving, the same in every interval: its coefficients with their standard errors."""

    baseline: FloatArray
    """Hazard of each interval where every covariate is 0."""
    effects: FloatArray
    """On the scale of the link: log hazard ratios for the complementary log-log, log odds ratios for the logistic."""
    standard_errors: FloatArray


def hazard_model(intervals: Numbers, covariates: Numbers, exits: Numbers, at_risk: Numbers, *, logistic: bool = False) -> HazardModel:
    """Return a model of exits by interval and covariates, from counts: one element a combination of interval and covariates.

    With the complementary log-log link the effects are those of the proportional hazards that lie behind the waves, whatever the distance
    between these; the logistic link gives odds.

    Parameters
    ----------
    intervals
        Number of each row's interval, from 0, each present.
    covariates
        Shape (rows, covariates).

    References
    ----------
    Prentice, R. L. and Gloeckler, L. A. (1978), « Regression analysis of grouped survival data », Biometrics 34: 57–67; Allison, P. D.
    (1982), Sociological Methodology 13: 61–98. Fitted by statsmodels.
    """
    from statsmodels.genmod.families import Binomial, links  # noqa: PLC0415 - slow to import, and few notebooks need it
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    interval, out, risk = np.asarray(intervals, dtype=np.int64), np.asarray(exits, dtype=float), np.asarray(at_risk, dtype=float)
    used = risk > 0
    n_intervals = int(interval.max()) + 1
    other = np.asarray(covariates, dtype=float).reshape(len(interval), -1)[used]
    design = np.column_stack([np.eye(n_intervals)[interval[used]], other])
    link = links.Logit() if logistic else links.CLogLog()
    fitted = GLM(np.column_stack([out, risk - out])[used], design, family=Binomial(link=link)).fit()
    parameters, errors = np.asarray(fitted.params), np.asarray(fitted.bse)
    return HazardModel(np.asarray(link.inverse(parameters[:n_intervals])), parameters[n_intervals:], errors[n_intervals:])
